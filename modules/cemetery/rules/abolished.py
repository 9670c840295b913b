# SPDX-License-Identifier: EUPL-1.2
"""Funeral taxes that no longer exist: old receipts stay readable, none can be asked for any more (§12.3)."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum

from app.core.dates import show_day
from app.core.people import key1
from app.core.text import Msg
from modules.cemetery.rules.why import Gate
from modules.cemetery.strings import _

ABOLISHED_FROM = date(2021, 1, 1)
"""First day of a fact that no burial, convoy or cremation tax may touch (law 2020-1721, article 121)."""


class AbolishedTax(StrEnum):
    """Taxes of the former article L2223-22, which old receipts still show."""

    BURIAL = "BURIAL"
    CONVOY = "CONVOY"
    CREMATION = "CREMATION"


_TAX_WORDS = re.compile(
    r"\b(?:TAXES?|DROITS?) (?:DE |D |DES |SUR LES |SUR L )?(?:INHUMATIONS?|CONVOIS?|CREMATIONS?)\b"
)


def reads_as_abolished_tax(title: str) -> bool:
    """Whether a free title names one of the abolished taxes (« taxe d’inhumation », « droit de convoi »)."""
    return _TAX_WORDS.search(key1(title)) is not None


def abolished(tax: AbolishedTax, fact_on: date) -> Gate:
    """Closed for ever for a fact on or after 1 January 2021; open before: an old receipt stays readable (§12.3)."""
    is_open = fact_on < ABOLISHED_FROM
    reason = (
        _("Fait du {day}, antérieur à la suppression\u00a0: écriture ancienne.", day=show_day(fact_on))
        if is_open
        else abolished_sentence()
    )
    return Gate(
        f"ABOLISHED_{tax.value}",
        _("Taxe encore légale"),
        is_open,
        reason,
        "loi 2020-1721 du 29 décembre 2020, article 121",
        overridable=False,
    )


def abolished_sentence() -> Msg:
    """Why no such tax can be created."""
    return _(
        "Les taxes d’inhumation, de convoi et de crémation n’existent plus depuis le 1er janvier 2021\u00a0:"
        " aucune somme ne peut être demandée à ce titre."
    )
