# SPDX-License-Identifier: EUPL-1.2
"""The dialog of the house: one question, its answer at the foot; it never opens another one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.core.text import Text
from app.forms.fields import Tone
from app.ui.operation import host_of
from app.ui.strings import _
from app.ui.widgets import Button, IconLabel, Label, PrimaryButton, Scroll, clear_layout, plain_name

if TYPE_CHECKING:
    from app.ui.desk import Desk


class Sheet(QDialog):
    """A title, some help, a body that scrolls when it must, a line for a fault, buttons.

    `ask` puts a question in place of the body, in the same window.
    """

    def __init__(self, desk: Desk, title: Text, help: Text = "", *, width: int = 560) -> None:
        super().__init__(host_of(desk))
        self.desk = desk
        self.theme = theme = desk.theme
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setWindowTitle(plain_name(title))
        self.pages = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.pages)
        self.front = QWidget()
        inside = QVBoxLayout(self.front)
        self._inside = inside
        pad = theme.px(24)
        inside.setContentsMargins(pad, theme.px(20), pad, theme.px(18))
        inside.setSpacing(theme.px(12))
        inside.addWidget(Label(plain_name(title), "heading", wrap=True))
        if str(help):
            inside.addWidget(Label(help, "muted", wrap=True))
        self.holder = QWidget()
        self.body = QVBoxLayout(self.holder)
        self.body.setContentsMargins(0, theme.px(4), theme.px(4), theme.px(4))
        self.body.setSpacing(theme.px(12))
        self.scroller = Scroll(self.holder)
        inside.addWidget(self.scroller, 1)
        self.fault = Label("", "fault", wrap=True)
        self.fault.hide()
        inside.addWidget(self.fault)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(theme.px(8))
        self.buttons.addStretch(1)
        inside.addLayout(self.buttons)
        self.pages.addWidget(self.front)
        self._question = QWidget()
        self._question_box = QVBoxLayout(self._question)
        self._question_box.setContentsMargins(pad, pad, pad, theme.px(18))
        self._question_box.setSpacing(theme.px(16))
        self.pages.addWidget(self._question)
        self._wide = theme.px(width)

    # ------------------------------------------------------------ showing

    def present(self) -> None:
        """Show it over its window, no larger than the screen allows."""
        self.fit()
        self.open()

    def fit(self) -> None:
        """Take the size of the body, within the screen."""
        host = self.parentWidget()
        around = host.size() if isinstance(host, QWidget) else self.screen().availableGeometry().size()
        wide = min(self._wide, around.width() - self.theme.px(24))
        self.scroller.setMinimumWidth(min(wide - self.theme.px(48), self._wide))
        inner = wide - self.theme.px(52)
        self.body.invalidate()
        if self.body.hasHeightForWidth():
            tall = self.body.totalHeightForWidth(inner)
        else:
            tall = self.holder.sizeHint().height()
        whole = self._inside.totalHeightForWidth(wide) if self._inside.hasHeightForWidth() else self._inside.sizeHint().height()
        # An area that scrolls asks for some height of its own, whatever it holds.
        rest = whole - max(self.scroller.sizeHint().height(), self.scroller.minimumSizeHint().height())
        limit = around.height() - self.theme.px(24)
        self.resize(wide, max(self.theme.px(140), min(tall + rest + self.theme.px(8), max(limit, self.theme.px(300)))))

    def say_fault(self, fault: Text) -> None:
        """Write a fault above the buttons, or take it away."""
        self.fault.set_text(fault)
        self.fault.setVisible(bool(str(fault)))

    def add_button(self, text: Text, pressed: Callable[[], object], *, primary: bool = False, look: str = "") -> Button:
        """A button at the foot, after those already there."""
        button: Button
        if primary:
            button = PrimaryButton(self.theme, text, pressed=pressed)
            button.setDefault(True)
        else:
            button = Button(self.theme, text, look=look, pressed=pressed)
        self.buttons.addWidget(button)
        return button

    # ------------------------------------------------------------ one question

    def ask(
        self, question: Text, yes: Text, then: Callable[[], object], *,
        no: Text = "", back: Callable[[], object] | None = None, tone: Tone = Tone.WARNING,
    ) -> None:
        """Put a question in place of the body; `no` comes back to it, or calls `back`."""
        box = self._question_box
        clear_layout(box)
        line = QHBoxLayout()
        line.setSpacing(self.theme.px(14))
        icon = IconLabel(self.theme, self.theme.tone(tone).icon, f"{tone.value}-fg", 28)
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        words = Label(question, wrap=True)
        words.setFont(self.theme.font("strong"))
        words.setAccessibleName(str(question))
        line.addWidget(words, 1)
        box.addLayout(line)
        box.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(self.theme.px(8))
        foot.addStretch(1)
        foot.addWidget(Button(self.theme, no or _("Revenir"), pressed=back or self.back_to_front))
        accept = PrimaryButton(self.theme, yes, pressed=then)
        foot.addWidget(accept)
        box.addLayout(foot)
        self.pages.setCurrentWidget(self._question)
        inner = self._wide - self.theme.px(48)
        wanted = box.totalHeightForWidth(inner) if box.hasHeightForWidth() else box.sizeHint().height()
        self.resize(self._wide, max(self.theme.px(170), wanted))
        accept.setDefault(True)
        accept.setFocus()

    def back_to_front(self) -> None:
        """From the question back to the body."""
        if self.is_asking:
            self.pages.setCurrentWidget(self.front)
            self.fit()

    @property
    def is_asking(self) -> bool:
        """Whether a question is shown in place of the body."""
        return self.pages.currentWidget() is self._question

    # ------------------------------------------------------------ leaving

    def is_changed(self) -> bool:
        """Whether leaving would lose something typed."""
        return False

    def discard(self) -> None:
        """Leave, whatever was typed."""
        super().reject()

    def reject(self) -> None:
        if self.is_changed() and not self.is_asking:
            self.ask(_("Abandonner ce que vous avez saisi\u202f?"), _("Abandonner"), self.discard, no=_("Continuer la saisie"))
        elif self.is_asking and self.is_changed():
            self.back_to_front()
        else:
            self.discard()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            for button in self.findChildren(PrimaryButton):
                if button.isVisible() and button.isEnabled():
                    button.click()
                    return
        super().keyPressEvent(event)
