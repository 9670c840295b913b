# SPDX-License-Identifier: EUPL-1.2
"""The papers of billing, and from where they are printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.billing.models import DocumentKind, Invoice
from app.billing.permissions import READ, REMIND
from app.billing.queries import LIMIT, find_series, series_of, series_title
from app.billing.settings import TWO_SIDED
from app.billing.strings import _
from app.core.dates import Month, show_month
from app.core.outcome import UserError
from app.core.text import Text
from app.forms.fields import Day, MonthOf, Ref
from app.forms.page import Form, Paper, Params, Scope
from app.store.uow import setting_of, today_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.documents.blocks import Bundle, Document

INVOICES, REMINDERS = "billing.invoices", "billing.reminders"


# ---------------------------------------------------------------- invoices


def draw_invoice(session: Session, *, id: int) -> Document:
    """The invoice or credit note of that id; a draft as it would be."""
    from app.billing.documents.press import press_of

    return press_of(session).invoices([id])[0].draw()


def draw_credit_note(session: Session, *, id: int) -> Document:
    """The credit note of that id."""
    if session.scalar(select(Invoice.kind).where(Invoice.id == id)) is not DocumentKind.CREDIT_NOTE:
        raise UserError(_("Ce n’est pas un avoir\u00a0: choisissez-le par son numéro."), "id")
    return draw_invoice(session, id=id)


def find_credit_notes(session: Session, text: str, limit: int = LIMIT) -> list[tuple[int, str]]:
    """(id, « CAN-AV-2026-00001 ») of the credit notes whose number holds the text, the latest first."""
    query = select(Invoice.id, Invoice.reference).where(
        Invoice.kind == DocumentKind.CREDIT_NOTE, Invoice.reference.icontains(text.strip(), autoescape=True)
    )
    rows = session.execute(query.order_by(Invoice.id.desc()).limit(limit))
    return [(row.id, row.reference or "") for row in rows]


def credit_note_title(session: Session, note_id: int) -> str:
    """« CAN-AV-2026-00001 »."""
    return session.scalar(select(Invoice.reference).where(Invoice.id == note_id)) or ""


def _latest_note(session: Session, params: Params) -> Params:
    found = find_credit_notes(session, "", limit=1)
    return {"id": found[0][0] if found else None}


def issued_hash(session: Session, invoice_id: int) -> str | None:
    """SHA-256 of the archived paper of an issued document."""
    return session.scalar(select(Invoice.paper_hash).where(Invoice.id == invoice_id))


def draw_batch(session: Session, *, ids: Sequence[int]) -> Bundle:
    """The selected documents in the order of the envelopes."""
    return _bundle(session, _("Lot de factures"), ids)


def draw_month(session: Session, *, series: int, month: Month) -> Bundle:
    """Every issued invoice of a series for a month."""
    chosen = series_of(session, series)
    ids = session.scalars(
        select(Invoice.id).where(
            Invoice.series_id == chosen.id, Invoice.kind == DocumentKind.INVOICE, Invoice.number.is_not(None),
            Invoice.period_first >= month.first, Invoice.period_first <= month.last,
        )
    ).all()  # fmt: skip
    if not ids:
        raise UserError(
            _("Il n’y a aucune facture émise pour {month}\u00a0: validez d’abord le mois.", month=show_month(month)),
            "month",
        )
    title = _("Factures, {series}, {month}", series=chosen.title, month=show_month(month))
    return _bundle(session, title, ids)


def _bundle(session: Session, title: Text, ids: Sequence[int]) -> Bundle:
    from app.billing.documents.batch import batch
    from app.billing.documents.press import press_of

    press = press_of(session)
    return batch(title, press.invoices(ids), press.head, bool(setting_of(session, TWO_SIDED)))


def _start(session: Session, params: Params) -> Params:
    """The latest month that was billed and its series, else the only series."""
    latest = session.execute(
        select(Invoice.series_id, Invoice.period_first)
        .where(Invoice.number.is_not(None), Invoice.period_first.is_not(None))
        .order_by(Invoice.period_first.desc(), Invoice.id.desc()).limit(1)
    ).first()  # fmt: skip
    if latest is not None:
        return {"series": latest.series_id, "month": Month.of(latest.period_first)}
    rows = find_series(session, "")
    return {"series": rows[0][0] if len(rows) == 1 else None, "month": Month.of(today_of(session)).previous()}


# ---------------------------------------------------------------- accounts


def draw_reminder(session: Session, *, id: int) -> Document:
    """The letter of a reminder."""
    from app.billing.documents.press import press_of

    return press_of(session).reminders([id])[0].draw()


def draw_reminders(session: Session, *, ids: Sequence[int]) -> Bundle:
    """Several reminders in the order of the envelopes."""
    from app.billing.documents.batch import batch
    from app.billing.documents.press import press_of

    press = press_of(session)
    return batch(_("Lot de relances"), press.reminders(ids), press.head, bool(setting_of(session, TWO_SIDED)))


def draw_statement(
    session: Session, *, id: int, first_on: date | None = None, last_on: date | None = None
) -> Document:
    """The account of a payer over a period."""
    from app.billing.documents.loading_accounts import statement_facts
    from app.billing.documents.press import press_of
    from app.billing.documents.statement import statement_document

    press = press_of(session)
    return statement_document(statement_facts(session, id, first_on, last_on), press.head, press.words)


def draw_receipt(session: Session, *, id: int) -> Document:
    """The receipt of a payment."""
    from app.billing.documents.loading_accounts import receipt_facts
    from app.billing.documents.press import press_of
    from app.billing.documents.receipt import receipt_document

    press = press_of(session)
    return receipt_document(receipt_facts(session, id), press.head, press.words)


# ---------------------------------------------------------------- declarations

SERIES: Any = Ref(
    name="series", label=_("Série"), page="billing.series", find=find_series, title=series_title, required=True
)
NOTE: Any = Ref(
    name="id", label=_("Avoir"), page=INVOICES, find=find_credit_notes, title=credit_note_title, required=True
)
MONTH = MonthOf(name="month", label=_("Mois"), required=True)
PERIOD = (
    Day(name="first_on", label=_("Du"), help=_("Vide\u00a0: depuis l’ouverture du compte.")),
    Day(name="last_on", label=_("Au"), help=_("Vide\u00a0: jusqu’à aujourd’hui.")),
)

PAPERS = (
    Paper(
        name="billing.invoice", title=_("Facture ou avoir"), draw=draw_invoice, permission=READ, page=INVOICES,
        issued=issued_hash,
    ),
    Paper(
        name="billing.invoices-batch", title=_("Lot de factures"), draw=draw_batch, permission=READ, page=INVOICES,
        scope=Scope.SELECTION,
    ),
    Paper(
        name="billing.invoices-month", title=_("Factures d’un mois"), draw=draw_month, permission=READ, page=INVOICES,
        scope=Scope.PAGE, form=Form(fields=(SERIES, MONTH), start=_start),
    ),
    # From the window a credit note is printed by « Facture ou avoir »: it stands in the same list.
    Paper(
        name="billing.credit-note", title=_("Avoir"), draw=draw_credit_note, permission=READ, scope=Scope.PAGE,
        form=Form(fields=(NOTE,), start=_latest_note), issued=issued_hash,
    ),
    Paper(
        name="billing.reminder", title=_("Lettre de relance"), draw=draw_reminder, permission=REMIND, page=REMINDERS
    ),
    Paper(
        name="billing.reminders-batch", title=_("Lot de relances"), draw=draw_reminders, permission=REMIND,
        page=REMINDERS, scope=Scope.SELECTION,
    ),
    Paper(
        name="billing.statement", title=_("Relevé de compte"), draw=draw_statement, permission=READ,
        page="billing.payers", form=Form(fields=PERIOD),
    ),
    Paper(name="billing.receipt", title=_("Quittance"), draw=draw_receipt, permission=READ, page="billing.payments"),
)  # fmt: skip
