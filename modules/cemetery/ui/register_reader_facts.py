# SPDX-License-Identifier: EUPL-1.2
"""What the reader of registers shows: a paper, its lines, its neighbours, and the pixels of a page. No window here."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as made
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.forms.fields import Ref
from modules.cemetery import models as m
from modules.cemetery import queries
from modules.cemetery.rules.codes import ScanType, TextState
from modules.cemetery.rules.doubts import doubts
from modules.cemetery.rules.scan_names import loose_key
from modules.cemetery.scan_lists import place_of
from modules.cemetery.strings import _, label

if TYPE_CHECKING:
    from PIL.Image import Image

    from app.store.archive import Archive

Box = tuple[float, float, float, float]
"""Left, top, width, height, as fractions of the page."""
DPI = 200
LONGEST = 3500


@dataclass
class Line:
    """A line framed on a page, or (without a box) a link of the whole page. `id` None: drawn, not yet linked."""

    id: int | None
    version: int | None
    page: int
    box: Box | None
    plot: int | None = None
    concession: int | None = None
    deceased: int | None = None
    title: str = ""
    reading: str = ""
    details: dict[str, Any] = made(default_factory=dict)

    @property
    def is_checked(self) -> bool:
        """Whether a second reader said yes."""
        return bool(self.details.get("checked_by"))

    @property
    def has_doubts(self) -> bool:
        """Whether a word is uncertain."""
        return bool(doubts(self.reading))


@dataclass(frozen=True)
class Choice:
    """A paper that can be opened."""

    id: int
    title: str


@dataclass
class Paper:
    """The paper in hand."""

    id: int
    version: int
    title: str
    subtitle: str
    kind: ScanType
    sha256: str
    media_type: str
    pages: int
    text: str
    text_state: TextState
    transcription: str
    transcribed_by: str
    checked_by: str
    lines: list[Line]
    neighbours: list[Choice]

    def on(self, page: int) -> list[Line]:
        """The lines of a page, framed ones first, from the top."""
        mine = [line for line in self.lines if line.page == page]
        return sorted(mine, key=lambda line: (line.box is None, line.box[1] if line.box else 0.0, line.id or 0))


def read_choices(session: Session) -> list[Choice]:
    """Every paper, the pages of registers first, in the order of their folios."""
    s = m.Scan
    rows = session.execute(select(s.id, s.title, s.original_name, s.kind, s.volume, s.folio)).all()
    ranked = sorted(
        rows, key=lambda row: (row.kind is not ScanType.REGISTER_PAGE, row.volume, _natural(row.folio), _natural(row.title or row.original_name))
    )
    return [Choice(row.id, row.title or row.original_name) for row in ranked]


def _natural(text: str) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdigit() else (0, part.casefold()) for part in re.split(r"(\d+)", text)]


def read_paper(session: Session, scan_id: int | None) -> Paper | None:
    """The paper of that id, or the first one that a reader would open; None when there is none."""
    choices = read_choices(session)
    known = [choice.id for choice in choices]
    if scan_id not in known:
        scan_id = known[0] if known else None
    scan = session.get(m.Scan, scan_id) if scan_id is not None else None
    if scan is None:
        return None
    said = [str(label(scan.kind))]
    if scan.dated is not None:
        said.append(scan.dated.show())
    place = place_of(scan)
    if place:
        said.append(place)
    return Paper(
        scan.id, scan.version, scan.title or scan.original_name, ", ".join(said), scan.kind, scan.sha256, scan.media_type, scan.pages,
        scan.text, scan.text_state, scan.transcription, scan.transcribed_by, scan.checked_by,
        [_line(session, link) for link in scan.links], choices,
    )  # fmt: skip


def _line(session: Session, link: m.ScanLink) -> Line:
    box = None
    if link.frame_x is not None and link.frame_y is not None and link.frame_w is not None and link.frame_h is not None:
        box = (float(link.frame_x), float(link.frame_y), float(link.frame_w), float(link.frame_h))
    names = []
    if link.concession is not None:
        names.append(queries.concession_name(link.concession.number, link.concession.family_name))
    if link.plot is not None:
        names.append(link.plot.label)
    if link.deceased_id is not None:
        names.append(queries.deceased_title(session, link.deceased_id))
    return Line(
        link.id, link.version, link.page, box, link.plot_id, link.concession_id, link.deceased_id, ", ".join(names), link.reading,
        dict(link.details or {}),
    )  # fmt: skip


def page_image(archive: Archive, paper: Paper, page: int) -> Image:
    """A page as pixels, fine enough to read handwriting. Raises UserError or EnvironmentProblem."""
    from modules.cemetery.scan_files import page_picture

    return page_picture(archive.get(paper.sha256, paper.media_type), paper.media_type, page, dpi=DPI, longest=LONGEST)


def next_box(lines: list[Line], taken: Box | None) -> Box:
    """Where the next line most likely is: just under the line in hand, or the last one, of the same size."""
    framed = sorted((line.box for line in lines if line.box is not None), key=lambda box: box[1])
    last = taken or (framed[-1] if framed else None)
    if last is None:
        return (0.06, 0.12, 0.88, 0.04)
    x, y, w, h = last
    steps = sorted(below[1] - above[1] for above, below in pairwise(framed))
    # The lines of a register are evenly ruled: half of the steps tell how far the next one is.
    step = max(h, steps[len(steps) // 2]) if steps else h
    return kept_inside((x, min(y + step, 1 - h), w, h))


def kept_inside(box: Box) -> Box:
    """A box moved, then cut, so that it stays on the page; rounded as it is stored."""
    x, y, w, h = box
    w, h = min(max(w, 0.01), 1.0), min(max(h, 0.006), 1.0)
    x, y = min(max(x, 0.0), 1.0 - w), min(max(y, 0.0), 1.0 - h)
    x, y = round(x, 4), round(y, 4)
    return x, y, round(min(w, 1 - x), 4), round(min(h, 1 - y), 4)


def one(value: int | None) -> tuple[int, ...]:
    """A target as a service takes several."""
    return () if value is None else (value,)


def resolved(session: Session, field: Ref, value: Any) -> int | None:
    """An id, or what a typed text names: a number in full rather than a longer one that holds it. Raises UserError."""
    text = value.strip() if isinstance(value, str) else ""
    if not text:
        return value if isinstance(value, int) else None
    found = list(field.find(session, text)) if field.find is not None else []
    named = [row for row in found if loose_key(re.split(r"[,(]", row[1])[0]) == loose_key(text)] or found
    if len(named) == 1:
        return named[0][0]
    if not named:
        raise field.fault(_("Rien ne correspond à «\u00a0{text}\u00a0».", text=text))
    titles = "\u202f; ".join(title for _id, title in named[:5])
    raise field.fault(_("Plusieurs correspondent\u00a0: {titles}. Choisissez dans la liste.", titles=titles))
