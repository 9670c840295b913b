# SPDX-License-Identifier: EUPL-1.2
"""Settings of the canteen, and its dated parameters."""

from __future__ import annotations

from typing import Any

from app.core.parameters import DatedParameter
from app.forms.fields import Choice, Field, Flag, Option, Text, Whole
from modules.canteen.strings import _

SETTINGS: tuple[Field[Any], ...] = (
    Text(
        name="canteen.series",
        label=_("Série de factures"),
        default="CAN",
        width=6,
        help=_("Code de la série sous laquelle les repas sont facturés."),
    ),
    Flag(
        name="canteen.lock_on_finish",
        label=_("Verrouiller la feuille terminée"),
        default=True,
        help=_(
            "Une journée verrouillée peut être facturée. Répondez non si une autre personne vérifie le pointage."
        ),
    ),
    Flag(
        name="canteen.one_resident_parent",
        label=_("Un parent habitant suffit"),
        default=True,
        help=_("En garde alternée, le tarif de la commune vaut pour les deux parents dès que l’un y habite."),
    ),
    Choice(
        name="canteen.quotient_review",
        label=_("Quotients à revoir"),
        default="9",
        options=(
            Option("", _("Jamais")),
            Option("1", _("Chaque 1er janvier")),
            Option("9", _("Chaque 1er septembre")),
        ),
    ),
    Whole(name="canteen.order_days", label=_("Jours par commande"), default=1, least=1, most=5),
)

PARAMETERS: tuple[DatedParameter[Any], ...] = ()
