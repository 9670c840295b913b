# SPDX-License-Identifier: EUPL-1.2
"""Links a scan, or a line framed on one of its pages, to graves, concessions and the dead; says yes to proposals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import zip_longest
from typing import Any

from sqlalchemy import select

from app.core.outcome import Address, Report, UserError
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery.models import Concession, Deceased, Plot, Scan, ScanLink
from modules.cemetery.permissions import ARCHIVE
from modules.cemetery.services.transcribe_scan import read_line
from modules.cemetery.strings import _, _n

SCANS = "cemetery.scans"
Frame = tuple[Decimal, Decimal, Decimal, Decimal]
DETAILS = ("number", "dated", "names", "place", "duration", "price")
"""What a line of a register tells, as written: its number, date, names, place, duration, price."""
LEAST = Decimal("0.004")
"""Smallest side of a frame, as a fraction of the page: beneath, the hand slipped."""


def read_frame(value: Any) -> Frame | None:
    """« 0,1 0,25 0,8 0,04 » (left, top, width, height, fractions of the page); None for the whole page. Raises UserError."""
    if value in (None, "", ()):
        return None
    parts = value.replace(",", ".").split() if isinstance(value, str) else list(value)
    try:
        x, y, w, h = (Decimal(str(part)).quantize(Decimal("0.0001")) for part in parts)
    except (ValueError, InvalidOperation):
        raise UserError(_("Un cadre s’écrit en quatre fractions de la page\u00a0: gauche, haut, largeur, hauteur."), field="frame") from None
    if w < LEAST or h < LEAST:
        raise UserError(_("Ce cadre est trop petit\u00a0: tracez-le autour de toute la ligne."), field="frame")
    if x < 0 or y < 0 or x + w > 1 or y + h > 1:
        raise UserError(_("Ce cadre sort de la page."), field="frame")
    return x, y, w, h


def link_scan(
    work: Work, *, id: int, plots: Sequence[int] = (), concessions: Sequence[int] = (), deceased: Sequence[int] = (),
    page: int = 1, frame: Any = None, reading: str | None = "", details: Mapping[str, Any] | None = None,
) -> Report:  # fmt: skip
    """Link a scan to what it speaks of; with `frame`, the line of `page` that does. Linking twice changes nothing.

    Raises UserError without any target, for a page that is not there, or a frame out of the page.
    """
    work.require(ARCHIVE)
    scan = get(work.session, Scan, id)
    _check_page(scan, page)
    if not (plots or concessions or deceased):
        raise UserError(_("Dites au moins un emplacement, une concession ou un défunt."), field="plots")
    for model, ids in ((Plot, plots), (Concession, concessions), (Deceased, deceased)):
        for each in ids:
            get(work.session, model, each)
    box = read_frame(frame)
    made = _make(work, scan, list(zip_longest(plots, concessions, deceased)), page, box)
    for link in made:
        read_line(work, link, reading or link.reading)
        link.details = {**(link.details or {}), **_told(details)}
    scan.hints = {}
    work.session.flush()
    summary = _n("{n} lien avec ce papier.", "{n} liens avec ce papier.", len(made))
    return Report(summary=summary, records=[Address(SCANS, scan.id)], facts={"links": [link.id for link in made]})


def _check_page(scan: Scan, page: int) -> None:
    if not 1 <= page <= scan.pages:
        raise UserError(
            _n("Ce papier n’a qu’une page.", "Ce papier n’a que {n} pages.", scan.pages), field="page"
        )


def _told(details: Mapping[str, Any] | None) -> dict[str, str]:
    return {name: str(value).strip() for name, value in (details or {}).items() if name in DETAILS and value is not None}


def _make(
    work: Work, scan: Scan, targets: Sequence[tuple[int | None, int | None, int | None]], page: int, box: Frame | None
) -> list[ScanLink]:
    made = []
    x, y, w, h = box or (None, None, None, None)
    for plot, concession, dead in targets:
        known = work.session.scalars(
            select(ScanLink).where(
                ScanLink.scan_id == scan.id, ScanLink.page == page, _same(ScanLink.plot_id, plot), _same(ScanLink.concession_id, concession),
                _same(ScanLink.deceased_id, dead), _same(ScanLink.frame_x, x), _same(ScanLink.frame_y, y),
            )
        ).first()
        if known is None:
            known = ScanLink(
                scan_id=scan.id, page=page, frame_x=x, frame_y=y, frame_w=w, frame_h=h, plot_id=plot, concession_id=concession,
                deceased_id=dead,
            )  # fmt: skip
            work.session.add(known)
        made.append(known)
    return made


def _same(column: Any, value: Any) -> Any:
    return column.is_(None) if value is None else column == value


def change_link(
    work: Work, *, id: int, version: int | None = None, frame: Any = None, plot: int | None = None, concession: int | None = None,
    deceased: int | None = None, reading: str | None = "", details: Mapping[str, Any] | None = None,
) -> Report:  # fmt: skip
    """Write a line again: its frame, what it speaks of, its reading. Raises UserError, or Conflict when it moved meanwhile."""
    work.require(ARCHIVE)
    link = get(work.session, ScanLink, id)
    work.expect_version(link, version)
    if plot is None and concession is None and deceased is None:
        raise UserError(_("Dites au moins un emplacement, une concession ou un défunt."), field="plot")
    box = read_frame(frame)
    if box is not None:
        link.frame_x, link.frame_y, link.frame_w, link.frame_h = box
    link.plot_id, link.concession_id, link.deceased_id = plot, concession, deceased
    read_line(work, link, reading)
    link.details = {**(link.details or {}), **_told(details)}
    work.session.flush()
    return Report(summary=_("Ligne enregistrée."), records=[Address(SCANS, link.scan_id)], facts={"links": [link.id]})


def unlink(work: Work, *, ids: Sequence[int]) -> Report:
    """Take links away; the scan stays."""
    work.require(ARCHIVE)
    links = [get(work.session, ScanLink, each) for each in ids]
    report = Report(records=[Address(SCANS, link.scan_id) for link in links])
    for link in links:
        work.session.delete(link)
    work.session.flush()
    report.summary = _n("{n} lien ôté.", "{n} liens ôtés.", len(links))
    return report


def take_hint(work: Work, scan: Scan) -> int:
    """Make the links that a scan's hints propose; answers how many. What no longer exists is left."""
    hints = scan.hints or {}
    plots = [each for each in hints.get("plots", ()) if work.session.get(Plot, each) is not None]
    rights = [each for each in hints.get("concessions", ()) if work.session.get(Concession, each) is not None]
    targets = [(plot, right, None) for plot, right in zip_longest(plots, rights)]
    made = _make(work, scan, targets, 1, None)
    if made:
        scan.hints = {}
    return len(made)


def accept_links(work: Work, *, ids: Sequence[int]) -> Report:
    """Say yes to what is proposed for these scans."""
    work.require(ARCHIVE)
    report, count = Report(), 0
    for each in ids:
        scan = get(work.session, Scan, each)
        made = take_hint(work, scan)
        if not made:
            why = _("Rien n’est proposé\u00a0: rattachez-le à la main.")
            report.refuse(scan.title or scan.original_name, why, Address(SCANS, scan.id), "NO_HINT")
            continue
        count += 1
        report.records.append(Address(SCANS, scan.id))
    work.session.flush()
    report.summary = _n("{n} papier rattaché.", "{n} papiers rattachés.", count)
    return report


def refuse_links(work: Work, *, ids: Sequence[int]) -> Report:
    """Say no to what is proposed for these scans: they wait to be linked by hand."""
    work.require(ARCHIVE)
    scans = [get(work.session, Scan, each) for each in ids]
    for scan in scans:
        scan.hints = {}
    work.session.flush()
    return Report(
        summary=_n("Proposition écartée pour {n} papier.", "Propositions écartées pour {n} papiers.", len(scans)),
        records=[Address(SCANS, scan.id) for scan in scans],
    )
