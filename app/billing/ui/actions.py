# SPDX-License-Identifier: EUPL-1.2
"""The verbs of billing as buttons and as command line."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from sqlalchemy.orm import Session

from app.billing.models import CollectionSeries
from app.billing.permissions import COLLECT, PAYERS, REMIND, TARIFFS, VALIDATE
from app.billing.rules.invoicing import InvoiceState
from app.billing.rules.payments import PaymentMode
from app.billing.services.add_decision import add_decision, make_executable
from app.billing.services.add_payer import add_payer, add_share, end_shares
from app.billing.services.add_tariff import add_tariff, change_brackets, close_tariff
from app.billing.services.cancel_payment import cancel_payment
from app.billing.services.issue_credit_note import issue_credit_note
from app.billing.services.mark_sent import mark_sent
from app.billing.services.record_payment import record_payment
from app.billing.services.remind import due_reminders, forget_reminder, remind, remind_selected
from app.billing.services.write_off import write_off
from app.billing.strings import _, _n
from app.billing.ui import forms
from app.billing.ui.fields import COLLECTION, METHODS, MODULE, day, money, payer, series, text
from app.core.money import ZERO, show_money
from app.core.outcome import Report
from app.core.text import Text as Shown
from app.directory.queries import (
    find_households,
    find_organisations,
    find_people,
    household_title,
    organisation_title,
    person_title,
)
from app.forms.fields import Choice, Flag, MonthOf, Number, Ref, Whole
from app.forms.page import Action, Form, Params, Row, Scope
from app.forms.records import create
from app.store.uow import Work, today_of

OPEN = {state.value for state in (InvoiceState.VALIDATED, InvoiceState.SENT, InvoiceState.PARTLY_PAID, InvoiceState.OVERDUE)}


def is_open(row: Row) -> bool:
    """An invoice that waits for money."""
    return row.get("kind") == "INVOICE" and row.get("state") in OPEN


def is_issued(row: Row) -> bool:
    """An invoice that has its number."""
    return row.get("kind") == "INVOICE" and bool(row.get("reference"))


def is_to_send(row: Row) -> bool:
    """Issued, and not said to be sent."""
    return bool(row.get("reference")) and row.get("sent_on") is None


def is_late(row: Row) -> bool:
    """Past its due date."""
    return row.get("state") == "OVERDUE"


def may_be_given_up(row: Row) -> bool:
    """Owed, or carried from run to run."""
    return is_open(row) or row.get("state") in ("CARRIED", "TRANSFERRED")


def stands(row: Row) -> bool:
    """A payment that was not cancelled."""
    return row.get("cancelled_on") is None


def pay_invoice(
    work: Work, *, id: int, amount: Decimal, method: PaymentMode, received_on: object = None,
    reference: str | None = None, keep_surplus: bool = False,
) -> Report:  # fmt: skip
    """Record a payment from the invoice in hand."""
    return record_payment(
        work, invoice=id, amount=amount, method=method, received_on=received_on,  # type: ignore[arg-type]
        reference=reference, keep_surplus=keep_surplus,
    )  # fmt: skip


def pay_account(
    work: Work, *, id: int, amount: Decimal, method: PaymentMode, received_on: object = None,
    reference: str | None = None, keep_surplus: bool = False, series: int | None = None,
) -> Report:  # fmt: skip
    """Record a payment from the payer in hand."""
    return record_payment(
        work, payer=id, amount=amount, method=method, received_on=received_on,  # type: ignore[arg-type]
        reference=reference, keep_surplus=keep_surplus, series=series,
    )  # fmt: skip


def print_month(work: Work, *, series: int | None = None, month: object = None) -> Report:
    """Archive the papers that are missing, of a series and a month or all of them."""
    from app.billing.services.print_invoices import print_invoices

    code = work.session.get_one(CollectionSeries, series).code if series is not None else None
    return print_invoices(work, series=code, period=month)  # type: ignore[arg-type]


def remind_question(session: Session, params: Params) -> Shown | None:
    """How many letters would be written."""
    late = due_reminders(session, today_of(session), params.get("series"))
    if not late:
        return None
    total = sum((invoice.total - invoice.paid for invoice, _level in late), ZERO)
    letters = len({(invoice.payer_id, invoice.series_id) for invoice, _level in late})
    return _n(
        "Écrire {n} relance pour {total}\u202f?", "Écrire {n} relances pour {total}\u202f?", letters, total=show_money(total)
    )


PERSON = Ref(name="person", label=_("Personne"), page="directory.people", find=find_people, title=person_title)
ORGANISATION = Ref(
    name="organisation", label=_("Organisme"), page="directory.organisations", find=find_organisations,
    title=organisation_title,
)  # fmt: skip
HOUSEHOLD = Ref(
    name="household", label=_("Foyer"), page="directory.households", find=find_households, title=household_title,
    help=_("Son adresse et son quotient servent à la facture."),
)  # fmt: skip
SERIES_FIELDS = (
    text("code", _("Code"), required=True, longest=10, help=_("Début des numéros\u00a0: CAN donne CAN-2026-00001.")),
    text("title", _("Intitulé"), required=True, help=_("Écrit en tête des factures.")),
    replace(MODULE, label=_("Service facturé")),
    COLLECTION,
    text("payee", _("Ordre des chèques"), default=""),
    money("threshold", _("Seuil d’émission"), least=Decimal(0), help=_("Vide\u00a0: le seuil légal du recouvrement.")),
    Whole(name="due_days", label=_("Jours pour payer"), least=0, most=365, help=_("Vide\u00a0: 30 jours.")),
    Flag(name="covers_meals", label=_("Facture des repas"), default=False, help=_("Les CESU sont alors refusés.")),
)

ACTIONS = (
    # Payments
    Action(
        name="billing.record-payment", label=_("Encaisser…"), run=record_payment, permission=COLLECT,
        form=forms.RECORD_PAYMENT, icon="hand-coins", preview=forms.payment_preview, legal=True, opens=True,
        help=_("Enregistrer un paiement reçu et donner une quittance."), shortcut="Ctrl+Shift+E",
    ),
    Action(
        name="billing.pay-invoice", label=_("Encaisser…"), run=pay_invoice, permission=COLLECT,
        form=forms.PAY_INVOICE, scope=Scope.RECORD, icon="hand-coins", preview=forms.invoice_payment_preview,
        applies=is_open, legal=True, help=_("Enregistrer le paiement de cette facture."),
    ),
    Action(
        name="billing.pay-account", label=_("Encaisser…"), run=pay_account, permission=COLLECT,
        form=forms.PAY_ACCOUNT, scope=Scope.RECORD, icon="hand-coins", preview=forms.account_payment_preview, legal=True,
        help=_("Enregistrer un paiement de ce redevable, la facture la plus ancienne d’abord."),
    ),
    Action(
        name="billing.cancel-payment", label=_("Annuler le paiement…"), run=cancel_payment, permission=COLLECT,
        form=Form(fields=(text("reason", _("Motif"), required=True, longest=300),)), scope=Scope.RECORD,
        icon="circle-x", applies=stands, legal=True,
        help=_("Le numéro de quittance reste utilisé\u00a0; les factures sont de nouveau à payer."),
    ),
    # Invoices
    Action(
        name="billing.credit", label=_("Avoir…"), accept=_("Émettre l’avoir"),
        run=issue_credit_note, permission=VALIDATE, form=forms.CREDIT,
        scope=Scope.RECORD, icon="undo-2", preview=forms.credit_preview, confirm=forms.credit_question,
        applies=is_issued, legal=True, opens=True, help=_("Corriger une facture émise par un avoir numéroté."),
    ),
    Action(
        name="billing.mark-sent", label=_("Marquer comme envoyées"), run=mark_sent, permission=VALIDATE,
        form=Form(fields=(day("sent_on", _("Envoyées le")),), start=lambda s, p: {"sent_on": today_of(s)}),
        scope=Scope.SELECTION, icon="send", applies=is_to_send,
    ),
    Action(
        name="billing.print", label=_("Archiver les factures"), run=print_month, permission=VALIDATE,
        form=Form(fields=(series(), MonthOf(name="month", label=_("Mois"), help=_("Vide\u00a0: tous.")))),
        icon="archive", help=_("Fabriquer et garder le PDF de chaque facture émise qui n’en a pas encore."),
    ),
    Action(
        name="billing.remind", label=_("Relancer les retards…"), run=remind, permission=REMIND,
        form=Form(fields=(series(),)), icon="bell", confirm=remind_question,
        help=_("Écrire une lettre à chaque redevable dont la relance est due aujourd’hui."),
    ),
    Action(
        name="billing.remind-selected", label=_("Relancer"), run=remind_selected, permission=REMIND,
        scope=Scope.SELECTION, icon="bell", applies=is_late,
    ),
    Action(
        name="billing.forget-reminder", label=_("Supprimer la relance"), run=forget_reminder, permission=REMIND,
        scope=Scope.RECORD, icon="trash-2", help=_("Si elle n’est pas encore partie."),
    ),
    Action(
        name="billing.write-off", label=_("Abandonner la créance…"), run=write_off, permission=VALIDATE,
        form=Form(fields=(replace(forms.DECISION, required=True),)), scope=Scope.SELECTION, icon="archive",
        applies=may_be_given_up, legal=True,
        help=_("Par délibération\u00a0: admission en non-valeur, ou petits montants restés sous le seuil."),
    ),
    # Decisions, tariffs, series
    Action(
        name="billing.add-decision", label=_("Nouvelle délibération…"), accept=_("Créer la délibération"),
        run=add_decision, permission=TARIFFS,
        form=Form(
            fields=(
                text("number", _("Numéro"), required=True),
                text("title", _("Objet"), required=True),
                day("adopted_on", _("Votée le"), required=True),
                day("transmitted_on", _("Transmise le")),
                day("published_on", _("Publiée le")),
            )
        ),
        icon="gavel", opens=True,
    ),
    Action(
        name="billing.make-executable", label=_("Rendre exécutoire…"), run=make_executable, permission=TARIFFS,
        form=Form(
            fields=(
                day("transmitted_on", _("Transmise au contrôle de légalité le"), required=True),
                day("published_on", _("Publiée le"), required=True),
            )
        ),
        scope=Scope.RECORD, icon="stamp", applies=lambda row: row.get("executable_on") is None,
    ),
    Action(
        name="billing.add-tariff", label=_("Nouveau tarif…"), accept=_("Créer le tarif"),
        run=add_tariff, permission=TARIFFS, form=forms.TARIFF,
        icon="euro", preview=forms.tariff_preview, opens=True,
    ),
    Action(
        name="billing.change-brackets", label=_("Corriger la grille…"), run=change_brackets, permission=TARIFFS,
        form=Form(fields=(forms.BRACKETS, forms.INCLUSIVE), start=forms.start_brackets), scope=Scope.RECORD,
        icon="grid-3x3", preview=forms.brackets_preview, applies=lambda row: row.get("method") == "BRACKETS",
    ),
    Action(
        name="billing.close-tariff", label=_("Arrêter ce tarif…"), accept=_("Arrêter le tarif"),
        run=close_tariff, permission=TARIFFS,
        form=Form(fields=(day("valid_to", _("Dernier jour"), required=True),)), scope=Scope.RECORD, icon="calendar-x",
        applies=lambda row: row.get("valid_to") is None,
    ),
    Action(
        name="billing.add-series", label=_("Nouvelle série…"), accept=_("Créer la série"),
        run=create(CollectionSeries, SERIES_FIELDS, TARIFFS, "billing.series"), permission=TARIFFS,
        form=Form(fields=SERIES_FIELDS), icon="hash", opens=True,
    ),
    # Payers
    Action(
        name="billing.add-payer", label=_("Nouveau redevable…"), accept=_("Créer le redevable"),
        run=add_payer, permission=PAYERS,
        form=Form(
            fields=(
                PERSON,
                ORGANISATION,
                HOUSEHOLD,
                Choice(name="payment_mode", label=_("Paie d’habitude par"), options=METHODS, kind=PaymentMode),
                Flag(name="by_email", label=_("Factures par courriel"), default=False),
                text("reference", _("Référence à rappeler"), help=_("Demandée par un organisme sur ses factures.")),
            )
        ),
        icon="user-plus", opens=True,
    ),
    Action(
        name="billing.add-share", label=_("Prise en charge…"), accept=_("Noter la prise en charge"),
        run=add_share, permission=PAYERS,
        form=Form(
            fields=(
                payer("third_party", required=True, label=_("Prise en charge par")),
                Number(name="percent", label=_("Part"), unit="%", required=True, least=Decimal(0)),
                day("valid_from", _("À partir du"), required=True),
                day("valid_to", _("Jusqu’au")),
                series(),
                text("note", _("Référence de l’accord")),
            ),
            start=forms.start_share,
        ),
        scope=Scope.RECORD, icon="split", help=_("Un tiers, comme le CCAS, paie une part des factures."),
    ),
    Action(
        name="billing.end-shares", label=_("Terminer…"), accept=_("Terminer la prise en charge"),
        run=end_shares, permission=PAYERS,
        form=Form(fields=(day("valid_to", _("Dernier jour"), required=True),)), scope=Scope.SELECTION, icon="unlink",
    ),
)  # fmt: skip
