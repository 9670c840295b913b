# SPDX-License-Identifier: EUPL-1.2
"""A till at work: a commune with a series and payers, and the acts of a month in few words."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from app.core.clock import FixedClock
from app.core.dates import Month
from app.core.outcome import Report
from tests.builders import OCTOBER, charge, euros, make_payer, make_person, make_series, source_of

if TYPE_CHECKING:
    from app.contract import ChargeLine
    from app.store.dossier import Dossier
    from app.store.uow import Work


@dataclass
class Till:
    """A commune that bills: what its canteen charges is a list that tests change."""

    dossier: Dossier
    lines: list[ChargeLine] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    """Refusals, blocked payers and warnings that the module adds."""

    @contextmanager
    def work(self, label: str = "act") -> Iterator[Work]:
        """One act."""
        with self.dossier.store.work(label) as work:
            yield work

    def on(self, day: date) -> Till:
        """Let the day come."""
        self.dossier.store.clock = FixedClock.on(day)
        return self

    def series(self, code: str = "CAN", **values: Any) -> str:
        """Open a series."""
        with self.work() as work:
            make_series(work, code, **values)
        return code

    def payer(self, birth_name: str = "MOREL", **values: Any) -> int:
        """A payer of that name, at home."""
        from app.directory.models import Civility

        with self.work() as work:
            person = make_person(work, birth_name, civility=Civility.MME)
            return make_payer(work, person, **values).id

    def charge(self, payer: int, days: Sequence[date], price: str, **values: Any) -> None:
        """The canteen serves meals on these days."""
        self.lines.append(charge(payer, days, price, **{"child": payer} | values))

    def draft(self, period: Month = OCTOBER, series: str = "CAN") -> Report:
        """Prepare the month."""
        from app.billing.services.draft_invoices import draft_invoices

        with self.work() as work:
            return draft_invoices(work, series=series, period=period, sources=[source_of(*self.lines, **self.extra)])

    def validate(self, period: Month = OCTOBER, series: str = "CAN", **values: Any) -> Report:
        """Validate the month."""
        from app.billing.services.validate_invoices import validate_invoices

        with self.work() as work:
            return validate_invoices(work, series=series, period=period, **values)

    def bill(self, period: Month = OCTOBER, series: str = "CAN", **values: Any) -> Report:
        """Prepare and validate the month."""
        self.draft(period, series)
        return self.validate(period, series, **values)

    def pay(self, amount: str, **values: Any) -> Report:
        """Record a payment, by cheque unless said otherwise."""
        from app.billing.rules.payments import PaymentMode
        from app.billing.services.record_payment import record_payment

        with self.work() as work:
            return record_payment(work, amount=euros(amount), **{"method": PaymentMode.CHEQUE} | values)

    def credit(self, invoice: int, **values: Any) -> Report:
        """Answer an invoice by a credit note."""
        from app.billing.services.issue_credit_note import issue_credit_note

        with self.work() as work:
            return issue_credit_note(work, id=invoice, **{"reason": "erreur de pointage"} | values)

    def documents(self, **equals: Any) -> list[Any]:
        """Invoices and credit notes, the oldest first, with their lines and parties loaded."""
        from sqlalchemy import select
        from sqlalchemy.orm import selectinload

        from app.billing.models import Invoice

        with self.dossier.store.read() as session:
            query = select(Invoice).filter_by(**equals).order_by(Invoice.id)
            return list(session.scalars(query.options(selectinload(Invoice.lines), selectinload(Invoice.parties))))

    def balance(self, payer: int) -> Any:
        """What a payer owes."""
        from app.billing.queries import balances

        with self.dossier.store.read() as session:
            return balances(session, [payer]).get(payer, euros("0"))

    def faults(self) -> list[str]:
        """What does not hold together."""
        from app.billing.queries.checks import CHECKS

        with self.dossier.store.read() as session:
            return [str(refusal) for check in CHECKS for refusal in check(session)]


@pytest.fixture
def till(dossier: Dossier) -> Iterator[Till]:
    """A till with the canteen's series, on the third of November 2026; its books hold together at the end."""
    opened = Till(dossier).on(date(2026, 11, 3))
    opened.series()
    yield opened
    assert opened.faults() == []


@pytest.fixture
def days() -> Callable[..., list[date]]:
    """Days of October 2026 by their numbers."""

    def of(*numbers: int, month: int = 10, year: int = 2026) -> list[date]:
        return [date(year, month, number) for number in numbers]

    return of
