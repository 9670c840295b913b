# SPDX-License-Identifier: EUPL-1.2
"""Forms of the month: preparing and validating the bills, said in figures before."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.billing.models import CollectionSeries, DocumentState, Invoice
from app.core.dates import Month, show_month
from app.core.money import ZERO, show_money
from app.core.text import Text as Shown
from app.forms.fields import (
    MonthOf,
    Whole,
)
from app.forms.page import Form, Params
from app.store.uow import setting_of, today_of
from modules.canteen import models as m
from modules.canteen.lists import month_with_drafts
from modules.canteen.rules.attendance import DayState
from modules.canteen.strings import _, _n
from modules.canteen.ui import fields as f


def _start_month(session: Session, params: Params) -> Params:
    """The month to bill: the one that has just ended, or this one in its last days."""
    return {"month": params.get("month") or month_to_bill(session)}


def month_to_bill(session: Session) -> Month:
    """The month just ended, or this one in its last days."""
    today = today_of(session)
    month = Month.of(today)
    return month if today.day >= 20 else month.previous()


MONTH = Form(fields=(MonthOf(name="month", label=_("Mois"), required=True),), start=_start_month)
VALIDATE = Form(
    fields=(
        MonthOf(name="month", label=_("Mois"), required=True),
        f.day("issued_on", _("Date des factures"), help=_("Vide\u00a0: aujourd’hui.")),
        Whole(
            name="exercise",
            label=_("Exercice budgétaire"),
            least=2000,
            most=2100,
            help=_("À choisir quand décembre est facturé en janvier."),
        ),
    ),
    start=lambda session, params: _start_validation(session, params),
)


def drafts(session: Session, month: Month) -> tuple[int, int, Decimal]:
    """Drafts of the month: how many, how many with a blocking remark, their sum in euros."""
    code = str(setting_of(session, "canteen.series") or "CAN")
    rows = session.execute(
        select(Invoice.total, Invoice.remarks)
        .join(CollectionSeries, CollectionSeries.id == Invoice.series_id)
        .where(
            CollectionSeries.code == code,
            Invoice.period_first == month.first,
            Invoice.state.in_((DocumentState.DRAFT, DocumentState.CHECKED)),
        )
    ).all()
    stopped = sum(any(r.get("severity") == "BLOCKING" for r in row.remarks or ()) for row in rows)
    return len(rows), stopped, sum((row.total for row in rows), ZERO)


def _start_validation(session: Session, params: Params) -> Params:
    return {"month": params.get("month") or month_with_drafts(session) or month_to_bill(session)}


def open_sheets(session: Session, month: Month) -> int:
    """Sheets of the month that are not locked, so that their meals are not billed."""
    return session.execute(
        select(func.count())
        .select_from(m.ServiceDay)
        .where(m.ServiceDay.day.between(month.first, month.last), m.ServiceDay.state != DayState.LOCKED)
    ).scalar_one()


def draft_preview(session: Session, params: Params) -> Sequence[Shown]:
    """What there is to bill in the month."""
    month: Month | None = params.get("month")
    if month is None:
        return ()
    locked = session.execute(
        select(func.count(func.distinct(m.ServiceDay.day))).where(
            m.ServiceDay.day.between(month.first, month.last), m.ServiceDay.state == DayState.LOCKED
        )
    ).scalar_one()
    if not locked:
        return (_("Aucune journée verrouillée en {month}\u00a0: terminez d’abord le pointage.", month=show_month(month)),)
    lines: list[Shown] = [_n("{n} journée verrouillée à facturer", "{n} journées verrouillées à facturer", locked)]
    count, _stopped, total = drafts(session, month)
    if count:
        lines.append(
            _n(
                "{n} brouillon sera recalculé ({total} aujourd’hui).",
                "{n} brouillons seront recalculés ({total} aujourd’hui).",
                count,
                total=show_money(total),
            )
        )
    return lines


def month_preview(session: Session, params: Params) -> Sequence[Shown]:
    """What would be validated, and what would stay behind."""
    month: Month | None = params.get("month")
    if month is None:
        return ()
    count, stopped, total = drafts(session, month)
    if not count:
        return (_("Aucun brouillon pour {month}\u00a0: préparez d’abord le mois.", month=show_month(month)),)
    lines: list[Shown] = [_n("{n} brouillon, {total}", "{n} brouillons, {total}", count, total=show_money(total))]
    if stopped:
        lines.append(_n("{n} est à corriger et restera brouillon.", "{n} sont à corriger et resteront brouillons.", stopped))
    unlocked = open_sheets(session, month)
    if unlocked:
        lines.append(
            _n(
                "{n} feuille n’est pas verrouillée\u00a0: ses repas iront sur la prochaine facture.",
                "{n} feuilles ne sont pas verrouillées\u00a0: leurs repas iront sur la prochaine facture.",
                unlocked,
            )
        )
    return lines


def draft_question(session: Session, params: Params) -> Shown | None:
    """Preparing again only asks when sheets are still open in the month."""
    month: Month = params["month"]
    count = open_sheets(session, month)
    if not count:
        return None
    return _n(
        "{n} feuille de {month} n’est pas verrouillée\u00a0: ses repas ne seront pas facturés. Préparer quand même\u202f?",
        "{n} feuilles de {month} ne sont pas verrouillées\u00a0: leurs repas ne seront pas facturés. Préparer quand même\u202f?",
        count,
        month=show_month(month),
    )


def month_question(session: Session, params: Params) -> Shown | None:
    """What validating does, in figures."""
    month: Month = params["month"]
    count, stopped, total = drafts(session, month)
    if not count:
        return None
    words = _n(
        "Valider {month}\u00a0: {n} brouillon, {total}. Les factures numérotées ne changeront plus\u202f; une erreur se corrige par un avoir.",
        "Valider {month}\u00a0: {n} brouillons, {total}. Les factures numérotées ne changeront plus\u202f; une erreur se corrige par un avoir.",
        count,
        month=show_month(month),
        total=show_money(total),
    )
    if not stopped:
        return words
    more = _n("{n} à corriger restera brouillon.", "{n} à corriger resteront brouillons.", stopped)
    return _("{words} {more}", words=words, more=more)
