# SPDX-License-Identifier: EUPL-1.2
"""The ground: cemeteries, sections, rows, plots and their places, monuments, works, and what the plan draws."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.core.dates import PartialDate
from app.core.people import key2
from app.directory.models import Organisation, Person
from app.store.base import Json, Record, Scaled
from modules.cemetery.rules.codes import (
    MonumentCondition,
    PlanLayer,
    PlotKind,
    Regime,
    SectionKind,
    WorksNature,
)


class Cemetery(Record):
    """A cemetery of the commune, and the frame in which its plan is drawn."""

    __tablename__ = "cemetery_cemetery"

    code: Mapped[str] = mapped_column(unique=True)
    """Short, without spaces: « ANC », « C1 »; it begins the names of scanned files."""
    title: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str] = mapped_column(default="")
    opened_on: Mapped[PartialDate | None]
    closed_on: Mapped[PartialDate | None]
    surface_m2: Mapped[Decimal | None] = mapped_column(Scaled(2))
    by_law_on: Mapped[date | None]
    """Day of the by-law (règlement du cimetière) in force."""
    crs: Mapped[str] = mapped_column(default="local-m")
    """`local-m`, `EPSG:2154` or `EPSG:3942`…`EPSG:3950`: the reference system of every geometry below, in metres."""
    origin: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """`lon`, `lat` of the local origin and `rotation_deg`, when they are known."""

    sections: Mapped[list[CemeterySection]] = relationship(
        back_populates="cemetery", order_by="CemeterySection.rank"
    )


class CemeterySection(Record):
    """A section (carré, division, îlot) of a cemetery; a village may have none."""

    __tablename__ = "cemetery_section"
    __table_args__ = (UniqueConstraint("cemetery_id", "code"),)

    cemetery_id: Mapped[int] = mapped_column(ForeignKey("cemetery_cemetery.id"))
    code: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    kind: Mapped[SectionKind] = mapped_column(default=SectionKind.ORDINARY)
    rank: Mapped[int] = mapped_column(default=0)
    geometry: Mapped[list[Any] | None] = mapped_column(Json)

    cemetery: Mapped[Cemetery] = relationship(back_populates="sections")
    rows: Mapped[list[PlotRow]] = relationship(back_populates="section", order_by="PlotRow.rank")


class PlotRow(Record):
    """A row (rang, allée) of plots in a section."""

    __tablename__ = "cemetery_row"
    __table_args__ = (UniqueConstraint("section_id", "code"),)

    section_id: Mapped[int] = mapped_column(ForeignKey("cemetery_section.id"))
    code: Mapped[str]
    title: Mapped[str] = mapped_column(default="")
    rank: Mapped[int] = mapped_column(default=0)
    geometry: Mapped[list[Any] | None] = mapped_column(Json)

    section: Mapped[CemeterySection] = relationship(back_populates="rows")


class Plot(Record):
    """A numbered spot: a grave, a niche, a piece of equipment. Its state is derived, never stored."""

    __tablename__ = "cemetery_plot"
    __table_args__ = (
        UniqueConstraint("cemetery_id", "label"),
        Index(None, "cemetery_id", "label_key"),
        CheckConstraint("reserved_until IS NULL OR reserved_from IS NOT NULL", name="reservation"),
    )

    cemetery_id: Mapped[int] = mapped_column(ForeignKey("cemetery_cemetery.id"))
    section_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_section.id"), index=True)
    row_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_row.id"), index=True)
    number: Mapped[str]
    """« 12 », « 012 »: as painted or printed."""
    suffix: Mapped[str] = mapped_column(default="")
    """« bis », « B »."""
    label: Mapped[str]
    """The whole number, unique in its cemetery: « A-03-12 », « E317 »."""
    label_key: Mapped[str] = mapped_column(default="", index=True)
    rank: Mapped[int] = mapped_column(default=0)
    """Order along the row."""
    kind: Mapped[PlotKind] = mapped_column(default=PlotKind.EARTH)
    regime: Mapped[Regime] = mapped_column(default=Regime.CONCEDED)
    length_m: Mapped[Decimal | None] = mapped_column(Scaled(2))
    width_m: Mapped[Decimal | None] = mapped_column(Scaled(2))
    depth_m: Mapped[Decimal | None] = mapped_column(Scaled(2))
    surface_m2: Mapped[Decimal | None] = mapped_column(Scaled(2))
    """The conceded surface, without gaps and paths (L2223-13)."""
    max_coffins: Mapped[int | None]
    max_boxes: Mapped[int | None]
    """None: as many as fit."""
    max_urns: Mapped[int | None]
    geometry: Mapped[list[Any] | None] = mapped_column(Json)
    """Outer ring `[[x, y], …]` in metres of the cemetery's frame, closed; a single point for a plot not drawn."""

    out_of_service: Mapped[bool] = mapped_column(default=False)
    out_of_service_reason: Mapped[str] = mapped_column(default="")
    protected: Mapped[bool] = mapped_column(default=False)
    """Heritage: no repossession without an explicit decision."""
    communal_maintenance: Mapped[bool] = mapped_column(default=False)
    danger: Mapped[bool] = mapped_column(default=False)
    occupied_unknown: Mapped[bool] = mapped_column(default=False)
    """Somebody lies there, nobody knows who: an old grave without any paper."""
    reserved_from: Mapped[date | None]
    reserved_until: Mapped[date | None]
    reserved_for: Mapped[str] = mapped_column(default="")
    observed_places: Mapped[int | None]
    """Places found occupied when the vault was opened; it prevails over the computed figure (§10)."""
    observed_on: Mapped[date | None]
    observed_by: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    as_written: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """By field name: the cell of an imported file that could not be read, or reads doubtfully."""
    plan_properties: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """Properties of an imported plan that we do not know: kept for the round trip."""

    cemetery: Mapped[Cemetery] = relationship()
    section: Mapped[CemeterySection | None] = relationship()
    row: Mapped[PlotRow | None] = relationship()
    aliases: Mapped[list[PlotAlias]] = relationship(back_populates="plot", cascade="all, delete-orphan")
    places: Mapped[list[Place]] = relationship(
        back_populates="plot", cascade="all, delete-orphan", order_by="Place.level"
    )

    @validates("label")
    def _label(self, _name: str, value: str) -> str:
        self.label_key = key2(value)
        return value


class PlotAlias(Record):
    """A former number of a plot: renumbering is the first cause of lost graves (§3.1)."""

    __tablename__ = "cemetery_plot_alias"
    __table_args__ = (UniqueConstraint("plot_id", "label"),)

    plot_id: Mapped[int] = mapped_column(ForeignKey("cemetery_plot.id", ondelete="CASCADE"), index=True)
    label: Mapped[str]
    label_key: Mapped[str] = mapped_column(default="", index=True)
    scheme: Mapped[str] = mapped_column(default="")
    """« plan de 1932 », « ancien registre »."""
    valid_from: Mapped[PartialDate | None]
    valid_to: Mapped[PartialDate | None]
    source: Mapped[str] = mapped_column(default="")

    plot: Mapped[Plot] = relationship(back_populates="aliases")

    @validates("label")
    def _label(self, _name: str, value: str) -> str:
        self.label_key = key2(value)
        return value


class Place(Record):
    """One slot of a plot: a level of a vault, a side of a niche. The sanitary void is not a place."""

    __tablename__ = "cemetery_place"
    __table_args__ = (UniqueConstraint("plot_id", "level", "side"),)

    plot_id: Mapped[int] = mapped_column(ForeignKey("cemetery_plot.id", ondelete="CASCADE"), index=True)
    level: Mapped[int]
    """1 is the bottom."""
    side: Mapped[str] = mapped_column(default="")
    label: Mapped[str] = mapped_column(default="")

    plot: Mapped[Plot] = relationship(back_populates="places")


class Monument(Record):
    """What stands on a plot, and what is carved on it."""

    __tablename__ = "cemetery_monument"

    plot_id: Mapped[int] = mapped_column(ForeignKey("cemetery_plot.id", ondelete="CASCADE"), unique=True)
    material: Mapped[str] = mapped_column(default="")
    sizes: Mapped[str] = mapped_column(default="")
    built_on: Mapped[PartialDate | None]
    removed_on: Mapped[date | None]
    inscriptions: Mapped[str] = mapped_column(default="")
    """As read on the stone."""
    remark: Mapped[str] = mapped_column(default="")


class Inspection(Record):
    """A visit of a grave: the state of its monument on a day, with the signs seen."""

    __tablename__ = "cemetery_inspection"
    __table_args__ = (UniqueConstraint("plot_id", "seen_on"),)

    plot_id: Mapped[int] = mapped_column(ForeignKey("cemetery_plot.id", ondelete="CASCADE"))
    seen_on: Mapped[date]
    seen_by: Mapped[str] = mapped_column(default="")
    condition: Mapped[MonumentCondition | None]
    signs: Mapped[list[str]] = mapped_column(Json, default=list)
    """Codes of `AbandonmentSign`."""
    inscriptions: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    photo: Mapped[str] = mapped_column(default="")
    """SHA-256 of the picture in the archive."""


class Works(Record):
    """Works on a grave: asked for, permitted or declared, watched, checked (§11)."""

    __tablename__ = "cemetery_works"

    plot_id: Mapped[int] = mapped_column(ForeignKey("cemetery_plot.id"), index=True)
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("directory_person.id"), index=True)
    firm_id: Mapped[int | None] = mapped_column(ForeignKey("directory_organisation.id"))
    nature: Mapped[WorksNature]
    permit_number: Mapped[str] = mapped_column(default="")
    permitted_on: Mapped[date | None]
    planned_from: Mapped[date | None]
    planned_to: Mapped[date | None]
    begun_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    state_before: Mapped[str] = mapped_column(default="")
    state_after: Mapped[str] = mapped_column(default="")
    reservation: Mapped[str] = mapped_column(default="")
    """What the commune demands or forbids."""
    checked_on: Mapped[date | None]
    override_reason: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")

    plot: Mapped[Plot] = relationship()
    applicant: Mapped[Person | None] = relationship()
    firm: Mapped[Organisation | None] = relationship()


class PlanObject(Record):
    """What the plan draws beside the plots: walls, paths, trees, gates, inscriptions."""

    __tablename__ = "cemetery_plan_object"

    cemetery_id: Mapped[int] = mapped_column(ForeignKey("cemetery_cemetery.id"), index=True)
    layer: Mapped[PlanLayer]
    label: Mapped[str] = mapped_column(default="")
    shape: Mapped[str] = mapped_column(default="polygon")
    """`point`, `line` or `polygon`."""
    geometry: Mapped[list[Any]] = mapped_column(Json)
    external_id: Mapped[str] = mapped_column(default="")
    """Stable id of the imported feature, so that a second import finds it again."""
    properties: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)


class PlanBackground(Record):
    """A picture under the plan: a scanned plan or an aerial photograph, set on the ground."""

    __tablename__ = "cemetery_plan_background"

    cemetery_id: Mapped[int] = mapped_column(ForeignKey("cemetery_cemetery.id"), index=True)
    title: Mapped[str]
    sha256: Mapped[str]
    media_type: Mapped[str] = mapped_column(default="image/png")
    width_px: Mapped[int]
    height_px: Mapped[int]
    transform: Mapped[list[Any]] = mapped_column(Json)
    """`[A, D, B, E, C, F]` of a world file: pixel centres to metres (§17.2)."""
    residual_m: Mapped[Decimal | None] = mapped_column(Scaled(3))
    opacity: Mapped[int] = mapped_column(default=60)
    """Percent."""
    shown: Mapped[bool] = mapped_column(default=True)
