# SPDX-License-Identifier: EUPL-1.2
"""Settings of billing, and the dated numbers that the law or usage gives it."""

from __future__ import annotations

from typing import Any

from app.billing.rules.invoicing import DUE_DAYS, MIN_COLLECTION
from app.billing.rules.payments import FIRST_REMINDER_DAYS, SECOND_REMINDER_DAYS
from app.billing.strings import _
from app.core.parameters import DatedParameter
from app.forms.fields import Field, Flag, Whole

CORRECTION_MONTHS = "billing.correction_months"
DEFAULT_CORRECTION_MONTHS = 3
TWO_SIDED = "billing.two_sided"

SETTINGS: tuple[Field[Any], ...] = (
    Whole(
        name=CORRECTION_MONTHS,
        label=_("Mois passés revus à chaque préparation"),
        help=_("Un jour corrigé après l’émission d’une facture est régularisé sur la suivante s’il a moins de tant de mois."),
        least=0,
        most=12,
        default=DEFAULT_CORRECTION_MONTHS,
    ),
    Flag(
        name=TWO_SIDED,
        label=_("Imprimer les lots en recto verso"),
        help=_("Ajoute une page blanche après chaque facture d’un nombre impair de pages."),
        default=False,
    ),
)

PARAMETERS: tuple[DatedParameter[Any], ...] = (MIN_COLLECTION, DUE_DAYS, FIRST_REMINDER_DAYS, SECOND_REMINDER_DAYS)
