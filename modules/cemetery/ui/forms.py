# SPDX-License-Identifier: EUPL-1.2
"""Forms of the cemetery's acts: what is asked, with the first values of the record in hand."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.directory.ui.fields import SEX
from app.forms.fields import Day, LongText, Money, PartialDay, Text, TimeOfDay, Whole
from app.forms.page import Form, Params, Section
from app.store.uow import today_of
from modules.cemetery import models as m
from modules.cemetery.queries import find_plots_of_kind
from modules.cemetery.rules.codes import (
    CaseKind,
    ClosureReason,
    ConcessionKind,
    InformationMeans,
    Kinship,
    OperationKind,
    OperationStatus,
    PlotKind,
    RemainsKind,
    RightBasis,
    StepCode,
    StopReason,
    TariffOperation,
)
from modules.cemetery.strings import _
from modules.cemetery.ui import fields as f


def _record(name: str, **fixed: Any) -> Any:
    """First value of a field from the record in hand."""

    def start(session: Session, params: Params) -> Params:
        held = params.get("record") or params.get("id")
        return {**({name: held} if held else {}), **{key: value(session) for key, value in fixed.items()}}

    return start


# ---------------------------------------------------------------- rights

LENGTH = f.Length(
    name="years", label=_("Durée"), required=True, help=_("En années, ou «\u00a0perpétuelle\u00a0».")
)
RECEIPT = Text(name="receipt", label=_("N° de quittance"), default="", width=12)


def start_grant(session: Session, params: Params) -> Params:
    """The plot in hand, thirty years, from today."""
    held = params.get("record") or params.get("id")
    chosen = {"plots": (held,)} if held else {}
    if params.get("plots"):
        chosen = {"plots": tuple(params["plots"])}
    return {"years": 30, "start": today_of(session), **chosen}


GRANT = Form(
    sections=(
        Section(
            title=_("Concession"),
            fields=(
                f.plots("plots", required=True),
                LENGTH,
                Day(name="start", label=_("À compter du"), required=True),
                f.choice("kind", _("Nature"), ConcessionKind, default=ConcessionKind.FAMILY, required=True),
                Text(
                    name="number",
                    label=_("Numéro du titre"),
                    default="",
                    help=_("Vide\u00a0: le numéro de l’acte."),
                ),
                Text(
                    name="family_name",
                    label=_("Famille"),
                    default="",
                    help=_("Vide\u00a0: le nom du concessionnaire."),
                ),
            ),
        ),
        Section(
            title=_("Personnes"),
            fields=(
                f.persons("holders", _("Concessionnaires"), required=True),
                f.persons(
                    "beneficiaries",
                    _("Bénéficiaires désignés"),
                    default=(),
                    help=_("Individuelle ou collective\u00a0: qui peut y être inhumé."),
                ),
                f.persons("excluded", _("Personnes exclues"), default=()),
                f.person("contact", _("Interlocuteur")),
            ),
        ),
        Section(
            title=_("Prix"),
            fields=(
                f.payer("payer", help=_("Vide\u00a0: le premier concessionnaire.")),
                f.flag("resident", _("Habitant de la commune"), default=True),
                Money(
                    name="free_price",
                    label=_("Prix décidé par le conseil"),
                    help=_("Vide\u00a0: le tarif. Une concession d’honneur est gratuite."),
                ),
                RECEIPT,
                f.note(),
                f.override(),
            ),
        ),
    ),
    start=start_grant,
)


def _last_term(session: Session, params: Params) -> m.ConcessionTerm | None:
    held = params.get("record") or params.get("id")
    if not held:
        return None
    t = m.ConcessionTerm
    return session.scalars(select(t).where(t.concession_id == held).order_by(t.sequence.desc())).first()


def start_renewal(session: Session, params: Params) -> Params:
    """The same length again, decided today."""
    term = _last_term(session, params)
    years = (term.years or 0) if term is not None else 30
    return {"years": years, "decided_on": today_of(session)}


def start_conversion(session: Session, params: Params) -> Params:
    """A longer length, decided today, with the price that was paid."""
    term = _last_term(session, params)
    longer = next((n for n in (30, 50) if term is None or term.years is None or n > term.years), 0)
    return {
        "years": longer,
        "decided_on": today_of(session),
        "price_paid": term.price if term is not None else None,
    }


DECIDED = Day(name="decided_on", label=_("Décidé le"), required=True)
ASKED_BY = f.person(
    "asked_by",
    _("Demandé par"),
    help=_("Le concessionnaire ou l’un de ses ayants droit\u00a0: le titulaire ne change pas."),
)

RENEW = Form(
    fields=(
        LENGTH,
        DECIDED,
        ASKED_BY,
        f.flag("for_burial", _("Pour une inhumation")),
        f.flag("accepted", _("Renouvellement tardif ou d’un tiers, accepté par la commune")),
        f.flag("resident", _("Habitant de la commune"), default=True),
        f.payer("payer"),
        RECEIPT,
        f.override(),
    ),
    start=start_renewal,
)
CONVERT = Form(
    fields=(
        LENGTH,
        DECIDED,
        Money(
            name="price_paid",
            label=_("Prix payé pour le terme en cours"),
            help=_("En euros\u00a0: demandé quand il n’est pas connu."),
        ),
        ASKED_BY,
        f.flag("resident", _("Habitant de la commune"), default=True),
        f.payer("payer"),
        RECEIPT,
        f.override(),
    ),
    start=start_conversion,
)
ON = Day(name="on", label=_("Le"), required=True)


def _today(session: Session, params: Params) -> Params:
    return {"on": today_of(session)}


RETROCEDE = Form(
    fields=(
        ON,
        f.person("asked_by", _("Demandé par"), help=_("Le fondateur seul peut rétrocéder.")),
        Money(
            name="council_amount",
            label=_("Somme fixée par le conseil"),
            help=_("Concession perpétuelle\u00a0: jamais plus que le prix payé."),
        ),
        f.payer("payer", label=_("À rembourser à")),
        LongText(name="state_of_place", label=_("État des lieux"), default=""),
        f.override(),
    ),
    start=_today,
)
RENOUNCE = Form(
    fields=(
        ON,
        f.person("asked_by", _("Demandé par")),
        LongText(name="state_of_place", label=_("État des lieux"), default=""),
        f.override(),
    ),
    start=_today,
)
CLOSE = Form(
    fields=(ON, f.choice("reason", _("Motif"), ClosureReason, required=True), f.note()),
    start=_today,
)

# ---------------------------------------------------------------- the dead and operations

RECORD_DECEASED = Form(
    sections=(
        Section(
            title=_("Identité"),
            fields=(
                f.person(
                    "person", _("Personne connue"), help=_("Vide\u00a0: remplissez les noms ci-dessous.")
                ),
                Text(name="birth_name", label=_("Nom de naissance"), default=""),
                Text(name="usage_name", label=_("Nom d’usage")),
                Text(name="given_names", label=_("Prénoms"), default=""),
                SEX,
                PartialDay(name="birth_date", label=_("Naissance")),
                Text(name="birth_place", label=_("Lieu de naissance")),
            ),
        ),
        Section(
            title=_("Décès"),
            fields=(
                PartialDay(name="died_on", label=_("Date")),
                TimeOfDay(name="died_at", label=_("Heure")),
                Text(name="death_place", label=_("Lieu"), default=""),
                Text(name="death_record", label=_("N° de l’acte"), default="", width=12),
                Text(name="last_residence", label=_("Dernier domicile"), default=""),
                f.flag("mpf", _("Mort pour la France")),
                f.flag("stillborn", _("Enfant sans vie")),
                f.flag("opposed_to_cremation", _("Opposé à la crémation")),
                f.flag("borne_by_commune", _("Obsèques à la charge de la commune")),
                f.flag("hidden_from_public", _("Caché au public")),
                f.note(),
            ),
        ),
    )
)


def start_operation(session: Session, params: Params) -> Params:
    """The deceased or the plot in hand, tomorrow being the clerk's to say."""
    given = {key: params[key] for key in ("kind", "plot", "deceased", "plot_from") if params.get(key)}
    held = params.get("record") or params.get("id")
    if held and params.get("page") == "cemetery.deceased":
        given["deceased"] = (held,)
    if held and params.get("page") == "cemetery.plots":
        given["plot"] = held
    return {"kind": OperationKind.BURIAL, "asked_on": today_of(session), **given}


PLAN_OPERATION = Form(
    sections=(
        Section(
            title=_("Opération"),
            fields=(
                f.choice("kind", _("Opération"), OperationKind, required=True),
                f.dead(required=True),
                f.plot("plot", _("Vers l’emplacement")),
                f.plot(
                    "plot_from", _("Depuis l’emplacement"), help=_("Vide\u00a0: là où reposent les défunts.")
                ),
                Day(name="asked_on", label=_("Demandée le")),
                Day(name="planned_on", label=_("Prévue le")),
                TimeOfDay(name="planned_at", label=_("À")),
                f.choice("container", _("Contenant"), RemainsKind),
                f.flag("is_hermetic", _("Cercueil hermétique")),
                Text(name="destination", label=_("Destination hors de la commune"), default=""),
            ),
        ),
        Section(
            title=_("Demandeur et accords"),
            fields=(
                f.person("applicant", _("Demandeur")),
                f.choice("applicant_kinship", _("Parenté du demandeur"), Kinship, default=Kinship.UNKNOWN),
                Text(name="applicant_capacity", label=_("Qualité"), default=""),
                f.flag("identity_seen", _("Identité et qualité vues")),
                f.choice("kinship", _("Parenté du défunt avec le fondateur"), Kinship),
                f.flag("founder_agreed", _("Accord écrit du fondateur")),
                f.flag("heirs_agreed", _("Accord écrit de tous les ayants droit")),
                f.flag("holder_agreed", _("Accord pour ouvrir la sépulture")),
                f.flag("sworn", _("Attestation sur l’honneur d’absence d’opposition")),
                f.flag("opposition", _("Une opposition est connue")),
                f.choice("right_basis", _("Droit à l’inhumation dans la commune"), RightBasis),
                Text(name="agreement", label=_("Précisions sur l’accord"), default=""),
            ),
        ),
        Section(
            title=_("Pièces"),
            fields=(
                f.organisation("operator"),
                Text(name="operator_authorisation", label=_("N° d’habilitation"), default=""),
                Text(name="closure_permit", label=_("Permis de fermeture du cercueil"), default=""),
                Text(name="transport_reference", label=_("Déclaration de transport"), default=""),
                Text(name="crematorium", label=_("Crématorium"), default=""),
                Day(name="cremated_on", label=_("Crémation le")),
                Day(name="entered_france_on", label=_("Entrée du corps en France le")),
                Day(name="prosecutor_on", label=_("Autorisation du procureur le")),
                Day(name="derogation_until", label=_("Dérogation du préfet jusqu’au")),
                Text(name="derogation_reference", label=_("Référence de la dérogation"), default=""),
                f.flag("by_court_order", _("Sur décision de justice")),
                Text(name="fixing", label=_("Mode de scellement"), default=""),
                Text(name="plate_text", label=_("Texte de la plaque"), default=""),
                f.note(),
                f.override(),
            ),
        ),
    ),
    start=start_operation,
)


def start_authorise(session: Session, params: Params) -> Params:
    """What the request already says."""
    row = session.get(m.FuneralOperation, params.get("id") or 0)
    if row is None:
        return {}
    return {
        "made_on": today_of(session),
        "applicant": row.applicant_id,
        "applicant_kinship": row.applicant_kinship,
        "applicant_capacity": row.applicant_capacity,
        "identity_seen": row.identity_seen,
        "agreement": row.agreement,
        "operator": row.operator_id,
        "operator_authorisation": row.operator_authorisation,
        "closure_permit": row.closure_permit,
    }


AUTHORISE = Form(
    fields=(
        Day(name="made_on", label=_("Fait le"), required=True),
        f.person("applicant", _("Demandeur")),
        f.choice("applicant_kinship", _("Parenté du demandeur"), Kinship),
        Text(name="applicant_capacity", label=_("Qualité"), default=""),
        f.flag("identity_seen", _("Identité et qualité vues")),
        f.flag("sworn", _("Attestation sur l’honneur d’absence d’opposition")),
        f.flag("holder_agreed", _("Accord pour ouvrir la sépulture")),
        f.flag("founder_agreed", _("Accord écrit du fondateur")),
        f.flag("heirs_agreed", _("Accord écrit de tous les ayants droit")),
        Text(name="agreement", label=_("Précisions sur l’accord"), default=""),
        f.organisation("operator"),
        Text(name="operator_authorisation", label=_("N° d’habilitation"), default=""),
        Text(name="closure_permit", label=_("Permis de fermeture du cercueil"), default=""),
        f.payer("payer", help=_("Qui paie les droits de l’opération, quand il y en a.")),
        f.override(),
    ),
    start=start_authorise,
)


def start_done(session: Session, params: Params) -> Params:
    """The day and hour that were planned."""
    row = session.get(m.FuneralOperation, params.get("id") or 0)
    if row is None:
        return {}
    planned = row.planned_on
    return {
        "done_on": min(planned, today_of(session)) if planned else today_of(session),
        "done_at": row.planned_at,
    }


DO = Form(
    fields=(
        Day(name="done_on", label=_("Faite le"), required=True),
        TimeOfDay(name="done_at", label=_("À")),
        Text(name="present", label=_("Personnes présentes"), default=""),
        f.flag("relative_present", _("Un parent ou son mandataire était présent"), default=True),
        Text(name="state_found", label=_("État trouvé"), default=""),
        f.flag("good_condition", _("Cercueil trouvé intact")),
        f.flag("nothing_found", _("Rien n’a été trouvé")),
        Whole(name="boxes", label=_("Boîtes à ossements"), default=1, least=0, most=20),
        f.override(),
    ),
    start=start_done,
)
RESCHEDULE = Form(
    fields=(
        Day(name="planned_on", label=_("Prévue le"), required=True),
        TimeOfDay(name="planned_at", label=_("À")),
        f.override(),
    )
)
BECAUSE = Form(fields=(LongText(name="because", label=_("Parce que"), required=True),))
SEAL = Form(
    fields=(
        f.flag(
            "listed_infection",
            _("Infection transmissible mentionnée au certificat"),
            help=_("La maladie n’est jamais notée\u00a0: seule une date est gardée."),
        ),
        Day(name="until", label=_("Pas d’exhumation avant le"), help=_("Vide\u00a0: un an après le décès.")),
    )
)


def is_open(row: Any) -> bool:
    """An operation that is neither done nor cancelled."""
    return row["status"] in (OperationStatus.PLANNED, OperationStatus.AUTHORISED)


# ---------------------------------------------------------------- procedures

INFORM = Form(
    fields=(
        f.concession("concession_id", required=True),
        f.MEANS,
        Day(name="sent_on", label=_("Le"), required=True),
        f.person("person_id", _("Personne")),
        Text(name="addressee", label=_("Destinataire, tel qu’écrit"), default=""),
        Text(name="tracking", label=_("N° de suivi"), default=""),
        f.RESULT,
        Day(name="result_on", label=_("Résultat le")),
        Whole(
            name="offset_months",
            label=_("Étape de l’échéancier, en mois"),
            help=_("-6, 0, 1, 12 ou 21\u00a0; vide hors échéancier."),
        ),
        Day(name="until_on", label=_("Affiché jusqu’au")),
        f.note(),
    ),
    start=_record("concession_id", sent_on=today_of),
)
NOTICES = Form(
    fields=(
        f.choice("means", _("Moyen"), InformationMeans, required=True, default=InformationMeans.LETTER),
        Day(name="sent_on", label=_("Le"), required=True),
        Day(name="until_on", label=_("Affiché jusqu’au")),
        Whole(name="offset_months", label=_("Étape de l’échéancier, en mois")),
        f.note(),
    ),
    start=lambda session, params: {"sent_on": today_of(session)},
)
RESULT = Form(
    fields=(f.RESULT, Day(name="result_on", label=_("Le"))),
    start=lambda session, params: {"result_on": today_of(session)},
)


def start_case(session: Session, params: Params) -> Params:
    """The selected plots; today."""
    plots = tuple(params.get("ids") or ()) or tuple(filter(None, [params.get("record")]))
    return {
        "kind": params.get("kind") or CaseKind.ABANDONMENT,
        "opened_on": today_of(session),
        **({"plots": plots} if plots else {}),
    }


OPEN_CASE = Form(
    fields=(
        f.choice("kind", _("Procédure"), CaseKind, required=True),
        f.plots("plots", required=True),
        Text(name="title", label=_("Intitulé"), default=""),
        Day(
            name="opened_on",
            label=_("Ouverte le"),
            required=True,
            help=_("Jour du premier avis pour un abandon\u00a0: les conditions sont vérifiées ce jour-là."),
        ),
        f.Signs(name="signs", label=_("Signes d’abandon vus"), default=()),
        f.flag("entered_late", _("Procédure déjà commencée, reprise en cours de route")),
        f.note(),
        f.override(),
    ),
    start=start_case,
)


def start_step(session: Session, params: Params) -> Params:
    """The next step of the procedure in hand, today."""
    from modules.cemetery import agenda
    from modules.cemetery.facts_of import delays_in_force

    held = params.get("record") or params.get("id")
    case = session.get(m.RepossessionCase, held) if held else None
    window = agenda.next_window(session, case, delays_in_force(session)) if case is not None else None
    return {
        **({"case_id": held} if held else {}),
        **({"code": window.code} if window is not None else {}),
        "done_on": today_of(session),
    }


RECORD_STEP = Form(
    fields=(
        f.case(required=True),
        f.choice("code", _("Étape"), StepCode, required=True),
        Day(name="done_on", label=_("Faite le"), required=True),
        f.graves(default=(), help=_("Vide\u00a0: toutes celles de la procédure.")),
        Day(name="until_on", label=_("Affiché jusqu’au")),
        Text(name="at_time", label=_("Heure de la visite"), default="", width=8),
        Text(
            name="proof", label=_("Preuve"), default="", help=_("N° de recommandé, de délibération, d’acte.")
        ),
        Text(name="present", label=_("Personnes présentes"), default=""),
        LongText(name="description", label=_("État constaté"), default=""),
        f.note(),
        f.override(),
    ),
    start=start_step,
)
DECIDE = Form(
    fields=(
        f.case(required=True),
        Day(name="ordered_on", label=_("Arrêté du"), required=True),
        Day(name="published_on", label=_("Publié et notifié le")),
        Text(name="publication", label=_("Preuve de publication"), default=""),
        f.graves(default=(), help=_("Vide\u00a0: toutes celles de la procédure.")),
        f.override(),
    ),
    start=_record("case_id", ordered_on=today_of),
)
CLEAR = Form(
    fields=(
        f.case(required=True),
        Day(name="done_on", label=_("Faite le"), required=True),
        Text(name="present", label=_("Personnes présentes"), required=True),
        f.plot(
            "ossuary_plot_id",
            _("Ossuaire"),
            find=find_plots_of_kind(PlotKind.OSSUARY),
            help=_("Vide\u00a0: le seul de la commune."),
        ),
        Text(name="place", label=_("Place dans l’ossuaire"), default=""),
        Whole(name="boxes", label=_("Boîtes par sépulture"), default=1, least=0, most=50),
        f.flag("nothing_found", _("Rien n’a été trouvé")),
        f.flag("cremated", _("Restes crématisés")),
        f.flag("monument_kept", _("Monument gardé par la commune")),
        Text(name="names", label=_("Noms lus sur la pierre"), default="", help=_("Sépulture sans défunt enregistré.")),
        f.graves(default=(), help=_("Vide\u00a0: toutes celles qui sont reprises.")),
        f.override(),
    ),
    start=_record("case_id", done_on=today_of),
)
GRAVE = f.grave(required=True)


def start_grave(session: Session, params: Params) -> Params:
    """The line in hand."""
    return {"on": today_of(session), **({"grave_id": params["line"]} if params.get("line") else {})}


STOP = Form(
    fields=(
        GRAVE,
        f.choice("reason", _("Parce que"), StopReason, required=True),
        Day(name="on", label=_("Le"), required=True),
        f.note(),
    ),
    start=start_grave,
)
RESUME = Form(fields=(GRAVE, f.note()), start=start_grave)
SUSPEND = Form(
    fields=(f.case(required=True), LongText(name="because", label=_("Parce que"), required=True)),
    start=_record("case_id"),
)
RESUME_CASE = Form(fields=(f.case(required=True),), start=_record("case_id"))
FORGET = Form(fields=(LongText(name="because", label=_("Parce que"), required=True),))

# ---------------------------------------------------------------- money and ground

SERVICE = Form(
    fields=(
        f.choice("operation", _("Pour"), TariffOperation, required=True),
        Day(name="due_on", label=_("Le"), required=True),
        f.payer("payer"),
        f.person("person", _("Concerne")),
        Text(name="title", label=_("Objet"), default=""),
        Whole(name="quantity", label=_("Quantité"), default=1, least=1, most=1000),
        f.concession("concession"),
    ),
    start=lambda session, params: {"due_on": today_of(session)},
)
PAYER = Form(fields=(f.payer("payer", required=True),))
