# SPDX-License-Identifier: EUPL-1.2
"""Forms of the ground, of the parties, of money and of numbered acts."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.orm import Session

from app.billing.ui.forms import DECISION
from app.core.dates import Month
from app.forms.fields import Day, LongText, Money, MonthOf, PartialDay, Text, Whole
from app.forms.page import Form, Params, Section
from app.store.uow import today_of
from modules.cemetery.rules.codes import (
    ConcessionKind,
    Kinship,
    MonumentCondition,
    OwnershipEventKind,
    PartyRole,
    PlotKind,
    Regime,
    TariffOperation,
    WorksNature,
)
from modules.cemetery.strings import _
from modules.cemetery.ui import fields as f


def _held(name: str) -> Callable[[Session, Params], Params]:
    def start(session: Session, params: Params) -> Params:
        held = params.get("record") or params.get("id")
        return {name: held} if held else {}

    return start


# ---------------------------------------------------------------- parties

PARTY = Form(
    fields=(
        f.person("person", required=True),
        f.choice("role", _("Qualité"), PartyRole, required=True, default=PartyRole.HEIR),
        f.choice("kinship", _("Parenté avec le fondateur"), Kinship, default=Kinship.UNKNOWN),
        PartialDay(name="valid_from", label=_("Depuis")),
        Text(name="proof", label=_("Preuve"), default="", help=_("Acte de notoriété, livret de famille, attestation.")),
        Day(name="proved_on", label=_("Vue le")),
        f.note(),
        f.override(),
    )
)
END_PARTY = Form(fields=(PartialDay(name="valid_to", label=_("Jusqu’au"), required=True), f.note()))
AGREEMENT = Form(
    fields=(Day(name="agreed_on", label=_("Accord écrit du"), required=True),),
    start=lambda session, params: {"agreed_on": today_of(session)},
)
CONTACT = Form(fields=(f.person("person", _("Interlocuteur")),))
OPPOSITION = Form(fields=(f.flag("opposition", _("Opposition notifiée"), default=True), f.note()))
AMEND = Form(
    fields=(
        f.choice("kind", _("Nature"), ConcessionKind, required=True),
        Day(name="signed_on", label=_("Avenant signé le")),
        f.override(),
    )
)
EVENT = Form(
    fields=(
        f.choice("kind", _("Acte"), OwnershipEventKind, required=True),
        PartialDay(name="happened_on", label=_("Date"), required=True),
        f.persons("people", _("Personnes concernées"), default=()),
        f.choice("kinship", _("Parenté avec le fondateur"), Kinship, default=Kinship.UNKNOWN),
        Text(name="deed", label=_("Acte notarié"), default=""),
        f.note(),
        f.override(),
    )
)

# ---------------------------------------------------------------- money


TARIFF = Form(
    fields=(
        f.choice("operation", _("Pour"), TariffOperation, required=True),
        Whole(name="years", label=_("Durée"), least=1, most=100, unit=_("ans")),
        f.flag("perpetual", _("Perpétuelle")),
        f.choice("plot_kind", _("Type d’emplacement"), PlotKind, help=_("Vide\u00a0: tous.")),
        Money(name="base_price", label=_("Prix"), required=True),
        f.metres("base_surface_m2", _("Jusqu’à"), "m²"),
        Money(name="extra_price_per_m2", label=_("Par m² au-delà")),
        Money(name="per_place_price", label=_("Par place")),
        DECISION,
        Day(name="valid_from", label=_("Depuis le"), required=True),
        Day(name="valid_to", label=_("Jusqu’au")),
        f.flag("replaces", _("Remplace le tarif en vigueur"), help=_("L’ancien s’arrête la veille.")),
    ),
    start=lambda session, params: {"valid_from": today_of(session).replace(month=1, day=1)},
)
END_TARIFF = Form(fields=(Day(name="valid_to", label=_("Dernier jour"), required=True),))
MONTH = Form(
    fields=(MonthOf(name="month", label=_("Mois"), required=True),),
    start=lambda session, params: {"month": _month(session)},
)
VALIDATE = Form(
    fields=(MonthOf(name="month", label=_("Mois"), required=True), Day(name="issued_on", label=_("Émis le"))),
    start=lambda session, params: {"month": _month(session)},
)


def _month(session: Session) -> Month:
    return Month.of(today_of(session)).previous()


# ---------------------------------------------------------------- ground

SERIES = Form(
    sections=(
        Section(
            title=_("Où"),
            fields=(f.cemetery(required=True), f.section("section"), f.row("row")),
        ),
        Section(
            title=_("Numéros"),
            fields=(
                Text(name="prefix", label=_("Avant le numéro"), default="", width=8, help=_("«\u00a0A-03-\u00a0».")),
                Whole(name="first", label=_("Premier numéro"), default=1, least=0, most=99999),
                Whole(name="count", label=_("Combien"), default=10, least=1, most=500, required=True),
                Whole(name="step", label=_("De combien en combien"), default=1, least=1, most=10),
                Whole(name="digits", label=_("Chiffres"), default=2, least=0, most=6),
                Text(name="suffix", label=_("Après le numéro"), default="", width=6),
            ),
        ),
        Section(
            title=_("Emplacements"),
            fields=(
                f.choice("kind", _("Type"), PlotKind, required=True, default=PlotKind.EARTH),
                f.choice("regime", _("Régime"), Regime),
                f.metres("length_m", _("Longueur")),
                f.metres("width_m", _("Largeur")),
                f.metres("surface_m2", _("Surface concédée"), "m²"),
                f.whole("max_coffins", _("Places de cercueils"), least=0, most=50),
                f.whole("max_boxes", _("Places de boîtes"), least=0, most=200),
                f.whole("max_urns", _("Places d’urnes"), least=0, most=200),
                f.whole("levels", _("Niveaux d’un caveau"), default=0, least=0, most=12),
            ),
        ),
    )
)
RENUMBER = Form(
    fields=(
        Text(name="label", label=_("Nouveau numéro"), required=True, width=12),
        Text(name="scheme", label=_("Numérotation quittée"), default=""),
        Text(name="source", label=_("Source"), default=""),
        Day(name="on", label=_("Le")),
    )
)
ALIAS = Form(
    fields=(
        Text(name="label", label=_("Ancien numéro"), required=True, width=12),
        Text(name="scheme", label=_("Numérotation"), default=""),
        Text(name="source", label=_("Source"), default=""),
    )
)
RESERVE = Form(
    fields=(
        Text(name="reserved_for", label=_("Pour"), required=True),
        Day(name="reserved_until", label=_("Jusqu’au"), required=True),
        Day(name="reserved_from", label=_("À compter du")),
    )
)
WORKS = Form(
    fields=(
        f.plot("plot", required=True),
        f.choice("nature", _("Nature"), WorksNature, required=True),
        f.person("applicant", _("Demandeur")),
        f.organisation("firm", _("Entreprise")),
        Day(name="planned_from", label=_("Du")),
        Day(name="planned_to", label=_("Au")),
        Text(name="state_before", label=_("État avant"), default=""),
        Text(name="reservation", label=_("Réserve de la commune"), default=""),
        f.note(),
        f.override(),
    ),
    start=_held("plot"),
)
END_WORKS = Form(
    fields=(
        Day(name="begun_on", label=_("Commencés le")),
        Day(name="ended_on", label=_("Finis le")),
        f.flag("checked", _("Contrôlés sur place"), default=True),
        Text(name="state_after", label=_("État après"), default=""),
    ),
    start=lambda session, params: {"ended_on": today_of(session)},
)


def start_inspection(session: Session, params: Params) -> Params:
    """The plot in hand, today."""
    held = params.get("record") or params.get("id")
    return {"seen_on": today_of(session), **({"plot": held} if held else {})}


INSPECT = Form(
    fields=(
        f.plot("plot", required=True),
        Day(name="seen_on", label=_("Vue le"), required=True),
        Text(name="seen_by", label=_("Par"), default=""),
        f.choice("condition", _("État du monument"), MonumentCondition, options=f.CONDITIONS),
        f.Signs(name="signs", label=_("Signes d’abandon"), default=()),
        LongText(name="inscriptions", label=_("Lu sur la pierre"), default=""),
        Text(name="material", label=_("Matériau"), default=""),
        Text(name="sizes", label=_("Dimensions"), default=""),
        f.whole("observed_places", _("Places trouvées occupées"), least=0, most=50),
        f.flag("restored", _("Remise en état constatée"), help=_("La sépulture sort de toute procédure d’abandon.")),
        f.note(),
    ),
    start=start_inspection,
)

POLICE = Form(
    fields=(
        Text(name="officer", label=_("Surveillée par"), required=True, help=_("Nom et qualité de l’agent, ou du maire.")),
        f.flag("cremation", _("Fermeture avant crémation")),
        f.flag("leaves_commune", _("Départ pour une autre commune")),
        f.flag("family_present", _("Famille présente"), default=True),
        f.flag("by_mayor", _("Le maire ou un adjoint, sans vacation")),
        f.payer("payer", help=_("Vide\u00a0: le demandeur.")),
    )
)

# ---------------------------------------------------------------- acts

NOTORIETY = Form(
    fields=(
        LongText(name="sources", label=_("Sources qui prouvent l’ancienneté"), required=True),
        LongText(name="witnesses", label=_("Témoins"), default=""),
    )
)
