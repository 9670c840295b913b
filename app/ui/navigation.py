# SPDX-License-Identifier: EUPL-1.2
"""The sidebar: the commune, one line a place, the pages of the open place, and what waits there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.core.text import Text
from app.ui.strings import _, _n
from app.ui.theme import Theme
from app.ui.widgets import ElidedLabel, Label, Scroll, Separator, clear_layout


@dataclass(frozen=True)
class Entry:
    """A page in the sidebar."""

    name: str
    title: Text


@dataclass(frozen=True)
class Place:
    """A line of the sidebar: a page of the window, or a module whose pages unfold."""

    name: str
    title: Text
    icon: str
    hue: str = "muted"
    entries: tuple[Entry, ...] = ()
    hint: str = ""
    """Key shown at the right (« F1 »)."""


@dataclass(frozen=True)
class Places:
    """The three groups of the sidebar, from top to bottom."""

    first: tuple[Place, ...] = ()
    modules: tuple[Place, ...] = ()
    last: tuple[Place, ...] = field(default=())

    def all(self) -> tuple[Place, ...]:
        """Every place, in order."""
        return self.first + self.modules + self.last


class NavButton(QAbstractButton):
    """A line of the sidebar, painted: icon, words, count."""

    def __init__(self, theme: Theme, title: Text, icon: str = "", hue: str = "muted", hint: str = "") -> None:
        super().__init__()
        self._theme, self._title, self._icon, self._hue, self._hint = theme, str(title), icon, hue, hint
        self._count = 0
        self.narrow = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_count(0)

    def set_count(self, count: int) -> None:
        """How many tasks wait there this week."""
        self._count = count
        waiting = _n("{n} tâche", "{n} tâches", count)
        name = f"{self._title}, {waiting}" if count else self._title
        self.setAccessibleName(name)
        self.setToolTip(name if self.narrow else "")
        self.update()

    def set_narrow(self, narrow: bool) -> None:
        """Show the icon alone, the words in the tooltip."""
        self.narrow = narrow
        self.set_count(self._count)

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(40), self._theme.px(33 if self._icon else 29))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        ground = "selected" if self.isChecked() else "hover" if self.underMouse() else ""
        if ground or self.hasFocus():
            painter.setBrush(theme.colour(ground) if ground else Qt.BrushStyle.NoBrush)
            focus = QPen(theme.colour("focus"), 2)
            painter.setPen(focus if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(box, theme.px(6), theme.px(6))
        if self._icon:
            side = theme.px(18)
            ink = "link" if self.isChecked() and self._hue == "muted" else self._hue
            left = (self.width() - side) // 2 if self.narrow else theme.px(8)
            drawn = theme.pixmap(self._icon, ink, 18, self.devicePixelRatioF())
            painter.drawPixmap(left, (self.height() - side) // 2, drawn)
        if self.narrow:
            self._paint_dot(painter)
        else:
            self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        theme = self._theme
        left, right = theme.px(36), self.width() - theme.px(8)
        tail = str(self._count) if self._count else self._hint
        if tail:
            painter.setFont(theme.font("small", strong=True))
            painter.setPen(theme.colour("muted"))
            wide = painter.fontMetrics().horizontalAdvance(tail)
            painter.drawText(QRect(right - wide, 0, wide + 2, self.height()), Qt.AlignmentFlag.AlignVCenter, tail)
            right -= wide + theme.px(6)
        painter.setFont(theme.font(strong=self.isChecked()))
        painter.setPen(theme.colour("text" if self._icon or self.isChecked() else "muted"))
        cut = painter.fontMetrics().elidedText(self._title, Qt.TextElideMode.ElideRight, right - left)
        painter.drawText(QRect(left, 0, right - left, self.height()), Qt.AlignmentFlag.AlignVCenter, cut)

    def _paint_dot(self, painter: QPainter) -> None:
        if self._count:
            theme = self._theme
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.hex("accent")))
            side = theme.px(7)
            painter.drawEllipse(self.width() - side - theme.px(5), theme.px(5), side, side)


class Arms(QWidget):
    """The commune's arms, or a plain shield until it has given them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._picture: QPixmap | None = None
        self.setFixedSize(theme.px(32), theme.px(36))

    def set_picture(self, data: bytes | None) -> None:
        """The bytes of a picture (PNG, JPEG, SVG), or None."""
        image = QImage.fromData(data) if data else QImage()
        self._picture = None if image.isNull() else QPixmap.fromImage(image)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, painter = self._theme, QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        if self._picture is not None:
            ratio = self.devicePixelRatioF()
            fit = self._picture.scaled(
                self.size() * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            fit.setDevicePixelRatio(ratio)
            size = fit.deviceIndependentSize()
            painter.drawPixmap(round((self.width() - size.width()) / 2), round((self.height() - size.height()) / 2), fit)
            return
        paint_shield(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), theme)


def paint_shield(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """A shield parted in two, azure and or: the emblem of a commune that has none here yet."""
    from PySide6.QtGui import QPainterPath

    path = QPainterPath()
    radius = box.width() * 0.14
    path.moveTo(box.left() + radius, box.top())
    path.lineTo(box.right() - radius, box.top())
    path.quadTo(box.right(), box.top(), box.right(), box.top() + radius)
    path.lineTo(box.right(), box.top() + box.height() * 0.55)
    path.quadTo(box.right(), box.bottom(), box.center().x(), box.bottom())
    path.quadTo(box.left(), box.bottom(), box.left(), box.top() + box.height() * 0.55)
    path.lineTo(box.left(), box.top() + radius)
    path.quadTo(box.left(), box.top(), box.left() + radius, box.top())
    painter.save()
    painter.setClipPath(path)
    painter.fillRect(box, QColor("#1d5c8f"))
    painter.fillRect(QRectF(box.center().x(), box.top(), box.width(), box.height()), QColor("#c9a227"))
    painter.restore()


class Sidebar(QFrame):
    """The left column. `chosen` says which place or page was asked for."""

    chosen = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setProperty("look", "surface")
        self.setAccessibleName(str(_("Navigation")))
        self.narrow = False
        self.places = Places()
        self._counts: Mapping[str, int] = {}
        self._current = ""
        self._buttons: dict[str, NavButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._head = self._make_head()
        column.addWidget(self._head)
        self._list = QWidget()
        self._lines = QVBoxLayout(self._list)
        self._lines.setSpacing(0)
        column.addWidget(Scroll(self._list), 1)
        self._foot = QVBoxLayout()
        self._foot.setSpacing(0)
        column.addLayout(self._foot)
        self._set_margins()

    def _make_head(self) -> QWidget:
        theme = self._theme
        head = QWidget()
        row = QHBoxLayout(head)
        row.setSpacing(theme.px(10))
        self.arms = Arms(theme)
        self._name = Label("", "strong", wrap=True)
        self._people = ElidedLabel("", "small")
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._people)
        self._words = QWidget()
        self._words.setLayout(words)
        words.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.arms, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._words, 1)
        return head

    def _set_margins(self) -> None:
        theme = self._theme
        side = theme.px(8 if self.narrow else 10)
        self._lines.setContentsMargins(side, theme.px(8), side, theme.px(8))
        self._foot.setContentsMargins(side, 0, side, theme.px(12))
        layout = self._head.layout()
        assert layout is not None
        layout.setContentsMargins(theme.px(12 if self.narrow else 16), theme.px(12), theme.px(8), theme.px(8))
        self.setFixedWidth(theme.size("sidebar-narrow" if self.narrow else "sidebar"))

    # ------------------------------------------------------------ what it shows

    def set_commune(self, name: str, people: str, arms: bytes | None) -> None:
        """The commune's name, its population in words, its arms."""
        # A compound name breaks after its hyphens rather than being cut.
        self._name.set_text(name.replace("-", "-\u200b"))
        self._name.setAccessibleName(name)
        self._people.set_text(people)
        self._people.setVisible(bool(people))
        self.arms.set_picture(arms)
        self.arms.setToolTip(name)

    def set_places(self, places: Places) -> None:
        """The lines to show."""
        self.places = places
        self._build()

    def set_counts(self, counts: Mapping[str, int]) -> None:
        """By place, how many tasks wait; `home` is their sum."""
        self._counts = counts
        for name, button in self._buttons.items():
            button.set_count(counts.get(name, 0))

    def set_current(self, page: str) -> None:
        """Mark the page shown, and unfold its place."""
        before = self._place_of(self._current)
        self._current = page
        if before is not self._place_of(page):
            self._build()
        self._mark()

    def set_narrow(self, narrow: bool) -> None:
        """Collapse to icons, or come back."""
        if narrow != self.narrow:
            self.narrow = narrow
            self._words.setVisible(not narrow)
            self._set_margins()
            self._build()

    # ------------------------------------------------------------ building

    def _build(self) -> None:
        focused = next((name for name, button in self._buttons.items() if button.hasFocus()), "")
        clear_layout(self._lines)
        clear_layout(self._foot)
        self._buttons.clear()
        opened = self._place_of(self._current)
        groups: Sequence[tuple[Sequence[Place], QVBoxLayout]] = (
            (self.places.first, self._lines), (self.places.modules, self._lines), (self.places.last, self._foot),
        )  # fmt: skip
        for places, layout in groups:
            if layout is self._foot or (layout.count() and places):
                self._add_separator(layout)
            for place in places:
                self._add(layout, place.name, NavButton(self._theme, place.title, place.icon, place.hue, place.hint))
                if place is opened and not self.narrow and len(place.entries) > 1:
                    for entry in place.entries:
                        self._add(layout, entry.name, NavButton(self._theme, entry.title))
        self._lines.addStretch(1)
        self.set_counts(self._counts)
        self._mark()
        if focused in self._buttons:
            self._buttons[focused].setFocus()

    def _add(self, layout: QVBoxLayout, name: str, button: NavButton) -> None:
        button.set_narrow(self.narrow)
        button.clicked.connect(lambda _checked=False: self._choose(name))
        self._buttons[name] = button
        layout.addWidget(button)

    def _add_separator(self, layout: QVBoxLayout) -> None:
        layout.addSpacing(self._theme.px(10))
        layout.addWidget(Separator())
        layout.addSpacing(self._theme.px(10))

    def _choose(self, name: str) -> None:
        self._mark()
        self.chosen.emit(name)

    def _place_of(self, page: str) -> Place | None:
        for place in self.places.all():
            if place.name == page or any(entry.name == page for entry in place.entries):
                return place
            if page and place.name == page.partition(".")[0]:
                return place
        return None

    def _mark(self) -> None:
        place = self._place_of(self._current)
        for name, button in self._buttons.items():
            in_hand = name == self._current
            if not in_hand and place is not None and name == place.name:
                # The place itself is marked when the page shown has no line of its own.
                in_hand = self._current not in self._buttons
            button.setChecked(in_hand)

    # ------------------------------------------------------------ keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None or not self._move(lambda at, count: (at + step) % count):
            super().keyPressEvent(event)

    def _move(self, to: Callable[[int, int], int]) -> bool:
        buttons = list(self._buttons.values())
        at = next((i for i, button in enumerate(buttons) if button.hasFocus()), None)
        if at is None:
            return False
        buttons[to(at, len(buttons))].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def focus_current(self) -> None:
        """Put the keyboard on the line of the page shown."""
        buttons = list(self._buttons.values())
        chosen = next((button for button in buttons if button.isChecked()), buttons[0] if buttons else None)
        if chosen is not None:
            chosen.setFocus(Qt.FocusReason.ShortcutFocusReason)
