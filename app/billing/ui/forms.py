# SPDX-License-Identifier: EUPL-1.2
"""The longer forms of billing and what they are first filled with."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.billing.models import CouncilDecision, Invoice, Tariff
from app.billing.queries import credits_of, open_invoices
from app.billing.queries.figures import grid_in_force, simulation
from app.billing.rules.payments import PaymentMode
from app.billing.rules.tariffs import PriceMethod, SiblingBasis, SiblingKind, linear_limits
from app.billing.services.add_tariff import grid_of
from app.billing.services.issue_credit_note import left_to_credit
from app.billing.strings import _, _n
from app.billing.ui.fields import (
    CATEGORY,
    INVOICES,
    METHOD,
    MODULE,
    PRICE_METHOD,
    REGULARITY,
    RESIDENCY,
    SERVICE,
    day,
    money,
    options,
    payer,
    series,
    text,
)
from app.core.money import ZERO, show_money, show_number
from app.core.outcome import UserError
from app.core.people import key1
from app.core.text import Text as Shown
from app.forms.fields import Choice, Day, Flag, Lines, Money, Number, Ref, Text, Whole
from app.forms.page import Form, Params, Section
from app.store.uow import today_of

# ---------------------------------------------------------------- payments


def find_invoices(session: Session, typed: str) -> list[tuple[int, str]]:
    """(id, « CAN-2026-00112 · MOREL Hélène ») of issued invoices, by number or by payer, the latest first."""
    from app.billing.queries.lists import invoices_rows

    inner = invoices_rows(session, {}).subquery()
    query = select(inner.c.id, inner.c.reference, inner.c.payer).where(inner.c.reference.is_not(None))
    for word in key1(typed).split():
        query = query.where(inner.c.reference.like(f"%{word}%") | inner.c.payer_key.like(f"%{word}%"))
    return [(r.id, f"{r.reference} · {r.payer}") for r in session.execute(query.order_by(inner.c.id.desc()).limit(20))]


def invoice_title(session: Session, invoice_id: int) -> str:
    """« CAN-2026-00112 »."""
    return session.scalar(select(Invoice.reference).where(Invoice.id == invoice_id)) or ""


INVOICE: Any = Ref(
    name="invoice", label=_("Facture"), page=INVOICES, find=find_invoices, title=invoice_title,
    help=_("Vide\u00a0: la plus ancienne d’abord."),
)  # fmt: skip
AMOUNT = Money(name="amount", label=_("Montant reçu"), required=True, least=Decimal("0.01"))
PAYMENT_FIELDS: tuple[Any, ...] = (
    AMOUNT,
    METHOD,
    Day(name="received_on", label=_("Reçu le"), required=True),
    Text(name="reference", label=_("Référence"), help=_("Numéro du chèque, libellé du virement.")),
    Flag(
        name="keep_surplus", label=_("Garder le surplus en avoir"), default=False,
        help=_("Si le montant dépasse ce qui est dû."),
    ),
)  # fmt: skip


def start_payment(session: Session, params: Params) -> Params:
    """The amount due on the invoice, or on the whole account of the payer."""
    invoice_id, payer_id = params.get("invoice"), params.get("payer")
    values: dict[str, Any] = {"received_on": today_of(session), "method": PaymentMode.CHEQUE}
    if invoice_id is not None:
        invoice = session.get(Invoice, invoice_id)
        if invoice is not None:
            values |= {"amount": invoice.total - invoice.paid, "payer": invoice.payer_id}
    elif payer_id is not None:
        values["amount"] = due_of(session, payer_id)
    return values


def due_of(session: Session, payer_id: int) -> Decimal | None:
    """What a payer owes today on open invoices; None when nothing."""
    left = sum((i.total - i.paid for i in open_invoices(session, [payer_id]).get(payer_id, ())), ZERO)
    return left or None


def start_invoice_payment(session: Session, params: Params) -> Params:
    """The same from the invoice in hand."""
    return start_payment(session, {"invoice": params.get("id")})


def start_account_payment(session: Session, params: Params) -> Params:
    """The same from the payer in hand."""
    return start_payment(session, {"payer": params.get("id")})


def payment_preview(session: Session, params: Params) -> Sequence[Shown]:
    """Where the money would go."""
    invoice_id, payer_id = params.get("invoice"), params.get("payer")
    invoice = session.get(Invoice, invoice_id) if invoice_id else None
    payer_id = invoice.payer_id if invoice else payer_id
    amount = params.get("amount")
    if payer_id is None or not amount:
        return ()
    owed = open_invoices(session, [payer_id]).get(payer_id, [])
    owed = sorted(owed, key=lambda i: (invoice is not None and i.id != invoice.id, i.issued_on, i.id))
    sentences: list[Shown] = []
    for each in owed:
        part = min(amount, each.total - each.paid)
        if part <= 0:
            break
        sentences.append(_("{part} sur {reference}", part=show_money(part), reference=each.reference))
        amount -= part
    if amount > 0:
        sentences.append(_("{rest} de trop par rapport à ce qui est dû", rest=show_money(amount)))
    return sentences


def invoice_payment_preview(session: Session, params: Params) -> Sequence[Shown]:
    """The same from the invoice in hand."""
    return payment_preview(session, {**params, "invoice": params.get("id")})


def account_payment_preview(session: Session, params: Params) -> Sequence[Shown]:
    """The same from the payer in hand."""
    return payment_preview(session, {**params, "payer": params.get("id")})


RECORD_PAYMENT = Form(fields=(payer(), INVOICE, series(), *PAYMENT_FIELDS), start=start_payment)
PAY_INVOICE = Form(fields=PAYMENT_FIELDS, start=start_invoice_payment)
PAY_ACCOUNT = Form(fields=(series(), *PAYMENT_FIELDS), start=start_account_payment)


# ---------------------------------------------------------------- credit notes

CREDIT = Form(
    fields=(
        Text(name="reason", label=_("Motif"), required=True, help=_("Écrit sur l’avoir."), longest=300),
        Lines(
            name="lines", label=_("Lignes à rendre"), help=_("Vide\u00a0: toute la facture."),
            fields=(
                Whole(name="line", label=_("Ligne"), required=True, least=1),
                Day(name="day", label=_("Jour")),
                Money(name="amount", label=_("Montant à rendre"), least=Decimal("0.01")),
            ),
        ),
        Flag(
            name="waived", label=_("Remise définitive"), default=False,
            help=_("Sinon, ce qui reste dû d’après le pointage sera facturé à nouveau au prochain mois."),
        ),
    )
)  # fmt: skip


def credit_preview(session: Session, params: Params) -> Sequence[Shown]:
    """The lines that can be given back, with what is left of each, and where the credit goes."""
    invoice = session.get(Invoice, params.get("id") or 0)
    if invoice is None:
        return ()
    left = left_to_credit(session, invoice)
    sentences: list[Shown] = [
        _("Ligne {position}\u00a0: {label}, {left}", position=line.position, label=line.label, left=show_money(left[line.id]))
        for line in invoice.lines
        if left.get(line.id)
    ]
    if invoice.paid >= invoice.total:
        sentences.append(_("La facture est payée\u00a0: le montant sera gardé en avoir sur le compte."))
    return sentences


def credit_question(session: Session, params: Params) -> Shown | None:
    """Asked before a credit note."""
    invoice = session.get(Invoice, params.get("id") or 0)
    if invoice is None or invoice.reference is None:
        return None
    if params.get("lines"):
        return _("Établir un avoir numéroté sur la facture {reference}\u202f?", reference=invoice.reference)
    total = sum(left_to_credit(session, invoice).values(), ZERO)
    return _(
        "Annuler la facture {reference} par un avoir numéroté de {total}\u202f?",
        reference=invoice.reference,
        total=show_money(total),
    )


# ---------------------------------------------------------------- decisions and tariffs


def find_decisions(session: Session, typed: str) -> list[tuple[int, str]]:
    """(id, « 2026-31 · Tarifs du restaurant scolaire ») the latest first."""
    query = select(CouncilDecision).order_by(CouncilDecision.adopted_on.desc(), CouncilDecision.id.desc())
    rows = [(row.id, f"{row.number} · {row.title}") for row in session.scalars(query)]
    exact = [pair for pair in rows if key1(pair[1].split(" · ")[0]) == key1(typed)]
    words = key1(typed).split()
    return exact or [pair for pair in rows if all(word in key1(pair[1]) for word in words)][:20]


def decision_title(session: Session, decision_id: int) -> str:
    """« 2026-31 · Tarifs du restaurant scolaire »."""
    row = session.get(CouncilDecision, decision_id)
    return f"{row.number} · {row.title}" if row else ""


DECISION: Any = Ref(
    name="decision", label=_("Délibération"), page="billing.decisions", find=find_decisions, title=decision_title
)
BRACKETS = Lines(
    name="brackets", label=_("Tranches de quotient"),
    help=_("Du plus bas au plus haut\u00a0; laissez vide le haut de la dernière."),
    fields=(
        Number(name="lower", label=_("De"), least=Decimal(0)),
        Number(name="upper", label=_("À"), least=Decimal(0)),
        Money(name="price", label=_("Prix"), required=True, least=Decimal(0)),
    ),
)  # fmt: skip
INCLUSIVE = Flag(
    name="upper_inclusive", label=_("Le haut de la tranche en fait partie"), default=True,
    help=_("«\u00a0De 701 à 1\u202f000\u00a0»\u00a0: un quotient de 1\u202f000 est dans la tranche."),
)  # fmt: skip
TARIFF = Form(
    sections=(
        Section(
            title=_("Prestation"),
            fields=(
                text("title", _("Intitulé"), required=True),
                MODULE,
                SERVICE,
                RESIDENCY,
                CATEGORY,
                REGULARITY,
            ),
        ),
        Section(
            title=_("Prix"),
            fields=(
                PRICE_METHOD,
                money("amount", _("Prix fixe"), least=Decimal(0)),
                BRACKETS,
                INCLUSIVE,
                Number(name="rate_percent", label=_("Taux d’effort"), unit="%", places=4, least=Decimal(0)),
                money("floor", _("Plancher"), least=Decimal(0)),
                money("cap", _("Plafond"), least=Decimal(0)),
                money("unit_cost", _("Coût par usager"), least=Decimal(0), help=_("Aucun prix ne doit le dépasser.")),
            ),
        ),
        Section(
            title=_("Fratries"),
            fields=(
                Choice(name="sibling_basis", label=_("Règle"), options=options(SiblingBasis), kind=SiblingBasis),
                Choice(name="sibling_kind", label=_("Les valeurs sont"), options=options(SiblingKind), kind=SiblingKind),
                Lines(
                    name="siblings", label=_("Valeurs, du premier enfant au dernier"),
                    fields=(Number(name="value", label=_("Valeur"), required=True, least=Decimal(0)),),
                ),
            ),
        ),
        Section(
            title=_("Validité"),
            fields=(DECISION, day("valid_from", _("À partir du"), required=True), day("valid_to", _("Jusqu’au"))),
        ),
    )
)  # fmt: skip


def tariff_preview(session: Session, params: Params) -> Sequence[Shown]:
    """What is wrong with the grid as it is typed, else what it would change for the children of today."""
    if params.get("method") not in (PriceMethod.BRACKETS, "BRACKETS") or not params.get("brackets"):
        return ()
    try:
        wanted = grid_of(params["brackets"], bool(params.get("upper_inclusive", True)))
    except UserError as fault:
        return (fault.message,)
    criteria = (params.get("category") or None, params.get("regularity") or None, params.get("residency") or None)
    module, service = str(params.get("module") or "canteen"), str(params.get("service") or "meal")
    current = grid_in_force(session, module, service, criteria, today_of(session))
    if current is None:
        return (_("Grille complète\u00a0: chaque quotient a un prix."),)
    return simulation_words(session, current, wanted)


def simulation_words(session: Session, current: Any, wanted: Any) -> Sequence[Shown]:
    """« 1 338,61 € par jour au lieu de 1 250,31 € »."""
    found = simulation(session, current, wanted, today_of(session))
    count = found.cheaper + found.dearer + found.same
    if not count:
        return (_("Grille complète\u00a0: chaque quotient a un prix."),)
    return (
        _n("Pour {n} enfant qui mange un jour", "Pour {n} enfants qui mangent un même jour", count),
        _(
            "{after} par jour au lieu de {before}\u00a0: {difference}",
            after=show_money(found.after),
            before=show_money(found.before),
            difference=f"{'+' if found.difference > 0 else ''}{show_money(found.difference)}",
        ),
        _("{cheaper} paieraient moins, {dearer} plus", cheaper=found.cheaper, dearer=found.dearer),
    )


def start_brackets(session: Session, params: Params) -> Params:
    """The grid of the tariff in hand."""
    tariff = session.get(Tariff, params.get("id") or 0)
    if tariff is None:
        return {}
    rows = tuple({"lower": row.lower, "upper": row.upper, "price": row.price} for row in tariff.brackets)
    return {"brackets": rows, "upper_inclusive": tariff.upper_inclusive}


def brackets_preview(session: Session, params: Params) -> Sequence[Shown]:
    """What the corrected grid would change."""
    from app.billing.queries.tariffs import facts_of

    tariff = session.get(Tariff, params.get("id") or 0)
    if tariff is None or not params.get("brackets"):
        return ()
    try:
        wanted = grid_of(params["brackets"], bool(params.get("upper_inclusive", True)))
    except UserError as fault:
        return (fault.message,)
    current = facts_of(tariff).values.grid
    return simulation_words(session, current, wanted) if current else ()


def linear_words(tariff: Tariff) -> Sequence[Shown]:
    """Where the floor and the cap of a rate begin (TAR-04)."""
    from app.billing.queries.tariffs import facts_of

    floor, cap = linear_limits(facts_of(tariff).values)
    sentences: list[Shown] = []
    if floor is not None:
        sentences.append(_("Plancher jusqu’au quotient {quotient}", quotient=show_number(floor)))
    if cap is not None:
        sentences.append(_("Plafond à partir du quotient {quotient}", quotient=show_number(cap)))
    return sentences


# ---------------------------------------------------------------- payers


def start_share(session: Session, params: Params) -> Params:
    """From today, for the payer in hand."""
    return {"valid_from": today_of(session)}


def account_words(session: Session, payer_id: int) -> Sequence[Shown]:
    """Credits that wait on an account."""
    waiting = credits_of(session, [payer_id]).get(payer_id, [])
    return [
        _("{amount} en avoir depuis le {day}", amount=show_money(c.left), day=f"{c.day:%d/%m/%Y}") for c in waiting
    ]


