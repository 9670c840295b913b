# SPDX-License-Identifier: EUPL-1.2
"""What stands in place of a plan that is not drawn yet: the first step, whichever suits."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.text import Text
from app.ui.widgets import Button, EmptyState, PrimaryButton
from modules.cemetery.permissions import SETUP
from modules.cemetery.plan_facts import PlanFacts
from modules.cemetery.strings import _, _n

if TYPE_CHECKING:
    from modules.cemetery.ui.plan_stage import PlanStage


def empty_plan(page: PlanStage, facts: PlanFacts | None) -> QWidget:
    """Words, then buttons: take over a plan, draw a row, draw by hand, or another cemetery."""
    theme = page.theme
    box = QWidget()
    box.setProperty("look", "clear")
    column = QVBoxLayout(box)
    column.addStretch(2)
    column.addWidget(EmptyState(theme, _words(facts), "map-pin"))
    row = QHBoxLayout()
    row.setSpacing(theme.px(8))
    row.addStretch(1)
    first = True
    if facts is None and page.desk.can(SETUP) and not page.desk.dossier.readonly:
        go = partial(page.desk.open, "cemetery.cemeteries")
        row.addWidget(PrimaryButton(theme, _("Enregistrer un cimetière…"), "plus", go))
    if facts is not None and page.may_draw:
        if page.can_import:
            row.addWidget(PrimaryButton(theme, _("Reprendre un plan…"), "upload", page.import_plan))
            first = False
        button = PrimaryButton if first else Button
        row.addWidget(button(theme, _("Dessiner une rangée…"), "grid-3x3", pressed=page.draw_row))
        row.addWidget(Button(theme, _("Dessiner à la souris"), "pencil", pressed=page.edit))
    for choice in page.cemeteries:
        if choice.id != page.cemetery:
            row.addWidget(Button(theme, choice.title, "map-pin", pressed=partial(page.choose_cemetery, choice.id)))
    row.addStretch(1)
    column.addLayout(row)
    column.addStretch(4)
    return box


def _words(facts: PlanFacts | None) -> Text:
    if facts is None:
        return _("Aucun cimetière n’est enregistré. Le plan en montrera les sépultures, à l’échelle, avec leur état du jour choisi.")
    count = len(facts.plots)
    waiting = _n("{n} emplacement attend d’être dessiné.", "{n} emplacements attendent d’être dessinés.", count)
    said = _(
        "{title} n’a pas encore de plan. Reprenez un plan existant (GeoJSON, DXF, image), ou dessinez une première rangée.",
        title=facts.title,
    )
    return f"{said} {waiting}" if count else said
