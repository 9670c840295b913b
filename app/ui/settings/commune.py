# SPDX-License-Identifier: EUPL-1.2
"""The identity of the commune: what heads its papers, drives its calendars, and its arms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout

from app.core.outcome import UserError
from app.forms.fields import Tone
from app.forms.page import Form
from app.ui.commune import ARMS, PICTURE_TYPES, identity_sections, read_arms
from app.ui.navigation import Arms
from app.ui.settings.base import CHANGE, Column, SettingsForm, line_of_buttons
from app.ui.strings import _
from app.ui.widgets import Button

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.store.uow import Work
    from app.ui.desk import Desk

HEAVIEST = 2_000_000
"""Octets: beyond, the picture would weigh on every paper."""


class CommuneView(Column):
    """One form and the arms."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        card = self.card(_("Identité de la commune"), _("Imprimée en tête de chaque papier, avec le blason."))
        form = Form(sections=identity_sections())
        self.form = SettingsForm(desk, form, _("Identité de la commune"), _("Identité enregistrée."))
        card.body.addWidget(self.form)
        self._add_arms()
        self.cards.addStretch(1)
        desk.changed.connect(self._on_changed)
        self._read_arms()

    def _add_arms(self) -> None:
        card = self.card(_("Blason ou logo"), _("Une image PNG, JPEG ou SVG, de préférence sur fond transparent."))
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(20))
        self.arms = Arms(self.theme)
        self.arms.setFixedSize(self.theme.px(64), self.theme.px(72))
        row.addWidget(self.arms, 0, Qt.AlignmentFlag.AlignTop)
        self.choose = Button(self.theme, _("Choisir une image…"), "image", pressed=self._choose)
        self.remove = Button(self.theme, _("Retirer"), pressed=lambda: self._keep(None))
        row.addLayout(line_of_buttons(self.desk, self.choose, self.remove), 1)
        card.body.addLayout(row)
        for button in (self.choose, self.remove):
            button.setVisible(self.desk.can(CHANGE) and not self.desk.dossier.readonly)

    def take_focus(self) -> None:
        """The first field."""
        self.form.view.focus_first()

    def _on_changed(self, tables: frozenset[str]) -> None:
        if "store_setting" in tables:
            self.form.read()
            self._read_arms()

    def _read_arms(self) -> None:
        archive = self.desk.dossier.archive

        def read(session: Session) -> bytes | None:
            from app.store.uow import setting

            return read_arms(session, archive, setting(session, ARMS))

        self.desk.query(read, self._show_arms)

    def _show_arms(self, data: bytes | None) -> None:
        self.arms.set_picture(data)
        self.remove.setEnabled(data is not None)

    def _choose(self) -> None:
        path, _filter = QFileDialog.getOpenFileName(
            self, str(_("Choisir le blason")), "", str(_("Images (*.png *.jpg *.jpeg *.svg)"))
        )
        if path:
            try:
                self._keep(read_picture(Path(path)))
            except UserError as fault:
                self.desk.notify(fault.message, Tone.WARNING)

    def _keep(self, picture: tuple[bytes, str] | None) -> None:
        def write(work: Work) -> None:
            from app.store.archive import keep

            work.require(CHANGE)
            if picture is None:
                work.put_setting(ARMS, "")
            else:
                kept = keep(work, picture[0], kind="commune.arms", title=_("Blason"), media_type=picture[1])
                work.put_setting(ARMS, kept.sha256)

        label = _("Retrait du blason") if picture is None else _("Changement du blason")
        self.desk.operate(label, write, lambda _done: self.desk.notify(_("Blason enregistré.")), action="store.settings")


def read_picture(path: Path) -> tuple[bytes, str]:
    """The bytes of a picture and its media type. Raises `UserError` when it cannot be used."""
    from PySide6.QtGui import QImage

    media_type = PICTURE_TYPES.get(path.suffix.lower())
    if media_type is None:
        raise UserError(_("Cette image n’est ni PNG, ni JPEG, ni SVG\u00a0: enregistrez-la dans l’un de ces formats."))
    try:
        data = path.read_bytes()
    except OSError:
        raise UserError(_("Cette image n’a pas pu être lue\u00a0: vérifiez qu’elle n’est pas ouverte ailleurs.")) from None
    if len(data) > HEAVIEST:
        raise UserError(_("Cette image est trop lourde\u00a0: réduisez-la à moins de 2\u00a0Mo."))
    if QImage.fromData(data).isNull():
        raise UserError(_("Ce fichier n’est pas une image que l’on puisse afficher. Essayez un fichier PNG."))
    return data, media_type
