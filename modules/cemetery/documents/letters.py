# SPDX-License-Identifier: EUPL-1.2
"""Letters in the window of an envelope: expiry (DOC-20), notice of a visit (DOC-30), formal demand (DOC-34)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.text import Text
from app.documents.blocks import (
    AddressWindow,
    Align,
    Block,
    Document,
    KeepTogether,
    Lines,
    Paragraph,
    Signature,
    Span,
    bold,
)
from app.documents.letterhead import Letterhead
from app.documents.wording import Wordings
from modules.cemetery.documents import words as w
from modules.cemetery.documents.concession_acts import held_values, term_values
from modules.cemetery.documents.facts import Grave, Held, Offer, Step, Who
from modules.cemetery.documents.layout import DOTS, Cell, Listed, Office, Sheet, draft_note, drawn
from modules.cemetery.rules.codes import StepCode
from modules.cemetery.rules.delays import ExpiryStyle
from modules.cemetery.strings import _


@dataclass(frozen=True)
class Mail:
    """A letter before it is drawn."""

    sheet: Sheet
    to: Who
    subject: Text
    registered: bool = False
    reference: str = ""


def letter(mail: Mail, office: Office, head: Letterhead, words: Wordings) -> Document:
    """The letter as a paper; *PROJET* as long as one of its mandatory mentions is missing."""
    to = mail.to
    values: dict[str, Text] = {**office.values, "place": office.town, **mail.sheet.values, "addressee": to.name}
    where = _("{town}, le {day}", town=office.town or DOTS, day=values.get("made_on") or DOTS)
    salutation = to.salutation or _("Madame, Monsieur,")
    closing = words.text("letter-closing", salutation=str(salutation).rstrip(","))
    tail: list[Block] = [Paragraph(closing), Signature(_("Le maire,"), office.signatory or DOTS)]
    around = [Paragraph(head.name), *_references(mail, office), Paragraph(where), Paragraph(to.name), *tail]
    body = drawn(mail.sheet, values, words, around)
    missing = list(body.missing) if to.envelope else [*body.missing, _("adresse du destinataire")]
    window = AddressWindow(to.envelope or (to.name or DOTS,), beside=_references(mail, office))
    return Document(
        mail.subject,
        [
            window,
            *draft_note(missing),
            Paragraph(where, align=Align.RIGHT),
            Paragraph(salutation),
            *body.blocks,
            KeepTogether(tail),
        ],
        head,
        subject=mail.sheet.doc,
        stamp=_("PROJET") if missing else "",
    )


def _references(mail: Mail, office: Office) -> list[Block]:
    pairs: list[tuple[Text, Text | Span]] = [(_("Objet"), bold(mail.subject))]
    pairs += [(_("N/Réf."), mail.reference)] if mail.reference else []
    contact = ", ".join(part for part in (office.clerk, office.phone) if part)
    pairs += [(_("Affaire suivie par"), contact)] if contact else []
    lines: list[tuple[Text | Span, ...]] = [(f"{label}\u00a0: ", value) for label, value in pairs]
    if mail.registered:
        lines.append((bold(_("Lettre recommandée avec demande d’avis de réception")),))
    return [Lines(lines)]


# ---------------------------------------------------------------- expiry (DOC-20)

COURTESY, NOTICE, REMINDER, LAST = -6, 0, 12, 21
"""Offsets of the schedule, in months from the expiry (§6.3)."""


def expiry_letter(
    held: Held, to: Who, offers: Sequence[Offer], step: int, made_on: date, last_day: date | None, style: ExpiryStyle
) -> Mail:
    """DOC-20: the letter of a step of the schedule; the last one is registered."""
    name, subject = {
        COURTESY: ("expiry-courtesy", _("Votre concession arrive bientôt à échéance")),
        NOTICE: ("expiry-notice", _("Échéance de votre concession funéraire")),
        REMINDER: ("expiry-reminder", _("Rappel\u00a0: votre concession funéraire est échue")),
        LAST: ("expiry-last", _("Dernier avis avant la reprise de votre concession")),
    }[_letter_of(step)]
    term = held.term
    expiry = term.expires_on if term else None
    values: dict[str, Text] = {
        **held_values(held), **term_values(term, style),
        "made_on": w.long_day(made_on),
        "plot": w.listed(w.place_of(spot) for spot in held.spots),
        "last_day": w.long_day(last_day),
        "tariff_on": w.long_day(expiry),
    }  # fmt: skip
    cells = (Cell("duration", _("Durée")), Cell("price", _("Prix"), align=Align.RIGHT, width=40))
    rows = [{"duration": str(w.length_figures(o.years)).capitalize(), "price": w.money(o.price)} for o in offers]
    sheet = Sheet("DOC-20", name, subject, values, {"offers": Listed(cells, rows)})
    return Mail(sheet, to, subject, registered=_letter_of(step) == LAST, reference=w.concession_name(held))


def _letter_of(step: int) -> int:
    return COURTESY if step < NOTICE else NOTICE if step < REMINDER else REMINDER if step < LAST else LAST


# ---------------------------------------------------------------- abandonment (DOC-30, DOC-34)


def grave_values(grave: Grave) -> dict[str, Text]:
    """The places of a text that tell a grave of a procedure."""
    held = grave.held
    base: dict[str, Text] = held_values(held) if held else {"concession": _("sans titre connu")}
    base["holder_names"] = base.get("holder_names") or _("une personne dont le nom n’est pas connu")
    signs = w.listed(w.lower(sign) for sign in grave.signs)
    told = [part for part in (signs[:1].upper() + signs[1:], grave.description) if part]
    return {
        **base,
        "plot": w.place_of(grave.spot),
        "cemetery": w.cemetery_named(grave.spot.cemetery),
        "description": ". ".join(part.rstrip(".") for part in told),
    }


def visit_notice(grave: Grave, to: Who, visit: tuple[date | None, str], rank: int, made_on: date) -> Mail:
    """DOC-30: the registered notice of the visit, one month before at least (R2223-13)."""
    subject = _("Avis de visite\u00a0: constat de l’état d’une concession") if rank == 1 else _(
        "Second avis de visite\u00a0: constat de l’état d’une concession"
    )
    values = {
        **grave_values(grave), "made_on": w.long_day(made_on), "visit_on": w.long_day(visit[0]), "visit_at": visit[1],
    }  # fmt: skip
    sheet = Sheet("DOC-30", f"visit-notice-{rank}", subject, values)
    return Mail(sheet, to, subject, registered=True, reference=str(values["concession"]))


def notification(grave: Grave, to: Who, rank: int, made_on: date, act: str = "") -> Mail:
    """DOC-34: the report and the demand to restore, in one registered letter; then the second one."""
    step = grave.step(StepCode.REPORT_1 if rank == 1 else StepCode.REPORT_2)
    subject = _("Notification du procès-verbal et mise en demeure") if rank == 1 else _(
        "Notification du second procès-verbal"
    )
    values = {**grave_values(grave), "made_on": w.long_day(made_on), "report_ref": report_reference(step, act)}
    sheet = Sheet("DOC-34", f"notification-{rank}", subject, values)
    return Mail(sheet, to, subject, registered=True, reference=str(values["concession"]))


def report_reference(step: Step | None, act: str = "") -> Text:
    """« n° 2026-0003 du 7 juillet 2025 »; empty before the report."""
    if step is None:
        return ""
    number = act or step.proof
    dated = _("du {day}", day=w.long_day(step.done_on))
    return _("n°\u00a0{number} {dated}", number=number, dated=dated) if number else dated
