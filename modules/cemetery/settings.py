# SPDX-License-Identifier: EUPL-1.2
"""Settings of the cemetery (reference §20): delays may be longer than the law asks, never shorter."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.core.parameters import DatedParameter
from app.forms.fields import Choice, Field, Flag, Number, Option, Text, Whole
from modules.cemetery.rules.delays import LAW
from modules.cemetery.strings import _

DECISION, EXPIRY = "DECISION", "EXPIRY"
DAY_OF = (Option(DECISION, _("Jour de la décision")), Option(EXPIRY, _("Jour de l’échéance")))

SETTINGS: tuple[Field[Any], ...] = (
    Text(
        name="cemetery.series",
        label=_("Série de titres de recettes"),
        default="CIM",
        width=6,
        help=_("Code de la série sous laquelle les concessions sont facturées."),
    ),
    Text(
        name="cemetery.offered_years",
        label=_("Durées proposées"),
        default="15, 30, 50",
        help=_("En années, séparées par des virgules, telles que le conseil les a instituées."),
    ),
    Flag(name="cemetery.offers_perpetual", label=_("Concessions perpétuelles proposées"), default=False),
    Choice(
        name="cemetery.expiry_print_style",
        label=_("Échéance imprimée"),
        default="ANNIVERSARY",
        options=(Option("ANNIVERSARY", _("Jour anniversaire")), Option("EVE", _("Veille, «\u00a0inclus\u00a0»"))),
    ),
    Whole(
        name="cemetery.warn_months",
        label=_("Échéances annoncées"),
        default=12,
        least=1,
        most=60,
        unit=_("mois avant"),
    ),
    Choice(
        name="cemetery.late_renewal_tariff_date",
        label=_("Tarif d’un renouvellement tardif"),
        default=DECISION,
        options=DAY_OF,
    ),
    Choice(
        name="cemetery.late_renewal_start",
        label=_("Début d’un renouvellement tardif"),
        default=DECISION,
        options=DAY_OF,
    ),
    Choice(
        name="cemetery.early_renewal_allowed",
        label=_("Renouvellement avant l’échéance"),
        default="ON_BURIAL_IN_LAST_YEARS",
        options=(
            Option("NEVER", _("Jamais")),
            Option("ON_BURIAL_IN_LAST_YEARS", _("Pour une inhumation dans les dernières années")),
            Option("ALWAYS", _("Toujours")),
        ),
    ),
    Whole(
        name="cemetery.early_renewal_years",
        label=_("Dernières années"),
        default=5,
        least=1,
        most=10,
        unit=_("ans"),
    ),
    Choice(
        name="cemetery.early_renewal_tariff_date",
        label=_("Tarif d’un renouvellement anticipé"),
        default=DECISION,
        options=DAY_OF,
    ),
    Choice(
        name="cemetery.early_renewal_start",
        label=_("Début d’un renouvellement anticipé"),
        default=EXPIRY,
        options=DAY_OF,
    ),
    Choice(
        name="cemetery.conversion_basis",
        label=_("Valeur reprise dans une conversion"),
        default="PRICE_PAID",
        options=(
            Option("PRICE_PAID", _("Prix payé")),
            Option("CURRENT_TARIFF", _("Tarif du jour de l’ancienne catégorie")),
        ),
    ),
    Choice(
        name="cemetery.proration_unit",
        label=_("Temps restant compté"),
        default="DAYS",
        options=(
            Option("DAYS", _("En jours")),
            Option("MONTHS", _("En mois")),
            Option("FULL_YEARS", _("En années entières")),
        ),
    ),
    Number(
        name="cemetery.ccas_percent",
        label=_("Part du CCAS"),
        default=Decimal(0),
        least=Decimal(0),
        places=4,
        unit=_("%"),
    ),
    Whole(
        name="cemetery.common_ground_years",
        label=_("Rotation du terrain commun"),
        default=5,
        least=5,
        most=50,
        unit=_("ans"),
    ),
    Flag(
        name="cemetery.urns_count_for_five_years",
        label=_("Les urnes comptent pour les cinq ans"),
        default=False,
    ),
    Whole(
        name="cemetery.abandonment_wait_years",
        label=_("Attente entre les deux procès-verbaux"),
        default=1,
        least=1,
        most=5,
        unit=_("ans"),
    ),
    Choice(
        name="cemetery.posting_pattern",
        label=_("Affichages de l’abandon"),
        default="LONG",
        options=(
            Option("LONG", _("Trois fois un mois, à quinze jours d’intervalle")),
            Option("SHORT", _("Affiches renouvelées tous les quinze jours")),
        ),
    ),
    Choice(
        name="cemetery.remains_after_repossession",
        label=_("Restes après reprise"),
        default="OSSUARY",
        options=(Option("OSSUARY", _("Ossuaire")), Option("CREMATION", _("Crémation, sur preuves"))),
    ),
    Whole(
        name="cemetery.reduction_min_years",
        label=_("Réduction de corps possible après"),
        default=5,
        least=5,
        most=30,
        unit=_("ans"),
    ),
    Choice(
        name="cemetery.capacity_mode",
        label=_("Places d’une sépulture"),
        default="EXPLICIT",
        options=(
            Option("EXPLICIT", _("Comptées par cercueils, boîtes et urnes")),
            Option("WEIGHTED", _("Pesées")),
        ),
    ),
    Number(
        name="cemetery.weight_coffin",
        label=_("Poids d’un cercueil"),
        default=Decimal(1),
        least=Decimal(0),
        unit=_("place"),
    ),
    Number(
        name="cemetery.weight_box",
        label=_("Poids d’une boîte"),
        default=Decimal("0.5"),
        least=Decimal(0),
        unit=_("place"),
    ),
    Number(
        name="cemetery.weight_urn",
        label=_("Poids d’une urne"),
        default=Decimal("0.1"),
        least=Decimal(0),
        unit=_("place"),
    ),
    Flag(
        name="cemetery.superposition_fee",
        label=_("Droit de superposition"),
        default=False,
        help=_(
            "Licéité discutée depuis l’abolition des taxes funéraires\u00a0: à laisser sur non sans l’avis du conseil de la commune."
        ),
    ),
    Choice(
        name="cemetery.works_regime",
        label=_("Travaux"),
        default="PERMIT",
        options=(
            Option("PERMIT", _("Soumis à autorisation")),
            Option("DECLARATION", _("Soumis à déclaration")),
        ),
    ),
    Text(
        name="cemetery.works_ban",
        label=_("Travaux interdits"),
        default="25/10-03/11",
        width=12,
        help=_("Du premier au dernier jour, chaque année."),
    ),
    Flag(
        name="cemetery.show_family_name_on_posting", label=_("Nom de famille sur les affiches"), default=True
    ),
    Flag(
        name="cemetery.public_show_full_dates", label=_("Dates entières dans l’extrait public"), default=False
    ),
    Whole(
        name="cemetery.contact_retention_years",
        label=_("Coordonnées gardées après la fin d’une concession"),
        default=5,
        least=0,
        most=30,
        unit=_("ans"),
    ),
    Flag(
        name="cemetery.mayor_delegation", label=_("Le maire accorde par délégation du conseil"), default=True
    ),
    Text(name="cemetery.delegation_reference", label=_("Délibération de délégation"), default="", width=24),
    Text(name="cemetery.account_concessions", label=_("Compte des concessions"), default="70311", width=8),
    Text(name="cemetery.account_fees", label=_("Compte des redevances funéraires"), default="70312", width=8),
    Text(
        name="cemetery.watched_folder", label=_("Dossier surveillé des numérisations"), default="", width=40
    ),
)

PARAMETERS: tuple[DatedParameter[Any], ...] = tuple(LAW.values())
