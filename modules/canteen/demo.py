# SPDX-License-Identifier: EUPL-1.2
"""Three months of canteen in the demonstration commune, lived day by day through the real services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from random import Random
from typing import Any

from sqlalchemy import select

from app.billing.models import (
    CollectionSeries,
    CouncilDecision,
    Invoice,
    Payer,
    PayerShare,
    Tariff,
    TariffBracket,
)
from app.billing.rules.invoicing import CollectionMode
from app.billing.rules.payments import PaymentMode
from app.billing.rules.tariffs import PriceMethod
from app.billing.services.issue_credit_note import issue_credit_note
from app.billing.services.mark_sent import mark_sent
from app.billing.services.record_payment import record_payment
from app.billing.services.remind import remind
from app.contract import DemoContext
from app.core.clock import FixedClock
from app.core.dates import Month
from app.directory.models import (
    Guardianship,
    HouseholdMember,
    Organisation,
    OrganisationKind,
    Person,
)
from app.store.uow import Store
from modules.canteen.models import (
    NURSERY_GRADES,
    AbsenceRule,
    BookingPattern,
    Canteen,
    CareKind,
    CarePlan,
    Channel,
    CustodyPart,
    CustodyPlan,
    CutoffPurpose,
    CutoffRule,
    Enrolment,
    Grade,
    School,
    SchoolClass,
    SchoolYear,
    SurchargeRule,
)
from modules.canteen.queries import register
from modules.canteen.rules.absences import AbsenceReason, AbsenceRuleKind
from modules.canteen.rules.booking import BookingKind
from modules.canteen.rules.codes import Allergen, Category, Diet, Regularity
from modules.canteen.rules.custody import CustodyMethod
from modules.canteen.rules.cutoff import CutoffShape, ShiftIfClosed
from modules.canteen.rules.pricing import SurchargeKind
from modules.canteen.rules.weekdays import FRIDAY, MONDAY, THURSDAY, TUESDAY, mask_of
from modules.canteen.services.book_days import toggle_days
from modules.canteen.services.declare_class_event import declare_class_event
from modules.canteen.services.draft_month import draft_month, validate_month
from modules.canteen.services.open_year import open_year
from modules.canteen.services.order_meals import order_meals
from modules.canteen.services.record_attendance import finish_days, record_attendance
from modules.canteen.strings import _

CLASSES = (
    ("PS-MS", ("PS", "MS"), "Mme Aubry"),
    ("MS-GS", ("MS", "GS"), "Mme Coste"),
    ("CP", ("CP",), "M. Pons"),
    ("CP-CE1", ("CP", "CE1"), "Mme Vial"),
    ("CE1-CE2", ("CE1", "CE2"), "Mme Sorel"),
    ("CE2-CM1", ("CE2", "CM1"), "M. Blot"),
    ("CM1-CM2", ("CM1", "CM2"), "Mme Hardy"),
    ("CM2", ("CM2",), "M. Ferrand"),
)
GRADES = (Grade.PS, Grade.MS, Grade.GS, Grade.CP, Grade.CE1, Grade.CE2, Grade.CM1, Grade.CM2)
PATTERNS = (
    (mask_of(MONDAY, TUESDAY, THURSDAY, FRIDAY), 55),
    (mask_of(MONDAY, TUESDAY, THURSDAY), 10),
    (mask_of(MONDAY, THURSDAY), 10),
    (mask_of(TUESDAY, FRIDAY), 8),
    (mask_of(FRIDAY), 5),
    (0, 8),
)
START = date(2026, 9, 1)


@dataclass
class _Life:
    """The demonstration as it unfolds."""

    store: Store
    random: Random
    today: date
    year_id: int = 0
    class_ids: dict[str, int] = field(default_factory=dict)

    def on(self, day: date, hour: int = 8) -> None:
        """Move the clock of the dossier to that day."""
        self.store.clock = FixedClock.on(day, hour)

    def act(self, label: Any, action: str = "", undoable: bool = True) -> Any:
        """One operation of the journal, signed by the secretary."""
        return self.store.work(label, action=action, user="roy", undoable=undoable)


def fill(context: DemoContext) -> None:
    """School, tariffs, enrolments, then September to today: bookings, sheets, events, bills, payments."""
    life = _Life(context.dossier.store, context.random, context.today)
    life.on(date(2026, 7, 6))
    _set_up(life)
    _decide(life)
    life.on(date(2026, 8, 28))
    _enrol(life)
    _care(life)
    _month(life, Month(2026, 9), date(2026, 9, 30))
    _bill(life, Month(2026, 9), date(2026, 10, 2), paid=0.86)
    _month(life, Month(2026, 10), date(2026, 10, 31))
    _bill(life, Month(2026, 10), date(2026, 11, 3), paid=0.52)
    _month(life, Month(2026, 11), context.today - timedelta(days=3))
    life.on(context.today)
    _now(life)


# ---------------------------------------------------------------- summer: school, rules, tariffs


def _set_up(life: _Life) -> None:
    with life.act(_("Ouvrir l’école et la cantine"), "canteen.demo") as work:
        supplier = work.session.scalars(
            select(Organisation).where(Organisation.kind == OrganisationKind.SUPPLIER)
        ).first()
        canteen = Canteen(
            title="Restaurant scolaire", capacity=230, supplier_id=supplier.id if supplier else None
        )
        school = School(title="École Jules-Verne", uai="0991234D", canteen=canteen)
        work.session.add_all([canteen, school])
        work.session.flush()
        open_year(work, start_year=2026)
        year = work.session.scalars(select(SchoolYear)).one()
        rooms = [
            SchoolClass(
                school_id=school.id,
                school_year_id=year.id,
                title=title,
                teacher=teacher,
                grades=list(grades),
                rank=rank,
            )
            for rank, (title, grades, teacher) in enumerate(CLASSES)
        ]
        work.session.add_all(rooms)
        work.session.flush()
        life.year_id, life.class_ids = year.id, {room.title: room.id for room in rooms}
        weekday_map = {
            str(MONDAY): FRIDAY,
            str(TUESDAY): FRIDAY,
            str(THURSDAY): TUESDAY,
            str(FRIDAY): TUESDAY,
        }
        for purpose in (CutoffPurpose.BOOKING, CutoffPurpose.CANCELLING):
            work.session.add(
                CutoffRule(
                    canteen_id=canteen.id,
                    purpose=purpose,
                    shape=CutoffShape.WEEKDAY_MAP,
                    hour=time(9),
                    weekday_map=weekday_map,
                    shift_if_closed=ShiftIfClosed.PREVIOUS_WORKING_DAY,
                    valid_from=START,
                )
            )
        work.session.add(
            CutoffRule(
                canteen_id=canteen.id,
                purpose=CutoffPurpose.SUPPLIER,
                shape=CutoffShape.SCHOOL_DAYS_BEFORE,
                days=1,
                hour=time(9, 30),
                valid_from=START,
            )
        )
        work.session.add(
            AbsenceRule(
                reason=AbsenceReason.SICK,
                kind=AbsenceRuleKind.CERTIFICATE,
                needs_certificate=True,
                hours=None,
                valid_from=START,
            )
        )


def _decide(life: _Life) -> None:
    with life.act(_("Saisir les tarifs du conseil"), "billing.add-tariff") as work:
        work.session.add(
            CollectionSeries(
                code="CAN",
                title="Restaurant scolaire",
                module="canteen",
                collection_mode=CollectionMode.CASH_OFFICE,
                payee="Régie cantine Saint-Aubin",
                covers_meals=True,
            )
        )
        old = CouncilDecision(
            number="2025-27", title="Tarifs du restaurant scolaire 2025-2026", adopted_on=date(2025, 6, 30)
        )
        new = CouncilDecision(
            number="2026-31", title="Tarifs du restaurant scolaire 2026-2027", adopted_on=date(2026, 6, 29)
        )
        old.transmitted_on = old.published_on = date(2025, 7, 3)
        new.transmitted_on = new.published_on = date(2026, 7, 2)
        work.session.add_all([old, new])
        work.session.flush()
        grids = {
            old.id: ("0.95", "2.00", "3.00", "4.05", "5.45"),
            new.id: ("1.00", "2.10", "3.10", "4.20", "5.60"),
        }
        for decision in (old, new):
            first = date(decision.adopted_on.year, 9, 1)
            last = date(2026, 8, 31) if decision is old else None
            work.session.add_all(_tariffs(decision.id, first, last, [Decimal(p) for p in grids[decision.id]]))
        work.session.add(
            SurchargeRule(
                kind=SurchargeKind.PERCENT,
                amount=Decimal(50),
                free_occurrences=1,
                decision_id=new.id,
                valid_from=START,
            )
        )


def _tariffs(decision_id: int, first: date, last: date | None, prices: list[Decimal]) -> list[Tariff]:
    bounds = (None, Decimal(400), Decimal(700), Decimal(1000), None)
    shared: dict[str, Any] = {
        "module": "canteen",
        "decision_id": decision_id,
        "valid_from": first,
        "valid_to": last,
    }
    meal = Tariff(
        service="meal",
        title="Repas, habitants",
        residency="RESIDENT",
        method=PriceMethod.BRACKETS,
        unit_cost=Decimal("8.40"),
        **shared,
    )
    meal.brackets = [
        TariffBracket(position=i, lower=bounds[i] if i else Decimal(0), upper=bounds[i + 1], price=prices[i])
        for i in range(4)
    ]
    outside = Tariff(
        service="meal",
        title="Repas, hors commune",
        residency="OUTSIDE",
        method=PriceMethod.FIXED,
        amount=prices[4],
        **shared,
    )
    basket = Tariff(
        service="basket",
        title="Accueil avec panier repas",
        method=PriceMethod.FIXED,
        amount=Decimal("0.65"),
        **shared,
    )
    adult = Tariff(
        service="adult", title="Repas adulte", method=PriceMethod.FIXED, amount=Decimal("5.90"), **shared
    )
    return [meal, outside, basket, adult]


# ---------------------------------------------------------------- late August: children


def _enrol(life: _Life) -> None:
    with life.act(_("Inscrire les enfants de la liste de l’école"), "canteen.children") as work:
        session = work.session
        canteen = session.scalars(select(Canteen)).one()
        children = session.scalars(
            select(Person).where(Person.birth_date.is_not(None)).order_by(Person.id)
        ).all()
        homes: dict[int, list[int]] = {}
        for member in session.scalars(select(HouseholdMember)):
            homes.setdefault(member.person_id, []).append(member.household_id)
        guardians: dict[int, list[Guardianship]] = {}
        for link in session.scalars(select(Guardianship).order_by(Guardianship.rank)):
            guardians.setdefault(link.child_id, []).append(link)
        payers: dict[tuple[int, int | None], Payer] = {}
        plans: list[tuple[CustodyPlan, list[Payer]]] = []
        for child in children:
            _enrol_child(life, work, canteen.id, child)
            plans.append(_plan(session, payers, child, guardians.get(child.id, []), homes))
        session.flush()
        for plan, chosen in plans:
            plan.parts = [CustodyPart(payer_id=payer.id, rank=rank) for rank, payer in enumerate(chosen, 1)]
        session.add_all(plan for plan, _chosen in plans)
        _enrol_staff(life, session, canteen.id, homes, payers)
        _ccas(session, payers)


def _enrol_child(life: _Life, work: Any, canteen_id: int, child: Person) -> None:
    born = child.birth_date.first.year if child.birth_date else 2018
    grade = GRADES[min(max(2023 - born, 0), 7)]
    rooms = [title for title, grades, _teacher in CLASSES if grade.value in grades]
    weekdays = life.random.choices([p for p, _w in PATTERNS], [w for _p, w in PATTERNS])[0]
    enrolment = Enrolment(
        person_id=child.id,
        school_year_id=life.year_id,
        canteen_id=canteen_id,
        school_class_id=life.class_ids[life.random.choice(rooms)],
        grade=grade,
        category=Category.MATERNELLE if grade in NURSERY_GRADES else Category.ELEMENTAIRE,
        diet=life.random.choices(
            (Diet.STANDARD, Diet.NO_PORK, Diet.NO_MEAT, Diet.VEGETARIAN), (77, 11, 5, 7)
        )[0],
        regularity=Regularity.REGULAR if weekdays else Regularity.OCCASIONAL,
        valid_from=START,
    )
    enrolment.patterns = [BookingPattern(valid_from=START, weekdays=weekdays)]
    work.session.add(enrolment)


def _payer(
    session: Any, payers: dict[tuple[int, int | None], Payer], person_id: int, home: int | None
) -> Payer:
    found = payers.get((person_id, home))
    if found is None:
        found = payers[person_id, home] = Payer(person_id=person_id, household_id=home)
        session.add(found)
    return found


def _plan(
    session: Any,
    payers: dict[tuple[int, int | None], Payer],
    child: Person,
    links: list[Guardianship],
    homes: dict[int, list[int]],
) -> tuple[CustodyPlan, list[Payer]]:
    """Who pays for a child; one with two homes alternates weeks from a Monday: the numbering of 53 weeks does not matter."""
    own_homes = homes.get(child.id, [])
    plan = CustodyPlan(person_id=child.id, method=CustodyMethod.SINGLE, valid_from=START)
    if len(own_homes) == 2 and len(links) == 2:
        plan.method, plan.anchor_on = CustodyMethod.ALTERNATE_FROM, date(2026, 8, 31)
        plan.evidence = "Accord signé des deux parents, vu le 25 août 2026"
        chosen = [_payer(session, payers, link.guardian_id, homes[link.guardian_id][0]) for link in links]
    else:
        chosen = [_payer(session, payers, links[0].guardian_id, homes[links[0].guardian_id][0])]
    return plan, chosen


def _enrol_staff(
    life: _Life,
    session: Any,
    canteen_id: int,
    homes: dict[int, list[int]],
    payers: dict[tuple[int, int | None], Payer],
) -> None:
    adults = session.scalars(select(Person).where(Person.birth_date.is_(None)).order_by(Person.id)).all()
    for person in [adult for adult in adults if adult.id not in homes][:5]:
        enrolment = Enrolment(
            person_id=person.id,
            school_year_id=life.year_id,
            canteen_id=canteen_id,
            category=Category.ADULTE,
            valid_from=START,
        )
        enrolment.patterns = [
            BookingPattern(valid_from=START, weekdays=life.random.choice((0b11011, 0b01010, 0b10001)))
        ]
        payer = _payer(session, payers, person.id, None)
        session.flush()
        plan = CustodyPlan(person_id=person.id, method=CustodyMethod.SINGLE, valid_from=START)
        plan.parts = [CustodyPart(payer_id=payer.id, rank=1)]
        session.add_all([enrolment, plan])


def _ccas(session: Any, payers: dict[tuple[int, int | None], Payer]) -> None:
    """One family is paid for in part by the CCAS."""
    organisation = session.scalars(
        select(Organisation).where(Organisation.kind == OrganisationKind.CCAS)
    ).first()
    if organisation is None:
        return
    ccas = Payer(organisation_id=organisation.id)
    session.add(ccas)
    session.flush()
    helped = sorted(payers.values(), key=lambda payer: payer.id)[3]
    session.add(
        PayerShare(
            payer_id=helped.id,
            third_party_id=ccas.id,
            percent=Decimal(50),
            valid_from=START,
            note="Décision du CCAS du 25 août 2026",
        )
    )


CARE = (
    (
        Allergen.PEANUTS,
        "Éviction des arachides. Trousse d’urgence dans le bureau de la directrice.",
        False,
        True,
    ),
    (Allergen.GLUTEN, "Panier repas fourni par la famille, réchauffé à part.", True, True),
    (Allergen.MILK, "Panier repas fourni par la famille.", True, False),
    (Allergen.EGGS, "Éviction de l’œuf cru et cuit.", False, True),
)


def _care(life: _Life) -> None:
    with life.act(_("Noter les PAI"), "canteen.record-care-plan") as work:
        query = (
            select(Enrolment.person_id).where(Enrolment.school_class_id.is_not(None)).order_by(Enrolment.id)
        )
        ids = work.session.scalars(query).all()
        for (allergen, measures, is_basket, is_signed), person_id in zip(
            CARE, ids[5 :: max(len(ids) // 4, 1)], strict=False
        ):
            work.session.add(
                CarePlan(
                    person_id=person_id,
                    kind=CareKind.FOOD_ALLERGY,
                    allergens=[allergen.value],
                    measures=measures,
                    is_basket=is_basket,
                    protocol_place="Bureau de la directrice",
                    is_signed=is_signed,
                    review_on=date(2027, 6, 15),
                    valid_from=START,
                    valid_to=date(2027, 8, 31),
                )
            )


# ---------------------------------------------------------------- days


def _month(life: _Life, month: Month, last_on: date) -> None:
    """Bookings by the way, absences, unreserved meals, an event, then the sheets finished."""
    first_on = max(month.first, START)
    life.on(first_on)
    _some_bookings(life, first_on, month.last)
    if month == Month(2026, 10):
        life.on(date(2026, 10, 6))
        with life.act(_("Sortie au musée"), "canteen.declare-class-event") as work:
            declare_class_event(
                work,
                classes=(life.class_ids["CM2"],),
                first_on=date(2026, 10, 8),
                reason=AbsenceReason.TRIP,
                label="Musée de la Résistance",
            )
    life.on(min(last_on, life.today))
    with life.act(_("Pointer les absences"), "canteen.record-attendance") as work:
        marks = _marks(life, work.session, first_on, last_on)
        record_attendance(work, marks=marks)
    finish_to = last_on - timedelta(days=1) if month == Month.of(life.today) else last_on
    with life.act(_("Terminer les feuilles du mois"), "canteen.finish-days") as work:
        finish_days(work, first_on=first_on, last_on=finish_to)


def _marks(life: _Life, session: Any, first_on: date, last_on: date) -> list[dict[str, Any]]:
    found = register(session, first_on, last_on)
    marks: list[dict[str, Any]] = []
    days = found.days()
    for eater in found.eaters:
        for day in days:
            if not eater.is_enrolled(day) or not found.status(eater, day).is_open:
                continue
            draw = life.random.random()
            booked = found.booking(eater, day).is_booked
            mark = {"enrolment": eater.enrolment_id, "day": day}
            if booked and draw < 0.022:
                marks.append({**mark, "mark": "J", "reason": AbsenceReason.SICK, "remark": "certificat reçu"})
            elif booked and draw < 0.042:
                marks.append({**mark, "mark": "A"})
            elif not booked and eater.category is not Category.ADULTE and draw < 0.012:
                marks.append({**mark, "mark": "P"})
    return marks


def _some_bookings(life: _Life, first_on: date, last_on: date) -> None:
    """A dozen families who change a day."""
    with life.act(_("Réservations du mois"), "canteen.book-days") as work:
        found = register(work.session, first_on, last_on)
        days = [day for day in found.days() if (day - first_on).days > 7]
        asked: dict[Channel, list[dict[str, Any]]] = {Channel.PHONE: [], Channel.EMAIL: []}
        for eater in life.random.sample(found.eaters, min(12, len(found.eaters))):
            day = life.random.choice(days)
            kind = BookingKind.CANCEL if found.booking(eater, day).is_booked else BookingKind.BOOK
            if found.status(eater, day).is_open:
                channel = life.random.choice((Channel.PHONE, Channel.EMAIL))
                asked[channel].append({"enrolment": eater.enrolment_id, "day": day, "kind": kind})
        for channel, requests in asked.items():
            toggle_days(work, requests=requests, channel=channel)


# ---------------------------------------------------------------- money


def _bill(life: _Life, month: Month, issued_on: date, paid: float) -> None:
    life.on(issued_on)
    with life.act(_("Préparer le mois"), "canteen.draft-month") as work:
        draft_month(work, month=month)
    with life.act(_("Valider le mois"), "canteen.validate-month", undoable=False) as work:
        report = validate_month(work, month=month)
    ids = tuple(address.id for address in report.records if address.id is not None)
    life.on(issued_on + timedelta(days=1))
    with life.act(_("Envoyer les factures"), "billing.mark-sent") as work:
        mark_sent(work, ids=ids)
    _collect(life, ids, issued_on, paid)


def _collect(life: _Life, ids: tuple[int, ...], issued_on: date, paid: float) -> None:
    """The cash office's mornings: what came in that day, taken in together."""
    methods = (PaymentMode.CHEQUE, PaymentMode.CARD, PaymentMode.CASH, PaymentMode.TRANSFER)
    todo = sorted(
        (issued_on + timedelta(days=life.random.randrange(3, 28)), invoice_id)
        for invoice_id in ids
        if life.random.random() < paid
    )
    for day, received in groupby(todo, key=itemgetter(0)):
        if day > life.today:
            continue
        life.on(day, 10)
        with life.act(_("Encaisser"), "billing.record-payment", undoable=False) as work:
            for _day, invoice_id in received:
                invoice = work.session.get_one(Invoice, invoice_id)
                left = invoice.total - invoice.paid
                if left <= 0:
                    continue
                amount = left if life.random.random() < 0.95 or left < 20 else left / 2
                record_payment(
                    work,
                    amount=amount.quantize(Decimal("0.01")),
                    method=life.random.choices(methods, (45, 25, 12, 18))[0],
                    invoice=invoice_id,
                    received_on=day,
                )


def _now(life: _Life) -> None:
    """What the clerk finds today: a credit note, reminders, an order, sheets left open, November drafted."""
    with life.act(_("Avoir"), "billing.credit", undoable=False) as work:
        invoice = work.session.scalars(
            select(Invoice).join(Payer).where(Invoice.number.is_not(None), Payer.person_id.is_not(None)).order_by(Invoice.id.desc())
        ).first()
        if invoice is not None:
            line = next(line for line in invoice.lines if line.quantity and line.unit_price)
            issue_credit_note(
                work,
                id=invoice.id,
                reason="Repas compté par erreur, l’enfant était absent",
                lines=[{"line": line.position, "amount": min(line.unit_price or Decimal(1), line.amount)}],
            )
    life.on(life.today - timedelta(days=5))
    with life.act(_("Relances"), "billing.remind", undoable=False) as work:
        remind(work)
    life.on(life.today - timedelta(days=3))
    with life.act(_("Commander les repas"), "canteen.order-meals") as work:
        order_meals(work, first_on=life.today, last_on=life.today)
    life.on(life.today)
