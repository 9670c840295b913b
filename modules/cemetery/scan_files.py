# SPDX-License-Identifier: EUPL-1.2
"""What a scanned file is, its pages as pixels and as words, and the square codes on them. Reads, never writes."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.outcome import EnvironmentProblem, UserError
from modules.cemetery.strings import _

if TYPE_CHECKING:
    from PIL.Image import Image

    from app.documents.preview import Preview

PDF, JPEG, PNG, TIFF = "application/pdf", "image/jpeg", "image/png", "image/tiff"
SUFFIXES = {".pdf": PDF, ".jpg": JPEG, ".jpeg": JPEG, ".png": PNG, ".tif": TIFF, ".tiff": TIFF}
NAMES = {PDF: "PDF", JPEG: "JPEG", PNG: "PNG", TIFF: "TIFF"}
_MAGIC = ((b"%PDF-", PDF), (b"\xff\xd8\xff", JPEG), (b"\x89PNG\r\n\x1a\n", PNG), (b"II*\0", TIFF), (b"MM\0*", TIFF))
MOST_PIXELS = 150_000_000
"""A plan of size A0 at 300 dots an inch has 140 million."""
MOST_BYTES = 400 * 1024 * 1024
WHOLLY_READ = 40_000_000
"""Pixels up to which a picture is read to its end before it is kept, to be sure that nothing lacks."""
CODE_DPI = 110
CODE_LONGEST = 1400
OCR_DPI = 300
EARTH = 3600


@dataclass(frozen=True)
class FileFacts:
    """What a file is."""

    media_type: str
    pages: int = 1
    width: int = 0
    """Pixels of the first page; 0 for a PDF."""
    height: int = 0
    is_photo: bool = False
    """Taken by a camera or a telephone, not by a scanner."""
    lon: float | None = None
    lat: float | None = None
    dpi: int = 0


def load_file(path: Path) -> bytes:
    """The bytes of a file of the disk. Raises UserError when it cannot be read, is empty or far too large."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UserError(_("Ce fichier dépasse 400 Mo\u00a0: scindez-le, ou numérisez à 300 points par pouce."))
        return path.read_bytes()
    except OSError as error:
        raise UserError(_("Ce fichier ne peut pas être lu\u00a0: est-il ouvert ailleurs, ou protégé\u202f?")) from error


def media_type_of(content: bytes) -> str:
    """The type that the first bytes say; empty for anything but a PDF, JPEG, PNG or TIFF."""
    head = content[:1024]
    for magic, media_type in _MAGIC:
        if head.startswith(magic) or (media_type == PDF and magic in head):
            return media_type
    return ""


def examine(content: bytes, name: str) -> FileFacts:
    """What a file is. Raises UserError, with what to do, for one that cannot be kept as a scan."""
    if not content:
        raise UserError(_("Ce fichier est vide\u00a0: numérisez de nouveau cette feuille."))
    media_type, said = media_type_of(content), SUFFIXES.get(Path(name).suffix.lower(), "")
    if not media_type:
        raise UserError(_("Ce n’est ni un PDF, ni une image JPEG, PNG ou TIFF\u00a0: enregistrez-le sous l’une de ces formes."))
    if said and said != media_type:
        raise UserError(
            _("Ce fichier n’est pas ce que dit son nom\u00a0: c’est un {found}, nommé comme un {said}. Renommez-le avec la bonne fin.",
              found=NAMES[media_type], said=NAMES[said])
        )  # fmt: skip
    return _examine_pdf(content) if media_type == PDF else _examine_picture(content, media_type)


def _examine_pdf(content: bytes) -> FileFacts:
    from app.documents.preview import Preview

    with Preview(content) as opened:
        if not opened.count:
            raise UserError(_("Ce PDF n’a aucune page\u00a0: numérisez de nouveau."))
        return FileFacts(PDF, opened.count)


@contextmanager
def _picture(content: bytes) -> Iterator[Image]:
    """A picture opened, not yet decoded. Raises UserError when it is damaged or far too large."""
    from PIL import Image, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            # Our own limit is said in a sentence; Pillow's is lower, and a warning.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(BytesIO(content)) as image:
                _check_size(image)
                yield image
    except Image.DecompressionBombError as error:
        found = re.search(r"\d+", str(error))
        raise _too_large(int(found[0]) if found else 2 * MOST_PIXELS) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise UserError(_("Cette image est abîmée, ou il en manque la fin\u00a0: numérisez de nouveau cette feuille.")) from error


def _check_size(image: Image) -> None:
    if image.width * image.height > MOST_PIXELS:
        raise _too_large(image.width * image.height)


def _too_large(pixels: int) -> UserError:
    return UserError(
        _("Cette image compte {n} millions de points, plus que l’écran et l’imprimante n’en montreront jamais. Numérisez à 300 points par pouce"
          " (150 millions de points au plus), ou découpez-la en plusieurs feuilles.", n=pixels // 1_000_000)
    )  # fmt: skip


def _examine_picture(content: bytes, media_type: str) -> FileFacts:
    with _picture(content) as image:
        wide, high, pages = image.width, image.height, getattr(image, "n_frames", 1)
        dpi = image.info.get("dpi", (0, 0))[0]
        made = image.getexif()
        lon, lat = _position(made.get_ifd(0x8825))
        is_photo = bool(made.get(0x010F)) and media_type == JPEG
        if wide * high <= WHOLLY_READ or media_type == JPEG:
            image.draft("L", (wide // 8, high // 8))
            image.load()
        return FileFacts(media_type, pages, wide, high, is_photo, lon, lat, round(float(dpi or 0)))


def _position(gps: dict[int, Any]) -> tuple[float | None, float | None]:
    """Degrees of longitude and latitude of a photograph, when its camera wrote them."""
    try:
        lat, lon = _degrees(gps[2], str(gps[1]) == "S"), _degrees(gps[4], str(gps[3]) == "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return None, None
    return (lon, lat) if abs(lat) <= 90 and abs(lon) <= 180 and (lat or lon) else (None, None)


def _degrees(parts: Any, negative: bool) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / EARTH
    return -value if negative else value


# ---------------------------------------------------------------- pages


def page_picture(content: bytes, media_type: str, page: int = 1, *, dpi: int = CODE_DPI, longest: int = 2400) -> Image:
    """A page as pixels, upright, no longer than `longest`. Raises UserError for a page that is not there."""
    from PIL import ImageOps

    if media_type == PDF:
        from app.documents.preview import Preview

        with Preview(content) as opened:
            if not 1 <= page <= opened.count:
                raise UserError(_("Ce document n’a pas de page {page}.", page=page))
            return _drawn(opened, page, dpi, longest)
    with _picture(content) as image:
        try:
            image.seek(page - 1)
        except EOFError as error:
            raise UserError(_("Ce document n’a pas de page {page}.", page=page)) from error
        _check_size(image)
        # A JPEG is read at a half, a quarter… of its size as soon as that is enough: much faster.
        ratio = longest / max(image.size)
        image.draft("RGB", (int(image.width * ratio), int(image.height * ratio)))
        upright = ImageOps.exif_transpose(image)
        if max(upright.size) > longest:
            upright.thumbnail((longest, longest), reducing_gap=2.0)
        return upright.convert("RGB")


def _drawn(opened: Preview, page: int, dpi: int, longest: int) -> Image:
    from PIL import Image

    scale = min(dpi / 72, longest / max(*opened.sizes[page - 1], 1))
    drawn = opened.image(page - 1, scale)
    return Image.frombytes("RGBA", (drawn.width, drawn.height), drawn.pixels).convert("RGB")


def codes_on(picture: Image) -> list[str]:
    """Payloads of the square codes on a page."""
    import zxingcpp

    grey = picture.convert("L")
    return [code.text for code in zxingcpp.read_barcodes(grey, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)) if code.text]


def codes_by_page(content: bytes, facts: FileFacts) -> list[str]:
    """For each page, the payload of our own code on it, empty without one."""
    from modules.cemetery.rules.separators import PREFIX

    found = []
    for picture in _pictures(content, facts):
        codes = codes_on(picture)
        found.append(next((code.strip() for code in codes if code.strip().startswith(PREFIX)), ""))
    return found


def _pictures(content: bytes, facts: FileFacts) -> Iterator[Image]:
    """Every page, coarse: a square code of nine centimetres is read at a hundred dots an inch."""
    if facts.media_type != PDF:
        for page in range(1, facts.pages + 1):
            yield page_picture(content, facts.media_type, page)
        return
    from app.documents.preview import Preview

    with Preview(content) as opened:
        for page in range(1, opened.count + 1):
            yield _drawn(opened, page, CODE_DPI, CODE_LONGEST)


def words_of_pdf(content: bytes) -> list[str]:
    """The text that a PDF itself holds, page by page; empty texts for pictures of pages."""
    from app.documents.preview import Preview

    with Preview(content) as opened:
        return [opened.text(page).replace("\0", "").strip() for page in range(opened.count)]


# ---------------------------------------------------------------- the reader of characters, when it is installed


def tesseract() -> str:
    """The program that reads printed letters; empty when it is not installed."""
    import os
    import shutil

    found = shutil.which("tesseract")
    if found:
        return found
    usual = Path(os.environ.get("PROGRAMFILES", "")) / "Tesseract-OCR" / "tesseract.exe"
    return str(usual) if usual.is_file() else ""


def how_to_install() -> str:
    """What to install to have the printed letters of pictures read."""
    return str(
        _("Pour lire les pages imprimées ou dactylographiées, installez le logiciel libre Tesseract et son français"
          " (Windows\u00a0: «\u00a0tesseract-ocr-w64-setup\u00a0», langue «\u00a0French\u00a0» cochée\u202f; Debian et Ubuntu\u00a0:"
          " «\u00a0tesseract-ocr-fra\u00a0»). Le reste du travail s’en passe.")
    )  # fmt: skip


def read_letters(picture: Image, *, program: str = "", seconds: int = 180) -> str:
    """The words of a page, read by Tesseract in French. Raises EnvironmentProblem when it is absent or fails."""
    import subprocess

    program = program or tesseract()
    if not program:
        raise EnvironmentProblem(_("Tesseract n’est pas installé. {how}", how=how_to_install()))
    content = BytesIO()
    picture.convert("L").save(content, "PNG", dpi=(OCR_DPI, OCR_DPI))
    quiet = getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        answer = subprocess.run(
            [program, "stdin", "stdout", "-l", "fra", "--psm", "1"], input=content.getvalue(), capture_output=True,
            timeout=seconds, check=True, creationflags=quiet,
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise EnvironmentProblem(_("La lecture de cette page dure trop longtemps."), str(error)) from error
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode("utf-8", "replace")
        if "fra" in said and "load" in said.lower():
            raise EnvironmentProblem(_("Tesseract est installé sans le français. {how}", how=how_to_install()), said) from error
        raise EnvironmentProblem(_("Tesseract n’a pas pu lire cette page."), said) from error
    except OSError as error:
        raise EnvironmentProblem(_("Tesseract ne démarre pas. {how}", how=how_to_install()), str(error)) from error
    return answer.stdout.decode("utf-8", "replace").replace("\0", "").strip()
