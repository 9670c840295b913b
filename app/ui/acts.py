# SPDX-License-Identifier: EUPL-1.2
"""An operation of the journal in words: who, when, which records, from what to what. No Qt here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.core.outcome import Address
from app.core.text import Text
from app.forms.fields import Choice, Flag, Moment, Option, Tone
from app.forms.fields import Field as DeclaredField
from app.forms.fields import Text as TextField
from app.forms.page import Column, FieldsPart, Filter, Table
from app.ui.strings import _, _n

if TYPE_CHECKING:
    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from app.registry import Registry

MOST = 60
"""Changed records told one by one; beyond, only their number."""

STATES = (
    Option("undone", _("annulée"), Tone.NEUTRAL, "undo-2"),
    Option("final", _("définitive"), Tone.INFO, "lock"),
    Option("open", _("peut s’annuler"), Tone.NEUTRAL),
)
HOUSE: dict[str, Text] = {
    "store_setting": _("Réglage"),
    "store_user": _("Utilisateur"),
    "store_module": _("Module"),
    "store_document": _("Papier archivé"),
}
"""Tables that no page shows."""

_KINDS: dict[str, Text] = {"insert": _("ajouté"), "update": _("modifié"), "delete": _("supprimé")}


@dataclass(frozen=True)
class Touched:
    """One record that an operation wrote."""

    what: str
    kind: str
    details: tuple[str, ...]
    where: Address | None = None


@dataclass(frozen=True)
class Told:
    """An operation, ready to be shown."""

    id: int
    label: str
    at: datetime
    user: str
    note: str
    state: str
    touched: tuple[Touched, ...] = ()
    more: int = 0
    counts: tuple[str, ...] = ()


@dataclass
class Names:
    """How tables, columns and settings are called on the screens."""

    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    """SQL table -> (page, title)."""
    fields: dict[str, dict[str, DeclaredField[Any]]] = field(default_factory=dict)
    settings: dict[str, DeclaredField[Any]] = field(default_factory=dict)
    modules: dict[str, str] = field(default_factory=dict)

    def title(self, table: str) -> str:
        """What a record of this table is called; its module's name when no page shows it."""
        if table in self.pages:
            return self.pages[table][1]
        return self.modules.get(table.partition("_")[0], str(_("Dossier")))


def _user_fields() -> dict[str, DeclaredField[Any]]:
    from app.store.users import ROLES

    roles = tuple(Option(role.name, role.label) for role in ROLES.values())
    fields = (
        TextField(name="display_name", label=_("Nom affiché")), Choice(name="role", label=_("Rôle"), options=roles),
        Flag(name="active", label=_("Peut travailler")),
    )
    return {f.name: f for f in fields}


def names_of(registry: Registry) -> Names:
    """Gathered from the pages: the model of each record, the labels of its fields."""
    names = Names(
        pages={table: ("", str(title)) for table, title in HOUSE.items()}, fields={"store_user": _user_fields()},
        settings=dict(registry.settings_by_name), modules={m.name: str(m.title) for m in registry.modules},
    )
    for page in registry.pages:
        if page.record is None:
            continue
        table = str(page.record.model().__tablename__)
        names.pages.setdefault(table, (page.name, str(page.title)))
        known = names.fields.setdefault(table, {})
        for part in page.record.parts:
            if isinstance(part, FieldsPart):
                known.update({f.name: f for f in part.fields if f.name not in known})
        if page.table is not None:
            known.update({c.name: c.field for c in page.table.columns if c.name not in known})
    return names


def _source(session: Session, params: Mapping[str, Any]) -> Select[Any]:
    from sqlalchemy import case, func, select

    from app.store.journal import Operation
    from app.store.models import User

    state = case(
        (Operation.undone_by.is_not(None), "undone"), (Operation.undoable.is_(False), "final"), else_="open"
    )
    who = func.coalesce(User.display_name, Operation.user_name)
    return select(
        Operation.id, Operation.at.label("at"), Operation.id.label("at__sort"), who.label("user"),
        Operation.label.label("label"), state.label("state"),
    ).join(User, User.name == Operation.user_name, isouter=True)


JOURNAL = Table(
    name="store.operations", title=_("Journal"), source=_source, order="-at", search=("label", "user"),
    columns=(
        Column(field=Moment(name="at", label=_("Quand"), width=15), weak=True),
        Column(field=TextField(name="label", label=_("Ce qui a été fait"), width=36), strong=True),
        Column(field=TextField(name="user", label=_("Par"), width=14)),
        Column(field=Choice(name="state", label=_("État"), options=STATES, width=14)),
    ),
    filters=(
        Filter(name="all", label=_("Tout")),
        Filter(name="open", label=_("Peut s’annuler"), where=lambda c: c.state == "open"),
        Filter(name="undone", label=_("Annulées"), where=lambda c: c.state == "undone"),
    ),
    counted=lambda n: _n("{n} opération", "{n} opérations", n),
    empty=_("Chaque acte s’inscrit ici avec son auteur et son heure."),
    reads=frozenset({"store_operation"}),
)  # fmt: skip
"""The journal as a list: every act, the latest first."""


def tell(session: Session, operation_id: int, names: Names) -> Told | None:
    """The operation of that number; None when it is gone."""
    from sqlalchemy import select

    from app.store.journal import Change, Operation, counts_of
    from app.store.models import User

    operation = session.get(Operation, operation_id)
    if operation is None:
        return None
    who = session.scalar(select(User.display_name).where(User.name == operation.user_name))
    query = select(Change).where(Change.operation_id == operation_id).order_by(Change.id)
    changes = list(session.scalars(query.limit(MOST)))
    counts = counts_of(session, operation_id)
    state = "undone" if operation.undone_by is not None else "open" if operation.undoable else "final"
    return Told(
        operation.id, operation.label, operation.at, who or operation.user_name, operation.note or "", state,
        tuple(_touched(session, change, names) for change in changes), max(0, sum(counts.values()) - len(changes)),
        tuple(_counted(table, kind, count, names) for (table, kind), count in counts.items()),
    )


def _counted(table: str, kind: str, count: int, names: Names) -> str:
    return str(_("{title}\u00a0: {count} {kind}", title=names.title(table), count=count, kind=_KINDS.get(kind, kind)))


def _touched(session: Session, change: Any, names: Names) -> Touched:
    page, title = names.pages.get(change.table_name, ("", ""))[0], names.title(change.table_name)
    known = names.fields.get(change.table_name, {})
    before, after = change.before or {}, change.after or {}
    kind = str(_KINDS.get(change.kind, change.kind))
    if change.table_name == "store_setting":
        return _setting(session, change, names, kind)
    details = []
    for column in {**before, **after}:
        declared = known.get(column)
        if declared is None:
            continue
        old, new = _shown(declared, before.get(column)), _shown(declared, after.get(column))
        if change.kind == "update":
            details.append(f"{declared.label}\u00a0: {old} → {new}")
        elif (new if change.kind == "insert" else old) != "—":
            details.append(f"{declared.label}\u00a0: {new if change.kind == 'insert' else old}")
    where = Address(page, change.row_id) if page and change.kind != "delete" else None
    return Touched(str(_("{title}, n°\u00a0{id}", title=title, id=change.row_id)), kind, tuple(details[:12]), where)


def _setting(session: Session, change: Any, names: Names, kind: str) -> Touched:
    """A setting is told by its label, whatever its line."""
    from app.store.models import Setting

    before, after = change.before or {}, change.after or {}
    name = after.get("name") or before.get("name")
    if name is None:
        row = session.get(Setting, change.row_id)
        name = row.name if row is not None else str(change.row_id)
    declared = names.settings.get(name)
    old, new = _shown(declared, before.get("value")), _shown(declared, after.get("value"))
    said = f"{old} → {new}" if change.kind == "update" else new
    what = _("Réglage «\u00a0{label}\u00a0»", label=declared.label if declared is not None else name)
    return Touched(str(what), kind, (said,))


def _shown(declared: DeclaredField[Any] | None, value: Any) -> str:
    from app.store.journal import APART

    if value is None or value == "":
        return "—"
    if value == APART or (declared is not None and declared.sensitive):
        return str(_("valeur masquée"))
    if declared is None:
        return str(value)
    try:
        return declared.show(declared.accept(value)) or "—"
    except Exception:
        # The value was written by another version of the field: shown as it was kept.
        return str(value)
