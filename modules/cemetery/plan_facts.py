# SPDX-License-Identifier: EUPL-1.2
"""What the plan draws, as values: the plots of a cemetery with their facts, walls and paths, pictures underneath."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.directory.models import Person
from modules.cemetery import models as m
from modules.cemetery.facts_of import delays_in_force, plot_facts
from modules.cemetery.rules.codes import PlanLayer, PlotKind
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.drawing import Ring, number_of, read_ring
from modules.cemetery.rules.facts import PlotFacts
from modules.cemetery.strings import _


@dataclass(frozen=True, slots=True)
class CemeteryChoice:
    """A cemetery, and how much of it is drawn."""

    id: int
    title: str
    plots: int
    drawn: int


@dataclass(frozen=True, slots=True)
class PlanPlot:
    """A plot on the plan; `ring` is empty while it is not drawn."""

    id: int
    label: str
    number: str
    section_id: int | None
    row_id: int | None
    kind: PlotKind
    ring: Ring
    name: str
    """Whose grave it is: the family of its concession, else somebody who lies there."""
    keys: str
    """Folded words by which it is found: numbers old and new, family, the dead."""
    facts: PlotFacts


@dataclass(frozen=True, slots=True)
class PlanPiece:
    """A wall, a path, a tree, an inscription."""

    id: int
    layer: PlanLayer
    label: str
    shape: str
    points: Ring


@dataclass(frozen=True, slots=True)
class PlanSection:
    """A section, its outline when one was drawn."""

    id: int
    title: str
    ring: Ring


@dataclass(frozen=True, slots=True)
class PlanPicture:
    """A picture set on the ground by six figures `[A, D, B, E, C, F]`."""

    id: int
    title: str
    sha256: str
    media_type: str
    width: int
    height: int
    transform: tuple[float, ...]
    opacity: int


@dataclass(frozen=True)
class PlanFacts:
    """Everything that the plan of a cemetery shows, whatever the day."""

    id: int
    title: str
    crs: str
    rotation: float
    """Degrees clockwise from the north to the y axis of the plan."""
    plots: tuple[PlanPlot, ...]
    pieces: tuple[PlanPiece, ...] = ()
    sections: tuple[PlanSection, ...] = ()
    pictures: tuple[PlanPicture, ...] = ()
    delays: Delays = field(default_factory=Delays)

    @property
    def drawn(self) -> tuple[PlanPlot, ...]:
        """The plots that have a place on the plan."""
        return tuple(plot for plot in self.plots if plot.ring)

    def years(self, today: date) -> tuple[int, int]:
        """First and last years worth looking at: from the oldest term or burial to the last expiry known."""
        first = last = today.year
        for plot in self.plots:
            for concession in plot.facts.concessions:
                for term in concession.terms:
                    if term.start.first.year > 1700:
                        first = min(first, term.start.first.year)
                    if term.expires_on is not None:
                        last = max(last, term.expires_on.year)
            for remains in plot.facts.remains:
                if remains.laid_on is not None:
                    first = min(first, remains.laid_on.first.year)
        return max(first, 1800), min(max(last + 3, today.year + 30), today.year + 100)


def read_cemeteries(session: Session) -> list[CemeteryChoice]:
    """The cemeteries of the commune, in the order of their codes."""
    c, p = m.Cemetery, m.Plot
    counted = (
        select(c.id, c.title, func.count(p.id), func.count(p.geometry))
        .outerjoin(p, p.cemetery_id == c.id)
        .group_by(c.id, c.title, c.code)
        .order_by(c.code)
    )
    return [CemeteryChoice(*row) for row in session.execute(counted)]


def cemetery_of_plot(session: Session, plot_id: int) -> int | None:
    """The cemetery in which a plot is."""
    return session.scalar(select(m.Plot.cemetery_id).where(m.Plot.id == plot_id))


def read_plan(session: Session, cemetery_id: int) -> PlanFacts | None:
    """The plan of a cemetery; None when there is no such cemetery."""
    cemetery = session.get(m.Cemetery, cemetery_id)
    if cemetery is None:
        return None
    return PlanFacts(
        cemetery.id,
        cemetery.title,
        cemetery.crs,
        float((cemetery.origin or {}).get("rotation_deg") or 0.0),
        _plots(session, cemetery_id),
        _pieces(session, cemetery_id),
        _sections(session, cemetery_id),
        _pictures(session, cemetery_id),
        delays_in_force(session),
    )


def _plots(session: Session, cemetery_id: int) -> tuple[PlanPlot, ...]:
    p = m.Plot
    columns = (p.id, p.label, p.label_key, p.number, p.suffix, p.section_id, p.row_id, p.kind, p.geometry)
    rows = session.execute(select(*columns).where(p.cemetery_id == cemetery_id).order_by(p.id)).all()
    ids = [row.id for row in rows]
    facts = plot_facts(session, ids if len(ids) <= 500 else None)
    families, family_keys = _families(session, cemetery_id)
    dead, dead_keys = _dead(session, cemetery_id)
    aliases = _aliases(session, cemetery_id)
    found = []
    for row in rows:
        keys = " ".join(
            (row.label_key, aliases.get(row.id, ""), family_keys.get(row.id, ""), dead_keys.get(row.id, ""))
        )
        number = f"{row.number}{row.suffix}" if row.number else number_of(row.label)
        found.append(
            PlanPlot(
                row.id, row.label, number, row.section_id, row.row_id, row.kind, read_ring(row.geometry),
                families.get(row.id) or dead.get(row.id, ""), keys, facts[row.id],
            )
        )  # fmt: skip
    return tuple(found)


def _families(session: Session, cemetery_id: int) -> tuple[dict[int, str], dict[int, str]]:
    """By plot: the family of its last concession, and the folded names of all of them."""
    link, c = m.ConcessionPlot, m.Concession
    query = (
        select(link.plot_id, c.family_name, c.family_key)
        .join(c, c.id == link.concession_id)
        .where(c.cemetery_id == cemetery_id)
        .order_by(c.closed_on.is_(None), c.id)
    )
    names: dict[int, str] = {}
    keys: dict[int, list[str]] = defaultdict(list)
    for plot, name, key in session.execute(query):
        if name:
            names[plot] = name
            keys[plot].append(key)
    return names, {plot: " ".join(words) for plot, words in keys.items()}


def _dead(session: Session, cemetery_id: int) -> tuple[dict[int, str], dict[int, str]]:
    """By plot: the surname of the first who lies there, and the folded names of all."""
    r, d, p = m.Remains, m.Deceased, m.Plot
    query = (
        select(r.plot_id, Person.birth_name, Person.names_key)
        .join(d, d.id == r.deceased_id)
        .join(Person, Person.id == d.person_id)
        .join(p, p.id == r.plot_id)
        .where(p.cemetery_id == cemetery_id)
        .order_by(r.id)
    )
    names: dict[int, str] = {}
    keys: dict[int, list[str]] = defaultdict(list)
    for plot, name, key in session.execute(query):
        if plot is not None:
            names.setdefault(plot, name)
            keys[plot].append(key)
    return names, {plot: " ".join(words) for plot, words in keys.items()}


def _aliases(session: Session, cemetery_id: int) -> dict[int, str]:
    a, p = m.PlotAlias, m.Plot
    query = select(a.plot_id, a.label_key).join(p, p.id == a.plot_id).where(p.cemetery_id == cemetery_id)
    found: dict[int, list[str]] = defaultdict(list)
    for plot, key in session.execute(query):
        found[plot].append(key)
    return {plot: " ".join(keys) for plot, keys in found.items()}


def _pieces(session: Session, cemetery_id: int) -> tuple[PlanPiece, ...]:
    o = m.PlanObject
    rows = session.execute(
        select(o.id, o.layer, o.label, o.shape, o.geometry).where(o.cemetery_id == cemetery_id).order_by(o.id)
    )
    return tuple(
        PlanPiece(row.id, row.layer, row.label, row.shape, read_ring(row.geometry)) for row in rows if row.geometry
    )


def _sections(session: Session, cemetery_id: int) -> tuple[PlanSection, ...]:
    s = m.CemeterySection
    rows = session.execute(
        select(s.id, s.code, s.title, s.geometry).where(s.cemetery_id == cemetery_id).order_by(s.rank, s.code)
    )
    return tuple(PlanSection(row.id, section_title(row.code, row.title), read_ring(row.geometry)) for row in rows)


def section_title(code: str, title: str) -> str:
    """« Carré A » when a section has no title of its own."""
    return title or str(_("Carré {code}", code=code))


def _pictures(session: Session, cemetery_id: int) -> tuple[PlanPicture, ...]:
    b = m.PlanBackground
    rows = session.scalars(select(b).where(b.cemetery_id == cemetery_id, b.shown.is_(True)).order_by(b.id))
    return tuple(
        PlanPicture(
            row.id, row.title, row.sha256, row.media_type, row.width_px, row.height_px,
            tuple(float(value) for value in row.transform), row.opacity,
        )
        for row in rows
    )  # fmt: skip
