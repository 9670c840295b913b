# SPDX-License-Identifier: EUPL-1.2
"""The modules: those in use with their settings, those that could be, and those that failed with the reason."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from app.forms.fields import Tone
from app.forms.page import Form
from app.ui.settings.base import CHANGE, Column, SettingsForm
from app.ui.strings import _, _n
from app.ui.widgets import Button, IconLabel, Label, StateChip

if TYPE_CHECKING:
    from app.contract import Module
    from app.ui.desk import Desk


class ModulesView(Column):
    """A card a module."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.forms: list[SettingsForm] = []
        for module in desk.installed.modules:
            self._add(module)
        self._add_failures()
        self.cards.addStretch(1)
        desk.changed.connect(self._on_changed)

    def _add(self, module: Module) -> None:
        card = self.card("")
        card.setAccessibleName(str(module.title))
        first = card.body.takeAt(0)
        if first is not None and (widget := first.widget()) is not None:
            widget.deleteLater()
        card.body.addLayout(self._head(module))
        fields = tuple(module.settings())
        if fields and any(other.name == module.name for other in self.desk.dossier.modules):
            form = SettingsForm(
                self.desk, Form(fields=fields), _("Réglages\u00a0: {module}", module=module.title),
                _("Réglages enregistrés."),
            )
            self.forms.append(form)
            card.body.addWidget(form)

    def _head(self, module: Module) -> QHBoxLayout:
        theme = self.theme
        row = QHBoxLayout()
        row.setSpacing(theme.px(12))
        row.addWidget(IconLabel(theme, module.icon, theme.hue(module.hue), 22), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(theme.px(2))
        words.addWidget(Label(module.title, "title"))
        pages = len(list(module.pages()))
        detail = str(module.purpose) or str(_n("{n} page", "{n} pages", pages))
        words.addWidget(Label(detail, "muted", wrap=True))
        row.addLayout(words, 1)
        used = any(other.name == module.name for other in self.desk.dossier.modules)
        top = Qt.AlignmentFlag.AlignTop
        if used:
            row.addWidget(StateChip(theme, _("En service"), Tone.SUCCESS, "check"), 0, top)
        elif self.desk.can(CHANGE) and not self.desk.dossier.readonly:
            use = Button(theme, _("Utiliser ce module"), "plus", pressed=partial(self._enable, module))
            row.addWidget(use, 0, top)
        else:
            row.addWidget(StateChip(theme, _("Non utilisé"), Tone.NEUTRAL, "circle"), 0, top)
        return row

    def _enable(self, module: Module) -> None:
        """Begin to use a module: its tables are made after a backup, then the window is made again."""
        dossier, desk = self.desk.dossier, self.desk

        def enabled(_nothing: None) -> None:
            desk.registry = desk.installed.only(used.name for used in dossier.modules)
            desk.notify(_("Le module «\u00a0{module}\u00a0» est en service.", module=module.title))
            desk.user_changed.emit()

        desk.query(lambda _session: dossier.enable(module), enabled)

    def _add_failures(self) -> None:
        if not self.desk.registry.failures:
            return
        card = self.card(_("Modules écartés"), _("Trouvés sur cet ordinateur, mais inutilisables. Le reste fonctionne."))
        for failure in self.desk.registry.failures:
            card.body.addWidget(Label(failure.name, "strong", tone=Tone.WARNING))
            card.body.addWidget(Label(failure.reason, "small", wrap=True))

    def _on_changed(self, tables: frozenset[str]) -> None:
        if "store_setting" in tables:
            for form in self.forms:
                form.read()
