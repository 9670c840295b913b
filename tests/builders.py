# SPDX-License-Identifier: EUPL-1.2
"""People, households, payers and invoices for tests: real rows, written through a real act of the store."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from app.contract import ChargeItem, ChargeLine, Charges
from app.core.dates import Month

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.billing.models import CollectionSeries, Invoice, Payer
    from app.directory.models import Household, Person
    from app.store.uow import Work

OCTOBER, NOVEMBER = Month(2026, 10), Month(2026, 11)
Source = Callable[["Session", date, date, "Sequence[int] | None"], Charges]


def euros(text: str) -> Decimal:
    """An amount in euros."""
    return Decimal(text).quantize(Decimal("0.01"))


def make_person(work: Work, birth_name: str = "MOREL", given_names: str = "Hélène", **values: Any) -> Person:
    """A person."""
    from app.directory.models import Person

    person = Person(birth_name=birth_name, given_names=given_names, **values)
    work.session.add(person)
    work.session.flush()
    return person


def make_household(
    work: Work,
    label: str = "MOREL",
    adults: Sequence[Person] = (),
    children: Sequence[Person] = (),
    quotient: str | None = None,
    **address: str,
) -> Household:
    """A household with an address, its members since ever and its quotient since January."""
    from app.directory.models import Address, FamilyQuotient, Household, HouseholdMember, MemberRole

    household = Household(label=label)
    for role, people in ((MemberRole.ADULT, adults), (MemberRole.CHILD, children)):
        household.members += [HouseholdMember(person_id=person.id, role=role) for person in people]
    parts = {"number": "12", "street": "rue du Lavoir", "postcode": "99120", "town": "Saint-Aubin-des-Prés"}
    household.addresses.append(Address(**{**parts, **address}))
    if quotient is not None:
        household.quotients.append(FamilyQuotient(value=euros(quotient), valid_from=date(2026, 1, 1)))
    work.session.add(household)
    work.session.flush()
    return household


def make_payer(work: Work, person: Person | None = None, household: Household | None = None, **values: Any) -> Payer:
    """A payer, with a person and a household of its own when none is given."""
    from app.billing.models import Payer

    if person is None and "organisation_id" not in values:
        person = make_person(work)
    if household is None and person is not None:
        household = make_household(work, person.birth_name, [person])
    payer = Payer(
        person_id=person.id if person else None, household_id=household.id if household else None, **values
    )
    work.session.add(payer)
    work.session.flush()
    return payer


def make_series(work: Work, code: str = "CAN", **values: Any) -> CollectionSeries:
    """A series of invoices; a cash office unless said otherwise."""
    from app.billing.models import CollectionSeries

    series = CollectionSeries(code=code, **{"title": "Restaurant scolaire", "module": "canteen", "covers_meals": True} | values)
    work.session.add(series)
    work.session.flush()
    return series


def charge(payer: int, days: Sequence[date], price: str, *, child: int = 1, service: str = "meal", **values: Any) -> ChargeLine:
    """A line of meals: one item a day."""
    unit = euros(price)
    items = tuple(ChargeItem(key=f"canteen:{child}:{day.isoformat()}:{service}", day=day, amount=unit) for day in days)
    known: dict[str, Any] = {
        "payer_id": payer, "person_id": None, "group": f"Enfant {child}", "label": "Repas", "basis": "MEAL",
        "quantity": Decimal(len(items)), "unit_price": unit, "amount": unit * len(items), "items": items,
        "why": ("prix fixe",), "snapshot": {"price": str(unit)},
    }  # fmt: skip
    return ChargeLine(**known | values)


def source_of(*lines: ChargeLine, **values: Any) -> Source:
    """A module that charges these lines, each in the period of its days."""

    def charges(session: Session, first: date, last: date, payer_ids: Sequence[int] | None) -> Charges:
        kept = [line for line in lines if line.items and first <= line.items[0].day <= last]
        return Charges(lines=kept, **{name: value(first) if callable(value) else value for name, value in values.items()})

    return charges


def make_invoice(
    work: Work, payer: int, price: str = "62.00", period: Month = OCTOBER, series: str = "CAN", **values: Any
) -> Invoice:
    """An issued invoice of one item, through the services: drafted, validated, numbered."""
    from app.billing.models import Invoice
    from app.billing.services.draft_invoices import draft_invoices
    from app.billing.services.validate_invoices import validate_invoices

    line = charge(payer, [period.first], price, child=payer)
    draft_invoices(work, series=series, period=period, sources=[source_of(line)])
    report = validate_invoices(work, series=series, period=period, **values)
    return work.session.get_one(Invoice, report.records[0].id)
