# SPDX-License-Identifier: EUPL-1.2
"""The verbs of the cemetery as buttons and as command line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from app.core.outcome import Report
from app.forms.page import Action, Form, Row, Scope
from app.forms.records import create
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery import permissions as right
from modules.cemetery.rules.codes import CaseStatus, OperationStatus, PlotState
from modules.cemetery.services.add_fee import cancel_fee, charge_service, set_payer
from modules.cemetery.services.authorise_operation import authorise_operation
from modules.cemetery.services.clear_graves import clear_graves
from modules.cemetery.services.close_concession import (
    close_concession,
    renounce_concession,
    retrocede_concession,
)
from modules.cemetery.services.convert_concession import convert_concession
from modules.cemetery.services.do_operation import do_operation
from modules.cemetery.services.forget_step import forget_step
from modules.cemetery.services.grant_concession import grant_concession
from modules.cemetery.services.inform_family import inform_family, record_result, send_notices
from modules.cemetery.services.open_case import open_case
from modules.cemetery.services.plan_operation import cancel_operation, plan_operation, reschedule_operation
from modules.cemetery.services.record_deceased import record_deceased, seal_exhumation
from modules.cemetery.services.record_step import decide_repossession, record_step
from modules.cemetery.services.renew_concession import renew_concession
from modules.cemetery.services.stop_grave import resume_case, resume_grave, stop_grave, suspend_case
from modules.cemetery.strings import _
from modules.cemetery.ui import forms
from modules.cemetery.ui.actions_files import FILE_ACTIONS
from modules.cemetery.ui.actions_more import MORE_ACTIONS
from modules.cemetery.ui.actions_plan import PLAN_ACTIONS
from modules.cemetery.ui.actions_scans import SCAN_ACTIONS
from modules.cemetery.ui.pages_audit import AUDIT_ACTIONS
from modules.cemetery.ui.pages_ground import CEMETERIES, CEMETERY_FIELDS, SECTION_FIELDS, SECTIONS, texts


def in_years(run: Callable[..., Report]) -> Callable[..., Report]:
    """A service that says « perpetual » by None, behind a field that says it by 0."""

    @wraps(run)
    def act(work: Work, *, years: int | None, **rest: Any) -> Report:
        return run(work, years=years or None, **rest)

    return act


def notices(work: Work, *, ids: Sequence[int], **rest: Any) -> Report:
    """The same notice to the families of the selected concessions."""
    return send_notices(work, concession_ids=tuple(ids), **rest)


def for_line(run: Callable[..., Report]) -> Callable[..., Report]:
    """A service on one row, behind the selected line of a part."""

    def act(work: Work, *, ids: Sequence[int], **rest: Any) -> Report:
        report = Report()
        for row in ids:
            report = run(work, id=row, **rest)
        return report

    return act


def _is(*statuses: OperationStatus) -> Callable[[Row], bool]:
    return lambda row: bool(row["status"] in statuses)


def _can_be_granted(row: Row) -> bool:
    """A free plot; the list of concessions offers it whatever the line in hand."""
    return "occupancy" not in row or row["state"] in (PlotState.FREE, PlotState.RESERVED)


def _in_force(row: Row) -> bool:
    return bool(row["state"] != "CLOSED")


def _case(*statuses: CaseStatus) -> Callable[[Row], bool]:
    return lambda row: bool(row["status"] in statuses)


OPEN = (OperationStatus.PLANNED, OperationStatus.AUTHORISED)

RIGHTS: tuple[Action, ...] = (
    Action(
        name="cemetery.grant-concession", label=_("Accorder une concession…"), run=in_years(grant_concession), permission=right.GRANT,
        form=forms.GRANT, icon="signature", opens=True, legal=True, applies=_can_be_granted,
        help=_("Un emplacement libre, un ou plusieurs concessionnaires, une durée\u00a0: le tarif du jour, le titre et la somme due."),
    ),
    Action(
        name="cemetery.renew-concession", label=_("Renouveler…"), run=in_years(renew_concession), permission=right.GRANT,
        form=forms.RENEW, scope=Scope.RECORD, icon="refresh-cw", legal=True, applies=_in_force,
        help=_("Au tarif du jour que la loi désigne, pour une nouvelle durée."),
    ),
    Action(
        name="cemetery.convert-concession", label=_("Convertir…"), run=in_years(convert_concession), permission=right.GRANT,
        form=forms.CONVERT, scope=Scope.RECORD, icon="arrow-up-down", legal=True, applies=_in_force,
        help=_("Une durée plus longue avant l’échéance\u00a0: le temps non couru est déduit."),
    ),
    Action(
        name="cemetery.retrocede-concession", label=_("Rétrocéder…"), run=retrocede_concession, permission=right.GRANT,
        form=forms.RETROCEDE, scope=Scope.RECORD, icon="undo-2", legal=True, applies=_in_force,
        help=_("Le fondateur rend une concession vide\u00a0: le temps restant est remboursé."),
    ),
    Action(
        name="cemetery.renounce-concession", label=_("Abandonner au profit de la commune…"), run=renounce_concession,
        permission=right.GRANT, form=forms.RENOUNCE, scope=Scope.RECORD, icon="x", legal=True, applies=_in_force,
        help=_("Une concession vide rendue sans remboursement."),
    ),
    Action(
        name="cemetery.close-concession", label=_("Clore…"), run=close_concession, permission=right.GRANT, form=forms.CLOSE,
        scope=Scope.RECORD, icon="archive", legal=True, applies=_in_force,
        help=_("Une concession qui a pris fin autrement, ou il y a longtemps."),
    ),
)  # fmt: skip

DEAD: tuple[Action, ...] = (
    Action(
        name="cemetery.record-deceased", label=_("Inscrire un défunt…"), run=record_deceased, permission=right.OPERATE,
        form=forms.RECORD_DECEASED, icon="user-plus", opens=True,
        help=_("L’identité et le décès\u00a0; la sépulture vient avec l’opération."),
    ),
    Action(
        name="cemetery.plan-operation", label=_("Préparer une opération…"), run=plan_operation, permission=right.OPERATE,
        form=forms.PLAN_OPERATION, icon="calendar-plus", opens=True,
        help=_("Inhumation, urne, exhumation, réduction\u00a0: les conditions de la loi sont vérifiées, chacune avec sa raison."),
    ),
    Action(
        name="cemetery.authorise-operation", label=_("Autoriser…"), run=authorise_operation, permission=right.OPERATE,
        form=forms.AUTHORISE, scope=Scope.RECORD, icon="stamp", legal=True, applies=_is(OperationStatus.PLANNED),
    ),
    Action(
        name="cemetery.do-operation", label=_("Noter comme faite…"), run=do_operation, permission=right.OPERATE, form=forms.DO,
        scope=Scope.RECORD, icon="check", applies=_is(*OPEN),
        help=_("Les défunts changent de place ce jour-là, et les registres avec eux."),
    ),
    Action(
        name="cemetery.reschedule-operation", label=_("Changer de jour…"), run=reschedule_operation, permission=right.OPERATE,
        form=forms.RESCHEDULE, scope=Scope.RECORD, icon="calendar", applies=_is(*OPEN),
    ),
    Action(
        name="cemetery.cancel-operation", label=_("Annuler…"), run=cancel_operation, permission=right.OPERATE, form=forms.BECAUSE,
        scope=Scope.RECORD, icon="x", applies=_is(*OPEN),
    ),
    Action(
        name="cemetery.seal-exhumation", label=_("Réserver l’exhumation…"), run=seal_exhumation, permission=right.HEALTH,
        form=forms.SEAL, scope=Scope.RECORD, icon="lock",
    ),
)  # fmt: skip

PROCEDURES: tuple[Action, ...] = (
    Action(
        name="cemetery.inform-family", label=_("Noter une démarche…"), run=inform_family, permission=right.REPOSSESS,
        form=forms.INFORM, icon="send",
        help=_("Lettre, recommandé, affichette, appel, recherche\u00a0: chaque essai compte comme preuve."),
    ),
    Action(
        name="cemetery.send-notices", label=_("Envoyer l’avis d’échéance…"), run=notices, permission=right.REPOSSESS,
        form=forms.NOTICES, scope=Scope.SELECTION, icon="mail",
        help=_("À toutes les familles sélectionnées\u00a0; les lettres adressées aux morts sont retenues."),
    ),
    Action(
        name="cemetery.record-result", label=_("Noter le résultat…"), run=for_line(record_result), permission=right.REPOSSESS,
        form=forms.RESULT, scope=Scope.SELECTION, icon="check",
    ),
    Action(
        name="cemetery.open-case", label=_("Ouvrir une procédure…"), run=open_case, permission=right.REPOSSESS, form=forms.OPEN_CASE,
        icon="gavel", opens=True, help=_("Échéance, terrain commun ou abandon\u00a0: une ou plusieurs sépultures, conditions vérifiées."),
    ),
    Action(
        name="cemetery.record-step", label=_("Noter une étape…"), run=record_step, permission=right.REPOSSESS, form=forms.RECORD_STEP,
        applies=_case(CaseStatus.OPEN), icon="check-check", help=_("Avec son jour et sa preuve\u00a0: trop tôt est refusé, trop tard est signalé."),
    ),
    Action(
        name="cemetery.decide-repossession", label=_("Prendre l’arrêté…"), run=decide_repossession, permission=right.REPOSSESS,
        form=forms.DECIDE, applies=_case(CaseStatus.OPEN), icon="stamp", legal=True,
    ),
    Action(
        name="cemetery.clear-graves", label=_("Libérer les sépultures…"), run=clear_graves, permission=right.REPOSSESS,
        form=forms.CLEAR, applies=_case(CaseStatus.OPEN), icon="archive", legal=True,
        help=_("Exhumation, ossuaire et registre public ensemble\u00a0; l’emplacement redevient libre."),
    ),
    Action(
        name="cemetery.stop-grave", label=_("Retirer une sépulture…"), run=stop_grave, permission=right.REPOSSESS, form=forms.STOP,
        icon="user-x", help=_("Remise en état, nouvelle inhumation, opposition\u00a0: les autres continuent."),
    ),
    Action(
        name="cemetery.resume-grave", label=_("Remettre une sépulture…"), run=resume_grave, permission=right.REPOSSESS,
        form=forms.RESUME, icon="undo-2",
    ),
    Action(
        name="cemetery.suspend-case", label=_("Suspendre…"), run=suspend_case, permission=right.REPOSSESS, form=forms.SUSPEND,
        applies=_case(CaseStatus.OPEN), icon="lock",
    ),
    Action(
        name="cemetery.resume-case", label=_("Reprendre la procédure…"), run=resume_case, permission=right.REPOSSESS,
        form=forms.RESUME_CASE, applies=_case(CaseStatus.SUSPENDED), icon="refresh-cw",
    ),
    Action(
        name="cemetery.forget-step", label=_("Retirer une étape…"), run=for_line(forget_step), permission=right.REPOSSESS,
        form=forms.FORGET, scope=Scope.SELECTION, icon="undo-2",
    ),
)  # fmt: skip

MONEY: tuple[Action, ...] = (
    Action(
        name="cemetery.charge-service", label=_("Ajouter une recette…"), run=charge_service, permission=right.BILL, form=forms.SERVICE,
        icon="euro", help=_("Dépôt d’urne, plaque, ouverture, caveau provisoire\u00a0: au tarif du jour."),
    ),
    Action(
        name="cemetery.set-payer", label=_("Dire qui paie…"), run=set_payer, permission=right.BILL, form=forms.PAYER, scope=Scope.RECORD,
        icon="user-check",
    ),
    Action(
        name="cemetery.cancel-fee", label=_("Annuler…"), run=cancel_fee, permission=right.BILL, scope=Scope.RECORD, icon="x",
    ),
)  # fmt: skip

GROUND: tuple[Action, ...] = (
    Action(
        name="cemetery.add-cemetery", label=_("Ajouter un cimetière…"),
        run=create(m.Cemetery, CEMETERY_FIELDS, right.SETUP, CEMETERIES, texts("address")), permission=right.SETUP,
        form=Form(fields=CEMETERY_FIELDS), icon="plus", opens=True,
    ),
    Action(
        name="cemetery.add-section", label=_("Ajouter un carré…"),
        run=create(m.CemeterySection, SECTION_FIELDS, right.SETUP, SECTIONS, texts("title")), permission=right.SETUP,
        form=Form(fields=SECTION_FIELDS), icon="plus", opens=True,
    ),
)  # fmt: skip

ACTIONS: tuple[Action, ...] = (
    *RIGHTS, *DEAD, *PROCEDURES, *MONEY, *GROUND, *AUDIT_ACTIONS, *MORE_ACTIONS, *PLAN_ACTIONS,
    *FILE_ACTIONS, *SCAN_ACTIONS,
)  # fmt: skip
