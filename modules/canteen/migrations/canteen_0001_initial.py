# SPDX-License-Identifier: EUPL-1.2
"""First tables of canteen.

Written by `python -m app.store.migrate new`, then read and completed by hand. On SQLite a table is rebuilt
(`op.batch_alter_table`) with foreign keys off: what refers to it stays, and is checked before the commit.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "canteen_0001"
down_revision = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """First tables of canteen."""
    op.create_table("canteen_absence_rule",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("reason", sa.String(length=40), nullable=False),
    sa.Column("kind", sa.String(length=40), nullable=False),
    sa.Column("count", sa.Integer(), nullable=False),
    sa.Column("needs_certificate", sa.Boolean(), nullable=False),
    sa.Column("hours", sa.Integer(), nullable=True),
    sa.Column("amount", sa.BigInteger(), nullable=True),
    sa.Column("valid_from", sa.Date(), nullable=False),
    sa.Column("valid_to", sa.Date(), nullable=True),
    sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_canteen_absence_rule_order")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_canteen_absence_rule")),
    sqlite_autoincrement=True
    )
    op.create_table("canteen_class_event",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("reason", sa.String(length=40), nullable=False),
    sa.Column("label", sa.Text(), nullable=False),
    sa.Column("first_on", sa.Date(), nullable=False),
    sa.Column("last_on", sa.Date(), nullable=False),
    sa.Column("is_meal_kept", sa.Boolean(), nullable=False),
    sa.Column("classes", JSON, nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_canteen_class_event")),
    sqlite_autoincrement=True
    )
    op.create_table("canteen_school_year",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("start_year", sa.Integer(), nullable=False),
    sa.Column("first_on", sa.Date(), nullable=False),
    sa.Column("last_on", sa.Date(), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_canteen_school_year")),
    sa.UniqueConstraint("start_year", name=op.f("uq_canteen_school_year_start_year")),
    sqlite_autoincrement=True
    )
    op.create_table("canteen_canteen",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("title", sa.Text(), nullable=False),
    sa.Column("capacity", sa.Integer(), nullable=True),
    sa.Column("supplier_id", sa.Integer(), nullable=True),
    sa.Column("margin", sa.Integer(), nullable=False),
    sa.Column("active", sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(["supplier_id"], ["directory_organisation.id"], name=op.f("fk_canteen_canteen_supplier_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_canteen_canteen")),
    sa.UniqueConstraint("title", name=op.f("uq_canteen_canteen_title")),
    sqlite_autoincrement=True
    )
    op.create_table("canteen_care_plan",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("kind", sa.String(length=40), nullable=False),
    sa.Column("allergens", JSON, nullable=False),
    sa.Column("measures", sa.Text(), nullable=False),
    sa.Column("is_basket", sa.Boolean(), nullable=False),
    sa.Column("protocol_place", sa.Text(), nullable=False),
    sa.Column("review_on", sa.Date(), nullable=True),
    sa.Column("is_signed", sa.Boolean(), nullable=False),
    sa.Column("valid_from", sa.Date(), nullable=False),
    sa.Column("valid_to", sa.Date(), nullable=True),
    sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_canteen_care_plan_order")),
    sa.ForeignKeyConstraint(["person_id"], ["directory_person.id"], name=op.f("fk_canteen_care_plan_person_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_canteen_care_plan")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("canteen_care_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_canteen_care_plan_person_id"), ["person_id"], unique=False)

    op.create_table("canteen_surcharge_rule",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("kind", sa.String(length=40), nullable=False),
    sa.Column("amount", sa.BigInteger(), nullable=True),
    sa.Column("free_occurrences", sa.Integer(), nullable=False),
    sa.Column("decision_id", sa.Integer(), nullable=True),
    sa.Column("valid_from", sa.Date(), nullable=False),
    sa.Column("valid_to", sa.Date(), nullable=True),
    sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_canteen_surcharge_rule_order")),
    sa.ForeignKeyConstraint(["decision_id"], ["billing_council_decision.id"], name=op.f("fk_canteen_surcharge_rule_decision_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_canteen_surcharge_rule")),
    sqlite_autoincrement=True
    )
    op.create_table("canteen_custody_plan",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("method", sa.String(length=40), nullable=False),
    sa.Column("valid_from", sa.Date(), nullable=False),
    sa.Column("valid_to", sa.Date(), nullable=True),
    sa.Column("anchor_on", sa.Date(), nullable=True),
    sa.Column("tariff_basis", sa.String(length=40), nullable=False),
    sa.Column("fixed_payer_id", sa.Integer(), nullable=True),
    sa.Column("split_level", sa.String(length=40), nullable=False),
    sa.Column("evidence", sa.Text(), nullable=False),
    sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_canteen_custody_plan_order")),
    sa.ForeignKeyConstraint(["fixed_payer_id"], ["billing_payer.id"], name=op.f("fk_canteen_custody_plan_fixed_payer_id")),
    sa.ForeignKeyConstraint(["person_id"], ["directory_person.id"], name=op.f("fk_canteen_custody_plan_person_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_canteen_custody_plan")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("canteen_custody_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_canteen_custody_plan_person_id"), ["person_id"], unique=False)

    op.create_table("canteen_cutoff_rule",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("canteen_id", sa.Integer(), nullable=False),
    sa.Column("purpose", sa.String(length=40), nullable=False),
    sa.Column("shape", sa.String(length=40), nullable=False),
    sa.Column("days", sa.Integer(), nullable=False),
    sa.Column("hour", sa.Time(), nullable=False),
    sa.Column("weekday_map", JSON, nullable=False),
    sa.Column("weekday", sa.Integer(), nullable=True),
    sa.Column("shift_if_closed", sa.String(length=40), nullable=False),
    sa.Column("valid_from", sa.Date(), nullable=False),
    sa.Column("valid_to", sa.Date(), nullable=True),
    sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_canteen_cutoff_rule_order")),
    sa.ForeignKeyConstraint(["canteen_id"], ["canteen_canteen.id"], name=op.f("fk_canteen_cutoff_rule_canteen_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_canteen_cutoff_rule")),
    sqlite_autoincrement=True
    )
    op.create_table("canteen_school",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("title", sa.Text(), nullable=False),
    sa.Column("uai", sa.Text(), nullable=True),
    sa.Column("level", sa.String(length=40), nullable=False),
    sa.Column("canteen_id", sa.Integer(), nullable=False),
    sa.Column("weekdays", sa.Integer(), nullable=False),
    sa.Column("active", sa.Boolean(), nullable=False),
    sa.ForeignKeyConstraint(["canteen_id"], ["canteen_canteen.id"], name=op.f("fk_canteen_school_canteen_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_canteen_school")),
    sa.UniqueConstraint("title", name=op.f("uq_canteen_school_title")),
    sqlite_autoincrement=True
    )
    op.create_table("canteen_supplier_order",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("canteen_id", sa.Integer(), nullable=False),
    sa.Column("first_on", sa.Date(), nullable=False),
    sa.Column("last_on", sa.Date(), nullable=False),
    sa.Column("issue", sa.Integer(), nullable=False),
    sa.Column("quantities", JSON, nullable=False),
    sa.Column("total", sa.Integer(), nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("made_by", sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(["canteen_id"], ["canteen_canteen.id"], name=op.f("fk_canteen_supplier_order_canteen_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_canteen_supplier_order")),
    sa.UniqueConstraint("canteen_id", "first_on", "last_on", "issue", name=op.f("uq_canteen_supplier_order_canteen_id_first_on_last_on_issue")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("canteen_supplier_order", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_canteen_supplier_order_first_on"), ["first_on"], unique=False)

    op.create_table("canteen_calendar_override",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("first_on", sa.Date(), nullable=False),
    sa.Column("last_on", sa.Date(), nullable=False),
    sa.Column("school_id", sa.Integer(), nullable=True),
    sa.Column("is_open", sa.Boolean(), nullable=False),
    sa.Column("reason", sa.String(length=40), nullable=True),
    sa.Column("label", sa.Text(), nullable=False),
    sa.CheckConstraint("last_on >= first_on", name=op.f("ck_canteen_calendar_override_order")),
    sa.ForeignKeyConstraint(["school_id"], ["canteen_school.id"], name=op.f("fk_canteen_calendar_override_school_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_canteen_calendar_override")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("canteen_calendar_override", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_canteen_calendar_override_first_on"), ["first_on"], unique=False)

    op.create_table("canteen_custody_part",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("plan_id", sa.Integer(), nullable=False),
    sa.Column("payer_id", sa.Integer(), nullable=False),
    sa.Column("rank", sa.Integer(), nullable=False),
    sa.Column("percent", sa.BigInteger(), nullable=True),
    sa.Column("weekdays", sa.Integer(), nullable=True),
    sa.Column("is_even_week", sa.Boolean(), nullable=True),
    sa.Column("ranges", JSON, nullable=False),
    sa.ForeignKeyConstraint(["payer_id"], ["billing_payer.id"], name=op.f("fk_canteen_custody_part_payer_id")),
    sa.ForeignKeyConstraint(["plan_id"], ["canteen_custody_plan.id"], name=op.f("fk_canteen_custody_part_plan_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_canteen_custody_part")),
    sa.UniqueConstraint("plan_id", "rank", name=op.f("uq_canteen_custody_part_plan_id_rank")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("canteen_custody_part", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_canteen_custody_part_payer_id"), ["payer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_canteen_custody_part_plan_id"), ["plan_id"], unique=False)

    op.create_table("canteen_school_class",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("school_id", sa.Integer(), nullable=False),
    sa.Column("school_year_id", sa.Integer(), nullable=False),
    sa.Column("title", sa.Text(), nullable=False),
    sa.Column("teacher", sa.Text(), nullable=False),
    sa.Column("grades", JSON, nullable=False),
    sa.Column("rank", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["school_id"], ["canteen_school.id"], name=op.f("fk_canteen_school_class_school_id")),
    sa.ForeignKeyConstraint(["school_year_id"], ["canteen_school_year.id"], name=op.f("fk_canteen_school_class_school_year_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_canteen_school_class")),
    sa.UniqueConstraint("school_id", "school_year_id", "title", name=op.f("uq_canteen_school_class_school_id_school_year_id_title")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("canteen_school_class", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_canteen_school_class_school_year_id"), ["school_year_id"], unique=False)

    op.create_table("canteen_enrolment",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=False),
    sa.Column("school_year_id", sa.Integer(), nullable=False),
    sa.Column("canteen_id", sa.Integer(), nullable=False),
    sa.Column("school_class_id", sa.Integer(), nullable=True),
    sa.Column("grade", sa.String(length=40), nullable=True),
    sa.Column("category", sa.String(length=40), nullable=False),
    sa.Column("diet", sa.String(length=40), nullable=False),
    sa.Column("regularity", sa.String(length=40), nullable=False),
    sa.Column("residency_override", sa.String(length=40), nullable=True),
    sa.Column("residency_reason", sa.String(length=40), nullable=True),
    sa.Column("valid_from", sa.Date(), nullable=False),
    sa.Column("valid_to", sa.Date(), nullable=True),
    sa.Column("remark", sa.Text(), nullable=False),
    sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_canteen_enrolment_order")),
    sa.ForeignKeyConstraint(["canteen_id"], ["canteen_canteen.id"], name=op.f("fk_canteen_enrolment_canteen_id")),
    sa.ForeignKeyConstraint(["person_id"], ["directory_person.id"], name=op.f("fk_canteen_enrolment_person_id")),
    sa.ForeignKeyConstraint(["school_class_id"], ["canteen_school_class.id"], name=op.f("fk_canteen_enrolment_school_class_id")),
    sa.ForeignKeyConstraint(["school_year_id"], ["canteen_school_year.id"], name=op.f("fk_canteen_enrolment_school_year_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_canteen_enrolment")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("canteen_enrolment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_canteen_enrolment_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_canteen_enrolment_school_class_id"), ["school_class_id"], unique=False)
        batch_op.create_index("ix_canteen_enrolment_year_person", ["school_year_id", "person_id"], unique=False)

    op.create_table("canteen_service_day",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("canteen_id", sa.Integer(), nullable=False),
    sa.Column("school_class_id", sa.Integer(), nullable=True),
    sa.Column("day", sa.Date(), nullable=False),
    sa.Column("state", sa.String(length=40), nullable=False),
    sa.Column("pointed_by", sa.Text(), nullable=False),
    sa.Column("pointed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("reopened_because", sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(["canteen_id"], ["canteen_canteen.id"], name=op.f("fk_canteen_service_day_canteen_id")),
    sa.ForeignKeyConstraint(["school_class_id"], ["canteen_school_class.id"], name=op.f("fk_canteen_service_day_school_class_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_canteen_service_day")),
    sa.UniqueConstraint("canteen_id", "school_class_id", "day", name=op.f("uq_canteen_service_day_canteen_id_school_class_id_day")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("canteen_service_day", schema=None) as batch_op:
        batch_op.create_index("ix_canteen_service_day_day", ["day"], unique=False)

    op.create_table("canteen_booking_exception",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("enrolment_id", sa.Integer(), nullable=False),
    sa.Column("day", sa.Date(), nullable=False),
    sa.Column("kind", sa.String(length=40), nullable=False),
    sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("made_by", sa.Text(), nullable=False),
    sa.Column("channel", sa.String(length=40), nullable=False),
    sa.Column("is_late", sa.Boolean(), nullable=False),
    sa.Column("accepted_because", sa.Text(), nullable=False),
    sa.Column("event_id", sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(["enrolment_id"], ["canteen_enrolment.id"], name=op.f("fk_canteen_booking_exception_enrolment_id")),
    sa.ForeignKeyConstraint(["event_id"], ["canteen_class_event.id"], name=op.f("fk_canteen_booking_exception_event_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_canteen_booking_exception")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("canteen_booking_exception", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_canteen_booking_exception_day"), ["day"], unique=False)
        batch_op.create_index(batch_op.f("ix_canteen_booking_exception_enrolment_id_day"), ["enrolment_id", "day"], unique=False)

    op.create_table("canteen_booking_pattern",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("enrolment_id", sa.Integer(), nullable=False),
    sa.Column("valid_from", sa.Date(), nullable=False),
    sa.Column("valid_to", sa.Date(), nullable=True),
    sa.Column("weekdays", sa.Integer(), nullable=False),
    sa.Column("weekdays_other", sa.Integer(), nullable=True),
    sa.Column("cycle_from", sa.Date(), nullable=True),
    sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_canteen_booking_pattern_order")),
    sa.ForeignKeyConstraint(["enrolment_id"], ["canteen_enrolment.id"], name=op.f("fk_canteen_booking_pattern_enrolment_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_canteen_booking_pattern")),
    sa.UniqueConstraint("enrolment_id", "valid_from", name=op.f("uq_canteen_booking_pattern_enrolment_id_valid_from")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("canteen_booking_pattern", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_canteen_booking_pattern_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table("canteen_meal",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("enrolment_id", sa.Integer(), nullable=False),
    sa.Column("day", sa.Date(), nullable=False),
    sa.Column("is_booked", sa.Boolean(), nullable=False),
    sa.Column("is_present", sa.Boolean(), nullable=True),
    sa.Column("reason", sa.String(length=40), nullable=True),
    sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("certificate_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("is_excused", sa.Boolean(), nullable=True),
    sa.Column("basis", sa.String(length=40), nullable=True),
    sa.Column("remark", sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(["enrolment_id"], ["canteen_enrolment.id"], name=op.f("fk_canteen_meal_enrolment_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_canteen_meal")),
    sa.UniqueConstraint("enrolment_id", "day", name=op.f("uq_canteen_meal_enrolment_id_day")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("canteen_meal", schema=None) as batch_op:
        batch_op.create_index("ix_canteen_meal_day", ["day"], unique=False)
