# SPDX-License-Identifier: EUPL-1.2
"""The search palette (`Ctrl+K`): one field, everything that answers, Enter opens. It never blocks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.ui import finding
from app.ui.finding import Offer
from app.ui.strings import _, _n
from app.ui.widgets import IconLabel, KeyCap, Label, Separator

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.ui.desk import Desk
    from app.ui.operation import Query
    from app.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
DEBOUNCE_MS = 90
OFFER = Qt.ItemDataRole.UserRole


class Offers(QAbstractListModel):
    """Headings and lines."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[str | Offer] = []

    def show(self, offers: Sequence[Offer]) -> None:
        """Replace everything."""
        self.beginResetModel()
        self._rows = []
        for heading, lines in finding.grouped(offers):
            self._rows += [heading, *lines]
        self.endResetModel()

    def offer(self, row: int) -> Offer | None:
        """The line of a row; None for a heading."""
        if not 0 <= row < len(self._rows):
            return None
        found = self._rows[row]
        return found if isinstance(found, Offer) else None

    def next_offer(self, row: int, step: int) -> int:
        """The next line in a direction, past the headings; the same row when there is none."""
        at = row + step
        while 0 <= at < len(self._rows):
            if isinstance(self._rows[at], Offer):
                return at
            at += step
        return row

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self._rows[index.row()]
        if role == OFFER:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            if isinstance(row, str):
                return row
            return ", ".join(part for part in (row.title, row.subtitle, row.tail) if part)
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        if isinstance(self._rows[index.row()], str):
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable


class OfferPainter(QStyledItemDelegate):
    """Paints headings and lines."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        tall = self._theme.px(38) if isinstance(index.data(OFFER), Offer) else self._theme.px(30)
        return QSize(0, tall)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row = index.data(OFFER)
        rect: QRect = option.rect
        painter.save()
        if isinstance(row, Offer):
            state: QStyle.StateFlag = option.state
            self._line(painter, rect, row, bool(state & QStyle.StateFlag.State_Selected))
        else:
            painter.setFont(self._theme.font("small", strong=True))
            painter.setPen(self._theme.colour("muted"))
            box = rect.adjusted(self._theme.px(16), self._theme.px(6), 0, 0)
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, str(row))
        painter.restore()

    def _line(self, painter: QPainter, rect: QRect, offer: Offer, chosen: bool) -> None:
        theme, middle = self._theme, Qt.AlignmentFlag.AlignVCenter
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("selected"))
            painter.drawRoundedRect(QRectF(rect).adjusted(theme.px(6), 1, -theme.px(6), -1), theme.px(6), theme.px(6))
        side = theme.px(17)
        ratio = painter.device().devicePixelRatio()
        drawn = theme.pixmap(offer.icon, theme.hue(offer.hue), 17, ratio)
        painter.drawPixmap(rect.left() + theme.px(16), rect.center().y() - side // 2, drawn)
        left, right = rect.left() + theme.px(44), rect.right() - theme.px(16)
        painter.setFont(theme.font("label"))
        painter.setPen(theme.colour("muted"))
        if offer.tail:
            wide = painter.fontMetrics().horizontalAdvance(offer.tail) + 2
            painter.drawText(QRect(right - wide, rect.top(), wide, rect.height()), middle, offer.tail)
            right -= wide + theme.px(12)
        painter.setFont(theme.font(strong=True))
        title = painter.fontMetrics().elidedText(offer.title, Qt.TextElideMode.ElideRight, right - left)
        wide = painter.fontMetrics().horizontalAdvance(title)
        painter.setPen(theme.colour("text"))
        painter.drawText(QRect(left, rect.top(), right - left, rect.height()), middle, title)
        left += wide + theme.px(10)
        if offer.subtitle and right - left > theme.px(40):
            painter.setFont(theme.font("label"))
            painter.setPen(theme.colour("muted"))
            words = painter.fontMetrics().elidedText(offer.subtitle, Qt.TextElideMode.ElideRight, right - left)
            painter.drawText(QRect(left, rect.top(), right - left, rect.height()), middle, words)


class Palette(QWidget):
    """Covers the window; a press beside the box closes it."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._query: Query | None = None
        self._commands: list[Offer] = []
        self._opener: QWidget | None = None
        self.setAccessibleName(str(_("Recherche")))
        self._box = self._make_box()
        self._wait = QTimer(self, singleShot=True, interval=DEBOUNCE_MS)
        self._wait.timeout.connect(self._ask)
        self.hide()

    def _make_box(self) -> QFrame:
        theme = self._desk.theme
        box = QFrame(self)
        box.setProperty("look", "raised")
        shade = QGraphicsDropShadowEffect(box)
        shade.setBlurRadius(theme.px(36))
        shade.setOffset(0, theme.px(10))
        colour = theme.colour("shade")
        colour.setAlpha(70)
        shade.setColor(colour)
        box.setGraphicsEffect(shade)
        column = QVBoxLayout(box)
        column.setContentsMargins(1, 1, 1, 1)
        column.setSpacing(0)
        column.addLayout(self._make_field())
        column.addWidget(Separator())
        self.model = Offers()
        self.list = QListView()
        self.list.setModel(self.model)
        self.list.setItemDelegate(OfferPainter(theme, self.list))
        self.list.setAccessibleName(str(_("Résultats")))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setStyleSheet("QListView { background: transparent; } QListView::item { min-height: 0; }")
        self.list.clicked.connect(lambda index: self._open(index.row()))
        column.addWidget(self.list, 1)
        self._nothing = Label("", "muted", wrap=True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setMargin(theme.px(20))
        column.addWidget(self._nothing)
        column.addWidget(Separator())
        column.addLayout(self._make_foot())
        return box

    def _make_field(self) -> QHBoxLayout:
        theme = self._desk.theme
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(16), theme.px(12), theme.px(16), theme.px(12))
        row.setSpacing(theme.px(11))
        row.addWidget(IconLabel(theme, "search"))
        self.field = QLineEdit()
        self.field.setProperty("look", "bare")
        self.field.setFont(theme.font("strong"))
        self.field.setStyleSheet(f"font-size: {theme.font_px('strong') + 1}px;")
        self.field.setAccessibleName(str(_("Rechercher partout")))
        self.field.setPlaceholderText(str(_("Un nom, un numéro, une rue, une page, une action…")))
        self.field.textChanged.connect(self._typed)
        self.field.installEventFilter(self)
        row.addWidget(self.field, 1)
        row.addWidget(KeyCap(theme, str(_("Échap"))))
        return row

    def _make_foot(self) -> QHBoxLayout:
        theme = self._desk.theme
        row = QHBoxLayout()
        row.setContentsMargins(theme.px(16), theme.px(7), theme.px(16), theme.px(7))
        row.setSpacing(theme.px(6))
        for keys, words in (("↑ ↓", _("choisir")), (str(_("Entrée")), _("ouvrir"))):
            row.addWidget(KeyCap(theme, keys))
            row.addWidget(Label(words, "small"))
            row.addSpacing(theme.px(8))
        row.addStretch(1)
        self._count = Label("", "small")
        row.addWidget(self._count)
        return row

    # ------------------------------------------------------------ appearing

    def appear(self) -> None:
        """Come with an empty field; the keyboard goes back where it was when it leaves."""
        window = self.window()
        self._opener = window.focusWidget() if isinstance(window, QWidget) else None
        self.field.clear()
        self._typed("")
        self.fit()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    def fit(self) -> None:
        """Take the size of the window."""
        parent = self.parentWidget()
        if parent is None:
            return
        theme = self._desk.theme
        self.setGeometry(parent.rect())
        wide = min(theme.px(680), self.width() - theme.px(40))
        tall = min(theme.px(500), self.height() - theme.px(80))
        self._box.setGeometry((self.width() - wide) // 2, theme.px(44), wide, tall)

    def leave(self) -> None:
        """Go away without doing anything."""
        self._drop()
        self.hide()
        if self._opener is not None and self._opener.isVisible():
            self._opener.setFocus(Qt.FocusReason.PopupFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        veil = self._desk.theme.colour("shade")
        veil.setAlpha(46)
        painter.fillRect(self.rect(), veil)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._box.geometry().contains(event.position().toPoint()):
            self.leave()

    # ------------------------------------------------------------ searching

    def _typed(self, text: str) -> None:
        self._drop()
        typed = text.strip()
        self._commands = finding.commands(self._desk.registry, self._desk.user, typed)
        if typed:
            # What was found before stays until the answer comes: no flicker.
            self._wait.start()
        else:
            self._show(self._commands)

    def _ask(self) -> None:
        typed = self.field.text().strip()
        desk = self._desk

        def read(session: Session) -> list[Offer]:
            return finding.records(session, desk.registry, desk.user, typed)

        self._query = desk.query(read, lambda found: self._answer(typed, found), self._silent)

    def _silent(self, fault: Exception) -> None:
        from app.ui.operation import tell

        self._show(self._commands)
        tell(self._desk, fault)

    def _answer(self, typed: str, found: list[Offer]) -> None:
        if typed == self.field.text().strip():
            self._show([*found, *self._commands])

    def _drop(self) -> None:
        self._wait.stop()
        if self._query is not None:
            self._query.drop()
            self._query = None

    def _show(self, offers: Sequence[Offer]) -> None:
        self.model.show(offers)
        self.list.setVisible(bool(offers))
        self._nothing.setVisible(not offers)
        if not offers:
            self._nothing.set_text(finding.nothing_found(self.field.text().strip()))
        self._count.set_text(_n("{n} résultat", "{n} résultats", len(offers)) if self.field.text().strip() else "")
        self._choose(self.model.next_offer(-1, 1))

    # ------------------------------------------------------------ choosing

    def _choose(self, row: int) -> None:
        index = self.model.index(row, 0)
        self.list.setCurrentIndex(index)
        # The heading above the first line is shown with it.
        above = self.model.index(max(0, row - 1), 0)
        self.list.scrollTo(above)
        self.list.scrollTo(index)

    def _open(self, row: int) -> None:
        offer = self.model.offer(row)
        if offer is None:
            return
        self.leave()
        if offer.action:
            self._desk.run(offer.action)
        elif offer.importer:
            from app.ui.importer import run_import

            run_import(self._desk, offer.importer)
        elif offer.where is not None:
            self._desk.open(offer.where)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        row, key = self.list.currentIndex().row(), event.key()
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}
        if key in steps:
            for _turn in range(abs(steps[Qt.Key(key)])):
                row = self.model.next_offer(row, 1 if steps[Qt.Key(key)] > 0 else -1)
            self._choose(row)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(row)
        elif key == Qt.Key.Key_Escape:
            self.leave()
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            # The field keeps the keyboard: nothing else in the palette takes it.
            return True
        else:
            return super().eventFilter(watched, event)
        return True
