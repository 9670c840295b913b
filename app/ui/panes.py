# SPDX-License-Identifier: EUPL-1.2
"""A list and its record side by side; or in turn, when large letters leave no room for both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QSplitter, QWidget

from app.ui.record import RecordPane

if TYPE_CHECKING:
    from app.ui.desk import Desk

_PAUSE_MS = 500
LEAST = 300
ONE_PANE_UNDER = 720
"""Below this width (at 100 %) the list and the record take turns: letters at 200 % keep their room."""


class Panes(QSplitter):
    """Remembers, for each page, the width of the record."""

    def __init__(self, desk: Desk, name: str, left: QWidget, record: RecordPane) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.desk, self.left, self.record = desk, left, record
        self._name = f"split/{name}"
        self._is_set = False
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(left)
        self.addWidget(record)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        left.setMinimumWidth(desk.theme.px(LEAST))
        record.setMinimumWidth(desk.theme.px(LEAST - 40))
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._keep)
        self.splitterMoved.connect(lambda _at, _index: self._pause.start())

    @property
    def is_narrow(self) -> bool:
        """Whether the list and the record take turns."""
        return self.width() < self.desk.theme.px(ONE_PANE_UNDER)

    def show_list(self) -> None:
        """Back to the list, when only one of the two is shown."""
        if self.is_narrow:
            self._show_one(False)

    def show_record(self) -> None:
        """To the record, when only one of the two is shown."""
        if self.is_narrow:
            self._show_one(True)

    def _show_one(self, record: bool) -> None:
        self.left.setVisible(not record)
        self.record.setVisible(record)
        self.record.back.setVisible(record)

    def _choose(self) -> None:
        if not self.is_narrow:
            self.record.back.hide()
            self.left.show()
            self.record.show()
            self._set_sizes()
        elif self.left.isHidden() == self.record.isHidden():
            self._show_one(self.record.isAncestorOf(self.focusWidget() or self))

    def _set_sizes(self) -> None:
        """Give the record its width, once the page has its own."""
        if self._is_set or not self.isVisible():
            return
        self._is_set = True
        theme, whole = self.desk.theme, self.width()
        wanted = theme.px(self.desk.preferences.get(self._name, 0) or 0)
        right = wanted or min(theme.size("record") + theme.px(20), whole * 45 // 100)
        right = max(min(right, whole - theme.px(LEAST)), theme.px(LEAST - 40))
        self.setSizes([max(1, whole - right - 1), right])

    def _keep(self) -> None:
        self.desk.preferences.put(self._name, round(self.sizes()[1] * 100 / self.desk.theme.percent))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._choose()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._choose()
