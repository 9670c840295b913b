# SPDX-License-Identifier: EUPL-1.2
"""Fields of a record, read first, edited in place; two people on one record see both versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.core.outcome import FormErrors, Report, UserError
from app.core.text import Text
from app.forms.fields import Field, Flag, LongText, Ref, Refs, Tone
from app.forms.page import FieldsPart, Form
from app.ui.conflict import ConflictBox
from app.ui.drafts import drafts_of
from app.ui.form import FormView
from app.ui.operation import tell
from app.ui.strings import _
from app.ui.widgets import Button, IconLabel, Label, PrimaryButton, Separator, clear_layout

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.store.uow import Work
    from app.ui.desk import Desk

_PAUSE_MS = 600


def titles_of(session: Session, part: FieldsPart, values: Mapping[str, Any]) -> dict[str, str]:
    """The titles of the records that the links of a part point to."""
    titles: dict[str, str] = {}
    for field in part.fields:
        value = values.get(field.name)
        if isinstance(field, Ref) and field.title is not None and value is not None:
            titles[field.name] = field.title(session, value)
        elif isinstance(field, Refs) and field.find is not None and value:
            known = dict(field.find(session, ""))
            titles[field.name] = ", ".join(known.get(item, f"#{item}") for item in value)
    return titles


class LinkLabel(QLabel):
    """Words that lead to a record; they wrap, and the keyboard follows them too."""

    def __init__(self, desk: Desk, words: str, follow: Callable[[], object]) -> None:
        colour = desk.theme.hex("link")
        super().__init__(f'<a href="#" style="color: {colour}; text-decoration: none">{escape(words)}</a>')
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setAccessibleName(words)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.linkActivated.connect(lambda _address: follow())


class ValueRow(QWidget):
    """One field as it reads: its label at the left, its value at the right of it."""

    asked = Signal(str)
    """Double click: edit this field."""

    def __init__(self, desk: Desk, field: Field[Any], value: Any, title: str, hidden: bool) -> None:
        super().__init__()
        self._field = field
        theme = desk.theme
        self.setProperty("look", "clear")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, theme.px(6), 0, theme.px(6))
        row.setSpacing(theme.px(12))
        label = Label(field.label, "muted", wrap=True)
        label.setFixedWidth(theme.px(132))
        label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        row.addWidget(label)
        if hidden:
            row.addWidget(IconLabel(theme, "eye-off", "muted", 16))
            row.addWidget(Label(_("masqué, faute du droit de le lire"), "muted"), 1)
        elif isinstance(field, Ref) and value is not None and field.page:
            row.addWidget(LinkLabel(desk, title or f"#{value}", lambda: desk.open(field.page, value)), 1)
        else:
            text = title or field.show(value) or "—"
            shown = Label(text, "" if text != "—" else "muted", wrap=True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            shown.setAccessibleName(f"{field.label}\u00a0: {text}")
            row.addWidget(shown, 1)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.asked.emit(self._field.name)


class FieldsBox(QWidget):
    """One `FieldsPart` of the record in hand."""

    editing = Signal(bool)

    def __init__(
        self, desk: Desk, part: FieldsPart, record_id: int, place: str, values: Mapping[str, Any],
        titles: Mapping[str, str], name: Text,
    ) -> None:
        super().__init__()
        self.desk, self.part, self.record_id, self.place = desk, part, record_id, place
        self.values, self.titles, self.name = dict(values), dict(titles), name
        self._drafts = drafts_of(desk)
        self.form: FormView | None = None
        self._version: int | None = self.values.get("version")
        self.setProperty("look", "clear")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.keep_draft)
        draft = self._drafts.get(place) if self.can_edit else None
        if draft:
            self.edit(draft=draft)
        else:
            self.show_values()

    @property
    def can_edit(self) -> bool:
        """Whether this user may change these fields."""
        return self.part.save is not None and self.desk.can(self.part.permission) and not self.desk.dossier.readonly

    @property
    def is_editing(self) -> bool:
        """Whether the fields are open to typing."""
        return self.form is not None

    def _may_read(self, field: Field[Any]) -> bool:
        return not field.sensitive or self.desk.can(self.part.permission)

    # ------------------------------------------------------------ reading

    def show_values(self) -> None:
        """The fields as they read."""
        self.form = None
        clear_layout(self.column)
        self._head()
        filled = [f for f in self.part.fields if self._is_worth(f)]
        for index, field in enumerate(filled):
            if index:
                self.column.addWidget(Separator())
            title, hidden = self.titles.get(field.name, ""), not self._may_read(field)
            row = ValueRow(self.desk, field, self.values.get(field.name), title, hidden)
            row.asked.connect(self.edit)
            self.column.addWidget(row)
        if not filled:
            self.column.addWidget(Label(_("Rien n’est rempli."), "muted"))
        self.editing.emit(False)

    def _is_worth(self, field: Field[Any]) -> bool:
        """Empty fields wait for the editing; a page of dashes tells nothing."""
        value = self.values.get(field.name)
        if isinstance(field, Flag):
            return value is not None and (bool(value) or field.required)
        return field.required or value not in (None, "", ())

    def _head(self) -> None:
        theme = self.desk.theme
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 0, theme.px(2))
        title = self.part.title if str(self.part.title) else _("Renseignements")
        head.addWidget(Label(title, "strong", wrap=True), 1)
        if self.can_edit:
            button = Button(theme, _("Modifier"), "pencil", "quiet", self.edit)
            button.setAccessibleName(f"{_('Modifier')}\u00a0: {title}")
            button.setToolTip("F2")
            head.addWidget(button)
        self.column.addLayout(head)

    # ------------------------------------------------------------ editing

    def edit(self, name: str = "", *, draft: Mapping[str, Any] | None = None) -> None:
        """Open the fields to typing, the cursor in `name`."""
        if not self.can_edit or self.form is not None:
            return
        clear_layout(self.column)
        theme = self.desk.theme
        frame = QFrame()
        frame.setProperty("look", "panel")
        inside = QVBoxLayout(frame)
        pad = theme.px(14)
        inside.setContentsMargins(pad, pad, pad, pad)
        inside.setSpacing(theme.px(12))
        if str(self.part.title):
            inside.addWidget(Label(self.part.title, "title"))
        self.form = FormView(self.desk, Form(fields=self.part.fields), self.values, shown=self._may_read)
        if draft:
            inside.addWidget(self._draft_line())
            self.form.set_drafts(draft.get("typed", {}))
            self._version = draft.get("version", self._version)
        inside.addWidget(self.form)
        self.fault = Label("", "fault", wrap=True)
        self.fault.hide()
        inside.addWidget(self.fault)
        foot = QHBoxLayout()
        foot.setSpacing(theme.px(8))
        foot.addStretch(1)
        foot.addWidget(Button(theme, _("Annuler"), pressed=self.cancel))
        self.save_button = PrimaryButton(theme, _("Enregistrer"), pressed=self.save)
        self.save_button.setToolTip("Ctrl+S")
        foot.addWidget(self.save_button)
        inside.addLayout(foot)
        self.column.addWidget(frame)
        frame.installEventFilter(self)
        self.form.changed.connect(self._pause.start)
        if name in self.form.rows:
            target = self.form.rows[name].editor.target()
            QTimer.singleShot(0, target, target.setFocus)
        elif not draft:
            self.form.focus_first()
        self.editing.emit(True)

    def _draft_line(self) -> QWidget:
        line = QWidget()
        line.setProperty("look", "clear")
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(IconLabel(self.desk.theme, "info", "info-fg"), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Label(_("Votre saisie n’était pas enregistrée\u00a0: la voici."), wrap=True, tone=Tone.INFO), 1)
        row.addWidget(Button(self.desk.theme, _("L’oublier"), look="link", pressed=self.forget))
        return line

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent):
            save = event.matches(QKeySequence.StandardKey.Save)
            if event.type() == QEvent.Type.ShortcutOverride and (save or event.key() == Qt.Key.Key_Escape):
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress and save:
                self.save()
                return True
            if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:
                self.cancel()
                return True
        return super().eventFilter(watched, event)

    def typed(self) -> dict[str, Any]:
        """What differs from the stored values, of what can be read."""
        if self.form is None:
            return {}
        return {n: v for n, v in self.form.readable().items() if n in self.form.rows and v != self._before(n)}

    def _before(self, name: str) -> Any:
        field = next(f for f in self.part.fields if f.name == name)
        value = self.values.get(name)
        return bool(value) if isinstance(field, Flag) else (value or None) if isinstance(field, LongText) else value

    def is_changed(self) -> bool:
        """Whether something was typed that is not stored."""
        if self.form is None:
            return False
        return bool(self.typed()) or len(self.form.readable()) < len(self.form.rows)

    def keep_draft(self) -> None:
        """Keep what is typed, in case of a crash or of a change of page."""
        if self.form is not None and self.is_changed():
            self._drafts.put(self.place, {"typed": self.form.drafts(), "version": self._version})
        elif self.form is not None:
            self._drafts.forget(self.place)

    def cancel(self) -> None:
        """Leave the editing; asks only if something was changed."""
        if self.is_changed():
            from app.ui.sheet import Sheet

            sheet = Sheet(self.desk, self.part.title or _("Modifier"), width=460)

            def drop() -> None:
                sheet.discard()
                self.forget()

            sheet.ask(
                _("Abandonner ce que vous avez saisi\u202f?"), _("Abandonner"), drop,
                no=_("Continuer la saisie"), back=sheet.discard,
            )
            sheet.open()
        else:
            self.forget()

    def forget(self) -> None:
        """Drop what was typed and read again."""
        self._pause.stop()
        self._drafts.forget(self.place)
        self._version = self.values.get("version")
        self.show_values()

    # ------------------------------------------------------------ saving

    def save(self) -> None:
        """Check everything, then write what changed."""
        if self.form is None:
            return
        self._say("")
        try:
            values = self.form.values()
        except FormErrors:
            self._say(_("Corrigez ce qui est signalé ci-dessus."))
            return
        given = {name: value for name, value in values.items() if name in self.form.rows}
        changed = {name: value for name, value in given.items() if value != self._before(name)}
        if not changed:
            self.forget()
            return
        self._write(given)

    def _write(self, values: Mapping[str, Any]) -> None:
        save, record_id, version = self.part.save, self.record_id, self._version
        assert save is not None
        self.setEnabled(False)

        def act(work: Work) -> Report:
            report: Report = save(work, id=record_id, version=version, **values)
            return report

        self.desk.operate(_("Modifier\u00a0: {name}", name=self.name), act, self._saved, failed=self._failed)

    def _saved(self, report: Report) -> None:
        from app.ui.report import show_report

        self.setEnabled(True)
        self._pause.stop()
        self._drafts.forget(self.place)
        self.form = None
        self.editing.emit(False)
        show_report(self.desk, self.part.title or self.name, report)

    def _failed(self, fault: Exception) -> None:
        from app.store.conflicts import Conflict

        self.setEnabled(True)
        if isinstance(fault, Conflict) and not fault.gone:
            self._show_conflict()
        elif isinstance(fault, FormErrors) and self.form is not None:
            self.form.show_faults(fault.faults)
            self._say(_("Corrigez ce qui est signalé ci-dessus."))
        elif isinstance(fault, UserError) and self.form is not None and fault.field in self.form.rows:
            self.form.show_faults({fault.field or "": fault.message})
        elif isinstance(fault, UserError):
            self._say(fault.message)
        else:
            tell(self.desk, fault)

    def _say(self, fault: Text) -> None:
        self.fault.set_text(fault)
        self.fault.setVisible(bool(str(fault)))

    # ------------------------------------------------------------ two people on one record

    def _show_conflict(self) -> None:
        load, record_id, part = self.part.load, self.record_id, self.part

        def read(session: Session) -> tuple[dict[str, Any], dict[str, str]]:
            values = dict(load(session, record_id))
            return values, titles_of(session, part, values)

        self.desk.query(read, self._compare)

    def _compare(self, theirs: tuple[dict[str, Any], dict[str, str]]) -> None:
        if self.form is None:
            return
        values, titles = theirs
        mine = self.form.readable()
        box = ConflictBox(self.desk, self.part, mine, values, titles)
        box.keep_mine.clicked.connect(lambda _checked=False: self._keep_mine(values, box))
        box.take_theirs.clicked.connect(lambda _checked=False: self._take_theirs(theirs))
        self.column.insertWidget(0, box)

    def _keep_mine(self, values: Mapping[str, Any], box: QWidget) -> None:
        # What the other person changed and I did not is theirs; what I typed is mine.
        mine = self.typed()
        self._version = values.get("version")
        self.values = dict(values)
        box.hide()
        box.deleteLater()
        if self.form is not None:
            self.form.load({**values, **mine})
        self.save()

    def _take_theirs(self, theirs: tuple[dict[str, Any], dict[str, str]]) -> None:
        self.values, self.titles = theirs
        self.forget()
