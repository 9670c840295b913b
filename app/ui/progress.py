# SPDX-License-Identifier: EUPL-1.2
"""The strip that says what is under way: nothing before 300 ms, a bar and « Interrompre » after a second."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from app.ui.strings import _
from app.ui.widgets import Button, Label

if TYPE_CHECKING:
    from app.ui.operation import Operation
    from app.ui.theme import Theme


class ProgressStrip(QFrame):
    """Stands at the foot of its host while one operation runs, and leaves with it."""

    def __init__(self, operation: Operation, host: QWidget, theme: Theme) -> None:
        super().__init__(host)
        self._host = host
        self._operation = operation
        self.setProperty("look", "raised")
        self.setAccessibleName(str(operation.title))
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.px(16), theme.px(10), theme.px(12), theme.px(12))
        column.setSpacing(theme.px(8))
        line = QHBoxLayout()
        line.setSpacing(theme.px(12))
        self.words = Label(operation.title, "strong")
        line.addWidget(self.words, 1)
        self.stop = Button(theme, _("Interrompre"), "x", pressed=self._interrupt)
        line.addWidget(self.stop)
        column.addLayout(line)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(str(_("Avancement")))
        column.addWidget(self.bar)
        self._width = theme.px(440)
        self.stop.hide()
        self.bar.hide()
        self.hide()
        host.installEventFilter(self)
        operation.slow.connect(self._appear)
        operation.long.connect(self._grow)
        operation.progressed.connect(self._step)
        operation.ended.connect(self._leave)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self._place()
        return False

    def _appear(self) -> None:
        self.show()
        self.raise_()
        self._place()

    def _grow(self) -> None:
        self.bar.show()
        self.stop.show()
        self._place()

    def _step(self, done: int, total: int, what: str) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        said = f"{self._operation.title}\u00a0· {done}/{total}" if total else str(self._operation.title)
        self.words.set_text(f"{said}\n{what}" if what else said)

    def _interrupt(self) -> None:
        self._operation.cancel()
        self.stop.setEnabled(False)
        self.words.set_text(_("Interruption\u00a0: tout ce qui a été commencé est défait…"))

    def _leave(self) -> None:
        self.hide()
        self.deleteLater()

    def _place(self) -> None:
        host = self._host
        self.setFixedWidth(min(self._width, max(self._width // 2, host.width() - 32)))
        self.adjustSize()
        self.move((host.width() - self.width()) // 2, host.height() - self.height() - 48)
