# SPDX-License-Identifier: EUPL-1.2
"""Say who pays: a person or an organisation for a household, and the third parties that bear a part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import or_, select

from app.billing.models import Payer, PayerShare
from app.billing.permissions import PAYERS
from app.billing.queries import payer_title
from app.billing.rules.payments import PaymentMode
from app.billing.strings import _
from app.core.dates import show_day_long
from app.core.money import show_number
from app.core.outcome import Address, Report, UserError
from app.directory.queries import households_of
from app.forms.records import get
from app.store.uow import Work

PAGE = "billing.payers"


def add_payer(
    work: Work,
    *,
    person: int | None = None,
    organisation: int | None = None,
    household: int | None = None,
    payment_mode: PaymentMode | None = None,
    by_email: bool = False,
    reference: str | None = None,
) -> Report:
    """Without a household, a person pays for the only one where he or she lives."""
    work.require(PAYERS)
    if (person is None) == (organisation is None):
        raise UserError(_("Choisissez une personne, ou bien un organisme."), "person")
    if person is not None and household is None:
        homes = households_of(work.session, [person], work.today).get(person, [])
        household = homes[0] if len(homes) == 1 else None
    already = work.session.scalars(
        select(Payer).where(
            Payer.person_id == person, Payer.organisation_id == organisation, Payer.household_id == household
        )
    ).first()
    if already is not None:
        raise UserError(_("Ce redevable existe déjà."), "person", Address(PAGE, already.id))
    payer = Payer(
        person_id=person, organisation_id=organisation, household_id=household, payment_mode=payment_mode or None,
        by_email=bool(by_email), reference=reference or None,
    )  # fmt: skip
    work.session.add(payer)
    work.session.flush()
    title = payer_title(work.session, payer.id)
    return Report(summary=_("{name} est redevable.", name=title), records=[Address(PAGE, payer.id)])


def add_share(
    work: Work,
    *,
    id: int,
    third_party: int,
    percent: Decimal,
    valid_from: date,
    valid_to: date | None = None,
    series: int | None = None,
    note: str | None = None,
) -> Report:
    """`third_party` (a payer too) bears `percent` of what the payer `id` is charged, from a day to another."""
    work.require(PAYERS)
    if third_party == id:
        raise UserError(_("Un redevable ne se prend pas lui-même en charge."), "third_party")
    if not 0 < percent <= 100:
        raise UserError(_("La part est comprise entre 0 et 100\u00a0%."), "percent")
    if valid_to is not None and valid_to < valid_from:
        raise UserError(_("La fin précède le début."), "valid_to")
    payer = get(work.session, Payer, id)
    query = select(PayerShare).where(
        PayerShare.payer_id == id,
        or_(PayerShare.valid_to.is_(None), PayerShare.valid_to >= valid_from),
        or_(PayerShare.series_id.is_(None), PayerShare.series_id == series) if series else PayerShare.id.is_not(None),
    )
    if valid_to is not None:
        query = query.where(PayerShare.valid_from <= valid_to)
    if work.session.scalars(query).first() is not None:
        raise UserError(_("Une prise en charge existe déjà à ces dates\u00a0: fermez-la d’abord."), "valid_from")
    share = PayerShare(
        payer_id=id, third_party_id=third_party, percent=percent, valid_from=valid_from, valid_to=valid_to,
        series_id=series, note=note or "",
    )  # fmt: skip
    work.session.add(share)
    work.session.flush()
    return Report(
        summary=_(
            "{third} prend en charge {percent}\u00a0% de {payer}.",
            third=payer_title(work.session, third_party),
            percent=show_number(percent.normalize()),
            payer=payer_title(work.session, payer.id),
        ),
        records=[Address(PAGE, id)],
    )


def end_shares(work: Work, *, ids: Sequence[int], valid_to: date) -> Report:
    """The shares of these ids stop after `valid_to`."""
    work.require(PAYERS)
    report = Report(summary=_("Prise en charge jusqu’au {day}.", day=show_day_long(valid_to)))
    for share_id in ids:
        share = get(work.session, PayerShare, share_id)
        if valid_to < share.valid_from:
            raise UserError(_("La fin précède le début."), "valid_to")
        share.valid_to = valid_to
        report.records.append(Address(PAGE, share.payer_id))
    work.session.flush()
    return report
