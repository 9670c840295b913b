# SPDX-License-Identifier: EUPL-1.2
"""The concession in hand, as its acts need it: its plots, its last term, who asks, the new term written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.dates import PartialDate
from app.core.outcome import Address, UserError
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.queries import holders_of
from modules.cemetery.rules.codes import CaseStatus, DurationCode, PartyRole, TermOperation
from modules.cemetery.rules.renewal import Payer
from modules.cemetery.rules.shares import ccas_split
from modules.cemetery.rules.terms import duration_code
from modules.cemetery.strings import _
from modules.cemetery.tariffs_of import ccas_share

PAGE = "cemetery.concessions"


@dataclass(frozen=True)
class InHand:
    """A concession still open, with what an act on it reads."""

    row: m.Concession
    plots: tuple[m.Plot, ...]
    term: m.ConcessionTerm
    """Its last term."""

    @property
    def plot_ids(self) -> tuple[int, ...]:
        """Ids of its plots."""
        return tuple(plot.id for plot in self.plots)

    @property
    def labels(self) -> str:
        """« A-12, A-13 »."""
        return ", ".join(plot.label for plot in self.plots)


def in_hand(session: Session, concession: int) -> InHand:
    """Raises `UserError` when it is closed, has no plot, or no term says until when it runs."""
    row = get(session, m.Concession, concession)
    where = Address(PAGE, row.id)
    if row.closed_on is not None:
        raise UserError(_("Cette concession est close\u00a0: accordez-en une nouvelle."), where=where)
    plots = tuple(ground.plot for ground in row.grounds)
    if not plots:
        raise UserError(_("Cette concession n’a aucun emplacement\u00a0: rattachez-la d’abord."), where=where)
    known = [term for term in row.terms if term.expires_on is not None or term.duration is DurationCode.PERP]
    if not known:
        raise UserError(
            _(
                "Aucun terme n’est connu pour cette concession\u00a0: saisissez d’abord le titre, ou son échéance."
            ),
            where=where,
        )
    return InHand(row, plots, known[-1])


def payer_kind(held: InHand, asked_by: int | None) -> Payer:
    """Whether the person who asks is a holder, an heir, or neither."""
    if asked_by is None:
        return Payer.HOLDER
    roles = {
        party.role for party in held.row.parties if party.person_id == asked_by and party.valid_to is None
    }
    if PartyRole.HOLDER in roles:
        return Payer.HOLDER
    return Payer.HEIR if PartyRole.HEIR in roles else Payer.THIRD_PARTY


def first_holder(session: Session, held: InHand) -> int | None:
    """The founder, whose name stays on the concession."""
    holders = holders_of(session, held.row.id)
    return holders[0].id if holders else None


def repossessed_on(session: Session, held: InHand) -> date | None:
    """Day on which an order took the ground back, when one did."""
    found = session.scalars(
        select(m.CaseGrave.repossessed_on).where(
            m.CaseGrave.plot_id.in_(held.plot_ids),
            m.CaseGrave.concession_id == held.row.id,
            m.CaseGrave.status != CaseStatus.STOPPED,
            m.CaseGrave.repossessed_on.is_not(None),
        )
    ).all()
    return min((day for day in found if day is not None), default=None)


def check_not_future(work: Work, day: date, field: str) -> None:
    """An act is not dated in the future."""
    if day > work.today:
        raise UserError(
            _("Un acte n’est pas daté de l’avenir\u00a0: choisissez aujourd’hui ou un jour passé."), field
        )


@dataclass(frozen=True)
class NewTerm:
    """A term about to be written."""

    operation: TermOperation
    start: date
    years: int | None
    expires_on: date | None
    decided_on: date
    tariff_on: date | None
    price: Decimal
    """Euros of the term itself, before any credit."""


def write_term(
    work: Work,
    held: InHand,
    new: NewTerm,
    *,
    act: int,
    asked_by: int | None,
    receipt: str,
    reason: str,
    snapshot: dict[str, object],
    paid: Decimal | None = None,
) -> m.ConcessionTerm:
    """Add the term. `paid` (euros) when less than the price is paid: the social centre shares what is paid.

    Raises `UserError` when it would overlap another term of the concession.
    """
    check_overlap(held.row.terms, new.start, new.expires_on)
    share = ccas_split(new.price if paid is None else paid, ccas_share(work.session))
    term = m.ConcessionTerm(
        sequence=max((known.sequence for known in held.row.terms), default=0) + 1, operation=new.operation,
        duration=duration_code(new.years), years=new.years, start=PartialDate.of(new.start), expires_on=new.expires_on,
        decided_on=new.decided_on, tariff_on=new.tariff_on, price=new.price, ccas=share.ccas, receipt=receipt,
        act_id=act, asked_by_id=asked_by, override_reason=reason, snapshot=snapshot,
    )  # fmt: skip
    held.row.terms.append(term)
    work.session.flush()
    return term


def check_overlap(terms: Iterable[m.ConcessionTerm], start: date, expires_on: date | None) -> None:
    """Raise `UserError` when `[start, expires_on)` shares a day with a term already there."""
    for term in terms:
        if term.start is None and term.expires_on is None:
            continue
        begins_before_end = expires_on is None or term.start is None or term.start.first < expires_on
        ends_after_start = term.expires_on is None or term.expires_on > start
        if begins_before_end and ends_after_start:
            raise UserError(
                _(
                    "Ce terme recouvre celui du {start} au {end}\u00a0: corrigez les dates, deux termes ne se recouvrent pas.",
                    start=term.start.show() if term.start else "?",
                    end=term.expires_on.strftime("%d/%m/%Y") if term.expires_on else _("sans fin"),
                ),
                "start",
            )
