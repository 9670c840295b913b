# SPDX-License-Identifier: EUPL-1.2
"""What every table shares: one metadata, an id and a version, and the column types of the house."""

from __future__ import annotations

import enum
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    Dialect,
    Enum,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Time,
    TypeDecorator,
    event,
    text,
)
from sqlalchemy import Text as LongText
from sqlalchemy.orm import DeclarativeBase, Mapped, Mapper, mapped_column
from sqlalchemy.orm.interfaces import EXT_CONTINUE, EXT_SKIP
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeEngine

from app.core.dates import Month, PartialDate

# PostgreSQL cuts names at 63 letters: nothing is said twice in them.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
ENUM_LENGTH = 40


class Scaled(TypeDecorator[Decimal]):
    """A `Decimal` with a fixed number of places, stored as a whole number: sums in SQL stay exact.

    A value with more places, or a float, is refused with ValueError: rounding belongs to rules.
    """

    impl = BigInteger
    cache_ok = True

    class Comparator(TypeDecorator.Comparator[Decimal]):
        """Keeps sums, differences and whole multiples of amounts amounts."""

        def _adapt_expression(
            self, op: operators.OperatorType, other_comparator: TypeEngine.Comparator[Any]
        ) -> tuple[operators.OperatorType, TypeEngine[Any]]:
            if op in (operators.add, operators.sub) or (
                op is operators.mul and isinstance(other_comparator.type, Integer)
            ):
                return op, self.type
            return super()._adapt_expression(op, other_comparator)

    comparator_factory = Comparator

    def __init__(self, places: int = 2) -> None:
        super().__init__()
        self.places = places

    def process_bind_param(self, value: Any, dialect: Dialect) -> int | None:
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, Decimal | int):
            raise ValueError(f"not an exact amount: {value!r}")
        scaled = Decimal(value).scaleb(self.places)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"more than {self.places} decimals: {value}")
        return int(scaled)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(int(value)).scaleb(-self.places)

    def coerce_compared_value(self, op: operators.OperatorType | None, value: Any) -> TypeEngine[Any]:
        # In `price * 3` the 3 is a count, not three euros.
        if op in (operators.mul, operators.truediv, operators.floordiv, operators.mod):
            return Numeric() if isinstance(value, Decimal) else Integer()
        return self

    @property
    def python_type(self) -> type[Any]:
        return Decimal


class Cents(Scaled):
    """Euros as `Decimal` in Python, whole cents in the database; more than two decimals are refused."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(2)


class Instant(TypeDecorator[datetime]):
    """An aware instant, kept in UTC. A naive one is refused with ValueError."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive instant")
        instant = value.astimezone(UTC)
        return instant if dialect.name == "postgresql" else instant.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    @property
    def python_type(self) -> type[Any]:
        return datetime


class PartialDay(TypeDecorator[PartialDate]):
    """A date known to the day, the month or the year, stored as sortable text « 1931-05-XX »."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: PartialDate | None, dialect: Dialect) -> str | None:
        return None if value is None else value.iso

    def process_result_value(self, value: str | None, dialect: Dialect) -> PartialDate | None:
        return None if value is None else PartialDate.from_iso(value)

    @property
    def python_type(self) -> type[Any]:
        return PartialDate


class MonthText(TypeDecorator[Month]):
    """A month of a year, stored as sortable text « 2026-10 »."""

    impl = String(7)
    cache_ok = True

    def process_bind_param(self, value: Month | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Month | None:
        return None if value is None else Month.from_iso(value)

    @property
    def python_type(self) -> type[Any]:
        return Month


class Json(TypeDecorator[Any]):
    """JSON kept whole: assign a new value, changes made inside one are not seen."""

    impl = JSON
    cache_ok = True

    def __init__(self) -> None:
        super().__init__(none_as_null=True)

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        if dialect.name != "postgresql":
            return dialect.type_descriptor(JSON(none_as_null=True))
        # Late: a dossier in a file needs nothing of PostgreSQL.
        from sqlalchemy.dialects.postgresql import JSONB

        return dialect.type_descriptor(JSONB(none_as_null=True))

    @property
    def python_type(self) -> type[Any]:
        return dict


def sensitive(**info: Any) -> dict[str, Any]:
    """`info=` of a column on health, custody or bank data: kept apart from the readable journal."""
    return {"sensitive": True, **info}


class Base(DeclarativeBase):
    """Ancestor of every mapped class; one metadata, so that foreign keys may cross modules."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        enum.Enum: Enum(
            enum.Enum,
            native_enum=False,
            create_constraint=False,
            length=ENUM_LENGTH,
            values_callable=lambda kind: [member.value for member in kind],
        ),
        str: LongText(),
        Decimal: Cents(),
        date: Date(),
        time: Time(),
        datetime: Instant(),
        PartialDate: PartialDay(),
        Month: MonthText(),
        dict[str, Any]: Json(),
        list[Any]: Json(),
        list[str]: Json(),
        list[int]: Json(),
    }
    __journalled__: ClassVar[bool] = True
    """False on tables that are derived or are themselves records of acts: the journal skips them."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        table = getattr(cls, "__table__", None)
        if isinstance(table, Table) and len(table.primary_key.columns) == 1:
            key = next(iter(table.primary_key.columns))
            if isinstance(key.type, Integer) and not key.foreign_keys:
                # The journal names rows by id for ever: an id must never be given twice.
                table.dialect_options["sqlite"]["autoincrement"] = True


class Record(Base):
    """A row that people change: an id never given twice, and a version against lost updates."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-2)
    version: Mapped[int] = mapped_column(default=1, server_default=text("1"), sort_order=-1)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        if "__tablename__" in cls.__dict__:
            args = dict(getattr(cls, "__mapper_args__", {}))
            # A string here would be looked up before the mixed-in column exists.
            args.setdefault("version_id_col", cls.version)
            cls.__mapper_args__ = args
        super().__init_subclass__(**kwargs)


@event.listens_for(Base, "before_mapper_configured", propagate=True, retval=True)
def _wait_for_the_rest(mapper: Mapper[Any], model: type[Any]) -> object:
    """Leave a class alone while the file, or the package, of its models is still being read by another thread.

    A module's tables are imported when it is first needed, beside views that already read: their questions would
    tie together classes that name others which are not there yet, and SQLAlchemy never forgives that.
    """
    name = model.__module__
    while name:
        spec = getattr(sys.modules.get(name), "__spec__", None)
        if getattr(spec, "_initializing", False):
            return EXT_SKIP
        name = name.rpartition(".")[0]
    return EXT_CONTINUE


POSTGRES_WHERE = "postgresql_where"


def partial_index(name: str, *columns: str, where: str, postgres: str = "", unique: bool = True) -> Index:
    """An index over the rows for which `where` holds; `postgres` is the condition where that database says it otherwise.

    Given to `Index` itself, the condition of PostgreSQL would import its whole dialect each time the program starts;
    only whoever writes a migration needs it (`app.store.migrate`).
    """
    return Index(name, *columns, unique=unique, sqlite_where=text(where), info={POSTGRES_WHERE: text(postgres or where)})


def tables_of(name: str) -> list[Table]:
    """Tables of a module (those named `<name>_…`), parents first; its models must be imported."""
    return [table for table in Base.metadata.sorted_tables if table.name.startswith(f"{name}_")]


def mapped_classes() -> Iterator[type[Base]]:
    """Every mapped class imported so far."""
    for mapper in Base.registry.mappers:
        yield mapper.class_


def is_sensitive(column: Any) -> bool:
    """Whether a column's values are kept out of lists, search and the readable journal."""
    return bool(column.info.get("sensitive"))
