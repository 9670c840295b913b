# SPDX-License-Identifier: EUPL-1.2
"""Papers for a run of envelopes, in their order, behind a page for the clerk: what to correct, then the list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.billing.documents.facts import Envelope
from app.billing.strings import _, _n
from app.core.money import ZERO, show_money
from app.core.outcome import UserError
from app.core.text import Text
from app.documents.blocks import (
    Align,
    Block,
    Bundle,
    Column,
    Document,
    Figures,
    Heading,
    Paragraph,
    Row,
    Span,
    Table,
    Tone,
)
from app.documents.letterhead import Letterhead
from app.documents.render import page_count


@dataclass(frozen=True)
class Piece:
    """One paper of a run, drawn when its turn comes; `amount` euros are what it asks for."""

    envelope: Envelope
    reference: str
    amount: Decimal
    draw: Callable[[], Document]


@dataclass(frozen=True)
class _Drawn:
    piece: Piece
    document: Document | None
    pages: int
    fault: Text


def batch(title: Text, pieces: Sequence[Piece], head: Letterhead, two_sided: bool = False) -> Bundle:
    """The papers by postcode, street and number. One that cannot be drawn is named first, and left out.

    A thousand invoices of one page take some ten seconds of one core, a third of it here to count their pages.
    """
    ordered = sorted(pieces, key=lambda piece: (piece.envelope.order, piece.envelope.name, piece.reference))
    drawn = [_draw(piece) for piece in ordered]
    return Bundle(
        title,
        [each.document for each in drawn if each.document is not None],
        summary=_summary(title, drawn, head, two_sided),
        two_sided=two_sided,
    )


def _draw(piece: Piece) -> _Drawn:
    try:
        document = piece.draw()
        return _Drawn(piece, document, page_count(document), piece.envelope.fault)
    except UserError as error:
        return _Drawn(piece, None, 0, _("{why} Ce papier n’est pas dans le lot.", why=error.message))


def _summary(title: Text, drawn: Sequence[_Drawn], head: Letterhead, two_sided: bool) -> Document:
    kept = [each for each in drawn if each.document is not None]
    sheets = sum((each.pages + 1) // 2 if two_sided else each.pages for each in kept)
    total = sum((each.piece.amount for each in kept), ZERO)
    figures = [
        (str(len(kept)), _n("enveloppe", "enveloppes", len(kept))),
        (str(sheets), _n("feuille", "feuilles", sheets)),
        (show_money(total), _("demandés")),
    ]
    blocks = [Heading(title, 1), Figures(figures), *_faults(drawn), Heading(_("Dans l’ordre des enveloppes"), 2)]
    return Document(
        _("Récapitulatif\u00a0: {title}", title=title),
        [*blocks, _list(kept, total), Paragraph(_("Page de travail, à ne pas mettre sous enveloppe."), Tone.SMALL)],
        head,
        slim=True,
    )


def _faults(drawn: Sequence[_Drawn]) -> list[Block]:
    rows = [(e.piece.envelope.name, e.piece.reference, e.fault) for e in drawn if str(e.fault)]
    if not rows:
        return []
    columns = [Column(_("Redevable"), weight=2), Column(_("Numéro"), width=38), Column(_("À corriger"), weight=3)]
    return [Heading(_("Adresses à corriger avant l’envoi"), 2), Table(columns, rows)]


def _list(kept: Sequence[_Drawn], total: Decimal) -> Table:
    columns = [
        Column("", Align.RIGHT, 10),
        Column(_("Redevable")),
        Column(_("Numéro"), width=40),
        Column(_("Pages"), Align.RIGHT, 14),
        Column(_("Montant"), Align.RIGHT, 28),
    ]
    rows = [
        Row(
            (
                Span(str(rank), muted=True), each.piece.envelope.name, each.piece.reference or _("projet"), str(each.pages),
                show_money(each.piece.amount),
            )
        )
        for rank, each in enumerate(kept, 1)
    ]  # fmt: skip
    pages = sum(each.pages for each in kept)
    totals = [("", _("Total"), "", str(pages), show_money(total))]
    return Table(columns, rows, totals=totals, compact=True, empty=_("Il n’y a rien dans ce lot."))
