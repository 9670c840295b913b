# SPDX-License-Identifier: EUPL-1.2
"""Convert a concession into a longer one: the time left is deducted, the whole new length starts that day (L2223-16)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from app.core.dates import PartialDate, show_day
from app.core.money import show_money
from app.core.outcome import Address, Report, UserError
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.permissions import GRANT
from modules.cemetery.rules.codes import ActFamily, StopReason, TariffOperation, TermOperation
from modules.cemetery.rules.conversion import ConversionAnswer, conversion
from modules.cemetery.rules.terms import shown_expiry
from modules.cemetery.services.add_fee import add_fee, payer_of
from modules.cemetery.services.grant_concession import length
from modules.cemetery.services.number_act import number_act
from modules.cemetery.services.passing import kept, pass_gates, said, worth_reading
from modules.cemetery.services.renew_concession import note_stopped
from modules.cemetery.services.stop_grave import stop_running_cases
from modules.cemetery.services.terms_in_hand import (
    PAGE,
    InHand,
    NewTerm,
    check_not_future,
    first_holder,
    in_hand,
    write_term,
)
from modules.cemetery.strings import _
from modules.cemetery.tariffs_of import conversion_rules, ground_of, tariff_lines, term_facts

PAPER = "cemetery.conversion"


def answer_conversion(
    session: Session,
    held: InHand,
    *,
    years: int | None,
    decided_on: date,
    price_paid: Decimal | None = None,
    resident: bool = True,
) -> ConversionAnswer:
    """What a conversion would be, without doing it; `price_paid` (euros) when the record does not know it."""
    facts = term_facts(held.term)
    if facts.price is None and price_paid is not None:
        facts = replace(facts, price=price_paid)
    return conversion(
        facts,
        decided_on,
        years,
        ground_of(held.plots, resident=resident),
        tariff_lines(session),
        conversion_rules(session),
    )


def convert_concession(
    work: Work,
    *,
    id: int,
    years: int | None,
    decided_on: date | None = None,
    price_paid: Decimal | None = None,
    asked_by: int | None = None,
    resident: bool = True,
    payer: int | None = None,
    receipt: str = "",
    override_reason: str = "",
) -> Report:
    """Convert the concession of that id into `years` (None: perpetual) on `decided_on` (today without it).

    The term in force ends that day, its first expiry kept as written; what is due is the price less the value
    of the time left. Raises `UserError` with every closed gate.
    """
    work.require(GRANT)
    day = decided_on or work.today
    check_not_future(work, day, "decided_on")
    held = in_hand(work.session, id)
    answer = answer_conversion(
        work.session, held, years=years, decided_on=day, price_paid=price_paid, resident=resident
    )
    reason = pass_gates(work, answer.gates, override_reason, where=Address(PAGE, id))
    if answer.price is None or answer.due is None:
        raise UserError(
            _("La somme due n’a pas pu être calculée\u00a0: vérifiez les tarifs et le prix payé.")
        )
    if held.term.price is None and price_paid is not None:
        held.term.price = price_paid
    act = number_act(
        work, ActFamily.ORDER, title=_("Conversion de concession"), made_on=day, paper=PAPER, concession_id=id
    )
    cut_term(held.term, day, _("convertie le {day}", day=show_day(day)))
    work.session.flush()
    new = NewTerm(TermOperation.CONVERSION, day, years, answer.expires_on, day, day, answer.price.amount)
    snapshot = kept(
        answer.gates, answer.why, tariffs=answer.price.tariff_ids, credit=answer.credit, due=answer.due,
        time_left=[answer.time.remaining, answer.time.total, answer.time.unit] if answer.time else None,
    )  # fmt: skip
    term = write_term(
        work,
        held,
        new,
        act=act.id,
        asked_by=asked_by,
        receipt=receipt,
        reason=reason,
        snapshot=snapshot,
        paid=answer.due,
    )
    _charge(work, held, term, answer, payer or payer_of(work, asked_by or first_holder(work.session, held)))
    stopped = stop_running_cases(work, StopReason.CONVERTED, day, concession_id=id)
    report = _report(held, answer, act)
    note_stopped(report, stopped)
    return report


def cut_term(term: m.ConcessionTerm, day: date, because: object) -> None:
    """End a term before its expiry; the first expiry stays readable beside the field."""
    former = shown_expiry(term.expires_on)
    if not term.expiry_as_written:
        term.expiry_as_written = str(_("{expiry}, {because}", expiry=former, because=because))
    term.expires_on = day
    term.expiry_override = PartialDate.of(day)


def _charge(
    work: Work, held: InHand, term: m.ConcessionTerm, answer: ConversionAnswer, payer: int | None
) -> None:
    if answer.price is None or not answer.due:
        return
    title = _(
        "Conversion de la concession {number}, {plots}, {length}",
        number=held.row.number,
        plots=held.labels,
        length=length(term.years),
    )
    price = replace(answer.price, why=answer.why)
    add_fee(
        work, operation=TariffOperation.CONVERSION, due_on=answer.start, title=title, price=price, amount=answer.due,
        payer=payer, concession=held.row.id, term=term.id, person=first_holder(work.session, held),
    )  # fmt: skip


def _report(held: InHand, answer: ConversionAnswer, act: m.Act) -> Report:
    assert answer.price is not None
    assert answer.due is not None
    assert answer.credit is not None
    return Report(
        summary=_(
            "Concession {number} convertie jusqu’au {end}\u00a0: prix {price}, valeur reprise {credit}, reste dû {due}.",
            number=held.row.number,
            end=shown_expiry(answer.expires_on),
            price=show_money(answer.price.amount),
            credit=show_money(answer.credit),
            due=show_money(answer.due),
        ),
        notes=[*worth_reading(answer.gates), *said(answer.why)],
        records=[Address(PAGE, held.row.id), *(Address("cemetery.plots", plot) for plot in held.plot_ids)],
        facts={
            "price": answer.price.amount,
            "credit": answer.credit,
            "due": answer.due,
            "expires_on": answer.expires_on,
            "act": act.reference,
        },
    )
