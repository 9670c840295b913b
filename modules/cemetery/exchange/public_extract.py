# SPDX-License-Identifier: EUPL-1.2
"""What anybody may know of the cemetery (§15, profile PUBLIC): the dead, their years, their grave, the plan; no living person."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.dates import PartialDate
from app.core.people import sort_key
from app.directory.models import Person, Sex
from app.exchange.writer import write_table
from modules.cemetery.models import Cemetery, CemeterySection, Deceased, PlanObject, Plot, PlotRow, Remains
from modules.cemetery.rules.codes import PlanLayer
from modules.cemetery.strings import _

CSV_NAME, PAGE_NAME = "defunts.csv", "index.html"


@dataclass(frozen=True, slots=True)
class PublicDead:
    """One of the dead, as strangers may read it."""

    surname: str
    given_names: str
    born: str
    died: str
    plot_id: int
    plot: str
    section: str
    row: str
    cemetery: str


@dataclass(frozen=True, slots=True)
class PublicPlot:
    """An outline of the plan, with nobody's name on it."""

    id: int
    label: str
    ring: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class PublicPiece:
    """A wall, a path: what one walks by."""

    layer: PlanLayer
    shape: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class PublicCemetery:
    """A cemetery of the page."""

    title: str
    dead: list[PublicDead] = field(default_factory=list)
    plots: list[PublicPlot] = field(default_factory=list)
    pieces: list[PublicPiece] = field(default_factory=list)


def public_cemeteries(session: Session, *, full_dates: bool = False) -> list[PublicCemetery]:
    """Every cemetery with its dead in place whose identity is known and who are not hidden from the public."""
    found = {c.id: PublicCemetery(c.title) for c in session.scalars(select(Cemetery).order_by(Cemetery.id))}
    query = (
        select(
            Plot.cemetery_id,
            Plot.id,
            Plot.label,
            CemeterySection.code,
            PlotRow.code,
            Person,
            Deceased.died_on,
            Cemetery.title,
        )
        .select_from(Remains)
        .join(Deceased, Deceased.id == Remains.deceased_id)
        .join(Person, Person.id == Deceased.person_id)
        .join(Plot, Plot.id == Remains.plot_id)
        .join(Cemetery, Cemetery.id == Plot.cemetery_id)
        .outerjoin(CemeterySection, CemeterySection.id == Plot.section_id)
        .outerjoin(PlotRow, PlotRow.id == Plot.row_id)
        .where(Remains.in_place.is_(True), Deceased.hidden_from_public.is_(False))
    )
    for cemetery_id, plot_id, label, section, row, person, died, title in session.execute(query):
        surname = person.usage_name or person.birth_name
        if person.usage_name and person.birth_name and person.usage_name != person.birth_name:
            known_as = _("{name}, né {birth}") if person.sex is Sex.M else _("{name}, née {birth}")
            surname = str(known_as.with_values(name=person.usage_name, birth=person.birth_name))
        found[cemetery_id].dead.append(
            PublicDead(
                surname, person.given_names, _shown(person.birth_date, full_dates), _shown(died, full_dates), plot_id, label,
                section or "", row or "", title,
            )
        )  # fmt: skip
    for cemetery in found.values():
        cemetery.dead.sort(key=lambda d: (sort_key(d.surname), sort_key(d.given_names), d.died))
    _draw(session, found)
    return [cemetery for cemetery in found.values() if cemetery.dead or cemetery.plots]


def _shown(day: PartialDate | None, full: bool) -> str:
    if day is None:
        return ""
    return day.show() if full else str(day.year)


def _draw(session: Session, found: dict[int, PublicCemetery]) -> None:
    plots = (
        select(Plot.cemetery_id, Plot.id, Plot.label, Plot.geometry)
        .where(Plot.geometry.is_not(None))
        .order_by(Plot.id)
    )
    for cemetery_id, plot_id, label, geometry in session.execute(plots):
        if len(geometry) > 3:
            found[cemetery_id].plots.append(PublicPlot(plot_id, label, _points(geometry)))
    for piece in session.scalars(select(PlanObject).order_by(PlanObject.id)):
        found[piece.cemetery_id].pieces.append(PublicPiece(piece.layer, piece.shape, _points(piece.geometry)))


def _points(geometry: Sequence[Any]) -> tuple[tuple[float, float], ...]:
    pairs = geometry if geometry and isinstance(geometry[0], list) else [geometry]
    return tuple((float(point[0]), float(point[1])) for point in pairs)


def write_extract(
    session: Session, folder: Path, *, commune: str, updated: str, full_dates: bool = False
) -> list[Path]:
    """Write the table and the page in `folder`; a page needs nothing from any network. Raises EnvironmentProblem."""
    from app.store.archive import write_whole

    cemeteries = public_cemeteries(session, full_dates=full_dates)
    folder.mkdir(parents=True, exist_ok=True)
    headings = (
        _("Nom"),
        _("Prénom"),
        _("Naissance"),
        _("Décès"),
        _("Cimetière"),
        _("Carré"),
        _("Rang"),
        _("Emplacement"),
    )
    rows = [
        (
            dead.surname,
            dead.given_names,
            dead.born,
            dead.died,
            dead.cemetery,
            dead.section,
            dead.row,
            dead.plot,
        )
        for cemetery in cemeteries
        for dead in cemetery.dead
    ]
    table = write_table(folder / CSV_NAME, [str(h) for h in headings], rows)
    page = folder / PAGE_NAME
    write_whole(page, "".join(page_of(cemeteries, commune, updated)).encode())
    return [table, page]


# ---------------------------------------------------------------- the page

STYLE = """
:root{color-scheme:light dark;--ink:#1d2733;--soft:#5c6a78;--ground:#fff;--line:#cfd6dd;--plot:#dfe8e2;--mark:#b4541a}
@media (prefers-color-scheme:dark){:root{--ink:#e8edf2;--soft:#a3b0bd;--ground:#161b21;--line:#3a4550;--plot:#2b3a33;--mark:#ff9b57}}
body{margin:0 auto;max-width:72rem;padding:1.5rem;font:1rem/1.5 system-ui,sans-serif;color:var(--ink);background:var(--ground)}
h1{font-size:1.6rem;margin:0 0 .25rem}h2{margin:2rem 0 .5rem;font-size:1.25rem}p{color:var(--soft);margin:.25rem 0 1rem}
input{font:inherit;width:100%;max-width:28rem;padding:.6rem .8rem;border:1px solid var(--line);border-radius:.5rem;
background:transparent;color:inherit}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.4rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600;color:var(--soft)}td a{color:inherit}
svg{width:100%;height:auto;max-height:80vh;border:1px solid var(--line);border-radius:.5rem;background:var(--ground)}
.plot{fill:var(--plot);stroke:var(--soft);stroke-width:.04}.plot:target,.plot.on{fill:var(--mark)}
.line{fill:none;stroke:var(--soft);stroke-width:.12}.area{fill:none;stroke:var(--line);stroke-width:.08}
@media print{input{display:none}}
"""
SCRIPT = """
const fold=t=>t.normalize('NFD').replace(/\\p{M}/gu,'').replace(/œ/gi,'oe').toLowerCase();
const box=document.getElementById('find');
box.hidden=false;
box.addEventListener('input',()=>{const words=fold(box.value).split(/\\s+/).filter(Boolean);
document.querySelectorAll('tbody tr').forEach(row=>{const text=fold(row.textContent);row.hidden=!words.every(w=>text.includes(w));});});
document.querySelectorAll('td a').forEach(link=>link.addEventListener('click',()=>{
document.querySelectorAll('.on').forEach(p=>p.classList.remove('on'));
const plot=document.getElementById(link.hash.slice(1));if(plot){plot.classList.add('on');plot.closest('svg').scrollIntoView({block:'center'});}}));
"""


def page_of(cemeteries: Sequence[PublicCemetery], commune: str, updated: str) -> Iterator[str]:
    """The page, whole: style, plan and search within, no address of anywhere."""
    title = html.escape(str(_("Cimetières de {commune}", commune=commune)))
    yield f'<!doctype html>\n<html lang="fr"><head><meta charset="utf-8"><title>{title}</title>'
    yield '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex">'
    yield f"<style>{STYLE}</style></head><body><h1>{title}</h1>"
    yield f"<p>{html.escape(str(_('Liste des défunts et plan, mis à jour le {day}.', day=updated)))}</p>"
    label = html.escape(str(_("Chercher un nom")))
    yield f'<input id="find" type="search" placeholder="{label}" aria-label="{label}" hidden>'
    for cemetery in cemeteries:
        yield f"<h2>{html.escape(cemetery.title)}</h2>"
        if cemetery.plots:
            yield from _svg(cemetery)
        yield from _table(cemetery)
    yield f"<script>{SCRIPT}</script></body></html>\n"


def _svg(cemetery: PublicCemetery) -> Iterator[str]:
    points = [p for plot in cemetery.plots for p in plot.ring] + [
        p for piece in cemetery.pieces for p in piece.points
    ]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    left, top = min(xs) - 1, max(ys) + 1
    width, height = max(xs) - left + 1, top - min(ys) + 1

    def at(point: tuple[float, float]) -> str:
        return f"{point[0] - left:.2f},{top - point[1]:.2f}"

    title = html.escape(str(_("Plan du cimetière {title}", title=cemetery.title)))
    yield f'<svg viewBox="0 0 {width:.2f} {height:.2f}" role="img" aria-label="{title}">'
    for piece in cemetery.pieces:
        if piece.shape == "polygon":
            yield f'<polygon class="area" points="{" ".join(map(at, piece.points))}"/>'
        elif piece.shape == "line":
            yield f'<polyline class="line" points="{" ".join(map(at, piece.points))}"/>'
    for plot in cemetery.plots:
        label = html.escape(plot.label)
        yield f'<polygon class="plot" id="p{plot.id}" points="{" ".join(map(at, plot.ring[:-1]))}"><title>{label}</title></polygon>'
    yield "</svg>"


def _table(cemetery: PublicCemetery) -> Iterator[str]:
    headings = (_("Nom"), _("Prénom"), _("Naissance"), _("Décès"), _("Emplacement"))
    yield (
        "<table><thead><tr>"
        + "".join(f'<th scope="col">{html.escape(str(h))}</th>' for h in headings)
        + "</tr></thead><tbody>"
    )
    drawn = {plot.id for plot in cemetery.plots}
    for dead in cemetery.dead:
        cells = [html.escape(text) for text in (dead.surname, dead.given_names, dead.born, dead.died)]
        where = html.escape(dead.plot)
        cells.append(f'<a href="#p{dead.plot_id}">{where}</a>' if dead.plot_id in drawn else where)
        yield "<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"
    yield "</tbody></table>"
