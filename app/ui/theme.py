# SPDX-License-Identifier: EUPL-1.2
"""The theme in force: colours, scaled sizes, fonts, palette and style sheet made from the tokens."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QStyleFactory

from app.core.resources import resource
from app.forms.tones import Tone
from app.ui import icons
from app.ui.stylesheet import style_sheet
from app.ui.tokens import (
    ANIMATION_MS,
    COLOURS,
    FONT_FAMILY,
    FONT_SIZES,
    LARGEST_FONT,
    SIZES,
    SMALLEST_FONT,
    Scheme,
)

SYSTEM = "system"
"""The choice of following the computer."""

FACES = ("Regular", "SemiBold", "Bold", "Italic")


class ToneColours(NamedTuple):
    """A meaning as colours and an icon: never a colour alone."""

    fg: str
    bg: str
    icon: str


TONE_ICONS = {
    Tone.NEUTRAL: "circle",
    Tone.INFO: "info",
    Tone.SUCCESS: "check",
    Tone.WARNING: "triangle-alert",
    Tone.DANGER: "circle-x",
}


@cache
def load_fonts() -> bool:
    """Give the bundled faces to Qt, once a process; False when one was refused."""
    faces = [resource(f"fonts/SourceSans3-{face}.ttf") for face in FACES]
    return all(QFontDatabase.addApplicationFont(str(face)) >= 0 for face in faces)


class Theme(QObject):
    """What every widget asks: a colour, a size, a font, an icon. `changed` says to paint again."""

    changed = Signal()

    def __init__(self, scheme: Scheme = Scheme.LIGHT, percent: int = 100) -> None:
        super().__init__()
        self.scheme = scheme
        self.percent = percent
        self.animated = True

    # ------------------------------------------------------------ asking

    def px(self, pixels: float) -> int:
        """A measure given at 100 %, at the size of the letters chosen."""
        return round(pixels * self.percent / 100)

    def size(self, name: str) -> int:
        """A named measure (`row`, `control`, `margin`…), scaled."""
        return self.px(SIZES[name])

    def font_px(self, name: str = "body") -> int:
        """Height of the letters of a named style, in pixels."""
        return self.px(FONT_SIZES[name])

    def font(self, name: str = "body", *, strong: bool = False, bold: bool = False) -> QFont:
        """A font of the one typeface: its named size, regular, semi-bold or bold."""
        made = QFont(FONT_FAMILY)
        made.setPixelSize(self.font_px(name))
        if strong or bold:
            made.setWeight(QFont.Weight.Bold if bold else QFont.Weight.DemiBold)
        return made

    def hex(self, token: str) -> str:
        """The colour of a token as `#rrggbb`; a `#rrggbb` goes through."""
        return token if token.startswith("#") else COLOURS[self.scheme][token]

    def colour(self, token: str) -> QColor:
        """The colour of a token."""
        return QColor(self.hex(token))

    def hue(self, token: str) -> str:
        """The token of a module's colour, or the muted one when it has none of its own."""
        return token if token in COLOURS[self.scheme] else "muted"

    def tone(self, tone: Tone | None) -> ToneColours:
        """The text, ground and icon of a meaning."""
        tone = tone or Tone.NEUTRAL
        return ToneColours(self.hex(f"{tone.value}-fg"), self.hex(f"{tone.value}-bg"), TONE_ICONS[tone])

    def icon(self, name: str, token: str = "text", size: int = 18, active: str = "", gap: int = 0) -> QIcon:
        """An icon for a button, in the colour of a token; `size` and `gap` are in pixels at 100 %."""
        pressed = self.hex(active) if active else ""
        return icons.icon(name, self.hex(token), self.px(size), self.hex("disabled"), pressed, self.px(gap))

    def pixmap(self, name: str, token: str = "text", size: int = 18, ratio: float = 1.0) -> QPixmap:
        """An icon to paint, in the colour of a token."""
        return icons.pixmap(name, self.hex(token), self.px(size), ratio, 1.75)

    @property
    def animation_ms(self) -> int:
        """How long a movement may last; 0 when the system asks for none."""
        return ANIMATION_MS if self.animated else 0

    # ------------------------------------------------------------ applying

    def apply(self, app: QApplication) -> None:
        """Dress the application: Fusion, palette, typeface, style sheet."""
        load_fonts()
        app.setStyle(QStyleFactory.create("Fusion"))
        app.setPalette(self._palette())
        app.setFont(self.font())
        app.setStyleSheet(style_sheet(self.hex, self.px))
        hints = app.styleHints()
        hints.setUseHoverEffects(True)

    def choose(self, scheme: Scheme, percent: int) -> None:
        """Change theme or size of letters while at work."""
        self.scheme = scheme
        self.percent = max(SMALLEST_FONT, min(LARGEST_FONT, percent))
        app = QApplication.instance()
        if isinstance(app, QApplication):
            self.apply(app)
        self.changed.emit()

    def _palette(self) -> QPalette:
        palette = QPalette()
        role = QPalette.ColorRole
        for name, token in {
            role.Window: "ground", role.Base: "surface", role.AlternateBase: "ground", role.Button: "surface",
            role.WindowText: "text", role.Text: "text", role.ButtonText: "text", role.ToolTipBase: "raised",
            role.ToolTipText: "text", role.PlaceholderText: "faint", role.Highlight: "accent",
            role.HighlightedText: "on-accent", role.Link: "link", role.LinkVisited: "link", role.Mid: "line",
            role.Dark: "edge", role.Light: "surface", role.Midlight: "line", role.Shadow: "shade",
            role.BrightText: "on-accent", role.Accent: "accent",
        }.items():  # fmt: skip
            palette.setColor(name, self.colour(token))
        for name in (role.Text, role.WindowText, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, name, self.colour("disabled"))
        return palette


def system_scheme(app: QApplication) -> Scheme:
    """The theme that the system asks for."""
    hints = app.styleHints()
    preference = getattr(hints, "accessibility", None)
    if preference is not None:
        contrast = getattr(preference(), "contrastPreference", None)
        if contrast is not None and contrast() == Qt.ContrastPreference.HighContrast:
            return Scheme.CONTRAST
    return Scheme.DARK if hints.colorScheme() == Qt.ColorScheme.Dark else Scheme.LIGHT


def scheme_of(choice: str, app: QApplication) -> Scheme:
    """The theme to show for what was chosen: a theme, or `SYSTEM`."""
    return Scheme(choice) if choice in list(Scheme) else system_scheme(app)
