# SPDX-License-Identifier: EUPL-1.2
"""All that is known of a plot, a concession or a deceased (DOC-50), the file of proofs, the proof of a search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.dates import show_day, show_day_long
from app.core.outcome import UserError
from app.core.text import Text
from app.documents.blocks import (
    Align,
    Block,
    Column,
    Columns,
    Document,
    Heading,
    InvoiceHead,
    Lines,
    Note,
    Pairs,
    Paragraph,
    Picture,
    QRCode,
    Rich,
    Signature,
    Spacer,
    Table,
    Tone,
    bold,
)
from app.documents.letterhead import Letterhead
from modules.cemetery.documents import words as w
from modules.cemetery.documents.facts import Dead, Held, Kept, Spot, Who
from modules.cemetery.documents.layout import Office
from modules.cemetery.rules.delays import ExpiryStyle
from modules.cemetery.strings import _, _n, label


@dataclass(frozen=True)
class PlotSheet:
    """A plot with all that hangs on it."""

    spot: Spot
    state: Text
    why: tuple[Text, ...] = ()
    held: tuple[Held, ...] = ()
    dead: tuple[Dead, ...] = ()
    inspections: tuple[tuple[date, Text, str, str], ...] = ()
    """(day, condition, signs, remark)."""
    works: tuple[tuple[str, Text, str], ...] = ()
    """(dates, nature, firm)."""
    monument: str = ""
    scans: tuple[Kept, ...] = ()
    photo: bytes | None = None
    remark: str = ""


def plot_code(spot: Spot) -> str:
    """What the square code of a plot says."""
    return f"beffroi:plot:{spot.cemetery_code}:{spot.label}"


def concession_code(held: Held) -> str:
    """What the square code of a concession says."""
    return f"beffroi:concession:{held.number}"


def _paper(
    title: Text, subtitle: Text, blocks: Sequence[Block], office: Office, head: Letterhead, day: date
) -> Document:
    over = _("Commune {of_commune}", of_commune=office.of_commune)
    opening = InvoiceHead(over, title, [subtitle, _("Établi le {day}", day=show_day_long(day))])
    return Document(title, [opening, Spacer(3), *blocks], head, footer=title, slim=True)


def plot_sheet(facts: PlotSheet, office: Office, head: Letterhead, day: date, style: ExpiryStyle) -> Document:
    """DOC-50: an « emplacement »."""
    spot = facts.spot
    pairs: list[tuple[Text, Rich]] = [
        (_("Cimetière"), spot.cemetery), (_("Carré"), spot.section), (_("Rang"), spot.row),
        (_("Type"), label(spot.kind)), (_("Dimensions"), w.sizes(spot)), (_("Surface"), w.square_metres(spot.surface_m2)),
        (_("Anciens numéros"), ", ".join(spot.aliases)), (_("État"), bold(facts.state)),
        (_("Monument"), facts.monument), (_("Remarque"), facts.remark),
    ]  # fmt: skip
    code = QRCode(plot_code(spot), spot.label, 26)
    beside: list[Block] = [Picture(facts.photo, 58), code] if facts.photo else [code]
    blocks: list[Block] = [Columns([[Pairs(_known(pairs), label_width=34)], beside], weights=(3, 1.2))]
    if facts.why:
        blocks.append(Note(_("Pourquoi cet état"), "\n".join(str(line) for line in facts.why)))
    for held in facts.held:
        blocks += [
            Heading(_("Concession {number}", number=w.concession_name(held)), 3),
            *_held_blocks(held, style),
        ]
    blocks += _dead_blocks(facts.dead)
    if facts.inspections:
        blocks += [
            Heading(_("Visites"), 3),
            Table(
                [Column(_("Date"), width=24), Column(_("État"), width=26), Column(_("Signes")), Column(_("Remarque"))],
                [(show_day(on), state, signs, remark) for on, state, signs, remark in facts.inspections], compact=True,
            ),
        ]  # fmt: skip
    if facts.works:
        blocks += [
            Heading(_("Travaux"), 3),
            Table(
                [Column(_("Dates")), Column(_("Nature")), Column(_("Entreprise"))], facts.works, compact=True
            ),
        ]
    blocks += _scan_blocks(facts.scans)
    title = _("Fiche de l’emplacement {label}", label=spot.label)
    return _paper(title, spot.cemetery, blocks, office, head, day)


def concession_sheet(held: Held, office: Office, head: Letterhead, day: date, style: ExpiryStyle) -> Document:
    """DOC-50: a concession."""
    left: list[Block] = [
        Pairs(
            _known([
                (_("Famille"), held.family_name), (_("Emplacement"), w.listed(w.where(spot) for spot in held.spots)),
                (_("Registre"), held.register), (_("Titre"), w.deed_reference(held) or (_("perdu") if held.deed_lost else "")),
                (_("Acte de notoriété"), w.long_day(held.notoriety_on)), (_("Interlocuteur"), w.name_and_address(held.contact)),
                (_("Close le"), w.long_day(held.closed_on)), (_("Motif"), held.closed_because),
            ]),
            label_width=34,
        )
    ]  # fmt: skip
    code: list[Block] = [QRCode(concession_code(held), held.number, 26)] if held.number else []
    blocks: list[Block] = [
        Columns([left, code], weights=(3, 1)) if code else left[0],
        *_held_blocks(held, style),
    ]
    blocks += _dead_blocks(held.dead)
    if held.events:
        columns = [
            Column(_("Date"), width=26),
            Column(_("Événement")),
            Column(_("Acte")),
            Column(_("Avant")),
            Column(_("Après")),
        ]
        blocks += [Heading(_("Droits"), 3), Table(columns, held.events, compact=True)]
    if held.proofs:
        blocks += [Heading(_("Information des familles"), 3), _proofs(held)]
    blocks += _scan_blocks(held.scans)
    if held.remark:
        blocks.append(Paragraph(held.remark))
    title = _("Fiche de la concession {number}", number=w.concession_name(held))
    return _paper(title, held.cemetery, blocks, office, head, day)


def deceased_sheet(
    dead: Dead, path: Sequence[tuple[str, Text, str]], office: Office, head: Letterhead, day: date
) -> Document:
    """DOC-50: one of the dead; `path` is (from when, what, where) for each place of the remains."""
    pairs: list[tuple[Text, Rich]] = [
        (_("Nom"), bold(dead.who.name)), (_("Naissance"), w.birth(dead.who)), (_("Décès"), w.death(dead) if dead.died_on else ""),
        (_("Acte de décès"), dead.death_record), (_("Dernier domicile"), dead.last_residence),
        (_("Mention"), _("mort pour la France") if dead.mpf else ""),
    ]  # fmt: skip
    columns = [Column(_("Depuis"), width=34), Column(_("Restes"), width=40), Column(_("Emplacement"))]
    blocks: list[Block] = [
        Pairs(_known(pairs), label_width=34), Heading(_("Sépultures successives"), 3),
        Table(columns, path, compact=True, empty=_("Aucune sépulture connue.")),
    ]  # fmt: skip
    title = _("Fiche de {name}", name=dead.who.title or dead.who.name)
    return _paper(title, "", blocks, office, head, day)


def _known(pairs: Sequence[tuple[Text, Rich]]) -> list[tuple[Text, Rich]]:
    return [(name, value) for name, value in pairs if not isinstance(value, str) or value]


def _held_blocks(held: Held, style: ExpiryStyle) -> list[Block]:
    blocks: list[Block] = []
    people: list[tuple[Text, Text, Text, Text]] = []
    named: list[tuple[Who, Text]] = [(who, _("concessionnaire")) for who in held.holders]
    for who, role in [*named, *held.heirs]:
        people.append((who.name, role or _("ayant droit"), w.birth(who), _("décédé") if who.is_dead else ""))
    people += [(name, _("bénéficiaire désigné"), "", "") for name in held.named]
    people += [(name, _("personne exclue"), "", "") for name in held.excluded]
    if people:
        columns = [
            Column(_("Nom"), weight=2),
            Column(_("Titre")),
            Column(_("Naissance"), weight=1.6),
            Column("", width=20),
        ]
        blocks += [Heading(_("Personnes"), 3), Table(columns, people, compact=True)]
    if held.terms:
        columns = [
            Column(_("Acte")), Column(_("Durée")), Column(_("Début")), Column(_("Échéance")),
            Column(_("Prix"), Align.RIGHT, 26), Column(_("Quittance"), width=26),
        ]  # fmt: skip
        rows = [
            (
                label(t.operation), w.category(t), w.short_partial(t.start), w.until(t, style, long=False),
                w.money(t.price), t.receipt,
            )
            for t in held.terms
        ]  # fmt: skip
        blocks += [Heading(_("Périodes"), 3), Table(columns, rows, compact=True)]
    return blocks


def _dead_blocks(dead: Sequence[Dead]) -> list[Block]:
    if not dead:
        return []
    columns = [
        Column(_("Nom"), weight=2), Column(_("Décès"), width=22), Column(_("Inhumation"), width=22),
        Column(_("Restes"), width=30), Column(_("Niveau"), width=20),
    ]  # fmt: skip
    gone = any(not each.in_place for each in dead)
    columns += [Column(_("Sorti le"), width=22)] if gone else []
    rows: list[tuple[Text, ...]] = []
    for each in dead:
        cells: tuple[Text, ...] = (
            each.who.name, w.short_partial(each.died_on), w.short_partial(each.buried_on),
            label(each.remains) if each.remains else "", each.level,
        )  # fmt: skip
        left = w.short_partial(each.left_on) or ("" if each.in_place else _("oui"))
        rows.append((*cells, left) if gone else cells)
    return [Heading(_("Défunts"), 3), Table(columns, rows, compact=True)]


def _scan_blocks(scans: Sequence[Kept]) -> list[Block]:
    if not scans:
        return []
    columns = [Column(_("Document"), weight=2), Column(_("Date"), width=30), Column(_("Où est le papier"))]
    rows = [(scan.title, w.short_partial(scan.dated), scan.place) for scan in scans]
    return [Heading(_("Documents"), 3), Table(columns, rows, compact=True)]


def _proofs(held: Held) -> Table:
    columns = [
        Column(_("Date"), width=23), Column(_("Moyen"), width=40), Column(_("Destinataire")), Column(_("Suivi"), width=30),
        Column(_("Résultat"), width=36),
    ]  # fmt: skip
    rows = []
    for proof in held.proofs:
        result = str(label(proof.result)) + (f" ({w.short_day(proof.result_on)})" if proof.result_on else "")
        day = w.short_day(proof.sent_on) + (f" – {w.short_day(proof.until_on)}" if proof.until_on else "")
        addressee = "\n".join(part for part in (proof.addressee, proof.remark) if part)
        rows.append((day, label(proof.means), addressee, proof.tracking, result))
    return Table(columns, rows, compact=True, empty=_("Aucune démarche enregistrée."))


def information_proof(
    held: Held, enclosed: Sequence[Text], office: Office, head: Letterhead, day: date, style: ExpiryStyle
) -> Document:
    """The file of proofs: every attempt to inform the holder and the heirs, and what is kept of each."""
    term = held.term
    pairs: list[tuple[Text, Rich]] = [
        (_("Concession"), bold(w.concession_name(held))), (_("Concessionnaire"), w.holder_names(held)),
        (_("Emplacement"), w.listed(w.where(spot) for spot in held.spots)), (_("Échéance"), w.until(term, style)),
    ]  # fmt: skip
    people = [who.name + (f" ({_('décédé')})" if who.is_dead else "") for who in held.holders]
    people += [f"{who.name} ({kin})" if kin else who.name for who, kin in held.heirs]
    searches = [
        f"{show_day(on)}, {by}\u00a0: {where_looked}. {result}".replace(", \u00a0", "\u00a0")
        for on, by, where_looked, result in held.searches
    ]
    blocks: list[Block] = [
        Pairs(_known(pairs), label_width=40),
        Heading(_("Personnes à informer"), 3), Lines(people or [_("Aucune n’est connue.")]),
        Heading(_("Démarches"), 3), _proofs(held),
    ]  # fmt: skip
    if searches:
        blocks += [Heading(_("Recherches"), 3), Lines(searches)]
    if enclosed:
        blocks += [Heading(_("Pièces conservées"), 3), Lines(enclosed, Tone.SMALL)]
    where = _("Fait {at_town}, le {day}", at_town=w.made_at(office.town), day=show_day_long(day))
    blocks.append(Signature(_("Le maire,"), office.signatory, where))
    title = _("Preuve de l’information des familles")
    return _paper(
        title,
        _("Article L2223-15 du code général des collectivités territoriales"),
        blocks,
        office,
        head,
        day,
    )


def search_proof(
    subject: str, searches: Sequence[tuple[date, str, str, str]], office: Office, head: Letterhead, day: date
) -> Document:
    """The proof that a deed was looked for: when, by whom, where, with what result (§18)."""
    columns = [
        Column(_("Date"), width=24),
        Column(_("Par"), width=34),
        Column(_("Où l’on a cherché"), weight=2),
        Column(_("Résultat")),
    ]
    rows = [(show_day(on), by, where_looked, result) for on, by, where_looked, result in searches]
    if not rows:
        raise UserError(_("Aucune recherche n’est enregistrée pour cette sépulture\u00a0: notez-la d’abord."))
    said = _n("Une recherche a été faite.", "{n} recherches ont été faites.", len(rows))
    where = _("Fait {at_town}, le {day}", at_town=w.made_at(office.town), day=show_day_long(day))
    blocks: list[Block] = [
        Paragraph(
            (_("Le titre de la sépulture suivante a été recherché\u00a0: "), bold(subject), ". ", said)
        ),
        Table(columns, rows),
        Signature(_("Le maire,"), office.signatory, where),
    ]
    return _paper(_("Attestation de recherche de titre"), "", blocks, office, head, day)
