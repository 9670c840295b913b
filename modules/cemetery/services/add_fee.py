# SPDX-License-Identifier: EUPL-1.2
"""Sums due to the cemetery: one row a thing, with its price, the social centre's share and the why; refunds too."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.billing.models import CoveredItem, Payer
from app.billing.queries import payer_for
from app.core.dates import show_day
from app.core.money import show_money
from app.core.outcome import Address, Report, UserError
from app.core.text import Text
from app.directory.queries import households_of
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.permissions import BILL
from modules.cemetery.rules.abolished import ABOLISHED_FROM, abolished_sentence, reads_as_abolished_tax
from modules.cemetery.rules.codes import TariffOperation
from modules.cemetery.rules.prices import Price, price_of
from modules.cemetery.rules.shares import ccas_split
from modules.cemetery.services.passing import plain, said
from modules.cemetery.strings import _, label
from modules.cemetery.tariffs_of import ccas_share, decision_id_of, tariff_lines

PAGE = "cemetery.fees"


def fee_key(fee: m.Fee) -> str:
    """The key under which billing covers a fee."""
    return f"cemetery:{fee.id}:{fee.due_on.isoformat()}:{fee.operation.value}"


def add_fee(
    work: Work,
    *,
    operation: TariffOperation,
    due_on: date,
    title: Text,
    price: Price,
    amount: Decimal | None = None,
    ccas: Decimal | None = None,
    payer: int | None = None,
    concession: int | None = None,
    term: int | None = None,
    funeral_operation: int | None = None,
    person: int | None = None,
) -> m.Fee:
    """A sum due (negative: a refund). `amount` when it is not the whole price (a conversion)."""
    due = price.amount if amount is None else amount
    if reads_as_abolished_tax(str(title)) and due_on >= ABOLISHED_FROM:
        raise UserError(abolished_sentence(), "title")
    if ccas is None:
        ccas = ccas_split(due, ccas_share(work.session)).ccas if due > 0 else Decimal(0)
    fee = m.Fee(
        operation=operation, due_on=due_on, label=str(title), amount=due, ccas=ccas, payer_id=payer,
        concession_id=concession, term_id=term, funeral_operation_id=funeral_operation, person_id=person,
        decision_id=decision_id_of(work.session, price.tariff_ids), why=said(price.why),
        snapshot=dict(plain({"price": price.amount, "tariffs": list(price.tariff_ids), "tariff_on": price.tariff_on})),
    )  # fmt: skip
    work.session.add(fee)
    work.session.flush()
    return fee


def payer_of(work: Work, person: int | None) -> int | None:
    """The payer that a person of the directory is; made one, for the home where he or she lives, if need be."""
    if person is None:
        return None
    homes = households_of(work.session, [person], work.today).get(person, [])
    home = homes[0] if len(homes) == 1 else None
    found = payer_for(work.session, person, home)
    if found is None:
        found = Payer(person_id=person, household_id=home)
        work.session.add(found)
        work.session.flush()
    return found.id


def charge_service(
    work: Work,
    *,
    operation: TariffOperation,
    due_on: date,
    payer: int | None = None,
    person: int | None = None,
    title: str = "",
    quantity: int = 1,
    concession: int | None = None,
) -> Report:
    """Note a sum by the tariff of the day: a plate, an opening, days of vault.

    `person` is whom the bill names. Raises `UserError` without a tariff, for an abolished tax, for a police
    fee (it belongs to an operation) or a term (its act makes the sum).
    """
    work.require(BILL)
    if operation in (TariffOperation.GRANT, TariffOperation.RENEWAL, TariffOperation.CONVERSION):
        raise UserError(
            _(
                "Cette somme naît de l’acte lui-même\u00a0: accordez, renouvelez ou convertissez la concession."
            )
        )
    if operation is TariffOperation.POLICE_FEE:
        raise UserError(_("Une vacation se note sur l’opération que la police a surveillée."), "operation")
    if quantity < 1:
        raise UserError(_("La quantité est d’au moins un."), "quantity")
    name = title.strip() or str(label(operation))
    if reads_as_abolished_tax(name) and due_on >= ABOLISHED_FROM:
        raise UserError(abolished_sentence(), "title")
    price = price_of(tariff_lines(work.session), operation, None, None, None, due_on)
    fee = add_fee(
        work, operation=operation, due_on=due_on, title=name if quantity == 1 else f"{name} × {quantity}", price=price,
        amount=price.amount * quantity, payer=payer or payer_of(work, person), person=person, concession=concession,
    )  # fmt: skip
    return Report(
        summary=_("{title}\u00a0: {amount} à facturer.", title=fee.label, amount=show_money(fee.amount)),
        records=[Address(PAGE, fee.id)],
    )


def cancel_fee(work: Work, *, id: int) -> Report:
    """A sum that is no longer due: billing takes it back by difference if it was already invoiced."""
    work.require(BILL)
    fee = get(work.session, m.Fee, id)
    if fee.cancelled_on is not None:
        raise UserError(_("Cette somme est déjà annulée depuis le {day}.", day=show_day(fee.cancelled_on)))
    fee.cancelled_on = work.today
    work.session.flush()
    return Report(
        summary=_("{title}\u00a0: {amount} annulés.", title=fee.label, amount=show_money(fee.amount)),
        records=[Address(PAGE, fee.id)],
    )


def set_payer(work: Work, *, id: int, payer: int) -> Report:
    """Say who pays a sum. Raises `UserError` once it is invoiced: a credit note comes first."""
    work.require(BILL)
    fee = get(work.session, m.Fee, id)
    if is_billed(work, fee) and payer != fee.payer_id:
        raise UserError(
            _("Cette somme est déjà facturée\u00a0: annulez d’abord la facture par un avoir."), "payer"
        )
    fee.payer_id = payer
    work.session.flush()
    return Report(summary=_("Redevable enregistré."), records=[Address(PAGE, fee.id)])


def is_billed(work: Work, fee: m.Fee) -> bool:
    """Whether a validated document covers this sum."""
    amounts = work.session.scalars(
        select(CoveredItem.amount).where(
            CoveredItem.module == "cemetery", CoveredItem.key.startswith(fee_key(fee))
        )
    ).all()
    return bool(sum(amounts, Decimal(0)))
