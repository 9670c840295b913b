# SPDX-License-Identifier: EUPL-1.2
"""End a concession: retroceded to the commune, renounced, or closed by a procedure. Nothing is deleted (§6.6, §7.4)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.dates import show_day
from app.core.money import ZERO, show_money
from app.core.outcome import Address, Report, UserError
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.permissions import GRANT
from modules.cemetery.rules.codes import ActFamily, ClosureReason, DurationCode, StopReason, TariffOperation
from modules.cemetery.rules.prices import Price
from modules.cemetery.rules.retrocession import RetrocessionAnswer, RetrocessionRequest, retrocession
from modules.cemetery.services.add_fee import add_fee, payer_of
from modules.cemetery.services.convert_concession import cut_term
from modules.cemetery.services.number_act import number_act
from modules.cemetery.services.passing import kept, pass_gates, said
from modules.cemetery.services.renew_concession import note_stopped
from modules.cemetery.services.stop_grave import stop_running_cases
from modules.cemetery.services.terms_in_hand import PAGE, InHand, check_not_future, first_holder, in_hand
from modules.cemetery.strings import _, label
from modules.cemetery.tariffs_of import proration_unit, term_facts

PAPER = "cemetery.retrocession"
_OWN_ACTS = {ClosureReason.RETROCEDED, ClosureReason.RENOUNCED}


def answer_retrocession(
    session: Session,
    held: InHand,
    *,
    on: date,
    asked_by: int | None = None,
    council_amount: Decimal | None = None,
    with_refund: bool = True,
) -> RetrocessionAnswer:
    """What a retrocession would be, without doing it."""
    founder = first_holder(session, held)
    request = RetrocessionRequest(
        on, asked_by is None or asked_by == founder, _bodies(session, held), council_amount, with_refund
    )
    return retrocession(term_facts(held.term), request, proration_unit(session))


def _bodies(session: Session, held: InHand) -> int:
    query = select(func.count()).where(m.Remains.plot_id.in_(held.plot_ids), m.Remains.in_place)
    unknown = sum(plot.occupied_unknown for plot in held.plots)
    return int(session.scalar(query) or 0) + unknown


def retrocede_concession(
    work: Work,
    *,
    id: int,
    on: date | None = None,
    asked_by: int | None = None,
    council_amount: Decimal | None = None,
    payer: int | None = None,
    state_of_place: str = "",
    override_reason: str = "",
) -> Report:
    """The founder gives the empty ground back and is refunded for the time left, on the commune's share.

    `council_amount` (euros) is the council's figure: needed for a perpetual concession. Raises `UserError`
    with every closed gate (a body is there, an heir asks…).
    """
    return _give_back(
        work,
        id,
        on,
        asked_by,
        council_amount,
        payer,
        state_of_place,
        override_reason,
        ClosureReason.RETROCEDED,
    )


def renounce_concession(
    work: Work,
    *,
    id: int,
    on: date | None = None,
    asked_by: int | None = None,
    state_of_place: str = "",
    override_reason: str = "",
) -> Report:
    """The founder gives the empty ground back for nothing (renonciation au profit de la commune)."""
    return _give_back(
        work, id, on, asked_by, None, None, state_of_place, override_reason, ClosureReason.RENOUNCED
    )


def _give_back(
    work: Work,
    id: int,
    on: date | None,
    asked_by: int | None,
    council_amount: Decimal | None,
    payer: int | None,
    state_of_place: str,
    override_reason: str,
    closure: ClosureReason,
) -> Report:
    work.require(GRANT)
    day = on or work.today
    check_not_future(work, day, "on")
    held = in_hand(work.session, id)
    refunded = closure is ClosureReason.RETROCEDED
    answer = answer_retrocession(
        work.session, held, on=day, asked_by=asked_by, council_amount=council_amount, with_refund=refunded
    )
    reason = pass_gates(work, answer.gates, override_reason, where=Address(PAGE, id))
    refund = answer.refund or ZERO
    title = _("Rétrocession de concession") if refunded else _("Renonciation à une concession")
    act = number_act(work, ActFamily.ORDER, title=title, made_on=day, paper=PAPER, concession_id=id)
    held.term.snapshot = {
        **held.term.snapshot,
        "closing": kept(answer.gates, answer.why, refund=refund, state=state_of_place, reason=reason),
    }
    cut_term(held.term, day, label(closure))
    _close(held.row, day, closure)
    if refund:
        founder = first_holder(work.session, held)
        add_fee(
            work, operation=TariffOperation.OTHER, due_on=day,
            title=_("Remboursement de la concession {number}", number=held.row.number),
            price=Price(-refund, answer.why), payer=payer or payer_of(work, founder), concession=id, term=held.term.id,
            person=founder,
        )  # fmt: skip
    stopped = stop_running_cases(work, StopReason.WITHDRAWN, day, concession_id=id)
    work.session.flush()
    report = Report(
        summary=_(
            "Concession {number} rétrocédée le {day}\u00a0: {refund} à rembourser.",
            number=held.row.number,
            day=show_day(day),
            refund=show_money(refund),
        )
        if refunded
        else _("Renonciation à la concession {number} le {day}.", number=held.row.number, day=show_day(day)),
        notes=[*said(answer.why)],
        records=[Address(PAGE, id), *(Address("cemetery.plots", plot) for plot in held.plot_ids)],
        facts={"refund": refund, "act": act.reference},
    )
    note_stopped(report, stopped)
    return report


def close_concession(work: Work, *, id: int, on: date, reason: ClosureReason, remark: str = "") -> Report:
    """Close a concession at the end of a procedure: not renewed, abandoned, transferred, rotation.

    Raises `UserError` when it is already closed, still runs although « not renewed », or is to be given back
    by the founder (that act has its own door).
    """
    work.require(GRANT)
    row = get(work.session, m.Concession, id)
    where = Address(PAGE, id)
    if row.closed_on is not None:
        raise UserError(
            _("Cette concession est déjà close depuis le {day}.", day=show_day(row.closed_on)), where=where
        )
    if reason in _OWN_ACTS:
        raise UserError(
            _("Une rétrocession ou une renonciation se note par son propre acte."), "reason", where
        )
    last = row.terms[-1] if row.terms else None
    if last is not None and last.start is not None and on < last.start.first:
        raise UserError(_("La fin précède le début du terme en cours\u00a0: vérifiez la date."), "on", where)
    if reason is ClosureReason.NOT_RENEWED and last is not None and _runs(last, on):
        raise UserError(
            _(
                "La concession court encore ce jour-là\u00a0: elle ne peut pas être close comme non renouvelée."
            ),
            "on",
            where,
        )
    _close(row, on, reason)
    if remark.strip():
        row.remark = "\n".join(part for part in (row.remark, remark.strip()) if part)
    work.session.flush()
    return Report(
        summary=_(
            "Concession {number} close le {day}\u00a0: {reason}.",
            number=row.number,
            day=show_day(on),
            reason=label(reason),
        ),
        records=[where],
    )


def _runs(term: m.ConcessionTerm, on: date) -> bool:
    if term.expires_on is None:
        return term.duration is DurationCode.PERP
    return on < term.expires_on


def _close(row: m.Concession, on: date, reason: ClosureReason) -> None:
    row.closed_on, row.closed_reason = on, reason
