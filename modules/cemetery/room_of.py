# SPDX-License-Identifier: EUPL-1.2
"""From rows to the grave that the rules of room read: who lies there, in what, at which level."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.dates import PartialDate
from app.directory.models import Person
from app.store.uow import setting_of
from modules.cemetery import models as m
from modules.cemetery.rules.capacity import CapacityMode, Grave, Occupant, PlaceFacts, Weights
from modules.cemetery.rules.cross_section import CrossSection, cross_section, what_if_reduced
from modules.cemetery.rules.facts import RemainsFacts
from modules.cemetery.rules.presence import is_present
from modules.cemetery.strings import _


def capacity_rules(session: Session) -> tuple[CapacityMode, Weights]:
    """How the commune counts places."""
    mode = CapacityMode(setting_of(session, "cemetery.capacity_mode") or CapacityMode.EXPLICIT)
    usual = Weights()
    coffin, box, urn = (setting_of(session, f"cemetery.weight_{name}") for name in ("coffin", "box", "urn"))
    return mode, Weights(_given(coffin, usual.coffin), _given(box, usual.box), _given(urn, usual.urn))


def _given(value: Decimal | None, default: Decimal) -> Decimal:
    return default if value is None else value


def grave_of(plot: m.Plot) -> Grave:
    """What a plot can hold."""
    places = tuple(PlaceFacts(place.id, place.level, place.side, place.label) for place in plot.places)
    return Grave(
        plot.kind, plot.regime, plot.max_coffins, plot.max_boxes, plot.max_urns, places, plot.observed_places,
        plot.observed_on,
    )  # fmt: skip


def occupants(session: Session, plot_id: int, day: date | None = None) -> tuple[Occupant, ...]:
    """Containers in a plot on `day` (today's without it), with everybody whose remains they hold."""
    return occupants_by_plot(session, [plot_id], day).get(plot_id, ())


def occupants_by_plot(
    session: Session, plot_ids: Collection[int], day: date | None = None
) -> dict[int, tuple[Occupant, ...]]:
    """The same for several plots, by one SELECT."""
    r, d = m.Remains, m.Deceased
    query = (
        select(
            r.id, r.plot_id, r.kind, r.place_id, r.laid_on, r.left_on, r.in_place, r.is_hermetic, r.together_id,
            d.id.label("deceased_id"), d.died_on, Person.title,
        )
        .join(d, d.id == r.deceased_id)
        .outerjoin(Person, Person.id == d.person_id)
        .where(r.plot_id.in_(plot_ids))
        .order_by(r.id)
    )  # fmt: skip
    rows = [row for row in session.execute(query) if _is_there(row, day)]
    here = {row.id for row in rows}
    shared: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if row.together_id in here:
            shared[row.together_id].append(_name(row.title))
    found: dict[int, list[Occupant]] = defaultdict(list)
    for row in rows:
        if row.together_id in here:
            continue
        names = (_name(row.title), *shared[row.id])
        found[row.plot_id].append(
            Occupant(
                row.id,
                row.kind,
                names,
                row.place_id,
                row.laid_on,
                row.died_on,
                row.deceased_id,
                row.is_hermetic,
            )
        )
    return {plot: tuple(present) for plot, present in found.items()}


def _is_there(row: object, day: date | None) -> bool:
    kind, laid, left, here = (getattr(row, name) for name in ("kind", "laid_on", "left_on", "in_place"))
    return bool(here) if day is None else is_present(RemainsFacts(kind, laid, left, here), day)


def _name(title: str | None) -> str:
    return title or str(_("Inconnu(e)"))


def drawn_grave(
    session: Session, plot_id: int, day: date | None = None, reduced: Sequence[int] = ()
) -> CrossSection:
    """The grave cut open on `day`; with `reduced` (ids of remains), as it would be after their reduction."""
    grave = grave_of(session.get_one(m.Plot, plot_id))
    mode, weights = capacity_rules(session)
    present = occupants(session, plot_id, day)
    if reduced:
        return what_if_reduced(grave, present, reduced, mode, weights)
    return cross_section(grave, present, mode, weights)


def death_of(session: Session, person_id: int) -> PartialDate | None:
    """Day of death of a person of the directory; None when alive, or not known to be dead."""
    return session.scalar(select(m.Deceased.died_on).where(m.Deceased.person_id == person_id))
