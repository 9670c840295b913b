# SPDX-License-Identifier: EUPL-1.2
"""Class events and orders, as they happened."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.core.dates import show_moment, show_period
from app.core.text import Text as Shown
from app.forms.fields import (
    Flag,
    Moment,
    Text,
    Tone,
    Whole,
)
from app.forms.page import (
    Column,
    Heading,
    LinesPart,
    Page,
    ProsePart,
    Record,
    Row,
    Table,
)
from app.forms.records import get
from modules.canteen import lists
from modules.canteen import models as m
from modules.canteen.permissions import ORDER, READ
from modules.canteen.rules.codes import Category, Diet
from modules.canteen.strings import _, _n, label
from modules.canteen.ui import fields as f


def event_heading(session: Session, record_id: int) -> Heading:
    """What happened, and when."""
    row = get(session, m.ClassEvent, record_id)
    return Heading(row.label or str(label(row.reason)), show_period(row.first_on, row.last_on))


def event_words(session: Session, record_id: int) -> Sequence[Shown]:
    """Whom it concerned and what it removed."""
    row = next((r for r in lists.events(session, {}) if r["id"] == record_id), None)
    if row is None:
        return ()
    lines: list[Shown] = [_("Classes\u00a0: {classes}.", classes=row["classes"])]
    if row["is_meal_kept"]:
        lines.append(_("Pique-nique fourni\u00a0: les repas sont restés réservés."))
    else:
        lines.append(_n("{n} repas retiré, sans facturation.", "{n} repas retirés, sans facturation.", row["removed"]))
    return lines


EVENTS_PAGE = Page(
    name="canteen.events",
    title=_("Événements de classe"),
    table=Table(
        name="canteen.events",
        title=_("Événements de classe"),
        columns=(
            Column(field=f.day("first_on", _("Du"))),
            Column(field=f.day("last_on", _("Au"))),
            Column(field=f.REASON),
            Column(field=Text(name="label", label=_("Intitulé"), width=24), strong=True),
            Column(field=Text(name="classes", label=_("Classes"), width=24)),
            Column(field=Whole(name="removed", label=_("Repas retirés")), sum=True),
            Column(field=Flag(name="is_meal_kept", label=_("Pique-nique")), hidden=True),
        ),
        rows=lists.events,
        search=("label", "classes"),
        order="-first_on",
        counted=lambda n: _n("{n} événement", "{n} événements", n),
        empty=_("Sorties, grèves, enseignants absents\u00a0: un événement libère des classes entières en une fois."),
        first_step="canteen.declare-class-event",
        reads=frozenset({"canteen_class_event", "canteen_booking_exception"}),
        permission=READ,
    ),
    record=Record(model=lambda: m.ClassEvent, heading=event_heading, parts=(ProsePart(title="", text=event_words),)),
    actions=("canteen.declare-class-event",),
    permission=READ,
    hidden=True,
    under="canteen.setup",
    help=_("Sorties, grèves, enseignants absents."),
)


def order_heading(session: Session, record_id: int) -> Heading:
    """The days, the version, who sent it."""
    row = get(session, m.SupplierOrder, record_id)
    version = _("version {n}", n=row.issue)
    subtitle = f"{version} · {show_moment(row.made_at)} · {row.made_by}"
    return Heading(str(_("Commande {period}", period=show_period(row.first_on, row.last_on))), subtitle)


def order_lines(session: Session, record_id: int) -> Sequence[Row]:
    """What was asked, day by day, as sent."""
    row = get(session, m.SupplierOrder, record_id)
    lines: list[dict[str, Any]] = [
        {
            "id": None, "day": date.fromisoformat(each["day"]), "category": Category(each["category"]),
            "diet": Diet(each["diet"]), "count": each["count"],
        }
        for each in row.quantities
    ]  # fmt: skip
    lines.append({"id": None, "count": row.total, "_emphasis": True})
    return lines


def order_changes(session: Session, record_id: int) -> Sequence[Shown]:
    """What this version changed of the one before."""
    from sqlalchemy import select

    from modules.canteen.services.order_meals import difference

    row, o = get(session, m.SupplierOrder, record_id), m.SupplierOrder
    before = session.scalars(
        select(o).where(
            o.canteen_id == row.canteen_id, o.first_on == row.first_on, o.last_on == row.last_on, o.issue == row.issue - 1
        )
    ).first()
    return difference(before, row)


ORDERS_PAGE = Page(
    name="canteen.orders",
    title=_("Commandes"),
    table=Table(
        name="canteen.orders",
        title=_("Commandes au fournisseur"),
        columns=(
            Column(field=f.day("first_on", _("Du"))),
            Column(field=f.day("last_on", _("Au"))),
            Column(field=Whole(name="issue", label=_("Version"), width=5)),
            Column(field=Whole(name="total", label=_("Repas"))),
            Column(field=Flag(name="is_last", label=_("En vigueur"))),
            Column(field=Moment(name="made_at", label=_("Faite le"))),
            Column(field=Text(name="made_by", label=_("Par"), width=10), weak=True),
            Column(field=Text(name="canteen", label=_("Cantine")), hidden=True),
        ),
        source=lists.orders,
        order="-first_on",
        counted=lambda n: _n("{n} commande", "{n} commandes", n),
        empty=_("Les commandes envoyées au fournisseur, chacune gardée comme elle est partie."),
        first_step="canteen.order-meals",
        reads=frozenset({"canteen_supplier_order"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: m.SupplierOrder,
        heading=order_heading,
        parts=(
            ProsePart(title=_("Changé depuis la version précédente"), text=order_changes, tone=Tone.INFO),
            LinesPart(
                title=_("Quantités"),
                columns=(
                    Column(field=f.day("day", _("Jour"))),
                    Column(field=f.CATEGORY),
                    Column(field=f.DIET),
                    Column(field=Whole(name="count", label=_("Repas"))),
                ),
                rows=order_lines,
            ),
        ),
    ),
    actions=("canteen.order-meals",),
    permission=ORDER,
    hidden=True,
    under="canteen.setup",
    help=_("Les commandes telles qu’elles sont parties, version par version."),
)
