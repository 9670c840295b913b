# SPDX-License-Identifier: EUPL-1.2
"""Payers with their accounts, payments, reminders, and the charts of billing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.billing.models import (
    Allocation,
    Invoice,
    Payer,
    PayerShare,
    Payment,
    PaymentReminder,
    PaymentReminderLine,
)
from app.billing.permissions import PAYERS as EDIT_PAYERS
from app.billing.permissions import READ
from app.billing.queries import balances, payer_title, payer_titles
from app.billing.queries.account import movements, unpaid_by_age
from app.billing.queries.figures import income_by_bracket
from app.billing.queries.lists import payers_rows, payments_rows, reminders_rows
from app.billing.rules.payments import Movement, MovementKind, PaymentMode, statement
from app.billing.strings import LABELS, _, _n, label
from app.billing.ui.fields import (
    ANY_METHOD,
    INVOICES,
    METHODS,
    PAYERS,
    PAYMENTS,
    day,
    money,
    payer,
    text,
)
from app.billing.ui.forms import account_words
from app.core.calendar import school_year_bounds, school_year_label, school_year_of
from app.core.dates import show_day, show_day_long
from app.core.money import show_money
from app.core.outcome import Address
from app.core.text import Text
from app.directory.queries import find_households, household_title
from app.forms.fields import Choice, Flag, Number, Option, Ref, Tone, Whole
from app.forms.page import (
    Column,
    FieldsPart,
    Filter,
    Heading,
    LinesPart,
    Page,
    Params,
    ProsePart,
    Record,
    Row,
    Table,
)
from app.forms.records import get, load, save
from app.store.uow import today_of

if TYPE_CHECKING:
    from app.documents.charts import AnyChart

USUAL = Choice(name="payment_mode", label=_("Paie d’habitude par"), options=METHODS, kind=PaymentMode)

# ---------------------------------------------------------------- payers

PAYERS_TABLE = Table(
    name=PAYERS,
    title=_("Redevables"),
    columns=(
        Column(field=text("name", _("Redevable")), strong=True),
        Column(field=text("household", _("Foyer")), weak=True),
        Column(field=money("balance", _("Solde")), sum=True),
        Column(field=money("late", _("En retard")), sum=True),
        Column(field=Choice(name="payment_mode", label=_("Moyen"), options=METHODS, kind=PaymentMode), weak=True),
        Column(field=Flag(name="by_email", label=_("Courriel")), hidden=True),
        Column(field=Whole(name="third_parties", label=_("Prises en charge")), hidden=True),
        Column(field=Flag(name="active", label=_("Actif")), hidden=True),
    ),
    source=payers_rows,
    filters=(
        Filter(name="active", label=_("Actifs"), where=lambda c: c.active),
        Filter(name="owing", label=_("Doivent"), where=lambda c: c.balance > 0),
        Filter(name="late", label=_("En retard"), where=lambda c: c.late > 0),
        Filter(name="credit", label=_("En avoir"), where=lambda c: c.balance < 0),
        Filter(name="helped", label=_("Aidés"), where=lambda c: c.third_parties > 0),
        Filter(name="all", label=_("Tous")),
    ),
    search=("name_key", "household_key"),
    order="name",
    counted=lambda n: _n("{n} redevable", "{n} redevables", n),
    empty=_("Les personnes et les organismes qui paient apparaissent ici."),
    first_step="billing.add-payer",
    reads=frozenset({"billing_payer", "billing_invoice", "billing_payment", "directory_person", "directory_household"}),
    permission=READ,
)


def payer_heading(session: Session, payer_id: int) -> Heading:
    """Name, household, and the balance as a chip."""
    payer_ = get(session, Payer, payer_id)
    home = household_title(session, payer_.household_id) if payer_.household_id else ""
    balance = balances(session, [payer_id]).get(payer_id)
    if not balance:
        state = Option("CLEAR", _("Compte à jour"), Tone.SUCCESS, "check")
    elif balance > 0:
        state = Option("OWING", _("Doit {amount}", amount=show_money(balance)), Tone.WARNING, "coins")
    else:
        state = Option("CREDIT", _("Avoir de {amount}", amount=show_money(-balance)), Tone.INFO, "piggy-bank")
    subtitle = str(_("Foyer {label}", label=home)) if home else ""
    return Heading(payer_title(session, payer_id), subtitle, state)


def account(session: Session, payer_id: int) -> Sequence[Row]:
    """Every movement with the running balance, the latest first."""
    pages = {MovementKind.PAYMENT: PAYMENTS}
    rows: list[Row] = []
    for rank, line in enumerate(statement(movements(session, payer_id))):
        move = line.movement
        rows.append(
            {
                "id": rank, "day": move.day, "words": _move_words(move), "amount": move.signed,
                "balance": line.balance, "_address": Address(pages.get(move.kind, INVOICES), move.record_id),
            }
        )  # fmt: skip
    return rows[::-1]


def _move_words(move: Movement) -> str:
    """Its number says what it is: CAN, CAN-AV, CAN-Q; only a debt given up needs a word more."""
    return f"{move.words} · {label(move.kind)}" if move.kind is MovementKind.WRITE_OFF else str(move.words)


def shares(session: Session, payer_id: int) -> Sequence[Row]:
    """Third parties that bear a part."""
    found = session.scalars(select(PayerShare).where(PayerShare.payer_id == payer_id).order_by(PayerShare.valid_from))
    rows = list(found)
    titles = payer_titles(session, [row.third_party_id for row in rows])
    return [
        {
            "id": row.id, "third": titles.get(row.third_party_id, ""), "percent": row.percent,
            "valid_from": row.valid_from, "valid_to": row.valid_to, "_address": Address(PAYERS, row.third_party_id),
        }
        for row in rows
    ]  # fmt: skip


HOUSEHOLD: Any = Ref(
    name="household_id", label=_("Foyer"), page="directory.households", find=find_households, title=household_title
)
PAYER_FIELDS = (
    HOUSEHOLD,
    USUAL,
    Flag(name="by_email", label=_("Factures par courriel"), default=False),
    text("reference", _("Référence à rappeler")),
    Flag(name="active", label=_("Actif"), default=True),
)
PAYERS_PAGE = Page(
    name=PAYERS,
    title=_("Redevables"),
    table=PAYERS_TABLE,
    record=Record(
        model=lambda: Payer,
        heading=payer_heading,
        parts=(
            ProsePart(title=_("Avoirs disponibles"), text=account_words, tone=Tone.INFO),
            LinesPart(
                title=_("Compte"),
                columns=(
                    Column(field=day("day", _("Date"))),
                    Column(field=text("words", _("Pièce"))),
                    Column(field=money("amount", _("Montant"))),
                    Column(field=money("balance", _("Solde"))),
                ),
                rows=account,
                empty=_("Aucun mouvement sur ce compte."),
            ),
            LinesPart(
                title=_("Prises en charge"),
                columns=(
                    Column(field=text("third", _("Par"))),
                    Column(field=Number(name="percent", label=_("Part"), unit="%")),
                    Column(field=day("valid_from", _("À partir du"))),
                    Column(field=day("valid_to", _("Jusqu’au"))),
                ),
                rows=shares,
                actions=("billing.add-share", "billing.end-shares"),
                empty=_("Personne d’autre ne paie une part."),
            ),
            FieldsPart(
                title=_("Redevable"), fields=PAYER_FIELDS, load=load(Payer, PAYER_FIELDS),
                save=save(Payer, PAYER_FIELDS, EDIT_PAYERS, PAYERS), permission=EDIT_PAYERS,
            ),
        ),
        actions=("billing.pay-account", "billing.add-share"),
    ),
    actions=("billing.add-payer",),
    permission=READ,
    help=_("Le compte de chacun, avec son solde après chaque opération."),
)  # fmt: skip


# ---------------------------------------------------------------- payments

PAYMENTS_TABLE = Table(
    name=PAYMENTS,
    title=_("Paiements"),
    columns=(
        Column(field=text("receipt", _("Quittance"), width=17), strong=True),
        Column(field=day("received_on", _("Reçu le"))),
        Column(field=text("payer", _("Redevable"))),
        Column(field=ANY_METHOD),
        Column(field=money("amount", _("Montant")), sum=True),
        Column(field=money("credit", _("En avoir")), hidden=True),
        Column(field=text("reference", _("Référence")), weak=True),
        Column(field=day("cancelled_on", _("Annulé le"))),
        Column(field=text("recorded_by", _("Saisi par")), hidden=True),
        Column(field=text("series", _("Série"), width=6), hidden=True),
        Column(field=payer("payer_id", label=_("N° du redevable")), hidden=True),
    ),
    source=payments_rows,
    filters=(
        Filter(name="standing", label=_("Encaissés"), where=lambda c: c.cancelled_on.is_(None)),
        Filter(name="cash", label=_("Espèces"), where=lambda c: c.method == PaymentMode.CASH),
        Filter(name="cheques", label=_("Chèques"), where=lambda c: c.method == PaymentMode.CHEQUE),
        Filter(name="cancelled", label=_("Annulés"), where=lambda c: c.cancelled_on.is_not(None)),
        Filter(name="all", label=_("Tous")),
    ),
    search=("payer_key", "receipt", "reference"),
    order="-receipt",
    counted=lambda n: _n("{n} paiement", "{n} paiements", n),
    empty=_("Les paiements reçus apparaissent ici, chacun avec sa quittance."),
    first_step="billing.record-payment",
    reads=frozenset({"billing_payment", "billing_allocation", "billing_payer", "directory_person"}),
    permission=READ,
)


def payment_heading(session: Session, payment_id: int) -> Heading:
    """Receipt, payer, amount."""
    payment = get(session, Payment, payment_id)
    who = payer_title(session, payment.payer_id)
    state = Option("STANDING", show_money(payment.amount), Tone.SUCCESS, "check")
    if payment.cancelled_on is not None:
        words = _("Annulé le {day}", day=show_day(payment.cancelled_on))
        state = Option("CANCELLED", words, Tone.DANGER, "circle-x")
    return Heading(payment.receipt, f"{who} · {show_day_long(payment.received_on)}", state)


def settled(session: Session, payment_id: int) -> Sequence[Row]:
    """Invoices that the payment settles."""
    rows = session.execute(
        select(Invoice.id, Invoice.reference, Allocation.amount, (Invoice.total - Invoice.paid).label("left"))
        .join(Allocation, Allocation.invoice_id == Invoice.id)
        .where(Allocation.payment_id == payment_id)
        .order_by(Allocation.id)
    )
    return [{"id": r.id, "reference": r.reference, "amount": r.amount, "left": r.left} for r in rows]


PAYMENT_FIELDS = (
    payer("payer_id"),
    ANY_METHOD,
    money("amount", _("Montant")),
    day("received_on", _("Reçu le")),
    text("reference", _("Référence")),
    text("recorded_by", _("Saisi par")),
    text("cancel_reason", _("Motif d’annulation")),
)
PAYMENTS_PAGE = Page(
    name=PAYMENTS,
    title=_("Paiements"),
    table=PAYMENTS_TABLE,
    record=Record(
        model=lambda: Payment,
        heading=payment_heading,
        parts=(
            LinesPart(
                title=_("Règle"),
                columns=(
                    Column(field=text("reference", _("Facture"))),
                    Column(field=money("amount", _("Part"))),
                    Column(field=money("left", _("Reste dû"))),
                ),
                rows=settled,
                opens=INVOICES,
                empty=_("Aucune facture\u00a0: la somme est gardée en avoir."),
            ),
            FieldsPart(title=_("Paiement"), fields=PAYMENT_FIELDS, load=load(Payment, PAYMENT_FIELDS)),
        ),
        actions=("billing.cancel-payment",),
    ),
    actions=("billing.record-payment",),
    permission=READ,
    help=_("Ce qui a été encaissé, avec les quittances."),
)


# ---------------------------------------------------------------- reminders

REMINDERS_TABLE = Table(
    name="billing.reminders",
    title=_("Relances"),
    columns=(
        Column(field=day("sent_on", _("Date"))),
        Column(field=text("payer", _("Redevable")), strong=True),
        Column(field=Whole(name="level", label=_("Rang"))),
        Column(field=money("amount", _("Réclamé")), sum=True),
        Column(field=text("series", _("Série"), width=6), weak=True),
        Column(field=text("sent_by", _("Par")), hidden=True),
    ),
    source=reminders_rows,
    search=("payer_key",),
    order="-sent_on",
    counted=lambda n: _n("{n} relance", "{n} relances", n),
    empty=_("Les lettres de relance apparaissent ici avec leur date."),
    first_step="billing.remind",
    reads=frozenset({"billing_payment_reminder", "billing_invoice"}),
    permission=READ,
)


def reminder_heading(session: Session, reminder_id: int) -> Heading:
    """Payer, date and rank."""
    reminder = get(session, PaymentReminder, reminder_id)
    words = _("Premier rappel") if reminder.level == 1 else _("Rappel n°\u00a0{level}", level=reminder.level)
    return Heading(payer_title(session, reminder.payer_id), f"{words} · {show_day_long(reminder.sent_on)}")


def recalled(session: Session, reminder_id: int) -> Sequence[Row]:
    """Invoices named by the letter, and what became of them."""
    rows = session.execute(
        select(Invoice.id, Invoice.reference, Invoice.due_on, PaymentReminderLine.amount, Invoice.total, Invoice.paid)
        .join(Invoice, Invoice.id == PaymentReminderLine.invoice_id)
        .where(PaymentReminderLine.reminder_id == reminder_id)
        .order_by(Invoice.due_on)
    )
    return [
        {"id": r.id, "reference": r.reference, "due_on": r.due_on, "amount": r.amount, "left": r.total - r.paid}
        for r in rows
    ]


REMINDERS_PAGE = Page(
    name="billing.reminders",
    title=_("Relances"),
    table=REMINDERS_TABLE,
    record=Record(
        model=lambda: PaymentReminder,
        heading=reminder_heading,
        parts=(
            LinesPart(
                title=_("Factures"),
                columns=(
                    Column(field=text("reference", _("Facture"))),
                    Column(field=day("due_on", _("Échéance"))),
                    Column(field=money("amount", _("Réclamé"))),
                    Column(field=money("left", _("Reste dû"))),
                ),
                rows=recalled,
                opens=INVOICES,
            ),
        ),
        actions=("billing.forget-reminder",),
    ),
    actions=("billing.remind",),
    permission=READ,
    help=_("Les lettres de relance, et ce qui a été payé depuis."),
)


# ---------------------------------------------------------------- charts


def charts(session: Session, params: Params) -> Sequence[tuple[Text, AnyChart]]:
    """Income by bracket over the school year, and what is unpaid by age."""
    from app.documents.charts import BarChart, Series

    today = today_of(session)
    year = school_year_of(today)
    first, last = school_year_bounds(year)
    income = income_by_bracket(session, first, max(last, date(today.year, today.month, today.day)))
    ages = unpaid_by_age(session, today)
    by_bracket = BarChart(
        title=_("Recettes par tranche, {year}", year=school_year_label(year)),
        categories=tuple(income) or (str(_("aucune facture")),),
        series=(Series(_("Facturé"), tuple(income.values()) or (None,)),),
        unit="€",
        horizontal=True,
        places=2,
    )
    by_age = BarChart(
        title=_("Impayés par ancienneté"),
        categories=tuple(LABELS["AgeBucket"][age.value] for age in ages),
        series=(Series(_("Reste dû"), tuple(ages.values())),),
        unit="€",
        places=2,
    )
    return ((by_bracket.title, by_bracket), (by_age.title, by_age))


CHARTS = Page(
    name="billing.figures",
    title=_("Recettes et impayés"),
    charts=charts,
    permission=READ,
    help=_("Recettes par tranche de quotient, impayés par ancienneté."),
)
