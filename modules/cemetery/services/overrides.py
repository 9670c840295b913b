# SPDX-License-Identifier: EUPL-1.2
"""Passing a closed gate: only with a written reason, by whoever has the right, and kept in the record."""

from __future__ import annotations

from typing import Any

from app.core.outcome import UserError
from app.core.text import Text
from app.store.uow import Work
from modules.cemetery.permissions import OVERRIDE
from modules.cemetery.rules.why import Decision, Gate
from modules.cemetery.strings import _

SHORTEST_REASON = 10
"""Letters under which a reason says nothing (« ok », « vu »)."""


def pass_gates(work: Work, decision: Decision, reason: str = "", *, what: Text = "", field: str = "override_reason") -> dict[str, Any]:
    """Let an act through its gates; returns the snapshot to keep in its record.

    Raises `UserError` when a gate is closed and no reason is written, or when no reason may pass it;
    `PermissionRefused` when the author may not override.
    """
    closed = decision.closed
    if closed:
        firm = [gate for gate in closed if not gate.overridable]
        if firm or not reason.strip():
            raise UserError(refusal_text(firm or closed, what, overridable=not firm), field=None if firm else field)
        check_reason(work, reason, field)
        work.note(_("Passé outre\u00a0: {reason}", reason=reason.strip()))
    return {"gates": [gate_values(gate) for gate in decision.gates], "overridden": [gate.code for gate in closed]}


def check_reason(work: Work, reason: str, field: str = "override_reason") -> None:
    """Raise when the author may not override, or when the reason says nothing."""
    work.require(OVERRIDE)
    if len(reason.strip()) < SHORTEST_REASON:
        raise UserError(_("Écrivez le motif en toutes lettres\u00a0: il reste dans le dossier."), field=field)


def refusal_text(gates: tuple[Gate, ...] | list[Gate], what: Text = "", *, overridable: bool) -> Text:
    """One sentence with every closed gate, its article, and what may be done."""
    parts = "\u202f; ".join(gate_sentence(gate) for gate in gates)
    start = f"{what}\u00a0: " if str(what) else ""
    if overridable:
        return _(
            "{what}{gates}. Corrigez, ou passez outre avec un motif écrit.",
            what=start,
            gates=parts,
        )
    return _("{what}{gates}. Aucun motif ne permet de passer outre.", what=start, gates=parts)


def gate_sentence(gate: Gate) -> str:
    """« Deux ans révolus après l’échéance : possible à partir du … (CGCT L2223-15) »."""
    reason = f"\u00a0: {gate.reason}" if str(gate.reason) else ""
    article = f" ({gate.article})" if gate.article else ""
    return f"{gate.title}{reason}{article}"


def gate_values(gate: Gate) -> dict[str, Any]:
    """A gate as it is kept in a snapshot: plain text, in the language of the day."""
    return {
        "code": gate.code,
        "title": str(gate.title),
        "open": gate.is_open,
        "reason": str(gate.reason),
        "article": gate.article,
        "opens_on": gate.opens_on.isoformat() if gate.opens_on else None,
        "warning": gate.warning,
    }
