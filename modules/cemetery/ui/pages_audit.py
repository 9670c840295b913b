# SPDX-License-Identifier: EUPL-1.2
"""« Contrôle »: what contradicts itself, what is missing; accepted with a reason, mended, or opened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.forms.fields import Choice, Flag, LongText, Option, Text, Tone
from app.forms.page import Action, Column, Filter, Form, Page, Scope, Table
from modules.cemetery.audit import findings
from modules.cemetery.permissions import READ, SETUP
from modules.cemetery.services.mend_anomaly import accept_anomaly, mend_anomaly
from modules.cemetery.strings import _, _n

AUDIT = "cemetery.audit"

KINDS = (
    Option("FAULT", _("Contradiction"), Tone.DANGER, "circle-x"),
    Option("GAP", _("Manque"), Tone.WARNING, "circle-question-mark"),
    Option("ACCEPTED", _("Acceptée"), Tone.NEUTRAL, "check"),
)


def rows(session: Session, params: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Every finding, contradictions first."""
    return [
        {
            "id": number,
            "kind": "ACCEPTED" if accepted else "GAP" if rule.is_gap else "FAULT",
            "rule": str(rule.title),
            "what": found.what,
            "why": str(found.why),
            "key": f"{rule.code}:{found.table}:{found.id}",
            "can_mend": bool(rule.fix),
            "_address": found.where if found.id else None,
        }
        for number, (rule, found, accepted) in enumerate(findings(session), start=1)
    ]


def _kind(value: str) -> Any:
    return lambda row: row["kind"] == value


KEY = Text(name="key", label=_("Anomalie"), required=True, width=30)


def start_of(session: Session, params: Mapping[str, Any]) -> Mapping[str, Any]:
    """The finding of the selected line."""
    number = params.get("id") or next(iter(params.get("ids") or ()), None)
    row = next((one for one in rows(session, {}) if one["id"] == number), None)
    return {"key": row["key"]} if row is not None else {}


def accept(work: Any, *, ids: tuple[int, ...] = (), key: str, reason: str) -> Any:
    """The act of the button; the line is known by its key, for its rank changes."""
    return accept_anomaly(work, key=key, reason=reason)


def mend(work: Any, *, ids: tuple[int, ...] = (), key: str) -> Any:
    """The act of the button."""
    return mend_anomaly(work, key=key)


AUDIT_ACTIONS: tuple[Action, ...] = (
    Action(
        name="cemetery.mend-anomaly",
        label=_("Corriger…"),
        run=mend,
        permission=SETUP,
        form=Form(fields=(KEY,), start=start_of),
        scope=Scope.SELECTION,
        icon="check",
        applies=lambda row: bool(row["can_mend"]),
        help=_("Là où une seule correction est juste\u00a0: échéance recalculée, réservation levée."),
    ),
    Action(
        name="cemetery.accept-anomaly",
        label=_("Accepter…"),
        run=accept,
        permission=SETUP,
        form=Form(fields=(KEY, LongText(name="reason", label=_("Pourquoi c’est juste ainsi"), required=True)), start=start_of),
        scope=Scope.SELECTION,
        icon="check-check",
        help=_("Elle ne sera plus signalée."),
    ),
)

AUDIT_PAGE = Page(
    name=AUDIT,
    title=_("Contrôle"),
    table=Table(
        name=AUDIT,
        title=_("Contrôle des registres"),
        columns=(
            Column(field=Choice(name="kind", label=_("Nature"), options=KINDS, width=13)),
            Column(field=Text(name="rule", label=_("Règle"), width=26)),
            Column(field=Text(name="what", label=_("Fiche"), width=26), strong=True),
            Column(field=Text(name="why", label=_("Ce qui ne va pas"), width=36)),
            Column(field=Text(name="key", label=_("Code"), width=30), hidden=True),
            Column(field=Flag(name="can_mend", label=_("Correction sûre")), hidden=True),
        ),
        rows=rows,
        filters=(
            Filter(name="faults", label=_("Contradictions"), keep=_kind("FAULT")),
            Filter(name="gaps", label=_("Manques"), keep=_kind("GAP")),
            Filter(name="mendable", label=_("Correction sûre"), keep=lambda row: row["can_mend"] and row["kind"] != "ACCEPTED"),
            Filter(name="accepted", label=_("Acceptées"), keep=_kind("ACCEPTED")),
            Filter(name="all", label=_("Tout")),
        ),
        search=("rule", "what", "why"),
        counted=lambda n: _n("{n} anomalie", "{n} anomalies", n),
        empty=_("Les registres sont cohérents."),
        reads=frozenset({
            "cemetery_plot", "cemetery_concession", "cemetery_term", "cemetery_party", "cemetery_deceased", "cemetery_remains",
            "cemetery_operation", "cemetery_case", "cemetery_case_step", "cemetery_scan", "cemetery_accepted_anomaly", "directory_person",
        }),
        permission=READ,
    ),
    actions=tuple(action.name for action in AUDIT_ACTIONS),
    permission=READ,
    help=_("Quarante règles relues sur toute la base. Entrée ouvre la fiche à corriger."),
)  # fmt: skip
