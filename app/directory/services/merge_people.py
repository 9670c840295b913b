# SPDX-License-Identifier: EUPL-1.2
"""Make one file of two: everything that named the second names the first, both spellings and histories are kept."""

from __future__ import annotations

from typing import Any

from sqlalchemy import UniqueConstraint, select

from app.core.outcome import Address as Place
from app.core.outcome import Report, UserError
from app.core.text import Text
from app.directory.models import Person, PersonAlias
from app.directory.permissions import MERGE
from app.directory.strings import _
from app.forms.records import get
from app.store.base import Base, mapped_classes
from app.store.uow import Work

FILLED = ("usage_name", "usual_first_name", "civility", "sex", "birth_date", "birth_place", "birth_place_code")


def merge_people(work: Work, *, kept: int, dropped: int) -> Report:
    """Each module first deals with its own double rows, by its `PersonPolicy`; then every remaining link follows.

    The file dropped disappears; its spelling and its number stay on the file kept as an alias, its history in the
    journal. Written row by row, so that the whole act can be undone. Raises `UserError` when both files hold
    something that may exist only once.
    """
    work.require(MERGE)
    if kept == dropped:
        raise UserError(_("Choisissez deux fiches différentes."), "dropped")
    one, other = get(work.session, Person, kept), get(work.session, Person, dropped)
    notes = _fill(one, other)
    for module in work.store.modules:
        policy = getattr(module, "person", None)
        if policy is not None:
            policy().merge(work, kept, dropped)
    work.session.flush()
    for model in list(mapped_classes()):
        _follow(work, model, kept, dropped)
    _keep_spelling(work, one, other)
    work.session.flush()
    work.session.expire(other)
    work.session.delete(other)
    work.session.flush()
    return Report(
        summary=_("Les deux fiches de {name} n’en font plus qu’une.", name=one.title),
        notes=notes,
        records=[Place("directory.people", kept)],
    )


def _fill(one: Person, other: Person) -> list[Text]:
    """What the file kept does not know comes from the other; where they differ, the one kept is right."""
    notes: list[Text] = []
    for name in FILLED:
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine is None and theirs is not None:
            setattr(one, name, theirs)
        elif theirs is not None and mine != theirs and name == "birth_date":
            notes.append(
                _("La fiche supprimée disait né(e) le {other}\u00a0; {kept} est gardé.", other=theirs, kept=mine)
            )
    if len(other.given_names.split()) > len(one.given_names.split()):
        one.given_names = other.given_names
    return notes


def _keep_spelling(work: Work, one: Person, other: Person) -> None:
    work.session.add(
        PersonAlias(
            person_id=one.id, birth_name=other.birth_name, usage_name=other.usage_name, given_names=other.given_names,
            names_key=other.names_key, former_id=other.id, since=work.today,
        )
    )


# ---------------------------------------------------------------- following the links


def _follow(work: Work, model: type[Base], kept: int, dropped: int) -> None:
    """Point at `kept` each row of `model` that names `dropped`; a row that says the same thing twice goes."""
    columns = [
        attribute.key
        for attribute in model.__mapper__.column_attrs
        if any(key.column.table.name == "directory_person" for key in attribute.columns[0].foreign_keys)
    ]
    for name in columns:
        column = getattr(model, name)
        for row in list(work.session.scalars(select(model).where(column == dropped))):
            if _says_nothing_now(row, columns, kept, dropped) or _is_double(work, model, row, name, kept):
                work.session.delete(row)
            else:
                setattr(row, name, kept)
            work.session.flush()


def _says_nothing_now(row: Any, columns: list[str], kept: int, dropped: int) -> bool:
    """A link between the two files themselves: « these are two persons », or one guardian of the other."""
    return len(columns) > 1 and {getattr(row, name) for name in columns} == {kept, dropped}


def _is_double(work: Work, model: type[Base], row: Any, name: str, kept: int) -> bool:
    """Whether the file kept already has this row. Raises `UserError` when they hold different things."""
    for keys in _unique_keys(model, name):
        values = {key: kept if key == name else getattr(row, key) for key in keys}
        if any(value is None for value in values.values()) and model.__tablename__ != "directory_household_member":
            continue
        twin = work.session.scalars(select(model).filter_by(**values)).first()
        if twin is None:
            continue
        if model.__tablename__.startswith("directory_") or _same(model, row, twin, name):
            return True
        raise UserError(
            _(
                "Les deux fiches ont chacune leur ligne dans «\u00a0{table}\u00a0»\u00a0: supprimez celle qui est de trop, puis"
                " fusionnez.",
                table=model.__tablename__,
            )
        )
    return False


def _unique_keys(model: type[Base], name: str) -> list[list[str]]:
    table: Any = model.__table__
    attributes = {attr.columns[0].name: attr.key for attr in model.__mapper__.column_attrs}
    found = [
        [column.name for column in constraint.columns]
        for constraint in table.constraints
        if isinstance(constraint, UniqueConstraint)
    ]
    found += [[column.name for column in index.columns] for index in table.indexes if index.unique]
    return [[attributes[c] for c in columns] for columns in found if name in columns]


def _same(model: type[Base], row: Any, twin: Any, name: str) -> bool:
    skipped = {"id", "version", name}
    keys = [attr.key for attr in model.__mapper__.column_attrs if attr.key not in skipped]
    return all(getattr(row, key) == getattr(twin, key) for key in keys)
