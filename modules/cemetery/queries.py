# SPDX-License-Identifier: EUPL-1.2
"""Questions that several parts of the cemetery ask: candidates for a typed text, titles, the grave in hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.people import key1, key2
from app.directory.models import Person
from modules.cemetery import models as m
from modules.cemetery.rules.codes import PartyRole, PlotKind
from modules.cemetery.strings import _

MOST = 30
"""Candidates offered for a typed text."""


def _pairs(session: Session, query: Any) -> list[tuple[int, str]]:
    return [(row[0], row[1]) for row in session.execute(query.limit(MOST))]


# ---------------------------------------------------------------- plots


def find_plots(session: Session, text: str) -> Sequence[tuple[int, str]]:
    """Plots whose number, present or former, begins with or holds the text."""
    p, c = m.Plot, m.Cemetery
    key = key2(text)
    query = select(p.id, p.label, c.title).join(c, c.id == p.cemetery_id)
    if key:
        former = select(m.PlotAlias.plot_id).where(m.PlotAlias.label_key.contains(key, autoescape=True))
        query = query.where(or_(p.label_key.contains(key, autoescape=True), p.id.in_(former)))
    rows = session.execute(query.order_by(p.label_key != key, p.label).limit(MOST))
    return [(row.id, f"{row.label} ({row.title})") for row in rows]


def plot_title(session: Session, plot_id: int) -> str:
    """« A-03-12 (Ancien cimetière) »."""
    found = session.execute(
        select(m.Plot.label, m.Cemetery.title)
        .join(m.Cemetery, m.Cemetery.id == m.Plot.cemetery_id)
        .where(m.Plot.id == plot_id)
    ).first()
    return f"{found.label} ({found.title})" if found else "?"


def find_plots_of_kind(*kinds: PlotKind) -> Any:
    """`find` of a field that takes only plots of these kinds (an ossuary, a temporary vault)."""

    def find(session: Session, text: str) -> Sequence[tuple[int, str]]:
        p, c = m.Plot, m.Cemetery
        query = select(p.id, p.label, c.title).join(c, c.id == p.cemetery_id).where(p.kind.in_(kinds))
        key = key2(text)
        if key:
            query = query.where(p.label_key.contains(key, autoescape=True))
        return [(row.id, f"{row.label} ({row.title})") for row in session.execute(query.order_by(p.label).limit(MOST))]

    return find


# ---------------------------------------------------------------- concessions


def concession_name(number: str, family: str) -> str:
    """« 1962/16, famille NGUYEN », with what is known of it."""
    named = str(_("famille {name}", name=family)) if family else ""
    return ", ".join(part for part in (number, named) if part) or str(_("concession sans numéro"))


def find_concessions(session: Session, text: str) -> Sequence[tuple[int, str]]:
    """Concessions by number, family, holder or plot."""
    c = m.Concession
    query = select(c.id, c.number, c.family_name)
    if key1(text):
        folded, compact = key1(text), key2(text)
        holders = (
            select(m.ConcessionParty.concession_id)
            .join(Person, Person.id == m.ConcessionParty.person_id)
            .where(Person.names_key.contains(folded, autoescape=True), m.ConcessionParty.role == PartyRole.HOLDER)
        )
        grounds = (
            select(m.ConcessionPlot.concession_id)
            .join(m.Plot, m.Plot.id == m.ConcessionPlot.plot_id)
            .where(m.Plot.label_key.startswith(compact, autoescape=True))
        )
        query = query.where(
            or_(
                c.number_key.startswith(compact, autoescape=True),
                c.family_key.contains(folded, autoescape=True),
                c.id.in_(holders),
                c.id.in_(grounds),
            )
        )
    rows = session.execute(query.order_by(c.closed_on.is_not(None), c.number_key).limit(MOST))
    return [(row.id, concession_name(row.number, row.family_name)) for row in rows]


def concession_title(session: Session, concession_id: int) -> str:
    """« 1962/16, famille NGUYEN »."""
    found = session.get(m.Concession, concession_id)
    return concession_name(found.number, found.family_name) if found else "?"


def holders_of(session: Session, concession_id: int) -> Sequence[Person]:
    """Holders of a concession, the founder first."""
    return session.scalars(
        select(Person)
        .join(m.ConcessionParty, m.ConcessionParty.person_id == Person.id)
        .where(m.ConcessionParty.concession_id == concession_id, m.ConcessionParty.role == PartyRole.HOLDER)
        .order_by(m.ConcessionParty.rank)
    ).all()


def concession_of_plot(session: Session, plot_id: int) -> m.Concession | None:
    """The concession in hand of a plot: the last one that is not closed."""
    return session.scalars(
        select(m.Concession)
        .join(m.ConcessionPlot, m.ConcessionPlot.concession_id == m.Concession.id)
        .where(m.ConcessionPlot.plot_id == plot_id, m.Concession.closed_on.is_(None))
        .order_by(m.Concession.id.desc())
    ).first()


# ---------------------------------------------------------------- the dead


def find_deceased(session: Session, text: str) -> Sequence[tuple[int, str]]:
    """The dead by any of their names."""
    d = m.Deceased
    query = select(d.id, Person.title).join(Person, Person.id == d.person_id)
    for word in key1(text).split():
        query = query.where(Person.names_key.contains(word, autoescape=True))
    return _pairs(session, query.order_by(Person.sort_key))


def deceased_title(session: Session, deceased_id: int) -> str:
    """Name of one of the dead."""
    found = session.scalar(
        select(Person.title).join(m.Deceased, m.Deceased.person_id == Person.id).where(m.Deceased.id == deceased_id)
    )
    return found or str(_("Inconnu(e)"))


# ---------------------------------------------------------------- places


def find_cemeteries(session: Session, text: str) -> Sequence[tuple[int, str]]:
    """Cemeteries by name or code."""
    found = session.execute(select(m.Cemetery.id, m.Cemetery.title, m.Cemetery.code).order_by(m.Cemetery.code))
    key = key1(text)
    return [(row.id, row.title) for row in found if key in key1(row.title) or key == key1(row.code)]


def cemetery_title(session: Session, cemetery_id: int) -> str:
    """Name of a cemetery."""
    return session.scalar(select(m.Cemetery.title).where(m.Cemetery.id == cemetery_id)) or "?"


def find_sections(session: Session, text: str) -> Sequence[tuple[int, str]]:
    """Sections by code or name."""
    s, c = m.CemeterySection, m.Cemetery
    found = session.execute(select(s.id, s.code, s.title, c.title).join(c, c.id == s.cemetery_id).order_by(c.code, s.rank))
    key = key1(text)
    return [(row[0], f"{row[1]} ({row[3]})") for row in found if key in key1(f"{row[1]} {row[2]}")]


def section_title(session: Session, section_id: int) -> str:
    """« A (Ancien cimetière) »."""
    found = session.get(m.CemeterySection, section_id)
    return f"{found.code} ({found.cemetery.title})" if found else "?"


def find_rows(session: Session, text: str) -> Sequence[tuple[int, str]]:
    """Rows by code."""
    r, s, c = m.PlotRow, m.CemeterySection, m.Cemetery
    found = session.execute(
        select(r.id, r.code, s.code, c.title).join(s, s.id == r.section_id).join(c, c.id == s.cemetery_id)
        .order_by(c.code, s.rank, r.rank)
    )  # fmt: skip
    key = key1(text)
    return [(row[0], f"{row[2]}-{row[1]} ({row[3]})") for row in found if key in key1(f"{row[2]} {row[1]}")]


def row_title(session: Session, row_id: int) -> str:
    """« A-3 (Ancien cimetière) »."""
    found = session.get(m.PlotRow, row_id)
    return f"{found.section.code}-{found.code} ({found.section.cemetery.title})" if found else "?"


def find_cases(session: Session, text: str) -> Sequence[tuple[int, str]]:
    """Procedures by title, those that run first."""
    k = m.RepossessionCase
    key = key1(text)
    found = session.execute(select(k.id, k.title).order_by(k.status, k.opened_on.desc()))
    return [(row.id, row.title) for row in found if key in key1(row.title)][:MOST]


def case_title(session: Session, case_id: int) -> str:
    """Title of a procedure."""
    return session.scalar(select(m.RepossessionCase.title).where(m.RepossessionCase.id == case_id)) or "?"


def find_graves(session: Session, text: str) -> Sequence[tuple[int, str]]:
    """Graves of the procedures, those that run first, by plot or procedure."""
    g, k = m.CaseGrave, m.RepossessionCase
    rows = session.execute(
        select(g.id, m.Plot.label, k.title).join(m.Plot, m.Plot.id == g.plot_id).join(k, k.id == g.case_id)
        .order_by(k.status, g.status, m.Plot.label)
    )  # fmt: skip
    key = key1(text)
    return [(row[0], f"{row[1]} ({row[2]})") for row in rows if key in key1(f"{row[1]} {row[2]}")][:MOST]


def grave_title(session: Session, grave_id: int) -> str:
    """« A-12 (Abandon 2025) »."""
    found = session.get(m.CaseGrave, grave_id)
    return f"{found.plot.label} ({found.case.title})" if found else "?"
