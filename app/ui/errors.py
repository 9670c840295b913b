# SPDX-License-Identifier: EUPL-1.2
"""The one place where faults arrive: the user's and the machine's are said calmly, ours are reported whole."""

from __future__ import annotations

import logging
import platform
import re
import sys
import threading
import traceback
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.core.outcome import EnvironmentProblem, UserError
from app.core.progress import Cancelled
from app.forms.tones import Tone
from app.ui.strings import _
from app.ui.widgets import Button, IconLabel, Label

if TYPE_CHECKING:
    from app.ui.shell import Shell
    from app.ui.theme import Theme

_log = logging.getLogger("beffroi.ui")

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|«[^»]*»")


def impersonal_report(fault: BaseException) -> str:
    """Where the fault came from, line by line, without any value: texts between quotes may be names of people.

    The message itself is left out for the same reason; only its shape is kept.
    """
    frames = traceback.extract_tb(fault.__traceback__)
    where = [f"  {_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]
    causes = [type(cause).__name__ for cause in _chain(fault)]
    message = _QUOTED.sub("‹…›", str(fault).split("\n", 1)[0])
    shape = re.sub(r"\d", "0", message)[:160] if isinstance(fault, TypeError | AttributeError | ImportError) else ""
    head = f"{' ← '.join(causes)}{': ' + shape if shape else ''}"
    return "\n".join([*facts(), "", head, *where])


def facts() -> list[str]:
    """The versions at work."""
    from importlib.metadata import PackageNotFoundError, version

    lines = []
    for name in ("beffroi", "PySide6-Essentials", "SQLAlchemy"):
        try:
            lines.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            lines.append(f"{name} ?")
    return [*lines, f"Python {platform.python_version()}, {platform.system()} {platform.release()}"]


def _chain(fault: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    cause: BaseException | None = fault
    while cause is not None and cause not in found:
        found.append(cause)
        cause = cause.__cause__ or cause.__context__
    return found


def _short(path: str) -> str:
    """The end of a path: its beginning may hold the name of the person at this computer."""
    parts = path.replace("\\", "/").split("/")
    return "/".join(parts[-3:])


class Faults(QObject):
    """Receives every exception that nobody caught, in whatever thread, and shows it on the window's."""

    _came = Signal(object)

    def __init__(self, theme: Theme, window: Callable[[], Shell | None]) -> None:
        super().__init__()
        self._theme = theme
        self._window = window
        self._shown: BugDialog | None = None
        self._came.connect(self._sort)

    def install(self) -> None:
        """Become the program's one hook."""
        sys.excepthook = self._caught
        threading.excepthook = self._caught_in_thread

    def _caught(
        self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self._came.emit(fault.with_traceback(trace))

    def _caught_in_thread(self, found: threading.ExceptHookArgs) -> None:
        if found.exc_value is not None:
            self._came.emit(found.exc_value)

    def _sort(self, fault: BaseException) -> None:
        shell = self._window()
        if isinstance(fault, Cancelled):
            return
        if isinstance(fault, UserError | EnvironmentProblem):
            tone = Tone.WARNING if isinstance(fault, UserError) else Tone.DANGER
            if shell is not None and shell.isVisible():
                shell.say(fault.message, tone)
            else:
                CalmDialog(self._theme, str(fault.message)).exec()
            return
        _log.error("a bug", exc_info=fault)
        # One dialog at a time: a fault that repeats itself must not bury the window.
        if self._shown is None:
            self._shown = BugDialog(self._theme, fault, shell)
            self._shown.finished.connect(self._forget)
            self._shown.open()

    def _forget(self) -> None:
        self._shown = None


class CalmDialog(QDialog):
    """One sentence that says what happened and what to do."""

    def __init__(self, theme: Theme, text: str, parent: QWidget | None = None, tone: Tone = Tone.WARNING) -> None:
        super().__init__(parent)
        self.setWindowTitle("Beffroi")
        self.setAccessibleName(text)
        self.column = QVBoxLayout(self)
        pad = theme.px(24)
        self.column.setContentsMargins(pad, pad, pad, theme.px(18))
        self.column.setSpacing(theme.px(16))
        row = QHBoxLayout()
        row.setSpacing(theme.px(14))
        row.addWidget(IconLabel(theme, theme.tone(tone).icon, f"{tone.value}-fg", 26), 0, Qt.AlignmentFlag.AlignTop)
        words = Label(text, wrap=True)
        words.setFont(theme.font("strong"))
        words.setMinimumWidth(theme.px(400))
        row.addWidget(words, 1)
        self.column.addLayout(row)
        self.foot = QHBoxLayout()
        self.foot.addStretch(1)
        self.close_button = Button(theme, _("Fermer"), look="primary", pressed=self.accept)
        self.close_button.setDefault(True)
        self.foot.addWidget(self.close_button)
        self.column.addLayout(self.foot)


class BugDialog(CalmDialog):
    """A fault of the program: what it means for the user, and a report without personal data to copy."""

    def __init__(self, theme: Theme, fault: BaseException, parent: QWidget | None = None) -> None:
        said = _(
            "Le logiciel a rencontré un défaut qui lui est propre. Ce que vous avez enregistré est intact\u202f;"
            " ce qui était en cours n’a pas été fait. Vous pouvez continuer."
        )
        super().__init__(theme, str(said), parent, Tone.DANGER)
        self.setModal(True)
        self.report = impersonal_report(fault)
        self.column.insertWidget(1, Label(_("À transmettre, sans donnée personnelle\u00a0:"), "small"))
        text = QPlainTextEdit(self.report)
        text.setReadOnly(True)
        text.setAccessibleName(str(_("Compte rendu du défaut")))
        text.setMinimumSize(theme.px(520), theme.px(170))
        self.column.insertWidget(2, text)
        copy = Button(theme, _("Copier"), "copy", pressed=self._copy)
        self.foot.insertWidget(1, copy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report)
