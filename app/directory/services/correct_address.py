# SPDX-License-Identifier: EUPL-1.2
"""Correct the address of the day as it is written: a spelling, not a move."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.core.outcome import Address as Place
from app.core.outcome import Report
from app.directory.models import Address
from app.directory.permissions import EDIT
from app.directory.queries import address_on
from app.directory.services.change_address import PAGES, address_of
from app.directory.strings import _
from app.store.uow import Work

PARTS = ("complement1", "complement2", "number", "repetition", "street", "locality", "postcode", "town", "country")


def correct_address(owner: str) -> Callable[..., Report]:
    """The `save` of the address in a record: `owner` is `household_id`, `person_id` or `organisation_id`."""

    def correct(work: Work, *, id: int, version: int | None = None, **values: Any) -> Report:
        work.require(EDIT)
        current = address_on(work.session, owner, id, work.today)
        typed = address_of(**{name: values.get(name) for name in PARTS if name not in ("number", "repetition")})
        if current is None:
            current = Address(**{owner: id})
            work.session.add(current)
        elif version is not None:
            work.expect_version(current, version, values)
        for name in PARTS:
            setattr(current, name, getattr(typed, name) if typed is not None else "")
        work.session.flush()
        return Report(summary=_("Adresse enregistrée."), records=[Place(PAGES[owner], id)])

    return correct
