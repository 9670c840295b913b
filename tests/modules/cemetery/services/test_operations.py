# SPDX-License-Identifier: EUPL-1.2
"""Burials, exhumations, reductions, ashes: planned, authorised, done; and what the law refuses."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.core.dates import PartialDate
from app.core.outcome import PermissionRefused, Report, UserError
from app.store.dossier import Dossier
from app.store.uow import UserFacts
from modules.cemetery.models import (
    Act,
    Concession,
    Deceased,
    Fee,
    FuneralOperation,
    OssuaryEntry,
    Place,
    Plot,
    Remains,
)
from modules.cemetery.room_of import drawn_grave, occupants
from modules.cemetery.rules.capacity import contents_of, count
from modules.cemetery.rules.codes import (
    ActFamily,
    Kinship,
    OperationKind,
    OperationStatus,
    PartyRole,
    PlotState,
    RemainsKind,
    RightBasis,
    TariffOperation,
)
from modules.cemetery.services.authorise_operation import authorise_operation
from modules.cemetery.services.do_operation import do_operation
from modules.cemetery.services.grant_concession import grant_concession
from modules.cemetery.services.plan_operation import cancel_operation, plan_operation, reschedule_operation
from modules.cemetery.services.record_deceased import record_deceased, seal_exhumation
from modules.cemetery.services.record_police_attendance import record_police_attendance
from tests.modules.cemetery.sold_cemetery import (
    TODAY,
    SoldCemetery,
    add_dead,
    add_old_concession,
    make_cemetery,
    state,
)

D = Decimal
K = OperationKind
REASON = "accord du maire du 12 octobre, courrier au dossier"
RELATIVE: dict[str, Any] = {
    "applicant_kinship": Kinship.CHILD, "identity_seen": True, "sworn": True, "holder_agreed": True,
}  # fmt: skip


@pytest.fixture
def made(dossier: Dossier) -> SoldCemetery:
    return make_cemetery(dossier)


def plan(dossier: Dossier, **values: Any) -> Report:
    with dossier.store.work("prévision") as work:
        return plan_operation(work, **values)


def authorise(dossier: Dossier, report: Report, **values: Any) -> Report:
    with dossier.store.work("permis") as work:
        return authorise_operation(work, id=report.records[0].id or 0, **values)


def do(dossier: Dossier, report: Report, **values: Any) -> Report:
    with dossier.store.work("fait") as work:
        return do_operation(work, id=report.records[0].id or 0, **values)


def carry_out(dossier: Dossier, **values: Any) -> Report:
    """Planned, authorised and done."""
    planned = plan(dossier, **values)
    authorise(dossier, planned)
    return do(dossier, planned)


def buy(dossier: Dossier, made: SoldCemetery, plot: str = "A-1", **values: Any) -> int:
    with dossier.store.work("achat") as work:
        report = grant_concession(
            work,
            plots=[made.plots[plot]],
            holders=[made.people["Hélène"]],
            years=30,
            start=date(2026, 9, 1),
            **values,
        )
    return int(report.records[0].id or 0)


def tally(dossier: Dossier, plot: int) -> str:
    with dossier.store.read() as session:
        return contents_of(count(occupants(session, plot)))


def dies(
    dossier: Dossier,
    made: SoldCemetery,
    name: str,
    day: date = date(2026, 10, 12),
    hour: time | None = time(8),
) -> int:
    with dossier.store.work("décès") as work:
        report = record_deceased(
            work, person=made.people[name], died_on=PartialDate.of(day), died_at=hour, death_place="Moulins"
        )
    return int(report.records[0].id or 0)


class TestSaleAndFirstBurial:
    def test_the_holder_is_buried_in_the_grave_she_bought(self, dossier: Dossier, made: SoldCemetery) -> None:
        buy(dossier, made)
        body = dies(dossier, made, "Hélène")
        planned = plan(
            dossier, kind=K.BURIAL, deceased=[body], plot=made.plots["A-1"], planned_on=TODAY, planned_at=time(14, 30),
            applicant=made.people["Zoé"], applicant_kinship=Kinship.CHILD,
        )  # fmt: skip
        assert planned.facts["basis"] is RightBasis.FAMILY_GRAVE
        permit = authorise(dossier, planned, operator_authorisation="2026-03-0012")
        assert permit.facts["act"] == "2026-0001"
        with pytest.raises(UserError, match="déjà autorisée"):
            authorise(dossier, planned)
        do(dossier, planned, done_at=time(14, 40), present="Zoé Morel")
        assert tally(dossier, made.plots["A-1"]) == "1 cercueil"
        with dossier.store.read() as session:
            operation = session.get_one(FuneralOperation, planned.records[0].id)
            families = session.scalars(select(Act.family).order_by(Act.id)).all()
            lying = session.scalars(select(Remains)).one()
            level = drawn_grave(session, made.plots["A-1"]).levels[0].slots[0]
        assert operation.status is OperationStatus.DONE
        assert families == [ActFamily.DEED, ActFamily.PERMIT]
        assert (lying.laid_on, lying.laid_by_id) == (PartialDate.of(TODAY), operation.id)
        assert [one.names for one in level.occupants] == [("Morel Hélène",)]
        assert state(dossier, made.plots["A-1"]) is PlotState.CONCEDED_ACTIVE

    def test_it_is_not_done_before_the_permit(self, dossier: Dossier, made: SoldCemetery) -> None:
        buy(dossier, made)
        planned = plan(
            dossier, kind=K.BURIAL, deceased=[dies(dossier, made, "Hélène")], plot=made.plots["A-1"]
        )
        with pytest.raises(UserError, match="délivrez d’abord le permis"):
            do(dossier, planned)

    def test_nobody_is_buried_twice(self, dossier: Dossier, made: SoldCemetery) -> None:
        buy(dossier, made)
        body = dies(dossier, made, "Hélène")
        carry_out(dossier, kind=K.BURIAL, deceased=[body], plot=made.plots["A-1"])
        with pytest.raises(UserError, match=r"repose déjà en A-1.*exhumation"):
            plan(dossier, kind=K.BURIAL, deceased=[body], plot=made.plots["A-1"])


class TestRefusals:
    """Each says what to do; a written reason passes those that a reason may pass."""

    def refused(self, dossier: Dossier, words: str, **values: Any) -> None:
        with pytest.raises(UserError, match=words):
            plan(dossier, **values)

    def test_a_full_grave(self, dossier: Dossier, made: SoldCemetery) -> None:
        add_old_concession(dossier, made, date(2000, 1, 1), 50)
        for name, year in (("Paul", 1990), ("Karim", 1995)):
            add_dead(dossier, made.people[name], PartialDate(year), plot=made.plots["A-1"])
        values: dict[str, Any] = {
            "kind": K.BURIAL,
            "deceased": [dies(dossier, made, "Hélène")],
            "plot": made.plots["A-1"],
        }
        self.refused(dossier, r"sépulture pleine.*réduction de corps \(Morel Paul, Saïd Karim\)", **values)
        report = plan(dossier, **values, override_reason=REASON)
        with dossier.store.read() as session:
            kept = session.get_one(FuneralOperation, report.records[0].id)
        assert kept.override_reason == REASON
        assert [
            gate["code"] for gate in kept.snapshot["gates"] if not gate["open"] and not gate["warning"]
        ] == ["ROOM"]

    def test_an_expired_concession(self, dossier: Dossier, made: SoldCemetery) -> None:
        add_old_concession(dossier, made, date(1994, 5, 10))
        self.refused(
            dossier, r"échue depuis le 10/05/2024\s: renouvelez-la", kind=K.BURIAL, plot=made.plots["A-1"],
            deceased=[dies(dossier, made, "Hélène")],
        )  # fmt: skip

    def test_somebody_without_right(self, dossier: Dossier, made: SoldCemetery) -> None:
        buy(dossier, made)
        body = dies(dossier, made, "Karim")
        values: dict[str, Any] = {"kind": K.BURIAL, "deceased": [body], "plot": made.plots["A-1"]}
        self.refused(dossier, "joignez son accord écrit", **values)
        self.refused(dossier, "ni décès ni domicile", **values)
        assert plan(dossier, **values, founder_agreed=True).facts["basis"] is RightBasis.FAMILY_GRAVE

    def test_somebody_excluded_by_the_founder(self, dossier: Dossier, made: SoldCemetery) -> None:
        buy(dossier, made, excluded=[made.people["Karim"]])
        self.refused(
            dossier, "a exclu cette personne", kind=K.BURIAL, deceased=[dies(dossier, made, "Karim")], plot=made.plots["A-1"],
            founder_agreed=True,
        )  # fmt: skip

    def test_before_the_delay(self, dossier: Dossier, made: SoldCemetery) -> None:
        buy(dossier, made)
        body = dies(dossier, made, "Hélène", date(2026, 10, 14), time(18))
        self.refused(
            dossier, r"à partir du 15/10/2026 à 18", kind=K.BURIAL, deceased=[body], plot=made.plots["A-1"], planned_on=TODAY,
            planned_at=time(10),
        )  # fmt: skip

    def test_too_late_is_a_warning(self, dossier: Dossier, made: SoldCemetery) -> None:
        buy(dossier, made)
        body = dies(dossier, made, "Hélène", date(2026, 9, 20))
        report = plan(dossier, kind=K.BURIAL, deceased=[body], plot=made.plots["A-1"], planned_on=TODAY)
        assert any("hors délai" in str(note) for note in report.notes)

    def test_before_the_death(self, dossier: Dossier, made: SoldCemetery) -> None:
        buy(dossier, made)
        body = dies(dossier, made, "Hélène")
        self.refused(
            dossier, "le décès de Morel Hélène est du 12/10/2026", kind=K.BURIAL, deceased=[body], plot=made.plots["A-1"],
            planned_on=date(2026, 10, 1), override_reason=REASON,
        )  # fmt: skip

    def test_a_death_before_the_birth_or_to_come(self, dossier: Dossier, made: SoldCemetery) -> None:
        with pytest.raises(UserError, match="vient avant la naissance"):
            dies(dossier, made, "Hélène", date(1949, 1, 1))
        with pytest.raises(UserError, match="avenir"):
            dies(dossier, made, "Hélène", date(2026, 10, 16))
        dies(dossier, made, "Hélène")
        with pytest.raises(UserError, match="déjà noté"):
            dies(dossier, made, "Hélène")

    def test_a_coffin_in_a_niche(self, dossier: Dossier, made: SoldCemetery) -> None:
        buy(dossier, made, "A-5")
        self.refused(
            dossier, "on n’y dépose pas ce contenant", kind=K.BURIAL, deceased=[dies(dossier, made, "Hélène")],
            plot=made.plots["A-5"], override_reason=REASON,
        )  # fmt: skip

    def test_common_ground_takes_one_body_of_whoever_has_a_right(
        self, dossier: Dossier, made: SoldCemetery
    ) -> None:
        values: dict[str, Any] = {"kind": K.BURIAL, "plot": made.plots["T-1"]}
        first = dies(dossier, made, "Karim")
        self.refused(dossier, "ni décès ni domicile", deceased=[first], **values)
        carry_out(dossier, deceased=[first], right_basis=RightBasis.RESIDENT, **values)
        assert state(dossier, made.plots["T-1"]) is PlotState.COMMON_OCCUPIED
        self.refused(
            dossier,
            "un seul corps par fosse",
            deceased=[dies(dossier, made, "Paul")],
            right_basis=RightBasis.RESIDENT,
            **values,
        )

    def test_nobody_waits_for_a_founder_of_another_century(
        self, dossier: Dossier, made: SoldCemetery
    ) -> None:
        add_old_concession(dossier, made, date(1930, 1, 1), None)
        assert (
            plan(dossier, kind=K.BURIAL, deceased=[dies(dossier, made, "Zoé")], plot=made.plots["A-1"]).facts[
                "basis"
            ]
            is RightBasis.FAMILY_GRAVE
        )

    def test_a_grave_without_title(self, dossier: Dossier, made: SoldCemetery) -> None:
        self.refused(
            dossier,
            "aucun titre n’est connu",
            kind=K.BURIAL,
            deceased=[dies(dossier, made, "Hélène")],
            plot=made.plots["A-2"],
        )

    def test_only_whoever_may_passes_over_a_refusal(self, dossier: Dossier, made: SoldCemetery) -> None:
        body = dies(dossier, made, "Hélène")
        clerk = UserFacts(id=9, name="agent", display_name="Agent", rights=frozenset({"cemetery.operate"}))
        with dossier.store.work("prévision", user=clerk) as work, pytest.raises(PermissionRefused):
            plan_operation(
                work, kind=K.BURIAL, deceased=[body], plot=made.plots["A-2"], override_reason=REASON
            )


class TestExhumationAndReduction:
    @pytest.fixture
    def grave(self, dossier: Dossier, made: SoldCemetery) -> int:
        add_old_concession(dossier, made, date(1990, 1, 1), 50)
        return made.plots["A-1"]

    def test_a_reduction_makes_room_for_the_next(
        self, dossier: Dossier, made: SoldCemetery, grave: int
    ) -> None:
        father = add_dead(dossier, made.people["Paul"], PartialDate(1991, 2, 3), plot=grave)
        add_dead(dossier, made.people["Karim"], PartialDate(2019, 2, 3), plot=grave)
        body = dies(dossier, made, "Hélène")
        with pytest.raises(UserError, match="sépulture pleine"):
            plan(dossier, kind=K.BURIAL, deceased=[body], plot=grave)
        with dossier.store.read() as session:
            lying = [one.id for one in occupants(session, grave) if one.names == ("Morel Paul",)]
            assert drawn_grave(session, grave, reduced=lying).room.coffins == 1
        planned = plan(dossier, kind=K.REDUCTION, deceased=[father])
        assert set(planned.facts["missing"]) == {"RELATIVE", "IDENTITY", "SWORN", "HOLDER"}
        with pytest.raises(UserError, match="plus proche parent"):
            authorise(dossier, planned)
        authorise(dossier, planned, **RELATIVE)
        report = do(dossier, planned, state_found="ossements")
        assert report.summary
        assert tally(dossier, grave) == "1 cercueil, 1 boîte"
        carry_out(dossier, kind=K.BURIAL, deceased=[body], plot=grave)
        assert tally(dossier, grave) == "2 cercueils, 1 boîte"
        with dossier.store.read() as session:
            history = [(row.kind, row.in_place) for row in session.get_one(Deceased, father).remains]
            reports = session.scalars(select(Act.paper).where(Act.family == ActFamily.REPORT)).all()
        assert history == [(RemainsKind.COFFIN, False), (RemainsKind.BOX, True)]
        assert reports == ["cemetery.exhumation-report"]

    def test_a_recent_death_waits(self, dossier: Dossier, made: SoldCemetery, grave: int) -> None:
        body = add_dead(dossier, made.people["Paul"], PartialDate(2022, 2, 3), plot=grave)
        with pytest.raises(UserError, match="possible à partir du 04/02/2027"):
            plan(dossier, kind=K.REDUCTION, deceased=[body], **RELATIVE)

    def test_an_exhumation_towards_another_commune(
        self, dossier: Dossier, made: SoldCemetery, grave: int
    ) -> None:
        body = add_dead(dossier, made.people["Paul"], PartialDate(2000, 2, 3), plot=grave)
        planned = plan(dossier, kind=K.EXHUMATION, deceased=[body], destination="Vichy", **RELATIVE)
        authorise(dossier, planned)
        with pytest.raises(UserError, match="n’a pas lieu, reportez-la"):
            do(dossier, planned, relative_present=False, override_reason=REASON)
        do(dossier, planned, relative_present=True)
        assert tally(dossier, grave) == "vide"

    def test_a_sealed_date_is_respected_and_says_no_disease(
        self, dossier: Dossier, made: SoldCemetery, grave: int
    ) -> None:
        body = add_dead(dossier, made.people["Paul"], PartialDate(2026, 2, 10), plot=grave)
        with dossier.store.work("date réservée") as work:
            seal_exhumation(work, id=body, listed_infection=True)
        with pytest.raises(UserError, match="possible à partir du 11/02/2027"):
            plan(dossier, kind=K.EXHUMATION, deceased=[body], destination="Vichy", **RELATIVE)
        assert plan(dossier, kind=K.EXHUMATION, deceased=[body], by_court_order=True)

    def test_a_transfer_keeps_the_coffin(self, dossier: Dossier, made: SoldCemetery, grave: int) -> None:
        body = add_dead(dossier, made.people["Paul"], PartialDate(2000, 2, 3), plot=grave)
        buy(dossier, made, "A-2")
        values: dict[str, Any] = {
            "kind": K.TRANSFER,
            "deceased": [body],
            "plot": made.plots["A-2"],
            **RELATIVE,
        }
        with pytest.raises(UserError, match="joignez son accord écrit"):
            plan(dossier, **values)
        carry_out(dossier, **values, founder_agreed=True)
        assert (tally(dossier, grave), tally(dossier, made.plots["A-2"])) == ("vide", "1 cercueil")

    def test_a_reunion_gathers_two_in_one_box(self, dossier: Dossier, made: SoldCemetery, grave: int) -> None:
        bodies = [
            add_dead(dossier, made.people[name], PartialDate(1980 + n), plot=grave)
            for n, name in enumerate(("Paul", "Karim"))
        ]
        with pytest.raises(UserError, match="au moins deux"):
            plan(dossier, kind=K.REUNION, deceased=bodies[:1], **RELATIVE)
        carry_out(dossier, kind=K.REUNION, deceased=bodies, **RELATIVE)
        assert tally(dossier, grave) == "1 boîte"
        with dossier.store.read() as session:
            (box,) = occupants(session, grave)
        assert box.names == ("Morel Paul", "Saïd Karim")

    def test_bones_go_to_the_ossuary_and_its_register(
        self, dossier: Dossier, made: SoldCemetery, grave: int
    ) -> None:
        found = add_dead(dossier, made.people["Paul"], PartialDate(1980), plot=grave)
        nobody = add_dead(dossier, None, PartialDate(1981), plot=grave)
        with pytest.raises(UserError, match="n’est pas reprise par la commune"):
            plan(dossier, kind=K.OSSUARY_DEPOSIT, deceased=[found], plot=made.plots["O-1"])
        carry_out(
            dossier, kind=K.OSSUARY_DEPOSIT, deceased=[found], plot=made.plots["O-1"], override_reason=REASON
        )
        planned = plan(
            dossier, kind=K.OSSUARY_DEPOSIT, deceased=[nobody], plot=made.plots["O-1"], override_reason=REASON
        )
        authorise(dossier, planned)
        do(dossier, planned, nothing_found=True)
        with dossier.store.read() as session:
            entries = session.scalars(select(OssuaryEntry).order_by(OssuaryEntry.number)).all()
        assert [(e.number, e.names, e.boxes, e.nothing_found) for e in entries] == [
            (1, "Morel Paul", 1, False),
            (2, "Inconnu(e)", 0, True),
        ]
        assert all("A-1" in entry.origin for entry in entries)


class TestAshes:
    def test_an_urn_in_a_niche_until_it_is_full(self, dossier: Dossier, made: SoldCemetery) -> None:
        buy(dossier, made, "A-5")
        for name in ("Hélène", "Zoé"):
            body = dies(dossier, made, name)
            carry_out(
                dossier, kind=K.URN_DEPOSIT, deceased=[body], plot=made.plots["A-5"], kinship=Kinship.CHILD,
                founder_agreed=True, applicant=made.people["Paul"],
            )  # fmt: skip
        assert tally(dossier, made.plots["A-5"]) == "2 urnes"
        with pytest.raises(UserError, match="2 urnes au plus"):
            plan(
                dossier,
                kind=K.URN_DEPOSIT,
                deceased=[dies(dossier, made, "Paul")],
                plot=made.plots["A-5"],
                heirs_agreed=True,
            )
        with dossier.store.read() as session:
            fees = session.scalars(select(Fee).where(Fee.operation == TariffOperation.URN_DEPOSIT)).all()
            payers = {fee.payer.person_id for fee in fees if fee.payer}
        assert [fee.amount for fee in fees] == [D(40), D(40)]
        assert payers == {made.people["Paul"]}

    def test_a_scattering_in_the_garden_and_one_in_the_open(
        self, dossier: Dossier, made: SoldCemetery
    ) -> None:
        one, other = dies(dossier, made, "Hélène"), dies(dossier, made, "Paul")
        carry_out(
            dossier, kind=K.SCATTERING, deceased=[one], plot=made.plots["J-1"], right_basis=RightBasis.RESIDENT,
            applicant=made.people["Zoé"],
        )  # fmt: skip
        carry_out(dossier, kind=K.OPEN_SCATTERING, deceased=[other], destination="forêt de Tronçais")
        assert tally(dossier, made.plots["J-1"]) == "1 dispersion"
        with dossier.store.read() as session:
            (row,) = session.get_one(Deceased, other).remains
            families = session.scalars(select(Act.family).order_by(Act.id)).all()
        assert (row.kind, row.plot_id, row.in_place, row.remark) == (
            RemainsKind.ASHES,
            None,
            False,
            "forêt de Tronçais",
        )
        assert families == [ActFamily.PERMIT, ActFamily.RECEIPT]

    def test_scattering_elsewhere_than_in_the_garden(self, dossier: Dossier, made: SoldCemetery) -> None:
        with pytest.raises(UserError, match="autre équipement"):
            plan(dossier, kind=K.SCATTERING, deceased=[dies(dossier, made, "Hélène")], plot=made.plots["A-1"])


class TestTemporaryVault:
    def test_days_are_counted_at_the_exit(self, dossier: Dossier, made: SoldCemetery) -> None:
        buy(dossier, made)
        body = dies(dossier, made, "Hélène", date(2026, 9, 28))
        deposit = plan(
            dossier, kind=K.TEMP_DEPOSIT, deceased=[body], plot=made.plots["P-1"], planned_on=date(2026, 10, 1),
            right_basis=RightBasis.RESIDENT, applicant=made.people["Zoé"],
        )  # fmt: skip
        assert any("hermétique" in str(note) for note in deposit.notes)
        authorise(dossier, deposit, made_on=date(2026, 10, 1))
        do(dossier, deposit)
        carry_out(
            dossier, kind=K.BURIAL, deceased=[body], plot=made.plots["A-1"], planned_on=date(2026, 10, 13),
            applicant=made.people["Zoé"],
        )  # fmt: skip
        assert (tally(dossier, made.plots["P-1"]), tally(dossier, made.plots["A-1"])) == (
            "vide",
            "1 cercueil",
        )
        with dossier.store.read() as session:
            fee = session.scalars(select(Fee).where(Fee.operation == TariffOperation.TEMP_VAULT_DAY)).one()
        assert (fee.amount, fee.label) == (D(24), "Caveau provisoire, Morel Hélène, 12 jours")


class TestSums:
    def test_a_fee_for_a_second_burial_only_where_the_commune_asks_it(
        self, dossier: Dossier, made: SoldCemetery
    ) -> None:
        add_old_concession(dossier, made, date(1990, 1, 1), 50)
        add_dead(dossier, made.people["Paul"], PartialDate(2001), plot=made.plots["A-1"])
        for name, asked in (("Hélène", False), ("Zoé", True)):
            with dossier.store.work("réglage") as work:
                work.put_setting("cemetery.superposition_fee", asked)
            planned = plan(
                dossier, kind=K.BURIAL, deceased=[dies(dossier, made, name)], plot=made.plots["A-1"], founder_agreed=True,
                applicant=made.people["Karim"], kinship=Kinship.CHILD,
            )  # fmt: skip
            authorise(dossier, planned)
            with dossier.store.read() as session:
                fees = session.scalars(
                    select(Fee.amount).where(Fee.operation == TariffOperation.SUPERPOSITION)
                ).all()
            assert fees == ([D(100)] if asked else [])

    def test_a_police_fee_where_the_law_gives_one(self, dossier: Dossier, made: SoldCemetery) -> None:
        buy(dossier, made)
        planned = plan(
            dossier, kind=K.BURIAL, deceased=[dies(dossier, made, "Hélène")], plot=made.plots["A-1"]
        )
        number = planned.records[0].id or 0

        def fees() -> list[Decimal]:
            with dossier.store.read() as session:
                due = select(Fee.amount).where(
                    Fee.operation == TariffOperation.POLICE_FEE, Fee.cancelled_on.is_(None)
                )
                return list(session.scalars(due))

        for circumstances, expected in (
            ({}, []),
            ({"leaves_commune": True, "family_present": False}, [D(25)]),
            ({"cremation": True}, [D(25)]),
            ({"cremation": True, "by_mayor": True}, []),
        ):
            with dossier.store.work("vacation") as work:
                record_police_attendance(
                    work, id=number, officer="M. Garde, garde champêtre", **circumstances
                )
            assert fees() == expected
        with dossier.store.work("vacation") as work, pytest.raises(UserError, match="qui a surveillé"):
            record_police_attendance(work, id=number, officer=" ")

    def test_what_is_given_up_is_no_longer_due(self, dossier: Dossier, made: SoldCemetery) -> None:
        planned = plan(
            dossier, kind=K.SCATTERING, deceased=[dies(dossier, made, "Hélène")], plot=made.plots["J-1"],
            right_basis=RightBasis.RESIDENT, applicant=made.people["Zoé"],
        )  # fmt: skip
        authorise(dossier, planned)
        with dossier.store.work("annulation") as work:
            cancel_operation(work, id=planned.records[0].id or 0, because="la famille préfère une tombe")
        with dossier.store.read() as session:
            fee = session.scalars(select(Fee)).one()
        assert (fee.amount, fee.cancelled_on) == (D(60), TODAY)


class TestLife:
    def test_another_day_then_given_up(self, dossier: Dossier, made: SoldCemetery) -> None:
        buy(dossier, made)
        planned = plan(
            dossier, kind=K.BURIAL, deceased=[dies(dossier, made, "Hélène")], plot=made.plots["A-1"]
        )
        number = planned.records[0].id or 0
        with dossier.store.work("report") as work:
            reschedule_operation(work, id=number, planned_on=date(2026, 10, 20))
        with pytest.raises(UserError, match="12/10/2026"), dossier.store.work("report") as work:
            reschedule_operation(work, id=number, planned_on=date(2026, 10, 2))
        authorise(dossier, planned)
        with pytest.raises(UserError, match="encore à venir"):
            do(dossier, planned)
        with dossier.store.work("annulation") as work:
            with pytest.raises(UserError, match="pourquoi"):
                cancel_operation(work, id=number, because=" ")
            cancel_operation(work, id=number, because="inhumée à Vichy")
        with dossier.store.read() as session:
            permit = session.scalars(select(Act).where(Act.family == ActFamily.PERMIT)).one()
        assert (permit.cancelled_on, permit.cancelled_because) == (TODAY, "inhumée à Vichy")
        with pytest.raises(UserError, match="a été annulée"):
            do(dossier, planned)

    def test_a_place_of_the_vault_is_kept(self, dossier: Dossier, made: SoldCemetery) -> None:
        buy(dossier, made)
        with dossier.store.work("niveaux") as work:
            plot = work.session.get_one(Plot, made.plots["A-1"])
            plot.places = [Place(level=1), Place(level=2)]
            work.session.flush()
            high = plot.places[1].id
        carry_out(
            dossier,
            kind=K.BURIAL,
            deceased=[dies(dossier, made, "Hélène")],
            plot=made.plots["A-1"],
            place=high,
        )
        with dossier.store.read() as session:
            drawn = drawn_grave(session, made.plots["A-1"])
        assert [bool(level.slots[0].occupants) for level in drawn.levels] == [False, True]

    def test_an_heir_is_buried_without_anybody_s_leave_once_the_founder_is_dead(
        self, dossier: Dossier, made: SoldCemetery
    ) -> None:
        concession = add_old_concession(dossier, made, date(1990, 1, 1), 50)
        add_dead(dossier, made.people["Hélène"], PartialDate(2001), plot=made.plots["A-1"])
        assert plan(dossier, kind=K.BURIAL, deceased=[dies(dossier, made, "Zoé")], plot=made.plots["A-1"])
        with dossier.store.work("litige") as work:
            work.session.get_one(Concession, concession).opposition = True
        with pytest.raises(UserError, match="tribunal"):
            plan(
                dossier,
                kind=K.BURIAL,
                deceased=[dies(dossier, made, "Paul")],
                plot=made.plots["A-1"],
                heirs_agreed=True,
            )
        with dossier.store.read() as session:
            assert {p.role for p in session.get_one(Concession, concession).parties} == {
                PartyRole.HOLDER,
                PartyRole.HEIR,
            }
