# SPDX-License-Identifier: EUPL-1.2
"""« Lecteur de registres »: the page at the left, the line in hand at the right, worked without the mouse."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from app.core.outcome import EnvironmentProblem, UserError
from app.core.text import Text
from app.forms.fields import Tone
from app.ui.operation import Latest
from app.ui.widgets import EmptyState, PrimaryButton, Separator
from modules.cemetery.permissions import ARCHIVE
from modules.cemetery.strings import _
from modules.cemetery.ui.register_reader_acts import LineActs
from modules.cemetery.ui.register_reader_bar import Lens, ReaderBar
from modules.cemetery.ui.register_reader_facts import (
    Box,
    Line,
    Paper,
    kept_inside,
    next_box,
    page_image,
    read_paper,
)
from modules.cemetery.ui.register_reader_letters import letter_reader
from modules.cemetery.ui.register_reader_panel import LinePanel
from modules.cemetery.ui.register_reader_view import PageView

if TYPE_CHECKING:

    from app.forms.page import Params
    from app.ui.desk import Desk

READS = frozenset({"cemetery_scan", "cemetery_scan_link"})
KEEP = "cemetery.keep-scans"
PANEL = 372
NUDGE = 0.004
"""Fraction of the page by which Alt and an arrow move a frame."""
ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
}  # fmt: skip


class RegisterReader(QWidget):
    """One page at a time, one line at a time."""

    crumb = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk, self.theme = desk, desk.theme
        self.paper: Paper | None = None
        self.page = 1
        self.current = -1
        self.draft: Line | None = None
        """A frame drawn, not yet linked."""
        self._wanted: int | None = None
        self._after: int | None = None
        """Id of the line to take in hand once the paper is read again."""
        self._stale = True
        self._shown: tuple[int, int] | None = None
        self._reads, self._images = Latest(desk), Latest(desk)
        self.setProperty("look", "ground")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(str(_("Lecteur de registres")))
        self._pause = QTimer(self, singleShot=True, interval=200)
        self._pause.timeout.connect(self.reload)
        self._build()
        desk.changed.connect(self._on_changed)

    # ------------------------------------------------------------ building

    def _build(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        self.stack = QStackedWidget()
        self.stack.setProperty("look", "clear")
        outer.addWidget(self.stack)
        self.board = QWidget()
        self.board.setProperty("look", "clear")
        column = QVBoxLayout(self.board)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.bar = ReaderBar(self)
        column.addWidget(self.bar)
        column.addWidget(Separator())
        self.view = PageView(self.theme)
        self.view.chosen.connect(self.take)
        self.view.drawn.connect(self._drawn)
        self.view.key.connect(self._key)
        self.lens = Lens(self.theme, self.view)
        self.acts = LineActs(self)
        self.panel = LinePanel(self)
        self.split = QSplitter(Qt.Orientation.Horizontal)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.addWidget(self.view)
        self.split.addWidget(self.panel)
        self.split.setStretchFactor(0, 1)
        self.split.setStretchFactor(1, 0)
        column.addWidget(self.split, 1)
        self.stack.addWidget(self.board)
        self.stack.addWidget(self._empty_side())
        self.setFocusProxy(self.view)
        self._bind("Ctrl+S", self.save_what_is_typed)
        self._bind("Ctrl+PgDown", partial(self.turn, 1))
        self._bind("Ctrl+PgUp", partial(self.turn, -1))
        self._bind("Ctrl+T", self._switch_side)

    def _empty_side(self) -> QWidget:
        self.empty = QWidget()
        self.empty.setProperty("look", "clear")
        box = QVBoxLayout(self.empty)
        words = _(
            "Les pages de registres et les titres numérisés s’ouvrent ici\u00a0: on encadre une ligne, on la lit, on la rattache à sa tombe."
            " Ajoutez d’abord des papiers."
        )
        add = PrimaryButton(self.theme, _("Ajouter des papiers…"), "upload", partial(self.desk.run, KEEP)) if self.desk.can(ARCHIVE) else None
        box.addWidget(EmptyState(self.theme, words, "book-open", add))
        return self.empty

    def _bind(self, keys: str, act: Any) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)

    def _switch_side(self) -> None:
        self.panel.show_side("lines" if self.panel.shows_words else "words")

    # ------------------------------------------------------------ going

    @property
    def may_write(self) -> bool:
        """Whether this user may link and read."""
        return self.desk.can(ARCHIVE) and not self.desk.dossier.readonly

    def go(self, record_id: int | None, params: Params) -> None:
        """Come to a paper; `page` and `line` (its id) when they are known."""
        if record_id is not None and (self.paper is None or record_id != self.paper.id) and not self.leave_line():
            return
        if record_id is not None:
            self._wanted = record_id
            if self.paper is None or record_id != self.paper.id:
                self.page, self.current, self.draft = 1, -1, None
        if params.get("page"):
            self.page = int(params["page"])
        if params.get("line"):
            self._after = int(params["line"])
        self.reload()

    def take_focus(self) -> None:
        """The keyboard goes to the page."""
        self.view.setFocus()

    def may_leave(self) -> bool:
        """Asked by the window before another page: what is typed is saved or said."""
        return self.leave_line()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._fit_panel()
        if self._stale:
            self.reload()
        letter_reader(self.desk).start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_panel()

    def _fit_panel(self) -> None:
        wide = min(self.theme.px(PANEL), self.width() * 48 // 100)
        self.panel.setMinimumWidth(min(wide, self.theme.px(300)))
        self.split.setSizes([max(1, self.width() - wide), wide])

    def _on_changed(self, tables: frozenset[str]) -> None:
        if tables & READS:
            self._stale = True
            if self.isVisible():
                self._pause.start()

    def reload(self) -> None:
        """Read the paper again, in the background."""
        self._stale = False
        wanted = self._wanted if self._wanted is not None else self.paper.id if self.paper is not None else None
        self._reads.ask(lambda session: read_paper(session, wanted), self._show)

    def _show(self, paper: Paper | None) -> None:
        if paper is None:
            self.paper = None
            self.stack.setCurrentWidget(self.empty)
            return
        changes = self.paper is None or self.paper.id != paper.id
        if changes:
            self.panel.words_changed = False
        self.paper, self._wanted = paper, None
        self.page = min(max(1, self.page), paper.pages)
        self.stack.setCurrentWidget(self.board)
        self.crumb.emit(paper.title)
        self.bar.show_paper(paper, self.page)
        self.panel.show_paper(paper, self.page)
        self._show_lines()
        self._load_image(paper)

    def _load_image(self, paper: Paper) -> None:
        wanted = (paper.id, self.page)
        if self._shown == wanted:
            return
        archive, page = self.desk.dossier.archive, self.page
        self._images.ask(
            lambda _session: page_image(archive, paper, page), lambda picture: self._show_image(wanted, picture), self._no_image
        )

    def _show_image(self, wanted: tuple[int, int], picture: Any) -> None:
        self._shown = wanted
        content = picture.tobytes()
        image = QImage(content, picture.width, picture.height, 3 * picture.width, QImage.Format.Format_RGB888).copy()
        self.view.show_image(image)
        self._show_lines()

    def _no_image(self, fault: Exception) -> None:
        self.view.show_image(None)
        if isinstance(fault, UserError | EnvironmentProblem):
            self.desk.notify(fault.message, Tone.DANGER)
            return
        raise fault

    def open_paper(self, scan_id: int) -> None:
        """Another paper."""
        self.go(scan_id, {})

    def turn(self, by: int) -> None:
        """The page before or after, in this paper or in the next one."""
        if self.paper is None or not self.leave_line():
            return
        page = self.page + by
        if 1 <= page <= self.paper.pages:
            self.page, self.current, self.draft = page, -1, None
            self._show(self.paper)
            return
        ids = [choice.id for choice in self.paper.neighbours]
        at = ids.index(self.paper.id) + by if self.paper.id in ids else -1
        if 0 <= at < len(ids):
            self.go(ids[at], {"page": 1 if by > 0 else 9999})

    # ------------------------------------------------------------ lines

    @property
    def lines(self) -> list[Line]:
        """The lines of the page in hand, the drawn one last."""
        if self.paper is None:
            return []
        return self.paper.on(self.page) + ([self.draft] if self.draft is not None else [])

    @property
    def line(self) -> Line | None:
        """The line in hand."""
        return self.lines[self.current] if 0 <= self.current < len(self.lines) else None

    def _show_lines(self) -> None:
        lines = self.lines
        if self._after is not None:
            self.current = next((rank for rank, line in enumerate(lines) if line.id == self._after), self.current)
            if any(line.id == self._after for line in lines):
                self._after = None
        self.current = min(self.current, len(lines) - 1)
        self.view.show_lines(lines, self.current)
        if not self.panel.is_changed:
            self.panel.show_line(self.line, self.current, lines)

    def take(self, rank: int) -> None:
        """Take a line in hand; -1 lets go."""
        if rank == self.current or not self.leave_line():
            return
        self.current = rank if rank < len(self.lines) else -1
        self.panel.is_changed = False
        self._show_lines()

    def step(self, by: int) -> None:
        """The line before or after."""
        if not self.lines:
            return
        at = self.current + by if self.current >= 0 else (0 if by > 0 else len(self.lines) - 1)
        self.take(min(max(at, 0), len(self.lines) - 1))

    def leave_line(self) -> bool:
        """Save what was typed of a linked line; a drawn frame that nothing was said of goes. Answers whether one may go on."""
        line = self.line
        if line is not None and self.panel.is_changed and self.may_write:
            if line.id is not None:
                self.acts.save()
                return True
            self.desk.notify(_("Cette ligne n’est pas encore rattachée\u00a0: Entrée la rattache, Ôter l’efface."), Tone.WARNING)
            return False
        if line is not None and line.id is None:
            self.drop_draft()
        if self.panel.words_changed and self.may_write:
            self.acts.save_words()
        return True

    def begin_line(self) -> None:
        """A frame on the next line, to be moved or drawn anew; the keyboard goes to what it speaks of."""
        if self.paper is None or not self.may_write or (self.draft is not None and self.panel.is_changed):
            return
        taken = self.line.box if self.line is not None else None
        if not self.leave_line():
            return
        self.draft = Line(None, None, self.page, next_box(self.lines, taken))
        self.current = len(self.lines) - 1
        self.panel.is_changed = False
        self.view.draw_next(True)
        self._show_lines()
        self.panel.begin()

    def _drawn(self, box: Box) -> None:
        """A frame drawn with the mouse: the new line's."""
        if self.draft is not None:
            self.draft.box = box
            self.view.draw_next(False)
            self.view.show_lines(self.lines, self.current)
            self.panel.begin()

    def _nudge(self, dx: int, dy: int, grow: bool) -> None:
        line = self.line
        if line is None or line.box is None or not self.may_write:
            return
        x, y, w, h = line.box
        line.box = kept_inside((x, y, w + dx * NUDGE, h + dy * NUDGE) if grow else (x + dx * NUDGE, y + dy * NUDGE, w, h))
        self.panel.is_changed = True
        self.view.show_lines(self.lines, self.current)

    def _key(self, event: QKeyEvent) -> None:
        """Keys of the page: arrows, N, Enter, Delete, Escape."""
        held, key = event.modifiers(), Qt.Key(event.key())
        if key in ARROWS and held & Qt.KeyboardModifier.AltModifier:
            self._nudge(*ARROWS[key], bool(held & Qt.KeyboardModifier.ShiftModifier))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.step(1 if key == Qt.Key.Key_Down else -1)
        elif key == Qt.Key.Key_N:
            self.begin_line()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._enter()
        elif key == Qt.Key.Key_Delete:
            self.acts.remove()
        elif key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp):
            self.turn(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_Escape and self.current >= 0:
            if self.draft is not None:
                self.drop_draft()
            else:
                self.take(-1)
        else:
            event.ignore()

    def _enter(self) -> None:
        """Link what is in hand; when nothing says to what, go and say it."""
        if self.line is None:
            self.step(1)
        elif self.panel.is_changed and any(value is not None and value != "" for value in self.panel.targets().values()):
            self.acts.save()
        else:
            self.panel.begin()

    # ------------------------------------------------------------ acts

    def save_what_is_typed(self) -> None:
        """Ctrl+S: the line, or the whole text."""
        if self.panel.shows_words:
            self.acts.save_words()
        else:
            self.acts.save()

    def linked(self, link: int | None, said: Text) -> None:
        """A line was written, or taken away (`link` None): back to the page, the line in hand."""
        self.draft = None
        self.panel.is_changed = False
        self._after = link
        self.view.draw_next(False)
        self.desk.notify(said)
        self.view.setFocus()
        self.reload()

    def drop_draft(self) -> None:
        """The frame drawn goes."""
        self.draft, self.current = None, -1
        self.panel.is_changed = False
        self.view.draw_next(False)
        self._show_lines()
