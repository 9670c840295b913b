# SPDX-License-Identifier: EUPL-1.2
"""What the set-up pages share: a heading by title, fields kept as they are typed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from app.forms.fields import Flag
from app.forms.page import (
    FieldsPart,
    Heading,
)
from app.forms.records import get, load, save
from modules.canteen.permissions import SETUP
from modules.canteen.strings import _

ACTIVE = Flag(name="active", label=_("En service"), default=True)


def titled(model: Any, subtitle: Callable[[Any], str] = lambda row: "") -> Callable[[Session, int], Heading]:
    """The head of a record called by its title."""

    def heading(session: Session, record_id: int) -> Heading:
        row: Any = get(session, model, record_id)
        return Heading(row.title, subtitle(row))

    return heading


def kept_part(model: Any, fields: Any, page: str, check: Any = None) -> FieldsPart:
    """Fields edited in place by whoever may set the canteen up."""
    return FieldsPart(
        fields=fields, load=load(model, fields), save=save(model, fields, SETUP, page, check), permission=SETUP
    )
