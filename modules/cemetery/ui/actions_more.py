# SPDX-License-Identifier: EUPL-1.2
"""Verbs of the ground, of the parties, of money, of deaths to confirm and of numbered acts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from app.core.outcome import Report
from app.forms.fields import Choice, Day, LongText, Option
from app.forms.page import Action, Form, Scope
from app.store.uow import Work
from modules.cemetery import permissions as right
from modules.cemetery.services.amend_parties import (
    add_party,
    amend_kind,
    end_parties,
    record_agreement,
    set_contact,
    set_opposition,
)
from modules.cemetery.services.bill_fees import draft_fees, validate_fees
from modules.cemetery.services.confirm_death import confirm_death, dismiss_death
from modules.cemetery.services.create_plots import (
    add_alias,
    create_plots,
    release_plots,
    renumber_plot,
    reserve_plots,
)
from modules.cemetery.services.issue_act import freeze_register, issue_act, issue_certificate, issue_notoriety
from modules.cemetery.services.number_act import cancel_act
from modules.cemetery.services.record_ownership_event import record_ownership_event
from modules.cemetery.services.record_police_attendance import record_police_attendance
from modules.cemetery.services.record_works import end_works, inspect_monument, record_works
from modules.cemetery.services.set_tariff import end_tariff, set_tariff
from modules.cemetery.strings import _
from modules.cemetery.ui import fields as f
from modules.cemetery.ui import forms_more as forms
from modules.cemetery.ui.papers_lists import REGISTERS


def on_candidate(run: Callable[..., Report]) -> Callable[..., Report]:
    """A service on one candidate, behind the selected rows."""

    def act(work: Work, *, ids: Sequence[int], **_rest: Any) -> Report:
        report = Report()
        for candidate in ids:
            report = run(work, candidate=candidate)
        return report

    return act


PARTIES: tuple[Action, ...] = (
    Action(
        name="cemetery.add-party", label=_("Ajouter une personne…"), run=add_party, permission=right.GRANT, form=forms.PARTY,
        scope=Scope.RECORD, icon="user-plus", help=_("Ayant droit avec sa preuve, bénéficiaire désigné, personne exclue, co-titulaire."),
    ),
    Action(
        name="cemetery.record-agreement", label=_("Noter un accord…"), run=record_agreement, permission=right.GRANT,
        form=forms.AGREEMENT, scope=Scope.SELECTION, icon="signature",
    ),
    Action(
        name="cemetery.end-party", label=_("Retirer…"), run=end_parties, permission=right.GRANT, form=forms.END_PARTY,
        scope=Scope.SELECTION, icon="user-x",
    ),
    Action(
        name="cemetery.set-contact", label=_("Choisir l’interlocuteur…"), run=set_contact, permission=right.GRANT, form=forms.CONTACT,
        scope=Scope.RECORD, icon="mail",
    ),
    Action(
        name="cemetery.set-opposition", label=_("Noter une opposition…"), run=set_opposition, permission=right.GRANT,
        form=forms.OPPOSITION, scope=Scope.RECORD, icon="lock",
    ),
    Action(
        name="cemetery.amend-kind", label=_("Changer la nature…"), run=amend_kind, permission=right.GRANT, form=forms.AMEND,
        scope=Scope.RECORD, icon="pencil", help=_("Le fondateur vivant signe un avenant avec le maire."),
    ),
    Action(
        name="cemetery.record-ownership-event", label=_("Donation, legs, succession…"), run=record_ownership_event,
        permission=right.GRANT, form=forms.EVENT, scope=Scope.RECORD, icon="history",
        help=_("Les droits changent, le nom du fondateur reste."),
    ),
)  # fmt: skip

MONEY: tuple[Action, ...] = (
    Action(
        name="cemetery.set-tariff", label=_("Ajouter un tarif…"), run=set_tariff, permission=right.SETUP, form=forms.TARIFF, icon="plus",
        opens=True, help=_("Un prix voté\u00a0: deux prix de même objet ne se chevauchent jamais."),
    ),
    Action(
        name="cemetery.end-tariff", label=_("Arrêter…"), run=end_tariff, permission=right.SETUP, form=forms.END_TARIFF,
        scope=Scope.RECORD, icon="calendar-x",
    ),
    Action(
        name="cemetery.draft-fees", label=_("Préparer les titres…"), run=draft_fees, permission=right.BILL, form=forms.MONTH,
        icon="file-plus", help=_("Les sommes dues du mois deviennent des brouillons de titres."),
    ),
    Action(
        name="cemetery.validate-fees", label=_("Valider les titres…"), run=validate_fees, permission=right.BILL, form=forms.VALIDATE,
        icon="check-check", legal=True,
    ),
)  # fmt: skip

POLICE = Action(
    name="cemetery.record-police-attendance", label=_("Noter la surveillance…"), run=record_police_attendance,
    permission=right.OPERATE, form=forms.POLICE, scope=Scope.RECORD, icon="user-check",
    help=_("La vacation n’est due qu’avant une crémation, ou un départ sans famille."),
)  # fmt: skip

GROUND: tuple[Action, ...] = (
    Action(
        name="cemetery.create-plots", label=_("Créer des emplacements…"), run=create_plots, permission=right.GROUND, form=forms.SERIES,
        icon="grid-3x3", help=_("Une série d’emplacements, numérotés à la suite."),
    ),
    Action(
        name="cemetery.renumber-plot", label=_("Renuméroter…"), run=renumber_plot, permission=right.GROUND, form=forms.RENUMBER,
        scope=Scope.RECORD, icon="hash", help=_("L’ancien numéro reste connu et se retrouve."),
    ),
    Action(
        name="cemetery.add-alias", label=_("Noter un ancien numéro…"), run=add_alias, permission=right.GROUND, form=forms.ALIAS,
        scope=Scope.RECORD, icon="history",
    ),
    Action(
        name="cemetery.reserve-plots", label=_("Réserver…"), run=reserve_plots, permission=right.GROUND, form=forms.RESERVE,
        scope=Scope.SELECTION, icon="bookmark",
    ),
    Action(
        name="cemetery.release-plots", label=_("Lever la réservation"), run=release_plots, permission=right.GROUND,
        scope=Scope.SELECTION, icon="undo-2", applies=lambda row: bool(row["state"] == "RESERVED"),
    ),
    Action(
        name="cemetery.record-works", label=_("Noter des travaux…"), run=record_works, permission=right.GROUND, form=forms.WORKS,
        icon="truck", opens=True,
    ),
    Action(
        name="cemetery.end-works", label=_("Finir et contrôler…"), run=end_works, permission=right.GROUND, form=forms.END_WORKS,
        scope=Scope.RECORD, icon="check",
    ),
    Action(
        name="cemetery.inspect-monument", label=_("Noter une visite…"), run=inspect_monument, permission=right.GROUND,
        form=forms.INSPECT, icon="eye", help=_("L’état du monument, les signes d’abandon, ce qui est gravé."),
    ),
)  # fmt: skip

DEATHS: tuple[Action, ...] = (
    Action(
        name="cemetery.confirm-death", label=_("Confirmer le décès"), run=on_candidate(confirm_death), permission=right.OPERATE,
        scope=Scope.SELECTION, icon="check", help=_("La fiche porte le décès, source INSEE\u00a0; les lettres qui lui sont adressées sont retenues."),
    ),
    Action(
        name="cemetery.dismiss-death", label=_("Ce n’est pas lui"), run=on_candidate(dismiss_death), permission=right.OPERATE,
        scope=Scope.SELECTION, icon="x",
    ),
)  # fmt: skip

ACTS: tuple[Action, ...] = (
    Action(
        name="cemetery.issue-act", label=_("Émettre l’acte"), run=issue_act, permission=right.GRANT, scope=Scope.RECORD, icon="stamp",
        legal=True, applies=lambda row: not row["issued"] and row["cancelled_on"] is None,
        help=_("Le papier est dessiné une fois pour toutes et archivé."),
    ),
    Action(
        name="cemetery.cancel-act", label=_("Annuler l’acte…"), run=cancel_act, permission=right.OVERRIDE,
        form=Form(fields=(LongText(name="because", label=_("Parce que"), required=True),)), scope=Scope.RECORD, icon="x", legal=True,
        applies=lambda row: row["cancelled_on"] is None,
    ),
    Action(
        name="cemetery.issue-certificate", label=_("Délivrer une attestation"), run=issue_certificate, permission=right.GRANT,
        scope=Scope.RECORD, icon="file-check", legal=True,
    ),
    Action(
        name="cemetery.issue-notoriety", label=_("Dresser l’acte de notoriété…"), run=issue_notoriety, permission=right.REPOSSESS,
        form=forms.NOTORIETY, scope=Scope.RECORD, icon="scroll-text", legal=True,
        help=_("Il tient lieu du titre perdu et dit que la concession a plus de trente ans."),
    ),
    Action(
        name="cemetery.freeze-register", label=_("Arrêter un registre…"), run=freeze_register, permission=right.READ,
        form=Form(
            fields=(
                Choice(name="register", label=_("Registre"), options=tuple(Option(*one) for one in REGISTERS), required=True),
                f.cemetery("cemetery", help=_("Vide\u00a0: tous les cimetières.")),
                Day(name="first_on", label=_("Du")),
                Day(name="last_on", label=_("Au")),
            )
        ),
        icon="archive", legal=True, help=_("Une édition numérotée, datée, avec son empreinte\u00a0; une correction est une nouvelle ligne."),
    ),
)  # fmt: skip

MORE_ACTIONS: tuple[Action, ...] = (*PARTIES, *MONEY, POLICE, *GROUND, *DEATHS, *ACTS)
