# SPDX-License-Identifier: EUPL-1.2
"""The picture under the plan while one draws: chosen, measured by two points, placed, taken away."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QImage, QImageReader
from PySide6.QtWidgets import QFileDialog

from app.core.outcome import Report
from app.forms.fields import Tone
from modules.cemetery.plan_facts import PlanPicture
from modules.cemetery.strings import _
from modules.cemetery.ui.plan_images import read_picture
from modules.cemetery.ui.plan_paint import Showing
from modules.cemetery.ui.plan_scene import PlanScene
from modules.cemetery.ui.plan_tools import Pin

if TYPE_CHECKING:
    from app.store.uow import Work
    from modules.cemetery.ui.plan_editor import PlanEditor

PROVISIONAL = -1
"""Id of a picture that is not placed yet."""


class Underlay:
    """One picture in hand at a time; those already placed are the plan's."""

    def __init__(self, editor: PlanEditor) -> None:
        self.editor = editor
        self.picture: tuple[PlanPicture, QImage, Path] | None = None

    def choose(self) -> None:
        """Choose the file of a scanned plan or of an aerial photograph."""
        path, _filter = QFileDialog.getOpenFileName(
            self.editor.page, str(_("Image de fond")), "", str(_("Images (*.png *.jpg *.jpeg *.tif *.tiff *.bmp)"))
        )
        if path:
            self.take(Path(path))

    def take(self, path: Path) -> None:
        """Lay a picture under the plan, at a scale to be said."""
        try:
            image = read_picture(path.read_bytes())
        except OSError:
            image = None
        if image is None:
            self.editor.page.desk.notify(_("Cette image ne peut pas être lue\u00a0: choisissez un fichier PNG, JPEG ou TIFF."), Tone.WARNING)
            return
        left, bottom, right, top = self.editor.view.scene.bounds if self.editor.view.scene is not None else (0.0, 0.0, 40.0, 24.0)
        scale = max((right - left) / image.width(), (top - bottom) / image.height(), 1e-6)
        size = read_size(path) or (image.width(), image.height())
        scale *= image.width() / size[0]
        transform = (scale, 0.0, 0.0, -scale, left + scale / 2, top - scale / 2)
        picture = PlanPicture(PROVISIONAL, path.stem, "", "", size[0], size[1], transform, 70)
        self.picture = picture, image, path
        self._show()
        self.editor.take_tool("picture")
        self.editor.panel.say_picture(True)

    def _show(self) -> None:
        """The plan again, the picture in hand under it."""
        if self.picture is None:
            return
        picture, image, _path = self.picture
        marks = {n: shape.mark for n, shape in self.editor.view.scene.shapes.items()} if self.editor.view.scene is not None else {}
        scene = PlanScene(replace(self.editor.facts, pictures=(*self.editor.facts.pictures, picture)))
        scene.set_marks(marks)
        showing = self.editor.view.showing
        images = {**(showing.images or {}), PROVISIONAL: image}
        self.editor.view.showing = Showing(showing.dimmed, showing.found, showing.hidden, images, True)
        self.editor.view.show_scene(scene, keep=True)

    def pins(self) -> list[tuple[float, float, float, float]]:
        """(column, row, x, y) of two points of the picture, from what was pointed at and measured; empty when unsaid."""
        tool = self.editor.tools["picture"]
        if self.picture is None or not isinstance(tool, Pin) or len(tool.points) not in (2, 4):
            return []
        a, d, b, e, c, f = self.picture[0].transform
        if len(tool.points) == 4:
            first, second, place1, place2 = tool.points
        else:
            (first, second), metres = tool.points, self.editor.panel.value("metres")
            apart = math.dist(first, second)
            if metres is None or apart < 1e-6:
                return []
            ratio = float(metres) / apart
            place1 = first
            place2 = first[0] + (second[0] - first[0]) * ratio, first[1] + (second[1] - first[1]) * ratio
        det = a * e - b * d
        found = []
        for (wx, wy), (x, y) in ((first, place1), (second, place2)):
            dx, dy = wx - c, wy - f
            found.append(((e * dx - b * dy) / det, (a * dy - d * dx) / det, x, y))
        return found

    def place(self) -> None:
        """Keep the picture, set on the ground by two points."""
        pins = self.pins()
        if not pins or self.picture is None:
            self.editor.page.desk.notify(_("Indiquez la distance réelle entre les deux points, en mètres."), Tone.WARNING)
            return
        if self.editor.edits.changes():
            self.editor.page.desk.notify(_("Enregistrez d’abord ce que vous avez dessiné, puis posez l’image."), Tone.WARNING)
            return
        path, cemetery = self.picture[2], self.editor.facts.id

        def act(work: Work) -> Report:
            from modules.cemetery.services.place_background import place_background

            return place_background(work, cemetery=cemetery, path=path, pins=pins)

        self.editor.write(_("Image de fond"), act, "cemetery.place-background")

    def hide(self, picture: int) -> None:
        """Take a picture from under the plan."""

        def act(work: Work) -> Report:
            from modules.cemetery.services.hide_background import hide_background

            return hide_background(work, id=picture)

        if self.editor.edits.changes():
            self.editor.page.desk.notify(_("Enregistrez d’abord ce que vous avez dessiné."), Tone.WARNING)
            return
        self.editor.write(_("Retirer une image de fond"), act, "cemetery.hide-background")


def read_size(path: Path) -> tuple[int, int] | None:
    """Columns and rows of a picture, before it is shrunk."""
    size = QImageReader(str(path)).size()
    return (size.width(), size.height()) if size.isValid() else None
