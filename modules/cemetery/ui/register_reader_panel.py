# SPDX-License-Identifier: EUPL-1.2
"""Beside the page: the line in hand, what it speaks of and what it says; or the whole text, typed beside the image."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.forms.fields import Field, LongText, Ref, Text, Tone
from app.ui.editors import make_editor
from app.ui.form import FieldRow
from app.ui.link_editors import RefEditor
from app.ui.widgets import (
    Button,
    Chip,
    IconButton,
    Label,
    PrimaryButton,
    Scroll,
    Separator,
    StateChip,
    clear_layout,
)
from modules.cemetery.rules.doubts import DOUBT, doubts
from modules.cemetery.strings import _, _n
from modules.cemetery.ui import fields as f
from modules.cemetery.ui.register_reader_facts import Line, Paper

if TYPE_CHECKING:
    from modules.cemetery.ui.register_reader import RegisterReader

TARGETS: tuple[Ref, ...] = (f.concession(), f.plot(), f.deceased())
READING = LongText(name="reading", label=_("Lecture"), longest=2000, help=_("[?] après un mot incertain (Ctrl Espace)."))
DETAILS: tuple[Field[Any], ...] = (
    Text(name="number", label=_("N°"), width=20),
    Text(name="dated", label=_("Date"), width=20),
    Text(name="names", label=_("Noms"), width=20),
    Text(name="place", label=_("Lieu, emplacement"), width=20),
    Text(name="duration", label=_("Durée"), width=20),
    Text(name="price", label=_("Prix"), width=20),
)
LINES, WORDS = "lines", "words"


class LinePanel(QWidget):
    """The panel; it decides nothing, the page does."""

    changed = Signal()

    def __init__(self, page: RegisterReader) -> None:
        super().__init__()
        self.page, self.desk, self.theme = page, page.desk, page.theme
        self.rows: dict[str, FieldRow] = {}
        self._silent = False
        self.is_changed = False
        self.words_changed = False
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(str(_("Ligne en main")))
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addLayout(self._tabs())
        self.stack = QStackedWidget()
        self.stack.setProperty("look", "clear")
        self.stack.addWidget(self._lines_side())
        self.stack.addWidget(self._words_side())
        outer.addWidget(self.stack, 1)

    # ------------------------------------------------------------ building

    def _margins(self) -> tuple[int, int, int, int]:
        margin = self.theme.size("margin")
        return margin, self.theme.px(12), margin, self.theme.px(12)

    def _tabs(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setContentsMargins(*self._margins())
        column.setSpacing(self.theme.px(8))
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(6))
        self.group = QButtonGroup(self)
        self.chips = {LINES: Chip(self.theme, _("Lignes"), 0), WORDS: Chip(self.theme, _("Texte entier"))}
        for rank, (name, chip) in enumerate(self.chips.items()):
            chip.clicked.connect(partial(self.show_side, name))
            self.group.addButton(chip, rank)
            row.addWidget(chip)
        row.addStretch(1)
        self.chips[LINES].setChecked(True)
        column.addLayout(row)
        return column

    def _lines_side(self) -> QWidget:
        side = QWidget()
        side.setProperty("look", "clear")
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        holder = QWidget()
        self.column = QVBoxLayout(holder)
        left, _top, right, bottom = self._margins()
        self.column.setContentsMargins(left, 0, right, bottom)
        self.column.setSpacing(self.theme.px(10))
        self.subtitle = Label("", "muted", wrap=True)
        self.column.addWidget(self.subtitle)
        self.form = self._form()
        self.column.addWidget(self.form)
        words = _("Appuyez sur N\u00a0: un cadre se pose sur la ligne suivante. Tracez-le à la souris, ou déplacez-le par Alt et les flèches.")
        self.hint = Label(words, "muted", wrap=True)
        self.column.addWidget(self.hint)
        self.column.addWidget(Separator())
        self.list_title = Label(_("Sur cette page"), "strong")
        self.column.addWidget(self.list_title)
        self.list = QVBoxLayout()
        self.list.setSpacing(0)
        self.column.addLayout(self.list)
        self.column.addStretch(1)
        self.scroller = Scroll(holder)
        column.addWidget(self.scroller, 1)
        column.addWidget(Separator())
        column.addLayout(self._foot())
        return side

    def _form(self) -> QWidget:
        form = QWidget()
        form.setProperty("look", "clear")
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.theme.px(10))
        head = QHBoxLayout()
        head.setSpacing(self.theme.px(6))
        self.rank = Label("", "strong")
        self.state = QHBoxLayout()
        head.addWidget(self.rank)
        head.addLayout(self.state)
        head.addStretch(1)
        head.addWidget(IconButton(self.theme, "chevron-up", _("Ligne précédente (flèche haute)"), partial(self.page.step, -1)))
        head.addWidget(IconButton(self.theme, "chevron-down", _("Ligne suivante (flèche basse)"), partial(self.page.step, 1)))
        column.addLayout(head)
        above: tuple[Field[Any], ...] = (*TARGETS, READING)
        for field in above:
            column.addWidget(self._row(field))
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.theme.px(12))
        grid.setVerticalSpacing(self.theme.px(8))
        column.addWidget(Label(_("Tel qu’écrit dans les colonnes"), "label"))
        for rank, field in enumerate(DETAILS):
            grid.addWidget(self._row(field), rank // 2, rank % 2)
        column.addLayout(grid)
        return form

    def _row(self, field: Field[Any]) -> FieldRow:
        editor = make_editor(field, self.desk)
        if field in DETAILS and isinstance(editor.target(), QLineEdit):
            editor.target().setMinimumWidth(self.theme.px(60))
            editor.target().setMaximumWidth(16_777_215)
        editor.changed.connect(self._told)
        editor.target().installEventFilter(self)
        row = FieldRow(editor)
        self.rows[field.name] = row
        return row

    def _foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(*self._margins())
        foot.setSpacing(self.theme.px(8))
        self.save_button = PrimaryButton(self.theme, _("Rattacher"), "link", self.page.acts.save)
        self.save_button.setToolTip(str(_("Rattacher cette ligne (Entrée)")))
        self.check_button = Button(self.theme, _("Relu"), "check-check", pressed=self.page.acts.check)
        self.remove_button = Button(self.theme, _("Ôter"), "trash-2", "quiet", self.page.acts.remove)
        foot.addWidget(self.save_button)
        foot.addWidget(self.check_button)
        foot.addStretch(1)
        foot.addWidget(self.remove_button)
        return foot

    def _words_side(self) -> QWidget:
        side = QWidget()
        side.setProperty("look", "clear")
        column = QVBoxLayout(side)
        left, _top, right, bottom = self._margins()
        column.setContentsMargins(left, 0, right, bottom)
        column.setSpacing(self.theme.px(8))
        self.words = QPlainTextEdit()
        self.words.setAccessibleName(str(_("Transcription")))
        self.words.setPlaceholderText(str(_("Tel qu’écrit, ligne à ligne. [?] après un mot incertain.")))
        self.words.textChanged.connect(self._words_told)
        column.addWidget(self.words, 1)
        self.words_said = Label("", "small", wrap=True)
        column.addWidget(self.words_said)
        foot = QHBoxLayout()
        foot.setSpacing(self.theme.px(8))
        self.words_save = PrimaryButton(self.theme, _("Enregistrer"), "save", self.page.acts.save_words)
        foot.addWidget(self.words_save)
        self.words_check = Button(self.theme, _("Relire…"), "check-check", pressed=self.page.acts.check_words)
        foot.addWidget(self.words_check)
        foot.addStretch(1)
        doubt = Button(self.theme, DOUBT, "", "quiet", self.mark_doubt)
        doubt.setToolTip(str(_("Marquer le mot comme incertain (Ctrl Espace)")))
        doubt.setAccessibleName(str(_("Marquer le mot comme incertain")))
        foot.addWidget(doubt)
        column.addLayout(foot)
        return side

    # ------------------------------------------------------------ showing

    def show_side(self, name: str, _checked: bool = False) -> None:
        """The lines, or the whole text."""
        self.chips[name].setChecked(True)
        self.stack.setCurrentIndex(0 if name == LINES else 1)
        if name == WORDS and self.isVisible():
            self.words.setFocus()

    @property
    def shows_words(self) -> bool:
        """Whether the whole text is in hand."""
        return self.stack.currentIndex() == 1

    def show_paper(self, paper: Paper, page: int) -> None:
        """The head, the lines of a page, the whole text (kept as typed while it is not saved)."""
        self.subtitle.set_text(paper.subtitle)
        self.chips[LINES].set_count(len(paper.on(page)))
        if not self.words_changed:
            self._silent = True
            self.words.setPlainText(paper.transcription)
            self._silent = False
        self._say_words(paper)

    def _say_words(self, paper: Paper) -> None:
        said = []
        left = len(doubts(self.words.toPlainText()))
        if left:
            said.append(str(_n("{n} lecture incertaine", "{n} lectures incertaines", left)))
        if paper.transcribed_by:
            said.append(str(_("transcrit par {name}", name=paper.transcribed_by)))
        if paper.checked_by:
            said.append(str(_("relu par {name}", name=paper.checked_by)))
        self.words_said.set_text(", ".join(said)[:1].upper() + ", ".join(said)[1:])
        self.words_check.setVisible(bool(paper.transcription) and self.page.may_write)
        self.words_save.setVisible(self.page.may_write)
        self.words.setReadOnly(not self.page.may_write)

    def show_line(self, line: Line | None, rank: int, lines: list[Line]) -> None:
        """The line in hand, or how to take one."""
        self.form.setVisible(line is not None)
        self.hint.setVisible(line is None and self.page.may_write)
        self.save_button.setEnabled(line is not None and self.page.may_write)
        self.remove_button.setEnabled(line is not None and self.page.may_write)
        self.check_button.setVisible(line is not None and line.id is not None and bool(line.reading) and not line.is_checked)
        self._list(lines, rank)
        self.chips[LINES].set_count(len(lines))
        clear_layout(self.state)
        if line is None:
            self.is_changed = False
            return
        self.save_button.set_text(_("Rattacher") if line.id is None else _("Enregistrer"))
        self.rank.set_text(_("Nouvelle ligne") if line.id is None else _("Ligne {n} sur {total}", n=rank + 1, total=len(lines)))
        self._state(line)
        self._silent = True
        values = {"concession": line.concession, "plot": line.plot, "deceased": line.deceased, "reading": line.reading, **line.details}
        for name, row in self.rows.items():
            row.editor.set_value(values.get(name))
            row.show_fault(None)
        self._silent = False
        self.is_changed = False
        self.scroller.verticalScrollBar().setValue(0)

    def _state(self, line: Line) -> None:
        if line.has_doubts:
            self.state.addWidget(StateChip(self.theme, _("incertaine"), Tone.WARNING, "circle-question-mark"))
        if line.is_checked:
            self.state.addWidget(StateChip(self.theme, _("relue"), Tone.SUCCESS, "check-check"))

    def _list(self, lines: list[Line], rank: int) -> None:
        clear_layout(self.list)
        self.list_title.setVisible(bool(lines))
        for each, line in enumerate(lines):
            words = line.title or line.details.get("names") or line.reading.split("\n")[0] or str(_("nouvelle ligne"))
            where = "" if line.box is not None else str(_(" (page entière)"))
            said, look = f"{each + 1}. {words}{where}".replace("&", "&&"), "quiet" if each == rank else "link"
            button = Button(self.theme, said, "", look, partial(self.page.take, each))
            self.list.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    # ------------------------------------------------------------ typing

    def _told(self) -> None:
        if not self._silent:
            self.is_changed = True
            self.changed.emit()

    def _words_told(self) -> None:
        if not self._silent:
            self.words_changed = True

    def begin(self) -> None:
        """Put the keyboard where a new line is filled."""
        self.show_side(LINES)
        self.rows["concession"].editor.target().setFocus(Qt.FocusReason.OtherFocusReason)

    def targets(self) -> dict[str, Any]:
        """What the line speaks of: ids, or the text typed where no candidate was chosen."""
        found: dict[str, Any] = {}
        for field in TARGETS:
            editor = self.rows[field.name].editor
            assert isinstance(editor, RefEditor)
            # A bare figure is the number of a deed or of a plot, never one of ours.
            found[field.name] = editor.chosen if editor.chosen is not None else editor.line.text().strip() or None
        return found

    def told(self) -> tuple[str, dict[str, str]]:
        """The reading, and the columns as written."""
        values = {name: self.rows[name].editor.value() or "" for name in ("reading", *(field.name for field in DETAILS))}
        return str(values.pop("reading")), {name: str(value) for name, value in values.items()}

    def say_fault(self, name: str | None, fault: Any) -> bool:
        """Say a fault beside its field; answers whether there was one to say it beside."""
        row = self.rows.get(name or "")
        if row is None:
            return False
        row.show_fault(fault)
        row.editor.target().setFocus(Qt.FocusReason.OtherFocusReason)
        return True

    def mark_doubt(self) -> None:
        """Write [?] after the word under the caret."""
        target = self.window().focusWidget()
        box = target if isinstance(target, QPlainTextEdit) and self.isAncestorOf(target) else self.words
        cursor = box.textCursor()
        cursor.movePosition(cursor.MoveOperation.EndOfWord)
        cursor.insertText(f" {DOUBT}")
        box.setTextCursor(cursor)
        box.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
            if enter and (control or isinstance(watched, QLineEdit)):
                # The focus goes first: no list of candidates unfolds over a line that is done.
                self.page.view.setFocus()
                self.page.acts.save()
                return True
            if control and event.key() == Qt.Key.Key_Space and isinstance(watched, QPlainTextEdit):
                self.mark_doubt()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.page.view.setFocus()
                return True
        return super().eventFilter(watched, event)
