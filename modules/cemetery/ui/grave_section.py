# SPDX-License-Identifier: EUPL-1.2
"""The drawing of a grave cut open: levels from bottom to top, who lies where, the places left."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.core.text import Text
from app.ui.theme import Theme
from modules.cemetery.rules.capacity import Occupant
from modules.cemetery.rules.codes import RemainsKind
from modules.cemetery.rules.cross_section import CrossSection, Slot
from modules.cemetery.strings import _, label

MOST_LEVELS = 8
"""Free levels drawn at most; what is occupied is always drawn."""
SLOT_H, GAP, EDGE = 46, 7, 12
_Row = list[tuple[str, tuple[Occupant, ...], str]]


class GraveSection(QWidget):
    """One grave, drawn; what is about to be reduced is shown as a box, in the tone of a warning."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.drawn: CrossSection | None = None
        self.changed: frozenset[int] = frozenset()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_section(self, drawn: CrossSection, changed: frozenset[int] = frozenset()) -> None:
        """Draw a grave; `changed` are the ids of remains that a reduction would move."""
        self.drawn, self.changed = drawn, changed
        self.setAccessibleName("\u202f; ".join(self.words()))
        self.updateGeometry()
        self.update()

    # ------------------------------------------------------------ what is said

    def words(self) -> list[str]:
        """The drawing in words, from top to bottom, for those who hear it."""
        if self.drawn is None:
            return []
        found = [str(_("en trop\u00a0: {name}", name=said(one))) for one in self.drawn.overflow]
        for level in reversed(self.drawn.levels):
            for slot in level.slots:
                inside = ", ".join(said(one) for one in slot.occupants) or str(_("libre"))
                found.append(f"{place_name(slot)}\u00a0: {inside}")
        return found + [str(_("à côté\u00a0: {name}", name=said(one))) for one in self.drawn.beside]

    # ------------------------------------------------------------ what is drawn

    def _rows(self) -> list[_Row]:
        """(heading, occupants, look) by row, from top to bottom."""
        if self.drawn is None:
            return []
        rows: list[_Row] = [[(str(_("en trop")), (one,), "over")] for one in self.drawn.overflow]
        free = 0
        levels: list[_Row] = []
        for level in self.drawn.levels:
            empty = all(slot.is_free for slot in level.slots)
            free += empty
            if empty and free > MOST_LEVELS:
                continue
            levels.append(
                [
                    (place_name(slot), slot.occupants, "free" if slot.is_free else "taken")
                    for slot in level.slots
                ]
            )
        rows += reversed(levels)
        beside = list(self.drawn.beside)
        rows += [[("", (one,), "beside") for one in beside[n : n + 2]] for n in range(0, len(beside), 2)]
        return rows

    def sizeHint(self) -> QSize:
        px = self.theme.px
        count = max(1, len(self._rows()))
        return QSize(px(420), px(2 * EDGE + SLOT_H * count + GAP * (count - 1) + 10))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme, px = self.theme, self.theme.px
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("plan-path"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, px(5), -0.5, -0.5), px(4), px(4))
        painter.setPen(QPen(theme.colour("plan-wall"), px(3)))
        painter.drawLine(0, px(5), self.width(), px(5))
        top = float(px(EDGE + 6))
        wide = self.width() - 2 * px(EDGE)
        for row in self._rows():
            share = (wide - px(GAP) * (len(row) - 1)) / len(row)
            for rank, (heading, inside, look) in enumerate(row):
                box = QRectF(px(EDGE) + rank * (share + px(GAP)), top, share, px(SLOT_H))
                self._slot(painter, box, heading, inside, look)
            top += px(SLOT_H + GAP)

    def _slot(
        self, painter: QPainter, box: QRectF, heading: str, inside: tuple[Occupant, ...], look: str
    ) -> None:
        theme, px = self.theme, self.theme.px
        moved = any(one.id in self.changed for one in inside)
        tone = "danger-fg" if look == "over" else "warning-fg" if moved else "plan-wall"
        pen = QPen(theme.colour(tone), 1.5 if moved or look == "over" else 1)
        if look == "free":
            pen.setDashPattern([3, 3])
        painter.setPen(pen)
        painter.setBrush(theme.colour("surface") if inside else Qt.BrushStyle.NoBrush)
        radius = px(14) if look == "beside" else px(3)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        text = box.adjusted(px(10), px(3), -px(8), -px(3))
        painter.setFont(theme.font("label"))
        half = text.height() / 2
        names: Text = ", ".join(said(one) for one in inside) or _("libre")
        painter.setPen(theme.colour("text" if inside else "muted"))
        if heading:
            painter.drawText(
                QRectF(text.left(), text.top() + half, text.width(), half),
                _LEFT,
                self._cut(str(names), text.width()),
            )
            painter.setPen(theme.colour("muted"))
            painter.drawText(
                QRectF(text.left(), text.top(), text.width(), half), _LEFT, self._cut(heading, text.width())
            )
        else:
            painter.drawText(text, _LEFT, self._cut(str(names), text.width()))

    def _cut(self, words: str, width: float) -> str:
        return QFontMetricsF(self.theme.font("label")).elidedText(words, Qt.TextElideMode.ElideRight, width)


_LEFT = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)


def place_name(slot: Slot) -> str:
    """« Niveau 2, gauche », « Case du bas »."""
    if slot.place.label:
        return slot.place.label
    name = str(_("Niveau {level}", level=slot.place.level))
    return f"{name}, {slot.place.side}" if slot.place.side else name


def said(one: Occupant) -> str:
    """« MOREL Paul, 1991 », with the container when it is not a coffin."""
    parts = [", ".join(one.names)]
    if one.laid_on is not None:
        parts.append(str(one.laid_on.year))
    if one.kind is not RemainsKind.COFFIN:
        parts.append(str(label(one.kind)).lower())
    return ", ".join(parts)
