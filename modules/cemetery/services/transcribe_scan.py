# SPDX-License-Identifier: EUPL-1.2
"""Writes what a person reads on an old paper, doubts marked, and what a second reader says of it."""

from __future__ import annotations

from app.core.outcome import Address, Report, UserError
from app.core.people import key1
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery.models import Scan, ScanLink
from modules.cemetery.permissions import ARCHIVE
from modules.cemetery.rules.doubts import doubts, tidy
from modules.cemetery.strings import _, _n

SCANS = "cemetery.scans"


def transcribe_scan(work: Work, *, id: int, transcription: str | None = "", version: int | None = None) -> Report:
    """Write the transcription of a scan; another reading takes away the check made of the former one."""
    work.require(ARCHIVE)
    scan = get(work.session, Scan, id)
    work.expect_version(scan, version)
    text = tidy(transcription)
    if text != scan.transcription:
        scan.transcription, scan.checked_by = text, ""
        scan.transcribed_by = name_of(work) if text else ""
    work.session.flush()
    left = len(doubts(text))
    summary = _n("Transcription enregistrée\u00a0: {n} lecture incertaine.", "Transcription enregistrée\u00a0: {n} lectures incertaines.", left)
    return Report(
        summary=summary if left else _("Transcription enregistrée."), records=[Address(SCANS, scan.id)], counts={"doubts": left}
    )


def name_of(work: Work, reader: str | None = "") -> str:
    """Who reads: the name given (a volunteer has no account), else the user at work."""
    return (reader or "").strip() or work.user.display_name or work.user.name


def check_transcription(work: Work, *, id: int, transcription: str | None = None, reader: str | None = "") -> Report:
    """The second reader's yes, with what he corrected; `reader` names him when it is not the user at work.

    Raises UserError for the first reader, or with nothing to check.
    """
    work.require(ARCHIVE)
    scan = get(work.session, Scan, id)
    if not scan.transcription:
        raise UserError(_("Ce papier n’est pas encore transcrit\u00a0: il n’y a rien à relire."))
    if key1(scan.transcribed_by) == key1(name_of(work, reader)):
        raise UserError(_("La relecture est faite par une autre personne que celle qui a transcrit\u00a0: nommez-la."), field="reader")
    if transcription is not None and tidy(transcription):
        scan.transcription = tidy(transcription)
    scan.checked_by = name_of(work, reader)
    work.session.flush()
    left = len(doubts(scan.transcription))
    said = _n("Relu\u00a0: {n} lecture reste incertaine.", "Relu\u00a0: {n} lectures restent incertaines.", left)
    return Report(summary=said if left else _("Transcription relue."), records=[Address(SCANS, scan.id)], counts={"doubts": left})


def read_line(work: Work, link: ScanLink, reading: str | None) -> None:
    """Write the reading of one line; its reader is kept with it, and a change takes away the second reader's yes."""
    text = tidy(reading)
    if text == link.reading:
        return
    link.reading = text
    kept = {name: value for name, value in (link.details or {}).items() if name not in ("read_by", "checked_by")}
    link.details = {**kept, "read_by": name_of(work)} if text else kept


def check_line(work: Work, *, id: int, reader: str | None = "") -> Report:
    """The second reader's yes to the line of a register. Raises UserError for the first reader, or an unread line."""
    work.require(ARCHIVE)
    link = get(work.session, ScanLink, id)
    if not link.reading:
        raise UserError(_("Cette ligne n’est pas encore lue\u00a0: il n’y a rien à relire."))
    if key1((link.details or {}).get("read_by", "")) == key1(name_of(work, reader)):
        raise UserError(_("La relecture est faite par une autre personne que celle qui a lu la ligne\u00a0: nommez-la."), field="reader")
    link.details = {**(link.details or {}), "checked_by": name_of(work, reader)}
    work.session.flush()
    return Report(summary=_("Ligne relue."), records=[Address(SCANS, link.scan_id)])
