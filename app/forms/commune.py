# SPDX-License-Identifier: EUPL-1.2
"""The commune itself, as settings: what heads its papers and decides its calendars."""

from __future__ import annotations

from typing import Any

from app.core.strings import _
from app.forms.fields import Choice, Email, Field, Flag, LongText, Option, Phone, Postcode, Text, Whole

COMMUNE: tuple[Field[Any], ...] = (
    Text(name="commune.name", label=_("Nom de la commune"), required=True),
    Text(name="commune.address", label=_("Adresse de la mairie"), default="", width=36),
    Postcode(name="commune.postcode", label=_("Code postal")),
    Text(name="commune.town", label=_("Ville")),
    Text(name="commune.insee_code", label=_("Code INSEE"), width=6, longest=5),
    Text(name="commune.siret", label=_("SIRET"), width=16, longest=17),
    Phone(name="commune.phone", label=_("Téléphone")),
    Email(name="commune.email", label=_("Adresse électronique")),
    LongText(
        name="commune.opening_hours",
        label=_("Heures d’ouverture"),
        default="",
        help=_("Imprimées en tête des papiers."),
    ),
    Whole(name="commune.population", label=_("Habitants"), least=0),
    Text(name="commune.mayor", label=_("Maire"), help=_("Prénom et nom du signataire des papiers.")),
    Choice(
        name="commune.zone",
        label=_("Zone scolaire"),
        default="B",
        options=(Option("A", _("Zone A")), Option("B", _("Zone B")), Option("C", _("Zone C"))),
        help=_("Décide des vacances scolaires."),
    ),
    Flag(
        name="commune.alsace_moselle",
        label=_("Alsace-Moselle"),
        default=False,
        help=_("Deux jours fériés de plus."),
    ),
    Text(
        name="commune.arms", label=_("Blason"), help=_("Image gardée dans l’archive du dossier."), default=""
    ),
    Choice(
        name="commune.region",
        label=_("Région téléphonique"),
        default="FR",
        options=(
            Option("FR", _("Métropole")),
            Option("GP", _("Guadeloupe")),
            Option("MQ", _("Martinique")),
            Option("GF", _("Guyane")),
            Option("RE", _("La Réunion")),
            Option("YT", _("Mayotte")),
        ),
    ),
)
"""Names begin with `commune.`."""
