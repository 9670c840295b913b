# SPDX-License-Identifier: EUPL-1.2
"""The lines of a record: a compact table, its buttons, and the box that answers « pourquoi ce prix ? »."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractTableModel, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QMenu,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.core.outcome import Address
from app.core.text import Text
from app.forms.fields import Tone
from app.forms.page import Column, LinesPart, Row, Scope
from app.ui.cells import NARROW, CellDelegate, heading_sheet
from app.ui.operation import Latest
from app.ui.strings import _
from app.ui.table_model import Index, Role, alignment, cell_text, option_of
from app.ui.widgets import Button, IconButton, IconLabel, Label, clear_layout
from app.ui.widths import share, too_many

if TYPE_CHECKING:
    from app.ui.desk import Desk
    from app.ui.theme import Theme

_SAMPLE = 60
MOST_ROWS = 40
"""Beyond, the lines scroll in their own frame."""


class LinesModel(QAbstractTableModel):
    """Rows that are all there."""

    def __init__(self, columns: Sequence[Column], rows: Sequence[Row], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns, self.rows = list(columns), list(rows)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return str(self.columns[section].field.label)
        return alignment(self.columns[section]) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column, row = self.columns[index.column()], self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return cell_text(column, row)
        if role == Role.COLUMN:
            return column
        if role == Role.ROW:
            return row
        if role == Role.OPTION:
            return option_of(column, row.get(column.name))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(column)
        return None


def fit_columns(view: QTableView, model: LinesModel, theme: Theme) -> list[int]:
    """Share the width of a view between its columns, by the contents of its first rows; the widths given.

    A column that no row fills is folded away when room lacks.
    """
    letters = view.horizontalHeader().fontMetrics()
    least = view.horizontalHeader().minimumSectionSize()
    heads = [max(least, letters.horizontalAdvance(str(c.field.label)) + 2 * theme.px(NARROW) + 2) for c in model.columns]
    wanted = []
    for index, head in enumerate(heads):
        hints = [view.sizeHintForIndex(model.index(row, index)).width() for row in range(min(_SAMPLE, len(model.rows)))]
        wanted.append(max([head, *hints]))
    room = view.viewport().width()
    empty = [i for i, c in enumerate(model.columns) if model.rows and not any(cell_text(c, row) for row in model.rows)]
    folded = too_many(wanted, empty, room)
    shown = [i for i in range(len(wanted)) if i not in folded]
    widths = share([model.columns[i] for i in shown], [wanted[i] for i in shown], room, theme.px, [heads[i] for i in shown])
    for index in range(len(wanted)):
        view.setColumnHidden(index, index in folded)
    for index, width in zip(shown, widths, strict=True):
        view.setColumnWidth(index, width)
    return widths


class FittedTable(QTableView):
    """Rows that are all there, in columns that fill the width."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.setItemDelegate(CellDelegate(theme, self, NARROW))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setStyleSheet(heading_sheet(theme, NARROW))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(theme.size("row"))
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(theme.px(36))

    def show_rows(self, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.setModel(LinesModel(columns, rows, self))
        self.fit()

    def fit(self) -> None:
        """Share the width between the columns."""
        model = self.model()
        if isinstance(model, LinesModel):
            fit_columns(self, model, self.theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()


class LinesTable(FittedTable):
    """All the lines at once; the pane around it scrolls."""

    opened = Signal(int)

    def __init__(self, desk: Desk, columns: Sequence[Column], rows: Sequence[Row]) -> None:
        super().__init__(desk.theme)
        self._rows = list(rows)
        if len(rows) <= MOST_ROWS:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))
        self.show_rows(columns, rows)

    def row_of(self, index: int) -> Row:
        """The line at that place."""
        return self._rows[index]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def fit(self) -> None:
        super().fit()
        # At large letters the lines may not fit: then they scroll, and the bar needs its own room.
        over = self.horizontalHeader().length() > self.viewport().width()
        bar = self.horizontalScrollBar().sizeHint().height() if over else 0
        policy = Qt.ScrollBarPolicy.ScrollBarAsNeeded if over else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setHorizontalScrollBarPolicy(policy)
        rows = self.theme.size("row") * min(len(self._rows), MOST_ROWS)
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + rows + bar + 2)


class WhyBox(QFrame):
    """« Pourquoi 2,10 € ? » : a title, then sentences."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        theme = desk.theme
        self._theme = theme
        self.setProperty("look", "panel")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(theme.px(12), theme.px(10), theme.px(12), theme.px(12))
        self.column.setSpacing(theme.px(4))
        self.hide()

    def say(self, sentences: Sequence[Text]) -> None:
        """Show an explanation; nothing to say hides the box."""
        clear_layout(self.column)
        self.setVisible(bool(sentences))
        if not sentences:
            return
        head = QHBoxLayout()
        head.setSpacing(self._theme.px(6))
        head.addWidget(IconLabel(self._theme, "circle-question-mark", "text", 18), 0, Qt.AlignmentFlag.AlignTop)
        title = Label(sentences[0], "strong", wrap=True)
        head.addWidget(title, 1)
        self.column.addLayout(head)
        for sentence in sentences[1:]:
            self.column.addWidget(Label(sentence, "muted", wrap=True))
        self.setAccessibleName(" ".join(str(sentence) for sentence in sentences))


class LinesBox(QWidget):
    """A titled table of lines inside a record."""

    def __init__(self, desk: Desk, part: LinesPart, rows: Sequence[Row], context: dict[str, Any]) -> None:
        super().__init__()
        self.desk, self.part, self._context = desk, part, context
        self._rows = list(rows)
        self._reads = Latest(desk)
        theme = desk.theme
        self.setProperty("look", "clear")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.px(6))
        self._head(column)
        self.table: LinesTable | None = None
        self.why = WhyBox(desk)
        if rows:
            shown = [c for c in part.columns if not c.hidden and not c.field.sensitive]
            self.table = LinesTable(desk, shown, rows)
            self.table.setAccessibleName(str(part.title or _("Lignes")))
            self.table.opened.connect(self._open)
            self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._explain(now.row()))
            column.addWidget(self.table)
        else:
            column.addWidget(Label(part.empty or _("Rien pour l’instant."), "muted", wrap=True))
        column.addWidget(self.why)
        if part.why is not None and rows:
            self._explain(0)

    def _head(self, column: QVBoxLayout) -> None:
        names = [name for name in self.part.actions if self.desk.can(self.desk.registry.action(name).permission)]
        if not str(self.part.title) and not names:
            return
        head = QHBoxLayout()
        head.setSpacing(self.desk.theme.px(4))
        head.addWidget(Label(self.part.title, "strong", wrap=True), 1)
        if names:
            action = self.desk.registry.action(names[0])
            head.addWidget(Button(self.desk.theme, action.label, action.icon, "quiet", self._runner(names[0])))
        if len(names) > 1:
            head.addWidget(self._more(names[1:]))
        column.addLayout(head)

    def _more(self, names: Sequence[str]) -> IconButton:
        """The other actions on these lines, behind one small button."""
        theme = self.desk.theme
        more = IconButton(theme, "ellipsis", _("Autres actions\u00a0: {title}", title=self.part.title))
        menu = QMenu(more)
        for name in names:
            action = self.desk.registry.action(name)
            menu.addAction(theme.icon(action.icon or "circle-dot", "muted", 16), str(action.label), self._runner(name))
        more.setMenu(menu)
        more.setPopupMode(IconButton.ToolButtonPopupMode.InstantPopup)
        return more

    def _runner(self, name: str) -> Callable[[], object]:
        return lambda: self._run(name)

    def _run(self, name: str) -> None:
        """On the record, with the selected line as `line`; a selection action gets the line's own id."""
        action = self.desk.registry.action(name)
        context = dict(self._context)
        line = self._current()
        if action.scope is Scope.SELECTION and (line is None or line.get("id") is None):
            # Without a line the act would fall on the record that has the same number.
            self.desk.notify(_("Choisissez d’abord une ligne."), Tone.WARNING)
            return
        if line is not None and line.get("id") is not None:
            context["line"] = line["id"]
            if action.scope is Scope.SELECTION:
                context["ids"] = (line["id"],)
                context.pop("id", None)
        self.desk.run(name, context)

    def _current(self) -> Row | None:
        if self.table is None or not self.table.currentIndex().isValid():
            return None
        return self.table.row_of(self.table.currentIndex().row())

    def _open(self, index: int) -> None:
        row = self._rows[index]
        where = row.get("_address") or (Address(self.part.opens, row.get("id")) if self.part.opens else None)
        if isinstance(where, Address):
            self.desk.open(where)

    def _explain(self, index: int) -> None:
        why = self.part.why
        row_id = self._rows[index].get("id") if 0 <= index < len(self._rows) else None
        if why is None or row_id is None:
            self._reads.drop()
            self.why.say(())
            return
        self._reads.ask(lambda session: list(why(session, row_id)), self.why.say)
