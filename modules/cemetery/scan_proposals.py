# SPDX-License-Identifier: EUPL-1.2
"""What the files of a folder would become as scans, and the graves that each seems to speak of. Writes nothing."""

from __future__ import annotations

import hashlib
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.dates import PartialDate
from app.core.outcome import UserError
from app.core.people import key2
from modules.cemetery import models as m
from modules.cemetery.rules.codes import ScanType
from modules.cemetery.rules.drawing import centre_of, read_ring
from modules.cemetery.rules.projection import LOCAL, METRES_PER_DEGREE, WGS_84, convert
from modules.cemetery.rules.scan_names import Guess, Known, guess_from, loose_key, read_scan_name
from modules.cemetery.rules.separators import Part, Target, is_box, part_pages, read_code
from modules.cemetery.scan_files import (
    PDF,
    SUFFIXES,
    FileFacts,
    codes_by_page,
    examine,
    load_file,
)
from modules.cemetery.strings import _, label

BY_CODE, BY_NAME, BY_PLACE = "CODE", "NAME", "PLACE"
NEAR_M = 12.0
"""A telephone knows where it is within some metres: beyond, the nearest grave says nothing."""


@dataclass(frozen=True)
class FileRead:
    """A file of the disk, looked into."""

    path: Path
    sha256: str
    facts: FileFacts
    codes: tuple[str, ...]
    """By page; empty when they were not looked for."""


@dataclass(frozen=True)
class Hint:
    """What a scan seems to belong to, and by what; kept with the scan until somebody says yes or no."""

    by: str = ""
    plots: tuple[int, ...] = ()
    concessions: tuple[int, ...] = ()
    sure: bool = False
    metres: float | None = None
    unknown: str = ""
    """A code or a number that names nothing of this commune."""

    def stored(self) -> dict[str, Any]:
        """As kept with the scan; empty when it proposes nothing."""
        if not (self.plots or self.concessions or self.unknown):
            return {}
        kept = {"by": self.by, "plots": list(self.plots), "concessions": list(self.concessions), "sure": self.sure}
        if self.metres is not None:
            kept["metres"] = round(self.metres, 1)
        if self.unknown:
            kept["unknown"] = self.unknown
        return kept


@dataclass(frozen=True)
class Proposed:
    """One scan to come, a separator sheet, or a refusal."""

    path: Path
    name: str
    read: FileRead | None = None
    part: Part | None = None
    """Pages of the file, when it is parted at its separators."""
    hint: Hint = Hint()
    kind: ScanType | None = None
    dated: PartialDate | None = None
    title: str = ""
    volume: str = ""
    folio: str = ""
    is_sheet: bool = False
    refusal: str = ""


# ---------------------------------------------------------------- files


def files_in(paths: str) -> tuple[list[Path], int]:
    """The files that a text names (files or folders, one a line or parted by semicolons), in the order of their names.

    In a folder, only PDF and pictures are taken, subfolders included; the second figure counts the others.
    Raises UserError for a path that does not exist.
    """
    found: list[Path] = []
    others = 0
    for each in re.split(r"[\n;]+", paths):
        text = each.strip().strip('"')
        if not text:
            continue
        path = Path(text).expanduser()
        if path.is_dir():
            inside = [one for one in path.rglob("*") if one.is_file() and not one.name.startswith(".")]
            scans = [one for one in inside if one.suffix.lower() in SUFFIXES]
            found += sorted(scans, key=lambda one: _natural(str(one)))
            others += len(inside) - len(scans)
        elif path.is_file():
            found.append(path)
        else:
            raise UserError(_("«\u00a0{path}\u00a0» n’existe pas, ou n’est pas accessible d’ici.", path=text), field="paths")
    return list(dict.fromkeys(found)), others


def _natural(text: str) -> list[tuple[int, str]]:
    """« page 2 » before « page 10 »."""
    return [(int(part), "") if part.isdigit() else (0, part.casefold()) for part in re.split(r"(\d+)", text)]


def read_scan_file(path: Path, most_pages: int | None = None) -> FileRead:
    """Look into a file; its codes are not looked for beyond `most_pages`. Raises UserError."""
    try:
        state = path.stat()
    except OSError as error:
        raise UserError(_("Ce fichier n’existe plus.")) from error
    return _read(path, state.st_mtime_ns, state.st_size, most_pages)


@lru_cache(maxsize=256)
def _read(path: Path, _moment: int, _size: int, most_pages: int | None) -> FileRead:
    content = load_file(path)
    facts = examine(content, path.name)
    seeks = most_pages is None or facts.pages <= most_pages
    codes = tuple(codes_by_page(content, facts)) if seeks else ()
    return FileRead(path, hashlib.sha256(content).hexdigest(), facts, codes)


# ---------------------------------------------------------------- what is known


def known_numbers(session: Session) -> Known:
    """Numbers of plots, present and former, and of concessions, by the keys under which names are searched."""
    cemeteries = {key2(code): number for number, code in session.execute(select(m.Cemetery.id, m.Cemetery.code))}
    plots: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    p, a, c = m.Plot, m.PlotAlias, m.Concession
    for ground, number, named in session.execute(select(p.cemetery_id, p.id, p.label)):
        plots[loose_key(named)].append((ground, number))
    former = select(p.cemetery_id, p.id, a.label).join(a, a.plot_id == p.id)
    for ground, number, named in session.execute(former):
        if loose_key(named) not in plots:
            plots[loose_key(named)].append((ground, number))
    concessions: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    for ground, number, named in session.execute(select(c.cemetery_id, c.id, c.number).where(c.number != "")):
        concessions[loose_key(named)].append((ground, number))
    return Known(cemeteries, {k: tuple(v) for k, v in plots.items()}, {k: tuple(v) for k, v in concessions.items()})


def hint_of_code(payload: str, known: Known) -> Hint:
    """What a square code names."""
    target = read_code(payload)
    if target is None:
        return Hint()
    if target.concession:
        return _found(target, (), known.concessions.get(loose_key(target.concession), ()), None)
    return _found(target, known.plots.get(loose_key(target.plot), ()), (), known.cemeteries.get(key2(target.cemetery)))


def _found(
    target: Target, plots: Sequence[tuple[int, int]], concessions: Sequence[tuple[int, int]], cemetery: int | None
) -> Hint:
    mine = tuple(each for ground, each in plots if cemetery in (None, ground))
    rights = tuple(each for _ground, each in concessions)
    unknown = "" if mine or rights else target.concession or target.plot
    return Hint(BY_CODE, mine, rights, len(mine) + len(rights) == 1, unknown=unknown)


def hint_of_name(guess: Guess) -> Hint:
    """What a file name says."""
    return Hint(BY_NAME, guess.plots, guess.concessions, guess.sure) if guess.plots or guess.concessions else Hint()


def nearest_plot(session: Session, lon: float, lat: float) -> tuple[int, float] | None:
    """The plot whose middle is the nearest to a point of the Earth, and how far in metres; None beyond `NEAR_M`."""
    best: tuple[int, float] | None = None
    for ground in session.scalars(select(m.Cemetery)):
        point = to_ground(ground, lon, lat)
        if point is None:
            continue
        rows = session.execute(select(m.Plot.id, m.Plot.geometry).where(m.Plot.cemetery_id == ground.id, m.Plot.geometry.is_not(None)))
        for number, geometry in rows:
            ring = read_ring(geometry)
            if not ring:
                continue
            far = math.dist(point, centre_of(ring))
            if far <= NEAR_M and (best is None or far < best[1]):
                best = number, far
    return best


def to_ground(ground: m.Cemetery, lon: float, lat: float) -> tuple[float, float] | None:
    """A point of the Earth in the metres of a cemetery's plan; None when its plan has no place on the Earth."""
    if ground.crs != LOCAL:
        return convert([(lon, lat)], WGS_84, ground.crs)[0]
    origin = ground.origin or {}
    if origin.get("lon") is None or origin.get("lat") is None:
        return None
    east = (lon - float(origin["lon"])) * METRES_PER_DEGREE * math.cos(math.radians(float(origin["lat"])))
    north = (lat - float(origin["lat"])) * METRES_PER_DEGREE
    turn = math.radians(-float(origin.get("rotation_deg") or 0))
    return east * math.cos(turn) - north * math.sin(turn), east * math.sin(turn) + north * math.cos(turn)


# ---------------------------------------------------------------- proposals


def propose(
    session: Session, files: Sequence[Path], *, split: bool = True, most_pages: int | None = None,
    told: Callable[[int, str], object] | None = None,
) -> Iterator[Proposed]:
    """What each file would become, in order; a separator sheet scanned alone speaks for the files that follow it.

    `told(rank, name)` hears each file before it is read.
    """  # fmt: skip
    known = known_numbers(session)
    sheet, folder = "", None
    for rank, path in enumerate(files):
        if told is not None:
            told(rank, path.name)
        if path.parent != folder:
            sheet, folder = "", path.parent
        try:
            read = read_scan_file(path, most_pages)
        except UserError as fault:
            yield Proposed(path, path.name, refusal=str(fault.message))
            continue
        codes, facts = read.codes, read.facts
        if facts.media_type != PDF and facts.pages == 1 and any(codes) and not _is_photo(path, facts):
            sheet = codes[0]
            yield Proposed(path, path.name, read, is_sheet=True, hint=hint_of_code(sheet, known))
        elif split and facts.media_type == PDF and is_box(codes):
            yield from _parts(path, read, known)
        else:
            code = next((code for code in codes if code), "") or sheet
            yield _whole(session, path, read, known, code)


def _is_photo(path: Path, facts: FileFacts) -> bool:
    return facts.is_photo or guess_from(path.name, Known({}, {}, {})).kind is ScanType.PHOTO


def _parts(path: Path, read: FileRead, known: Known) -> Iterator[Proposed]:
    for part in part_pages(read.codes).parts:
        pages = f"p. {part.first}" if part.count == 1 else f"p. {part.first}-{part.last}"
        name = f"{path.stem}, {pages}{path.suffix}"
        yield Proposed(path, name, read, part, hint_of_code(part.code, known))


def _whole(session: Session, path: Path, read: FileRead, known: Known, code: str) -> Proposed:
    guess, facts = guess_from(path.name, known), read.facts
    hint = hint_of_code(code, known) if code else hint_of_name(guess)
    kind = guess.kind or (ScanType.PHOTO if facts.is_photo else None)
    if not (hint.plots or hint.concessions) and facts.lon is not None and facts.lat is not None:
        near = nearest_plot(session, facts.lon, facts.lat)
        if near is not None:
            hint = replace(Hint(BY_PLACE, (near[0],)), metres=near[1])
    title, volume, folio = "", "", ""
    if guess.register and guess.page is not None:
        volume, folio = guess.register, str(guess.page)
        title = str(_("Registre {name}, page {page}", name=guess.register, page=guess.page))
    elif (said := read_scan_name(path.name)) is not None and kind is not None:
        number = str(_("n°\u00a0{number}", number=said.concession)) if said.concession else ""
        title = ", ".join(part for part in (str(label(kind)), said.plot, number) if part)
    return Proposed(path, path.name, read, None, hint, kind, guess.dated, title, volume, folio)


def say_hint(hint: Mapping[str, Any], plots: Mapping[int, str], concessions: Mapping[int, str]) -> str:
    """« concession 345, A-012 (d’après le nom) »; empty when nothing is proposed."""
    named = [str(_("concession {number}", number=concessions[each])) for each in hint.get("concessions", ()) if each in concessions]
    named += [plots[each] for each in hint.get("plots", ()) if each in plots]
    if not named:
        unknown = hint.get("unknown")
        return str(_("code inconnu ici\u00a0: {code}", code=unknown)) if unknown else ""
    by = {BY_CODE: _("d’après le code"), BY_NAME: _("d’après le nom"), BY_PLACE: _("la plus proche")}.get(hint.get("by", ""), "")
    far = str(_("à {n} m", n=str(hint["metres"]).replace(".", ","))) if hint.get("metres") is not None else ""
    why = ", ".join(part for part in (str(by), far) if part)
    return f"{', '.join(named)} ({why})" if why else ", ".join(named)


def names_for(session: Session, hints: Sequence[Mapping[str, Any]]) -> tuple[dict[int, str], dict[int, str]]:
    """Labels of the plots and numbers of the concessions that some hints name."""
    plots = {each for hint in hints for each in hint.get("plots", ())}
    rights = {each for hint in hints for each in hint.get("concessions", ())}
    p, c = m.Plot, m.Concession
    labels = session.execute(select(p.id, p.label).where(p.id.in_(plots))) if plots else ()
    numbers = session.execute(select(c.id, c.number, c.family_name).where(c.id.in_(rights))) if rights else ()
    return (
        {row[0]: row[1] for row in labels},
        {each: " · ".join(part for part in (number, family) if part) or "?" for each, number, family in numbers},
    )
