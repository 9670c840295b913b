# SPDX-License-Identifier: EUPL-1.2
"""Closed gates: an act stops and says why, unless a written reason that stays in the record passes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from app.core.outcome import Address, UserError
from app.store.journal import to_json
from app.store.uow import Work
from modules.cemetery.permissions import OVERRIDE
from modules.cemetery.rules.why import Decision, Gate, Reason
from modules.cemetery.strings import _

FIELD = "override_reason"
SHORTEST_REASON = 10
"""Letters under which a reason says nothing (« ok », « vu »)."""


def pass_gates(
    work: Work,
    gates: Iterable[Gate],
    reason: str | None,
    *,
    later: Collection[str] = (),
    where: Address | None = None,
) -> str:
    """The reason to keep with the act: empty when every gate is open.

    Raises `UserError` with one sentence a closed gate when no reason is written, or when a gate cannot be
    passed at all; `PermissionRefused` when the author may not pass over a refusal. Gates named in `later`
    do not stop yet: they will at the next step.
    """
    closed = [gate for gate in Decision(tuple(gates)).closed if gate.code not in later]
    if not closed:
        return ""
    firm = [gate for gate in closed if not gate.overridable]
    if firm:
        raise UserError(_("Impossible en l’état. {reasons}", reasons=sentences(firm)), where=where)
    written = (reason or "").strip()
    if not written:
        raise UserError(
            _(
                "Refusé. {reasons} Pour passer outre, écrivez un motif\u00a0: il restera au dossier.",
                reasons=sentences(closed),
            ),
            FIELD,
            where,
        )
    work.require(OVERRIDE)
    if len(written) < SHORTEST_REASON:
        raise UserError(_("Écrivez le motif en toutes lettres\u00a0: il reste au dossier."), FIELD, where)
    work.note(
        _("Passé outre\u00a0: {reasons} Motif\u00a0: {reason}", reasons=sentences(closed), reason=written)
    )
    return written


def sentences(gates: Iterable[Gate]) -> str:
    """« Place restante : sépulture pleine… Concession en cours : échue… », one sentence a gate."""
    return " ".join(_sentence(gate) for gate in gates)


def _sentence(gate: Gate) -> str:
    reason = f"\u00a0: {str(gate.reason).rstrip('.')}" if str(gate.reason) else ""
    article = f" ({gate.article})" if gate.article else ""
    return f"{gate.title}{reason}{article}."


def kept(gates: Iterable[Gate], why: Iterable[Reason] = (), **more: Any) -> dict[str, Any]:
    """What a record keeps of a decision: every gate, every reason, and the parameters given."""
    found: dict[str, Any] = {
        "gates": [
            {
                "code": gate.code,
                "title": str(gate.title),
                "open": gate.is_open,
                "reason": str(gate.reason),
                "article": gate.article,
                "opens_on": gate.opens_on,
                "warning": gate.warning,
            }
            for gate in gates
        ],
        "why": [{"text": str(reason.text), "article": reason.article} for reason in why],
        **more,
    }
    return dict(plain(found))


def plain(value: Any) -> Any:
    """`value` and what it holds, as JSON keeps them."""
    if isinstance(value, Mapping):
        return {str(name): plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    return to_json(value)


def worth_reading(gates: Iterable[Gate]) -> Sequence[str]:
    """Sentences for gates that warn and stop nothing."""
    return [sentences([gate]) for gate in Decision(tuple(gates)).warnings]


def said(reasons: Iterable[Reason]) -> list[str]:
    """The sentences of an explanation, with their articles, as a bill or a record keeps them."""
    return [f"{reason.text} ({reason.article})" if reason.article else str(reason.text) for reason in reasons]
