# SPDX-License-Identifier: EUPL-1.2
"""The grave cut open: levels from bottom to top, who lies where, and the place that comes next (§10)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from modules.cemetery.rules.capacity import (
    CapacityMode,
    Grave,
    Occupant,
    PlaceFacts,
    Room,
    Weights,
    coffin_limit,
    room,
)
from modules.cemetery.rules.codes import CINERARY, RemainsKind


@dataclass(frozen=True, slots=True)
class Slot:
    """One place of the drawing."""

    place: PlaceFacts
    """Its id is 0 when the plot has no place of its own there (levels by count)."""
    occupants: tuple[Occupant, ...] = ()
    guessed: bool = False
    """The level was not written: it follows from the order of burials, bottom to top."""

    @property
    def is_free(self) -> bool:
        """Whether nothing lies there."""
        return not self.occupants


@dataclass(frozen=True, slots=True)
class Level:
    """The places side by side at one height; 1 is the bottom."""

    number: int
    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class CrossSection:
    """What the drawing of a grave shows."""

    levels: tuple[Level, ...]
    """From bottom to top."""
    beside: tuple[Occupant, ...]
    """Boxes, bones and urns without a level: they lie in the room that is left."""
    overflow: tuple[Occupant, ...]
    """Coffins for which the plot has no place: an anomaly, or a capacity to be corrected."""
    room: Room

    @property
    def next_place(self) -> Slot | None:
        """The lowest free place: burials fill a grave from bottom to top."""
        return next((slot for level in self.levels for slot in level.slots if slot.is_free), None)


def cross_section(
    grave: Grave,
    present: Sequence[Occupant],
    mode: CapacityMode = CapacityMode.EXPLICIT,
    weights: Weights | None = None,
    *,
    settled: Mapping[int, tuple[int, str]] | None = None,
) -> CrossSection:
    """Levels of the grave with their occupants. What has no written level is set by order of burial.

    `settled`: (level, side) already guessed for some, by id, which another drawing must not move.
    """
    places = places_of(grave, present)
    held: dict[tuple[int, str], list[Occupant]] = {(place.level, place.side): [] for place in places}
    keys = {place.id: (place.level, place.side) for place in places if place.id}
    guessed: set[tuple[int, str]] = set()
    waiting, beside = [], []
    main = RemainsKind.URN if grave.kind in CINERARY else RemainsKind.COFFIN
    for one in present:
        key, known = keys.get(one.place_id or 0), (settled or {}).get(one.id)
        if key is not None:
            held[key].append(one)
        elif known in held and one.kind is main:
            held[known].append(one)
            guessed.add(known)
        elif one.kind is main:
            waiting.append(one)
        elif one.kind is not RemainsKind.ASHES:
            beside.append(one)
    overflow = []
    for one in sorted(waiting, key=_order):
        free = next((key for key in sorted(held) if not held[key]), None)
        if free is None:
            overflow.append(one)
        else:
            held[free].append(one)
            guessed.add(free)
    slots = [
        Slot(place, tuple(held[place.level, place.side]), (place.level, place.side) in guessed)
        for place in places
    ]
    numbers = sorted({place.level for place in places})
    levels = tuple(
        Level(number, tuple(slot for slot in slots if slot.place.level == number)) for number in numbers
    )
    return CrossSection(levels, tuple(beside), tuple(overflow), room(grave, present, mode, weights))


def what_if_reduced(
    grave: Grave,
    present: Sequence[Occupant],
    reduced: Collection[int],
    mode: CapacityMode = CapacityMode.EXPLICIT,
    weights: Weights | None = None,
) -> CrossSection:
    """The same drawing once these coffins (by id) are reduced to boxes; the others stay where they lie.

    Raises ValueError when they are not coffins of the grave.
    """
    settled = {
        one.id: (level.number, slot.place.side)
        for level in cross_section(grave, present).levels
        for slot in level.slots
        for one in slot.occupants
    }
    return cross_section(grave, after_reduction(present, reduced), mode, weights, settled=settled)


def places_of(grave: Grave, present: Sequence[Occupant]) -> tuple[PlaceFacts, ...]:
    """The plot's own places, else one a level by its number of places; an unknown number draws what is there."""
    if grave.places:
        return tuple(sorted(grave.places, key=lambda place: (place.level, place.side)))
    limit = coffin_limit(grave)
    if limit == 0:
        limit = grave.max_urns
    if limit is None:
        main = RemainsKind.URN if grave.kind in CINERARY else RemainsKind.COFFIN
        limit = sum(one.kind is main for one in present)
    return tuple(PlaceFacts(0, level) for level in range(1, limit + 1))


def _order(one: Occupant) -> tuple[date, int]:
    """Order of burial; those of unknown date came first."""
    return (one.laid_on.first if one.laid_on else date.min), one.id


def after_reduction(present: Sequence[Occupant], reduced: Collection[int]) -> tuple[Occupant, ...]:
    """The grave once these coffins (by id) are reduced: each becomes a box, without a place of its own.

    Raises ValueError when an id is not that of a coffin present.
    """
    coffins = {one.id for one in present if one.kind is RemainsKind.COFFIN}
    if not set(reduced) <= coffins:
        raise ValueError(f"not coffins of this grave: {sorted(set(reduced) - coffins)}")
    return tuple(
        replace(one, kind=RemainsKind.BOX, place_id=None) if one.id in reduced else one for one in present
    )


def after_reunion(present: Sequence[Occupant], gathered: Collection[int]) -> tuple[Occupant, ...]:
    """The grave once the remains of several (by id) are in one box: the first keeps the box, with all names.

    Raises ValueError when fewer than two are gathered, or one is not there.
    """
    chosen = [one for one in present if one.id in gathered]
    if len(chosen) < 2 or len(chosen) != len(set(gathered)):
        raise ValueError("a reunion gathers at least two remains of the grave")
    names = tuple(name for one in chosen for name in one.names)
    box = replace(chosen[0], kind=RemainsKind.BOX, names=names, place_id=None)
    return tuple(
        box if one.id == box.id else one for one in present if one.id == box.id or one.id not in gathered
    )
