# SPDX-License-Identifier: EUPL-1.2
"""Plots in series, former numbers, reservations, works and visits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.dates import PartialDate
from app.core.outcome import UserError
from app.store.dossier import Dossier
from modules.cemetery.models import Act, Inspection, Monument, Plot, PlotRow, Works
from modules.cemetery.queries import find_plots
from modules.cemetery.rules.codes import (
    AbandonmentSign,
    ActFamily,
    MonumentCondition,
    PlotKind,
    PlotState,
    Regime,
    WorksNature,
)
from modules.cemetery.services.create_plots import (
    add_alias,
    create_plots,
    release_plots,
    renumber_plot,
    reserve_plots,
)
from modules.cemetery.services.record_works import end_works, inspect_monument, record_works
from tests.modules.cemetery.sold_cemetery import SoldCemetery, add_dead, make_cemetery, state

D = Decimal


@pytest.fixture
def made(dossier: Dossier) -> SoldCemetery:
    return make_cemetery(dossier)


class TestSeries:
    def test_a_row_of_vaults_with_their_places(self, dossier: Dossier, made: SoldCemetery) -> None:
        with dossier.store.work("série") as work:
            report = create_plots(
                work, cemetery=made.cemetery, section=made.section, first=7, count=4, step=2, prefix="B-", digits=3,
                kind=PlotKind.VAULT, length_m=D("2.40"), width_m=D("1.25"), max_coffins=3, levels=3,
            )  # fmt: skip
        assert report.counts == {"plots": 4}
        with dossier.store.read() as session:
            rows = session.scalars(select(Plot).where(Plot.label.startswith("B-")).order_by(Plot.label)).all()
            assert [(row.label, row.number, len(row.places)) for row in rows] == [
                ("B-007", "007", 3), ("B-009", "009", 3), ("B-011", "011", 3), ("B-013", "013", 3),
            ]  # fmt: skip
        assert rows[0].surface_m2 == D("3.00")
        assert rows[0].regime is Regime.CONCEDED

    def test_numbers_already_taken_are_listed(self, dossier: Dossier, made: SoldCemetery) -> None:
        with dossier.store.work("série") as work:
            report = create_plots(work, cemetery=made.cemetery, first=4, count=3, prefix="A-")
        assert report.counts == {"plots": 1}
        assert [str(refusal.what) for refusal in report.refusals] == ["A-4", "A-5"]

    def test_what_is_not_a_series(self, dossier: Dossier, made: SoldCemetery) -> None:
        with dossier.store.work("série") as work:
            with pytest.raises(UserError, match="de 1 à 500"):
                create_plots(work, cemetery=made.cemetery, count=501)
            with pytest.raises(UserError, match="avance d’au moins un"):
                create_plots(work, cemetery=made.cemetery, step=0)

    def test_the_row_gives_its_section(self, dossier: Dossier, made: SoldCemetery) -> None:
        with dossier.store.work("rang") as work:
            row = PlotRow(section_id=made.section, code="3")
            work.session.add(row)
            work.session.flush()
            report = create_plots(work, cemetery=made.cemetery, row=row.id, prefix="R", first=1)
            assert work.session.get_one(Plot, report.records[0].id).section_id == made.section


class TestNumbers:
    def test_the_former_number_still_finds_the_grave(self, dossier: Dossier, made: SoldCemetery) -> None:
        with dossier.store.work("renumérotation") as work:
            renumber_plot(work, id=made.plots["A-1"], label="C-012", scheme="plan de 1932")
        with dossier.store.read() as session:
            plot = session.get_one(Plot, made.plots["A-1"])
            (alias,) = plot.aliases
            found = find_plots(session, "A-1")
        assert (plot.label, plot.number) == ("C-012", "012")
        assert (alias.label, alias.scheme, alias.valid_to) == (
            "A-1",
            "plan de 1932",
            PartialDate(2026, 10, 15),
        )
        assert found == [(made.plots["A-1"], "C-012 (Ancien cimetière)")]

    def test_a_number_already_given_is_refused(self, dossier: Dossier, made: SoldCemetery) -> None:
        with dossier.store.work("renumérotation") as work:
            with pytest.raises(UserError, match="A-2 existe déjà"):
                renumber_plot(work, id=made.plots["A-1"], label="A-2")
            with pytest.raises(UserError, match="porte déjà ce numéro"):
                renumber_plot(work, id=made.plots["A-1"], label="A-1")
            add_alias(work, id=made.plots["A-1"], label="317", scheme="registre de 1950")
            with pytest.raises(UserError, match="déjà noté"):
                add_alias(work, id=made.plots["A-1"], label="317")


class TestReservation:
    def test_kept_then_released(self, dossier: Dossier, made: SoldCemetery) -> None:
        plot = made.plots["A-1"]
        with dossier.store.work("réservation") as work:
            reserve_plots(work, ids=[plot], reserved_for="Mme Morel", reserved_until=date(2026, 12, 31))
        assert state(dossier, plot) is PlotState.RESERVED
        assert state(dossier, plot, date(2027, 1, 1)) is PlotState.FREE
        with dossier.store.work("levée") as work:
            release_plots(work, ids=[plot])
        assert state(dossier, plot) is PlotState.FREE

    def test_only_free_ground(self, dossier: Dossier, made: SoldCemetery) -> None:
        add_dead(dossier, made.people["Paul"], PartialDate(1990), plot=made.plots["A-3"])
        with dossier.store.work("réservation") as work:
            with pytest.raises(UserError, match="A-3 n’est pas libre"):
                reserve_plots(
                    work, ids=[made.plots["A-3"]], reserved_for="X", reserved_until=date(2026, 12, 31)
                )
            with pytest.raises(UserError, match="pour qui"):
                reserve_plots(
                    work, ids=[made.plots["A-1"]], reserved_for=" ", reserved_until=date(2026, 12, 31)
                )
            with pytest.raises(UserError, match="avant de commencer"):
                reserve_plots(
                    work, ids=[made.plots["A-1"]], reserved_for="X", reserved_until=date(2026, 1, 1)
                )


class TestWorks:
    def test_permitted_done_and_checked(self, dossier: Dossier, made: SoldCemetery) -> None:
        with dossier.store.work("travaux") as work:
            report = record_works(
                work, plot=made.plots["A-1"], nature=WorksNature.HEADSTONE, planned_from=date(2026, 10, 15),
                planned_to=date(2026, 10, 20), applicant=made.people["Hélène"],
            )  # fmt: skip
            number = report.records[0].id or 0
            end_works(work, id=number, begun_on=date(2026, 10, 14), ended_on=date(2026, 10, 15), checked=True)
        with dossier.store.read() as session:
            row = session.get_one(Works, number)
            act = session.scalars(select(Act)).one()
        assert (row.permit_number, row.checked_on) == ("2026-0001", date(2026, 10, 15))
        assert act.family is ActFamily.PERMIT

    @pytest.mark.parametrize(
        ("first", "last", "banned"),
        [
            (date(2026, 10, 20), date(2026, 10, 24), False),
            (date(2026, 10, 20), date(2026, 10, 25), True),
            (date(2026, 11, 3), date(2026, 11, 8), True),
            (date(2026, 11, 4), date(2026, 11, 8), False),
            (date(2026, 10, 1), date(2027, 1, 1), True),
        ],
    )
    def test_not_around_all_saints(
        self, dossier: Dossier, made: SoldCemetery, first: date, last: date, banned: bool
    ) -> None:
        def ask(reason: str = "") -> None:
            with dossier.store.work("travaux") as work:
                record_works(
                    work, plot=made.plots["A-1"], nature=WorksNature.SLAB, planned_from=first, planned_to=last,
                    override_reason=reason,
                )  # fmt: skip

        if banned:
            with pytest.raises(UserError, match="aucuns travaux du 25/10/2026 au 03/11/2026"):
                ask()
            ask("mise en sécurité urgente")
        else:
            ask()

    def test_days_reversed_or_to_come(self, dossier: Dossier, made: SoldCemetery) -> None:
        with dossier.store.work("travaux") as work:
            with pytest.raises(UserError, match="avant de commencer"):
                record_works(
                    work, plot=made.plots["A-1"], nature=WorksNature.SLAB, planned_from=date(2026, 12, 2),
                    planned_to=date(2026, 12, 1),
                )  # fmt: skip
            number = record_works(work, plot=made.plots["A-1"], nature=WorksNature.SLAB).records[0].id or 0
            with pytest.raises(UserError, match="encore à venir"):
                end_works(work, id=number, ended_on=date(2026, 10, 16))


class TestVisits:
    def test_a_dangerous_monument_marks_the_plot(self, dossier: Dossier, made: SoldCemetery) -> None:
        plot = made.plots["A-1"]
        with dossier.store.work("visite") as work:
            inspect_monument(
                work, plot=plot, condition=MonumentCondition.DANGEROUS, signs=[AbandonmentSign.VAULT_OPEN],
                inscriptions="Famille MOREL", material="granit", observed_places=2,
            )  # fmt: skip
            inspect_monument(
                work, plot=plot, condition=MonumentCondition.DANGEROUS, signs=[AbandonmentSign.DANGER]
            )
        with dossier.store.read() as session:
            row = session.get_one(Plot, plot)
            visit = session.scalars(select(Inspection)).one()
            stone = session.scalars(select(Monument)).one()
        assert row.danger
        assert (row.observed_places, row.observed_on) == (2, date(2026, 10, 15))
        assert visit.signs == ["DANGER"]
        assert (stone.material, stone.inscriptions) == ("granit", "Famille MOREL")
        with dossier.store.work("visite") as work:
            inspect_monument(work, plot=plot, seen_on=date(2026, 10, 14), condition=MonumentCondition.GOOD)
            assert not work.session.get_one(Plot, plot).danger
            with pytest.raises(UserError, match="avenir"):
                inspect_monument(work, plot=plot, seen_on=date(2026, 10, 16))
