# SPDX-License-Identifier: EUPL-1.2
"""The rows of the canteen's lists, as SELECTs or as values computed from the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from app.billing.models import DocumentKind, DocumentState, Invoice, InvoiceParty, Payer
from app.core.calendar import school_year_of
from app.core.dates import Month
from app.directory.models import (
    Address,
    ContactKind,
    ContactPoint,
    FamilyQuotient,
    Guardianship,
    HouseholdMember,
    Organisation,
    Person,
)
from app.store.uow import setting_of, today_of
from modules.canteen import models as m
from modules.canteen.rules.custody import CustodyMethod
from modules.canteen.strings import _, label

Params = Mapping[str, Any]


# ---------------------------------------------------------------- which year, which month


def year_in_hand(session: Session, params: Params) -> int | None:
    """Id of the year asked for, else of today's when somebody is enrolled in it, else of the latest used."""
    if params.get("year"):
        return int(params["year"])
    enrolled = exists().where(m.Enrolment.school_year_id == m.SchoolYear.id)
    today = school_year_of(today_of(session))
    rows = session.execute(
        select(m.SchoolYear.id, m.SchoolYear.start_year, enrolled.label("used")).order_by(m.SchoolYear.start_year.desc())
    ).all()
    chosen = [row.id for row in rows if row.start_year == today and row.used]
    chosen += [row.id for row in rows if row.used] + [row.id for row in rows]
    return chosen[0] if chosen else None


def month_in_hand(session: Session, params: Params) -> Month:
    """The month asked for, else that of today."""
    return params.get("month") or Month.of(today_of(session))


def series_id(session: Session) -> int:
    """Id of the series under which meals are billed; 0 when the town has not made it yet."""
    from app.billing.models import CollectionSeries

    code = str(setting_of(session, "canteen.series") or "CAN")
    return session.scalar(select(CollectionSeries.id).where(CollectionSeries.code == code)) or 0


# ---------------------------------------------------------------- children


def children(session: Session, params: Params) -> Any:
    """Everyone enrolled in a school year, with what the day in hand says of each."""
    e, c, s, y = m.Enrolment, m.SchoolClass, m.School, m.SchoolYear
    today = today_of(session)
    # What is said is that of today, or of the first day of an enrolment still to come.
    day = case((e.valid_from > today, e.valid_from), else_=literal(today))
    plan = _plan_on(e.person_id, day)
    part = aliased(m.CustodyPart)
    first_payer = (
        select(part.payer_id).where(part.plan_id == plan).order_by(part.rank).limit(1).correlate(e).scalar_subquery()
    )
    parts = select(func.count()).select_from(part).where(part.plan_id == plan).correlate(e).scalar_subquery()
    household = select(Payer.household_id).where(Payer.id == first_payer).correlate(e).scalar_subquery()
    return (
        select(
            e.id, Person.birth_name, Person.sort_key.label("birth_name__sort"), Person.usage_name, Person.given_names,
            Person.names_key, Person.birth_date, c.title.label("school_class"), c.rank.label("school_class__sort"),
            s.title.label("school"), e.grade, e.category, e.diet, e.regularity, _pattern_on(e.id, day).label("days"),
            _payers(plan).label("payer"), _quotient_on(household, day).label("quotient"), e.valid_from, e.valid_to, e.remark,
            (parts > 1).label("separated"), _has_care(e.person_id, today).label("has_care"),
            _guardians(e.person_id).label("guardians"), _guardian_contact(e.person_id, ContactKind.PHONE).label("phone"),
            _guardian_contact(e.person_id, ContactKind.EMAIL).label("email"), y.start_year,
            *(_address(e.person_id, column, today).label(name) for name, column in _ADDRESS.items()),
        )
        .join(Person, Person.id == e.person_id)
        .join(y, y.id == e.school_year_id)
        .outerjoin(c, c.id == e.school_class_id)
        .outerjoin(s, s.id == c.school_id)
        .where(e.school_year_id == year_in_hand(session, params))
    )


def _open(first: Any, last: Any, day: Any) -> Any:
    return and_(or_(first.is_(None), first <= day), or_(last.is_(None), last >= day))


def _pattern_on(enrolment_id: Any, day: Any) -> Any:
    p = aliased(m.BookingPattern)
    held = select(p.weekdays).where(p.enrolment_id == enrolment_id, _open(p.valid_from, p.valid_to, day))
    return held.order_by(p.valid_from.desc()).limit(1).correlate(m.Enrolment).scalar_subquery()


def _plan_on(person_id: Any, day: Any) -> Any:
    p = aliased(m.CustodyPlan)
    held = select(p.id).where(p.person_id == person_id, _open(p.valid_from, p.valid_to, day))
    return held.order_by(p.valid_from.desc()).limit(1).correlate(m.Enrolment).scalar_subquery()


def _payers(plan: Any) -> Any:
    part, payer, person, body = aliased(m.CustodyPart), aliased(Payer), aliased(Person), aliased(Organisation)
    title = func.coalesce(person.title, body.title, "")
    return (
        select(func.aggregate_strings(title, ", "))
        .select_from(part).join(payer, payer.id == part.payer_id)
        .outerjoin(person, person.id == payer.person_id).outerjoin(body, body.id == payer.organisation_id)
        .where(part.plan_id == plan).correlate(m.Enrolment).scalar_subquery()
    )


def _quotient_on(household: Any, day: Any) -> Any:
    q = aliased(FamilyQuotient)
    held = select(q.value).where(q.household_id == household, _open(q.valid_from, q.valid_to, day))
    return held.order_by(q.valid_from.desc()).limit(1).correlate(m.Enrolment).scalar_subquery()


def _has_care(person_id: Any, today: date) -> Any:
    p = aliased(m.CarePlan)
    return exists().where(p.person_id == person_id, or_(p.valid_to.is_(None), p.valid_to >= today)).correlate(m.Enrolment)


def _guardians(person_id: Any) -> Any:
    link, person = aliased(Guardianship), aliased(Person)
    return (
        select(func.aggregate_strings(person.title, ", "))
        .select_from(link).join(person, person.id == link.guardian_id).where(link.child_id == person_id)
        .correlate(m.Enrolment).scalar_subquery()
    )


def _guardian_contact(person_id: Any, kind: ContactKind) -> Any:
    link, contact = aliased(Guardianship), aliased(ContactPoint)
    query = (
        select(contact.value).select_from(link).join(contact, contact.person_id == link.guardian_id)
        .where(link.child_id == person_id, contact.kind == kind)
    )
    return query.order_by(link.rank, contact.preferred.desc(), contact.id).limit(1).correlate(m.Enrolment).scalar_subquery()


_ADDRESS = {
    "number": Address.number, "repetition": Address.repetition, "street": Address.street, "postcode": Address.postcode,
    "town": Address.town,
}  # fmt: skip


def _address(person_id: Any, column: Any, today: date) -> Any:
    member, address = aliased(HouseholdMember), aliased(Address)
    query = (
        select(getattr(address, column.key)).select_from(member).join(address, address.household_id == member.household_id)
        .where(
            member.person_id == person_id, _open(member.valid_from, member.valid_to, today),
            _open(address.valid_from, address.valid_to, today),
        )
    )
    return query.order_by(member.id, address.id.desc()).limit(1).correlate(m.Enrolment).scalar_subquery()


# ---------------------------------------------------------------- meals


def meals(session: Session, params: Params) -> Any:
    """Who ate what on which day: the frozen days of a month, or between two days (both included)."""
    t, e, c = m.Meal, m.Enrolment, m.SchoolClass
    month = month_in_hand(session, params)
    first, last = params.get("first_on") or month.first, params.get("last_on") or month.last
    if params.get("first_on") and not params.get("last_on"):
        last = max(first, month.last)
    return (
        select(
            t.id, t.day, Person.title.label("child"), Person.sort_key.label("child__sort"), Person.names_key,
            Person.birth_name, Person.given_names, c.title.label("school_class"), c.rank.label("school_class__sort"),
            e.category, e.diet, t.is_booked.label("booked"), t.is_present.label("present"), t.basis, t.reason,
            t.certificate_at, t.is_excused.label("excused"), t.remark, t.enrolment_id,
        )
        .join(e, e.id == t.enrolment_id).join(Person, Person.id == e.person_id).outerjoin(c, c.id == e.school_class_id)
        .where(t.day.between(first, last))
    )


# ---------------------------------------------------------------- schools and classes


def classes(session: Session, params: Params) -> Any:
    """Classes of a school year with how many are enrolled."""
    c, s, e = m.SchoolClass, m.School, m.Enrolment
    count = select(func.count()).select_from(e).where(e.school_class_id == c.id).scalar_subquery()
    year = year_in_hand(session, params) if params.get("year") else _latest_year(session)
    return (
        select(c.id, c.title, c.rank.label("title__sort"), s.title.label("school"), c.teacher, count.label("pupils"), c.grades)
        .join(s, s.id == c.school_id).where(c.school_year_id == year)
    )


def _latest_year(session: Session) -> int:
    return session.scalar(select(m.SchoolYear.id).order_by(m.SchoolYear.start_year.desc()).limit(1)) or 0


def schools(session: Session, params: Params) -> Any:
    """Schools with their canteen."""
    s, c = m.School, m.Canteen
    return select(s.id, s.title, s.uai, s.level, c.title.label("canteen"), s.weekdays, s.active).join(c, c.id == s.canteen_id)


def canteens(session: Session, params: Params) -> Any:
    """Canteens with their supplier."""
    c = m.Canteen
    return (
        select(c.id, c.title, c.capacity, Organisation.title.label("supplier"), c.margin, c.active)
        .outerjoin(Organisation, Organisation.id == c.supplier_id)
    )


# ---------------------------------------------------------------- calendar and rules


def overrides(session: Session, params: Params) -> Any:
    """The commune's own open or closed days, those of the year asked for."""
    o, s = m.CalendarOverride, m.School
    query = select(
        o.id, o.first_on, o.last_on, s.title.label("school"), o.is_open, o.reason, o.label
    ).outerjoin(s, s.id == o.school_id)
    year = session.get(m.SchoolYear, params["year"]) if params.get("year") else None
    if year is None:
        return query
    return query.where(o.last_on >= date(year.start_year, 9, 1), o.first_on <= date(year.start_year + 1, 8, 31))


def cutoffs(session: Session, params: Params) -> Any:
    """Cut-off rules."""
    r, c = m.CutoffRule, m.Canteen
    return select(
        r.id, c.title.label("canteen"), r.purpose, r.shape, r.days, r.hour, r.weekday, r.shift_if_closed, r.valid_from, r.valid_to
    ).join(c, c.id == r.canteen_id)


def absence_rules(session: Session, params: Params) -> Any:
    """What absences cost, by reason."""
    r = m.AbsenceRule
    return select(r.id, r.reason, r.kind, r.count, r.needs_certificate, r.hours, r.amount, r.valid_from, r.valid_to)


def surcharge_rules(session: Session, params: Params) -> Any:
    """What unreserved meals cost more."""
    from app.billing.models import CouncilDecision

    r = m.SurchargeRule
    return select(
        r.id, r.kind, r.amount, r.free_occurrences, CouncilDecision.number.label("decision"), r.valid_from, r.valid_to
    ).outerjoin(CouncilDecision, CouncilDecision.id == r.decision_id)


def events(session: Session, params: Params) -> Sequence[Mapping[str, Any]]:
    """Class events with the names of their classes."""
    titles = {row.id: row.title for row in session.execute(select(m.SchoolClass.id, m.SchoolClass.title))}
    rows = session.scalars(select(m.ClassEvent).order_by(m.ClassEvent.first_on.desc(), m.ClassEvent.id.desc()))
    removed = {
        row.event_id: row.number
        for row in session.execute(
            select(m.BookingException.event_id, func.count().label("number"))
            .where(m.BookingException.event_id.is_not(None)).group_by(m.BookingException.event_id)
        )
    }
    return [
        {
            "id": row.id, "first_on": row.first_on, "last_on": row.last_on, "reason": row.reason, "label": row.label,
            "classes": ", ".join(titles.get(class_id, "?") for class_id in row.classes), "is_meal_kept": row.is_meal_kept,
            "removed": removed.get(row.id, 0),
        }
        for row in rows
    ]


def orders(session: Session, params: Params) -> Any:
    """Orders as they were sent; an order answered by a later version says so."""
    o, c, later = m.SupplierOrder, m.Canteen, aliased(m.SupplierOrder)
    is_last = ~exists().where(
        later.canteen_id == o.canteen_id, later.first_on == o.first_on, later.last_on == o.last_on, later.issue > o.issue
    )
    return select(
        o.id, o.first_on, o.last_on, c.title.label("canteen"), o.issue, o.total, o.made_at, o.made_by, is_last.label("is_last")
    ).join(c, c.id == o.canteen_id)


def care_plans(session: Session, params: Params) -> Any:
    """Care plans not yet over for more than a year, without what they say."""
    p, e, c = m.CarePlan, m.Enrolment, m.SchoolClass
    today = today_of(session)
    room = (
        select(c.title).select_from(e).join(c, c.id == e.school_class_id)
        .where(e.person_id == p.person_id).order_by(e.valid_from.desc()).limit(1).scalar_subquery()
    )
    state = case(
        (p.valid_to < today, literal("ENDED")), (p.is_signed.is_(False), literal("TO_SIGN")),
        (and_(p.review_on.is_not(None), p.review_on <= today), literal("TO_REVIEW")), else_=literal("SIGNED"),
    )
    return (
        select(
            p.id, Person.title.label("child"), Person.sort_key.label("child__sort"), Person.names_key,
            room.label("school_class"), p.is_basket, p.is_signed, p.review_on, p.valid_from, p.valid_to, state.label("state"),
        )
        .join(Person, Person.id == p.person_id)
    )


# ---------------------------------------------------------------- parts of a child's record


def patterns_of(session: Session, enrolment_id: int) -> list[dict[str, Any]]:
    """The weekly habits of an enrolment, the latest first."""
    p = m.BookingPattern
    rows = session.scalars(select(p).where(p.enrolment_id == enrolment_id).order_by(p.valid_from.desc()))
    return [
        {
            "id": row.id, "valid_from": row.valid_from, "valid_to": row.valid_to, "weekdays": row.weekdays,
            "weekdays_other": row.weekdays_other,
        }
        for row in rows
    ]


def requests_of(session: Session, enrolment_id: int, limit: int = 40) -> list[dict[str, Any]]:
    """Days booked or cancelled outside the habit, the latest days first."""
    x = m.BookingException
    rows = session.scalars(select(x).where(x.enrolment_id == enrolment_id).order_by(x.day.desc(), x.made_at.desc()).limit(limit))
    return [
        {
            "id": row.id, "day": row.day, "kind": row.kind, "channel": row.channel, "made_at": row.made_at,
            "effect": "EVENT" if row.event_id else "KEPT" if not row.is_late or row.accepted_because else "LATE",
            "because": row.accepted_because,
        }
        for row in rows
    ]


def custody_of(session: Session, enrolment_id: int) -> list[dict[str, Any]]:
    """Who pays, plan by plan and payer by payer, the latest first."""
    from app.billing.queries import payer_titles

    person_id = session.scalar(select(m.Enrolment.person_id).where(m.Enrolment.id == enrolment_id))
    plans = session.scalars(
        select(m.CustodyPlan).where(m.CustodyPlan.person_id == person_id).order_by(m.CustodyPlan.valid_from.desc())
    ).all()
    titles = payer_titles(session, [part.payer_id for plan in plans for part in plan.parts])
    return [
        {
            "id": part.payer_id, "payer": titles.get(part.payer_id, ""), "method": plan.method, "share": say_share(plan, part),
            "valid_from": plan.valid_from, "valid_to": plan.valid_to, "evidence": plan.evidence,
        }
        for plan in plans for part in plan.parts
    ]


def say_share(plan: m.CustodyPlan, part: m.CustodyPart) -> str:
    """What one payer bears, in words: « semaines paires », « lun. mar. », « 60 % »."""
    from app.core.dates import show_day, show_period
    from app.core.money import show_number
    from app.forms.fields import Weekdays

    if plan.method is CustodyMethod.PERCENT and part.percent is not None:
        return f"{show_number(part.percent)}\u00a0%"
    if plan.method is CustodyMethod.WEEK_PARITY:
        return str(_("semaines paires") if part.is_even_week else _("semaines impaires"))
    if plan.method is CustodyMethod.ALTERNATE_FROM and plan.anchor_on is not None:
        first = _("une semaine sur deux, dès celle du {day}", day=show_day(plan.anchor_on))
        return str(first if part.rank == 1 else _("les autres semaines"))
    if plan.method is CustodyMethod.WEEKDAYS:
        return Weekdays(name="weekdays", label="").show(part.weekdays or 0)
    if plan.method is CustodyMethod.CALENDAR:
        spans = [(date.fromisoformat(a), date.fromisoformat(b)) for a, b in part.ranges or ()]
        return ", ".join(show_period(a, b) for a, b in spans) or str(_("le reste du temps"))
    return str(label(plan.method)).lower()


def meals_of(session: Session, enrolment_id: int, limit: int = 30) -> list[dict[str, Any]]:
    """The last frozen days of an enrolment."""
    t = m.Meal
    rows = session.scalars(select(t).where(t.enrolment_id == enrolment_id).order_by(t.day.desc()).limit(limit))
    return [
        {
            "id": row.id, "day": row.day, "booked": row.is_booked, "present": row.is_present, "basis": row.basis,
            "reason": row.reason, "remark": row.remark,
        }
        for row in rows
    ]


def invoices_of(session: Session, enrolment_id: int) -> list[dict[str, Any]]:
    """The bills on which the child stands, whoever pays, the latest first."""
    from app.billing.queries import payer_titles

    person_id = session.scalar(select(m.Enrolment.person_id).where(m.Enrolment.id == enrolment_id))
    rows = session.scalars(
        select(Invoice).join(InvoiceParty, InvoiceParty.invoice_id == Invoice.id)
        .where(InvoiceParty.person_id == person_id, Invoice.series_id == series_id(session)).distinct()
        .order_by(Invoice.period_first.desc(), Invoice.id.desc())
    ).all()
    titles = payer_titles(session, [row.payer_id for row in rows])
    return [
        {
            "id": row.id, "reference": row.reference or str(_("brouillon")), "month": Month.of(row.period_first),
            "payer": titles.get(row.payer_id, ""), "total": row.total, "left": row.total - row.paid if row.number else None,
        }
        for row in rows
    ]


# ---------------------------------------------------------------- months


def billed_months(session: Session) -> list[dict[str, Any]]:
    """By month of the canteen's series: documents, drafts, amounts, the latest first."""
    draft = Invoice.state.in_((DocumentState.DRAFT, DocumentState.CHECKED))
    rows = session.execute(
        select(
            Invoice.period_first, func.count().label("count"), func.sum(case((draft, 1), else_=0)).label("drafts"),
            func.sum(Invoice.total).label("total"), func.sum(Invoice.paid).label("paid"),
        )
        .where(Invoice.series_id == series_id(session), Invoice.kind == DocumentKind.INVOICE)
        .group_by(Invoice.period_first).order_by(Invoice.period_first.desc())
    ).all()
    return [
        {"month": Month.of(row.period_first), "count": row.count, "drafts": row.drafts, "total": row.total, "paid": row.paid}
        for row in rows
    ]


def month_with_drafts(session: Session) -> Month | None:
    """The oldest month with drafts that wait; None when there is none."""
    first = session.scalar(
        select(Invoice.period_first)
        .where(Invoice.series_id == series_id(session), Invoice.state.in_((DocumentState.DRAFT, DocumentState.CHECKED)))
        .order_by(Invoice.period_first)
        .limit(1)
    )
    return None if first is None else Month.of(first)
