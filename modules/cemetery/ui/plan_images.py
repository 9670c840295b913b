# SPDX-License-Identifier: EUPL-1.2
"""Pictures laid under the plan, read small enough for the screen whatever their size."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from app.core.outcome import EnvironmentProblem
from modules.cemetery.plan_facts import PlanPicture

if TYPE_CHECKING:
    from app.store.uow import Store

LONGEST = 4096
"""Pixels of the longer side once read: a scan of 200 megapixels is shrunk while it is read."""


def read_picture(content: bytes) -> QImage | None:
    """A picture no larger than the screen needs; None when it cannot be read."""
    buffer = QBuffer()
    buffer.setData(QByteArray(content))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(False)
    size = reader.size()
    if size.isValid() and max(size.width(), size.height()) > LONGEST:
        reader.setScaledSize(size.scaled(QSize(LONGEST, LONGEST), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    if image.isNull():
        return None
    return image.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def load_pictures(store: Store, pictures: Sequence[PlanPicture]) -> dict[int, QImage]:
    """The pictures that the archive still holds, by id."""
    found: dict[int, QImage] = {}
    for picture in pictures:
        if store.archive is None:
            break
        try:
            image = read_picture(store.archive.get(picture.sha256, picture.media_type))
        except EnvironmentProblem:
            # A missing picture must not keep the plan from being shown; the check of the dossier says it.
            continue
        if image is not None:
            found[picture.id] = image
    return found
