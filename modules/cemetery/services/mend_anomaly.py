# SPDX-License-Identifier: EUPL-1.2
"""Answer the auditor: accept a finding with a reason, or mend it where only one mend is right."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from app.core.outcome import Report, UserError
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.audit import RULES
from modules.cemetery.permissions import SETUP
from modules.cemetery.rules.codes import DurationCode
from modules.cemetery.rules.terms import expiry_of
from modules.cemetery.strings import _


def split_key(key: str) -> tuple[str, str, int]:
    """« EXPIRY_INCONSISTENT:cemetery_term:12 » in its parts. Raises `UserError` when it is not one."""
    rule, _colon, rest = key.partition(":")
    table, _colon, number = rest.partition(":")
    if not number.isdigit():
        raise UserError(_("Choisissez une anomalie dans la liste du contrôle."))
    return rule, table, int(number)


def accept_anomaly(work: Work, *, key: str, reason: str) -> Report:
    """Keep a finding quiet: it is right as it is, for the reason given."""
    work.require(SETUP)
    rule, table, row_id = split_key(key)
    a = m.AcceptedAnomaly
    known = work.session.scalars(
        select(a).where(a.rule == rule, a.subject_table == table, a.subject_id == row_id)
    ).first()
    if known is None:
        known = m.AcceptedAnomaly(rule=rule, subject_table=table, subject_id=row_id, accepted_on=work.today, reason=reason)
        work.session.add(known)
    known.reason = reason
    work.session.flush()
    return Report(summary=_("Anomalie acceptée."))


def mend_anomaly(work: Work, *, key: str) -> Report:
    """Mend a finding whose only right mend is known. Raises `UserError` for the others."""
    work.require(SETUP)
    rule, _table, row_id = split_key(key)
    fix = next((one.fix for one in RULES if one.code == rule), "")
    mend = _MENDS.get(fix)
    if mend is None:
        raise UserError(_("Cette anomalie demande un choix\u00a0: ouvrez la fiche et corrigez-la."))
    mend(work, row_id)
    work.session.flush()
    return Report(summary=_("Anomalie corrigée."))


def _expiry(work: Work, concession_id: int) -> None:
    """Expiries computed again from start and length, those of old titles left as they are."""
    for term in get(work.session, m.Concession, concession_id).terms:
        if term.years is not None and term.start is not None and term.expiry_override is None:
            term.expires_on = expiry_of(term.start, term.years).on


def _perpetual(work: Work, concession_id: int) -> None:
    """A perpetual term without years nor expiry."""
    for term in get(work.session, m.Concession, concession_id).terms:
        if term.duration is DurationCode.PERP:
            term.years = None
            term.expires_on = None


def _reservation(work: Work, plot_id: int) -> None:
    """A reservation that is over is lifted."""
    plot = get(work.session, m.Plot, plot_id)
    if plot.reserved_until is not None and plot.reserved_until < work.today:
        plot.reserved_from = plot.reserved_until = None
        plot.reserved_for = ""


_MENDS: dict[str, Callable[[Work, int], None]] = {
    "expiry": _expiry,
    "perpetual": _perpetual,
    "reservation": _reservation,
}
