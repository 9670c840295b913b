# SPDX-License-Identifier: EUPL-1.2
"""The shell's own tables: settings, users, series of numbers, modules in use, accesses, archived documents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.base import Base, Json, Record
from app.store.journal import Change, Operation, SensitiveValue
from app.store.search import SearchEntry, SearchWord


class Setting(Record):
    """A setting of the commune, by its name; the value is JSON."""

    __tablename__ = "store_setting"

    name: Mapped[str] = mapped_column(String(80), unique=True)
    value: Mapped[Any | None] = mapped_column(Json)


class User(Record):
    """A named local user. Passwords come with their own issue."""

    __tablename__ = "store_user"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    display_name: Mapped[str]
    role: Mapped[str] = mapped_column(String(40))
    rights: Mapped[list[str]] = mapped_column(default=list)
    """Permission patterns of his own, added to those of his role."""
    active: Mapped[bool] = mapped_column(default=True)


class Series(Base):
    """The next number of a series in a year. Locked by its own UPDATE, never read as `max + 1`."""

    __tablename__ = "store_series"
    __journalled__ = False

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    next: Mapped[int]


class EnabledModule(Record):
    """A module that this commune uses: its migrations run when the dossier opens."""

    __tablename__ = "store_module"

    name: Mapped[str] = mapped_column(String(40), unique=True)
    enabled_at: Mapped[datetime]


class Access(Base):
    """Who read what that is delicate: kept twelve months."""

    __tablename__ = "store_access"
    __journalled__ = False
    __table_args__ = (Index(None, "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    user_name: Mapped[str] = mapped_column(String(40))
    what: Mapped[str]
    table_name: Mapped[str | None] = mapped_column(String(80))
    row_id: Mapped[int | None]


class ArchivedDocument(Record):
    """An issued paper or a scan, kept by its SHA-256 in the dossier's archive."""

    __tablename__ = "store_document"
    __table_args__ = (
        UniqueConstraint("sha256", "kind", "subject_table", "subject_id"),
        Index(None, "subject_table", "subject_id"),
    )

    sha256: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(80))
    title: Mapped[str]
    kind: Mapped[str] = mapped_column(String(60))
    size: Mapped[int]
    """Bytes."""
    created_at: Mapped[datetime]
    subject_table: Mapped[str | None] = mapped_column(String(80))
    subject_id: Mapped[int | None]


__all__ = [
    "Access", "ArchivedDocument", "Change", "EnabledModule", "Operation", "SearchEntry", "SearchWord",
    "SensitiveValue", "Series", "Setting", "User",
]
