# SPDX-License-Identifier: EUPL-1.2
"""Two people on one record: both versions side by side, and a choice."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout

from app.forms.fields import Tone
from app.forms.page import FieldsPart
from app.ui.strings import _
from app.ui.widgets import Button, Label, PrimaryButton

if TYPE_CHECKING:
    from app.ui.desk import Desk


class ConflictBox(QFrame):
    """What I typed and what another person saved meanwhile, side by side."""

    def __init__(
        self, desk: Desk, part: FieldsPart, mine: Mapping[str, Any], theirs: Mapping[str, Any], titles: Mapping[str, str]
    ) -> None:
        super().__init__()
        theme = desk.theme
        self.setProperty("look", "card")
        column = QVBoxLayout(self)
        pad = theme.px(14)
        column.setContentsMargins(pad, pad, pad, pad)
        column.setSpacing(theme.px(10))
        column.addWidget(Label(
            _("Cette fiche a été modifiée entre-temps par une autre personne\u00a0: rien n’a été enregistré."),
            "strong", wrap=True, tone=Tone.WARNING,
        ))
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.px(14))
        grid.setVerticalSpacing(theme.px(6))
        for place, head in enumerate((_("Champ"), _("Votre version"), _("L’autre version"))):
            grid.addWidget(Label(head, "label"), 0, place)
        line = 1
        for field in part.fields:
            if field.sensitive and not desk.can(part.permission):
                continue
            if field.name in mine and mine[field.name] != theirs.get(field.name):
                grid.addWidget(Label(field.label, "muted", wrap=True), line, 0)
                grid.addWidget(Label(field.show(mine[field.name]) or "—", "strong", wrap=True), line, 1)
                other = titles.get(field.name) or field.show(theirs.get(field.name)) or "—"
                grid.addWidget(Label(other, wrap=True), line, 2)
                line += 1
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        column.addLayout(grid)
        foot = QHBoxLayout()
        foot.addStretch(1)
        self.take_theirs = Button(theme, _("Prendre l’autre version"))
        self.keep_mine = PrimaryButton(theme, _("Garder la mienne"))
        foot.addWidget(self.take_theirs)
        foot.addWidget(self.keep_mine)
        column.addLayout(foot)
