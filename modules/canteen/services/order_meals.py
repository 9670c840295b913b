# SPDX-License-Identifier: EUPL-1.2
"""Order the meals of some days from the supplier: counts only, every version kept (canteen reference §9)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.dates import show_day_long, show_period
from app.core.outcome import Address, Report, UserError
from app.core.text import Text
from app.directory.models import ContactKind, ContactPoint
from app.store.uow import Work
from modules.canteen.models import Canteen, SupplierOrder
from modules.canteen.permissions import ORDER
from modules.canteen.queries import Register, first_canteen, need_year, register
from modules.canteen.rules.codes import Category, Diet
from modules.canteen.rules.headcount import Diner, Headcount, Portion, changes, headcount
from modules.canteen.strings import _, _n, label


def count_day(found: Register, canteen: Canteen | int, day: date, margin: int = 0) -> Headcount:
    """What to order for one canteen on one day: those expected and not known absent, baskets aside."""
    canteen_id = canteen if isinstance(canteen, int) else canteen.id
    diners = []
    for eater in found.eaters:
        if (
            eater.canteen_id != canteen_id
            or not eater.is_enrolled(day)
            or not found.status(eater, day).is_open
        ):
            continue
        if not found.booking(eater, day).is_booked:
            continue
        meal = eater.meals.get(day)
        known_absent = meal is not None and meal.is_present is False
        diners.append(Diner(eater.category, eater.diet, eater.brings_basket(day), known_absent))
    margins: dict[Portion, int] = {(Category.ELEMENTAIRE, Diet.STANDARD): margin} if margin and diners else {}
    return headcount(diners, margins)


def order_meals(
    work: Work, *, first_on: date, last_on: date | None = None, canteen: int | None = None, folder: str = ""
) -> Report:
    """Freeze the order of the days (both included) as a new version, with an `.eml` draft and its CSV.

    The draft is written in `folder`, else in the dossier's `orders` folder. Raises `UserError` when the
    canteen serves none of those days.
    """
    work.require(ORDER)
    last_on = last_on or first_on
    need_year(work.session, first_on)
    place = work.session.get_one(Canteen, canteen) if canteen is not None else first_canteen(work.session)
    if place is None:
        raise UserError(_("Ajoutez d’abord une école et sa cantine."))
    rows = order_rows(work.session, place, first_on, last_on)
    if not rows:
        raise UserError(
            _("La cantine ne sert aucun de ces jours ({period}).", period=show_period(first_on, last_on)),
            field="first_on",
        )
    same = (
        select(func.count())
        .select_from(SupplierOrder)
        .where(
            SupplierOrder.canteen_id == place.id,
            SupplierOrder.first_on == first_on,
            SupplierOrder.last_on == last_on,
        )
    )
    order = SupplierOrder(
        canteen_id=place.id,
        first_on=first_on,
        last_on=last_on,
        issue=1 + work.session.execute(same).scalar_one(),
        quantities=rows,
        total=sum(row["count"] for row in rows),
        made_at=work.now,
        made_by=work.user.display_name or work.user.name,
    )
    previous = last_order(work.session, place.id, first_on, last_on)
    work.session.add(order)
    work.session.flush()
    path = _write_draft(work, order, place, Path(folder) if folder else work.dossier.path / "commandes")
    report = Report(
        summary=_n("Commande de {n} repas prête.", "Commande de {n} repas prête.", order.total),
        files=[path],
        records=[Address("canteen.orders", order.id)],
        counts={"meals": order.total},
        facts={"issue": order.issue},
    )
    report.notes += difference(previous, order)
    return report


def order_rows(session: Session, place: Canteen, first_on: date, last_on: date) -> list[dict[str, Any]]:
    """`{day, category, diet, count}` for each day served, in order."""
    found = register(session, first_on, last_on)
    rows: list[dict[str, Any]] = []
    for day in found.days():
        counted = count_day(found, place, day, place.margin)
        rows += [
            {"day": day.isoformat(), "category": category.value, "diet": diet.value, "count": count}
            for (category, diet), count in counted.order.items()
        ]
    return rows


def last_order(session: Session, canteen_id: int, first_on: date, last_on: date) -> SupplierOrder | None:
    """The latest version sent for the same days."""
    return session.scalars(
        select(SupplierOrder)
        .where(
            SupplierOrder.canteen_id == canteen_id,
            SupplierOrder.first_on == first_on,
            SupplierOrder.last_on == last_on,
        )
        .order_by(SupplierOrder.issue.desc())
    ).first()


def difference(previous: SupplierOrder | None, order: SupplierOrder) -> list[Text]:
    """What changed since the version before, day by day."""
    if previous is None:
        return []
    lines: list[Text] = []
    for day in sorted({row["day"] for row in (*previous.quantities, *order.quantities)}):
        moved = changes(_portions(previous, day), _portions(order, day))
        if moved:
            parts = ", ".join(f"{label(c)} {label(d)} {count:+d}" for (c, d), count in moved.items())
            lines.append(_("{day}\u00a0: {parts}", day=show_day_long(date.fromisoformat(day)), parts=parts))
    return lines


def _portions(order: SupplierOrder, day: str) -> dict[Portion, int]:
    return {
        (Category(row["category"]), Diet(row["diet"])): row["count"]
        for row in order.quantities
        if row["day"] == day
    }


def day_sentence(rows: Sequence[dict[str, Any]]) -> str:
    """« maternelle 31, élémentaire 57 (dont 4 sans porc), adultes 5 »."""
    parts = []
    for category in Category:
        own = [row for row in rows if row["category"] == category.value]
        total = sum(row["count"] for row in own)
        if not total:
            continue
        special = ", ".join(
            f"{row['count']} {str(label(Diet(row['diet']))).lower()}"
            for row in own
            if row["diet"] != Diet.STANDARD.value
        )
        named = f"{str(label(category)).lower()} {total}"
        parts.append(str(_("{named} (dont {special})", named=named, special=special)) if special else named)
    return ", ".join(parts)


def _write_draft(work: Work, order: SupplierOrder, place: Canteen, folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    message = EmailMessage()
    period = show_period(order.first_on, order.last_on)
    message["Subject"] = str(_("Commande de repas, {period}", period=period)) + (
        f" (version {order.issue})" if order.issue > 1 else ""
    )
    message["From"] = work.setting("commune.email", "") or ""
    message["To"] = _supplier_email(work.session, place)
    message["Date"] = format_datetime(work.now)
    message["X-Unsent"] = "1"
    lines = [str(_("Bonjour,")), "", str(_("Veuillez trouver la commande {period}.", period=period)), ""]
    for day in sorted({row["day"] for row in order.quantities}):
        rows = [row for row in order.quantities if row["day"] == day]
        lines.append(f"{show_day_long(date.fromisoformat(day), weekday=True)}\u00a0: {day_sentence(rows)}")
    lines += ["", str(_("Total\u00a0: {count} repas.", count=order.total)), "", str(_("La mairie"))]
    message.set_content("\n".join(lines))
    message.add_attachment(
        _csv(order).encode("utf-8-sig"),
        maintype="text",
        subtype="csv",
        filename=f"commande-{order.first_on}-v{order.issue}.csv",
    )
    path = folder / f"commande-{order.first_on}-{order.last_on}-v{order.issue}.eml"
    path.write_bytes(bytes(message))
    return path


def _supplier_email(session: Session, place: Canteen) -> str:
    if place.supplier_id is None:
        return ""
    query = select(ContactPoint.value).where(
        ContactPoint.organisation_id == place.supplier_id, ContactPoint.kind == ContactKind.EMAIL
    )
    return session.scalars(query).first() or ""


def _csv(order: SupplierOrder) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(["jour", "categorie", "regime", "quantite"])
    for row in order.quantities:
        writer.writerow(
            [
                row["day"],
                str(label(Category(row["category"]))).lower(),
                str(label(Diet(row["diet"]))).lower(),
                row["count"],
            ]
        )
    return buffer.getvalue()
