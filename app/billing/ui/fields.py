# SPDX-License-Identifier: EUPL-1.2
"""Fields and options that several lists and forms of billing share."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from app.billing.queries import find_payers, find_series, payer_title, series_title
from app.billing.rules.invoicing import CollectionMode
from app.billing.rules.payments import PaymentMode
from app.billing.rules.tariffs import PriceMethod
from app.billing.strings import LABELS, _, labels
from app.core.text import Text as Shown
from app.forms.fields import Choice, Day, Money, Option, Ref, Text, Tone

INVOICES, PAYERS, PAYMENTS = "billing.invoices", "billing.payers", "billing.payments"

STATES = (
    Option("DRAFT", LABELS["DocumentState"]["DRAFT"], Tone.NEUTRAL, "pencil"),
    Option("CHECKED", LABELS["DocumentState"]["CHECKED"], Tone.NEUTRAL, "clipboard-check"),
    Option("CARRIED", LABELS["DocumentState"]["CARRIED"], Tone.NEUTRAL, "history"),
    Option("VALIDATED", LABELS["DocumentState"]["VALIDATED"], Tone.INFO, "file-check"),
    Option("SENT", LABELS["DocumentState"]["SENT"], Tone.INFO, "send"),
    Option("PARTLY_PAID", _("Payée en partie"), Tone.WARNING, "coins"),
    Option("PAID", _("Payée"), Tone.SUCCESS, "check"),
    Option("OVERDUE", _("En retard"), Tone.DANGER, "alarm-clock"),
    Option("TRANSFERRED", LABELS["DocumentState"]["TRANSFERRED"], Tone.INFO, "landmark"),
    Option("WRITTEN_OFF", LABELS["DocumentState"]["WRITTEN_OFF"], Tone.NEUTRAL, "circle-x"),
)
STATE = Choice(name="state", label=_("État"), options=STATES, width=14)


def options(kind: type[StrEnum]) -> tuple[Option, ...]:
    """Options of a choice over one of billing's enums."""
    return tuple(Option(value, words) for value, words in labels(kind))


def state_option(value: str) -> Option | None:
    """The chip of a state."""
    return STATE.option(value)


METHODS = tuple(option for option in options(PaymentMode) if option.value not in ("PREPAID", "DIRECT_DEBIT"))
METHOD = Choice(
    name="method", label=_("Moyen"), options=METHODS, kind=PaymentMode, required=True, default=PaymentMode.CHEQUE
)
ANY_METHOD = Choice(name="method", label=_("Moyen"), options=options(PaymentMode), kind=PaymentMode)
PRICE_METHOD = Choice(
    name="method", label=_("Calcul du prix"), options=options(PriceMethod), kind=PriceMethod, required=True,
    default=PriceMethod.BRACKETS,
)  # fmt: skip
COLLECTION = Choice(
    name="collection_mode", label=_("Recouvrement"), options=options(CollectionMode), kind=CollectionMode,
    required=True, default=CollectionMode.CASH_OFFICE,
)  # fmt: skip
# Words of the codes that modules price; a code without words here is shown as it is.
MODULE = Choice(
    name="module", label=_("Service"), required=True, default="canteen",
    options=(Option("canteen", _("Cantine")), Option("creche", _("Crèche")), Option("cemetery", _("Cimetière"))),
)  # fmt: skip
SERVICE = Choice(
    name="service", label=_("Prestation"), required=True, default="meal",
    options=(
        Option("meal", _("Repas")), Option("basket", _("Accueil avec panier repas")), Option("adult", _("Repas adulte")),
    ),
)  # fmt: skip
CATEGORY = Choice(
    name="category", label=_("Catégorie"), help=_("Vide\u00a0: toutes."),
    options=(
        Option("MATERNELLE", _("Maternelle")), Option("ELEMENTAIRE", _("Élémentaire")), Option("ADULTE", _("Adulte")),
        Option("AUTRE", _("Autre")),
    ),
)  # fmt: skip
RESIDENCY = Choice(
    name="residency", label=_("Domicile"), options=(Option("RESIDENT", _("Commune")), Option("OUTSIDE", _("Hors commune")))
)
REGULARITY = Choice(
    name="regularity", label=_("Fréquentation"),
    options=(Option("REGULAR", _("Régulier")), Option("OCCASIONAL", _("Occasionnel"))),
)  # fmt: skip


def payer(name: str = "payer", required: bool = False, label: Shown = "") -> Ref:
    """A payer chosen by name."""
    label = label or _("Redevable")
    return Ref(name=name, label=label, page=PAYERS, find=find_payers, title=payer_title, required=required)


def series(required: bool = False) -> Ref:
    """A series chosen by code or title."""
    return Ref(
        name="series", label=_("Série"), page="billing.series", find=find_series, title=series_title, required=required
    )


def money(name: str, label: Any, **values: Any) -> Money:
    """An amount."""
    return Money(name=name, label=label, **values)


def day(name: str, label: Any, **values: Any) -> Day:
    """A day."""
    return Day(name=name, label=label, **values)


def text(name: str, label: Any, **values: Any) -> Text:
    """A line of text."""
    return Text(name=name, label=label, **values)
