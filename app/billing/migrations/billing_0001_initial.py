# SPDX-License-Identifier: EUPL-1.2
# ruff: noqa: E501
"""First tables of billing.

Written by `python -m app.store.migrate new`, then read and completed by hand. On SQLite a table is rebuilt
(`op.batch_alter_table`) with foreign keys off: what refers to it stays, and is checked before the commit.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.billing.migrations.extras.initial import upgrade as add_extras

revision = "billing_0001"
down_revision = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """First tables of billing."""
    op.create_table("billing_collection_series",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("code", sa.Text(), nullable=False),
    sa.Column("title", sa.Text(), nullable=False),
    sa.Column("module", sa.Text(), nullable=False),
    sa.Column("collection_mode", sa.String(length=40), nullable=False),
    sa.Column("threshold", sa.BigInteger(), nullable=True),
    sa.Column("due_days", sa.Integer(), nullable=True),
    sa.Column("payee", sa.Text(), nullable=False),
    sa.Column("iban", sa.Text(), nullable=True),
    sa.Column("payment_modes", JSON, nullable=False),
    sa.Column("covers_meals", sa.Boolean(), nullable=False),
    sa.Column("active", sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_collection_series")),
    sa.UniqueConstraint("code", name=op.f("uq_billing_collection_series_code")),
    sqlite_autoincrement=True
    )
    op.create_table("billing_council_decision",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("number", sa.Text(), nullable=False),
    sa.Column("title", sa.Text(), nullable=False),
    sa.Column("adopted_on", sa.Date(), nullable=False),
    sa.Column("transmitted_on", sa.Date(), nullable=True),
    sa.Column("published_on", sa.Date(), nullable=True),
    sa.Column("executable_on", sa.Date(), nullable=True),
    sa.Column("note", sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_council_decision")),
    sa.UniqueConstraint("number", "adopted_on", name=op.f("uq_billing_council_decision_number_adopted_on")),
    sqlite_autoincrement=True
    )
    op.create_table("billing_payer",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=True),
    sa.Column("organisation_id", sa.Integer(), nullable=True),
    sa.Column("household_id", sa.Integer(), nullable=True),
    sa.Column("payment_mode", sa.String(length=40), nullable=True),
    sa.Column("by_email", sa.Boolean(), nullable=False),
    sa.Column("reference", sa.Text(), nullable=True),
    sa.Column("active", sa.Boolean(), nullable=False),
    sa.CheckConstraint("(person_id IS NULL) <> (organisation_id IS NULL)", name=op.f("ck_billing_payer_one_identity")),
    sa.ForeignKeyConstraint(["household_id"], ["directory_household.id"], name=op.f("fk_billing_payer_household_id")),
    sa.ForeignKeyConstraint(["organisation_id"], ["directory_organisation.id"], name=op.f("fk_billing_payer_organisation_id")),
    sa.ForeignKeyConstraint(["person_id"], ["directory_person.id"], name=op.f("fk_billing_payer_person_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_payer")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("billing_payer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_billing_payer_household_id"), ["household_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_billing_payer_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index("ix_billing_payer_person_household", ["person_id", "household_id"], unique=False)

    op.create_table("billing_tariff",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("module", sa.Text(), nullable=False),
    sa.Column("service", sa.Text(), nullable=False),
    sa.Column("title", sa.Text(), nullable=False),
    sa.Column("category", sa.Text(), nullable=True),
    sa.Column("regularity", sa.Text(), nullable=True),
    sa.Column("residency", sa.Text(), nullable=True),
    sa.Column("method", sa.String(length=40), nullable=False),
    sa.Column("amount", sa.BigInteger(), nullable=True),
    sa.Column("rate_percent", sa.BigInteger(), nullable=True),
    sa.Column("floor", sa.BigInteger(), nullable=True),
    sa.Column("cap", sa.BigInteger(), nullable=True),
    sa.Column("upper_inclusive", sa.Boolean(), nullable=False),
    sa.Column("sibling_basis", sa.String(length=40), nullable=True),
    sa.Column("sibling_kind", sa.String(length=40), nullable=True),
    sa.Column("sibling_values", JSON, nullable=False),
    sa.Column("unit_cost", sa.BigInteger(), nullable=True),
    sa.Column("decision_id", sa.Integer(), nullable=True),
    sa.Column("valid_from", sa.Date(), nullable=False),
    sa.Column("valid_to", sa.Date(), nullable=True),
    sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_billing_tariff_order")),
    sa.ForeignKeyConstraint(["decision_id"], ["billing_council_decision.id"], name=op.f("fk_billing_tariff_decision_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_tariff")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("billing_tariff", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_billing_tariff_decision_id"), ["decision_id"], unique=False)

    op.create_table("billing_invoice",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("kind", sa.String(length=40), nullable=False),
    sa.Column("series_id", sa.Integer(), nullable=False),
    sa.Column("prefix", sa.Text(), nullable=False),
    sa.Column("year", sa.Integer(), nullable=True),
    sa.Column("number", sa.Integer(), nullable=True),
    sa.Column("reference", sa.Text(), nullable=True),
    sa.Column("payer_id", sa.Integer(), nullable=False),
    sa.Column("period_first", sa.Date(), nullable=False),
    sa.Column("period_last", sa.Date(), nullable=False),
    sa.Column("state", sa.String(length=40), nullable=False),
    sa.Column("issued_on", sa.Date(), nullable=True),
    sa.Column("due_on", sa.Date(), nullable=True),
    sa.Column("exercise", sa.Integer(), nullable=True),
    sa.Column("total", sa.BigInteger(), nullable=False),
    sa.Column("previous_balance", sa.BigInteger(), nullable=False),
    sa.Column("paid", sa.BigInteger(), nullable=False),
    sa.Column("credited_id", sa.Integer(), nullable=True),
    sa.Column("carried_into_id", sa.Integer(), nullable=True),
    sa.Column("reason", sa.Text(), nullable=False),
    sa.Column("remarks", JSON, nullable=False),
    sa.Column("validated_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("validated_by", sa.Text(), nullable=True),
    sa.Column("sent_on", sa.Date(), nullable=True),
    sa.Column("sent_by", sa.Text(), nullable=True),
    sa.Column("paper_hash", sa.Text(), nullable=True),
    sa.Column("previous_digest", sa.Text(), nullable=True),
    sa.Column("digest", sa.Text(), nullable=True),
    sa.CheckConstraint("(number IS NULL) = (issued_on IS NULL)", name=op.f("ck_billing_invoice_issued")),
    sa.ForeignKeyConstraint(["carried_into_id"], ["billing_invoice.id"], name=op.f("fk_billing_invoice_carried_into_id")),
    sa.ForeignKeyConstraint(["credited_id"], ["billing_invoice.id"], name=op.f("fk_billing_invoice_credited_id")),
    sa.ForeignKeyConstraint(["payer_id"], ["billing_payer.id"], name=op.f("fk_billing_invoice_payer_id")),
    sa.ForeignKeyConstraint(["series_id"], ["billing_collection_series.id"], name=op.f("fk_billing_invoice_series_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_invoice")),
    sa.UniqueConstraint("prefix", "year", "number", name=op.f("uq_billing_invoice_prefix_year_number")),
    sa.UniqueConstraint("reference", name=op.f("uq_billing_invoice_reference")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("billing_invoice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_billing_invoice_carried_into_id"), ["carried_into_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_billing_invoice_credited_id"), ["credited_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_billing_invoice_payer_id"), ["payer_id"], unique=False)
        batch_op.create_index("ix_billing_invoice_series_period", ["series_id", "period_first"], unique=False)
        batch_op.create_index(batch_op.f("ix_billing_invoice_state"), ["state"], unique=False)
        batch_op.create_index("uq_billing_invoice_draft", ["series_id", "payer_id", "period_first", "period_last"], unique=True, sqlite_where=sa.text("state IN ('DRAFT', 'CHECKED') AND kind = 'INVOICE'"), postgresql_where=sa.text("state IN ('DRAFT', 'CHECKED') AND kind = 'INVOICE'"))

    op.create_table("billing_payer_share",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("payer_id", sa.Integer(), nullable=False),
    sa.Column("third_party_id", sa.Integer(), nullable=False),
    sa.Column("series_id", sa.Integer(), nullable=True),
    sa.Column("percent", sa.BigInteger(), nullable=False),
    sa.Column("valid_from", sa.Date(), nullable=False),
    sa.Column("valid_to", sa.Date(), nullable=True),
    sa.Column("note", sa.Text(), nullable=False),
    sa.CheckConstraint("percent > 0 AND percent <= 10000", name=op.f("ck_billing_payer_share_percent")),
    sa.CheckConstraint("third_party_id <> payer_id", name=op.f("ck_billing_payer_share_other")),
    sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_billing_payer_share_order")),
    sa.ForeignKeyConstraint(["payer_id"], ["billing_payer.id"], name=op.f("fk_billing_payer_share_payer_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["series_id"], ["billing_collection_series.id"], name=op.f("fk_billing_payer_share_series_id")),
    sa.ForeignKeyConstraint(["third_party_id"], ["billing_payer.id"], name=op.f("fk_billing_payer_share_third_party_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_payer_share")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("billing_payer_share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_billing_payer_share_payer_id"), ["payer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_billing_payer_share_third_party_id"), ["third_party_id"], unique=False)

    op.create_table("billing_payment",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("series_id", sa.Integer(), nullable=False),
    sa.Column("prefix", sa.Text(), nullable=False),
    sa.Column("year", sa.Integer(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("receipt", sa.Text(), nullable=False),
    sa.Column("payer_id", sa.Integer(), nullable=False),
    sa.Column("method", sa.String(length=40), nullable=False),
    sa.Column("amount", sa.BigInteger(), nullable=False),
    sa.Column("received_on", sa.Date(), nullable=False),
    sa.Column("reference", sa.Text(), nullable=False),
    sa.Column("note", sa.Text(), nullable=False),
    sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("recorded_by", sa.Text(), nullable=False),
    sa.Column("used", sa.BigInteger(), nullable=False),
    sa.Column("cancelled_on", sa.Date(), nullable=True),
    sa.Column("cancelled_by", sa.Text(), nullable=True),
    sa.Column("cancel_reason", sa.Text(), nullable=False),
    sa.CheckConstraint("amount > 0", name=op.f("ck_billing_payment_positive")),
    sa.ForeignKeyConstraint(["payer_id"], ["billing_payer.id"], name=op.f("fk_billing_payment_payer_id")),
    sa.ForeignKeyConstraint(["series_id"], ["billing_collection_series.id"], name=op.f("fk_billing_payment_series_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_payment")),
    sa.UniqueConstraint("prefix", "year", "number", name=op.f("uq_billing_payment_prefix_year_number")),
    sa.UniqueConstraint("receipt", name=op.f("uq_billing_payment_receipt")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("billing_payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_billing_payment_payer_id"), ["payer_id"], unique=False)

    op.create_table("billing_payment_reminder",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("payer_id", sa.Integer(), nullable=False),
    sa.Column("series_id", sa.Integer(), nullable=False),
    sa.Column("level", sa.Integer(), nullable=False),
    sa.Column("sent_on", sa.Date(), nullable=False),
    sa.Column("sent_by", sa.Text(), nullable=False),
    sa.Column("amount", sa.BigInteger(), nullable=False),
    sa.Column("paper_hash", sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(["payer_id"], ["billing_payer.id"], name=op.f("fk_billing_payment_reminder_payer_id")),
    sa.ForeignKeyConstraint(["series_id"], ["billing_collection_series.id"], name=op.f("fk_billing_payment_reminder_series_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_payment_reminder")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("billing_payment_reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_billing_payment_reminder_payer_id"), ["payer_id"], unique=False)

    op.create_table("billing_tariff_bracket",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("tariff_id", sa.Integer(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("lower", sa.BigInteger(), nullable=True),
    sa.Column("upper", sa.BigInteger(), nullable=True),
    sa.Column("price", sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(["tariff_id"], ["billing_tariff.id"], name=op.f("fk_billing_tariff_bracket_tariff_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_tariff_bracket")),
    sa.UniqueConstraint("tariff_id", "position", name=op.f("uq_billing_tariff_bracket_tariff_id_position")),
    sqlite_autoincrement=True
    )
    op.create_table("billing_allocation",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("payment_id", sa.Integer(), nullable=True),
    sa.Column("credit_note_id", sa.Integer(), nullable=True),
    sa.Column("invoice_id", sa.Integer(), nullable=False),
    sa.Column("amount", sa.BigInteger(), nullable=False),
    sa.Column("allocated_on", sa.Date(), nullable=False),
    sa.CheckConstraint("(payment_id IS NULL) <> (credit_note_id IS NULL)", name=op.f("ck_billing_allocation_one_source")),
    sa.CheckConstraint("amount > 0", name=op.f("ck_billing_allocation_positive")),
    sa.ForeignKeyConstraint(["credit_note_id"], ["billing_invoice.id"], name=op.f("fk_billing_allocation_credit_note_id")),
    sa.ForeignKeyConstraint(["invoice_id"], ["billing_invoice.id"], name=op.f("fk_billing_allocation_invoice_id")),
    sa.ForeignKeyConstraint(["payment_id"], ["billing_payment.id"], name=op.f("fk_billing_allocation_payment_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_allocation")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("billing_allocation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_billing_allocation_credit_note_id"), ["credit_note_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_billing_allocation_invoice_id"), ["invoice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_billing_allocation_payment_id"), ["payment_id"], unique=False)

    op.create_table("billing_invoice_line",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("invoice_id", sa.Integer(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("kind", sa.String(length=40), nullable=False),
    sa.Column("party_position", sa.Integer(), nullable=True),
    sa.Column("module", sa.Text(), nullable=False),
    sa.Column("label", sa.Text(), nullable=False),
    sa.Column("basis", sa.Text(), nullable=False),
    sa.Column("first_on", sa.Date(), nullable=True),
    sa.Column("last_on", sa.Date(), nullable=True),
    sa.Column("quantity", sa.BigInteger(), nullable=True),
    sa.Column("unit_price", sa.BigInteger(), nullable=True),
    sa.Column("gross", sa.BigInteger(), nullable=False),
    sa.Column("amount", sa.BigInteger(), nullable=False),
    sa.Column("third_party", sa.Text(), nullable=True),
    sa.Column("items", JSON, nullable=False),
    sa.Column("why", JSON, nullable=False),
    sa.Column("snapshot", JSON, nullable=False),
    sa.Column("decision_id", sa.Integer(), nullable=True),
    sa.Column("source_id", sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(["decision_id"], ["billing_council_decision.id"], name=op.f("fk_billing_invoice_line_decision_id")),
    sa.ForeignKeyConstraint(["invoice_id"], ["billing_invoice.id"], name=op.f("fk_billing_invoice_line_invoice_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["source_id"], ["billing_invoice.id"], name=op.f("fk_billing_invoice_line_source_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_invoice_line")),
    sa.UniqueConstraint("invoice_id", "position", name=op.f("uq_billing_invoice_line_invoice_id_position")),
    sqlite_autoincrement=True
    )
    op.create_table("billing_invoice_party",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("invoice_id", sa.Integer(), nullable=False),
    sa.Column("position", sa.Integer(), nullable=False),
    sa.Column("role", sa.String(length=40), nullable=False),
    sa.Column("person_id", sa.Integer(), nullable=True),
    sa.Column("title", sa.Text(), nullable=True),
    sa.Column("address_lines", JSON, nullable=False),
    sa.Column("postcode", sa.Text(), nullable=True),
    sa.Column("sort_key", sa.Text(), nullable=True),
    sa.Column("salt", sa.Text(), nullable=True),
    sa.Column("digest", sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(["invoice_id"], ["billing_invoice.id"], name=op.f("fk_billing_invoice_party_invoice_id"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["person_id"], ["directory_person.id"], name=op.f("fk_billing_invoice_party_person_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_invoice_party")),
    sa.UniqueConstraint("invoice_id", "position", name=op.f("uq_billing_invoice_party_invoice_id_position")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("billing_invoice_party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_billing_invoice_party_person_id"), ["person_id"], unique=False)

    op.create_table("billing_payment_reminder_line",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
    sa.Column("reminder_id", sa.Integer(), nullable=False),
    sa.Column("invoice_id", sa.Integer(), nullable=False),
    sa.Column("amount", sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(["invoice_id"], ["billing_invoice.id"], name=op.f("fk_billing_payment_reminder_line_invoice_id")),
    sa.ForeignKeyConstraint(["reminder_id"], ["billing_payment_reminder.id"], name=op.f("fk_billing_payment_reminder_line_reminder_id"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_payment_reminder_line")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("billing_payment_reminder_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_billing_payment_reminder_line_invoice_id"), ["invoice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_billing_payment_reminder_line_reminder_id"), ["reminder_id"], unique=False)

    op.create_table("billing_covered_item",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("payer_id", sa.Integer(), nullable=False),
    sa.Column("module", sa.Text(), nullable=False),
    sa.Column("key", sa.Text(), nullable=False),
    sa.Column("day", sa.Date(), nullable=False),
    sa.Column("amount", sa.BigInteger(), nullable=False),
    sa.Column("is_first", sa.Boolean(), nullable=False),
    sa.Column("line_id", sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(["line_id"], ["billing_invoice_line.id"], name=op.f("fk_billing_covered_item_line_id")),
    sa.ForeignKeyConstraint(["payer_id"], ["billing_payer.id"], name=op.f("fk_billing_covered_item_payer_id")),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_billing_covered_item")),
    sqlite_autoincrement=True
    )
    with op.batch_alter_table("billing_covered_item", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_billing_covered_item_line_id"), ["line_id"], unique=False)
        batch_op.create_index("ix_billing_covered_item_module_day", ["module", "day"], unique=False)
        batch_op.create_index("ix_billing_covered_item_payer_day", ["payer_id", "day"], unique=False)
        batch_op.create_index("uq_billing_covered_item_first", ["payer_id", "key"], unique=True, sqlite_where=sa.text("is_first = 1"), postgresql_where=sa.text("is_first"))
    add_extras()
