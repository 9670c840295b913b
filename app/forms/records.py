# SPDX-License-Identifier: EUPL-1.2
"""Reading and saving a plain record by its fields, for models that need no rule of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from app.core.outcome import Address, Report, UserError
from app.core.strings import _
from app.forms.fields import Field, read_all

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.store.base import Record
    from app.store.uow import Work

R = TypeVar("R", bound="Record")


def get(session: Session, model: type[R], record_id: int) -> R:
    """The record of that id. Raises `UserError` when it is gone."""
    found = session.get(model, record_id)
    if found is None:
        raise UserError(_("Cette fiche n’existe plus\u00a0: elle a été supprimée ou fusionnée."))
    return found


def load(model: type[Record], fields: Sequence[Field[Any]]) -> Callable[[Session, int], Mapping[str, Any]]:
    """The `load` of a `FieldsPart` over the attributes of the same names."""

    def read(session: Session, record_id: int) -> Mapping[str, Any]:
        record = get(session, model, record_id)
        return {"version": record.version, **{f.name: getattr(record, f.name) for f in fields}}

    return read


def save(
    model: type[Record],
    fields: Sequence[Field[Any]],
    permission: str,
    page: str,
    check: Callable[[Work, Any], None] | None = None,
) -> Callable[..., Report]:
    """The `save` of a `FieldsPart`: writes the given values, refuses when the record moved meanwhile.

    `check(work, record)` runs before the end and may raise `UserError`.
    """

    def write(work: Work, *, id: int, version: int | None = None, **values: Any) -> Report:
        work.require(permission)
        record = get(work.session, model, id)
        work.expect_version(record, version, values)
        for name, value in read_all([f for f in fields if f.name in values], values).items():
            setattr(record, name, value)
        if check is not None:
            check(work, record)
        work.session.flush()
        return Report(summary=_("Enregistré."), records=[Address(page, id)])

    return write


def create(
    model: type[Record],
    fields: Sequence[Field[Any]],
    permission: str,
    page: str,
    check: Callable[[Work, Any], None] | None = None,
) -> Callable[..., Report]:
    """The `run` of an action « Ajouter… » over the attributes of the same names as the fields."""

    def write(work: Work, **values: Any) -> Report:
        work.require(permission)
        record = model(**read_all(fields, values))
        work.session.add(record)
        if check is not None:
            check(work, record)
        work.session.flush()
        return Report(summary=_("Ajouté."), records=[Address(page, record.id)])

    return write


def delete(model: type[Record], permission: str, done: Any) -> Callable[..., Report]:
    """The `run` of an action « Supprimer » on one record; the database refuses what is still used."""

    def write(work: Work, *, id: int) -> Report:
        work.require(permission)
        work.session.delete(get(work.session, model, id))
        work.session.flush()
        return Report(summary=done)

    return write
