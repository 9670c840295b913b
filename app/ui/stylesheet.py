# SPDX-License-Identifier: EUPL-1.2
"""The style sheet, written from the tokens. Widgets ask for a look by the property `look`."""

from __future__ import annotations

from collections.abc import Callable
from string import Template

from app.ui.icons import picture_file
from app.ui.tokens import FONT_FAMILY, FONT_SIZES, SIZES

Hex = Callable[[str], str]
Px = Callable[[float], int]

_GENERAL = """
* { font-family: "$family"; font-size: ${f_body}px; }
QWidget { color: $text; }
QMainWindow, QWidget[look="ground"] { background: $ground; }
QDialog, QWidget[look="surface"] { background: $surface; }
QWidget[look="clear"], QScrollArea, QScrollArea > QWidget > QWidget[look="clear"] { background: transparent;
  border: none; }
QFrame[look="card"] { background: $surface; border: 1px solid $line; border-radius: ${card}px; }
QFrame[look="panel"] { background: $ground; border: 1px solid $line; border-radius: ${card}px; }
QFrame[look="raised"] { background: $raised; border: 1px solid $edge; border-radius: ${card}px; }
QFrame[look="line"] { background: $line; border: none; }
QLabel { background: transparent; }
QLabel[look="muted"] { color: $muted; }
QLabel[look="small"] { color: $muted; font-size: ${f_label}px; }
QLabel[look="label"] { color: $muted; font-size: ${f_label}px; font-weight: 600; }
QLabel[look="strong"] { font-weight: 600; }
QLabel[look="title"] { font-size: ${f_title}px; font-weight: 600; }
QLabel[look="heading"] { font-size: ${f_heading}px; font-weight: 600; }
QLabel[look="figure"] { font-size: ${f_figure}px; font-weight: 700; }
QLabel[look="fault"] { color: $danger_fg; font-size: ${f_label}px; }
QLabel[tone="danger"] { color: $danger_fg; }
QLabel[tone="warning"] { color: $warning_fg; }
QLabel[tone="success"] { color: $success_fg; }
QLabel[tone="info"] { color: $info_fg; }
QToolTip { background: $raised; color: $text; border: 1px solid $edge; padding: ${p4}px ${p8}px; }
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }
"""

_BUTTONS = """
QPushButton, QToolButton { background: $surface; border: 1px solid $edge; border-radius: ${radius}px;
  padding: 0 ${p12}px; min-height: ${button}px; font-weight: 600; color: $text; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:pressed, QToolButton:pressed { background: $selected; }
QPushButton:focus, QToolButton:focus { border: 2px solid $focus; padding: 0 ${p11}px; }
QPushButton:disabled, QToolButton:disabled { color: $disabled; border-color: $line; background: $surface; }
QPushButton[look="primary"] { background: $accent; border-color: $accent; color: $on_accent; }
QPushButton[look="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[look="primary"]:pressed { background: $accent_pressed; }
QPushButton[look="primary"]:focus { border: 2px solid $text; }
QPushButton[look="primary"]:disabled { background: $hover; border-color: $line; color: $disabled; }
QPushButton[look="danger"] { color: $danger_fg; border-color: $danger_fg; }
QPushButton[look="danger"]:hover { background: $danger_bg; }
QPushButton[look="quiet"], QToolButton[look="quiet"] { background: transparent;
  border: 1px solid transparent; padding: 0 ${p8}px; }
QPushButton[look="quiet"]:hover, QToolButton[look="quiet"]:hover { background: $hover; }
QPushButton[look="quiet"]:focus, QToolButton[look="quiet"]:focus { border: 2px solid $focus;
  padding: 0 ${p7}px; }
QPushButton[look="quiet"]:disabled, QToolButton[look="quiet"]:disabled { background: transparent;
  border-color: transparent; }
QPushButton[look="small"] { min-height: ${small}px; padding: 0 ${p10}px; }
QPushButton[look="small"]:focus { padding: 0 ${p9}px; }
QPushButton[look="link"] { background: transparent; border: 1px solid transparent; color: $link;
  padding: 0 ${p4}px;
  text-align: left; font-weight: 400; }
QPushButton[look="link"]:hover { text-decoration: underline; background: transparent; }
QPushButton[look="link"]:focus { border: 2px solid $focus; padding: 0 ${p3}px; }
QToolButton[look="icon"] { background: transparent; border: 1px solid transparent; padding: 0;
  min-width: ${button}px;
  min-height: ${button}px; }
QToolButton[look="inside"], QToolButton[look="inside"]:focus { background: transparent; border: none;
  border-radius: ${p4}px; padding: 0; min-width: 0; min-height: 0; }
QToolButton[look="inside"]:hover { background: $hover; }
QToolButton[look="icon"]:hover { background: $hover; }
QToolButton[look="icon"]:focus { border: 2px solid $focus; padding: 0; }
QToolButton::menu-indicator { image: none; width: 0; }
QPushButton::menu-indicator { image: url("$chevron_down"); subcontrol-position: right center; right: ${p8}px;
  width: ${p14}px; height: ${p14}px; }
QPushButton[look="menu"] { padding-right: ${p28}px; }
QPushButton[look="chip"] { border: 1px solid $edge; border-radius: ${chip_radius}px; padding: 0 ${p13}px;
  min-height: ${chip}px;
  color: $muted; font-weight: 400; background: $surface; }
QPushButton[look="chip"]:hover { background: $hover; }
QPushButton[look="chip"]:checked { background: $selected; border-color: $focus; color: $link;
  font-weight: 600; }
QPushButton[look="chip"]:focus { border: 2px solid $focus; padding: 0 ${p12}px; }
"""

_FIELDS = """
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QAbstractSpinBox { background: $surface;
  border: 1px solid $edge;
  border-radius: ${radius}px; padding: 0 ${p9}px; min-height: ${button}px; color: $text;
  selection-background-color: $accent; selection-color: $on_accent; }
QPlainTextEdit, QTextEdit { padding: ${p4}px ${p6}px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QAbstractSpinBox:focus {
  border: 2px solid $focus; padding: 0 ${p8}px; }
QPlainTextEdit:focus, QTextEdit:focus { padding: ${p3}px ${p5}px; }
QLineEdit[fault="true"], QPlainTextEdit[fault="true"], QComboBox[fault="true"] {
  border: 2px solid $danger_fg; padding: 0 ${p8}px; }
QLineEdit > QToolButton { background: transparent; border: none; padding: 0; min-height: 0; min-width: 0; }
QLineEdit:read-only { background: $ground; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled { color: $disabled; border-color: $line;
  background: $ground; }
QLineEdit[look="bare"] { border: none; background: transparent; padding: 0; min-height: 0; }
QComboBox { padding-right: ${p26}px; }
QComboBox::drop-down { border: none; width: ${p26}px; }
QComboBox::down-arrow { image: url("$chevron_down"); width: ${p14}px; height: ${p14}px; }
QComboBox QAbstractItemView { background: $raised; border: 1px solid $edge; outline: none; padding: ${p4}px; }
QCheckBox, QRadioButton { spacing: ${p8}px; min-height: ${p24}px; background: transparent;
  border: 2px solid transparent; border-radius: ${p4}px; padding-right: ${p4}px; }
QCheckBox:focus, QRadioButton:focus { border: 2px solid $focus; }
QCheckBox::indicator, QAbstractItemView::indicator { width: ${p16}px; height: ${p16}px;
  border: 1px solid $edge; border-radius: ${p3}px; background: $surface; }
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked { background: $accent;
  border-color: $accent; image: url("$check_on"); }
QCheckBox::indicator:indeterminate { background: $accent; border-color: $accent; image: url("$minus_on"); }
QCheckBox::indicator:disabled { border-color: $line; background: $ground; }
QRadioButton::indicator { width: ${p16}px; height: ${p16}px; border: 1px solid $edge; border-radius: ${radio_radius}px;
  background: $surface; }
QRadioButton::indicator:checked { border: ${p5}px solid $accent; width: ${radio_dot}px; height: ${radio_dot}px; }
"""

_LISTS = """
QAbstractItemView { background: $surface; border: none; outline: none; color: $text;
  selection-background-color: $selected; selection-color: $text; alternate-background-color: $surface; }
QTableView { gridline-color: $line; }
QTableView:focus, QTreeView:focus, QListView:focus { border: none; }
QTableView::item, QTreeView::item, QListView::item { padding: 0 ${p8}px; }
QListView::item, QTreeView::item { min-height: ${p28}px; border-radius: ${p4}px; }
QListView::item:hover, QTreeView::item:hover { background: $hover; }
QListView::item:selected, QTreeView::item:selected { background: $selected; color: $text; }
QHeaderView { background: $surface; border: none; }
QHeaderView::section { background: $surface; color: $muted; font-size: ${f_label}px; font-weight: 600;
  border: none;
  border-bottom: 1px solid $line; padding: 0 ${p8}px; min-height: ${p30}px; }
QHeaderView::section:hover { background: $hover; }
QHeaderView::up-arrow, QHeaderView::down-arrow { width: ${p12}px; height: ${p12}px;
  subcontrol-position: center right; right: ${p4}px; }
QHeaderView::up-arrow { image: url("$arrow_up"); }
QHeaderView::down-arrow { image: url("$arrow_down"); }
QTableCornerButton::section { background: $surface; border: none; }
QMenu { background: $raised; border: 1px solid $edge; border-radius: ${radius}px; padding: ${p4}px; }
QMenu::item { padding: ${p5}px ${p24}px ${p5}px ${p10}px; border-radius: ${p4}px; }
QMenu::item:selected { background: $selected; color: $text; }
QMenu::item:disabled { color: $disabled; }
QMenu::separator { height: 1px; background: $line; margin: ${p4}px ${p6}px; }
QMenu::icon { padding-left: ${p6}px; }
QTabWidget::pane { border: none; border-top: 1px solid $line; background: transparent; }
QTabBar { background: transparent; }
QTabBar::tab { background: transparent; border: 2px solid transparent; color: $muted;
  padding: ${p6}px ${p10}px; margin-right: ${p4}px; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $link; font-weight: 600; border-bottom: 2px solid $accent; }
QTabBar:focus::tab:selected, QTabBar::tab:focus { border: 2px solid $focus; border-radius: ${p4}px; }
QProgressBar { background: $neutral_bg; border: none; border-radius: ${p3}px; height: ${p6}px;
  max-height: ${p6}px; text-align: center; }
QProgressBar::chunk { background: $accent; border-radius: ${p3}px; }
QSlider::groove:horizontal { height: ${p4}px; background: $line; border-radius: ${p2}px; }
QSlider::handle:horizontal { width: ${p14}px; height: ${p14}px; margin: -${p5}px 0; border-radius: ${p7}px;
  background: $accent; }
QSlider::handle:horizontal:focus { border: 2px solid $text; }
QScrollBar:vertical { background: transparent; width: ${p12}px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: ${p12}px; margin: 0; }
QScrollBar::handle { background: $edge; border-radius: ${p3}px; margin: ${p3}px; min-height: ${p28}px;
  min-width: ${p28}px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line, QScrollBar::add-page, QScrollBar::sub-page {
  background: transparent; border: none; width: 0; height: 0; }
QGroupBox { border: none; font-weight: 600; padding-top: ${p20}px; }
"""


def style_sheet(colour: Hex, px: Px) -> str:
    """The whole sheet; `colour` gives `#rrggbb` of a token and `px` scales a measure."""
    tokens = (
        "text", "muted", "faint", "disabled", "ground", "surface", "raised", "hover", "selected", "line", "edge",
        "focus", "accent", "accent-hover", "accent-pressed", "on-accent", "link", "neutral-bg", "danger-fg",
        "danger-bg", "warning-fg", "success-fg", "info-fg",
    )  # fmt: skip
    values: dict[str, object] = {token.replace("-", "_"): colour(token) for token in tokens}
    values |= {f"f_{name}": px(size) for name, size in FONT_SIZES.items()}
    values |= {f"p{n}": px(n) for n in (*range(2, 17), 20, 24, 26, 28, 30)}
    values |= {
        "family": FONT_FAMILY,
        "card": px(SIZES["card-radius"]),
        "radius": px(SIZES["radius"]),
        "button": px(SIZES["control"]) - 2,
        "small": px(26),
        "chip": px(26),
        "chip_radius": (px(26) + 2) // 2,
        "radio_radius": (px(16) + 2) // 2,
        "radio_dot": px(16) + 2 - 2 * px(5),
        "chevron_down": picture_file("chevron-down", colour("muted")),
        "check_on": picture_file("check", colour("on-accent"), 3),
        "minus_on": picture_file("minus", colour("on-accent"), 3),
        "arrow_up": picture_file("arrow-up", colour("muted")),
        "arrow_down": picture_file("arrow-down", colour("muted")),
    }
    return Template(_GENERAL + _BUTTONS + _FIELDS + _LISTS).substitute(values)
