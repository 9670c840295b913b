# SPDX-License-Identifier: EUPL-1.2
"""The texts of the papers, in the commune's own words: edited beside what will be printed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPaintEvent, QShortcut, QTextCursor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from app.core.outcome import UserError
from app.ui.settings.base import CHANGE
from app.ui.strings import _
from app.ui.widgets import (
    Button,
    EmptyState,
    FlowLayout,
    Label,
    PrimaryButton,
    Scroll,
    Separator,
    clear_layout,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.documents.wording import Wording, Wordings
    from app.store.uow import Work
    from app.ui.desk import Desk

PAUSE_MS = 350
AROUND_MM = 9
"""White kept above and under the text of the preview."""
Entry = tuple[str, str, "Wording"]
"""Module, package, text."""


def setting_name(package: str, text: str) -> str:
    """Under which setting the commune's own words are kept: `billing.wording.reminder`."""
    return f"{package.rpartition('.')[2]}.wording.{text}"


def read_entries(session: Session, modules: Sequence[tuple[str, str]]) -> list[Entry]:
    """Every text of the modules (name, package)."""
    from app.directory.queries.commune import wordings

    return [
        (module, package, wording)
        for module, package in modules if find_spec(package) is not None
        for wording in wordings(session, package).entries()
    ]


class Sheet(QWidget):
    """The top of a page, as printed; white in every theme, like the paper."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        self.setAccessibleName(str(_("Aperçu du texte imprimé")))
        self.setMinimumHeight(120)

    def show_image(self, image: QImage) -> None:
        """Show the pixels of the page."""
        self._image = image
        self.setFixedHeight(round(image.height() / image.devicePixelRatio()))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, 160)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.white)
        if self._image is not None:
            painter.drawImage(0, 0, self._image)


class PapersView(QWidget):
    """Texts at the left, the one in hand at the right."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.theme = desk.theme
        self._entries: list[Entry] = []
        self._drafts: dict[str, str] = {}
        """Words typed and not saved, by setting: they survive a change of text."""
        self.setProperty("look", "ground")
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        outer.addWidget(self.split)
        self.empty = EmptyState(self.theme, _("Aucun module n’a de texte à reformuler."), "file-text")
        self.empty.hide()
        outer.addWidget(self.empty)
        self.list = QListWidget()
        self.list.setAccessibleName(str(_("Textes des papiers")))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(lambda _row: self._choose())
        left = QWidget()
        left.setProperty("look", "surface")
        holder = QVBoxLayout(left)
        pad = self.theme.px(10)
        holder.setContentsMargins(pad, pad, pad, pad)
        holder.addWidget(self.list)
        left.setMinimumWidth(self.theme.px(220))
        self.split.addWidget(left)
        self.split.addWidget(self._make_editor())
        self.split.setStretchFactor(0, 0)
        self.split.setStretchFactor(1, 1)
        self.split.setSizes([self.theme.px(270), self.theme.px(800)])
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._preview)
        desk.changed.connect(lambda tables: self.read() if "store_setting" in tables else None)
        self.read()

    def _make_editor(self) -> QWidget:
        theme = self.theme
        inside = QWidget()
        inside.setProperty("look", "clear")
        column = QVBoxLayout(inside)
        margin = theme.px(20)
        column.setContentsMargins(margin, theme.px(16), margin, margin)
        column.setSpacing(theme.px(12))
        self.title = Label("", "heading", wrap=True)
        self.state = Label("", "muted", wrap=True)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(str(_("Texte du papier")))
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(theme.px(170))
        self.text.textChanged.connect(self._typed)
        self.places = FlowLayout(gap=theme.px(6))
        self.fault = Label("", "fault", wrap=True)
        self.fault.hide()
        self.save_button = PrimaryButton(theme, _("Enregistrer"), pressed=self.save)
        self.original = Button(theme, _("Revenir au texte d’origine"), "rotate-ccw", pressed=self.back_to_original)
        self.sheet = Sheet()
        column.addWidget(self.title)
        column.addWidget(self.state)
        column.addWidget(self.text)
        column.addLayout(self.places)
        column.addWidget(self.fault)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(8))
        buttons.addWidget(self.save_button)
        buttons.addWidget(self.original)
        buttons.addStretch(1)
        column.addLayout(buttons)
        column.addWidget(Separator())
        column.addWidget(Label(_("Aperçu"), "label"))
        column.addWidget(self.sheet)
        column.addStretch(1)
        save = QShortcut(QKeySequence.StandardKey.Save, inside)
        save.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        save.activated.connect(self.save)
        self.editor = Scroll(inside)
        return self.editor

    # ------------------------------------------------------------ reading

    def read(self) -> None:
        """Read the texts again; the one in hand stays."""
        modules = [(module.name, module.package) for module in self.desk.registry.modules]
        self.desk.query(lambda session: read_entries(session, modules), self._show)

    def _show(self, entries: list[Entry]) -> None:
        before = self._key()
        self._entries = entries
        self.list.blockSignals(True)
        self.list.clear()
        chosen: QListWidgetItem | None = None
        for rank, (module, package, wording) in enumerate(entries):
            if not rank or entries[rank - 1][0] != module:
                self._add_heading(str(self.desk.registry.module(module).title))
            words = f"{wording.title} ({_('reformulé')})" if wording.is_changed else wording.title
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, rank)
            item.setToolTip(words)
            # No width of its own: as wide as the list, cut with an ellipsis rather than scrolled.
            item.setSizeHint(QSize(0, self.theme.px(30)))
            self.list.addItem(item)
            if chosen is None or setting_name(package, wording.name) == before:
                chosen = item
        self.list.blockSignals(False)
        self.split.setVisible(bool(entries))
        self.empty.setVisible(not entries)
        if chosen is not None:
            self.list.setCurrentItem(chosen)
            self._choose()

    def _add_heading(self, title: str) -> None:
        heading = QListWidgetItem(title)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        heading.setFont(self.theme.font("small", strong=True))
        heading.setForeground(self.theme.colour("muted"))
        self.list.addItem(heading)

    @property
    def entry(self) -> Entry | None:
        """The text in hand."""
        item = self.list.currentItem()
        rank = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return self._entries[rank] if isinstance(rank, int) and rank < len(self._entries) else None

    def _key(self) -> str:
        return setting_name(self.entry[1], self.entry[2].name) if self.entry else ""

    def _choose(self) -> None:
        if self.entry is None:
            return
        wording = self.entry[2]
        self.title.set_text(wording.title)
        self.text.blockSignals(True)
        self.text.setPlainText(self._drafts.get(self._key(), wording.text))
        self.text.blockSignals(False)
        clear_layout(self.places)
        if wording.places:
            self.places.addWidget(Label(_("À insérer\u00a0:"), "small"))
        for place in wording.places:
            words = f"{{{place}}}"
            button = Button(self.theme, words, look="small", pressed=partial(self._insert, words))
            button.setAccessibleName(str(_("Insérer {place}", place=words)))
            self.places.addWidget(button)
        self._look()
        self._preview()

    # ------------------------------------------------------------ typing

    def _insert(self, words: str) -> None:
        cursor: QTextCursor = self.text.textCursor()
        cursor.insertText(words)
        self.text.setFocus()

    def _typed(self) -> None:
        if self.entry is not None:
            self._drafts[self._key()] = self.text.toPlainText()
        self._look()
        self._pause.start()

    def _look(self) -> None:
        if self.entry is None:
            return
        wording, typed = self.entry[2], self.text.toPlainText().strip()
        may = self.desk.can(CHANGE) and not self.desk.dossier.readonly
        self.text.setReadOnly(not may)
        self.save_button.setEnabled(may and typed != wording.text.strip() and not self._fault_of(typed))
        self.original.setEnabled(may and (wording.is_changed or typed != wording.original.strip()))
        words = _("Reformulé par la commune.") if wording.is_changed else _("Texte d’origine.")
        self.state.set_text(_("{state} Deux astérisques autour d’un mot le mettent en **gras**.", state=words))

    def _wordings(self) -> Wordings:
        from app.documents.wording import Wordings

        assert self.entry is not None
        return Wordings(self.entry[1], {self.entry[2].name: self.text.toPlainText()})

    def _fault_of(self, typed: str) -> str:
        if self.entry is None:
            return ""
        try:
            self._wordings().check(self.entry[2].name, typed)
        except UserError as fault:
            return str(fault.message)
        return ""

    def _preview(self) -> None:
        """Draw the text as it will be printed, with the names of its places in chevrons."""
        if self.entry is None:
            return
        fault = self._fault_of(self.text.toPlainText())
        self.fault.set_text(fault)
        self.fault.setVisible(bool(fault))
        if fault:
            return
        wording, wordings = self.entry[2], self._wordings()
        ratio = self.devicePixelRatioF()
        scale = self.theme.percent / 100 * 4 / 3 * ratio

        def draw(_session: Session) -> tuple[int, int, bytes]:
            return printed(wordings, wording, scale)

        self.desk.query(draw, self._drawn, lambda _fault: None)

    def _drawn(self, pixels: tuple[int, int, bytes]) -> None:
        wide, tall, data = pixels
        image = QImage(data, wide, tall, wide * 4, QImage.Format.Format_RGBA8888).copy()
        image.setDevicePixelRatio(self.devicePixelRatioF())
        self.sheet.show_image(image)

    # ------------------------------------------------------------ saving

    def save(self) -> None:
        """Keep the commune's words."""
        if self.entry is None or not self.save_button.isEnabled():
            return
        typed = self.text.toPlainText().strip()
        self._write("" if typed == self.entry[2].original.strip() else typed, _("Texte enregistré."))

    def back_to_original(self) -> None:
        """Forget the commune's words."""
        if self.entry is None:
            return
        if not self.entry[2].is_changed:
            self._drafts.pop(self._key(), None)
            self._choose()
            return
        self._write("", _("Revenu au texte d’origine."))

    def _write(self, words: str, done: object) -> None:
        if self.entry is None:
            return
        key, title = self._key(), self.entry[2].title

        def write(work: Work) -> None:
            work.require(CHANGE)
            work.put_setting(key, words or None)

        def saved(_nothing: None) -> None:
            self._drafts.pop(key, None)
            self.desk.notify(str(done))
            self.read()

        self.desk.operate(_("Texte d’un papier\u00a0: {title}", title=title), write, saved, action="store.wording")


def printed(wordings: Wordings, wording: Wording, scale: float) -> tuple[int, int, bytes]:
    """The pixels of the text as printed: width, height, RGBA; only the part of the page that holds it."""
    from app.documents.blocks import Document, Tone
    from app.documents.preview import Preview
    from app.documents.render import render

    filled: dict[str, Any] = {place: f"‹{place}›" for place in wording.places}
    document = Document(title=wording.title, blocks=wordings.blocks(wording.name, Tone.BODY, **filled))
    with Preview(render(document)) as pages:
        picture = pages.image(0, scale)
        glyphs = [glyph for glyph in pages.glyphs(0) if glyph.bottom < 270]
    per_mm = 72 / 25.4 * scale
    first = max(0, round((min((glyph.top for glyph in glyphs), default=20.0) - AROUND_MM) * per_mm))
    last = min(picture.height, round((max((glyph.bottom for glyph in glyphs), default=60.0) + AROUND_MM) * per_mm))
    line = picture.width * 4
    return picture.width, last - first, picture.pixels[first * line : last * line]
