# SPDX-License-Identifier: EUPL-1.2
"""The dead, what holds their remains and where, and the operations that moved them."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.dates import PartialDate
from app.directory.models import Organisation, Person
from app.store.base import Json, Record, sensitive
from modules.cemetery.models.ground import Place, Plot
from modules.cemetery.models.rights import Concession
from modules.cemetery.rules.codes import Kinship, OperationKind, OperationStatus, RemainsKind, RightBasis


class Deceased(Record):
    """The death of somebody: buried here, or a holder known to be dead. Names and birth are the person's."""

    __tablename__ = "cemetery_deceased"

    person_id: Mapped[int | None] = mapped_column(ForeignKey("directory_person.id"), unique=True)
    """None: identity unknown, as an old register or a nameless grave says."""
    died_on: Mapped[PartialDate | None] = mapped_column(index=True)
    died_at: Mapped[time | None]
    died_as_written: Mapped[str] = mapped_column(default="")
    death_place: Mapped[str] = mapped_column(default="")
    death_place_code: Mapped[str] = mapped_column(default="")
    death_record: Mapped[str] = mapped_column(default="")
    """Number of the death record."""
    last_residence: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(default="")
    """« registre », « INSEE », « permis d’inhumer »."""
    mpf: Mapped[bool] = mapped_column(default=False)
    """« Mort pour la France »."""
    stillborn: Mapped[bool] = mapped_column(default=False)
    exhumation_not_before: Mapped[date | None] = mapped_column(info=sensitive())
    """A date, never a disease (R2213-41)."""
    opposed_to_cremation: Mapped[bool] = mapped_column(default=False)
    hidden_from_public: Mapped[bool] = mapped_column(default=False)
    borne_by_commune: Mapped[bool] = mapped_column(default=False)
    remark: Mapped[str] = mapped_column(default="")
    as_written: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    person: Mapped[Person | None] = relationship()
    remains: Mapped[list[Remains]] = relationship(back_populates="deceased", order_by="Remains.id")


class Remains(Record):
    """Where the remains of one deceased are, in what. A move ends a row and opens another: the history stays."""

    __tablename__ = "cemetery_remains"
    __table_args__ = (Index(None, "plot_id", "in_place"),)

    deceased_id: Mapped[int] = mapped_column(ForeignKey("cemetery_deceased.id"), index=True)
    kind: Mapped[RemainsKind]
    plot_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_plot.id"))
    """None: ashes scattered in open nature, remains gone to another commune."""
    place_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_place.id"), index=True)
    laid_on: Mapped[PartialDate | None]
    left_on: Mapped[PartialDate | None]
    in_place: Mapped[bool] = mapped_column(default=True)
    together_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_remains.id"))
    """The remains whose box these share after a reunion: they take no room of their own."""
    laid_by_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_operation.id"), index=True)
    left_by_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_operation.id"), index=True)
    is_hermetic: Mapped[bool] = mapped_column(default=False)
    remark: Mapped[str] = mapped_column(default="")

    deceased: Mapped[Deceased] = relationship(back_populates="remains")
    plot: Mapped[Plot | None] = relationship()
    place: Mapped[Place | None] = relationship()


class FuneralOperation(Record):
    """A burial, an exhumation, a scattering…: planned, authorised by the mayor, then done."""

    __tablename__ = "cemetery_operation"

    kind: Mapped[OperationKind]
    status: Mapped[OperationStatus] = mapped_column(default=OperationStatus.PLANNED, index=True)
    asked_on: Mapped[date]
    planned_on: Mapped[date | None]
    planned_at: Mapped[time | None]
    done_on: Mapped[date | None] = mapped_column(index=True)
    done_at: Mapped[time | None]
    plot_from_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_plot.id"), index=True)
    plot_to_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_plot.id"), index=True)
    place_to_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_place.id"))
    destination: Mapped[str] = mapped_column(default="")
    """Another commune, the place of a scattering in open nature."""
    concession_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_concession.id"), index=True)
    container: Mapped[RemainsKind] = mapped_column(default=RemainsKind.COFFIN)
    is_hermetic: Mapped[bool] = mapped_column(default=False)
    applicant_id: Mapped[int | None] = mapped_column(ForeignKey("directory_person.id"), index=True)
    applicant_kinship: Mapped[Kinship] = mapped_column(default=Kinship.UNKNOWN)
    applicant_capacity: Mapped[str] = mapped_column(default="")
    """Capacity as stated: « fille, personne ayant qualité pour pourvoir aux funérailles »."""
    identity_seen: Mapped[bool] = mapped_column(default=False)
    agreement: Mapped[str] = mapped_column(default="")
    """Agreement of the holder or heirs, or sworn statement of no opposition: who, when."""
    operator_id: Mapped[int | None] = mapped_column(ForeignKey("directory_organisation.id"))
    operator_authorisation: Mapped[str] = mapped_column(default="")
    right_basis: Mapped[RightBasis | None]
    closure_permit: Mapped[str] = mapped_column(default="")
    transport_reference: Mapped[str] = mapped_column(default="")
    crematorium: Mapped[str] = mapped_column(default="")
    cremated_on: Mapped[date | None]
    entered_france_on: Mapped[date | None]
    prosecutor_on: Mapped[date | None]
    derogation_until: Mapped[date | None]
    derogation_reference: Mapped[str] = mapped_column(default="")
    by_court_order: Mapped[bool] = mapped_column(default=False)
    closed_to_public: Mapped[bool] = mapped_column(default=True)
    """Outside public hours, or in a part closed to the public (exhumations)."""
    present: Mapped[str] = mapped_column(default="")
    """Persons present."""
    state_found: Mapped[str] = mapped_column(default="")
    fixing: Mapped[str] = mapped_column(default="")
    plate_text: Mapped[str] = mapped_column(default="")
    police_fee_due: Mapped[bool] = mapped_column(default=False)
    police_officer: Mapped[str] = mapped_column(default="")
    act_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_act.id"))
    report_act_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_act.id"))
    override_reason: Mapped[str] = mapped_column(default="")
    """Why a closed gate was passed, in writing; the gates are in `snapshot`."""
    snapshot: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    cancelled_because: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")

    plot_from: Mapped[Plot | None] = relationship(foreign_keys=[plot_from_id])
    plot_to: Mapped[Plot | None] = relationship(foreign_keys=[plot_to_id])
    place_to: Mapped[Place | None] = relationship()
    concession: Mapped[Concession | None] = relationship()
    applicant: Mapped[Person | None] = relationship()
    operator: Mapped[Organisation | None] = relationship()
    subjects: Mapped[list[OperationSubject]] = relationship(
        back_populates="operation", cascade="all, delete-orphan", order_by="OperationSubject.id"
    )


class OperationSubject(Record):
    """One of the dead whom an operation concerns."""

    __tablename__ = "cemetery_operation_subject"
    __table_args__ = (UniqueConstraint("operation_id", "deceased_id"),)

    operation_id: Mapped[int] = mapped_column(ForeignKey("cemetery_operation.id", ondelete="CASCADE"))
    deceased_id: Mapped[int] = mapped_column(ForeignKey("cemetery_deceased.id"), index=True)
    remains_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_remains.id"))
    """The remains that are moved, when they are already in the cemetery."""

    operation: Mapped[FuneralOperation] = relationship(back_populates="subjects")
    deceased: Mapped[Deceased] = relationship()


class DeathCandidate(Record):
    """A line of the public file of deaths that may be a holder or an heir: confirmed by the clerk only (§17.6)."""

    __tablename__ = "cemetery_death_candidate"
    __table_args__ = (UniqueConstraint("person_id", "line_key"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("directory_person.id"))
    line_key: Mapped[str]
    """Digest of the line, so that the same file read twice proposes once."""
    score: Mapped[int]
    reasons: Mapped[list[str]] = mapped_column(Json, default=list)
    names: Mapped[str]
    born_on: Mapped[PartialDate | None]
    birth_place: Mapped[str] = mapped_column(default="")
    died_on: Mapped[PartialDate | None]
    death_place_code: Mapped[str] = mapped_column(default="")
    death_record: Mapped[str] = mapped_column(default="")
    answered_on: Mapped[date | None]
    is_confirmed: Mapped[bool | None]
    """None while nobody has answered."""

    person: Mapped[Person] = relationship()
