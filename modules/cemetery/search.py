# SPDX-License-Identifier: EUPL-1.2
"""What the search finds in the cemetery: the dead by any name, concessions, plots by any number, words of scans."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from app.directory.models import Person
from app.store.search import Entry, SearchSource
from modules.cemetery.models import (
    Concession,
    ConcessionParty,
    ConcessionPlot,
    Deceased,
    Plot,
    PlotAlias,
    Remains,
    Scan,
)
from modules.cemetery.rules.codes import PartyRole
from modules.cemetery.strings import _, label

LONGEST_TEXT = 4000
"""Letters of a scanned text that the search reads."""


def _deceased(row: Deceased) -> Entry | None:
    person = row.person
    if person is None:
        return None
    lying = next((one for one in reversed(row.remains) if one.plot is not None), None)
    where = lying.plot.label if lying is not None and lying.plot is not None else str(_("aucune sépulture connue"))
    died = row.died_on.show() if row.died_on is not None else "?"
    born = person.birth_date.show() if person.birth_date is not None else "?"
    keys = (person.birth_name, person.usage_name or "", person.given_names, person.usual_first_name or "")
    return Entry(person.title, f"{born} – {died}, {where}", tuple(key for key in keys if key))


def _concession(row: Concession) -> Entry:
    holders = [party.person for party in row.parties if party.role is PartyRole.HOLDER]
    labels = ", ".join(ground.plot.label for ground in row.grounds)
    title = " · ".join(part for part in (row.number, row.family_name) if part) or str(_("Concession sans numéro"))
    keys = [row.number, row.family_name, *(ground.plot.label for ground in row.grounds)]
    for person in holders:
        keys += [person.birth_name, person.usage_name or "", person.given_names]
    names = ", ".join(person.title for person in holders)
    return Entry(title, ", ".join(part for part in (labels, names) if part), tuple(key for key in keys if key))


def _held_by(person_ids: Sequence[int]) -> Select[int]:
    """Concessions whose entry holds the names of these persons."""
    return select(ConcessionParty.concession_id).where(ConcessionParty.person_id.in_(person_ids))


def _plot(row: Plot) -> Entry:
    former = [alias.label for alias in row.aliases]
    said = [row.cemetery.title, str(label(row.kind))]
    if former:
        said.append(str(_("anciennement {labels}", labels=", ".join(former))))
    return Entry(row.label, ", ".join(said), (row.label, *former))


def _scan(row: Scan) -> Entry:
    place = ", ".join(part for part in (row.cupboard, row.box, row.volume, row.folio) if part)
    title = row.title or row.original_name or str(label(row.kind))
    words = f"{row.transcription} {row.text}"[:LONGEST_TEXT]
    return Entry(title, ", ".join(part for part in (str(label(row.kind)), place) if part), (title, row.archive_reference, words))


def _around_deceased() -> Sequence[Any]:
    return joinedload(Deceased.person), selectinload(Deceased.remains).joinedload(Remains.plot)


def _around_concession() -> Sequence[Any]:
    grounds = selectinload(Concession.grounds).joinedload(ConcessionPlot.plot)
    return selectinload(Concession.parties).joinedload(ConcessionParty.person), grounds


def _around_plot() -> Sequence[Any]:
    return joinedload(Plot.cemetery), selectinload(Plot.aliases)


SOURCES = (
    SearchSource(
        kind="cemetery.deceased", title=_("Défunts"), model=Deceased, page="cemetery.deceased", entry=_deceased, weight=4,
        follows={Person: "person_id"}, parts={Remains: "deceased_id"},
        load=_around_deceased,
    ),
    SearchSource(
        kind="cemetery.concession", title=_("Concessions"), model=Concession, page="cemetery.concessions", entry=_concession, weight=3,
        follows={Person: _held_by}, parts={ConcessionParty: "concession_id", ConcessionPlot: "concession_id"},
        load=_around_concession,
    ),
    SearchSource(
        kind="cemetery.plot", title=_("Emplacements"), model=Plot, page="cemetery.plots", entry=_plot, weight=2,
        parts={PlotAlias: "plot_id"}, load=_around_plot,
    ),
    SearchSource(kind="cemetery.scan", title=_("Papiers anciens"), model=Scan, page="cemetery.scans", entry=_scan),
)  # fmt: skip
