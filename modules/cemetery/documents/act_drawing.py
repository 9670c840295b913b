# SPDX-License-Identifier: EUPL-1.2
"""The paper of a numbered act, found by the name that its service gave it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.outcome import UserError
from app.documents.blocks import Bundle, Document
from app.forms.records import get
from modules.cemetery import models as m
from modules.cemetery.documents import case_press
from modules.cemetery.documents.loading import act_number
from modules.cemetery.documents.loading_operations import WORKS_PAPER, works_act
from modules.cemetery.documents.press import Press, press_of
from modules.cemetery.rules.codes import TermOperation
from modules.cemetery.strings import _

Draw = Callable[[Press, m.Act], Document | Bundle]


def draw_act(session: Session, act_id: int) -> Document | Bundle:
    """An act as a paper. Raises `UserError` when nothing draws it or what it is about is gone."""
    act = get(session, m.Act, act_id)
    press = press_of(session)
    if act.paper in _BY_PAPER:
        return _BY_PAPER[act.paper](press, act)
    operation = session.scalars(
        select(m.FuneralOperation).where(or_(m.FuneralOperation.act_id == act.id, m.FuneralOperation.report_act_id == act.id))
    ).first()
    if operation is None:
        raise UserError(_("Aucun papier n’est connu pour l’acte {number}.", number=act.reference))
    return press.report(operation.id) if operation.report_act_id == act.id else press.permit(operation.id)


def _concession(act: m.Act) -> int:
    if act.concession_id is None:
        raise UserError(_("L’acte {number} ne dit pas de quelle concession il s’agit.", number=act.reference))
    return act.concession_id


def _case(act: m.Act) -> int:
    if act.case_id is None:
        raise UserError(_("L’acte {number} ne dit pas de quelle procédure il s’agit.", number=act.reference))
    return act.case_id


def _of_term(operation: TermOperation) -> Draw:
    return lambda press, act: press.term(_concession(act), operation, act.id)


def _ossuary(press: Press, act: m.Act) -> Document | Bundle:
    """The report of one grave: the operation that bears its number says which."""
    plot = press.session.scalar(select(m.FuneralOperation.plot_from_id).where(m.FuneralOperation.report_act_id == act.id))
    return case_press.ossuary_report(press, _case(act), act_number(press.session, act.id), plot)


def _works(press: Press, act: m.Act) -> Document:
    query = select(m.Works).where(m.Works.permit_number == act.reference, m.Works.permitted_on == act.made_on)
    for row in press.session.scalars(query):
        found = works_act(press.session, row)
        if found is not None and found.id == act.id:
            return press.works(row.id)
    raise UserError(_("Les travaux de l’acte {number} n’existent plus.", number=act.reference))


_BY_PAPER: dict[str, Draw] = {
    "cemetery.deed": _of_term(TermOperation.GRANT),
    "cemetery.renewal": _of_term(TermOperation.RENEWAL),
    "cemetery.conversion": _of_term(TermOperation.CONVERSION),
    "cemetery.retrocession": lambda press, act: press.retrocession(_concession(act), act_id=act.id),
    "cemetery.substitution": lambda press, act: press.substitution(_concession(act), act.id),
    "cemetery.certificate": lambda press, act: press.certificate(_concession(act), act.id),
    "cemetery.notoriety": lambda press, act: press.notoriety(_concession(act), act_id=act.id),
    case_press.ORDER: lambda press, act: case_press.repossession_order(press, _case(act)),
    case_press.REPORT: lambda press, act: case_press.abandonment_reports(press, _case(act), reference=act.reference),
    case_press.CERTIFICATE: lambda press, act: case_press.posting_certificate(press, _case(act)),
    case_press.OSSUARY: _ossuary,
    WORKS_PAPER: _works,
}
