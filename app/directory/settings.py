# SPDX-License-Identifier: EUPL-1.2
"""Settings of the directory."""

from __future__ import annotations

from typing import Any

from app.directory.strings import _
from app.forms.fields import Choice, Field, Option

REVIEW_MONTH = "directory.quotient_review_month"

SETTINGS: tuple[Field[Any], ...] = (
    Choice(
        name=REVIEW_MONTH,
        label=_("Révision annuelle des quotients"),
        help=_("À partir de ce jour, un quotient plus ancien est signalé avant la facturation."),
        options=(
            Option("", _("Aucune")),
            Option("1", _("Au 1er janvier")),
            Option("9", _("Au 1er septembre")),
        ),
        default="",
    ),
)
