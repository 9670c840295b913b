# SPDX-License-Identifier: EUPL-1.2
"""The door of the printer: a document, or a bundle of them, becomes the bytes of one PDF.

The same values give the same bytes on any day: an archive by hash finds a paper already kept.
"""

from __future__ import annotations

from collections.abc import Iterator

from app.core.progress import Progress
from app.documents.blocks import Bundle, Document


def render(paper: Document | Bundle, progress: Progress | None = None) -> bytes:
    """The PDF of `paper`. Raises UserError when a text cannot be printed or an address cannot be shown."""
    # ReportLab takes a sixth of a second to load: only those who print pay for it.
    from app.documents.drawing.file import PdfFile

    file = PdfFile(paper.title, first=_first(paper))
    bundle = isinstance(paper, Bundle)
    total = len(paper.documents) if isinstance(paper, Bundle) else 1
    for rank, document in enumerate(_documents(paper)):
        if progress is not None and bundle:
            progress.step(min(rank, total), total, document.title)
        file.add(document, outlined=bundle, two_sided=isinstance(paper, Bundle) and paper.two_sided)
    if progress is not None and bundle:
        progress.step(total, total)
    return file.close()


def page_count(document: Document) -> int:
    """How many pages `document` takes, without drawing it."""
    from app.documents.drawing.file import lay_out

    return len(lay_out(document))


def _documents(paper: Document | Bundle) -> Iterator[Document]:
    if isinstance(paper, Document):
        yield paper
        return
    if paper.summary is not None:
        yield paper.summary
    yield from paper.documents


def _first(paper: Document | Bundle) -> Document | None:
    return next(_documents(paper), None)
