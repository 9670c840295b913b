# SPDX-License-Identifier: EUPL-1.2
"""Lays a picture under the plan: by known points, one measured distance, or the world file beside it (§17.2)."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from app.core.outcome import Address, EnvironmentProblem, Report, UserError
from app.store.archive import keep
from app.store.uow import Work
from modules.cemetery.models import Cemetery, PlanBackground
from modules.cemetery.permissions import GROUND
from modules.cemetery.rules.plan_geometry import ControlPoint, Fit, WorldFile, fit_distance, fit_points
from modules.cemetery.strings import _

if TYPE_CHECKING:
    from PIL.Image import Image as Picture

MOST_READ = 150_000_000
"""Pixels of the largest picture that is opened: beyond, opening it would take the memory of the workstation."""
MOST_KEPT = 40_000_000
"""Pixels of the largest picture that is kept: a paper of one metre at 150 dots an inch."""
MOST_BYTES = 400_000_000
KINDS = {"PNG": "image/png", "JPEG": "image/jpeg"}
"""Formats kept as they are; the others become PNG."""
DOUBTFUL_M = 0.5
"""Residual from which the points are worth checking."""


def place_background(
    work: Work,
    *,
    cemetery: int,
    path: Path | str,
    pins: Sequence[Sequence[float]] = (),
    distance: Sequence[float] | None = None,
    title: str = "",
) -> Report:
    """Keep the picture at `path` and set it on the ground.

    `pins`: two points or more, each (column, row, x, y), in pixels of the file and metres of the plan;
    `distance`: (column, row, column, row, metres) when the plan has no scale; neither: the world file beside the
    picture (.pgw, .jgw, .tfw, .wld). A picture of more than forty million pixels is reduced, and says so.
    Raises UserError for a picture that is none or too large, or for points that set nothing.
    """
    work.require(GROUND)
    found = work.session.get(Cemetery, cemetery)
    if found is None:
        raise UserError(_("Ce cimetière n’existe plus."))
    file = Path(path)
    content, media_type, size, shrunk = _read(file)
    fit = _fit(file, pins, distance, size)
    width, height = (max(1, round(side * shrunk)) for side in size)
    kept = keep(
        work, content, kind="cemetery.background", title=title or file.stem, media_type=media_type,
        subject=("cemetery_cemetery", found.id),
    )  # fmt: skip
    background = PlanBackground(
        cemetery_id=found.id, title=title or file.stem, sha256=kept.sha256, media_type=media_type, width_px=width,
        height_px=height, transform=_scaled(fit.world, shrunk).as_list(), residual_m=round(Decimal(fit.residual_m), 3),
    )  # fmt: skip
    work.session.add(background)
    work.session.flush()
    report = Report(
        summary=_(
            "Image «\u00a0{title}\u00a0» posée sous le plan de {cemetery}.",
            title=background.title,
            cemetery=found.title,
        ),
        records=[Address("cemetery.plan")],
        facts={
            "background": background.id,
            "residual_m": fit.residual_m,
            "metres_per_pixel": fit.world.metres_per_pixel,
        },
    )
    if shrunk < 1:
        report.notes.append(
            _(
                "L’image avait {count} millions de points\u00a0: elle a été réduite à {kept} millions, l’original reste chez vous.",
                count=round(size[0] * size[1] / 1e6),
                kept=round(width * height / 1e6),
            )
        )
    if fit.residual_m > DOUBTFUL_M:
        report.notes.append(
            _(
                "Les points connus s’écartent de {metres} m en moyenne\u00a0: vérifiez-les.",
                metres=f"{fit.residual_m:.2f}".replace(".", ","),
            )
        )
    return report


def _fit(
    file: Path, pins: Sequence[Sequence[float]], distance: Sequence[float] | None, size: tuple[int, int]
) -> Fit:
    if pins:
        return fit_points([ControlPoint(*(float(value) for value in pin)) for pin in pins])
    if distance is not None:
        col1, row1, col2, row2, metres = (float(value) for value in distance)
        return fit_distance((col1, row1), (col2, row2), metres, size[1])
    suffix = file.suffix.lower()
    for beside in (f".{suffix[1:2]}{suffix[-1:]}w", f"{suffix}w", ".wld"):
        world = file.with_suffix(beside)
        if world.is_file():
            return Fit(WorldFile.read(world.read_text(encoding="ascii", errors="replace")), 0.0)
    raise UserError(
        _("Indiquez deux points connus, ou une distance mesurée entre deux points de l’image."), field="pins"
    )


def _scaled(world: WorldFile, shrunk: float) -> WorldFile:
    """The same ground under fewer pixels: the centre of the first one moves by half of what it grew."""
    if shrunk == 1:
        return world
    grown = 1 / shrunk
    c, f = world.at((grown - 1) / 2, (grown - 1) / 2)
    return WorldFile(world.a * grown, world.d * grown, world.b * grown, world.e * grown, c, f)


def _read(file: Path) -> tuple[bytes, str, tuple[int, int], float]:
    """(bytes to keep, their type, size of the original, ratio of the reduction)."""
    from PIL import Image

    try:
        if file.stat().st_size > MOST_BYTES:
            raise UserError(
                _(
                    "«\u00a0{name}\u00a0» est trop gros\u00a0: réduisez l’image avant de la poser.",
                    name=file.name,
                ),
                field="path",
            )
        with warnings.catch_warnings():
            # The size is checked here, with a sentence of ours.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(file) as picture:
                size = picture.size
                if size[0] * size[1] > MOST_READ:
                    raise _too_large(file)
                content, media_type, shrunk = _kept(file, picture)
                return content, media_type, size, shrunk
    except Image.DecompressionBombError:
        raise _too_large(file) from None
    except FileNotFoundError:
        raise UserError(
            _("Le fichier «\u00a0{name}\u00a0» est introuvable.", name=file.name), field="path"
        ) from None
    except MemoryError as error:
        raise EnvironmentProblem(
            _("La mémoire ne suffit pas pour cette image\u00a0: réduisez-la."), str(error)
        ) from error
    except (OSError, SyntaxError, ValueError):
        raise UserError(
            _(
                "«\u00a0{name}\u00a0» n’est pas une image lisible\u00a0: choisissez un fichier PNG, JPEG ou TIFF.",
                name=file.name,
            ),
            field="path",
        ) from None


def _too_large(file: Path) -> UserError:
    return UserError(
        _(
            "«\u00a0{name}\u00a0» a plus de {count} millions de points\u00a0: réduisez-la de moitié dans un logiciel d’images, puis recommencez.",
            name=file.name,
            count=MOST_READ // 1_000_000,
        ),
        field="path",
    )


def _kept(file: Path, picture: Picture) -> tuple[bytes, str, float]:
    kind = str(picture.format)
    pixels = picture.size[0] * picture.size[1]
    if pixels <= MOST_KEPT:
        picture.load()
        if kind in KINDS:
            return file.read_bytes(), KINDS[kind], 1.0
        return _encoded(picture, "PNG"), "image/png", 1.0
    ratio = float((MOST_KEPT / pixels) ** 0.5)
    size = tuple(max(1, round(side * ratio)) for side in picture.size)
    # A JPEG is decoded at a fraction of its size when that is enough.
    picture.draft("RGB", (size[0], size[1]))
    smaller = picture.convert("RGB" if picture.mode not in ("L", "RGB", "RGBA") else picture.mode).resize(
        (size[0], size[1])
    )
    target = "JPEG" if kind == "JPEG" else "PNG"
    return _encoded(smaller, target), KINDS[target], ratio


def _encoded(picture: Picture, kind: str) -> bytes:
    buffer = io.BytesIO()
    suited = picture if picture.mode in ("1", "L", "P", "RGB", "RGBA") else picture.convert("RGB")
    suited.save(buffer, kind, **({"quality": 90} if kind == "JPEG" else {}))
    return buffer.getvalue()
