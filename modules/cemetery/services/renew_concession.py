# SPDX-License-Identifier: EUPL-1.2
"""Renew a concession: the tariff of the right day, the term that follows, procedures that stop (L2223-15)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.core.dates import show_day
from app.core.money import show_money
from app.core.outcome import Address, Report, UserError
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.facts_of import delays_in_force
from modules.cemetery.permissions import GRANT
from modules.cemetery.rules.codes import ActFamily, StopReason, TariffOperation, TermOperation
from modules.cemetery.rules.renewal import RenewalAnswer, RenewalRequest, renewal
from modules.cemetery.rules.terms import shown_expiry
from modules.cemetery.services.add_fee import add_fee, payer_of
from modules.cemetery.services.grant_concession import length
from modules.cemetery.services.number_act import number_act
from modules.cemetery.services.passing import kept, pass_gates, said, worth_reading
from modules.cemetery.services.stop_grave import stop_running_cases
from modules.cemetery.services.terms_in_hand import (
    PAGE,
    InHand,
    NewTerm,
    check_not_future,
    first_holder,
    in_hand,
    payer_kind,
    repossessed_on,
    write_term,
)
from modules.cemetery.strings import _
from modules.cemetery.tariffs_of import ground_of, offered_years, renewal_rules, tariff_lines, term_facts

PAPER = "cemetery.renewal"


def answer_renewal(
    session: Session,
    held: InHand,
    *,
    years: int | None,
    decided_on: date,
    asked_by: int | None = None,
    for_burial: bool = False,
    accepted: bool = False,
    resident: bool = True,
) -> RenewalAnswer:
    """What a renewal would be, without doing it: for the preview as for the act."""
    request = RenewalRequest(
        decided_on, years, payer_kind(held, asked_by), for_burial, accepted, repossessed_on(session, held),
        held.row.closed_on,
    )  # fmt: skip
    return renewal(
        term_facts(held.term),
        request,
        ground_of(held.plots, resident=resident),
        tariff_lines(session),
        renewal_rules(session),
        delays_in_force(session),
    )


def renewal_offers(session: Session, concession: int, day: date) -> list[tuple[int | None, RenewalAnswer]]:
    """For each length that the council instituted, what a renewal decided on `day` would be: for letters and pages.

    Raises `UserError` when nothing is to be renewed.
    """
    held = in_hand(session, concession)
    offered = offered_years(session)
    return [
        (years, answer_renewal(session, held, years=years, decided_on=day, accepted=True))
        for years in offered
    ]


def renew_concession(
    work: Work,
    *,
    id: int,
    years: int | None,
    decided_on: date | None = None,
    asked_by: int | None = None,
    for_burial: bool = False,
    accepted: bool = False,
    resident: bool = True,
    payer: int | None = None,
    receipt: str = "",
    override_reason: str = "",
) -> Report:
    """Renew the concession of that id for `years`, on `decided_on` (today without it).

    `asked_by` (a person) never becomes the holder by it. `accepted` is the commune's yes where it is free:
    a late renewal, or one paid by a third party. Raises `UserError` with every closed gate.
    """
    work.require(GRANT)
    day = decided_on or work.today
    check_not_future(work, day, "decided_on")
    held = in_hand(work.session, id)
    answer = answer_renewal(
        work.session, held, years=years, decided_on=day, asked_by=asked_by, for_burial=for_burial, accepted=accepted,
        resident=resident,
    )  # fmt: skip
    reason = pass_gates(work, answer.gates, override_reason, where=Address(PAGE, id))
    if answer.price is None or answer.start is None:
        raise UserError(_("Aucun prix ni début pour ce renouvellement\u00a0: vérifiez les tarifs."))
    act = number_act(
        work,
        ActFamily.ORDER,
        title=_("Renouvellement de concession"),
        made_on=day,
        paper=PAPER,
        concession_id=id,
    )
    new = NewTerm(
        TermOperation.RENEWAL,
        answer.start,
        years,
        answer.expires_on,
        day,
        answer.tariff_on,
        answer.price.amount,
    )
    term = write_term(
        work, held, new, act=act.id, asked_by=asked_by, receipt=receipt, reason=reason,
        snapshot=kept(answer.gates, answer.why, tariffs=answer.price.tariff_ids, phase=answer.phase),
    )  # fmt: skip
    _charge(
        work, held, term, answer, payer or payer_of(work, asked_by or first_holder(work.session, held)), day
    )
    stopped = stop_running_cases(work, StopReason.RENEWED, day, concession_id=id)
    return _report(held, answer, act, stopped)


def _charge(
    work: Work, held: InHand, term: m.ConcessionTerm, answer: RenewalAnswer, payer: int | None, day: date
) -> None:
    if answer.price is None or not answer.price.amount:
        return
    title = _(
        "Renouvellement de la concession {number}, {plots}, {length}",
        number=held.row.number,
        plots=held.labels,
        length=length(term.years),
    )
    add_fee(
        work, operation=TariffOperation.RENEWAL, due_on=day, title=title, price=answer.price, payer=payer,
        concession=held.row.id, term=term.id, person=first_holder(work.session, held),
    )  # fmt: skip


def _report(held: InHand, answer: RenewalAnswer, act: m.Act, stopped: object) -> Report:
    assert answer.price is not None
    assert answer.start is not None
    report = Report(
        summary=_(
            "Concession {number} renouvelée du {start} au {end}, pour {price}.",
            number=held.row.number,
            start=show_day(answer.start),
            end=shown_expiry(answer.expires_on),
            price=show_money(answer.price.amount),
        ),
        notes=[*worth_reading(answer.gates), *said(answer.why)],
        records=[Address(PAGE, held.row.id), *(Address("cemetery.plots", plot) for plot in held.plot_ids)],
        facts={
            "price": answer.price.amount,
            "start": answer.start,
            "expires_on": answer.expires_on,
            "tariff_on": answer.tariff_on,
            "act": act.reference,
        },
    )
    note_stopped(report, stopped)
    return report


def note_stopped(report: Report, stopped: object) -> None:
    """Say that running procedures stopped, when some did."""
    if stopped:
        report.notes.append(_("La procédure de reprise en cours s’arrête pour cette sépulture."))
