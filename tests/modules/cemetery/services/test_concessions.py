# SPDX-License-Identifier: EUPL-1.2
"""A concession from its sale to its end: granted, renewed, converted, given back."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.core.dates import PartialDate
from app.core.outcome import Report, UserError
from app.store.dossier import Dossier
from modules.cemetery.models import (
    Act,
    Concession,
    Fee,
    Plot,
)
from modules.cemetery.rules.codes import (
    ActFamily,
    ClosureReason,
    ConcessionKind,
    Kinship,
    PartyRole,
    PlotState,
    TermOperation,
)
from modules.cemetery.services.close_concession import (
    close_concession,
    renounce_concession,
    retrocede_concession,
)
from modules.cemetery.services.convert_concession import convert_concession
from modules.cemetery.services.grant_concession import grant_concession
from modules.cemetery.services.renew_concession import renew_concession, renewal_offers
from tests.modules.cemetery.sold_cemetery import (
    TODAY,
    SoldCemetery,
    add_dead,
    add_old_concession,
    make_cemetery,
    state,
)

D = Decimal
REASON = "accord du maire du 12 octobre, courrier au dossier"


@pytest.fixture
def made(dossier: Dossier) -> SoldCemetery:
    return make_cemetery(dossier)


def grant(dossier: Dossier, made: SoldCemetery, plot: str = "A-1", **values: Any) -> Report:
    given: dict[str, Any] = {
        "plots": [made.plots[plot]],
        "holders": [made.people["Hélène"]],
        "years": 30,
        **values,
    }
    with dossier.store.work("achat") as work:
        return grant_concession(work, **given)


class TestSale:
    def test_a_plot_is_sold_with_its_deed_its_price_and_its_holder(
        self, dossier: Dossier, made: SoldCemetery
    ) -> None:
        report = grant(dossier, made, beneficiaries=[made.people["Paul"]])
        assert report.facts["price"] == D(450)
        assert report.facts["expires_on"] == date(2056, 10, 15)
        with dossier.store.read() as session:
            row = session.get_one(Concession, report.records[0].id)
            term, fee, act = (
                row.terms[0],
                session.scalars(select(Fee)).one(),
                session.scalars(select(Act)).one(),
            )
            roles = {(party.role, party.kinship) for party in row.parties}
        assert (term.price, term.tariff_on, term.years) == (D(450), TODAY, 30)
        assert (fee.amount, fee.person_id, fee.term_id) == (D(450), made.people["Hélène"], term.id)
        assert fee.payer_id is not None
        assert fee.decision_id is not None
        assert any("délibération 2025-41" in sentence for sentence in fee.why)
        assert (act.family, act.reference, act.paper) == (ActFamily.DEED, "2026-0001", "cemetery.deed")
        assert row.number == "2026-0001"
        assert (PartyRole.HOLDER, Kinship.FOUNDER) in roles
        assert state(dossier, made.plots["A-1"]) is PlotState.CONCEDED_ACTIVE

    def test_a_plot_is_not_sold_twice(self, dossier: Dossier, made: SoldCemetery) -> None:
        grant(dossier, made)
        with pytest.raises(UserError, match=r"A-1.*déjà à quelqu’un.*choisissez un emplacement libre"):
            grant(dossier, made, holders=[made.people["Karim"]], override_reason=REASON)

    def test_a_double_grave_is_one_concession(self, dossier: Dossier, made: SoldCemetery) -> None:
        report = grant(dossier, made, plots=[made.plots["A-1"], made.plots["A-2"]])
        assert report.facts["price"] == D(900)
        with dossier.store.read() as session:
            assert len(session.get_one(Concession, report.records[0].id).grounds) == 2

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"years": 20}, "aucune concession de 20 ans"),
            ({"years": 100}, "centenaires"),
            ({"holders": []}, "au moins un concessionnaire"),
            ({"plots": []}, "au moins un emplacement"),
            ({"start": date(2026, 10, 16)}, "avenir"),
            ({"kind": ConcessionKind.INDIVIDUAL}, "désigne une personne, une seule"),
            ({"kind": ConcessionKind.COLLECTIVE}, "nomme ses bénéficiaires"),
            ({"start": date(2009, 12, 31)}, "Aucun tarif.*31 décembre 2009"),
        ],
    )
    def test_what_cannot_be_granted_says_what_to_do(
        self, dossier: Dossier, made: SoldCemetery, values: dict[str, Any], words: str
    ) -> None:
        with pytest.raises(UserError, match=words):
            grant(dossier, made, **values)

    @pytest.mark.parametrize(("plot", "words"), [("J-1", "ne se concède pas"), ("T-1", "en terrain commun")])
    def test_some_ground_is_never_sold(
        self, dossier: Dossier, made: SoldCemetery, plot: str, words: str
    ) -> None:
        with pytest.raises(UserError, match=words):
            grant(dossier, made, plot)

    def test_nobody_sells_to_the_dead(self, dossier: Dossier, made: SoldCemetery) -> None:
        add_dead(dossier, made.people["Hélène"], PartialDate(2020, 1, 5))
        with pytest.raises(UserError, match="décès de Morel Hélène est noté au 05/01/2020"):
            grant(dossier, made)

    def test_an_old_grave_without_title_needs_a_written_reason(
        self, dossier: Dossier, made: SoldCemetery
    ) -> None:
        add_dead(dossier, made.people["Paul"], PartialDate(1931), plot=made.plots["A-3"])
        with pytest.raises(UserError, match=r"sans titre connu.*écrivez un motif"):
            grant(dossier, made, "A-3")
        with pytest.raises(UserError, match="en toutes lettres"):
            grant(dossier, made, "A-3", override_reason="ok")
        report = grant(dossier, made, "A-3", override_reason=REASON)
        with dossier.store.read() as session:
            term = session.get_one(Concession, report.records[0].id).terms[0]
        assert term.override_reason == REASON
        assert any(not gate["open"] for gate in term.snapshot["gates"])

    def test_a_concession_of_honour_is_free(self, dossier: Dossier, made: SoldCemetery) -> None:
        with pytest.raises(UserError, match="n’est pas celui du tarif"):
            grant(dossier, made, free_price=D(0))
        grant(dossier, made, free_price=D(0), override_reason="délibération d’honneur 2026-12")
        with dossier.store.read() as session:
            assert session.scalars(select(Fee)).all() == []


class TestRenewal:
    """A concession of thirty years that expired on 10 May 2024 (its window ends on 10 May 2026)."""

    @pytest.fixture
    def concession(self, dossier: Dossier, made: SoldCemetery) -> int:
        return add_old_concession(dossier, made, date(1994, 5, 10))

    def renew(self, dossier: Dossier, id: int, day: date, **values: Any) -> Report:
        with dossier.store.work("renouvellement") as work:
            return renew_concession(work, id=id, **{"years": 30, "decided_on": day, **values})

    def test_two_days_before_the_end_of_the_window(self, dossier: Dossier, concession: int) -> None:
        report = self.renew(dossier, concession, date(2026, 5, 8))
        assert report.facts["price"] == D(400)
        assert (report.facts["start"], report.facts["expires_on"]) == (date(2024, 5, 10), date(2054, 5, 10))
        assert report.facts["tariff_on"] == date(2024, 5, 10)

    def test_two_days_after_it_is_the_commune_s_choice(self, dossier: Dossier, concession: int) -> None:
        with pytest.raises(UserError, match="libre d’accepter"):
            self.renew(dossier, concession, date(2026, 5, 12))
        report = self.renew(dossier, concession, date(2026, 5, 12), accepted=True)
        assert report.facts["price"] == D(450)
        assert (report.facts["start"], report.facts["expires_on"]) == (date(2026, 5, 12), date(2056, 5, 12))

    def test_what_a_letter_offers(self, dossier: Dossier, concession: int) -> None:
        with dossier.store.read() as session:
            offers = renewal_offers(session, concession, date(2026, 5, 8))
        assert [(years, answer.price and answer.price.amount) for years, answer in offers] == [
            (15, D(260)),
            (30, D(400)),
            (50, D(780)),
        ]

    def test_an_heir_pays_and_the_holder_stays(
        self, dossier: Dossier, made: SoldCemetery, concession: int
    ) -> None:
        self.renew(dossier, concession, date(2026, 3, 2), asked_by=made.people["Zoé"])
        with dossier.store.read() as session:
            row = session.get_one(Concession, concession)
            holders = [party.person_id for party in row.parties if party.role is PartyRole.HOLDER]
            fee = session.scalars(select(Fee)).one()
            payer = fee.payer.person_id if fee.payer else None
            asked_by = row.terms[-1].asked_by_id
        assert holders == [made.people["Hélène"]]
        assert asked_by == made.people["Zoé"]
        assert payer == made.people["Zoé"]

    def test_a_stranger_pays_only_if_the_commune_accepts(
        self, dossier: Dossier, made: SoldCemetery, concession: int
    ) -> None:
        with pytest.raises(UserError, match="un tiers paie"):
            self.renew(dossier, concession, date(2026, 3, 2), asked_by=made.people["Karim"])
        assert self.renew(dossier, concession, date(2026, 3, 2), asked_by=made.people["Karim"], accepted=True)

    def test_it_is_not_renewed_twice_nor_in_the_future(self, dossier: Dossier, concession: int) -> None:
        self.renew(dossier, concession, date(2026, 3, 2))
        with pytest.raises(UserError, match="avant l’échéance"):
            self.renew(dossier, concession, date(2026, 3, 3))
        with pytest.raises(UserError, match="avenir"):
            self.renew(dossier, concession, date(2026, 12, 1))

    def test_terms_follow_one_another(self, dossier: Dossier, made: SoldCemetery, concession: int) -> None:
        self.renew(dossier, concession, date(2026, 3, 2))
        with dossier.store.read() as session:
            terms = session.get_one(Concession, concession).terms
            pairs = [(term.start.first if term.start else None, term.expires_on) for term in terms]
        assert pairs == [(date(1994, 5, 10), date(2024, 5, 10)), (date(2024, 5, 10), date(2054, 5, 10))]
        assert [term.sequence for term in terms] == [1, 2]
        assert state(dossier, made.plots["A-1"]) is PlotState.CONCEDED_ACTIVE


class TestConversion:
    def test_the_time_left_is_deducted_and_the_new_length_starts_that_day(
        self, dossier: Dossier, made: SoldCemetery
    ) -> None:
        concession = add_old_concession(dossier, made, date(2016, 10, 15), 15, price=D(200))
        with dossier.store.work("conversion") as work:
            report = convert_concession(work, id=concession, years=30)
        assert report.facts["credit"] == D("66.67")
        assert report.facts["due"] == D("383.33")
        with dossier.store.read() as session:
            old, new = session.get_one(Concession, concession).terms
            fee = session.scalars(select(Fee)).one()
        assert (old.expires_on, old.expiry_as_written) == (TODAY, "15/10/2031, convertie le 15/10/2026")
        assert (new.operation, new.expires_on, new.price) == (
            TermOperation.CONVERSION,
            date(2056, 10, 15),
            D(450),
        )
        assert fee.amount == D("383.33")

    def test_a_price_that_nobody_knows_is_asked_for(self, dossier: Dossier, made: SoldCemetery) -> None:
        concession = add_old_concession(dossier, made, date(2016, 10, 15), 15)
        with (
            dossier.store.work("conversion") as work,
            pytest.raises(UserError, match=r"prix payé.*saisissez-le"),
        ):
            convert_concession(work, id=concession, years=30)
        with dossier.store.work("conversion") as work:
            assert convert_concession(work, id=concession, years=30, price_paid=D(200)).facts["due"] == D(
                "383.33"
            )

    def test_an_expired_one_is_renewed(self, dossier: Dossier, made: SoldCemetery) -> None:
        concession = add_old_concession(dossier, made, date(1994, 5, 10), price=D(200))
        with (
            dossier.store.work("conversion") as work,
            pytest.raises(UserError, match="renouvellement, non une conversion"),
        ):
            convert_concession(work, id=concession, years=50)


class TestEnd:
    @pytest.fixture
    def concession(self, dossier: Dossier, made: SoldCemetery) -> int:
        return add_old_concession(dossier, made, date(2016, 10, 15), 30, price=D(300), ccas=D(100))

    def test_the_founder_gives_the_empty_ground_back(
        self, dossier: Dossier, made: SoldCemetery, concession: int
    ) -> None:
        with dossier.store.work("rétrocession") as work:
            report = retrocede_concession(work, id=concession, asked_by=made.people["Hélène"])
        assert report.facts["refund"] == D("133.34")  # 200 × 7305 / 10957 days
        with dossier.store.read() as session:
            row = session.get_one(Concession, concession)
            fee = session.scalars(select(Fee)).one()
        assert (row.closed_on, row.closed_reason) == (TODAY, ClosureReason.RETROCEDED)
        assert fee.amount == D("-133.34")
        assert state(dossier, made.plots["A-1"]) is PlotState.FREE
        assert grant(dossier, made, holders=[made.people["Karim"]]).facts["price"] == D(450)

    def test_not_while_somebody_lies_there(
        self, dossier: Dossier, made: SoldCemetery, concession: int
    ) -> None:
        add_dead(dossier, made.people["Paul"], PartialDate(2019, 5, 2), plot=made.plots["A-1"])
        with dossier.store.work("rétrocession") as work, pytest.raises(UserError, match="exhumation"):
            retrocede_concession(work, id=concession, override_reason=REASON)

    def test_an_heir_needs_a_written_reason(
        self, dossier: Dossier, made: SoldCemetery, concession: int
    ) -> None:
        with dossier.store.work("rétrocession") as work, pytest.raises(UserError, match="seul le fondateur"):
            retrocede_concession(work, id=concession, asked_by=made.people["Zoé"])
        with dossier.store.work("rétrocession") as work:
            assert retrocede_concession(
                work, id=concession, asked_by=made.people["Zoé"], override_reason=REASON
            )

    def test_a_renunciation_gives_nothing_back(
        self, dossier: Dossier, made: SoldCemetery, concession: int
    ) -> None:
        with dossier.store.work("renonciation") as work:
            assert renounce_concession(work, id=concession).facts["refund"] == D(0)
        with dossier.store.read() as session:
            assert session.scalars(select(Fee)).all() == []

    def test_it_is_not_closed_as_unpaid_while_it_runs(self, dossier: Dossier, concession: int) -> None:
        with dossier.store.work("clôture") as work:
            with pytest.raises(UserError, match="court encore"):
                close_concession(work, id=concession, on=TODAY, reason=ClosureReason.NOT_RENEWED)
            close_concession(
                work, id=concession, on=TODAY, reason=ClosureReason.TRANSFERRED, remark="vers B-12"
            )
            with pytest.raises(UserError, match="déjà close"):
                close_concession(work, id=concession, on=TODAY, reason=ClosureReason.TRANSFERRED)
        with dossier.store.read() as session:
            assert session.get_one(Concession, concession).remark == "vers B-12"
            assert session.scalars(select(Plot.label).where(Plot.id == 1)).one()
