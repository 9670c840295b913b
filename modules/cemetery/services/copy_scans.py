# SPDX-License-Identifier: EUPL-1.2
"""Copies scans out of the dossier, the very bytes, under names that people understand without the program (§18)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.outcome import EnvironmentProblem, Report, UserError
from app.forms.records import get
from app.store.archive import SUFFIXES, write_whole
from app.store.uow import Work
from modules.cemetery.models import Cemetery, Concession, Plot, Scan, ScanLink
from modules.cemetery.permissions import READ
from modules.cemetery.rules.codes import ScanType
from modules.cemetery.rules.scan_names import ScanName, write_scan_name
from modules.cemetery.strings import _, _n

MOST_OF_A_NAME = 99


def name_of(session: Session, scan: Scan, rank: int = 1) -> str:
    """The name of §18 of a scan, from the first grave and concession that it is linked to."""
    suffix = SUFFIXES.get(scan.media_type, ".bin")
    if scan.kind is ScanType.REGISTER_PAGE and scan.volume and scan.folio.isdigit():
        return write_scan_name(ScanName(dated=scan.dated, register=scan.volume, page=int(scan.folio)), suffix)
    link = session.scalars(select(ScanLink).where(ScanLink.scan_id == scan.id).order_by(ScanLink.id)).first()
    plot = session.get(Plot, link.plot_id) if link is not None and link.plot_id is not None else None
    right = session.get(Concession, link.concession_id) if link is not None and link.concession_id is not None else None
    owner = plot or right
    ground = session.get(Cemetery, owner.cemetery_id) if owner is not None else None
    named = ScanName(
        ground.code if ground is not None else "", plot.label if plot is not None else "",
        right.number if right is not None else "", scan.dated, scan.kind, rank,
    )  # fmt: skip
    return write_scan_name(named, suffix)


def copy_scans(work: Work, *, ids: Sequence[int], folder: str) -> Report:
    """Write a copy of each scan into a folder of the disk; nothing there is ever overwritten. Raises UserError."""
    work.require(READ)
    to = Path(folder.strip()).expanduser()
    if not folder.strip() or not to.is_dir():
        raise UserError(_("Ce dossier n’existe pas\u00a0: choisissez où copier les papiers."), field="folder")
    report = Report()
    for each in work.progress.over(ids, _("Copie")):
        scan = get(work.session, Scan, each)
        content = work.archive.get(scan.sha256, scan.media_type)
        path = _free(work.session, scan, to)
        try:
            write_whole(path, content)
        except OSError as error:
            raise EnvironmentProblem(_("La copie n’a pas pu être écrite\u00a0: le disque est-il plein, ou protégé\u202f?"), str(error)) from error
        report.files.append(path)
    report.summary = _n("{n} papier copié dans {folder}.", "{n} papiers copiés dans {folder}.", len(report.files), folder=str(to))
    return report


def _free(session: Session, scan: Scan, to: Path) -> Path:
    for rank in range(1, MOST_OF_A_NAME + 1):
        path = to / name_of(session, scan, rank)
        if not path.exists():
            return path
        if scan.kind is ScanType.REGISTER_PAGE and scan.volume:
            break
    raise UserError(_("{name} est déjà dans ce dossier\u00a0: choisissez un dossier vide.", name=name_of(session, scan)), field="folder")
