# SPDX-License-Identifier: EUPL-1.2
"""The verbs of the directory as buttons and as command line."""

from __future__ import annotations

from app.directory.permissions import EDIT, MERGE
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
from app.directory.services.record_quotient import record_quotient
from app.directory.strings import _
from app.directory.ui import forms, merging
from app.directory.ui.fields import (
    ADDRESS_FIELDS,
    EMAIL,
    KIND,
    PERSON_FIELDS,
    PHONE,
    RELATION,
    ROLE,
    day,
    household,
    person,
    text,
)
from app.forms.fields import Flag, Whole
from app.forms.page import Action, Form, Scope, Section

_CREATIONS = (
    Action(
        name="directory.add-person", label=_("Ajouter une personne…"), run=add_person, permission=EDIT,
        form=Form(
            sections=(
                Section(title=_("Identité"), fields=PERSON_FIELDS),
                Section(title=_("Contacts"), fields=(PHONE, EMAIL)),
                Section(
                    title=_("Foyer"),
                    fields=(household(), ROLE, day("valid_from", _("Depuis le"), help=_("Vide\u00a0: depuis toujours."))),
                ),
            )
        ),
        icon="user-plus", confirm=forms.same_name_question, opens=True,
        help=_("Cherchez d’abord son nom\u00a0: une personne n’a qu’une fiche, pour tous les services."),
    ),
    Action(
        name="directory.add-household", label=_("Ouvrir un foyer…"), run=add_household, permission=EDIT,
        form=Form(
            sections=(
                Section(
                    title=_("Foyer"),
                    fields=(
                        person("adult", _("Premier adulte")),
                        person("other_adult", _("Autre adulte")),
                        text("label", _("Nom du foyer"), help=_("Vide\u00a0: les noms des adultes.")),
                        text("file_no", _("Numéro de dossier"), width=12),
                        day("valid_from", _("Depuis le"), help=_("Vide\u00a0: depuis toujours.")),
                    ),
                ),
                Section(title=_("Adresse"), fields=ADDRESS_FIELDS),
            )
        ),
        icon="house", preview=forms.new_household_preview, opens=True,
        help=_("Les personnes qui vivent ensemble, à une adresse\u00a0; les enfants s’ajoutent ensuite."),
    ),
    Action(
        name="directory.add-organisation", label=_("Ajouter un organisme…"), run=add_organisation, permission=EDIT,
        form=Form(
            sections=(
                Section(
                    title=_("Organisme"),
                    fields=(
                        text("title", _("Nom"), required=True),
                        KIND,
                        text("recipient", _("À l’attention de")),
                        text("siret", _("SIRET"), width=18),
                    ),
                ),
                Section(
                    title=_("Adresse"),
                    fields=tuple(field for field in ADDRESS_FIELDS if field.name != "complement1"),
                ),
            )
        ),
        icon="building-2", preview=forms.new_organisation_preview, opens=True,
    ),
)  # fmt: skip

_HOUSEHOLDS = (
    Action(
        name="directory.add-member", label=_("Ajouter un membre…"), run=add_member, permission=EDIT, form=forms.MEMBER,
        scope=Scope.RECORD, icon="user-plus", preview=forms.member_preview,
        help=_("Une personne déjà dans l’annuaire entre dans ce foyer."),
    ),
    Action(
        name="directory.end-membership", label=_("Dater la sortie…"), run=end_membership, permission=EDIT,
        form=forms.LEAVING, scope=Scope.SELECTION, icon="calendar-x", preview=forms.leaving_preview,
        help=_("Le passage dans le foyer est gardé, avec ses dates."),
    ),
    Action(
        name="directory.separate-parents", label=_("Séparer les parents…"), run=forms.separate, permission=EDIT,
        form=forms.SEPARATION, scope=Scope.RECORD, icon="split", preview=forms.separation_preview, opens=True,
        help=_("Ouvre un second foyer\u00a0; les enfants appartiennent aux deux."),
    ),
    Action(
        name="directory.move-household", label=_("Changer d’adresse…"), run=change_household_address, permission=EDIT,
        form=forms.MOVE, scope=Scope.RECORD, icon="map-pin", preview=forms.moving_preview("household_id"),
        help=_("Le foyer déménage\u00a0; l’ancienne adresse est gardée."),
    ),
    Action(
        name="directory.record-quotient", label=_("Noter un quotient…"), run=record_quotient, permission=EDIT,
        form=forms.QUOTIENT_FORM, scope=Scope.RECORD, icon="calculator", preview=forms.quotient_preview,
        help=_("Le quotient familial que la famille vient de justifier."),
    ),
    Action(
        name="directory.note-household", label=_("Écrire une note…"), run=note_household, permission=EDIT,
        form=forms.NOTE, scope=Scope.RECORD, icon="sticky-note",
    ),
)  # fmt: skip

_PEOPLE = (
    Action(
        name="directory.add-contact", label=_("Ajouter un contact…"), run=add_person_contact, permission=EDIT,
        form=forms.CONTACT_FORM, scope=Scope.RECORD, icon="phone",
    ),
    Action(
        name="directory.drop-contacts", label=_("Retirer un contact"), run=drop_contacts, permission=EDIT,
        scope=Scope.SELECTION, icon="trash-2", confirm=forms.contacts_question,
    ),
    Action(
        name="directory.join-household", label=_("Ajouter à un foyer…"), run=forms.join_household, permission=EDIT,
        form=forms.JOIN, scope=Scope.RECORD, icon="house", preview=forms.member_preview,
    ),
    Action(
        name="directory.add-guardian", label=_("Ajouter un responsable…"), run=add_guardian, permission=EDIT,
        form=Form(
            fields=(
                person("guardian", _("Responsable"), required=True),
                RELATION,
                Flag(name="has_custody", label=_("L’enfant vit chez lui ou elle"), default=True),
                Whole(name="rank", label=_("Ordre d’appel"), least=1, most=9, help=_("Qui appeler d’abord\u00a0: 1, 2…")),
            )
        ),
        scope=Scope.RECORD, icon="users", help=_("Sur la fiche de l’enfant\u00a0: qui répond de lui, même s’il vit ailleurs."),
    ),
    Action(
        name="directory.drop-guardians", label=_("Retirer ce lien"), run=drop_guardians, permission=EDIT,
        scope=Scope.SELECTION, icon="unlink", confirm=forms.links_question,
    ),
    Action(
        name="directory.move-person", label=_("Changer d’adresse…"), run=change_person_address, permission=EDIT,
        form=forms.MOVE, scope=Scope.RECORD, icon="map-pin", preview=forms.moving_preview("person_id"),
        help=_("Pour une personne seule, ou qui reçoit son courrier ailleurs qu’au foyer."),
    ),
    Action(
        name="directory.note-person", label=_("Écrire une note…"), run=note_person, permission=EDIT, form=forms.NOTE,
        scope=Scope.RECORD, icon="sticky-note",
    ),
    Action(
        name="directory.merge-people", label=_("Fusionner…"), run=merging.merge_into, permission=MERGE,
        form=merging.WITH_ANOTHER, scope=Scope.RECORD, icon="merge", preview=merging.preview, confirm=merging.question,
        opens=True, help=_("Deux fiches de la même personne n’en font plus qu’une."),
    ),
    Action(
        name="directory.merge-pair", label=_("Fusionner…"), run=merging.merge_pair, permission=MERGE,
        form=merging.OF_A_PAIR, scope=Scope.RECORD, icon="merge", preview=merging.preview, confirm=merging.question,
        help=_("C’est la même personne\u00a0: les deux fiches n’en font plus qu’une."),
    ),
    Action(
        name="directory.say-distinct", label=_("Ce sont deux personnes"), run=merging.distinct_pair, permission=MERGE,
        scope=Scope.RECORD, icon="users", help=_("Elles ne seront plus proposées comme doublon."),
    ),
)  # fmt: skip

_ORGANISATIONS = (
    Action(
        name="directory.add-organisation-contact", label=_("Ajouter un contact…"), run=add_organisation_contact,
        permission=EDIT, form=forms.CONTACT_FORM, scope=Scope.RECORD, icon="phone",
    ),
    Action(
        name="directory.note-organisation", label=_("Écrire une note…"), run=note_organisation, permission=EDIT,
        form=forms.NOTE, scope=Scope.RECORD, icon="sticky-note",
    ),
)  # fmt: skip

ACTIONS = (*_CREATIONS, *_HOUSEHOLDS, *_PEOPLE, *_ORGANISATIONS)
