# SPDX-License-Identifier: EUPL-1.2
"""The list of invoices and the invoice in hand: its lines with their reasons, its payments, what it waits for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.billing.documents.words import sentence
from app.billing.models import (
    Allocation,
    DocumentKind,
    DocumentState,
    Invoice,
    InvoiceLine,
    LineKind,
    Payment,
    PaymentReminder,
    PaymentReminderLine,
)
from app.billing.permissions import READ
from app.billing.queries import payer_title
from app.billing.queries.lists import invoices_rows
from app.billing.rules.invoicing import InvoiceState
from app.billing.strings import LABELS, _, _n, of_month
from app.billing.ui.fields import INVOICES, PAYMENTS, STATE, day, money, payer, state_option, text
from app.core.dates import Month, show_day, show_day_long, show_month
from app.core.money import show_money
from app.core.outcome import Address
from app.core.text import Text
from app.forms.fields import Choice, MonthOf, Number, Option, Tone, Whole
from app.forms.page import (
    Column,
    FieldsPart,
    Filter,
    Form,
    Heading,
    LinesPart,
    Page,
    Params,
    ProsePart,
    Record,
    Row,
    Table,
)
from app.forms.records import get
from app.store.uow import today_of

LATE, PAID = InvoiceState.OVERDUE.value, InvoiceState.PAID.value
KIND = Choice(
    name="kind", label=_("Pièce"), width=8,
    options=tuple(Option(value, words) for value, words in LABELS["DocumentKind"].items()),
)  # fmt: skip
MONTH = Form(fields=(MonthOf(name="month", label=_("Mois"), help=_("Vide\u00a0: toutes les périodes.")),))

INVOICES_TABLE = Table(
    name=INVOICES,
    title=_("Factures"),
    columns=(
        Column(field=text("reference", _("Numéro"), width=17), strong=True),
        Column(field=text("payer", _("Redevable"))),
        Column(field=MonthOf(name="period", label=_("Période"), width=14), hidden=True),
        Column(field=Whole(name="children", label=_("Enfants"), width=6), hidden=True),
        Column(field=money("total", _("Total")), sum=True),
        Column(field=money("left", _("Reste dû")), sum=True),
        Column(field=STATE),
        Column(field=day("issued_on", _("Émise le")), hidden=True),
        Column(field=day("due_on", _("À payer avant le")), hidden=True),
        Column(field=day("sent_on", _("Envoyée le")), hidden=True),
        Column(field=KIND, hidden=True),
        Column(field=text("series", _("Série"), width=6), hidden=True),
        Column(field=payer("payer_id", label=_("N° du redevable")), hidden=True),
    ),
    source=invoices_rows,
    filters=(
        Filter(name="all", label=_("Toutes")),
        Filter(name="drafts", label=_("Brouillons"), where=lambda c: c.state.in_(("DRAFT", "CHECKED"))),
        Filter(
            name="to-send", label=_("À envoyer"),
            where=lambda c: c.reference.is_not(None) & c.sent_on.is_(None) & (c.kind == DocumentKind.INVOICE),
        ),
        Filter(name="sent", label=_("Envoyées"), where=lambda c: c.sent_on.is_not(None)),
        Filter(name="overdue", label=_("En retard"), where=lambda c: c.state == LATE),
        Filter(name="paid", label=_("Payées"), where=lambda c: c.state == PAID),
        Filter(name="carried", label=_("Reportées"), where=lambda c: c.state == "CARRIED"),
        Filter(name="credits", label=_("Avoirs"), where=lambda c: c.kind == DocumentKind.CREDIT_NOTE),
    ),
    search=("payer_key", "reference_text"),
    order="-reference",
    parameters=MONTH,
    counted=lambda n: _n("{n} facture", "{n} factures", n),
    empty=_("Les factures apparaissent ici quand un service prépare son mois, par exemple la cantine."),
    reads=frozenset({"billing_invoice", "billing_allocation", "billing_payer", "directory_person"}),
    permission=READ,
)  # fmt: skip


# ---------------------------------------------------------------- the record


def heading(session: Session, invoice_id: int) -> Heading:
    """« CAN-2026-00112 », who and when, its state as a chip."""
    invoice = get(session, Invoice, invoice_id)
    state = _state(session, invoice)
    month = show_month(Month.of(invoice.period_first))
    parts = [payer_title(session, invoice.payer_id), month]
    if invoice.issued_on is not None:
        parts.append(str(_("émise le {day}", day=show_day_long(invoice.issued_on))))
    draft = _("Brouillon {of_month}", of_month=of_month(Month.of(invoice.period_first)))
    badges = []
    if invoice.kind is DocumentKind.CREDIT_NOTE:
        badges.append(Option("CREDIT_NOTE", _("Avoir"), Tone.INFO, "undo-2"))
    return Heading(invoice.reference or str(draft), " · ".join(parts), state_option(state), tuple(badges))


def _state(session: Session, invoice: Invoice) -> str:
    from app.billing.queries import shown_state

    found = session.scalar(select(shown_state(today_of(session))).where(Invoice.id == invoice.id))
    return str(found or invoice.state.value)


def lines(session: Session, invoice_id: int) -> Sequence[Row]:
    """Lines as they are printed, then the total in bold."""
    invoice = get(session, Invoice, invoice_id)
    names = {party.position: party.title or "" for party in invoice.parties}
    rows: list[dict[str, Any]] = []
    for line in invoice.lines:
        who = names.get(line.party_position or -1, "").split(",")[0]
        row: dict[str, Any] = {
            "id": line.id, "position": line.position, "label": f"{who} · {line.label}" if who else line.label,
            "quantity": line.quantity, "unit_price": line.unit_price, "amount": line.amount,
        }  # fmt: skip
        if line.source_id is not None and line.kind is not LineKind.CHARGE:
            row["_address"] = Address(INVOICES, line.source_id)
        rows.append(row)
    rows.append({"id": None, "label": str(_("Total")), "amount": invoice.total, "_emphasis": True})
    if invoice.previous_balance:
        due = invoice.total + invoice.previous_balance
        rows[-1]["label"] = str(_("Total à payer"))
        rows[-1]["amount"] = due
    return rows


def why(session: Session, line_id: int) -> Sequence[Text]:
    """« Pourquoi 2,10 € ? »: what the price rests on, kept with the line."""
    line = session.get(InvoiceLine, line_id)
    if line is None or not (line.why or line.items):
        return ()
    if line.kind is LineKind.CREDIT and line.first_on != line.last_on:
        return ()  # no day was named: nothing to explain
    amount = line.unit_price if line.unit_price is not None else line.amount
    sentences: list[Text] = [_("Pourquoi {amount}\u202f?", amount=show_money(amount))]
    if line.kind is LineKind.CREDIT:
        sentences = [_("Ce que rend cet avoir")]
    sentences += [sentence(reason) for reason in line.why]
    days = sorted({item[1] for item in line.items})
    if days:
        shown = ", ".join(_short(day) for day in days[:31])
        sentences.append(_n("{n} jour\u00a0: {days}", "{n} jours\u00a0: {days}", len(days), days=shown))
    if line.third_party:
        part = show_money(line.gross - line.amount)
        sentences.append(_("{part} pris en charge par {third}", part=part, third=line.third_party))
    return sentences


def _short(iso: str) -> str:
    return f"{iso[8:10]}/{iso[5:7]}"


def remarks(session: Session, invoice_id: int) -> Sequence[Text]:
    """What keeps a draft from being validated, or is worth reading before."""
    invoice = get(session, Invoice, invoice_id)
    if invoice.number is not None:
        return ()
    if invoice.state is DocumentState.CARRIED:
        return (_("Sous le seuil, ou en avoir\u00a0: ce montant est reporté sur la prochaine facture."),)
    return [f"{r['what']}\u00a0: {r['why']}" if r["what"] else r["why"] for r in invoice.remarks]


def payments(session: Session, invoice_id: int) -> Sequence[Row]:
    """What settled the invoice: payments and credit notes; for a credit note, what it settled."""
    note = Allocation.credit_note_id
    query = (
        select(Allocation, Payment.receipt, Payment.received_on, Payment.method)
        .outerjoin(Payment, Payment.id == Allocation.payment_id)
        .where(or_(Allocation.invoice_id == invoice_id, note == invoice_id))
        .order_by(Allocation.id)
    )
    rows: list[dict[str, Any]] = []
    for allocation, receipt, received_on, method in session.execute(query):
        if allocation.payment_id is not None:
            words = f"{receipt} · {LABELS['PaymentMode'][method.value]}"
            where = Address(PAYMENTS, allocation.payment_id)
        else:
            other = allocation.invoice_id if allocation.credit_note_id == invoice_id else allocation.credit_note_id
            words = session.scalar(select(Invoice.reference).where(Invoice.id == other)) or ""
            where = Address(INVOICES, other)
        rows.append(
            {
                "id": allocation.id, "day": received_on or allocation.allocated_on, "words": words,
                "amount": allocation.amount, "_address": where,
            }
        )  # fmt: skip
    return rows


def reminders(session: Session, invoice_id: int) -> Sequence[Row]:
    """Letters that recalled the invoice."""
    rows = session.execute(
        select(PaymentReminder.id, PaymentReminder.sent_on, PaymentReminder.level, PaymentReminderLine.amount)
        .join(PaymentReminderLine, PaymentReminderLine.reminder_id == PaymentReminder.id)
        .where(PaymentReminderLine.invoice_id == invoice_id)
        .order_by(PaymentReminder.sent_on)
    )
    return [{"id": r.id, "day": r.sent_on, "level": r.level, "amount": r.amount} for r in rows]


def load(session: Session, invoice_id: int) -> Params:
    """The facts under the lines."""
    invoice = get(session, Invoice, invoice_id)
    corrects = session.scalar(select(Invoice.reference).where(Invoice.id == invoice.credited_id))
    sent = ""
    if invoice.sent_on is not None:
        sent = str(_("le {day} par {who}", day=show_day(invoice.sent_on), who=invoice.sent_by))
    return {
        "version": invoice.version, "payer_id": invoice.payer_id, "due_on": invoice.due_on, "exercise": invoice.exercise,
        "validated_by": invoice.validated_by, "sent": sent, "reason": invoice.reason, "corrects": corrects or "",
        "paid": invoice.paid,
    }  # fmt: skip


INVOICES_PAGE = Page(
    name=INVOICES,
    title=_("Factures"),
    table=INVOICES_TABLE,
    record=Record(
        model=lambda: Invoice,
        heading=heading,
        parts=(
            ProsePart(title=_("À voir avant de valider"), text=remarks, tone=Tone.WARNING),
            LinesPart(
                title="",
                columns=(
                    Column(field=Whole(name="position", label=_("N°"), width=3), weak=True),
                    Column(field=text("label", _("Ligne"))),
                    Column(field=Number(name="quantity", label=_("Qté"), width=5)),
                    Column(field=money("unit_price", _("Prix"), width=9)),
                    Column(field=money("amount", _("Montant"), width=10)),
                ),
                rows=lines,
                why=why,
            ),
            LinesPart(
                title=_("Règlements"),
                columns=(
                    Column(field=day("day", _("Date"))),
                    Column(field=text("words", _("Pièce"))),
                    Column(field=money("amount", _("Montant"))),
                ),
                rows=payments,
                empty=_("Aucun règlement reçu."),
            ),
            LinesPart(
                title=_("Relances"),
                columns=(
                    Column(field=day("day", _("Date"))),
                    Column(field=Whole(name="level", label=_("Rang"))),
                    Column(field=money("amount", _("Réclamé"))),
                ),
                rows=reminders,
                opens="billing.reminders",
                empty=_("Aucune relance."),
            ),
            FieldsPart(
                title=_("Pièce"),
                fields=(
                    payer("payer_id"),
                    day("due_on", _("À payer avant le")),
                    money("paid", _("Réglé")),
                    Whole(name="exercise", label=_("Exercice")),
                    text("validated_by", _("Validée par")),
                    text("sent", _("Envoyée")),
                    text("corrects", _("Corrige")),
                    text("reason", _("Motif")),
                ),
                load=load,
            ),
        ),
        actions=("billing.pay-invoice", "billing.credit"),
    ),
    actions=("billing.record-payment", "billing.mark-sent", "billing.remind-selected", "billing.remind", "billing.write-off", "billing.print"),
    permission=READ,
    help=_("Toutes les factures, des brouillons aux impayés."),
)

