# SPDX-License-Identifier: EUPL-1.2
"""Sheets of paper for tests: blank pages, pages with a square code, photographs that know where they were taken."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import zxingcpp
from PIL import Image, ImageDraw

A4 = (826, 1169)
"""A sheet at 100 dots an inch."""


def page(text: str = "", code: str = "", size: tuple[int, int] = A4) -> Image.Image:
    """A sheet with a word, or with a square code in its middle."""
    image = Image.new("RGB", size, "white")
    drawing = ImageDraw.Draw(image)
    drawing.text((60, 60), text or "…", fill="black")
    if code:
        made = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
        square = Image.fromarray(made.to_image(scale=8))
        image.paste(square, ((size[0] - square.width) // 2, 300))
    return image


def pdf(path: Path, *pages: Image.Image) -> Path:
    """A box scanned in one go: pictures of pages, as scanners make them."""
    pages[0].save(path, "PDF", save_all=True, append_images=list(pages[1:]), resolution=100)
    return path


def photo(path: Path, lon: float, lat: float) -> Path:
    """A photograph taken at a point of the Earth."""
    image = Image.new("RGB", (400, 300), "grey")
    exif = image.getexif()
    exif[0x010F] = "Appareil"
    gps = exif.get_ifd(0x8825)
    gps[1], gps[2] = "N" if lat >= 0 else "S", _parts(abs(lat))
    gps[3], gps[4] = "E" if lon >= 0 else "W", _parts(abs(lon))
    content = BytesIO()
    image.save(content, "JPEG", exif=exif)
    path.write_bytes(content.getvalue())
    return path


def _parts(degrees: float) -> tuple[float, float, float]:
    whole = int(degrees)
    minutes = int((degrees - whole) * 60)
    return float(whole), float(minutes), (degrees - whole - minutes / 60) * 3600
