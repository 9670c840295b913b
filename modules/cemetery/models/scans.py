# SPDX-License-Identifier: EUPL-1.2
"""Old paper: scans, where the paper itself lies, and the lines of a page that speak of a grave."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.dates import PartialDate
from app.store.base import Json, Record, Scaled
from modules.cemetery.models.ground import Plot
from modules.cemetery.models.operations import Deceased
from modules.cemetery.models.rights import Concession
from modules.cemetery.rules.codes import ScanType, TextState


class Scan(Record):
    """A scanned paper, kept whole in the archive; it does not replace the paper, whose place is written."""

    __tablename__ = "cemetery_scan"

    sha256: Mapped[str] = mapped_column(unique=True)
    media_type: Mapped[str]
    original_name: Mapped[str] = mapped_column(default="")
    kind: Mapped[ScanType] = mapped_column(default=ScanType.OTHER, index=True)
    title: Mapped[str] = mapped_column(default="")
    dated: Mapped[PartialDate | None]
    pages: Mapped[int] = mapped_column(default=1)
    added_on: Mapped[date]
    building: Mapped[str] = mapped_column(default="")
    room: Mapped[str] = mapped_column(default="")
    cupboard: Mapped[str] = mapped_column(default="")
    box: Mapped[str] = mapped_column(default="")
    bundle: Mapped[str] = mapped_column(default="")
    volume: Mapped[str] = mapped_column(default="")
    folio: Mapped[str] = mapped_column(default="")
    archive_reference: Mapped[str] = mapped_column(default="")
    quality: Mapped[str] = mapped_column(default="")
    text_state: Mapped[TextState] = mapped_column(default=TextState.NONE, index=True)
    text: Mapped[str] = mapped_column(default="")
    """Words of the PDF or of the OCR, searchable."""
    transcription: Mapped[str] = mapped_column(default="")
    """What a person read; an uncertain word is followed by [?]."""
    transcribed_by: Mapped[str] = mapped_column(default="")
    checked_by: Mapped[str] = mapped_column(default="")
    """Second reader."""
    remark: Mapped[str] = mapped_column(default="")
    hints: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """What its name, its square code or its position says it belongs to, waiting for a yes: no link yet."""

    links: Mapped[list[ScanLink]] = relationship(back_populates="scan", cascade="all, delete-orphan")


class ScanLink(Record):
    """A scan, or a line framed on one of its pages, linked to a plot, a concession or a deceased."""

    __tablename__ = "cemetery_scan_link"
    __table_args__ = (
        CheckConstraint(
            "plot_id IS NOT NULL OR concession_id IS NOT NULL OR deceased_id IS NOT NULL", name="target"
        ),
    )

    scan_id: Mapped[int] = mapped_column(ForeignKey("cemetery_scan.id", ondelete="CASCADE"), index=True)
    page: Mapped[int] = mapped_column(default=1)
    frame_x: Mapped[Decimal | None] = mapped_column(Scaled(4))
    """Fractions of the page, from its top left corner; None for the whole page."""
    frame_y: Mapped[Decimal | None] = mapped_column(Scaled(4))
    frame_w: Mapped[Decimal | None] = mapped_column(Scaled(4))
    frame_h: Mapped[Decimal | None] = mapped_column(Scaled(4))
    plot_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_plot.id"), index=True)
    concession_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_concession.id"), index=True)
    deceased_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_deceased.id"), index=True)
    reading: Mapped[str] = mapped_column(default="")
    """The line as read, with [?] after an uncertain word."""
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    scan: Mapped[Scan] = relationship(back_populates="links")
    plot: Mapped[Plot | None] = relationship()
    concession: Mapped[Concession | None] = relationship()
    deceased: Mapped[Deceased | None] = relationship()


class SearchRecord(Record):
    """A search for a deed that was made, where, by whom: proof that none was found (§18)."""

    __tablename__ = "cemetery_deed_search"

    plot_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_plot.id"), index=True)
    concession_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_concession.id"), index=True)
    searched_on: Mapped[date]
    searched_by: Mapped[str] = mapped_column(default="")
    where_looked: Mapped[str]
    """Registers, boxes and dates gone through."""
    result: Mapped[str] = mapped_column(default="")
