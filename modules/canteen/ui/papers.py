# SPDX-License-Identifier: EUPL-1.2
"""The papers of the canteen, and from where they are printed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from app.billing.ui.papers import draw_invoice, issued_hash
from app.billing.ui.papers import draw_month as draw_series_month
from app.core.dates import Month, show_day_long
from app.forms.fields import MonthOf
from app.forms.page import Form, Paper, Params, Scope
from app.store.uow import today_of
from modules.canteen import lists
from modules.canteen.permissions import CARE, ORDER, READ
from modules.canteen.strings import _
from modules.canteen.ui import fields as f

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.documents.blocks import Bundle, Document
    from app.documents.letterhead import Letterhead
    from app.documents.wording import Wordings

PACKAGE = "modules.canteen"


def _head(session: Session) -> tuple[Letterhead, Wordings]:
    from app.directory.queries.commune import letterhead, wordings

    return letterhead(session), wordings(session, PACKAGE)


def draw_class_sheet(session: Session, *, day: date, school_class: int | None = None) -> Document | Bundle:
    """The week of a class; every class in one file when none is given."""
    from app.documents.blocks import Bundle
    from modules.canteen.documents.class_sheet import class_sheet
    from modules.canteen.ui.paper_facts import class_sheets

    head, words = _head(session)
    sheets = [class_sheet(facts, head, words) for facts in class_sheets(session, school_class, day)]
    return sheets[0] if len(sheets) == 1 else Bundle(_("Feuilles de pointage"), sheets)


def draw_kitchen(session: Session, *, day: date) -> Document:
    """Counts by category and diet, no name."""
    from modules.canteen.documents.day_sheets import kitchen_sheet
    from modules.canteen.ui.paper_facts import kitchen

    return kitchen_sheet(kitchen(session, day), *_head(session))


def draw_room(session: Session, *, day: date) -> Document:
    """Names with discreet codes."""
    from modules.canteen.documents.day_sheets import room_sheet
    from modules.canteen.ui.paper_facts import room

    title, classes = room(session, day)
    return room_sheet(day, title, classes, *_head(session))


def draw_headcount(session: Session, *, day: date) -> Document:
    """Counts by class."""
    from modules.canteen.documents.day_sheets import headcount_sheet
    from modules.canteen.ui.paper_facts import headcount

    title, classes = headcount(session, day)
    return headcount_sheet(day, title, classes, _head(session)[0])


def draw_allergies(session: Session, *, day: date) -> Document:
    """Health plans of the day; who prints it is noted."""
    from modules.canteen.documents.care_page import care_page
    from modules.canteen.ui.paper_facts import care

    return care_page(day, care(session, day), *_head(session))


def draw_order(session: Session, *, id: int) -> Document:
    """An order as it was sent."""
    from modules.canteen.documents.order_paper import order_paper
    from modules.canteen.ui.paper_facts import order

    return order_paper(order(session, id), *_head(session))


def draw_deadlines(session: Session, *, year: int) -> Document:
    """Deadlines of a school year."""
    from modules.canteen.documents.deadlines import deadlines_calendar
    from modules.canteen.ui.paper_facts import year_of_deadlines

    return deadlines_calendar(year_of_deadlines(session, year), *_head(session))


def draw_list(session: Session, *, year: int, school_class: int | None = None) -> Document:
    """Those enrolled, a page a class."""
    from modules.canteen.documents.class_list import class_list
    from modules.canteen.ui.paper_facts import listed

    title, classes = listed(session, year, school_class)
    return class_list(title, classes, _head(session)[0])


def draw_figures(session: Session) -> Document:
    """The charts of the page « Chiffres »."""
    from app.documents.blocks import Chart, Document, Heading
    from modules.canteen.ui.charts import charts

    title = _("Chiffres de la cantine au {day}", day=show_day_long(today_of(session)))
    blocks = [Chart(chart) for _words, chart in charts(session, {})]
    return Document(title, [Heading(title, 1), *blocks], _head(session)[0], slim=True)


def _today(session: Session, params: Params) -> Params:
    from modules.canteen.ui.pages_today import served_day

    return {"day": params.get("day") or served_day(session)}


def _week(session: Session, params: Params) -> Params:
    return {"day": params.get("day") or _today(session, {})["day"], "school_class": params.get("school_class")}


def _year(session: Session, params: Params) -> Params:
    return {"year": params.get("year") or lists.year_in_hand(session, {})}


DAY = Form(fields=(f.day("day", _("Jour"), required=True),), start=_today)
YEAR = Form(fields=(f.year("year", required=True),), start=_year)

def draw_month(session: Session, *, month: Month) -> Bundle:
    """Every issued invoice of the canteen for a month, in the order of the envelopes."""
    return draw_series_month(session, series=lists.series_id(session), month=month)


def _month(session: Session, params: Params) -> Params:
    from modules.canteen.ui.pages_months import shown_month

    return {"month": params.get("month") or shown_month(session)}


# The same papers as billing's, offered on the canteen's own page.
INVOICE_PAPERS = (
    Paper(
        name="canteen.invoice", title=_("Facture ou avoir"), draw=draw_invoice, permission="billing.read",
        page="canteen.months", issued=issued_hash,
    ),
    Paper(
        name="canteen.invoices-month", title=_("Factures du mois"), draw=draw_month, permission="billing.read",
        page="canteen.months", scope=Scope.PAGE,
        form=Form(fields=(MonthOf(name="month", label=_("Mois"), required=True),), start=_month),
    ),
)  # fmt: skip

PAPERS = (
    *INVOICE_PAPERS,
    Paper(
        name="canteen.class-sheet",
        title=_("Feuille de pointage"),
        draw=draw_class_sheet,
        permission=READ,
        page="canteen.attendance",
        scope=Scope.PAGE,
        form=Form(
            fields=(
                f.school_class(help=_("Vide\u00a0: toutes les classes, et les adultes.")),
                f.day("day", _("Un jour de la semaine"), required=True),
            ),
            start=_week,
        ),
    ),
    Paper(
        name="canteen.kitchen-sheet", title=_("Feuille de cuisine"), draw=draw_kitchen, permission=READ, page="canteen.today",
        scope=Scope.PAGE, form=DAY,
    ),
    Paper(
        name="canteen.room-sheet", title=_("Feuille de salle"), draw=draw_room, permission=READ, page="canteen.today",
        scope=Scope.PAGE, form=DAY,
    ),
    Paper(
        name="canteen.headcount", title=_("Effectif du jour"), draw=draw_headcount, permission=READ, page="canteen.today",
        scope=Scope.PAGE, form=DAY,
    ),
    Paper(
        name="canteen.allergies", title=_("Allergies et PAI"), draw=draw_allergies, permission=CARE, page="canteen.today",
        scope=Scope.PAGE, form=DAY,
    ),
    Paper(
        name="canteen.order", title=_("Commande au fournisseur"), draw=draw_order, permission=ORDER, page="canteen.orders",
        scope=Scope.RECORD,
    ),
    Paper(
        name="canteen.deadlines", title=_("Dates limites de l’année"), draw=draw_deadlines, permission=READ,
        page="canteen.cutoffs", scope=Scope.PAGE, form=YEAR,
    ),
    Paper(
        name="canteen.class-list", title=_("Liste des inscrits"), draw=draw_list, permission=READ, page="canteen.children",
        scope=Scope.PAGE,
        form=Form(fields=(f.year("year", required=True), f.school_class(help=_("Vide\u00a0: toutes les classes."))), start=_year),
    ),
    Paper(
        name="canteen.figures", title=_("Chiffres de la cantine"), draw=draw_figures, permission=READ, page="canteen.charts",
        scope=Scope.PAGE,
    ),
)  # fmt: skip
