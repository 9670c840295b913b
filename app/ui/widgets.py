# SPDX-License-Identifier: EUPL-1.2
"""Small pieces that every screen is made of: buttons, chips, cards, empty states, toasts. All have names."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.core.text import Text
from app.forms.tones import Tone
from app.ui.layouts import FlowLayout, Scroll, clear_layout, tab_chain
from app.ui.strings import _
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.forms.fields import Option

__all__ = [
    "Button", "Card", "Chip", "ElidedLabel", "EmptyState", "FlowLayout", "IconButton", "IconLabel", "KeyCap", "Label",
    "PrimaryButton", "Scroll", "Separator", "StateChip", "Toast", "chip_size", "clear_layout", "paint_chip",
    "plain_name", "set_look", "tab_chain",
]


def set_look(widget: QWidget, look: str) -> None:
    """Give a widget the look of that name in the style sheet, at any time."""
    widget.setProperty("look", look)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def plain_name(text: Text) -> str:
    """The accessible name of a label: without its mnemonic and its ellipsis."""
    return str(text).replace("&&", "\0").replace("&", "").replace("\0", "&").rstrip("…")


# ---------------------------------------------------------------- buttons


class Button(QPushButton):
    """A button with a verb: `look` is plain (empty), `primary`, `quiet`, `danger` or `link`."""

    def __init__(
        self, theme: Theme, text: Text, icon: str = "", look: str = "",
        pressed: Callable[[], object] | None = None, parent: QWidget | None = None,
    ) -> None:
        super().__init__(str(text), parent)
        self.theme = theme
        self.setAccessibleName(plain_name(text))
        self.setProperty("look", look)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if icon:
            ink = {"primary": "on-accent", "danger": "danger-fg", "link": "link"}.get(look, "text")
            self.setIcon(theme.icon(icon, ink, 16, gap=4))
            self.setIconSize(QSize(theme.px(16) + theme.px(4), theme.px(16)))
        if pressed is not None:
            self.clicked.connect(lambda _checked=False: pressed())

    def set_text(self, text: Text) -> None:
        """Change the words, the accessible name with them."""
        self.setText(str(text))
        self.setAccessibleName(plain_name(text))


class PrimaryButton(Button):
    """The action to take: at most one on a screen."""

    def __init__(
        self, theme: Theme, text: Text, icon: str = "", pressed: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(theme, text, icon, "primary", pressed, parent)


class IconButton(QToolButton):
    """A button that shows only an icon; its name is its tooltip too."""

    def __init__(
        self, theme: Theme, icon: str, name: Text, pressed: Callable[[], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("look", "icon")
        self.setIcon(theme.icon(icon, "muted", 18))
        self.setIconSize(QSize(theme.px(18), theme.px(18)))
        self.setAccessibleName(plain_name(name))
        self.setToolTip(plain_name(name))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        if pressed is not None:
            self.clicked.connect(lambda _checked=False: pressed())


class Chip(QPushButton):
    """A filter to press, with its count: « Brouillons · 4 »."""

    def __init__(self, theme: Theme, label: Text, count: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.label = label
        self.setProperty("look", "chip")
        self.setCheckable(True)
        self.setAutoDefault(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_count(count)

    def sizeHint(self) -> QSize:
        # As wide checked (semi-bold) as not, so that choosing moves nothing.
        wide = QFontMetrics(self.theme.font(strong=True)).horizontalAdvance(self.text()) + self.theme.px(26) + 4
        return QSize(wide, super().sizeHint().height())

    def set_count(self, count: int | None) -> None:
        """Show how many rows the filter holds."""
        text = str(self.label) if count is None else f"{self.label}\u00a0· {count}"
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)


# ---------------------------------------------------------------- text


class Label(QLabel):
    """Words: `look` is plain (empty), `muted`, `small`, `label`, `strong`, `title`, `heading`, `figure` or `fault`."""

    def __init__(
        self, text: Text = "", look: str = "", *, wrap: bool = False, tone: Tone | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(str(text), parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", look)
        if tone is not None:
            self.setProperty("tone", tone.value)
        if wrap:
            self.setWordWrap(True)
            # A wrapped label asks for its whole height at the width it gets.
            policy = self.sizePolicy()
            policy.setHeightForWidth(True)
            policy.setVerticalPolicy(QSizePolicy.Policy.Minimum)
            self.setSizePolicy(policy)

    def set_text(self, text: Text) -> None:
        """Change the words."""
        self.setText(str(text))


class ElidedLabel(QLabel):
    """One line cut with an ellipsis when it is too long; the whole text is in the tooltip."""

    def __init__(self, text: Text = "", look: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._full = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("look", look)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.set_text(text)

    def set_text(self, text: Text) -> None:
        """Change the words."""
        self._full = str(text)
        self.setAccessibleName(self._full)
        self._cut()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._cut()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(self.fontMetrics().horizontalAdvance(self._full) + 4, super().sizeHint().height())

    def _cut(self) -> None:
        self.ensurePolished()
        cut = self.fontMetrics().elidedText(self._full, Qt.TextElideMode.ElideRight, max(0, self.width()))
        self.setText(cut)
        self.setToolTip(self._full if cut != self._full else "")


class KeyCap(QLabel):
    """A key as it is on the keyboard: « Ctrl K »."""

    def __init__(self, theme: Theme, keys: str, parent: QWidget | None = None) -> None:
        super().__init__(keys, parent)
        self.setFont(theme.font("small", strong=True))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setStyleSheet(
            f"color: {theme.hex('muted')}; background: {theme.hex('surface')}; font-weight: 600;"
            f"border: 1px solid {theme.hex('line')}; border-radius: {theme.px(4)}px;"
            f"font-size: {theme.font_px('small')}px; padding: 0 {theme.px(5)}px; min-height: {theme.px(18)}px;"
        )
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)


# ---------------------------------------------------------------- states, as a word and a shape


def chip_font_metrics(theme: Theme) -> QFontMetrics:
    """Measures of the letters of a state chip."""
    return QFontMetrics(theme.font("label", strong=True))


def chip_size(theme: Theme, text: str, icon: str = "") -> QSize:
    """The room a state chip takes."""
    wide = chip_font_metrics(theme).horizontalAdvance(text) + theme.px(16) + (theme.px(19) if icon else 0)
    return QSize(wide, theme.px(22))


def paint_chip(
    painter: QPainter, rect: QRect, theme: Theme, text: str, tone: Tone | None = None, icon: str = "",
) -> QRect:
    """Paint a state chip at the left of `rect`, centred in height; answers where it was painted."""
    colours = theme.tone(tone)
    size = chip_size(theme, text, icon)
    wide = min(size.width(), rect.width())
    box = QRect(rect.left(), rect.center().y() - size.height() // 2 + 1, wide, size.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(QColor(colours.bg))
    # Where the ground of the chip is the surface itself, an edge gives it its shape.
    bare = colours.bg == theme.hex("surface")
    painter.setPen(QColor(colours.fg) if bare else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), theme.px(5), theme.px(5))
    left = box.left() + theme.px(8)
    if icon:
        side = theme.px(14)
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(left, box.center().y() - side // 2 + 1, theme.pixmap(icon, colours.fg, 14, ratio))
        left += side + theme.px(5)
    painter.setPen(QColor(colours.fg))
    painter.setFont(theme.font("label", strong=True))
    room = QRect(left, box.top(), box.right() - left - theme.px(6), box.height())
    cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width() + theme.px(2))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, cut)
    painter.restore()
    return box


class StateChip(QWidget):
    """A state as a coloured chip with its word, and its icon when it has one."""

    def __init__(
        self, theme: Theme, text: Text, tone: Tone | None = None, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._text, self._tone, self._icon = theme, str(text), tone, icon
        self.setAccessibleName(self._text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @classmethod
    def of(cls, theme: Theme, option: Option) -> StateChip:
        """The chip of a declared option."""
        return cls(theme, option.label, option.tone, option.icon)

    def sizeHint(self) -> QSize:
        return chip_size(self._theme, self._text, self._icon)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_chip(painter, self.rect(), self._theme, self._text, self._tone, self._icon)


class IconLabel(QWidget):
    """An icon alone, that says nothing to a screen reader: the words stand beside it."""

    def __init__(
        self, theme: Theme, icon: str, token: str = "muted", size: int = 18, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme, self._icon, self._token, self._size = theme, icon, token, size
        self.setFixedSize(theme.px(size), theme.px(size))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        ratio = self.devicePixelRatioF()
        painter.drawPixmap(0, 0, self._theme.pixmap(self._icon, self._token, self._size, ratio))


# ---------------------------------------------------------------- surfaces


class Separator(QFrame):
    """A hairline."""

    def __init__(self, vertical: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("look", "line")
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


class Card(QFrame):
    """A white surface with a hairline around; `body` is its layout."""

    def __init__(self, theme: Theme, title: Text = "", parent: QWidget | None = None, look: str = "card") -> None:
        super().__init__(parent)
        self.setProperty("look", look)
        self.body = QVBoxLayout(self)
        pad = theme.px(16)
        self.body.setContentsMargins(pad, pad, pad, pad)
        self.body.setSpacing(theme.px(8))
        if str(title):
            self.setAccessibleName(str(title))
            self.body.addWidget(Label(title, "strong"))


class EmptyState(QWidget):
    """What would be here, and the first step to take."""

    def __init__(
        self, theme: Theme, text: Text, icon: str = "inbox", button: Button | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(24), theme.px(24), theme.px(24), theme.px(24))
        box.setSpacing(theme.px(12))
        box.addStretch(1)
        box.addWidget(IconLabel(theme, icon, "faint", 32), 0, Qt.AlignmentFlag.AlignHCenter)
        self.words = Label(text, "muted", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.words.setMaximumWidth(theme.px(460))
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.words, 6)
        line.addStretch(1)
        box.addLayout(line)
        if button is not None:
            box.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(2)


class Toast(QFrame):
    """A sentence that comes at the foot of the window and leaves by itself; it may offer one act."""

    def __init__(
        self, theme: Theme, text: Text, tone: Tone, parent: QWidget,
        button: Text = "", pressed: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(parent)
        self._room = parent
        self.setProperty("look", "raised")
        self.setAccessibleName(str(text))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.px(14), theme.px(8), theme.px(8), theme.px(8))
        row.setSpacing(theme.px(10))
        row.addWidget(IconLabel(theme, theme.tone(tone).icon, f"{tone.value}-fg"))
        words = Label(text, "strong", wrap=len(str(text)) > 90)
        row.addWidget(words, 1)
        if pressed is not None:
            row.addWidget(Button(theme, button, look="link", pressed=lambda: (pressed(), self.close())))
        row.addWidget(IconButton(theme, "x", _("Fermer"), self.close))
        self.setMaximumWidth(theme.px(720))
        if len(str(text)) > 90:
            self.setMinimumWidth(min(theme.px(560), parent.width() - theme.px(40)))
        self._timer = QTimer(self, singleShot=True, interval=9000 if pressed or tone is Tone.DANGER else 5000)
        self._timer.timeout.connect(self.close)

    def appear(self, bottom: int) -> None:
        """Show it centred in its window, its foot at height `bottom`."""
        self.adjustSize()
        self.move((self._room.width() - self.width()) // 2, bottom - self.height())
        self.show()
        self.raise_()
        self._timer.start()
