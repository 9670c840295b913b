# SPDX-License-Identifier: EUPL-1.2
"""Has the printed words of scans read, one page at a time: what was read stays, the rest waits for the next time."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.outcome import Address, EnvironmentProblem, Report, UserError
from app.core.text import Text
from app.forms.records import get
from app.store.archive import Archive
from app.store.uow import Work
from modules.cemetery.models import Scan
from modules.cemetery.permissions import ARCHIVE
from modules.cemetery.rules.codes import TextState
from modules.cemetery.scan_files import (
    OCR_DPI,
    PDF,
    how_to_install,
    page_picture,
    read_letters,
    tesseract,
    words_of_pdf,
)
from modules.cemetery.strings import _, _n

SCANS = "cemetery.scans"
PAGE_BREAK = "\f"
"""Ends each page already read while a scan waits; parts the pages once it is read."""
LONGEST_SIDE = 4200
"""Pixels of a sheet of A4 at 300 dots an inch, and a little more."""


def pages_read(scan: Scan) -> int:
    """How many pages of a waiting scan have been read."""
    return scan.text.count(PAGE_BREAK)


def next_page(session: Session, ids: Sequence[int] = ()) -> tuple[int, int] | None:
    """The scan and the page to read next, the oldest first; None when nothing waits."""
    query = select(Scan).where(Scan.text_state == TextState.WAITING).order_by(Scan.id).limit(1)
    if ids:
        query = query.where(Scan.id.in_(ids))
    scan = session.scalars(query).first()
    return (scan.id, pages_read(scan) + 1) if scan is not None else None


def letters_of(archive: Archive, scan: Scan, page: int) -> str:
    """The words of a page, read from the archive by Tesseract. Slow: to be called outside any transaction."""
    content = archive.get(scan.sha256, scan.media_type)
    picture = page_picture(content, scan.media_type, page, dpi=OCR_DPI, longest=LONGEST_SIDE)
    return read_letters(picture)


def keep_page(work: Work, *, id: int, page: int, words: str | None) -> bool:
    """Keep the words of a page just read (None: it could not be); answers whether the scan is read to its end.

    A page that somebody read meanwhile is not written twice.
    """
    work.require(ARCHIVE)
    scan = get(work.session, Scan, id)
    if scan.text_state is not TextState.WAITING or page != pages_read(scan) + 1:
        return scan.text_state is TextState.READ
    scan.text += (words or "").replace(PAGE_BREAK, "\n").strip() + PAGE_BREAK
    if page < scan.pages:
        return False
    scan.text = scan.text.removesuffix(PAGE_BREAK)
    scan.text_state = TextState.READ if scan.text.strip(PAGE_BREAK + " \n") else TextState.FAILED
    return True


def read_scans(work: Work, *, ids: Sequence[int] = (), pages: int = 5) -> Report:
    """Read the words of scans: of a PDF its own at once, of pictures at most `pages` pages by Tesseract.

    Without `ids`, goes on with those that wait. What is left waits for the next call, from where it stopped.
    """
    work.require(ARCHIVE)
    report = Report()
    own = sum(_take_own_words(work, get(work.session, Scan, each)) for each in ids)
    work.session.flush()
    done = 0
    if next_page(work.session, ids) is not None and not tesseract():
        report.notes.append(how_to_install())
    else:
        done = _read_pages(work, ids, pages, report)
    work.session.flush()
    waiting = len(work.session.scalars(select(Scan.id).where(Scan.text_state == TextState.WAITING)).all())
    report.counts = {"pages": done, "own": own, "waiting": waiting}
    report.records = [Address(SCANS, each) for each in ids]
    report.summary = _said(done, own, waiting)
    return report


def _take_own_words(work: Work, scan: Scan) -> int:
    """Ask for the words of a scan; answers 1 when it holds them itself."""
    if scan.text_state is TextState.READ:
        return 0
    words = words_of_pdf(work.archive.get(scan.sha256, scan.media_type)) if scan.media_type == PDF else []
    if any(words):
        scan.text, scan.text_state = PAGE_BREAK.join(words), TextState.READ
        return 1
    if scan.text_state is not TextState.WAITING:
        scan.text, scan.text_state = "", TextState.WAITING
    return 0


def _read_pages(work: Work, ids: Sequence[int], most: int, report: Report) -> int:
    done = 0
    while done < most:
        found = next_page(work.session, ids)
        if found is None:
            break
        scan, page = get(work.session, Scan, found[0]), found[1]
        title = scan.title or scan.original_name
        work.progress.step(done, most, _("{title}, page {page}", title=title, page=page))
        words: str | None = None
        try:
            words = letters_of(work.archive, scan, page)
        except (EnvironmentProblem, UserError) as problem:
            report.refuse(title, problem.message, Address(SCANS, scan.id), "PAGE_UNREAD")
        keep_page(work, id=scan.id, page=page, words=words)
        work.session.flush()
        done += 1
    return done


def _said(done: int, own: int, waiting: int) -> Text:
    parts: list[Text] = []
    if own:
        parts.append(_n("Texte pris dans {n} PDF.", "Texte pris dans {n} PDF.", own))
    if done:
        parts.append(_n("{n} page lue.", "{n} pages lues.", done))
    if waiting:
        parts.append(_n("{n} papier attend encore d’être lu.", "{n} papiers attendent encore d’être lus.", waiting))
    return " ".join(map(str, parts)) or _("Rien à lire.")
