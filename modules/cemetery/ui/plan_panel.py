# SPDX-License-Identifier: EUPL-1.2
"""Beside the plan while one draws: the tools, what each asks, the plots in hand, and saving."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.core.outcome import UserError
from app.core.text import Text
from app.forms.fields import Field, Number, Whole
from app.forms.fields import Text as TextField
from app.ui.editors import Editor, make_editor
from app.ui.widgets import (
    Button,
    Chip,
    ElidedLabel,
    FlowLayout,
    IconButton,
    Label,
    PrimaryButton,
    Scroll,
    Separator,
)
from modules.cemetery.rules.drawing import Point, numbers_from
from modules.cemetery.strings import _, _n
from modules.cemetery.ui.plan_tools import TOOL_NAMES

if TYPE_CHECKING:
    from modules.cemetery.ui.plan_editor import PlanEditor

COUNT = Whole(name="count", label=_("Nombre"), default=10, least=1, most=500)
FIRST = TextField(name="first", label=_("Premier numéro"), width=12)
WIDTH = Number(name="width", label=_("Largeur"), default=Decimal(1), least=Decimal("0.1"), unit="m")
LENGTH = Number(name="length", label=_("Longueur"), default=Decimal(2), least=Decimal("0.1"), unit="m")
GAP = Number(name="gap", label=_("Intervalle"), default=Decimal("0.40"), least=Decimal(0), unit="m")
DEGREES = Number(name="degrees", label=_("Direction"), default=Decimal(0), places=1, unit="°")
LABEL = TextField(name="label", label=_("Numéro"), width=12)
FROM = TextField(name="from", label=_("Renuméroter depuis"), width=12)
METRES = Number(name="metres", label=_("Distance réelle"), least=Decimal("0.1"), unit="m")


@dataclass(frozen=True)
class RowOptions:
    """What the row tool lays."""

    labels: tuple[str, ...]
    count: int
    width: float
    length: float
    gap: float
    degrees: float


class EditPanel(QWidget):
    """The panel; it decides nothing, the editor does."""

    def __init__(self, editor: PlanEditor) -> None:
        super().__init__()
        self.editor, self.desk, self.theme = editor, editor.page.desk, editor.page.theme
        self.setProperty("look", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(str(_("Modifier le plan")))
        self.editors: dict[str, Editor] = {}
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        holder = QWidget()
        self.column = QVBoxLayout(holder)
        margin = self.theme.size("margin")
        self.column.setContentsMargins(margin, self.theme.px(14), margin, margin)
        self.column.setSpacing(self.theme.px(12))
        self._build()
        outer.addWidget(Scroll(holder), 1)
        outer.addWidget(Separator())
        outer.addLayout(self._foot())

    def _build(self) -> None:
        theme, editor = self.theme, self.editor
        head = QHBoxLayout()
        head.addWidget(ElidedLabel(_("Modifier le plan"), "title"), 1)
        self.undo = IconButton(theme, "undo-2", _("Annuler (Ctrl Z)"), editor.edits.stack.undo)
        self.redo = IconButton(theme, "redo-2", _("Rétablir (Ctrl Y)"), editor.edits.stack.redo)
        head.addWidget(self.undo)
        head.addWidget(self.redo)
        self.column.addLayout(head)
        chips = QWidget()
        chips.setProperty("look", "clear")
        flow = FlowLayout(chips, theme.px(6), theme.px(6))
        policy = chips.sizePolicy()
        policy.setHeightForWidth(True)
        chips.setSizePolicy(policy)
        self.group = QButtonGroup(self)
        self.chips: dict[str, Chip] = {}
        for name, words in TOOL_NAMES.items():
            chip = Chip(theme, words)
            chip.clicked.connect(partial(self._take, name))
            self.group.addButton(chip)
            self.chips[name] = chip
            flow.addWidget(chip)
        self.column.addWidget(chips)
        self.snap = QCheckBox(str(_("Aimanter aux voisins")))
        self.snap.setToolTip(str(_("Les coins rejoignent ceux des voisins\u202f; Alt s’en passe un instant")))
        self.snap.setChecked(True)
        self.column.addWidget(self.snap)
        self.options = QStackedWidget()
        self.options.setProperty("look", "clear")
        self.pages = {
            "choose": self._choose_page(),
            "row": self._row_page(),
            "trace": self._trace_page(),
            "picture": self._picture_page(),
        }
        for page in self.pages.values():
            self.options.addWidget(page)
        self.column.addWidget(self.options)
        self.column.addStretch(1)

    def _take(self, name: str, _checked: bool = False) -> None:
        self.editor.take_tool(name)

    def _page(self, *widgets: QWidget) -> QWidget:
        page = QWidget()
        page.setProperty("look", "clear")
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(self.theme.px(10))
        for widget in widgets:
            box.addWidget(widget)
        box.addStretch(1)
        return page

    def _fields(self, *fields: Field[Any]) -> QWidget:
        """Labels above their editors, two in a line."""
        holder = QWidget()
        holder.setProperty("look", "clear")
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(self.theme.px(14))
        grid.setVerticalSpacing(self.theme.px(2))
        across = 2 if self.theme.percent < 150 else 1
        for rank, field in enumerate(fields):
            made = make_editor(field, self.desk)
            if field.default is not None:
                made.set_value(field.default)
            made.changed.connect(self.editor.view.update)
            self.editors[field.name] = made
            row, column = rank // across * 2, rank % across
            grid.addWidget(Label(field.label, "label"), row, column)
            grid.addWidget(made, row + 1, column)
        grid.setColumnStretch(2, 1)
        return holder

    def _choose_page(self) -> QWidget:
        theme, editor = self.theme, self.editor
        self.chosen = Label("", "strong", wrap=True)
        self.label_row = self._fields(LABEL)
        self.editors["label"].left.connect(self._rename)
        turning = QWidget()
        turning.setProperty("look", "clear")
        row = QHBoxLayout(turning)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.px(8))
        row.addWidget(Button(theme, _("Tourner"), "rotate-ccw", pressed=partial(editor.turn, 5.0)))
        row.addWidget(IconButton(theme, "redo-2", _("Tourner dans l’autre sens"), partial(editor.turn, -5.0)))
        row.addWidget(Button(theme, _("Retirer du plan"), "trash-2", pressed=editor.erase))
        row.addStretch(1)
        self.numbering = self._fields(FROM)
        self.number_button = Button(theme, _("Renuméroter"), "hash", pressed=self._renumber)
        self.acts = QWidget()
        self.acts.setProperty("look", "clear")
        box = QVBoxLayout(self.acts)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(theme.px(10))
        for widget in (self.label_row, turning, self.numbering, self.number_button):
            box.addWidget(widget)
        hint = Label(
            _(
                "Ctrl ajoute un emplacement, Maj encadre, Ctrl A prend tout. Flèches\u00a0: 10 cm (Maj 1 m, Ctrl 1 cm). "
                "R tourne de 5°. Suppr retire du plan."
            ), "small", wrap=True,
        )  # fmt: skip
        return self._page(self.chosen, self.acts, hint)

    def _row_page(self) -> QWidget:
        fields = self._fields(FIRST, COUNT, WIDTH, LENGTH, GAP, DEGREES)
        self.row_words = Label("", "small", wrap=True)
        hint = Label(
            _(
                "Appuyez où commence la rangée\u202f; tirez pour lui donner une direction. Les numéros déjà connus prennent"
                " leur place, les autres sont créés."
            ), "small", wrap=True,
        )  # fmt: skip
        return self._page(fields, self.row_words, hint)

    def _trace_page(self) -> QWidget:
        hint = Label(
            _("Appuyez à chaque coin\u202f; Entrée ferme le contour, Retour arrière efface le dernier coin."), "small", wrap=True
        )
        self.trace_words = Label("", "", wrap=True)
        return self._page(self.trace_words, hint)

    def _picture_page(self) -> QWidget:
        theme, editor = self.theme, self.editor
        choose = Button(theme, _("Choisir une image…"), "image", pressed=editor.underlay.choose)
        self.picture_words = Label(_("Un plan numérisé ou une photographie aérienne, sous les emplacements."), "muted", wrap=True)
        self.points_words = Label("", wrap=True)
        self.measure = self._fields(METRES)
        self.place_button = Button(theme, _("Poser l’image"), "check", pressed=editor.underlay.place)
        self.say_picture(False)
        kept = [
            Button(
                theme, _("Retirer «\u00a0{title}\u00a0»", title=picture.title), "trash-2", "link",
                partial(editor.underlay.hide, picture.id),
            )
            for picture in editor.facts.pictures
        ]  # fmt: skip
        return self._page(self.picture_words, choose, self.points_words, self.measure, self.place_button, *kept)

    def _foot(self) -> QVBoxLayout:
        theme = self.theme
        column = QVBoxLayout()
        pad = theme.px(10)
        column.setContentsMargins(theme.size("margin"), pad, theme.size("margin"), pad)
        column.setSpacing(theme.px(6))
        self.count = ElidedLabel("", "small")
        column.addWidget(self.count)
        row = QHBoxLayout()
        row.setSpacing(theme.px(8))
        row.addStretch(1)
        self.leave_button = Button(theme, _("Quitter"), pressed=self.editor.ask_leave)
        self.save_button = PrimaryButton(theme, _("Enregistrer"), pressed=self.editor.save)
        row.addWidget(self.leave_button)
        row.addWidget(self.save_button)
        column.addLayout(row)
        return column

    # ------------------------------------------------------------ reading what was typed

    def value(self, name: str, default: Any = None) -> Any:
        """What an editor holds, or `default` while it cannot be read."""
        try:
            value = self.editors[name].value()
        except UserError:
            return default
        return default if value in (None, "") else value

    def row_options(self) -> RowOptions:
        """The row to lay; the free contour asks for one number only."""
        count = min(500, max(1, int(self.value("count", 1))))
        first = str(self.value("first", "")) or self.editor.next_label()
        try:
            labels = numbers_from(first, count)
        except ValueError:
            labels = (first,)
        sizes = {name: float(self.value(name, default)) for name, default in (("width", 1), ("length", 2), ("gap", 0), ("degrees", 0))}
        return RowOptions(labels, count, **sizes)

    # ------------------------------------------------------------ saying

    def say_tool(self, name: str) -> None:
        """Which tool is in hand."""
        for key, chip in self.chips.items():
            chip.setChecked(key == name)
        self.options.setCurrentWidget(self.pages[name])

    def say(self) -> None:
        """Everything that depends on what was drawn and chosen."""
        editor = self.editor
        edits, chosen = editor.edits, editor.selection
        self.undo.setEnabled(edits.stack.canUndo())
        self.redo.setEnabled(edits.stack.canRedo())
        changed = len(edits.changes())
        self.save_button.setEnabled(changed > 0)
        self.count.set_text(_n("{n} changement", "{n} changements", changed) if changed else _("Aucun changement"))
        waiting = len(edits.undrawn)
        self.acts.setVisible(bool(chosen))
        if chosen:
            self.chosen.set_text(_n("{n} emplacement choisi", "{n} emplacements choisis", len(chosen)))
        elif waiting:
            self.chosen.set_text(_n("{n} emplacement attend sa place sur le plan.", "{n} emplacements attendent leur place sur le plan.", waiting))
        else:
            self.chosen.set_text(_("Appuyez sur un emplacement pour le prendre."))
        one = edits.now.get(next(iter(chosen))) if len(chosen) == 1 else None
        self.label_row.setVisible(one is not None)
        if one is not None:
            self.editors["label"].set_value(one.label)
        self.numbering.setVisible(len(chosen) > 1)
        self.number_button.setVisible(len(chosen) > 1)
        next_label = editor.next_label()
        words: Text = _("Prochain numéro\u00a0: {label}", label=next_label)
        self.row_words.set_text(words)
        self.trace_words.set_text(words)

    def say_points(self, points: Sequence[Point]) -> None:
        """What to do next with the picture."""
        said = (
            _("Appuyez sur deux points de l’image dont vous connaissez la distance ou la place."),
            _("Appuyez sur le second point."),
            _("Indiquez la distance réelle entre les deux, ou appuyez là où le point 1 doit se trouver sur le plan."),
            _("Appuyez là où le point 2 doit se trouver sur le plan."),
            _("Les deux points ont leur place\u00a0: posez l’image."),
        )
        self.points_words.set_text(said[min(len(points), 4)])
        self.measure.setVisible(len(points) == 2)
        self.place_button.setEnabled(len(points) in (2, 4))

    def say_picture(self, chosen: bool) -> None:
        """Whether a picture waits to be placed."""
        self.points_words.setVisible(chosen)
        self.place_button.setVisible(chosen)
        self.measure.hide()
        if chosen:
            self.say_points(())

    def _rename(self) -> None:
        label = str(self.value("label", "")).strip()
        if label and len(self.editor.selection) == 1:
            self.editor.rename(next(iter(self.editor.selection)), label)

    def _renumber(self) -> None:
        first = str(self.value("from", "")).strip()
        if first:
            self.editor.renumber(first)
