# SPDX-License-Identifier: EUPL-1.2
"""Rows about old papers: the scans, what they speak of, what lacks, section by section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from app.core.outcome import Address
from app.directory.models import Person
from app.forms.page import Params
from modules.cemetery import models as m
from modules.cemetery.rules.codes import Regime, ScanType, TextState
from modules.cemetery.rules.doubts import DOUBT
from modules.cemetery.scan_proposals import names_for, say_hint
from modules.cemetery.strings import _, label

DEEDS = (ScanType.DEED, ScanType.RENEWAL, ScanType.CONVERSION)
READER = "cemetery.register-reader"
SEARCHED = 2000
"""Letters of a scanned text that typing in the list looks through; the search of the window reads more."""
PLACES = ("building", "room", "cupboard", "box", "bundle", "volume", "folio", "archive_reference")


def place_of(row: Any) -> str:
    """« mairie, armoire 2, carton 14, folio 45 »: where the paper itself lies; empty when nobody wrote it."""
    words = (
        (row.building, row.building), (row.room, row.room), (row.cupboard, _("armoire {name}", name=row.cupboard)),
        (row.box, _("carton {name}", name=row.box)), (row.bundle, _("liasse {name}", name=row.bundle)),
        (row.volume, _("registre {name}", name=row.volume)), (row.folio, _("folio {name}", name=row.folio)),
        (row.archive_reference, _("cote {name}", name=row.archive_reference)),
    )  # fmt: skip
    return ", ".join(str(said) for value, said in words if value)


def is_placed() -> Any:
    """Whether the place of the paper is known at all."""
    s = m.Scan
    return or_(*(getattr(s, name) != "" for name in PLACES))


def scans(session: Session, params: Params) -> Sequence[Mapping[str, Any]]:
    """Every scan, what it is linked to, what it seems to belong to, where its paper lies."""
    s = m.Scan
    rows = session.execute(
        select(
            s.id, s.title, s.original_name, s.kind, s.dated, s.hints, s.pages, s.text_state, s.transcription, s.checked_by, s.added_on,
            s.sha256, s.remark, func.substr(s.text, 1, SEARCHED).label("text"), *(getattr(s, name) for name in PLACES),
        ).order_by(s.id.desc())
    ).all()  # fmt: skip
    targets = _targets(session)
    waiting = [row.hints for row in rows if row.hints]
    labels, numbers = names_for(session, waiting)
    return [
        {
            "id": row.id,
            "title": row.title or row.original_name,
            "kind": row.kind,
            "dated": row.dated,
            "dated__sort": row.dated.iso if row.dated is not None else None,
            "linked": ", ".join(targets.get(row.id, ())),
            "hint": say_hint(row.hints or {}, labels, numbers),
            "has_hint": bool((row.hints or {}).get("plots") or (row.hints or {}).get("concessions")),
            "place": place_of(row),
            "pages": row.pages,
            "text_state": row.text_state,
            "transcribed": _reading(row),
            "doubts": row.transcription.count(DOUBT),
            "added_on": row.added_on,
            "original_name": row.original_name,
            "sha256": row.sha256,
            "remark": row.remark,
            "words": f"{row.transcription} {row.text}",
        }
        for row in rows
    ]


def _reading(scan: Any) -> str:
    if not scan.transcription:
        return "NO"
    return "CHECKED" if scan.checked_by else "DONE"


def _targets(session: Session, scan_id: int | None = None) -> dict[int, list[str]]:
    """By scan, the names of what it is linked to."""
    k, p, c = m.ScanLink, m.Plot, m.Concession
    found = (
        select(k.scan_id, p.label, c.number, c.family_name, Person.title)
        .outerjoin(p, p.id == k.plot_id).outerjoin(c, c.id == k.concession_id)
        .outerjoin(m.Deceased, m.Deceased.id == k.deceased_id).outerjoin(Person, Person.id == m.Deceased.person_id)
        .order_by(k.scan_id, k.page, k.frame_y, k.id)
    )  # fmt: skip
    if scan_id is not None:
        found = found.where(k.scan_id == scan_id)
    names: dict[int, list[str]] = {}
    for number, plot, right, family, person in session.execute(found):
        mine = names.setdefault(number, [])
        said = " · ".join(part for part in (right, family) if part)
        mine += [name for name in (said, plot, person) if name and name not in mine]
    return names


def links_of(session: Session, scan_id: int) -> Sequence[Mapping[str, Any]]:
    """What a scan speaks of, page by page from the top."""
    k, p, c = m.ScanLink, m.Plot, m.Concession
    found = (
        select(k, p.label, c.number, c.family_name, Person.title)
        .outerjoin(p, p.id == k.plot_id).outerjoin(c, c.id == k.concession_id)
        .outerjoin(m.Deceased, m.Deceased.id == k.deceased_id).outerjoin(Person, Person.id == m.Deceased.person_id)
        .where(k.scan_id == scan_id).order_by(k.page, k.frame_y, k.id)
    )  # fmt: skip
    return [
        {
            "id": link.id,
            "page": link.page,
            "plot": plot or "",
            "concession": " · ".join(part for part in (number, family) if part),
            "deceased": person or "",
            "reading": link.reading,
            "framed": link.frame_x is not None,
            "_address": _address(link),
        }
        for link, plot, number, family, person in session.execute(found)
    ]


def _address(link: m.ScanLink) -> Address:
    if link.concession_id is not None:
        return Address("cemetery.concessions", link.concession_id)
    return Address("cemetery.plots", link.plot_id) if link.plot_id is not None else Address("cemetery.deceased", link.deceased_id)


def image_of(session: Session, scan_id: int) -> Sequence[Mapping[str, Any]]:
    """The way from a scan to its picture, in the reader."""
    scan = session.get(m.Scan, scan_id)
    if scan is None:
        return []
    lines = sum(1 for link in scan.links if link.frame_x is not None)
    return [{
        "id": scan.id, "open": str(_("Ouvrir en grand")), "pages": scan.pages, "lines": lines,
        "_address": Address(READER, scan.id),
    }]  # fmt: skip


# ---------------------------------------------------------------- papers of a record


def _papers(session: Session, condition: Any) -> Sequence[Mapping[str, Any]]:
    s, k = m.Scan, m.ScanLink
    rows = session.execute(select(s).where(s.id.in_(select(k.scan_id).where(condition))).order_by(s.dated, s.id)).scalars()
    return [
        {"id": row.id, "kind": row.kind, "title": row.title or str(label(row.kind)), "dated": row.dated, "place": place_of(row)}
        for row in rows
    ]


def papers_of_plot(session: Session, plot_id: int) -> Sequence[Mapping[str, Any]]:
    """Papers of a plot and of its concessions, the oldest first."""
    k, g = m.ScanLink, m.ConcessionPlot
    rights = select(g.concession_id).where(g.plot_id == plot_id)
    return _papers(session, or_(k.plot_id == plot_id, k.concession_id.in_(rights)))


def papers_of_concession(session: Session, concession_id: int) -> Sequence[Mapping[str, Any]]:
    """Papers of a concession, and those of its plots that name no other concession."""
    k, g = m.ScanLink, m.ConcessionPlot
    plots = select(g.plot_id).where(g.concession_id == concession_id)
    return _papers(session, or_(k.concession_id == concession_id, and_(k.concession_id.is_(None), k.plot_id.in_(plots))))


def papers_of_deceased(session: Session, deceased_id: int) -> Sequence[Mapping[str, Any]]:
    """Papers that name one of the dead."""
    return _papers(session, m.ScanLink.deceased_id == deceased_id)


def photo_of(session: Session, plot_id: int) -> tuple[str, str] | None:
    """(SHA-256, media type) of the latest photograph linked to a plot; None without one."""
    s, k = m.Scan, m.ScanLink
    found = session.execute(
        select(s.sha256, s.media_type).join(k, k.scan_id == s.id).where(k.plot_id == plot_id, s.kind == ScanType.PHOTO)
        .order_by(s.dated.desc(), s.id.desc()).limit(1)
    ).first()  # fmt: skip
    return (found[0], found[1]) if found is not None else None


# ---------------------------------------------------------------- what lacks


def has_deed(concession: Any) -> Any:
    """Whether the deed of a concession was scanned."""
    s, k = m.Scan, m.ScanLink
    return exists().where(k.concession_id == concession, s.id == k.scan_id, s.kind.in_(DEEDS)).correlate_except(s, k)


def missing_deeds(session: Session, params: Params) -> Any:
    """Open concessions of which no deed was scanned, with the last search made for it."""
    c, q, k = m.Concession, m.SearchRecord, m.ScanLink
    latest = select(func.max(q.searched_on)).where(q.concession_id == c.id).correlate(c).scalar_subquery()
    plots = (
        select(func.aggregate_strings(m.Plot.label, ", ")).join(m.ConcessionPlot, m.ConcessionPlot.plot_id == m.Plot.id)
        .where(m.ConcessionPlot.concession_id == c.id).correlate(c).scalar_subquery()
    )  # fmt: skip
    lines = select(func.count()).select_from(k).where(k.concession_id == c.id).correlate(c).scalar_subquery()
    state = case((c.deed_lost, "LOST"), (latest.is_not(None), "SEARCHED"), else_="TO_SEARCH")
    return (
        select(
            c.id, c.number, c.number_key, c.family_name, c.family_key, plots.label("plots"), c.deed_on, lines.label("papers"),
            latest.label("searched_on"), state.label("search"), m.Cemetery.title.label("cemetery"),
        )
        .join(m.Cemetery, m.Cemetery.id == c.cemetery_id)
        .where(c.closed_on.is_(None), ~has_deed(c.id))
    )  # fmt: skip


def searches_of(session: Session, concession_id: int) -> Sequence[Mapping[str, Any]]:
    """Searches made for the deed of a concession or of its plots, the latest first."""
    q, g = m.SearchRecord, m.ConcessionPlot
    plots = select(g.plot_id).where(g.concession_id == concession_id)
    found = select(q.id, q.searched_on, q.searched_by, q.where_looked, q.result).where(
        or_(q.concession_id == concession_id, q.plot_id.in_(plots))
    )
    return [dict(row) for row in session.execute(found.order_by(q.searched_on.desc(), q.id.desc())).mappings()]


def completeness(session: Session, params: Params) -> Sequence[Mapping[str, Any]]:
    """By section: concessions in force and deeds scanned, graves and photographs, register lines."""
    s, k, p, g, c = m.Scan, m.ScanLink, m.Plot, m.ConcessionPlot, m.Concession
    rights = select(p.section_id, p.cemetery_id, c.id, has_deed(c.id)).join(g, g.plot_id == p.id).join(c, c.id == g.concession_id)
    seen: dict[tuple[int, int | None], dict[int, bool]] = {}
    for section, ground, right, deed in session.execute(rights.where(c.closed_on.is_(None))):
        seen.setdefault((ground, section), {})[right] = bool(deed)
    photos = select(k.plot_id).join(s, s.id == k.scan_id).where(s.kind == ScanType.PHOTO, k.plot_id.is_not(None))
    plots: Counter[tuple[int, int | None]] = Counter()
    shown: Counter[tuple[int, int | None]] = Counter()
    graves = select(p.cemetery_id, p.section_id, p.id.in_(photos)).where(p.regime != Regime.MUNICIPAL)
    for ground, section, photo in session.execute(graves):
        plots[ground, section] += 1
        shown[ground, section] += bool(photo)
    grounds = {row.id: row.title for row in session.execute(select(m.Cemetery.id, m.Cemetery.title))}
    sections = {row.id: row for row in session.execute(select(m.CemeterySection.id, m.CemeterySection.code, m.CemeterySection.title))}
    found = []
    for rank, (ground, section) in enumerate(sorted(plots, key=lambda key: (key[0], _code(sections, key[1]))), start=1):
        deeds = seen.get((ground, section), {})
        named = sections.get(section) if section is not None else None
        found.append({
            "id": rank, "section": named.code if named is not None else str(_("sans carré")), "title": named.title if named is not None else "",
            "cemetery": grounds[ground], "concessions": len(deeds), "deeds": sum(deeds.values()),
            "missing": len(deeds) - sum(deeds.values()), "percent": _percent(sum(deeds.values()), len(deeds)),
            "plots": plots[ground, section], "photos": shown[ground, section],
            "photo_percent": _percent(shown[ground, section], plots[ground, section]),
        })  # fmt: skip
    return found


def _code(sections: Mapping[int, Any], section: int | None) -> str:
    return sections[section].code if section is not None and section in sections else "\uffff"


def _percent(part: int, whole: int) -> int | None:
    return round(100 * part / whole) if whole else None


def figures(session: Session) -> dict[str, int]:
    """Figures of the old papers: how many, unlinked, to confirm, without place, not transcribed, deeds that lack."""
    s, k, c = m.Scan, m.ScanLink, m.Concession
    linked = exists().where(k.scan_id == s.id)
    page = s.kind == ScanType.REGISTER_PAGE

    def count(*conditions: Any) -> int:
        return session.execute(select(func.count()).select_from(s).where(*conditions)).scalar_one()

    rights = select(func.count()).select_from(c).where(c.closed_on.is_(None))
    return {
        "scans": count(),
        "unlinked": count(~linked),
        "unplaced": count(~is_placed(), s.kind != ScanType.PHOTO),
        "waiting": count(s.text_state == TextState.WAITING),
        "pages": count(page),
        "untranscribed": count(page, s.transcription == "", ~exists().where(k.scan_id == s.id, k.reading != "")),
        "unchecked": count(s.transcription != "", s.checked_by == ""),
        "concessions": session.execute(rights).scalar_one(),
        "deedless": session.execute(rights.where(~has_deed(c.id))).scalar_one(),
    }


def to_confirm(session: Session) -> int:
    """How many scans wait for a yes to what is proposed."""
    linked = exists().where(m.ScanLink.scan_id == m.Scan.id)
    waiting = session.scalars(select(m.Scan.hints).where(~linked))
    return sum(1 for hints in waiting if hints and (hints.get("plots") or hints.get("concessions")))
