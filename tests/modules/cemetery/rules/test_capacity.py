# SPDX-License-Identifier: EUPL-1.2
"""Room in a grave: vectors TV-CAP, the grave cut open, and what a reduction would free."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.dates import PartialDate
from modules.cemetery.rules.capacity import (
    CapacityMode,
    Grave,
    Occupant,
    PlaceFacts,
    contents_of,
    count,
    fits,
    room,
)
from modules.cemetery.rules.codes import PlotKind, Regime, RemainsKind
from modules.cemetery.rules.cross_section import (
    after_reduction,
    after_reunion,
    cross_section,
    what_if_reduced,
)

COFFIN, BOX, URN, ASHES = RemainsKind.COFFIN, RemainsKind.BOX, RemainsKind.URN, RemainsKind.ASHES
DAY = date(2026, 11, 23)
VAULT = Grave(PlotKind.VAULT, max_coffins=3)
WEIGHTED = CapacityMode.WEIGHTED


def lying(*kinds: RemainsKind, died: int = 1990) -> tuple[Occupant, ...]:
    return tuple(
        Occupant(
            n,
            kind,
            (f"DÉFUNT {n}",),
            laid_on=PartialDate(died + n, 5, 2),
            died_on=PartialDate(died + n, 4, 28),
        )
        for n, kind in enumerate(kinds, start=1)
    )


def tally(present: Sequence[Occupant]) -> str:
    return contents_of(count(present))


@pytest.mark.parametrize("present", [pytest.param(lying(COFFIN, COFFIN, COFFIN), id="CEM-TV-CAP-01")])
def test_a_full_vault_refuses_and_proposes_a_reduction(present: tuple[Occupant, ...]) -> None:
    (gate,) = fits(VAULT, present, COFFIN, DAY).closed
    assert gate.overridable
    assert "sépulture pleine (3 cercueils, pour 3 cercueils au plus)" in str(gate.reason)
    assert "proposez une réduction de corps (DÉFUNT 1, DÉFUNT 2, DÉFUNT 3)" in str(gate.reason)


@pytest.mark.parametrize("present", [pytest.param(lying(COFFIN, COFFIN, COFFIN), id="CEM-TV-CAP-02")])
def test_a_reduction_turns_a_coffin_into_a_box(present: tuple[Occupant, ...]) -> None:
    assert tally(after_reduction(present, [2])) == "2 cercueils, 1 boîte"


@pytest.mark.parametrize("present", [pytest.param(lying(COFFIN, COFFIN, BOX), id="CEM-TV-CAP-03")])
def test_the_room_of_a_reduction_takes_a_coffin(present: tuple[Occupant, ...]) -> None:
    assert fits(VAULT, present, COFFIN, DAY).allowed
    assert tally((*present, *lying(COFFIN))) == "3 cercueils, 1 boîte"


@pytest.mark.parametrize(
    ("kind", "allowed"),
    [pytest.param(URN, True, id="CEM-TV-CAP-04-urn"), pytest.param(COFFIN, False, id="CEM-TV-CAP-04-coffin")],
)
def test_weights_add_up(kind: RemainsKind, allowed: bool) -> None:
    present = lying(COFFIN, COFFIN, BOX, URN, URN, URN)
    left = room(VAULT, present, WEIGHTED)
    assert left.used == Decimal("2.8")
    assert fits(VAULT, present, kind, DAY, WEIGHTED).allowed is allowed
    assert room(VAULT, (*present, *lying(URN)), WEIGHTED).used == Decimal("2.9")


@pytest.mark.parametrize("most", [pytest.param(4, id="CEM-TV-CAP-05")])
def test_a_full_niche_refuses_an_urn(most: int) -> None:
    niche = Grave(PlotKind.COLUMBARIUM, max_urns=most)
    assert not fits(niche, lying(URN, URN, URN, URN), URN, DAY).allowed
    assert fits(niche, lying(URN, URN, URN), URN, DAY).allowed
    (gate,) = fits(niche, (), COFFIN, DAY).closed
    assert (gate.code, gate.overridable) == ("TAKES", False)


@pytest.mark.parametrize("regime", [pytest.param(Regime.COMMON, id="CEM-TV-CAP-06")])
def test_common_ground_takes_one_body(regime: Regime) -> None:
    grave = Grave(PlotKind.EARTH, regime, max_coffins=2)
    (gate,) = fits(grave, lying(COFFIN), COFFIN, DAY).closed
    assert "un seul corps par fosse" in str(gate.reason)
    assert not fits(grave, lying(COFFIN), COFFIN, DAY, WEIGHTED).allowed


@pytest.mark.parametrize("there", [pytest.param(250, id="CEM-TV-CAP-07")])
def test_the_scattering_garden_has_no_limit(there: int) -> None:
    assert fits(Grave(PlotKind.SCATTERING), lying(*[ASHES] * there), ASHES, DAY).allowed


def test_an_unknown_number_of_places_warns_and_refuses_nothing() -> None:
    decision = fits(Grave(PlotKind.VAULT), lying(COFFIN, COFFIN), COFFIN, DAY)
    assert decision.allowed
    assert "non renseigné" in str(decision.warnings[0].reason)
    assert room(Grave(PlotKind.VAULT), lying(COFFIN)).unknown
    assert not room(Grave(PlotKind.VAULT), lying(COFFIN)).is_full


def test_what_was_seen_prevails_over_the_registers() -> None:
    seen = Grave(PlotKind.VAULT, max_coffins=3, observed_places=3, observed_on=date(2026, 6, 1))
    left = room(seen, lying(COFFIN))
    assert left.coffins == 0
    assert left.is_full
    assert "Constaté le 01/06/2026" in str(left.anomaly)
    assert room(seen, lying(COFFIN, COFFIN, COFFIN)).anomaly == ""


def test_a_recent_grave_says_from_when_a_reduction_is_possible() -> None:
    (gate,) = fits(Grave(PlotKind.EARTH), lying(COFFIN, died=2024), COFFIN, DAY).closed
    assert "avant le 29/04/2030" in str(gate.reason)


def test_a_reduction_of_what_is_no_coffin_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="not coffins"):
        after_reduction(lying(COFFIN, URN), [2])


def test_a_reunion_gathers_names_in_one_box() -> None:
    after = after_reunion(lying(COFFIN, COFFIN, URN), [1, 2])
    assert tally(after) == "1 boîte, 1 urne"
    assert after[0].names == ("DÉFUNT 1", "DÉFUNT 2")
    with pytest.raises(ValueError, match="at least two"):
        after_reunion(lying(COFFIN), [1])


def test_the_grave_fills_from_bottom_to_top() -> None:
    drawn = cross_section(VAULT, lying(COFFIN, COFFIN, URN))
    assert [[one.names for one in level.slots[0].occupants] for level in drawn.levels] == [
        [("DÉFUNT 1",)],
        [("DÉFUNT 2",)],
        [],
    ]
    assert [level.slots[0].guessed for level in drawn.levels] == [True, True, False]
    assert [one.kind for one in drawn.beside] == [URN]
    assert drawn.next_place is not None
    assert drawn.next_place.place.level == 3
    assert drawn.room.coffins == 1


def test_a_written_level_is_kept_and_too_many_coffins_are_shown() -> None:
    places = (PlaceFacts(11, 1), PlaceFacts(12, 2, "gauche"), PlaceFacts(13, 2, "droite"))
    grave = Grave(PlotKind.VAULT, places=places)
    third = Occupant(9, COFFIN, ("HAUT",), place_id=13)
    drawn = cross_section(grave, (third, *lying(COFFIN, COFFIN, COFFIN)))
    assert [[slot.place.side for slot in level.slots] for level in drawn.levels] == [
        [""],
        ["droite", "gauche"],
    ]
    assert drawn.levels[1].slots[0].occupants == (third,)
    assert not drawn.levels[1].slots[0].guessed
    assert [one.id for one in drawn.overflow] == [3]
    assert drawn.next_place is None


def test_what_if_we_reduce() -> None:
    present = lying(COFFIN, COFFIN, COFFIN)
    after = what_if_reduced(VAULT, present, [1])
    assert after.room.coffins == 1
    assert [one.names for one in after.beside] == [("DÉFUNT 1",)]
    assert [[one.id for one in level.slots[0].occupants] for level in after.levels] == [[], [2], [3]]
    assert after.next_place is not None
    assert after.next_place.place.level == 1


KINDS = st.lists(st.sampled_from([COFFIN, BOX, URN]), max_size=8)


@given(KINDS, st.integers(0, 6), st.sampled_from(CapacityMode))
def test_reducing_never_takes_room(kinds: list[RemainsKind], most: int, mode: CapacityMode) -> None:
    grave = Grave(PlotKind.VAULT, max_coffins=most)
    present = lying(*kinds)
    before = room(grave, present, mode)
    after = room(grave, after_reduction(present, [one.id for one in present if one.kind is COFFIN]), mode)
    assert before.coffins is not None
    assert after.coffins is not None
    assert after.coffins >= before.coffins


@given(KINDS, st.integers(1, 6))
def test_everybody_is_somewhere_in_the_drawing(kinds: list[RemainsKind], most: int) -> None:
    present = lying(*kinds)
    drawn = cross_section(Grave(PlotKind.VAULT, max_coffins=most), present)
    shown = [one.id for level in drawn.levels for slot in level.slots for one in slot.occupants]
    assert sorted([*shown, *(one.id for one in drawn.beside), *(one.id for one in drawn.overflow)]) == [
        one.id for one in present
    ]
