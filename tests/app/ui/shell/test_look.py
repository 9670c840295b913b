# SPDX-License-Identifier: EUPL-1.2
"""The tokens: same names in every theme, enough contrast, icons that exist, sizes that follow the letters."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontInfo
from PySide6.QtWidgets import QApplication

import app.ui
from app.core.contrast import Use, is_enough, ratio
from app.ui import icons
from app.ui.preferences import Preferences
from app.ui.theme import TONE_ICONS, Theme
from app.ui.tokens import COLOURS, EDGE_PAIRS, FONT_FAMILY, LIGHT, TEXT_PAIRS, Scheme
from app.ui.visits import Visit, Visits

SOURCES = sorted(Path(next(iter(app.ui.__path__))).rglob("*.py"))


@pytest.mark.parametrize("scheme", Scheme)
def test_every_theme_has_the_same_tokens(scheme: Scheme) -> None:
    assert COLOURS[scheme].keys() == LIGHT.keys()


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("pair", TEXT_PAIRS, ids=" on ".join)
def test_text_can_be_read(scheme: Scheme, pair: tuple[str, str]) -> None:
    ink, paper = (COLOURS[scheme][token] for token in pair)
    assert is_enough(ink, paper, Use.TEXT), round(ratio(ink, paper), 2)


@pytest.mark.parametrize("scheme", Scheme)
@pytest.mark.parametrize("pair", EDGE_PAIRS, ids=" on ".join)
def test_edges_icons_and_focus_can_be_seen(scheme: Scheme, pair: tuple[str, str]) -> None:
    edge, paper = (COLOURS[scheme][token] for token in pair)
    assert is_enough(edge, paper, Use.COMPONENT), round(ratio(edge, paper), 2)


def test_high_contrast_text_reaches_seven() -> None:
    for ink, paper in TEXT_PAIRS:
        assert ratio(COLOURS[Scheme.CONTRAST][ink], COLOURS[Scheme.CONTRAST][paper]) >= 7, (ink, paper)


def test_every_icon_named_in_the_window_exists() -> None:
    named = set(TONE_ICONS.values())
    for source in SOURCES:
        text = source.read_text("utf-8")
        named |= set(re.findall(r'Icon(?:Label|Button)\((?:self\.)?(?:_?theme|desk\.theme), "([a-z0-9-]+)"', text))
        named |= set(re.findall(r'\.(?:icon|pixmap)\("([a-z0-9-]+)"', text))
    assert {name for name in named if not icons.exists(name)} == set()


def test_colours_are_written_in_the_tokens_alone() -> None:
    allowed = {"tokens.py", "navigation.py"}
    found = [s.name for s in SOURCES if s.name not in allowed and re.search(r'"#[0-9a-fA-F]{6}"', s.read_text("utf-8"))]
    assert found == []


def test_the_bundled_typeface_is_the_one_used(qapp: QApplication, theme: Theme) -> None:
    assert QFontInfo(theme.font()).family() == FONT_FAMILY
    assert QFontInfo(theme.font(strong=True)).weight() > QFontInfo(theme.font()).weight()


def test_sizes_follow_the_letters(qapp: QApplication) -> None:
    theme = Theme(Scheme.LIGHT, 200)
    assert theme.font_px() == 28
    assert theme.size("row") == 64
    assert theme.font().pixelSize() == 28


def test_an_unknown_icon_is_drawn_all_the_same(qapp: QApplication) -> None:
    drawn = icons.pixmap("no-such-icon", "#1d5c8f", 18)
    assert not drawn.isNull()
    image = drawn.toImage()
    inks = {QColor(image.pixel(x, y)).name() for x in range(18) for y in range(18) if image.pixel(x, y)}
    assert inks


def test_preferences_survive_and_damage_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "p" / "preferences.json"
    Preferences(path).put("font", 150)
    assert Preferences(path).get("font") == 150
    path.write_text("{", "utf-8")
    assert Preferences(path).get("font", 100) == 100


def test_the_way_back_remembers_records() -> None:
    visits = Visits()
    visits.go(Visit("home"))
    visits.go(Visit("bills"))
    visits.see("bills", 4)
    visits.go(Visit("people", 8))
    stop = visits.step(-1)
    assert stop is not None
    assert (stop[0].page, stop[0].id, stop[1]) == ("bills", 4, True)
    assert visits.can_go_forward
    visits.go(Visit("home"))
    assert not visits.can_go_forward


def test_two_records_of_one_page_are_two_stops() -> None:
    visits = Visits()
    visits.go(Visit("bills", 1))
    visits.go(Visit("bills", 2))
    stop = visits.step(-1)
    assert stop is not None
    assert (stop[0].id, stop[1]) == (1, False)
