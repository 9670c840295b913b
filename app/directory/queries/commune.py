# SPDX-License-Identifier: EUPL-1.2
"""Who writes: the letterhead of the commune and its own words for the papers, read from the settings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.outcome import EnvironmentProblem
from app.documents.letterhead import Letterhead, letterhead_of
from app.documents.wording import Wordings
from app.store.models import ArchivedDocument
from app.store.uow import settings, store_of


def identity_of_commune(session: Session) -> Mapping[str, Any]:
    """The settings `commune.*`."""
    return settings(session, "commune.")


def letterhead(session: Session) -> Letterhead:
    """The head of every paper; without arms when none were given or their file is missing."""
    known = identity_of_commune(session)
    return letterhead_of(known, _arms(session, known.get("commune.arms")))


def _arms(session: Session, sha256: Any) -> bytes | None:
    archive = store_of(session).archive
    if not isinstance(sha256, str) or not sha256 or archive is None:
        return None
    media_type = session.scalar(select(ArchivedDocument.media_type).where(ArchivedDocument.sha256 == sha256))
    try:
        return archive.get(sha256, media_type or "image/png")
    except EnvironmentProblem:
        # A missing picture must not keep a bill from being printed.
        return None


def wordings(session: Session, package: str) -> Wordings:
    """The texts of a package, with the commune's own words where it has some (settings `<module>.wording.<name>`)."""
    prefix = f"{package.rpartition('.')[2]}.wording."
    own = {name.removeprefix(prefix): str(text) for name, text in settings(session, prefix).items() if text}
    return Wordings(package, own)
