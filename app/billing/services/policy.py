# SPDX-License-Identifier: EUPL-1.2
"""Where a person appears in billing, and what becomes of two accounts when two files are one person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.billing.models import CoveredItem, Invoice, Payer, PayerShare, Payment, PaymentReminder
from app.billing.queries import balances
from app.billing.strings import _, _n
from app.contract import PersonPolicy, PersonTrace
from app.core.money import show_money
from app.store.base import mapped_classes
from app.store.uow import Work


def traces(session: Session, person_id: int) -> Sequence[PersonTrace]:
    """One line a payer account: invoices and balance."""
    found = []
    for payer in session.scalars(select(Payer).where(Payer.person_id == person_id).order_by(Payer.id)):
        count = session.scalar(
            select(func.count()).select_from(Invoice).where(Invoice.payer_id == payer.id, Invoice.number.is_not(None))
        )
        balance = balances(session, [payer.id]).get(payer.id)
        detail = _n("{n} facture", "{n} factures", count or 0)
        if balance:
            detail = _("{invoices}, solde {balance}", invoices=detail, balance=show_money(balance))
        forbids = _("Les factures se gardent dix ans") if count else ""
        found.append(PersonTrace(_("Redevable"), detail, forbids))
    return found


def merge(work: Work, kept_id: int, dropped_id: int) -> None:
    """Fold the accounts that issued nothing into those of the person kept; the others follow as they are.

    An issued document never changes hands: when both files have issued ones, the person keeps two accounts.
    """
    session = work.session
    mine = list(session.scalars(select(Payer).where(Payer.person_id == kept_id).order_by(Payer.id)))
    theirs = list(session.scalars(select(Payer).where(Payer.person_id == dropped_id).order_by(Payer.id)))
    for payer in theirs:
        twin = next((p for p in mine if p.household_id == payer.household_id), None) or (mine[0] if mine else None)
        if twin is None or _has_issued(session, payer.id):
            payer.person_id = kept_id
        else:
            _fold(work, payer, twin)
    session.flush()


def _has_issued(session: Session, payer_id: int) -> bool:
    for query in (
        select(Invoice.id).where(
            Invoice.payer_id == payer_id, or_(Invoice.number.is_not(None), Invoice.state == "CARRIED")
        ),
        select(Payment.id).where(Payment.payer_id == payer_id),
        select(PaymentReminder.id).where(PaymentReminder.payer_id == payer_id),
        select(CoveredItem.id).where(CoveredItem.payer_id == payer_id),
    ):
        if session.scalar(query.limit(1)) is not None:
            return True
    return False


def _fold(work: Work, payer: Payer, twin: Payer) -> None:
    """Drop the drafts of an account and point everything else that names it at its twin."""
    session = work.session
    for draft in session.scalars(select(Invoice).where(Invoice.payer_id == payer.id)):
        session.delete(draft)
    session.flush()
    for model in list(mapped_classes()):
        for attribute in model.__mapper__.column_attrs:
            if any(key.column.table.name == "billing_payer" for key in attribute.columns[0].foreign_keys):
                column = getattr(model, attribute.key)
                for row in list(session.scalars(select(model).where(column == payer.id))):
                    if isinstance(row, PayerShare) and {row.payer_id, row.third_party_id} == {payer.id, twin.id}:
                        session.delete(row)
                    else:
                        setattr(row, attribute.key, twin.id)
    session.flush()
    session.expire(payer)
    session.delete(payer)


POLICY = PersonPolicy(traces=traces, merge=merge)
