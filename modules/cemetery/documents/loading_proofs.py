# SPDX-License-Identifier: EUPL-1.2
"""What is kept of each attempt to inform a family: pictures are printed, other files are named by their digest."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.text import Text
from app.documents.blocks import Document, Heading, Lines, Picture, Tone
from app.store.models import ArchivedDocument
from modules.cemetery import models as m
from modules.cemetery.documents import words as w
from modules.cemetery.documents.loading_cases import picture
from modules.cemetery.strings import _, label


def enclosures(session: Session, concession_id: int) -> tuple[list[Text], list[Document]]:
    """(a line for each file kept, a page for each picture), in the order of the attempts."""
    i = m.InformationProof
    query = select(i).where(i.concession_id == concession_id, i.sha256 != "").order_by(i.sent_on, i.id)
    lines: list[Text] = []
    pages: list[Document] = []
    for proof in session.scalars(query):
        title = f"{w.short_day(proof.sent_on)}, {str(label(proof.means)).lower()}"
        lines.append(f"{title} ({proof.sha256[:16]})")
        kept = session.scalars(select(ArchivedDocument).where(ArchivedDocument.sha256 == proof.sha256).limit(1)).first()
        if kept is None or not kept.media_type.startswith("image/"):
            continue
        content = picture(session, proof.sha256)
        if content is not None:
            said = _("Empreinte SHA-256\u00a0: {digest}", digest=proof.sha256)
            pages.append(Document(title, [Heading(title, 1), Picture(content, 220), Lines([said], Tone.SMALL)]))
    return lines, pages
