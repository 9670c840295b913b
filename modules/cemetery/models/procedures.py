# SPDX-License-Identifier: EUPL-1.2
"""Procedures of repossession, proofs that families were informed, the ossuary register, accepted anomalies."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.directory.models import Person
from app.store.base import Json, Record
from modules.cemetery.models.ground import Cemetery, Plot
from modules.cemetery.models.rights import Concession
from modules.cemetery.rules.codes import (
    CaseKind,
    CaseStatus,
    InformationMeans,
    InformationResult,
    StepCode,
    StopReason,
)


class RepossessionCase(Record):
    """One run of a procedure, over one or several graves of a cemetery (§7)."""

    __tablename__ = "cemetery_case"

    kind: Mapped[CaseKind]
    cemetery_id: Mapped[int] = mapped_column(ForeignKey("cemetery_cemetery.id"))
    title: Mapped[str]
    status: Mapped[CaseStatus] = mapped_column(default=CaseStatus.OPEN, index=True)
    opened_on: Mapped[date]
    entered_late: Mapped[bool] = mapped_column(default=False)
    """An earlier run, entered half way: its past steps are taken as written."""
    suspended_because: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")

    cemetery: Mapped[Cemetery] = relationship()
    graves: Mapped[list[CaseGrave]] = relationship(back_populates="case", cascade="all, delete-orphan")
    steps: Mapped[list[CaseStep]] = relationship(
        back_populates="case", cascade="all, delete-orphan", order_by="CaseStep.done_on"
    )


class CaseGrave(Record):
    """A grave in a run: it may leave it (restored, new burial) while the others go on."""

    __tablename__ = "cemetery_case_grave"
    __table_args__ = (UniqueConstraint("case_id", "plot_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("cemetery_case.id", ondelete="CASCADE"))
    plot_id: Mapped[int] = mapped_column(ForeignKey("cemetery_plot.id"), index=True)
    concession_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_concession.id"), index=True)
    status: Mapped[CaseStatus] = mapped_column(default=CaseStatus.OPEN)
    stop_reason: Mapped[StopReason | None]
    stopped_on: Mapped[date | None]
    stop_remark: Mapped[str] = mapped_column(default="")
    repossessed_on: Mapped[date | None]
    """Day on which the order took effect."""
    cleared_on: Mapped[date | None]
    signs: Mapped[list[str]] = mapped_column(Json, default=list)
    description: Mapped[str] = mapped_column(default="")
    """State of the grave as the reports describe it."""
    addressees: Mapped[str] = mapped_column(default="")
    """Known successors, one a line, as the letters name them; empty: nobody is known, notices are posted."""
    override_reason: Mapped[str] = mapped_column(default="")
    snapshot: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    case: Mapped[RepossessionCase] = relationship(back_populates="graves")
    plot: Mapped[Plot] = relationship()
    concession: Mapped[Concession | None] = relationship()


class CaseStep(Record):
    """A step that was done: its day, its proof. One for the run, or one for a grave (one report each)."""

    __tablename__ = "cemetery_case_step"
    __table_args__ = (Index(None, "case_id", "code"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("cemetery_case.id", ondelete="CASCADE"))
    grave_id: Mapped[int | None] = mapped_column(
        ForeignKey("cemetery_case_grave.id", ondelete="CASCADE"), index=True
    )
    """None: the step was done for every grave then in the run."""
    code: Mapped[StepCode]
    done_on: Mapped[date]
    until_on: Mapped[date | None]
    """Last day of a posting."""
    at_time: Mapped[str] = mapped_column(default="")
    """Hour of a visit, as announced."""
    proof: Mapped[str] = mapped_column(default="")
    """Number of the registered letter, of the act, of the deliberation."""
    sha256: Mapped[str] = mapped_column(default="")
    """The document of the step in the archive: the paper drawn, or its signed scan."""
    present: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")
    is_irregular: Mapped[bool] = mapped_column(default=False)
    """Done outside its window: the order would be void; see `irregular_because`."""
    irregular_because: Mapped[str] = mapped_column(default="")
    override_reason: Mapped[str] = mapped_column(default="")
    details: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    case: Mapped[RepossessionCase] = relationship(back_populates="steps")
    grave: Mapped[CaseGrave | None] = relationship()


class InformationProof(Record):
    """One attempt to tell a holder or an heir that the concession expires (L2223-15, §6.3)."""

    __tablename__ = "cemetery_information"

    concession_id: Mapped[int] = mapped_column(
        ForeignKey("cemetery_concession.id", ondelete="CASCADE"), index=True
    )
    sent_on: Mapped[date]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("directory_person.id"), index=True)
    addressee: Mapped[str] = mapped_column(default="")
    means: Mapped[InformationMeans]
    tracking: Mapped[str] = mapped_column(default="")
    result: Mapped[InformationResult] = mapped_column(default=InformationResult.UNKNOWN)
    result_on: Mapped[date | None]
    offset_months: Mapped[int | None]
    """Step of the schedule that it answers; None outside it."""
    until_on: Mapped[date | None]
    """Last day of a posting."""
    sha256: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")

    concession: Mapped[Concession] = relationship()
    person: Mapped[Person | None] = relationship()


class OssuaryEntry(Record):
    """A line of the public register of persons moved after a repossession, even when nothing was found (R2223-6)."""

    __tablename__ = "cemetery_ossuary_entry"
    __table_args__ = (UniqueConstraint("number"),)

    number: Mapped[int]
    moved_on: Mapped[date]
    names: Mapped[str]
    deceased_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_deceased.id"), index=True)
    origin_plot_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_plot.id"), index=True)
    origin: Mapped[str]
    """Grave of origin, as it was called that day."""
    ossuary_plot_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_plot.id"), index=True)
    place: Mapped[str] = mapped_column(default="")
    boxes: Mapped[int] = mapped_column(default=0)
    nothing_found: Mapped[bool] = mapped_column(default=False)
    cremated: Mapped[bool] = mapped_column(default=False)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_case.id"), index=True)


class AcceptedAnomaly(Record):
    """A finding of the auditor that somebody looked at and accepts, with the reason."""

    __tablename__ = "cemetery_accepted_anomaly"
    __table_args__ = (UniqueConstraint("rule", "subject_table", "subject_id"),)

    rule: Mapped[str]
    subject_table: Mapped[str]
    subject_id: Mapped[int]
    accepted_on: Mapped[date]
    reason: Mapped[str]
