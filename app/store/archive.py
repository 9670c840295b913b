# SPDX-License-Identifier: EUPL-1.2
"""Issued papers and scans, kept by the SHA-256 of their bytes: same bytes, one file, never rewritten."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.outcome import EnvironmentProblem, Refusal
from app.core.strings import _
from app.core.text import Text
from app.store.engine import file_problem
from app.store.models import ArchivedDocument

if TYPE_CHECKING:
    from app.store.uow import Work

SUFFIXES = {
    "application/pdf": ".pdf",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/tiff": ".tif",
    "image/svg+xml": ".svg",
    "message/rfc822": ".eml",
    "text/csv": ".csv",
    "application/xml": ".xml",
}
_NAME = re.compile(r"[0-9a-f]{62}(\.\w+)?")


def digest(content: bytes) -> str:
    """The name of these bytes in the archive."""
    return hashlib.sha256(content).hexdigest()


class Archive:
    """The folder of kept bytes: `ab/cdef….pdf`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path_of(self, sha256: str, media_type: str = "application/pdf") -> Path:
        """Where these bytes are kept (the file may not exist)."""
        return self.folder / sha256[:2] / f"{sha256[2:]}{SUFFIXES.get(media_type, '.bin')}"

    def put(self, content: bytes, media_type: str = "application/pdf") -> str:
        """Keep `content`; gives its SHA-256. Whole or not at all, even if the power fails."""
        sha256 = digest(content)
        path = self.path_of(sha256, media_type)
        try:
            if path.exists() and path.stat().st_size == len(content):
                return sha256
            path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(path, content)
        except OSError as error:
            raise file_problem(error) from error
        return sha256

    def get(self, sha256: str, media_type: str = "application/pdf") -> bytes:
        """The bytes. Raises `EnvironmentProblem` when they are missing or no longer the same."""
        try:
            content = self.path_of(sha256, media_type).read_bytes()
        except OSError as error:
            raise EnvironmentProblem(
                _("Un document archivé est introuvable. Restaurez le dossier «\u00a0archive\u00a0» depuis une sauvegarde."),
                str(error),
            ) from error
        if digest(content) != sha256:
            raise EnvironmentProblem(
                _(
                    "Un document archivé a été modifié sur le disque. Restaurez le dossier «\u00a0archive\u00a0»"
                    " depuis une sauvegarde."
                ),
                sha256,
            )
        return content

    def read(self, sha256: str) -> bytes:
        """The bytes of that name, whatever their type."""
        found = next(iter(self.folder.glob(f"{sha256[:2]}/{sha256[2:]}.*")), None)
        types = {suffix: media_type for media_type, suffix in SUFFIXES.items()}
        return self.get(sha256, types.get(found.suffix, "") if found else "")

    def files(self) -> Iterator[tuple[str, Path]]:
        """Every kept file with the SHA-256 that its name gives."""
        for path in sorted(self.folder.glob("??/*")):
            if _NAME.fullmatch(path.name):
                yield path.parent.name + path.name[:62], path


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that it exists whole or not at all."""
    draft = path.with_name(f".{path.name[:40]}-{secrets.token_hex(4)}")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Ask the disk to remember the names in `folder` (nothing to ask on Windows)."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def keep(
    work: Work,
    content: bytes,
    *,
    kind: str,
    title: Text,
    media_type: str = "application/pdf",
    subject: tuple[str, int] | None = None,
) -> ArchivedDocument:
    """Keep bytes and their line in the dossier; the same paper of the same subject is kept once.

    `subject` is (table, id) of the record that the paper is about.
    """
    sha256 = work.archive.put(content, media_type)
    table, row_id = subject or (None, None)
    known = work.session.scalars(
        select(ArchivedDocument).where(
            ArchivedDocument.sha256 == sha256,
            ArchivedDocument.kind == kind,
            ArchivedDocument.subject_table == table,
            ArchivedDocument.subject_id == row_id,
        )
    ).first()
    if known is not None:
        return known
    document = ArchivedDocument(
        sha256=sha256, media_type=media_type, title=str(title), kind=kind, size=len(content),
        created_at=work.now, subject_table=table, subject_id=row_id,
    )
    work.session.add(document)
    work.session.flush()
    return document


def documents_of(session: Session, table: str, row_id: int, kind: str | None = None) -> list[ArchivedDocument]:
    """Papers and scans about a record, the latest first."""
    query = select(ArchivedDocument).where(
        ArchivedDocument.subject_table == table, ArchivedDocument.subject_id == row_id
    )
    if kind is not None:
        query = query.where(ArchivedDocument.kind == kind)
    return list(session.scalars(query.order_by(ArchivedDocument.id.desc())))


def verify(session: Session, archive: Archive) -> list[Refusal]:
    """Documents whose file is missing or altered."""
    faults = []
    for document in session.scalars(select(ArchivedDocument).order_by(ArchivedDocument.id)):
        try:
            archive.get(document.sha256, document.media_type)
        except EnvironmentProblem as problem:
            faults.append(Refusal(document.title, problem.message, code="ARCHIVE"))
    return faults
