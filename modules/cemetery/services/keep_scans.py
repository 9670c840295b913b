# SPDX-License-Identifier: EUPL-1.2
"""Keeps the scans of a folder: bytes as they are, once each, a box parted at its separator sheets, links proposed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import select

from app.core.outcome import Address, Report, UserError
from app.core.text import Text
from app.forms.records import get
from app.store.archive import digest, keep
from app.store.uow import Work
from modules.cemetery.models import Scan
from modules.cemetery.permissions import ARCHIVE
from modules.cemetery.rules.codes import ScanType, TextState
from modules.cemetery.scan_files import PDF, load_file, tesseract, words_of_pdf
from modules.cemetery.scan_proposals import Proposed, files_in, propose
from modules.cemetery.services.link_scan import take_hint
from modules.cemetery.services.split_batch import cut_pages
from modules.cemetery.strings import _, _n

SCANS = "cemetery.scans"
PLACE_NAMES = ("building", "room", "cupboard", "box", "bundle", "volume", "folio", "archive_reference")
PRINTED = frozenset(ScanType) - {ScanType.PHOTO, ScanType.PLAN, ScanType.REGISTER_PAGE}
"""Types whose words a machine may read; handwriting is read by a person."""
PAGE_BREAK = "\f"
MOST_NAMED = 5


def keep_scans(
    work: Work, *, paths: str = "", kind: ScanType | None = None, split: bool = True, link_now: bool = False, **place: str | None
) -> Report:
    """Keep every scan of `paths` (files or folders; the watched folder when empty), and say what each seems to be.

    `place`: where the paper itself lies (`building`, `room`, `cupboard`, `box`, `bundle`, `volume`, `folio`,
    `archive_reference`), the same for all. `link_now`: sure links are made at once, the others wait for a yes.
    A file that cannot be kept is refused with its reason, the others are kept. Raises UserError for a path that
    does not exist or a folder without a scan.
    """
    work.require(ARCHIVE)
    files, others = files_in(chosen_paths(work, paths))
    if not files:
        raise UserError(_("Aucun PDF ni aucune image dans ce dossier."), field="paths")
    report, keeper = Report(), _Keeper(work, kind, link_now, place)

    def told(rank: int, name: str) -> None:
        work.progress.step(rank, len(files), name)

    for each in propose(work.session, files, split=split, told=told):
        if each.refusal:
            report.refuse(each.name, each.refusal, code="SCAN_REFUSED")
        elif each.is_sheet:
            keeper.sheets += 1
        else:
            keeper.keep(each, report)
    work.session.flush()
    report.records = [Address(SCANS, scan.id) for scan in keeper.kept]
    report.counts = {
        "kept": len(keeper.kept), "same": len(keeper.same), "sheets": keeper.sheets, "linked": keeper.linked,
        "proposed": sum(1 for scan in keeper.kept if scan.hints), "refused": len(report.refusals), "others": others,
    }  # fmt: skip
    report.summary, report.notes = _said(report.counts), _notes(report.counts, keeper.same)
    return report


def chosen_paths(work: Work, paths: str) -> str:
    """What was given, else the watched folder. Raises UserError when there is neither."""
    chosen = paths or str(work.setting("cemetery.watched_folder") or "")
    if not chosen.strip():
        raise UserError(_("Choisissez des fichiers ou un dossier, ou réglez le dossier surveillé des numérisations."), field="paths")
    return chosen


class _Keeper:
    """One running: what is the same for all its files, and what came of them."""

    def __init__(self, work: Work, kind: ScanType | None, link_now: bool, place: dict[str, str | None]) -> None:
        unknown = set(place) - set(PLACE_NAMES)
        if unknown:
            raise TypeError(f"unknown place of the paper: {sorted(unknown)}")
        self.work, self.kind, self.link_now = work, kind, link_now
        self.place: dict[str, str] = {name: value for name, value in place.items() if value}
        self.kept: list[Scan] = []
        self.same: list[str] = []
        self.sheets = 0
        self.linked = 0
        self._reads_letters = bool(tesseract())
        self._box: tuple[Path | None, bytes] = (None, b"")

    def keep(self, proposed: Proposed, report: Report) -> None:
        """Keep one scan, unless its very bytes are there already."""
        try:
            content = self._content(proposed)
        except UserError as fault:
            report.refuse(proposed.name, fault.message, code="SCAN_REFUSED")
            return
        sha256 = digest(content)
        known = self.work.session.scalars(select(Scan).where(Scan.sha256 == sha256)).first()
        if known is not None:
            self.same.append(proposed.name)
            return
        scan = self._scan(proposed, content, sha256)
        self.work.session.add(scan)
        self.work.session.flush()
        title = scan.title or scan.original_name
        keep(self.work, content, kind="scan", title=title, media_type=scan.media_type, subject=("cemetery_scan", scan.id))
        self.kept.append(scan)
        if self.link_now and proposed.hint.sure:
            self.linked += take_hint(self.work, scan)

    def _content(self, proposed: Proposed) -> bytes:
        if self._box[0] != proposed.path:
            self._box = (proposed.path, load_file(proposed.path))
        return self._box[1] if proposed.part is None else cut_pages(self._box[1], proposed.part)

    def _scan(self, proposed: Proposed, content: bytes, sha256: str) -> Scan:
        assert proposed.read is not None
        facts = proposed.read.facts
        kind = proposed.kind or self.kind or ScanType.OTHER
        values: dict[str, Any] = {"volume": proposed.volume, "folio": proposed.folio, **self.place}
        scan = Scan(
            sha256=sha256, media_type=facts.media_type, original_name=proposed.name, kind=kind, title=proposed.title,
            dated=proposed.dated, pages=proposed.part.count if proposed.part is not None else facts.pages,
            added_on=self.work.today, hints=proposed.hint.stored(),
            quality=str(_("{n} points par pouce", n=facts.dpi)) if facts.dpi else "", **values,
        )  # fmt: skip
        words = words_of_pdf(content) if facts.media_type == PDF else []
        if any(words):
            scan.text, scan.text_state = PAGE_BREAK.join(words), TextState.READ
        elif self._reads_letters and kind in PRINTED:
            scan.text_state = TextState.WAITING
        return scan


def _said(counts: dict[str, int]) -> Text:
    if not counts["kept"] and counts["same"] and not counts["refused"]:
        return _("Rien de nouveau\u00a0: tout était déjà gardé.")
    kept = _n("{n} papier gardé", "{n} papiers gardés", counts["kept"])
    if counts["linked"]:
        return _("{kept}, dont {n} déjà rattachés.", kept=kept, n=counts["linked"])
    if counts["proposed"]:
        return _("{kept}\u00a0: pour {n}, une sépulture est proposée, à confirmer.", kept=kept, n=counts["proposed"])
    return _("{kept}.", kept=kept)


def _notes(counts: dict[str, int], same: Sequence[str]) -> list[Text]:
    notes: list[Text] = []
    if same:
        names = ", ".join(same[:MOST_NAMED]) + ("…" if len(same) > MOST_NAMED else "")
        notes.append(_n("{n} fichier était déjà gardé\u00a0: {names}.", "{n} fichiers étaient déjà gardés\u00a0: {names}.", len(same), names=names))
    if counts["sheets"]:
        notes.append(_n("{n} feuille de séparation reconnue, non gardée.", "{n} feuilles de séparation reconnues, non gardées.", counts["sheets"]))
    if counts["others"]:
        notes.append(_n("{n} autre fichier, ni PDF ni image, est laissé.", "{n} autres fichiers, ni PDF ni image, sont laissés.", counts["others"]))
    return notes


def place_scans(work: Work, *, ids: Sequence[int], **place: str | None) -> Report:
    """Write where the papers of these scans lie; what is left blank stays as it was. Raises UserError when all is blank."""
    work.require(ARCHIVE)
    given = {name: value for name, value in place.items() if value and name in PLACE_NAMES}
    if not given:
        raise UserError(_("Dites au moins le bâtiment, l’armoire ou le carton."), field="building")
    for each in ids:
        scan = get(work.session, Scan, each)
        for name, value in given.items():
            setattr(scan, name, value)
    work.session.flush()
    return Report(
        summary=_n("Lieu écrit pour {n} papier.", "Lieu écrit pour {n} papiers.", len(ids)), records=[Address(SCANS, each) for each in ids]
    )
