# SPDX-License-Identifier: EUPL-1.2
"""The database itself refuses to change an issued document, a recorded payment or what they cover."""

from __future__ import annotations

from app.store.ddl import execute, freeze, refuse_insert

ISSUED = "billing.invoice-issued"
RECORDED = "billing.payment-recorded"

HEAD = (
    "kind", "series_id", "prefix", "year", "number", "reference", "payer_id", "period_first", "period_last",
    "issued_on", "due_on", "exercise", "total", "previous_balance", "credited_id", "reason", "validated_at",
    "validated_by", "previous_digest", "digest",
)  # fmt: skip
LINE = (
    "invoice_id", "position", "kind", "party_position", "module", "label", "basis", "first_on", "last_on",
    "quantity", "unit_price", "gross", "amount", "third_party", "items", "why", "snapshot", "decision_id", "source_id",
)  # fmt: skip
PARTY = ("invoice_id", "position", "role", "digest")
COVER = ("payer_id", "module", "key", "day", "amount", "is_first", "line_id")
PAYMENT = (
    "series_id", "prefix", "year", "number", "receipt", "payer_id", "method", "amount", "received_on", "recorded_at",
)  # fmt: skip


def upgrade() -> None:
    """A document is final once it has a number, or once its amount was carried to a later run."""
    freeze("billing_invoice", when="OLD.number IS NOT NULL OR OLD.state = 'CARRIED'", code=ISSUED, columns=HEAD)
    freeze("billing_invoice_line", when=_issued("OLD"), code=ISSUED, columns=LINE)
    refuse_insert("billing_invoice_line", when=_issued("NEW"), code=ISSUED)
    # The identity may be erased one day, never rewritten: the title is free to become empty.
    freeze("billing_invoice_party", when=_issued("OLD"), code=ISSUED, columns=PARTY)
    refuse_insert("billing_invoice_party", when=_issued("NEW"), code=ISSUED)
    _erasable()
    freeze("billing_payment", when="OLD.number IS NOT NULL", code=RECORDED, columns=PAYMENT)
    freeze("billing_covered_item", when="OLD.id IS NOT NULL", code=ISSUED, columns=COVER)


def _issued(row: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM billing_invoice i WHERE i.id = {row}.invoice_id"
        " AND (i.number IS NOT NULL OR i.state = 'CARRIED'))"
    )


def _erasable() -> None:
    table = "billing_invoice_party"
    raised = f"'{ISSUED}'"
    execute(
        sqlite=[
            f"CREATE TRIGGER {table}_identity BEFORE UPDATE ON {table} WHEN ({_issued('OLD')})"
            " AND NEW.title IS NOT OLD.title AND NEW.title IS NOT NULL"
            f" BEGIN SELECT RAISE(ABORT, {raised}); END"
        ],
        postgresql=[
            f"CREATE FUNCTION {table}_identity() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            f" IF ({_issued('OLD')}) AND NEW.title IS DISTINCT FROM OLD.title AND NEW.title IS NOT NULL"
            f" THEN RAISE EXCEPTION {raised} USING ERRCODE = 'restrict_violation'; END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {table}_identity BEFORE UPDATE ON {table}"
            f" FOR EACH ROW EXECUTE FUNCTION {table}_identity()",
        ],
    )
