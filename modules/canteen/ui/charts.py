# SPDX-License-Identifier: EUPL-1.2
"""Figures of the canteen as charts, the same on the screen and on paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.calendar import monday_of
from app.core.dates import show_day_short
from app.core.text import Text
from app.forms.page import Params
from app.store.uow import today_of, user_of
from modules.canteen import models as m
from modules.canteen.rules.attendance import EATEN, Basis
from modules.canteen.rules.codes import Category
from modules.canteen.strings import _, label

if TYPE_CHECKING:
    from app.documents.charts import AnyChart, BarChart

WEEKS = 12


def charts(session: Session, params: Params) -> Sequence[tuple[Text, AnyChart]]:
    """Meals per week, take-up by class, and billing's own: income by bracket, unpaid by age."""
    found: list[tuple[Text, Any]] = []
    for chart in (meals_per_week(session), take_up_by_class(session)):
        found.append((chart.title, chart))
    if user_of(session).can("billing.read"):
        from app.billing.ui.pages_accounts import charts as of_billing

        found += list(of_billing(session, params))
    return found


def meals_per_week(session: Session) -> BarChart:
    """Meals served in each of the last weeks, by category."""
    from app.documents.charts import BarChart, Series

    today = today_of(session)
    first = monday_of(today) - timedelta(weeks=WEEKS - 1)
    counts: Counter[tuple[date, Category]] = Counter()
    query = (
        select(m.Meal.day, m.Enrolment.category, func.count().label("number"))
        .join(m.Enrolment, m.Enrolment.id == m.Meal.enrolment_id)
        .where(m.Meal.day.between(first, today), m.Meal.basis.in_(list(EATEN)))
        .group_by(m.Meal.day, m.Enrolment.category)
    )
    for row in session.execute(query):
        counts[monday_of(row.day), row.category] += row.number
    mondays = [first + timedelta(weeks=i) for i in range(WEEKS)]
    while mondays and not any(counts[mondays[0], category] for category in Category):
        mondays.pop(0)
    while mondays and not any(counts[mondays[-1], category] for category in Category):
        mondays.pop()
    used = [category for category in Category if any(counts[monday, category] for monday in mondays)]
    return BarChart(
        title=_("Repas servis par semaine"),
        categories=tuple(show_day_short(monday, year=False) for monday in mondays) or (str(_("aucune semaine")),),
        series=tuple(
            Series(label(category), tuple(counts[monday, category] for monday in mondays)) for category in used
        ) or (Series(_("Repas"), (None,)),),
        stacked=True,
    )  # fmt: skip


def take_up_by_class(session: Session, days: int = 28) -> BarChart:
    """Share of the possible meals that were taken, by class, over the last weeks; in per cent."""
    from app.documents.charts import BarChart, Series

    today = today_of(session)
    first = today - timedelta(days=days)
    c, e, t = m.SchoolClass, m.Enrolment, m.Meal
    pupils = {
        row.id: (row.title, row.number)
        for row in session.execute(
            select(c.id, c.title, func.count().label("number"))
            .join(e, e.school_class_id == c.id).where(e.valid_from <= today)
            .group_by(c.id, c.title).order_by(c.rank, c.title)
        )
    }
    eaten = {
        row.school_class_id: row.number
        for row in session.execute(
            select(e.school_class_id, func.count().label("number")).join(t, t.enrolment_id == e.id)
            .where(t.day.between(first, today), t.basis.in_([*EATEN, Basis.BASKET])).group_by(e.school_class_id)
        )
    }
    served = session.scalar(select(func.count(func.distinct(t.day))).where(t.day.between(first, today), t.is_present.is_(True))) or 0
    shown = [(title, round(100 * eaten.get(key, 0) / (number * served))) for key, (title, number) in pupils.items() if served]
    return BarChart(
        title=_("Fréquentation par classe, quatre dernières semaines"),
        categories=tuple(title for title, _share in shown) or (str(_("aucune classe")),),
        series=(Series(_("Repas pris"), tuple(share for _title, share in shown) or (None,)),),
        unit="%",
        horizontal=True,
    )  # fmt: skip


def meals_per_day(session: Session, today: date, days: int = 14) -> BarChart:
    """Meals served each day of the last two weeks, for the home page."""
    from app.documents.charts import BarChart, Series

    first = today - timedelta(days=days)
    rows = session.execute(
        select(m.Meal.day, func.count().label("number"))
        .where(m.Meal.day.between(first, today), m.Meal.basis.in_([*EATEN, Basis.BASKET]))
        .group_by(m.Meal.day).order_by(m.Meal.day)
    ).all()
    return BarChart(
        title=_("Repas servis par jour"),
        categories=tuple(str(row.day.day) for row in rows) or ("",),
        series=(Series(_("Repas"), tuple(row.number for row in rows) or (None,)),),
    )
