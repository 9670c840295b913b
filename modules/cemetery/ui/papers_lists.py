# SPDX-License-Identifier: EUPL-1.2
"""Sheets, lists, registers and statements of the cemetery as papers, and the parameters they ask for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.core.dates import Month, show_month
from app.core.outcome import UserError
from app.forms.fields import Choice, MonthOf, Option
from app.forms.page import Params
from app.store.uow import today_of
from modules.cemetery import models as m
from modules.cemetery.strings import _
from modules.cemetery.ui import fields as f

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.documents.blocks import Bundle, Document
    from modules.cemetery.documents.press import Press

MONTH = MonthOf(name="month", label=_("Mois"), required=True)
REGISTERS: tuple[tuple[str, Any], ...] = (
    ("ossuary", _("Ossuaire")), ("abandonment", _("État d’abandon")), ("garden", _("Jardin du souvenir")),
    ("open-scatterings", _("Dispersions en pleine nature")), ("acts", _("Actes")), ("concessions", _("Concessions")),
    ("burials", _("Inhumations")), ("exhumations", _("Exhumations, réductions, transferts")),
    ("temporary-vault", _("Caveau provisoire")), ("works", _("Travaux")), ("deceased", _("Table des défunts")),
    ("holders", _("Table des concessionnaires")),
)  # fmt: skip
REGISTER_FIELDS = (
    Choice(name="register", label=_("Registre"), options=tuple(Option(*each) for each in REGISTERS), required=True),
    f.cemetery("cemetery", help=_("Vide\u00a0: tous les cimetières.")),
    f.day("first_on", _("Du"), help=_("Vide\u00a0: depuis le premier jour.")),
    f.day("last_on", _("Au")),
)


def _press(session: Session) -> Press:
    from modules.cemetery.documents.press import press_of

    return press_of(session)


# ---------------------------------------------------------------- starts of forms


def only_cemetery(session: Session, params: Params) -> Params:
    """The cemetery asked for, else the first one."""
    return {"cemetery": params.get("cemetery") or session.scalar(select(m.Cemetery.id).order_by(m.Cemetery.code).limit(1))}


def last_month(session: Session, params: Params) -> Params:
    """The month that is over."""
    return {"month": params.get("month") or Month.of(today_of(session)).previous()}


def this_year(session: Session, params: Params) -> Params:
    """From the first of January to today."""
    today = today_of(session)
    return {"first_on": date(today.year, 1, 1), "last_on": today}


# ---------------------------------------------------------------- sheets


def draw_plot_sheet(session: Session, *, id: int) -> Document:
    """DOC-50, plot."""
    from modules.cemetery.documents.loading_statements import plot_sheet as load
    from modules.cemetery.documents.sheets import plot_sheet

    press = _press(session)
    return plot_sheet(load(session, id, press.today), press.office, press.head, press.today, press.style)


def draw_concession_sheet(session: Session, *, id: int) -> Document:
    """DOC-50, concession."""
    from modules.cemetery.documents.loading import held
    from modules.cemetery.documents.sheets import concession_sheet

    press = _press(session)
    return concession_sheet(held(session, id), press.office, press.head, press.today, press.style)


def draw_deceased_sheet(session: Session, *, id: int) -> Document:
    """DOC-50, deceased."""
    from modules.cemetery.documents.loading_statements import deceased_sheet as load
    from modules.cemetery.documents.sheets import deceased_sheet

    press = _press(session)
    dead, path = load(session, id)
    return deceased_sheet(dead, path, press.office, press.head, press.today)


def draw_information_proof(session: Session, *, id: int) -> Document | Bundle:
    """Every attempt to inform a family, and the pictures kept as proof after it."""
    from modules.cemetery.documents.loading import held
    from modules.cemetery.documents.loading_proofs import enclosures
    from modules.cemetery.documents.sheets import information_proof

    press = _press(session)
    titles, pages = enclosures(session, id)
    summary = information_proof(held(session, id), titles, press.office, press.head, press.today, press.style)
    return press.bundle(_("Preuve de l’information des familles"), [summary, *pages])


def draw_search_proof(session: Session, *, id: int) -> Document:
    """The searches made for the deed of a concession."""
    from modules.cemetery.documents import words as w
    from modules.cemetery.documents.loading import held
    from modules.cemetery.documents.sheets import search_proof

    press = _press(session)
    each = held(session, id)
    places = w.listed(w.where(spot) for spot in each.spots)
    subject = ", ".join(part for part in (w.concession_name(each), places) if part)
    return search_proof(subject, each.searches, press.office, press.head, press.today)


# ---------------------------------------------------------------- out of the office


def draw_stickers(session: Session, *, ids: Sequence[int]) -> Document | Bundle:
    """DOC-21, one a grave."""
    from app.forms.records import get
    from modules.cemetery.documents.case_acts import sticker
    from modules.cemetery.documents.loading import spot

    press = _press(session)
    papers = [press.act(sticker(spot(get(session, m.Plot, plot)), press.today)) for plot in ids]
    return press.bundle(_("Affichettes"), papers)


def draw_separators(session: Session, *, ids: Sequence[int]) -> Document | Bundle:
    """Separator sheets of concessions."""
    from modules.cemetery.documents.field_sheets import separators
    from modules.cemetery.documents.loading_statements import concession_separators

    press = _press(session)
    return separators(_some(concession_separators(session, ids)), press.head, press.words)


def draw_plot_separators(session: Session, *, ids: Sequence[int]) -> Document | Bundle:
    """Separator sheets of plots."""
    from modules.cemetery.documents.field_sheets import separators
    from modules.cemetery.documents.loading_statements import plot_separators

    press = _press(session)
    return separators(_some(plot_separators(session, ids)), press.head, press.words)


def draw_inspection_sheets(session: Session, *, cemetery: int, section: int | None = None) -> Document | Bundle:
    """Sheets by alley."""
    from modules.cemetery.documents.field_sheets import inspection_sheets
    from modules.cemetery.documents.loading_statements import to_inspect

    press = _press(session)
    return inspection_sheets(_some(to_inspect(session, press.today, cemetery, section)), press.head, press.words)


def _some(found: list[Any]) -> list[Any]:
    if not found:
        raise UserError(_("Rien à imprimer\u00a0: choisissez d’abord des emplacements ou des concessions."))
    return found


# ---------------------------------------------------------------- letters in a batch


def expiry_batch(press: Press, ids: Sequence[int], step: int) -> Document | Bundle:
    """Letters of several concessions, after a page that names those to whom nobody can be written to."""
    from app.documents.blocks import Bundle, Column, Document, Heading, Paragraph, Table
    from modules.cemetery.queries import concession_title

    letters: list[Document] = []
    silent: list[tuple[str, str]] = []
    for concession_id in ids:
        try:
            letters += press.expiry_letters(concession_id, step)
        except UserError as error:
            silent.append((concession_title(press.session, concession_id), str(error.message)))
    title = _("Courriers d’échéance")
    if not silent:
        return press.bundle(title, letters)
    columns = [Column(_("Concession")), Column(_("Pourquoi"), weight=2)]
    summary = Document(title, [
        Heading(title, 1), Paragraph(_("Ces concessions n’ont pas de courrier\u00a0:")), Table(columns, silent),
    ], press.head, slim=True)  # fmt: skip
    return Bundle(title, letters, summary) if letters else summary


# ---------------------------------------------------------------- lists and statements


def draw_expired_list(session: Session, *, cemetery: int) -> Document:
    """DOC-22."""
    from app.forms.records import get
    from modules.cemetery.documents.case_acts import expired_list
    from modules.cemetery.documents.loading_cases import expired, shows_names

    press = _press(session)
    rows = expired(session, press.today, cemetery, press.style)
    title = get(session, m.Cemetery, cemetery).title
    return press.act(expired_list(rows, title, press.today, names=shows_names(session)))


def draw_register(
    session: Session, *, register: str, cemetery: int | None = None, first_on: date | None = None, last_on: date | None = None
) -> Document:
    """DOC-52, an edition that is not frozen."""
    from modules.cemetery.documents.loading_registers import register_facts
    from modules.cemetery.documents.registers import RegisterName
    from modules.cemetery.documents.registers import register as draw

    press = _press(session)
    facts = register_facts(session, RegisterName(register), first_on, last_on, cemetery)
    return draw(facts, press.office, press.head, press.words)


def draw_missing_deeds(session: Session) -> Document:
    """Concessions whose deed nobody has."""
    from modules.cemetery.documents.loading_statements import missing_deeds as load
    from modules.cemetery.documents.statements import missing_deeds

    press = _press(session)
    rows, total = load(session)
    return missing_deeds(rows, total, press.office, press.head, press.today)


def draw_accountant(session: Session, *, first_on: date, last_on: date) -> Document:
    """DOC-53, the statement for the accountant."""
    from modules.cemetery.documents.loading_statements import sums
    from modules.cemetery.documents.statements import accountant_list

    press = _press(session)
    return accountant_list(sums(session, first_on, last_on), first_on, last_on, press.office, press.head, press.today)


def draw_police_fees(session: Session, *, month: Month) -> Document:
    """DOC-54."""
    from modules.cemetery.documents.loading_statements import attendances
    from modules.cemetery.documents.statements import police_fees

    press = _press(session)
    rows = attendances(session, month.first, month.last)
    return police_fees(rows, show_month(month), press.office, press.head, press.today)


def draw_year(session: Session, *, year: int) -> Document:
    """DOC-55."""
    from modules.cemetery.documents.loading_statements import year_figures
    from modules.cemetery.documents.statements import year_statement

    press = _press(session)
    return year_statement(year_figures(session, year, press.today), press.office, press.head, press.today)
