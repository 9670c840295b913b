# SPDX-License-Identifier: EUPL-1.2
"""The verbs of the directory as buttons and as command line."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy.orm import Session

from app.core.outcome import Report, UserError
from app.core.text import Text as Shown
from app.directory.models import Person
from app.directory.permissions import EDIT, MERGE
from app.directory.queries import find_people, person_title
from app.directory.queries.doubles import pair_of
from app.directory.rules.likeness import Names, Verdict
from app.directory.services.add_contact import (
    add_organisation_contact,
    add_person_contact,
    drop_contacts,
)
from app.directory.services.add_guardian import add_guardian, drop_guardians
from app.directory.services.add_household import add_household
from app.directory.services.add_member import add_member
from app.directory.services.add_note import note_household, note_organisation, note_person
from app.directory.services.add_organisation import add_organisation
from app.directory.services.add_person import add_person
from app.directory.services.change_address import (
    change_household_address,
    change_person_address,
)
from app.directory.services.end_membership import end_membership
from app.directory.services.match_person import match_person
from app.directory.services.merge_people import merge_people
from app.directory.services.record_quotient import record_quotient
from app.directory.services.say_distinct import say_distinct
from app.directory.services.separate_parents import separate_parents
from app.directory.strings import _
from app.directory.ui.fields import (
    ADDRESS_FIELDS,
    CONTACT,
    COUNTRY,
    EMAIL,
    KIND,
    PEOPLE,
    PERSON_FIELDS,
    PHONE,
    RELATION,
    ROLE,
    SOURCE,
    day,
    household,
    person,
    text,
)
from app.forms.fields import Flag, LongText, Number, Refs, Whole
from app.forms.page import Action, Form, Params, Scope, Section
from app.store.uow import Work, today_of


def same_name_question(session: Session, params: Params) -> Shown | None:
    """Asked when somebody of that name is already known."""
    if not params.get("birth_name"):
        return None
    names = Names(
        params["birth_name"], params.get("given_names") or "", params.get("usage_name"),
        params.get("usual_first_name"), params.get("birth_date"),
    )  # fmt: skip
    found = match_person(session, names)
    if found.verdict is Verdict.DIFFERENT or found.person_id is None:
        return None
    reasons = ", ".join(str(reason) for reason in found.reasons)
    return _(
        "{name} est déjà dans l’annuaire ({reasons}). Ajouter une autre personne quand même\u202f?",
        name=person_title(session, found.person_id),
        reasons=reasons,
    )


def merge_pair(work: Work, *, id: int, keep_second: bool = False) -> Report:
    """Merge the two files of a likely double: the first one is kept unless asked otherwise."""
    first, second = pair_of(id)
    kept, dropped = (second, first) if keep_second else (first, second)
    return merge_people(work, kept=kept, dropped=dropped)


def merge_selected(work: Work, *, ids: tuple[int, ...]) -> Report:
    """Merge two selected files: the oldest one is kept."""
    if len(ids) != 2:
        raise UserError(_("Sélectionnez exactement deux fiches à fusionner."))
    return merge_people(work, kept=min(ids), dropped=max(ids))


def merge_question(session: Session, params: Params) -> Shown | None:
    """Asked before two files become one."""
    if params.get("id"):
        first, second = pair_of(params["id"])
        kept, dropped = (second, first) if params.get("keep_second") else (first, second)
    elif len(params.get("ids") or ()) == 2:
        kept, dropped = min(params["ids"]), max(params["ids"])
    else:
        return None
    one, other = session.get(Person, kept), session.get(Person, dropped)
    if one is None or other is None:
        return None
    return _(
        "Garder {kept} et y verser tout ce que contient l’autre fiche, {dropped}\u202f?",
        kept=_named(one),
        dropped=_named(other),
    )


def _named(one: Person) -> str:
    born = f" ({one.birth_date})" if one.birth_date else ""
    return f"{one.title}{born}, n°\u00a0{one.id}"


def distinct_pair(work: Work, *, id: int) -> Report:
    """The two files of a likely double are two persons."""
    first, second = pair_of(id)
    return say_distinct(work, first=first, second=second)



NOTE = Form(fields=(LongText(name="text", label=_("Note"), required=True),))
CONTACT_FORM = Form(
    fields=(
        CONTACT,
        text("value", _("Numéro ou adresse"), required=True),
        text("label", _("Précision"), help=_("«\u00a0travail\u00a0», «\u00a0grand-mère\u00a0».")),
        Flag(name="preferred", label=_("À utiliser d’abord"), default=False),
    )
)
MOVE = Form(
    fields=(day("valid_from", _("À partir du"), required=True), *ADDRESS_FIELDS, COUNTRY),
    start=lambda session, params: {"valid_from": today_of(session)},
)

ACTIONS = (
    Action(
        name="directory.add-person", label=_("Nouvelle personne…"), run=add_person, permission=EDIT,
        form=Form(
            sections=(
                Section(title=_("Identité"), fields=PERSON_FIELDS),
                Section(title=_("Coordonnées"), fields=(PHONE, EMAIL)),
                Section(title=_("Foyer"), fields=(household(), ROLE, day("valid_from", _("Depuis le")))),
            )
        ),
        icon="user-plus", confirm=same_name_question, opens=True, shortcut="Ctrl+N",
    ),
    Action(
        name="directory.add-household", label=_("Nouveau foyer…"), run=add_household, permission=EDIT,
        form=Form(
            sections=(
                Section(
                    title=_("Foyer"),
                    fields=(
                        text("label", _("Nom du foyer"), help=_("Vide\u00a0: les noms des adultes.")),
                        text("file_no", _("Numéro de dossier")),
                        person("adult", _("Premier adulte")),
                        person("other_adult", _("Autre adulte")),
                        day("valid_from", _("Depuis le")),
                    ),
                ),
                Section(title=_("Adresse"), fields=ADDRESS_FIELDS),
            )
        ),
        icon="house", opens=True,
    ),
    Action(
        name="directory.add-organisation", label=_("Nouvel organisme…"), run=add_organisation, permission=EDIT,
        form=Form(
            fields=(
                text("title", _("Nom"), required=True),
                KIND,
                text("siret", "SIRET", width=16),
                text("recipient", _("À l’attention de")),
                *ADDRESS_FIELDS[1:],
            )
        ),
        icon="building-2", opens=True,
    ),
    # Households
    Action(
        name="directory.add-member", label=_("Ajouter un membre…"), run=add_member, permission=EDIT,
        form=Form(fields=(person(required=True), ROLE, day("valid_from", _("Depuis le")))), scope=Scope.RECORD,
        icon="user-plus",
    ),
    Action(
        name="directory.end-membership", label=_("Sortie du foyer…"), run=end_membership, permission=EDIT,
        form=Form(
            fields=(day("valid_to", _("Dernier jour"), required=True),),
            start=lambda session, params: {"valid_to": today_of(session)},
        ),
        scope=Scope.SELECTION, icon="user-x",
    ),
    Action(
        name="directory.separate-parents", label=_("Séparer les parents…"), run=separate_parents, permission=EDIT,
        form=Form(
            fields=(
                person("leaver", _("Parent qui part"), required=True),
                day("valid_from", _("À partir du"), required=True),
                Refs(
                    name="children", label=_("Enfants des deux foyers"), page=PEOPLE, find=find_people,
                    help=_("Vide\u00a0: tous les enfants."),
                ),
                *(field for field in ADDRESS_FIELDS if field.name != "locality"),
            ),
            start=lambda session, params: {"valid_from": today_of(session)},
        ),
        scope=Scope.RECORD, icon="split", opens=True,
        help=_("Ouvre un second foyer\u00a0; les enfants appartiennent aux deux."),
    ),
    Action(
        name="directory.move-household", label=_("Déménagement…"), run=change_household_address, permission=EDIT,
        form=MOVE, scope=Scope.RECORD, icon="map-pin", help=_("L’ancienne adresse est gardée."),
    ),
    Action(
        name="directory.record-quotient", label=_("Quotient familial…"), run=record_quotient, permission=EDIT,
        form=Form(
            fields=(
                Number(name="value", label=_("Quotient"), least=Decimal(0), help=_("Vide si la famille ne le donne pas.")),
                SOURCE,
                day("valid_from", _("À partir du"), required=True),
                day("valid_to", _("Jusqu’au")),
                day("seen_on", _("Justificatif vu le")),
            ),
            start=lambda session, params: {
                "valid_from": today_of(session).replace(day=1), "seen_on": today_of(session)
            },
        ),
        scope=Scope.RECORD, icon="calculator",
    ),
    Action(
        name="directory.note-household", label=_("Note…"), run=note_household, permission=EDIT, form=NOTE,
        scope=Scope.RECORD, icon="sticky-note",
    ),
    # People
    Action(
        name="directory.add-contact", label=_("Coordonnée…"), run=add_person_contact, permission=EDIT,
        form=CONTACT_FORM, scope=Scope.RECORD, icon="phone",
    ),
    Action(
        name="directory.drop-contacts", label=_("Supprimer"), run=drop_contacts, permission=EDIT,
        scope=Scope.SELECTION, icon="trash-2",
    ),
    Action(
        name="directory.add-guardian", label=_("Responsable…"), run=add_guardian, permission=EDIT,
        form=Form(
            fields=(
                person("guardian", _("Responsable"), required=True),
                RELATION,
                Flag(name="has_custody", label=_("L’enfant vit chez lui ou elle"), default=True),
                Whole(name="rank", label=_("Ordre d’appel"), least=1, most=9),
            )
        ),
        scope=Scope.RECORD, icon="users",
    ),
    Action(
        name="directory.drop-guardians", label=_("Supprimer le lien"), run=drop_guardians, permission=EDIT,
        scope=Scope.SELECTION, icon="unlink",
    ),
    Action(
        name="directory.move-person", label=_("Autre adresse…"), run=change_person_address, permission=EDIT,
        form=MOVE, scope=Scope.RECORD, icon="map-pin", help=_("Si la personne reçoit son courrier ailleurs qu’au foyer."),
    ),
    Action(
        name="directory.note-person", label=_("Note…"), run=note_person, permission=EDIT, form=NOTE,
        scope=Scope.RECORD, icon="sticky-note",
    ),
    Action(
        name="directory.merge-people", label=_("Fusionner les deux fiches"), run=merge_selected, permission=MERGE,
        scope=Scope.SELECTION, icon="merge", confirm=merge_question,
        help=_("Deux fiches de la même personne n’en font qu’une\u00a0; on peut l’annuler."),
    ),
    Action(
        name="directory.merge-pair", label=_("Fusionner…"), run=merge_pair, permission=MERGE,
        form=Form(
            fields=(
                Flag(
                    name="keep_second", label=_("Garder la seconde fiche"), default=False,
                    help=_("Sinon la première est gardée et reçoit tout ce que contient l’autre."),
                ),
            )
        ),
        scope=Scope.RECORD, icon="merge", confirm=merge_question,
    ),
    Action(
        name="directory.say-distinct", label=_("Deux personnes différentes"), run=distinct_pair, permission=MERGE,
        scope=Scope.RECORD, icon="users",
    ),
    # Organisations
    Action(
        name="directory.add-organisation-contact", label=_("Coordonnée…"), run=add_organisation_contact,
        permission=EDIT, form=CONTACT_FORM, scope=Scope.RECORD, icon="phone",
    ),
    Action(
        name="directory.note-organisation", label=_("Note…"), run=note_organisation, permission=EDIT, form=NOTE,
        scope=Scope.RECORD, icon="sticky-note",
    ),
)  # fmt: skip
