# SPDX-License-Identifier: EUPL-1.2
"""What stands at the foot of a grid: figures that give way by degrees, hints that a narrow window does without."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.core.text import Text
from app.ui.widgets import ElidedLabel


class FootBlock(QWidget):
    """A title over two lines of figures; where room lacks the first block is one line, the others two."""

    def __init__(self, *, is_first: bool) -> None:
        super().__init__()
        self._is_first, self._compact = is_first, False
        self._said = ("", "", "")
        self.setProperty("look", "clear")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        self.title, self.first, self.second = ElidedLabel("", "strong"), ElidedLabel("", "small"), ElidedLabel("", "small")
        for label in (self.title, self.first, self.second):
            box.addWidget(label)

    def say(self, title: Text = "", first: Text = "", second: Text = "") -> None:
        """Change the three lines."""
        self._said = (str(title), str(first), str(second))
        self._show()

    def set_compact(self, compact: bool) -> None:
        """Take less room, or all of it."""
        if compact != self._compact:
            self._compact = compact
            self._show()

    def _show(self) -> None:
        title, first, second = self._said
        in_line = self._compact and self._is_first
        self.title.setVisible(not in_line)
        self.second.setVisible(not self._compact)
        self.title.set_text(title)
        self.first.set_text(" · ".join(part for part in self._said if part) if in_line else first)
        self.second.set_text(second)


class Shy(QWidget):
    """Words that a narrow window may do without: they ask for no room of their own."""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, 0)
