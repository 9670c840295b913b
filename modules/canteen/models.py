# SPDX-License-Identifier: EUPL-1.2
"""Tables of the canteen: schools and classes, enrolments, bookings, meals, calendars, custody, orders."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.billing.models import CouncilDecision, Payer
from app.directory.models import Person
from app.store.base import Json, Record, sensitive
from modules.canteen.rules.absences import AbsenceReason, AbsenceRuleKind
from modules.canteen.rules.attendance import Basis, DayState
from modules.canteen.rules.booking import BookingKind
from modules.canteen.rules.codes import Category, Diet, Regularity, Residency
from modules.canteen.rules.custody import CustodyMethod, SplitLevel, TariffBasis
from modules.canteen.rules.cutoff import CutoffShape, ShiftIfClosed
from modules.canteen.rules.pricing import SurchargeKind

VALIDITY = "valid_to IS NULL OR valid_to >= valid_from"


class Grade(StrEnum):
    """Level of a class or of a pupil (canteen reference §1)."""

    TPS = "TPS"
    PS = "PS"
    MS = "MS"
    GS = "GS"
    CP = "CP"
    CE1 = "CE1"
    CE2 = "CE2"
    CM1 = "CM1"
    CM2 = "CM2"
    ULIS = "ULIS"


class ResidencyReason(StrEnum):
    """Why someone living elsewhere pays as a resident (canteen reference §10.1)."""

    LOCAL_TAX = "LOCAL_TAX"
    STAFF = "STAFF"
    ULIS = "ULIS"
    AGREEMENT = "AGREEMENT"


class CareKind(StrEnum):
    """Kind of care plan signed with the school and the doctor (canteen reference §8)."""

    FOOD_ALLERGY = "FOOD_ALLERGY"
    DIABETES = "DIABETES"
    ASTHMA = "ASTHMA"
    OTHER = "OTHER"


NURSERY_GRADES = frozenset({Grade.TPS, Grade.PS, Grade.MS, Grade.GS})


class SchoolLevel(StrEnum):
    """Nursery school (3-6), elementary (6-11), or both."""

    NURSERY = "NURSERY"
    ELEMENTARY = "ELEMENTARY"
    BOTH = "BOTH"


class Channel(StrEnum):
    """How a booking or a cancelling reached the town hall."""

    COUNTER = "COUNTER"
    PHONE = "PHONE"
    EMAIL = "EMAIL"
    PAPER = "PAPER"
    EVENT = "EVENT"


class CutoffPurpose(StrEnum):
    """What a cut-off rule is for."""

    BOOKING = "BOOKING"
    CANCELLING = "CANCELLING"
    SUPPLIER = "SUPPLIER"


class Canteen(Record):
    """A place where meals are served; it may serve several schools."""

    __tablename__ = "canteen_canteen"

    title: Mapped[str] = mapped_column(unique=True)
    capacity: Mapped[int | None]
    """Meals that one day can hold, all sittings together."""
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("directory_organisation.id"))
    margin: Mapped[int] = mapped_column(default=0)
    """Standard elementary meals ordered above the bookings."""
    active: Mapped[bool] = mapped_column(default=True)

    schools: Mapped[list[School]] = relationship(back_populates="canteen")


class School(Record):
    """A school, the days on which it works, and the canteen that feeds it."""

    __tablename__ = "canteen_school"

    title: Mapped[str] = mapped_column(unique=True)
    uai: Mapped[str | None]
    level: Mapped[SchoolLevel] = mapped_column(default=SchoolLevel.BOTH)
    canteen_id: Mapped[int] = mapped_column(ForeignKey("canteen_canteen.id"))
    weekdays: Mapped[int] = mapped_column(default=0b11011)
    """Mask of the days with a meal, Monday 1, Tuesday 2, Wednesday 4…; the default is the four-day week."""
    active: Mapped[bool] = mapped_column(default=True)

    canteen: Mapped[Canteen] = relationship(back_populates="schools")
    classes: Mapped[list[SchoolClass]] = relationship(back_populates="school")


class SchoolYear(Record):
    """A school year of the commune: 1 September to 31 August, with the first and last days of school."""

    __tablename__ = "canteen_school_year"

    start_year: Mapped[int] = mapped_column(unique=True)
    first_on: Mapped[date]
    """Pupils' first day."""
    last_on: Mapped[date]
    """Last day of school."""

    @property
    def title(self) -> str:
        """« 2026-2027 »."""
        return f"{self.start_year}-{self.start_year + 1}"


class SchoolClass(Record):
    """A class of a school for one school year; it may mix grades."""

    __tablename__ = "canteen_school_class"
    __table_args__ = (UniqueConstraint("school_id", "school_year_id", "title"),)

    school_id: Mapped[int] = mapped_column(ForeignKey("canteen_school.id"))
    school_year_id: Mapped[int] = mapped_column(ForeignKey("canteen_school_year.id"), index=True)
    title: Mapped[str]
    teacher: Mapped[str] = mapped_column(default="")
    grades: Mapped[list[str]] = mapped_column(Json, default=list)
    rank: Mapped[int] = mapped_column(default=0)
    """Order of the classes in lists and grids, the youngest first."""

    school: Mapped[School] = relationship(back_populates="classes")
    school_year: Mapped[SchoolYear] = relationship()


class Enrolment(Record):
    """The right of a person to eat at a canteen, for a school year or a part of it."""

    __tablename__ = "canteen_enrolment"
    __table_args__ = (
        CheckConstraint(VALIDITY, name="order"),
        Index("ix_canteen_enrolment_year_person", "school_year_id", "person_id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("directory_person.id"), index=True)
    school_year_id: Mapped[int] = mapped_column(ForeignKey("canteen_school_year.id"))
    canteen_id: Mapped[int] = mapped_column(ForeignKey("canteen_canteen.id"))
    school_class_id: Mapped[int | None] = mapped_column(ForeignKey("canteen_school_class.id"), index=True)
    """None for adults and other guests."""
    grade: Mapped[Grade | None]
    category: Mapped[Category]
    diet: Mapped[Diet] = mapped_column(default=Diet.STANDARD)
    regularity: Mapped[Regularity] = mapped_column(default=Regularity.REGULAR)
    residency_override: Mapped[Residency | None]
    """Residency decided whatever the address; empty, the payer's address decides."""
    residency_reason: Mapped[ResidencyReason | None]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    remark: Mapped[str] = mapped_column(default="")

    person: Mapped[Person] = relationship()
    school_year: Mapped[SchoolYear] = relationship()
    school_class: Mapped[SchoolClass | None] = relationship()
    patterns: Mapped[list[BookingPattern]] = relationship(
        back_populates="enrolment", order_by="BookingPattern.valid_from", cascade="all, delete-orphan"
    )


class BookingPattern(Record):
    """The weekly habit of an enrolled person: a mask of weekdays, or two that alternate."""

    __tablename__ = "canteen_booking_pattern"
    __table_args__ = (UniqueConstraint("enrolment_id", "valid_from"), CheckConstraint(VALIDITY, name="order"))

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("canteen_enrolment.id"), index=True)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    weekdays: Mapped[int]
    weekdays_other: Mapped[int | None]
    """Mask of the second week of a cycle of two (parents who work in shifts)."""
    cycle_from: Mapped[date | None]
    """Monday on which the first week of the cycle began."""

    enrolment: Mapped[Enrolment] = relationship(back_populates="patterns")


class BookingException(Record):
    """One day booked or cancelled outside the habit. All are kept; the latest valid one counts."""

    __tablename__ = "canteen_booking_exception"
    __table_args__ = (Index(None, "enrolment_id", "day"),)

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("canteen_enrolment.id"))
    day: Mapped[date] = mapped_column(index=True)
    kind: Mapped[BookingKind]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(default="")
    channel: Mapped[Channel] = mapped_column(default=Channel.COUNTER)
    is_late: Mapped[bool] = mapped_column(default=False)
    accepted_because: Mapped[str] = mapped_column(default="")
    """Why a late request was accepted all the same."""
    event_id: Mapped[int | None] = mapped_column(ForeignKey("canteen_class_event.id"))


class Meal(Record):
    """What happened on one day for one enrolled person, frozen: booked or not, present or not, billed as."""

    __tablename__ = "canteen_meal"
    __table_args__ = (UniqueConstraint("enrolment_id", "day"), Index("ix_canteen_meal_day", "day"))

    enrolment_id: Mapped[int] = mapped_column(ForeignKey("canteen_enrolment.id"))
    day: Mapped[date]
    is_booked: Mapped[bool]
    is_present: Mapped[bool | None]
    """None while nobody has said."""
    reason: Mapped[AbsenceReason | None]
    noticed_at: Mapped[datetime | None]
    """When the absence was announced."""
    certificate_at: Mapped[datetime | None]
    """When a certificate was received; the paper itself is not kept."""
    is_excused: Mapped[bool | None]
    """The clerk's own decision over the rule, with `remark` saying why."""
    basis: Mapped[Basis | None]
    """How it is billed; set when the sheet is finished, from the rules."""
    remark: Mapped[str] = mapped_column(default="")


class ServiceDay(Record):
    """The sheet of one class (or of the adults of a canteen, without class) on one day."""

    __tablename__ = "canteen_service_day"
    __table_args__ = (
        UniqueConstraint("canteen_id", "school_class_id", "day"),
        Index("ix_canteen_service_day_day", "day"),
    )

    canteen_id: Mapped[int] = mapped_column(ForeignKey("canteen_canteen.id"))
    school_class_id: Mapped[int | None] = mapped_column(ForeignKey("canteen_school_class.id"))
    day: Mapped[date]
    state: Mapped[DayState] = mapped_column(default=DayState.OPEN)
    pointed_by: Mapped[str] = mapped_column(default="")
    pointed_at: Mapped[datetime | None]
    reopened_because: Mapped[str] = mapped_column(default="")


class CalendarOverride(Record):
    """Days open or closed against the ordinary calendar: catch-up day, bridge, works, strike. It wins."""

    __tablename__ = "canteen_calendar_override"
    __table_args__ = (CheckConstraint("last_on >= first_on", name="order"),)

    first_on: Mapped[date] = mapped_column(index=True)
    last_on: Mapped[date]
    school_id: Mapped[int | None] = mapped_column(ForeignKey("canteen_school.id"))
    """None: every school."""
    is_open: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[AbsenceReason | None]
    label: Mapped[str]


class CutoffRule(Record):
    """The last moment to book, to cancel, or to order from the supplier (canteen reference §5.2)."""

    __tablename__ = "canteen_cutoff_rule"
    __table_args__ = (CheckConstraint(VALIDITY, name="order"),)

    canteen_id: Mapped[int] = mapped_column(ForeignKey("canteen_canteen.id"))
    purpose: Mapped[CutoffPurpose]
    shape: Mapped[CutoffShape]
    days: Mapped[int] = mapped_column(default=1)
    """Number of days before, for the shapes that count."""
    hour: Mapped[time]
    weekday_map: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    """Weekday of the meal (0 Monday) to weekday of the deadline, for the map."""
    weekday: Mapped[int | None]
    """Weekday of the deadline (0 Monday), for the weekly shape."""
    shift_if_closed: Mapped[ShiftIfClosed] = mapped_column(default=ShiftIfClosed.PREVIOUS_WORKING_DAY)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class AbsenceRule(Record):
    """What an absence for a reason costs, as the town's rules say (canteen reference §7.1)."""

    __tablename__ = "canteen_absence_rule"
    __table_args__ = (CheckConstraint(VALIDITY, name="order"),)

    reason: Mapped[AbsenceReason]
    kind: Mapped[AbsenceRuleKind]
    count: Mapped[int] = mapped_column(default=0)
    """Serving days, or consecutive days, that the rule names."""
    needs_certificate: Mapped[bool] = mapped_column(default=False)
    hours: Mapped[int | None]
    """Hours to give a certificate, from the first meal missed; empty: no limit."""
    amount: Mapped[Decimal | None]
    """Refund for each absence, in euros, for flat prices."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class SurchargeRule(Record):
    """What an unreserved meal costs above the tariff, as the council decided (canteen reference §10.1)."""

    __tablename__ = "canteen_surcharge_rule"
    __table_args__ = (CheckConstraint(VALIDITY, name="order"),)

    kind: Mapped[SurchargeKind]
    amount: Mapped[Decimal | None]
    """Euros, or a percentage, as the kind says."""
    free_occurrences: Mapped[int] = mapped_column(default=0)
    """Unreserved meals of a school year that bear no surcharge."""
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("billing_council_decision.id"))
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    decision: Mapped[CouncilDecision | None] = relationship()


class CustodyPlan(Record):
    """Which payer bears which days or which share of a person's meals, from a day to a day."""

    __tablename__ = "canteen_custody_plan"
    __table_args__ = (CheckConstraint(VALIDITY, name="order"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("directory_person.id"), index=True)
    method: Mapped[CustodyMethod]
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    anchor_on: Mapped[date | None]
    """Monday of a week of the first payer, for one week in two."""
    tariff_basis: Mapped[TariffBasis] = mapped_column(default=TariffBasis.OWN)
    fixed_payer_id: Mapped[int | None] = mapped_column(ForeignKey("billing_payer.id"))
    """Whose quotient fixes the price, when one payer's does."""
    split_level: Mapped[SplitLevel] = mapped_column(default=SplitLevel.LINE)
    evidence: Mapped[str] = mapped_column(default="")
    """Decision or agreement shown, with its date."""

    parts: Mapped[list[CustodyPart]] = relationship(
        back_populates="plan", order_by="CustodyPart.rank", cascade="all, delete-orphan"
    )


class CustodyPart(Record):
    """What one payer bears in a custody plan."""

    __tablename__ = "canteen_custody_part"
    __table_args__ = (UniqueConstraint("plan_id", "rank"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("canteen_custody_plan.id"), index=True)
    payer_id: Mapped[int] = mapped_column(ForeignKey("billing_payer.id"), index=True)
    rank: Mapped[int]
    """Order of the payers: ties of a cent go to the first one."""
    percent: Mapped[Decimal | None]
    weekdays: Mapped[int | None]
    is_even_week: Mapped[bool | None]
    ranges: Mapped[list[Any]] = mapped_column(Json, default=list)
    """Explicit `[first day, last day]` pairs, ISO, for a calendar."""

    plan: Mapped[CustodyPlan] = relationship(back_populates="parts")
    payer: Mapped[Payer] = relationship()


class CarePlan(Record):
    """A health plan (PAI). Health data: its own right, read accesses logged, erased after its end."""

    __tablename__ = "canteen_care_plan"
    __table_args__ = (CheckConstraint(VALIDITY, name="order"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("directory_person.id"), index=True)
    kind: Mapped[CareKind] = mapped_column(info=sensitive())
    allergens: Mapped[list[str]] = mapped_column(Json, default=list, info=sensitive())
    """Codes of the fourteen regulated allergens."""
    measures: Mapped[str] = mapped_column(default="", info=sensitive())
    """What the staff does, in plain words."""
    is_basket: Mapped[bool] = mapped_column(default=False)
    """The family brings the meal: supervision alone is billed."""
    protocol_place: Mapped[str] = mapped_column(default="", info=sensitive())
    """Where the emergency protocol and the kit are."""
    review_on: Mapped[date | None]
    is_signed: Mapped[bool] = mapped_column(default=False)
    """False: announced by the family, the plan is still to be signed."""
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class ClassEvent(Record):
    """A strike, a trip, a teacher away: one act that frees whole classes (canteen reference §7.3)."""

    __tablename__ = "canteen_class_event"

    reason: Mapped[AbsenceReason]
    label: Mapped[str] = mapped_column(default="")
    first_on: Mapped[date]
    last_on: Mapped[date]
    is_meal_kept: Mapped[bool] = mapped_column(default=False)
    """A picnic is supplied: the meal stays booked and billed."""
    classes: Mapped[list[int]] = mapped_column(Json, default=list)
    """Ids of the classes concerned."""


class SupplierOrder(Record):
    """An order sent to the supplier, kept as it was sent; a change is a new version."""

    __tablename__ = "canteen_supplier_order"
    __table_args__ = (UniqueConstraint("canteen_id", "first_on", "last_on", "issue"),)

    canteen_id: Mapped[int] = mapped_column(ForeignKey("canteen_canteen.id"))
    first_on: Mapped[date] = mapped_column(index=True)
    last_on: Mapped[date]
    issue: Mapped[int]
    """1, 2, 3… for the same days."""
    quantities: Mapped[list[Any]] = mapped_column(Json, default=list)
    """`{day, category, diet, count}` rows, as sent."""
    total: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(default="")
