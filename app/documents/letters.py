# SPDX-License-Identifier: EUPL-1.2
"""A letter of the town hall: what the law and the habit want on it, and the test page of the window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.core.money import show_number
from app.core.outcome import UserError
from app.core.text import Text
from app.documents.blocks import (
    AddressWindow,
    Align,
    Block,
    Document,
    Heading,
    KeepTogether,
    Lines,
    Paragraph,
    Rich,
    Signature,
    Span,
    Tone,
    WindowGuide,
    bold,
)
from app.documents.letterhead import Letterhead
from app.documents.strings import _


@dataclass(frozen=True)
class Letter:
    """The facts of a letter. The agent in charge and the signatory are identified (CRPA L111-2, L212-1)."""

    recipient: Sequence[Text]
    """The lines of the window."""
    place_and_date: Text
    subject: Text
    followed_by: Text
    """Who is in charge, with a telephone number."""
    salutation: Text
    body: Sequence[Block]
    closing: Text
    quality: Text
    signatory: Text
    our_reference: Text = ""
    your_reference: Text = ""
    enclosures: Sequence[Text] = ()
    copies: Sequence[Text] = ()
    after: Sequence[Block] = ()
    """What follows the signature, such as a payment coupon."""
    shift: tuple[float, float] = (0.0, 0.0)


def letter_document(letter: Letter, letterhead: Letterhead) -> Document:
    """The letter as a paper. Raises UserError naming what the law requires and the letter lacks."""
    _check(letter)
    return Document(
        letter.subject,
        [
            AddressWindow(tuple(letter.recipient), beside=_references(letter), shift=letter.shift),
            Paragraph(letter.place_and_date, align=Align.RIGHT),
            Paragraph(letter.salutation),
            *letter.body,
            KeepTogether([Paragraph(letter.closing), Signature(letter.quality, letter.signatory)]),
            *_mentions(letter),
            *letter.after,
        ],
        letterhead,
    )


def _check(letter: Letter) -> None:
    required = (
        (letter.place_and_date, _("le lieu et la date")),
        (letter.subject, _("l’objet")),
        (letter.followed_by, _("l’agent chargé de l’affaire")),
        (letter.salutation, _("la formule d’appel")),
        (letter.quality, _("la qualité du signataire")),
        (letter.signatory, _("le nom du signataire")),
    )
    missing = [str(name) for value, name in required if not str(value).strip()]
    if missing:
        raise UserError(
            _("Ce courrier ne peut pas partir\u00a0: il manque {missing}.", missing=", ".join(missing))
        )


def _references(letter: Letter) -> list[Block]:
    pairs: list[tuple[Text, Text | Span]] = [(_("Objet"), bold(letter.subject))]
    pairs += [(_("V/Réf."), letter.your_reference)] if str(letter.your_reference) else []
    pairs += [(_("N/Réf."), letter.our_reference)] if str(letter.our_reference) else []
    pairs.append((_("Affaire suivie par"), letter.followed_by))
    return [Lines([(f"{label}\u00a0: ", value) for label, value in pairs])]


def _mentions(letter: Letter) -> list[Block]:
    lines: list[Rich] = []
    if letter.enclosures:
        lines.append(_("P.J.\u00a0: {list}", list=", ".join(map(str, letter.enclosures))))
    if letter.copies:
        lines.append(_("Copie à\u00a0: {list}", list=", ".join(map(str, letter.copies))))
    return [Lines(lines, Tone.SMALL)] if lines else []


def window_test_page(letterhead: Letterhead | None, shift: tuple[float, float] = (0.0, 0.0)) -> Document:
    """A sheet to fold and slide into an envelope: it shows whether the address falls in its window."""
    longest = "X" * 38
    lines = (_("PREMIERE LIGNE"), longest, longest, longest, longest, _("DERNIERE LIGNE"))
    return Document(
        _("Essai de l’enveloppe à fenêtre"),
        [
            AddressWindow(lines, shift=shift),
            WindowGuide(),
            Heading(_("Essai de l’enveloppe à fenêtre"), 1),
            Paragraph(
                _(
                    "Pliez cette feuille en trois aux repères de gauche et glissez-la dans l’enveloppe. Les six lignes doivent"
                    " rester visibles quand la feuille bouge. Sinon, mesurez l’écart sur les règles, en millimètres, et"
                    " reportez-le dans les réglages."
                )
            ),
            Paragraph(
                _(
                    "Décalage actuel\u00a0: {right} mm vers la droite, {down} mm vers le bas.",
                    right=show_number(Decimal(str(shift[0]))),
                    down=show_number(Decimal(str(shift[1]))),
                ),
                Tone.MUTED,
            ),
        ],
        letterhead,
    )
