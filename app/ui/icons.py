# SPDX-License-Identifier: EUPL-1.2
"""Line icons of one family, drawn in the colours of the theme and kept once drawn."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.core.resources import resource

UNKNOWN = "circle-dot"
"""Drawn for a name that the family does not have."""


@lru_cache(maxsize=512)
def _source(name: str) -> str:
    try:
        path = resource(f"icons/{name}.svg")
    except FileNotFoundError:
        path = resource(f"icons/{UNKNOWN}.svg")
    return path.read_text("utf-8")


def exists(name: str) -> bool:
    """Whether the family has this icon."""
    try:
        resource(f"icons/{name}.svg")
    except FileNotFoundError:
        return False
    return True


@lru_cache(maxsize=512)
def pixmap(name: str, colour: str, size: int, ratio: float = 1.0, weight: float = 2.0) -> QPixmap:
    """The icon in one colour (`#rrggbb`), `size` logical pixels wide, for a screen of that pixel ratio."""
    svg = _source(name).replace("currentColor", colour).replace('stroke-width="2"', f'stroke-width="{weight}"')
    side = max(1, round(size * ratio))
    image = QImage(side, side, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, QRectF(0, 0, side, side))
    painter.end()
    image.setDevicePixelRatio(ratio)
    return QPixmap.fromImage(image)


def _padded(drawn: QPixmap, gap: int) -> QPixmap:
    """The same with an empty band at its right: Fusion puts icon and words too close."""
    if not gap:
        return drawn
    ratio = drawn.devicePixelRatio()
    wide = QPixmap(drawn.width() + round(gap * ratio), drawn.height())
    wide.setDevicePixelRatio(ratio)
    wide.fill(Qt.GlobalColor.transparent)
    painter = QPainter(wide)
    painter.drawPixmap(0, 0, drawn)
    painter.end()
    return wide


def icon(name: str, colour: str, size: int, disabled: str = "", active: str = "", gap: int = 0) -> QIcon:
    """The icon for buttons: in its colour, in another when disabled, in another when checked."""
    drawn = QIcon()
    for ratio in (1.0, 2.0):
        drawn.addPixmap(_padded(pixmap(name, colour, size, ratio, 1.75), gap))
        if disabled:
            drawn.addPixmap(_padded(pixmap(name, disabled, size, ratio, 1.75), gap), QIcon.Mode.Disabled)
        if active:
            drawn.addPixmap(_padded(pixmap(name, active, size, ratio, 1.75), gap), QIcon.Mode.Normal, QIcon.State.On)
    return drawn


@cache
def _pictures_folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="beffroi-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


@cache
def picture_file(name: str, colour: str, weight: float = 2.0) -> str:
    """The icon in one colour as a file, for the style sheet, which knows pictures by their path only."""
    path = _pictures_folder() / f"{name}-{colour.removeprefix('#')}-{weight:g}.svg"
    svg = _source(name).replace("currentColor", colour).replace('stroke-width="2"', f'stroke-width="{weight:g}"')
    path.write_text(svg, "utf-8")
    return path.as_posix()
