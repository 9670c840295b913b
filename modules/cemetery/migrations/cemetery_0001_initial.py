# SPDX-License-Identifier: EUPL-1.2
"""First tables of cemetery.

Written by `python -m app.store.migrate new`, then read and completed by hand. On SQLite a table is rebuilt
(`op.batch_alter_table`) with foreign keys off: what refers to it stays, and is checked before the commit.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "cemetery_0001"
down_revision = None

JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    """First tables of cemetery."""
    op.create_table(
        "cemetery_accepted_anomaly",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("subject_table", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_accepted_anomaly")),
        sa.UniqueConstraint(
            "rule",
            "subject_table",
            "subject_id",
            name=op.f("uq_cemetery_accepted_anomaly_rule_subject_table_subject_id"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "cemetery_cemetery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.String(length=10), nullable=True),
        sa.Column("closed_on", sa.String(length=10), nullable=True),
        sa.Column("surface_m2", sa.BigInteger(), nullable=True),
        sa.Column("by_law_on", sa.Date(), nullable=True),
        sa.Column("crs", sa.Text(), nullable=False),
        sa.Column("origin", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_cemetery")),
        sa.UniqueConstraint("code", name=op.f("uq_cemetery_cemetery_code")),
        sa.UniqueConstraint("title", name=op.f("uq_cemetery_cemetery_title")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "cemetery_scan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("original_name", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("dated", sa.String(length=10), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("building", sa.Text(), nullable=False),
        sa.Column("room", sa.Text(), nullable=False),
        sa.Column("cupboard", sa.Text(), nullable=False),
        sa.Column("box", sa.Text(), nullable=False),
        sa.Column("bundle", sa.Text(), nullable=False),
        sa.Column("volume", sa.Text(), nullable=False),
        sa.Column("folio", sa.Text(), nullable=False),
        sa.Column("archive_reference", sa.Text(), nullable=False),
        sa.Column("quality", sa.Text(), nullable=False),
        sa.Column("text_state", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("transcription", sa.Text(), nullable=False),
        sa.Column("transcribed_by", sa.Text(), nullable=False),
        sa.Column("checked_by", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("hints", JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_scan")),
        sa.UniqueConstraint("sha256", name=op.f("uq_cemetery_scan_sha256")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_scan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cemetery_scan_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_cemetery_scan_text_state"), ["text_state"], unique=False)

    op.create_table(
        "cemetery_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("cemetery_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("entered_late", sa.Boolean(), nullable=False),
        sa.Column("suspended_because", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cemetery_id"], ["cemetery_cemetery.id"], name=op.f("fk_cemetery_case_cemetery_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_case")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_case", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cemetery_case_status"), ["status"], unique=False)

    op.create_table(
        "cemetery_concession",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("cemetery_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("number_key", sa.Text(), nullable=False),
        sa.Column("volume", sa.Text(), nullable=False),
        sa.Column("folio", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("family_name", sa.Text(), nullable=False),
        sa.Column("family_key", sa.Text(), nullable=False),
        sa.Column("deed_on", sa.String(length=10), nullable=True),
        sa.Column("deed_lost", sa.Boolean(), nullable=False),
        sa.Column("notoriety_on", sa.Date(), nullable=True),
        sa.Column("upkeep_accepted", sa.Boolean(), nullable=False),
        sa.Column("opposition", sa.Boolean(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_reason", sa.String(length=40), nullable=True),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("duties_historical", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("as_written", JSON, nullable=False),
        sa.CheckConstraint(
            "closed_on IS NOT NULL OR closed_reason IS NULL", name=op.f("ck_cemetery_concession_closure")
        ),
        sa.ForeignKeyConstraint(
            ["cemetery_id"], ["cemetery_cemetery.id"], name=op.f("fk_cemetery_concession_cemetery_id")
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["directory_person.id"], name=op.f("fk_cemetery_concession_contact_id")
        ),
        sa.ForeignKeyConstraint(
            ["follows_id"], ["cemetery_concession.id"], name=op.f("fk_cemetery_concession_follows_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_concession")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_concession", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cemetery_concession_cemetery_id_number_key"),
            ["cemetery_id", "number_key"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_cemetery_concession_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cemetery_concession_family_key"), ["family_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_cemetery_concession_number_key"), ["number_key"], unique=False)

    op.create_table(
        "cemetery_death_candidate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("line_key", sa.Text(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reasons", JSON, nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("born_on", sa.String(length=10), nullable=True),
        sa.Column("birth_place", sa.Text(), nullable=False),
        sa.Column("died_on", sa.String(length=10), nullable=True),
        sa.Column("death_place_code", sa.Text(), nullable=False),
        sa.Column("death_record", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.Column("is_confirmed", sa.Boolean(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["directory_person.id"], name=op.f("fk_cemetery_death_candidate_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_death_candidate")),
        sa.UniqueConstraint(
            "person_id", "line_key", name=op.f("uq_cemetery_death_candidate_person_id_line_key")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "cemetery_deceased",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("died_on", sa.String(length=10), nullable=True),
        sa.Column("died_at", sa.Time(), nullable=True),
        sa.Column("died_as_written", sa.Text(), nullable=False),
        sa.Column("death_place", sa.Text(), nullable=False),
        sa.Column("death_place_code", sa.Text(), nullable=False),
        sa.Column("death_record", sa.Text(), nullable=False),
        sa.Column("last_residence", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("mpf", sa.Boolean(), nullable=False),
        sa.Column("stillborn", sa.Boolean(), nullable=False),
        sa.Column("exhumation_not_before", sa.Date(), nullable=True),
        sa.Column("opposed_to_cremation", sa.Boolean(), nullable=False),
        sa.Column("hidden_from_public", sa.Boolean(), nullable=False),
        sa.Column("borne_by_commune", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("as_written", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["directory_person.id"], name=op.f("fk_cemetery_deceased_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_deceased")),
        sa.UniqueConstraint("person_id", name=op.f("uq_cemetery_deceased_person_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_deceased", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cemetery_deceased_died_on"), ["died_on"], unique=False)

    op.create_table(
        "cemetery_plan_background",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("cemetery_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("width_px", sa.Integer(), nullable=False),
        sa.Column("height_px", sa.Integer(), nullable=False),
        sa.Column("transform", JSON, nullable=False),
        sa.Column("residual_m", sa.BigInteger(), nullable=True),
        sa.Column("opacity", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["cemetery_id"], ["cemetery_cemetery.id"], name=op.f("fk_cemetery_plan_background_cemetery_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_plan_background")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_plan_background", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cemetery_plan_background_cemetery_id"), ["cemetery_id"], unique=False
        )

    op.create_table(
        "cemetery_plan_object",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("cemetery_id", sa.Integer(), nullable=False),
        sa.Column("layer", sa.String(length=40), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("shape", sa.Text(), nullable=False),
        sa.Column("geometry", JSON, nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("properties", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["cemetery_id"], ["cemetery_cemetery.id"], name=op.f("fk_cemetery_plan_object_cemetery_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_plan_object")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_plan_object", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cemetery_plan_object_cemetery_id"), ["cemetery_id"], unique=False
        )

    op.create_table(
        "cemetery_section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("cemetery_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("geometry", JSON, nullable=True),
        sa.ForeignKeyConstraint(
            ["cemetery_id"], ["cemetery_cemetery.id"], name=op.f("fk_cemetery_section_cemetery_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_section")),
        sa.UniqueConstraint("cemetery_id", "code", name=op.f("uq_cemetery_section_cemetery_id_code")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "cemetery_tariff",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("operation", sa.String(length=40), nullable=False),
        sa.Column("plot_kind", sa.String(length=40), nullable=True),
        sa.Column("duration", sa.String(length=40), nullable=True),
        sa.Column("years", sa.Integer(), nullable=True),
        sa.Column("base_price", sa.BigInteger(), nullable=False),
        sa.Column("base_surface_m2", sa.BigInteger(), nullable=True),
        sa.Column("extra_price_per_m2", sa.BigInteger(), nullable=True),
        sa.Column("per_place_price", sa.BigInteger(), nullable=True),
        sa.Column("non_resident_factor", sa.BigInteger(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_cemetery_tariff_order")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["billing_council_decision.id"], name=op.f("fk_cemetery_tariff_decision_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_tariff")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_tariff", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cemetery_tariff_decision_id"), ["decision_id"], unique=False)

    op.create_table(
        "cemetery_act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("family", sa.String(length=40), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("concession_id", sa.Integer(), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.Column("cancelled_because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cemetery_case.id"], name=op.f("fk_cemetery_act_case_id")),
        sa.ForeignKeyConstraint(
            ["concession_id"], ["cemetery_concession.id"], name=op.f("fk_cemetery_act_concession_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_act")),
        sa.UniqueConstraint("family", "year", "number", name=op.f("uq_cemetery_act_family_year_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_act", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cemetery_act_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cemetery_act_concession_id"), ["concession_id"], unique=False)

    op.create_table(
        "cemetery_information",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("concession_id", sa.Integer(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("addressee", sa.Text(), nullable=False),
        sa.Column("means", sa.String(length=40), nullable=False),
        sa.Column("tracking", sa.Text(), nullable=False),
        sa.Column("result", sa.String(length=40), nullable=False),
        sa.Column("result_on", sa.Date(), nullable=True),
        sa.Column("offset_months", sa.Integer(), nullable=True),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["concession_id"],
            ["cemetery_concession.id"],
            name=op.f("fk_cemetery_information_concession_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["directory_person.id"], name=op.f("fk_cemetery_information_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_information")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_information", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cemetery_information_concession_id"), ["concession_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cemetery_information_person_id"), ["person_id"], unique=False)

    op.create_table(
        "cemetery_ownership_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("concession_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("happened_on", sa.String(length=10), nullable=False),
        sa.Column("deed", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["concession_id"],
            ["cemetery_concession.id"],
            name=op.f("fk_cemetery_ownership_event_concession_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_ownership_event")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_ownership_event", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cemetery_ownership_event_concession_id"), ["concession_id"], unique=False
        )

    op.create_table(
        "cemetery_party",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("concession_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("kinship", sa.String(length=40), nullable=False),
        sa.Column("valid_from", sa.String(length=10), nullable=True),
        sa.Column("valid_to", sa.String(length=10), nullable=True),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("proved_on", sa.Date(), nullable=True),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["concession_id"],
            ["cemetery_concession.id"],
            name=op.f("fk_cemetery_party_concession_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["directory_person.id"], name=op.f("fk_cemetery_party_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_party")),
        sa.UniqueConstraint(
            "concession_id", "person_id", "role", name=op.f("uq_cemetery_party_concession_id_person_id_role")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_party", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cemetery_party_person_id"), ["person_id"], unique=False)

    op.create_table(
        "cemetery_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("geometry", JSON, nullable=True),
        sa.ForeignKeyConstraint(
            ["section_id"], ["cemetery_section.id"], name=op.f("fk_cemetery_row_section_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_row")),
        sa.UniqueConstraint("section_id", "code", name=op.f("uq_cemetery_row_section_id_code")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "cemetery_plot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("cemetery_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("row_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("label_key", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("regime", sa.String(length=40), nullable=False),
        sa.Column("length_m", sa.BigInteger(), nullable=True),
        sa.Column("width_m", sa.BigInteger(), nullable=True),
        sa.Column("depth_m", sa.BigInteger(), nullable=True),
        sa.Column("surface_m2", sa.BigInteger(), nullable=True),
        sa.Column("max_coffins", sa.Integer(), nullable=True),
        sa.Column("max_boxes", sa.Integer(), nullable=True),
        sa.Column("max_urns", sa.Integer(), nullable=True),
        sa.Column("geometry", JSON, nullable=True),
        sa.Column("out_of_service", sa.Boolean(), nullable=False),
        sa.Column("out_of_service_reason", sa.Text(), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("communal_maintenance", sa.Boolean(), nullable=False),
        sa.Column("danger", sa.Boolean(), nullable=False),
        sa.Column("occupied_unknown", sa.Boolean(), nullable=False),
        sa.Column("reserved_from", sa.Date(), nullable=True),
        sa.Column("reserved_until", sa.Date(), nullable=True),
        sa.Column("reserved_for", sa.Text(), nullable=False),
        sa.Column("observed_places", sa.Integer(), nullable=True),
        sa.Column("observed_on", sa.Date(), nullable=True),
        sa.Column("observed_by", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("as_written", JSON, nullable=False),
        sa.Column("plan_properties", JSON, nullable=False),
        sa.CheckConstraint(
            "reserved_until IS NULL OR reserved_from IS NOT NULL", name=op.f("ck_cemetery_plot_reservation")
        ),
        sa.ForeignKeyConstraint(
            ["cemetery_id"], ["cemetery_cemetery.id"], name=op.f("fk_cemetery_plot_cemetery_id")
        ),
        sa.ForeignKeyConstraint(["row_id"], ["cemetery_row.id"], name=op.f("fk_cemetery_plot_row_id")),
        sa.ForeignKeyConstraint(
            ["section_id"], ["cemetery_section.id"], name=op.f("fk_cemetery_plot_section_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_plot")),
        sa.UniqueConstraint("cemetery_id", "label", name=op.f("uq_cemetery_plot_cemetery_id_label")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_plot", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cemetery_plot_cemetery_id_label_key"), ["cemetery_id", "label_key"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cemetery_plot_label_key"), ["label_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_cemetery_plot_row_id"), ["row_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cemetery_plot_section_id"), ["section_id"], unique=False)

    op.create_table(
        "cemetery_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("concession_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("operation", sa.String(length=40), nullable=False),
        sa.Column("duration", sa.String(length=40), nullable=False),
        sa.Column("years", sa.Integer(), nullable=True),
        sa.Column("start", sa.String(length=10), nullable=True),
        sa.Column("start_circa", sa.Boolean(), nullable=False),
        sa.Column("start_as_written", sa.Text(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("expiry_override", sa.String(length=10), nullable=True),
        sa.Column("expiry_as_written", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("tariff_on", sa.Date(), nullable=True),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("ccas", sa.BigInteger(), nullable=False),
        sa.Column("price_as_written", sa.Text(), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("snapshot", JSON, nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["cemetery_act.id"], name=op.f("fk_cemetery_term_act_id")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["directory_person.id"], name=op.f("fk_cemetery_term_asked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["concession_id"],
            ["cemetery_concession.id"],
            name=op.f("fk_cemetery_term_concession_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_term")),
        sa.UniqueConstraint(
            "concession_id", "sequence", name=op.f("uq_cemetery_term_concession_id_sequence")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_term", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cemetery_term_asked_by_id"), ["asked_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cemetery_term_expires_on"), ["expires_on"], unique=False)

    op.create_table(
        "cemetery_case_grave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("plot_id", sa.Integer(), nullable=False),
        sa.Column("concession_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("stop_reason", sa.String(length=40), nullable=True),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column("stop_remark", sa.Text(), nullable=False),
        sa.Column("repossessed_on", sa.Date(), nullable=True),
        sa.Column("cleared_on", sa.Date(), nullable=True),
        sa.Column("signs", JSON, nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("addressees", sa.Text(), nullable=False),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("snapshot", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cemetery_case.id"], name=op.f("fk_cemetery_case_grave_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["concession_id"], ["cemetery_concession.id"], name=op.f("fk_cemetery_case_grave_concession_id")
        ),
        sa.ForeignKeyConstraint(
            ["plot_id"], ["cemetery_plot.id"], name=op.f("fk_cemetery_case_grave_plot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_case_grave")),
        sa.UniqueConstraint("case_id", "plot_id", name=op.f("uq_cemetery_case_grave_case_id_plot_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_case_grave", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cemetery_case_grave_concession_id"), ["concession_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cemetery_case_grave_plot_id"), ["plot_id"], unique=False)

    op.create_table(
        "cemetery_concession_plot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("concession_id", sa.Integer(), nullable=False),
        sa.Column("plot_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["concession_id"],
            ["cemetery_concession.id"],
            name=op.f("fk_cemetery_concession_plot_concession_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["plot_id"], ["cemetery_plot.id"], name=op.f("fk_cemetery_concession_plot_plot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_concession_plot")),
        sa.UniqueConstraint(
            "concession_id", "plot_id", name=op.f("uq_cemetery_concession_plot_concession_id_plot_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_concession_plot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cemetery_concession_plot_plot_id"), ["plot_id"], unique=False)

    op.create_table(
        "cemetery_deed_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("plot_id", sa.Integer(), nullable=True),
        sa.Column("concession_id", sa.Integer(), nullable=True),
        sa.Column("searched_on", sa.Date(), nullable=False),
        sa.Column("searched_by", sa.Text(), nullable=False),
        sa.Column("where_looked", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["concession_id"], ["cemetery_concession.id"], name=op.f("fk_cemetery_deed_search_concession_id")
        ),
        sa.ForeignKeyConstraint(
            ["plot_id"], ["cemetery_plot.id"], name=op.f("fk_cemetery_deed_search_plot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_deed_search")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_deed_search", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cemetery_deed_search_concession_id"), ["concession_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cemetery_deed_search_plot_id"), ["plot_id"], unique=False)

    op.create_table(
        "cemetery_inspection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("plot_id", sa.Integer(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.Column("seen_by", sa.Text(), nullable=False),
        sa.Column("condition", sa.String(length=40), nullable=True),
        sa.Column("signs", JSON, nullable=False),
        sa.Column("inscriptions", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("photo", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plot_id"], ["cemetery_plot.id"], name=op.f("fk_cemetery_inspection_plot_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_inspection")),
        sa.UniqueConstraint("plot_id", "seen_on", name=op.f("uq_cemetery_inspection_plot_id_seen_on")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "cemetery_monument",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("plot_id", sa.Integer(), nullable=False),
        sa.Column("material", sa.Text(), nullable=False),
        sa.Column("sizes", sa.Text(), nullable=False),
        sa.Column("built_on", sa.String(length=10), nullable=True),
        sa.Column("removed_on", sa.Date(), nullable=True),
        sa.Column("inscriptions", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plot_id"], ["cemetery_plot.id"], name=op.f("fk_cemetery_monument_plot_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_monument")),
        sa.UniqueConstraint("plot_id", name=op.f("uq_cemetery_monument_plot_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "cemetery_ossuary_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("moved_on", sa.Date(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.Column("deceased_id", sa.Integer(), nullable=True),
        sa.Column("origin_plot_id", sa.Integer(), nullable=True),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("ossuary_plot_id", sa.Integer(), nullable=True),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("boxes", sa.Integer(), nullable=False),
        sa.Column("nothing_found", sa.Boolean(), nullable=False),
        sa.Column("cremated", sa.Boolean(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cemetery_case.id"], name=op.f("fk_cemetery_ossuary_entry_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["deceased_id"], ["cemetery_deceased.id"], name=op.f("fk_cemetery_ossuary_entry_deceased_id")
        ),
        sa.ForeignKeyConstraint(
            ["origin_plot_id"], ["cemetery_plot.id"], name=op.f("fk_cemetery_ossuary_entry_origin_plot_id")
        ),
        sa.ForeignKeyConstraint(
            ["ossuary_plot_id"], ["cemetery_plot.id"], name=op.f("fk_cemetery_ossuary_entry_ossuary_plot_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_ossuary_entry")),
        sa.UniqueConstraint("number", name=op.f("uq_cemetery_ossuary_entry_number")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_ossuary_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cemetery_ossuary_entry_case_id"), ["case_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_cemetery_ossuary_entry_deceased_id"), ["deceased_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_cemetery_ossuary_entry_origin_plot_id"), ["origin_plot_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_cemetery_ossuary_entry_ossuary_plot_id"), ["ossuary_plot_id"], unique=False
        )

    op.create_table(
        "cemetery_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("plot_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plot_id"], ["cemetery_plot.id"], name=op.f("fk_cemetery_place_plot_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_place")),
        sa.UniqueConstraint("plot_id", "level", "side", name=op.f("uq_cemetery_place_plot_id_level_side")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cemetery_place_plot_id"), ["plot_id"], unique=False)

    op.create_table(
        "cemetery_plot_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("plot_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("label_key", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.String(length=10), nullable=True),
        sa.Column("valid_to", sa.String(length=10), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["plot_id"], ["cemetery_plot.id"], name=op.f("fk_cemetery_plot_alias_plot_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_plot_alias")),
        sa.UniqueConstraint("plot_id", "label", name=op.f("uq_cemetery_plot_alias_plot_id_label")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_plot_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cemetery_plot_alias_label_key"), ["label_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_cemetery_plot_alias_plot_id"), ["plot_id"], unique=False)

    op.create_table(
        "cemetery_scan_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("scan_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("frame_x", sa.BigInteger(), nullable=True),
        sa.Column("frame_y", sa.BigInteger(), nullable=True),
        sa.Column("frame_w", sa.BigInteger(), nullable=True),
        sa.Column("frame_h", sa.BigInteger(), nullable=True),
        sa.Column("plot_id", sa.Integer(), nullable=True),
        sa.Column("concession_id", sa.Integer(), nullable=True),
        sa.Column("deceased_id", sa.Integer(), nullable=True),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.CheckConstraint(
            "plot_id IS NOT NULL OR concession_id IS NOT NULL OR deceased_id IS NOT NULL",
            name=op.f("ck_cemetery_scan_link_target"),
        ),
        sa.ForeignKeyConstraint(
            ["concession_id"], ["cemetery_concession.id"], name=op.f("fk_cemetery_scan_link_concession_id")
        ),
        sa.ForeignKeyConstraint(
            ["deceased_id"], ["cemetery_deceased.id"], name=op.f("fk_cemetery_scan_link_deceased_id")
        ),
        sa.ForeignKeyConstraint(
            ["plot_id"], ["cemetery_plot.id"], name=op.f("fk_cemetery_scan_link_plot_id")
        ),
        sa.ForeignKeyConstraint(
            ["scan_id"], ["cemetery_scan.id"], name=op.f("fk_cemetery_scan_link_scan_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_scan_link")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_scan_link", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cemetery_scan_link_concession_id"), ["concession_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cemetery_scan_link_deceased_id"), ["deceased_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cemetery_scan_link_plot_id"), ["plot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cemetery_scan_link_scan_id"), ["scan_id"], unique=False)

    op.create_table(
        "cemetery_works",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("plot_id", sa.Integer(), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=True),
        sa.Column("firm_id", sa.Integer(), nullable=True),
        sa.Column("nature", sa.String(length=40), nullable=False),
        sa.Column("permit_number", sa.Text(), nullable=False),
        sa.Column("permitted_on", sa.Date(), nullable=True),
        sa.Column("planned_from", sa.Date(), nullable=True),
        sa.Column("planned_to", sa.Date(), nullable=True),
        sa.Column("begun_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("state_before", sa.Text(), nullable=False),
        sa.Column("state_after", sa.Text(), nullable=False),
        sa.Column("reservation", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["directory_person.id"], name=op.f("fk_cemetery_works_applicant_id")
        ),
        sa.ForeignKeyConstraint(
            ["firm_id"], ["directory_organisation.id"], name=op.f("fk_cemetery_works_firm_id")
        ),
        sa.ForeignKeyConstraint(["plot_id"], ["cemetery_plot.id"], name=op.f("fk_cemetery_works_plot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_works")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_works", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cemetery_works_applicant_id"), ["applicant_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cemetery_works_plot_id"), ["plot_id"], unique=False)

    op.create_table(
        "cemetery_case_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("grave_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("until_on", sa.Date(), nullable=True),
        sa.Column("at_time", sa.Text(), nullable=False),
        sa.Column("proof", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("present", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column("is_irregular", sa.Boolean(), nullable=False),
        sa.Column("irregular_because", sa.Text(), nullable=False),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cemetery_case.id"], name=op.f("fk_cemetery_case_step_case_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["grave_id"],
            ["cemetery_case_grave.id"],
            name=op.f("fk_cemetery_case_step_grave_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_case_step")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_case_step", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cemetery_case_step_case_id_code"), ["case_id", "code"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cemetery_case_step_grave_id"), ["grave_id"], unique=False)

    op.create_table(
        "cemetery_operation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=True),
        sa.Column("planned_at", sa.Time(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_at", sa.Time(), nullable=True),
        sa.Column("plot_from_id", sa.Integer(), nullable=True),
        sa.Column("plot_to_id", sa.Integer(), nullable=True),
        sa.Column("place_to_id", sa.Integer(), nullable=True),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("concession_id", sa.Integer(), nullable=True),
        sa.Column("container", sa.String(length=40), nullable=False),
        sa.Column("is_hermetic", sa.Boolean(), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=True),
        sa.Column("applicant_kinship", sa.String(length=40), nullable=False),
        sa.Column("applicant_capacity", sa.Text(), nullable=False),
        sa.Column("identity_seen", sa.Boolean(), nullable=False),
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("operator_id", sa.Integer(), nullable=True),
        sa.Column("operator_authorisation", sa.Text(), nullable=False),
        sa.Column("right_basis", sa.String(length=40), nullable=True),
        sa.Column("closure_permit", sa.Text(), nullable=False),
        sa.Column("transport_reference", sa.Text(), nullable=False),
        sa.Column("crematorium", sa.Text(), nullable=False),
        sa.Column("cremated_on", sa.Date(), nullable=True),
        sa.Column("entered_france_on", sa.Date(), nullable=True),
        sa.Column("prosecutor_on", sa.Date(), nullable=True),
        sa.Column("derogation_until", sa.Date(), nullable=True),
        sa.Column("derogation_reference", sa.Text(), nullable=False),
        sa.Column("by_court_order", sa.Boolean(), nullable=False),
        sa.Column("closed_to_public", sa.Boolean(), nullable=False),
        sa.Column("present", sa.Text(), nullable=False),
        sa.Column("state_found", sa.Text(), nullable=False),
        sa.Column("fixing", sa.Text(), nullable=False),
        sa.Column("plate_text", sa.Text(), nullable=False),
        sa.Column("police_fee_due", sa.Boolean(), nullable=False),
        sa.Column("police_officer", sa.Text(), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=True),
        sa.Column("report_act_id", sa.Integer(), nullable=True),
        sa.Column("override_reason", sa.Text(), nullable=False),
        sa.Column("snapshot", JSON, nullable=False),
        sa.Column("cancelled_because", sa.Text(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["cemetery_act.id"], name=op.f("fk_cemetery_operation_act_id")),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["directory_person.id"], name=op.f("fk_cemetery_operation_applicant_id")
        ),
        sa.ForeignKeyConstraint(
            ["concession_id"], ["cemetery_concession.id"], name=op.f("fk_cemetery_operation_concession_id")
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["directory_organisation.id"], name=op.f("fk_cemetery_operation_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_to_id"], ["cemetery_place.id"], name=op.f("fk_cemetery_operation_place_to_id")
        ),
        sa.ForeignKeyConstraint(
            ["plot_from_id"], ["cemetery_plot.id"], name=op.f("fk_cemetery_operation_plot_from_id")
        ),
        sa.ForeignKeyConstraint(
            ["plot_to_id"], ["cemetery_plot.id"], name=op.f("fk_cemetery_operation_plot_to_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_act_id"], ["cemetery_act.id"], name=op.f("fk_cemetery_operation_report_act_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_operation")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_operation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cemetery_operation_applicant_id"), ["applicant_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_cemetery_operation_concession_id"), ["concession_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cemetery_operation_done_on"), ["done_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_cemetery_operation_plot_from_id"), ["plot_from_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cemetery_operation_plot_to_id"), ["plot_to_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cemetery_operation_status"), ["status"], unique=False)

    op.create_table(
        "cemetery_fee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("operation", sa.String(length=40), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("ccas", sa.BigInteger(), nullable=False),
        sa.Column("payer_id", sa.Integer(), nullable=True),
        sa.Column("concession_id", sa.Integer(), nullable=True),
        sa.Column("term_id", sa.Integer(), nullable=True),
        sa.Column("funeral_operation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("why", JSON, nullable=False),
        sa.Column("snapshot", JSON, nullable=False),
        sa.Column("cancelled_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["concession_id"], ["cemetery_concession.id"], name=op.f("fk_cemetery_fee_concession_id")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["billing_council_decision.id"], name=op.f("fk_cemetery_fee_decision_id")
        ),
        sa.ForeignKeyConstraint(
            ["funeral_operation_id"],
            ["cemetery_operation.id"],
            name=op.f("fk_cemetery_fee_funeral_operation_id"),
        ),
        sa.ForeignKeyConstraint(["payer_id"], ["billing_payer.id"], name=op.f("fk_cemetery_fee_payer_id")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["directory_person.id"], name=op.f("fk_cemetery_fee_person_id")
        ),
        sa.ForeignKeyConstraint(["term_id"], ["cemetery_term.id"], name=op.f("fk_cemetery_fee_term_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_fee")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_fee", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cemetery_fee_concession_id"), ["concession_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cemetery_fee_due_on"), ["due_on"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_cemetery_fee_funeral_operation_id"), ["funeral_operation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_cemetery_fee_payer_id"), ["payer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cemetery_fee_person_id"), ["person_id"], unique=False)

    op.create_table(
        "cemetery_remains",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("deceased_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("plot_id", sa.Integer(), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("laid_on", sa.String(length=10), nullable=True),
        sa.Column("left_on", sa.String(length=10), nullable=True),
        sa.Column("in_place", sa.Boolean(), nullable=False),
        sa.Column("together_id", sa.Integer(), nullable=True),
        sa.Column("laid_by_id", sa.Integer(), nullable=True),
        sa.Column("left_by_id", sa.Integer(), nullable=True),
        sa.Column("is_hermetic", sa.Boolean(), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deceased_id"], ["cemetery_deceased.id"], name=op.f("fk_cemetery_remains_deceased_id")
        ),
        sa.ForeignKeyConstraint(
            ["laid_by_id"], ["cemetery_operation.id"], name=op.f("fk_cemetery_remains_laid_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["left_by_id"], ["cemetery_operation.id"], name=op.f("fk_cemetery_remains_left_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["cemetery_place.id"], name=op.f("fk_cemetery_remains_place_id")
        ),
        sa.ForeignKeyConstraint(["plot_id"], ["cemetery_plot.id"], name=op.f("fk_cemetery_remains_plot_id")),
        sa.ForeignKeyConstraint(
            ["together_id"], ["cemetery_remains.id"], name=op.f("fk_cemetery_remains_together_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_remains")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_remains", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cemetery_remains_deceased_id"), ["deceased_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cemetery_remains_laid_by_id"), ["laid_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cemetery_remains_left_by_id"), ["left_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_cemetery_remains_place_id"), ["place_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_cemetery_remains_plot_id_in_place"), ["plot_id", "in_place"], unique=False
        )

    op.create_table(
        "cemetery_operation_subject",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("operation_id", sa.Integer(), nullable=False),
        sa.Column("deceased_id", sa.Integer(), nullable=False),
        sa.Column("remains_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["deceased_id"], ["cemetery_deceased.id"], name=op.f("fk_cemetery_operation_subject_deceased_id")
        ),
        sa.ForeignKeyConstraint(
            ["operation_id"],
            ["cemetery_operation.id"],
            name=op.f("fk_cemetery_operation_subject_operation_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["remains_id"], ["cemetery_remains.id"], name=op.f("fk_cemetery_operation_subject_remains_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cemetery_operation_subject")),
        sa.UniqueConstraint(
            "operation_id", "deceased_id", name=op.f("uq_cemetery_operation_subject_operation_id_deceased_id")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("cemetery_operation_subject", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_cemetery_operation_subject_deceased_id"), ["deceased_id"], unique=False
        )
