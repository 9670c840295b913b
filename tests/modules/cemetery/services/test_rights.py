# SPDX-License-Identifier: EUPL-1.2
"""Parties of a concession, gifts and successions, tariffs, sums due and their bills."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.billing.models import Invoice
from app.core.dates import Month, PartialDate
from app.core.outcome import UserError
from app.directory.models import Civility, Person
from app.store.dossier import Dossier
from modules.cemetery.models import Act, CemeteryTariff, Concession, ConcessionParty, Fee, OwnershipEvent
from modules.cemetery.rules.codes import (
    ConcessionKind,
    DurationCode,
    Kinship,
    OwnershipEventKind,
    PartyRole,
    PlotKind,
    TariffOperation,
)
from modules.cemetery.services.add_fee import cancel_fee, charge_service, set_payer
from modules.cemetery.services.amend_parties import (
    add_party,
    amend_kind,
    end_parties,
    record_agreement,
    set_contact,
    set_opposition,
)
from modules.cemetery.services.bill_fees import draft_fees, validate_fees
from modules.cemetery.services.close_concession import retrocede_concession
from modules.cemetery.services.grant_concession import grant_concession
from modules.cemetery.services.record_ownership_event import record_ownership_event
from modules.cemetery.services.set_tariff import end_tariff, set_tariff
from tests.builders import make_household, make_payer, make_person
from tests.modules.cemetery.sold_cemetery import (
    TODAY,
    SoldCemetery,
    add_dead,
    add_old_concession,
    make_cemetery,
)

D = Decimal
OCTOBER = Month(2026, 10)
REASON = "accord du maire du 12 octobre, courrier au dossier"
E = OwnershipEventKind


@pytest.fixture
def made(dossier: Dossier) -> SoldCemetery:
    return make_cemetery(dossier)


@pytest.fixture
def concession(dossier: Dossier, made: SoldCemetery) -> int:
    return add_old_concession(dossier, made, date(2010, 1, 1), 50)


def parties(dossier: Dossier, concession: int) -> set[tuple[int, PartyRole, bool]]:
    with dossier.store.read() as session:
        rows = session.get_one(Concession, concession).parties
        return {(row.person_id, row.role, row.valid_to is None) for row in rows}


class TestParties:
    def test_the_living_founder_names_and_excludes(
        self, dossier: Dossier, made: SoldCemetery, concession: int
    ) -> None:
        with dossier.store.work("avenant") as work:
            add_party(
                work,
                id=concession,
                person=made.people["Paul"],
                role=PartyRole.BENEFICIARY,
                kinship=Kinship.SPOUSE,
            )
            add_party(work, id=concession, person=made.people["Karim"], role=PartyRole.EXCLUDED)
            with pytest.raises(UserError, match="à la fois exclu et admis"):
                add_party(work, id=concession, person=made.people["Karim"], role=PartyRole.HEIR)
            with pytest.raises(UserError, match="déjà dans la concession"):
                add_party(work, id=concession, person=made.people["Paul"], role=PartyRole.BENEFICIARY)
            amend_kind(work, id=concession, kind=ConcessionKind.COLLECTIVE)
        with dossier.store.read() as session:
            events = session.scalars(select(OwnershipEvent).order_by(OwnershipEvent.id)).all()
        assert [event.kind for event in events] == [E.AMENDMENT] * 3
        assert (events[-1].before, events[-1].after) == ("Familiale", "Collective")

    def test_once_dead_nobody_signs_for_the_founder(
        self, dossier: Dossier, made: SoldCemetery, concession: int
    ) -> None:
        add_dead(dossier, made.people["Hélène"], PartialDate(2020))
        with dossier.store.work("avenant") as work:
            with pytest.raises(UserError, match="de son vivant"):
                add_party(work, id=concession, person=made.people["Karim"], role=PartyRole.EXCLUDED)
            with pytest.raises(UserError, match="de son vivant"):
                amend_kind(work, id=concession, kind=ConcessionKind.COLLECTIVE)
            add_party(
                work, id=concession, person=made.people["Paul"], role=PartyRole.HEIR, kinship=Kinship.SPOUSE
            )
            with pytest.raises(UserError, match="décédée"):
                set_contact(work, id=concession, person=made.people["Hélène"])
            set_contact(work, id=concession, person=made.people["Zoé"])

    def test_the_founder_s_name_stays(self, dossier: Dossier, made: SoldCemetery, concession: int) -> None:
        with dossier.store.read() as session:
            founder = session.scalars(
                select(ConcessionParty.id).where(ConcessionParty.role == PartyRole.HOLDER)
            ).one()
        with dossier.store.work("parties") as work:
            with pytest.raises(UserError, match="fondateur reste"):
                end_parties(work, ids=[founder], valid_to=PartialDate(2026))
            with pytest.raises(UserError, match="fondateur reste concessionnaire"):
                add_party(work, id=concession, person=made.people["Paul"], role=PartyRole.HOLDER)
            record_agreement(work, ids=[founder], agreed_on=TODAY)
            set_opposition(work, id=concession, opposition=True, remark="lettre de Me Saïd du 3 octobre")
            assert work.session.get_one(Concession, concession).opposition


class TestTransmission:
    def give(self, dossier: Dossier, id: int, **values: Any) -> None:
        given: dict[str, Any] = {
            "kind": E.GIFT,
            "happened_on": PartialDate.of(TODAY),
            "deed": "Me Roux, 2026-112",
            **values,
        }
        with dossier.store.work("transmission") as work:
            record_ownership_event(work, id=id, **given)

    def test_an_unused_grave_is_given_to_anybody(
        self, dossier: Dossier, made: SoldCemetery, concession: int
    ) -> None:
        self.give(dossier, concession, people=[made.people["Karim"]])
        assert parties(dossier, concession) == {
            (made.people["Hélène"], PartyRole.HOLDER, False),
            (made.people["Karim"], PartyRole.HOLDER, True),
            (made.people["Zoé"], PartyRole.HEIR, True),
        }
        with dossier.store.read() as session:
            event = session.scalars(select(OwnershipEvent)).one()
            act = session.scalars(select(Act)).one()
        assert (act.paper, act.concession_id) == ("cemetery.substitution", concession)
        assert "Concessionnaire\u00a0: Morel Hélène" in event.before
        assert "Concessionnaire\u00a0: Saïd Karim" in event.after

    def test_a_used_one_goes_to_blood_only(
        self, dossier: Dossier, made: SoldCemetery, concession: int
    ) -> None:
        add_dead(dossier, made.people["Paul"], PartialDate(2015), plot=made.plots["A-1"])
        with pytest.raises(UserError, match="parent par le sang"):
            self.give(dossier, concession, people=[made.people["Karim"]])
        self.give(dossier, concession, people=[made.people["Zoé"]], kinship=Kinship.CHILD)

    def test_a_gift_needs_its_deed_and_somebody(
        self, dossier: Dossier, made: SoldCemetery, concession: int
    ) -> None:
        with pytest.raises(UserError, match="acte notarié"):
            self.give(dossier, concession, people=[made.people["Karim"]], deed="")
        with pytest.raises(UserError, match="au moins une personne"):
            self.give(dossier, concession)

    def test_heirs_come_and_one_renounces(
        self, dossier: Dossier, made: SoldCemetery, concession: int
    ) -> None:
        self.give(
            dossier, concession, kind=E.SUCCESSION, people=[made.people["Paul"]], kinship=Kinship.SPOUSE
        )
        self.give(dossier, concession, kind=E.RENUNCIATION, people=[made.people["Zoé"]])
        assert (made.people["Zoé"], PartyRole.HEIR, False) in parties(dossier, concession)
        assert (made.people["Hélène"], PartyRole.HOLDER, True) in parties(dossier, concession)
        with pytest.raises(UserError, match="n’est pas ayant droit"):
            self.give(dossier, concession, kind=E.RENUNCIATION, people=[made.people["Karim"]])


class TestTariffs:
    def set(self, dossier: Dossier, **values: Any) -> None:
        given: dict[str, Any] = {
            "operation": TariffOperation.GRANT, "years": 30, "base_price": D(500), "valid_from": date(2027, 1, 1), **values,
        }  # fmt: skip
        with dossier.store.work("tarif") as work:
            set_tariff(work, **given)

    def test_an_overlap_is_refused_unless_it_replaces(self, dossier: Dossier, made: SoldCemetery) -> None:
        with pytest.raises(UserError, match="vaut déjà du 01/01/2026 sans fin"):
            self.set(dossier)
        self.set(dossier, replaces=True)
        with dossier.store.read() as session:
            former = session.scalars(select(CemeteryTariff).where(CemeteryTariff.base_price == D(450))).one()
            new = session.scalars(select(CemeteryTariff).where(CemeteryTariff.base_price == D(500))).one()
        assert former.valid_to == date(2026, 12, 31)
        assert (new.duration, new.valid_to) == (DurationCode.Y30, None)
        self.set(dossier, plot_kind=PlotKind.VAULT, base_price=D(900))

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"years": None}, "durée en années"),
            ({"years": 30, "perpetual": True}, "perpétuelle, ou bien"),
            (
                {"operation": TariffOperation.POLICE_FEE, "years": None, "base_price": D("25.01")},
                "vacation funéraire",
            ),
            ({"operation": TariffOperation.SUPERPOSITION, "years": None}, "légalité est discutée"),
            ({"base_price": D(-1)}, "négatif"),
            ({"valid_to": date(2026, 12, 31)}, "précède son début"),
        ],
    )
    def test_what_the_law_or_sense_forbids(
        self, dossier: Dossier, made: SoldCemetery, values: dict[str, Any], words: str
    ) -> None:
        with pytest.raises(UserError, match=words):
            self.set(dossier, **values)

    def test_it_is_shortened_never_lengthened(self, dossier: Dossier, made: SoldCemetery) -> None:
        with dossier.store.read() as session:
            former = session.scalars(
                select(CemeteryTariff.id).where(CemeteryTariff.base_price == D(400))
            ).one()
        with dossier.store.work("tarif") as work:
            with pytest.raises(UserError, match="s’arrête déjà le 31/12/2025"):
                end_tariff(work, id=former, valid_to=date(2026, 5, 1))
            with pytest.raises(UserError, match="précède son début"):
                end_tariff(work, id=former, valid_to=date(2023, 5, 1))
            end_tariff(work, id=former, valid_to=date(2025, 6, 30))


class TestMoney:
    def buy(self, dossier: Dossier, made: SoldCemetery) -> None:
        with dossier.store.work("achat") as work:
            make_household(work, "Morel", [work.session.get_one(Person, made.people["Hélène"])])
            grant_concession(work, plots=[made.plots["A-1"]], holders=[made.people["Hélène"]], years=30)

    def test_a_sale_becomes_a_revenue_title(self, dossier: Dossier, made: SoldCemetery) -> None:
        self.buy(dossier, made)
        with dossier.store.work("brouillons") as work:
            drafted = draft_fees(work, month=OCTOBER)
        assert (drafted.counts, drafted.refusals) == ({"drafts": 1}, [])
        with dossier.store.work("validation") as work:
            validated = validate_fees(work, month=OCTOBER)
        with dossier.store.read() as session:
            invoice = session.get_one(Invoice, validated.records[0].id)
            (line,) = invoice.lines
        assert (invoice.reference, invoice.total) == ("CIM-2026-00001", D(450))
        assert line.label == "Concession 2026-0001, A-1, 30 ans"
        assert (line.snapshot["ccas"], line.module) == ("0.00", "cemetery")
        assert any("délibération 2025-41" in sentence for sentence in line.why)
        with dossier.store.work("encore") as work:
            assert draft_fees(work, month=OCTOBER).counts == {"drafts": 0}

    def test_a_sum_under_fifteen_euros_waits(self, dossier: Dossier, made: SoldCemetery) -> None:
        with dossier.store.work("plaque") as work:
            make_household(work, "Morel", [work.session.get_one(Person, made.people["Hélène"])])
            work.session.add(
                CemeteryTariff(
                    operation=TariffOperation.OPENING, base_price=D(12), valid_from=date(2026, 1, 1)
                )
            )
            charge_service(
                work, operation=TariffOperation.OPENING, due_on=TODAY, person=made.people["Hélène"]
            )
            draft_fees(work, month=OCTOBER)
            validate_fees(work, month=OCTOBER)
        with dossier.store.read() as session:
            invoice = session.scalars(select(Invoice)).one()
        assert (invoice.number, invoice.state.value) == (None, "CARRIED")

    def test_nobody_to_pay_is_listed_then_chosen(self, dossier: Dossier, made: SoldCemetery) -> None:
        with dossier.store.work("plaque") as work:
            fee = (
                charge_service(work, operation=TariffOperation.PLATE, due_on=TODAY, quantity=2).records[0].id
                or 0
            )
            report = draft_fees(work, month=OCTOBER)
            (refusal,) = report.refusals
            assert (refusal.code, str(refusal.what)) == ("PAYER_MISSING", "Plaque × 2, 160,00\u00a0€")
        with dossier.store.work("redevable") as work:
            payer = make_payer(work, make_person(work, civility=Civility.MME))
            set_payer(work, id=fee, payer=payer.id)
            assert draft_fees(work, month=OCTOBER).counts == {"drafts": 1}
            validate_fees(work, month=OCTOBER)
            with pytest.raises(UserError, match="déjà facturée"):
                set_payer(work, id=fee, payer=make_payer(work).id)

    def test_what_cannot_be_charged(self, dossier: Dossier, made: SoldCemetery) -> None:
        with dossier.store.work("sommes") as work:
            with pytest.raises(UserError, match="n’existent plus depuis le 1er janvier 2021"):
                charge_service(work, operation=TariffOperation.PLATE, due_on=TODAY, title="Taxe d’inhumation")
            with pytest.raises(UserError, match="naît de l’acte"):
                charge_service(work, operation=TariffOperation.GRANT, due_on=TODAY)
            with pytest.raises(UserError, match="Aucun tarif"):
                charge_service(work, operation=TariffOperation.OPENING, due_on=TODAY)
            with pytest.raises(UserError, match="au moins un"):
                charge_service(work, operation=TariffOperation.PLATE, due_on=TODAY, quantity=0)

    def test_refunds_and_cancelled_sums_are_not_invoiced(self, dossier: Dossier, made: SoldCemetery) -> None:
        old = add_old_concession(dossier, made, date(2016, 10, 15), 30, plot="A-2", price=D(300))
        with dossier.store.work("sommes") as work:
            plate = (
                charge_service(
                    work, operation=TariffOperation.PLATE, due_on=TODAY, person=made.people["Paul"]
                )
                .records[0]
                .id
                or 0
            )
            cancel_fee(work, id=plate)
            with pytest.raises(UserError, match="déjà annulée"):
                cancel_fee(work, id=plate)
            retrocede_concession(work, id=old)
            assert draft_fees(work, month=OCTOBER).counts == {"drafts": 0}
        with dossier.store.read() as session:
            assert session.scalars(select(Fee.amount).where(Fee.amount < 0)).one() == D("-200.01")
