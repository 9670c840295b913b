# SPDX-License-Identifier: EUPL-1.2
"""Persons, their children, a piece that becomes final, and a derived table."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.dates import Month, PartialDate
from app.store.base import Base, Cents, Record, Scaled, sensitive


class Mood(StrEnum):
    """An enum whose values differ from its names."""

    GAY = "gai"
    SAD = "triste"


class ToyPerson(Record):
    """A person with every sort of column."""

    __tablename__ = "toy_person"

    name: Mapped[str]
    town: Mapped[str | None]
    mood: Mapped[Mood | None]
    born_on: Mapped[date | None]
    died: Mapped[PartialDate | None]
    month: Mapped[Month | None]
    seen_at: Mapped[datetime | None]
    debt: Mapped[Decimal | None] = mapped_column(Cents)
    rate: Mapped[Decimal | None] = mapped_column(Scaled(4))
    facts: Mapped[dict[str, Any] | None]
    tags: Mapped[list[str] | None]
    happy: Mapped[bool] = mapped_column(default=False)
    illness: Mapped[str | None] = mapped_column(info=sensitive())
    friend_id: Mapped[int | None] = mapped_column(ForeignKey("toy_person.id"))


class ToyChild(Record):
    """A record that refers to another."""

    __tablename__ = "toy_child"
    __table_args__ = (Index(None, "person_id"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("toy_person.id"))
    label: Mapped[str] = mapped_column(unique=True)


class ToyToy(Record):
    """A record that goes with its child."""

    __tablename__ = "toy_toy"

    child_id: Mapped[int] = mapped_column(ForeignKey("toy_child.id", ondelete="CASCADE"), index=True)
    label: Mapped[str]
    child: Mapped[ToyChild] = relationship()


class ToyPart(Record):
    """A record that goes with its toy."""

    __tablename__ = "toy_part"

    toy_id: Mapped[int] = mapped_column(ForeignKey("toy_toy.id", ondelete="CASCADE"), index=True)


class ToyPiece(Record):
    """A piece that its number makes final."""

    __tablename__ = "toy_piece"

    number: Mapped[int | None] = mapped_column(unique=True)
    amount: Mapped[Decimal] = mapped_column(Cents)
    note: Mapped[str | None]


class ToyTotal(Base):
    """A derived table, outside the journal."""

    __tablename__ = "toy_total"
    __journalled__ = False

    id: Mapped[int] = mapped_column(primary_key=True)
    amount: Mapped[Decimal] = mapped_column(Cents)
