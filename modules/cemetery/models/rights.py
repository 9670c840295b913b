# SPDX-License-Identifier: EUPL-1.2
"""Rights on the ground: concessions, their terms and parties, tariffs, fees, numbered acts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from app.billing.models import CouncilDecision, Payer
from app.core.dates import PartialDate
from app.core.people import key1, key2
from app.directory.models import Person
from app.store.base import Json, Record, Scaled
from modules.cemetery.models.ground import Cemetery, Plot
from modules.cemetery.rules.codes import (
    ActFamily,
    ClosureReason,
    ConcessionKind,
    DurationCode,
    Kinship,
    OwnershipEventKind,
    PartyRole,
    PlotKind,
    TariffOperation,
    TermOperation,
)


class Concession(Record):
    """A contract on one or several plots. Its state follows from its terms, never from a column."""

    __tablename__ = "cemetery_concession"
    __table_args__ = (
        CheckConstraint("closed_on IS NOT NULL OR closed_reason IS NULL", name="closure"),
        Index(None, "cemetery_id", "number_key"),
    )

    cemetery_id: Mapped[int] = mapped_column(ForeignKey("cemetery_cemetery.id"))
    number: Mapped[str] = mapped_column(default="")
    """Number of the deed as written; empty when it is lost."""
    number_key: Mapped[str] = mapped_column(default="", index=True)
    volume: Mapped[str] = mapped_column(default="")
    folio: Mapped[str] = mapped_column(default="")
    kind: Mapped[ConcessionKind] = mapped_column(default=ConcessionKind.FAMILY)
    """FAMILY when an old deed is silent (§5.1)."""
    family_name: Mapped[str] = mapped_column(default="")
    """As carved, as said: the label on screen and on notices."""
    family_key: Mapped[str] = mapped_column(default="", index=True)
    deed_on: Mapped[PartialDate | None]
    deed_lost: Mapped[bool] = mapped_column(default=False)
    notoriety_on: Mapped[date | None]
    """Act of notoriety that stands for the lost deed (R2223-14)."""
    upkeep_accepted: Mapped[bool] = mapped_column(default=False)
    """Upkeep accepted with a gift or bequest: never repossessed for abandonment (R2223-23)."""
    opposition: Mapped[bool] = mapped_column(default=False)
    """A family dispute was notified: burials wait for the court."""
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("directory_person.id"), index=True)
    """Who receives the letters; an address, not a right."""
    closed_on: Mapped[date | None]
    closed_reason: Mapped[ClosureReason | None]
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_concession.id"))
    """The concession from which this one was transferred."""
    duties_historical: Mapped[str] = mapped_column(default="")
    """Registration duty and taxes written on an old deed."""
    remark: Mapped[str] = mapped_column(default="")
    as_written: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    cemetery: Mapped[Cemetery] = relationship()
    contact: Mapped[Person | None] = relationship()
    grounds: Mapped[list[ConcessionPlot]] = relationship(
        back_populates="concession", cascade="all, delete-orphan"
    )
    terms: Mapped[list[ConcessionTerm]] = relationship(
        back_populates="concession", cascade="all, delete-orphan", order_by="ConcessionTerm.sequence"
    )
    parties: Mapped[list[ConcessionParty]] = relationship(
        back_populates="concession", cascade="all, delete-orphan", order_by="ConcessionParty.rank"
    )

    @validates("family_name", "number")
    def _keys(self, name: str, value: str) -> str:
        if name == "number":
            self.number_key = key2(value or "")
        else:
            self.family_key = key1(value or "")
        return value


class ConcessionPlot(Record):
    """A plot of a concession; a double grave is one concession over two plots (§3.1)."""

    __tablename__ = "cemetery_concession_plot"
    __table_args__ = (UniqueConstraint("concession_id", "plot_id"),)

    concession_id: Mapped[int] = mapped_column(ForeignKey("cemetery_concession.id", ondelete="CASCADE"))
    plot_id: Mapped[int] = mapped_column(ForeignKey("cemetery_plot.id"), index=True)

    concession: Mapped[Concession] = relationship(back_populates="grounds")
    plot: Mapped[Plot] = relationship()


class ConcessionTerm(Record):
    """One term: initial, renewal or conversion; `[start, expires_on)` (§1.2)."""

    __tablename__ = "cemetery_term"
    __table_args__ = (UniqueConstraint("concession_id", "sequence"),)

    concession_id: Mapped[int] = mapped_column(ForeignKey("cemetery_concession.id", ondelete="CASCADE"))
    sequence: Mapped[int]
    operation: Mapped[TermOperation] = mapped_column(default=TermOperation.GRANT)
    duration: Mapped[DurationCode]
    years: Mapped[int | None]
    """None when perpetual."""
    start: Mapped[PartialDate | None]
    start_circa: Mapped[bool] = mapped_column(default=False)
    start_as_written: Mapped[str] = mapped_column(default="")
    expires_on: Mapped[date | None] = mapped_column(index=True)
    """First day out of the term, the override included; None when perpetual or unknown."""
    expiry_override: Mapped[PartialDate | None]
    """The expiry written on an old title, which wins over the computed one (§1.2)."""
    expiry_as_written: Mapped[str] = mapped_column(default="")
    decided_on: Mapped[date | None]
    """Day of the act."""
    tariff_on: Mapped[date | None]
    """Day whose tariff was applied."""
    price: Mapped[Decimal | None]
    ccas: Mapped[Decimal] = mapped_column(default=Decimal(0))
    price_as_written: Mapped[str] = mapped_column(default="")
    receipt: Mapped[str] = mapped_column(default="")
    act_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_act.id"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("directory_person.id"), index=True)
    """Who asked and paid; never becomes the holder by it (§6.2)."""
    override_reason: Mapped[str] = mapped_column(default="")
    """Why a closed gate was passed; the gates are in `snapshot`."""
    snapshot: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """Parameters, tariff lines, gates and reasons of the day of the act."""

    concession: Mapped[Concession] = relationship(back_populates="terms")
    act: Mapped[Act | None] = relationship()


class ConcessionParty(Record):
    """A holder, an heir, a named beneficiary, or somebody whom the founder excluded."""

    __tablename__ = "cemetery_party"
    __table_args__ = (UniqueConstraint("concession_id", "person_id", "role"),)

    concession_id: Mapped[int] = mapped_column(ForeignKey("cemetery_concession.id", ondelete="CASCADE"))
    person_id: Mapped[int] = mapped_column(ForeignKey("directory_person.id"), index=True)
    role: Mapped[PartyRole]
    rank: Mapped[int] = mapped_column(default=0)
    kinship: Mapped[Kinship] = mapped_column(default=Kinship.UNKNOWN)
    valid_from: Mapped[PartialDate | None]
    valid_to: Mapped[PartialDate | None]
    proof: Mapped[str] = mapped_column(default="")
    """What proved it: notary's act, family record book."""
    proved_on: Mapped[date | None]
    agreed_on: Mapped[date | None]
    """Day of a written agreement given for a burial, when one was."""
    remark: Mapped[str] = mapped_column(default="")

    concession: Mapped[Concession] = relationship(back_populates="parties")
    person: Mapped[Person] = relationship()


class OwnershipEvent(Record):
    """A gift, a bequest, a succession, an amendment: rights change, the founder's name stays (§6.7)."""

    __tablename__ = "cemetery_ownership_event"

    concession_id: Mapped[int] = mapped_column(
        ForeignKey("cemetery_concession.id", ondelete="CASCADE"), index=True
    )
    kind: Mapped[OwnershipEventKind]
    happened_on: Mapped[PartialDate]
    deed: Mapped[str] = mapped_column(default="")
    before: Mapped[str] = mapped_column(default="")
    after: Mapped[str] = mapped_column(default="")
    remark: Mapped[str] = mapped_column(default="")


class CemeteryTariff(Record):
    """A price of the council by operation, kind and duration, progressive above a surface (R2223-11)."""

    __tablename__ = "cemetery_tariff"
    __table_args__ = (CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="order"),)

    operation: Mapped[TariffOperation]
    plot_kind: Mapped[PlotKind | None]
    """None: every kind."""
    duration: Mapped[DurationCode | None]
    years: Mapped[int | None]
    """Length that the duration means here (a TEMP of 10 or 15 years)."""
    base_price: Mapped[Decimal]
    base_surface_m2: Mapped[Decimal | None] = mapped_column(Scaled(2))
    extra_price_per_m2: Mapped[Decimal | None]
    per_place_price: Mapped[Decimal | None]
    non_resident_factor: Mapped[Decimal | None] = mapped_column(Scaled(4))
    """Off unless the commune's lawyer agreed (to be verified)."""
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("billing_council_decision.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    """Last day, included."""

    decision: Mapped[CouncilDecision | None] = relationship()


class Fee(Record):
    """A sum due to the cemetery: a term, an operation, a plate. Shared billing invoices it; a refund goes out."""

    __tablename__ = "cemetery_fee"

    operation: Mapped[TariffOperation]
    due_on: Mapped[date] = mapped_column(index=True)
    label: Mapped[str]
    amount: Mapped[Decimal]
    """Euros; negative for a refund (retrocession), which billing does not invoice."""
    ccas: Mapped[Decimal] = mapped_column(default=Decimal(0))
    payer_id: Mapped[int | None] = mapped_column(ForeignKey("billing_payer.id"), index=True)
    concession_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_concession.id"), index=True)
    term_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_term.id"))
    funeral_operation_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_operation.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("directory_person.id"), index=True)
    """Whom the line concerns on the bill (holder, deceased)."""
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("billing_council_decision.id"))
    why: Mapped[list[str]] = mapped_column(Json, default=list)
    snapshot: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    cancelled_on: Mapped[date | None]

    payer: Mapped[Payer | None] = relationship()
    concession: Mapped[Concession | None] = relationship()


class Act(Record):
    """A numbered act of the mayor: deed, order, permit, report. A cancelled number stays (§13)."""

    __tablename__ = "cemetery_act"
    __table_args__ = (UniqueConstraint("family", "year", "number"),)

    family: Mapped[ActFamily]
    year: Mapped[int]
    number: Mapped[int]
    paper: Mapped[str] = mapped_column(default="")
    """Name of the paper that draws it: `cemetery.deed`."""
    title: Mapped[str]
    made_on: Mapped[date]
    concession_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_concession.id"), index=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cemetery_case.id"), index=True)
    sha256: Mapped[str] = mapped_column(default="")
    """The paper as it was issued."""
    cancelled_on: Mapped[date | None]
    cancelled_because: Mapped[str] = mapped_column(default="")

    @property
    def reference(self) -> str:
        """« 2026-0012 »."""
        return f"{self.year}-{self.number:04d}"
