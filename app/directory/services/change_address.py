# SPDX-License-Identifier: EUPL-1.2
"""Move a household, a person or an organisation from a day on; the former address is kept."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import or_, select

from app.core.dates import show_day_long
from app.core.outcome import Address as Place
from app.core.outcome import Report, UserError
from app.core.postal import check_postcode, country_line, split_street
from app.directory.models import Address
from app.directory.permissions import EDIT
from app.directory.strings import _
from app.store.uow import Work

PAGES = {
    "household_id": "directory.households",
    "person_id": "directory.people",
    "organisation_id": "directory.organisations",
}


def change_household_address(
    work: Work,
    *,
    id: int,
    valid_from: date,
    street: str | None = None,
    town: str | None = None,
    postcode: str | None = None,
    complement1: str | None = None,
    complement2: str | None = None,
    locality: str | None = None,
    country: str | None = None,
) -> Report:
    """The household of that id moves on `valid_from`."""
    return _move(work, "household_id", id, valid_from, locals())


def change_person_address(
    work: Work,
    *,
    id: int,
    valid_from: date,
    street: str | None = None,
    town: str | None = None,
    postcode: str | None = None,
    complement1: str | None = None,
    complement2: str | None = None,
    locality: str | None = None,
    country: str | None = None,
) -> Report:
    """The person of that id gets mail elsewhere than in a household from `valid_from`."""
    return _move(work, "person_id", id, valid_from, locals())


def _move(work: Work, owner: str, owner_id: int, valid_from: date, values: dict[str, object]) -> Report:
    work.require(EDIT)
    names = ("complement1", "complement2", "street", "locality", "postcode", "town", "country")
    address = address_of(**{name: str(values[name] or "") for name in names})
    if address is None:
        raise UserError(_("Donnez au moins la rue ou la commune."), "street")
    setattr(address, owner, owner_id)
    address.valid_from = valid_from
    column = getattr(Address, owner)
    current = work.session.scalars(
        select(Address).where(column == owner_id, or_(Address.valid_to.is_(None), Address.valid_to >= valid_from))
    )
    for former in current:
        if former.valid_from is not None and former.valid_from >= valid_from:
            work.session.delete(former)
        else:
            former.valid_to = valid_from - timedelta(days=1)
    work.session.add(address)
    work.session.flush()
    return Report(
        summary=_("Nouvelle adresse à partir du {day}.", day=show_day_long(valid_from)),
        records=[Place(PAGES[owner], owner_id)],
    )


def address_of(
    *,
    complement1: str | None = None,
    complement2: str | None = None,
    street: str | None = None,
    locality: str | None = None,
    postcode: str | None = None,
    town: str | None = None,
    country: str | None = None,
) -> Address | None:
    """An address from a form, where number and street are typed on one line; None when nothing was typed.

    Raises `UserError` for a French postcode without its five digits.
    """
    if not any((complement1, complement2, street, locality, postcode, town)):
        return None
    if postcode and not country_line(country or ""):
        postcode = check_postcode(postcode, "postcode")
    number, repetition, name = split_street(street or "")
    return Address(
        complement1=complement1 or "", complement2=complement2 or "", number=number, repetition=repetition,
        street=name, locality=locality or "", postcode=postcode or "", town=town or "", country=country or "",
    )  # fmt: skip
