# SPDX-License-Identifier: EUPL-1.2
"""Old papers: the scans, the reader of registers, the deeds that lack, how complete each section is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.core.text import Text as Shown
from app.forms.fields import Choice, Day, Field, Flag, LongText, Option, PartialDay, Text, Tone, Whole
from app.forms.page import Column, FieldsPart, Filter, Heading, LinesPart, Page, ProsePart, Record, Table
from app.forms.records import get, load, save
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery import scan_lists
from modules.cemetery.permissions import ARCHIVE, READ
from modules.cemetery.rules.codes import ScanType, TextState
from modules.cemetery.scan_proposals import names_for, say_hint
from modules.cemetery.strings import _, _n, label
from modules.cemetery.ui import fields as f

SCANS = "cemetery.scans"
READER = "cemetery.register-reader"
MISSING = "cemetery.missing-deeds"
COMPLETENESS = "cemetery.completeness"
READS = frozenset({
    "cemetery_scan", "cemetery_scan_link", "cemetery_plot", "cemetery_concession", "cemetery_concession_plot", "cemetery_deceased",
    "cemetery_deed_search", "directory_person", "cemetery_section",
})  # fmt: skip

SCAN_KIND = f.choice("kind", _("Type"), ScanType, width=16, default=ScanType.OTHER)
TEXT_STATE = f.choice(
    "text_state", _("Texte"), TextState, width=14,
    options=f.chips(
        TextState,
        {
            TextState.NONE: (Tone.NEUTRAL, "image"), TextState.WAITING: (Tone.WARNING, "clock"),
            TextState.READ: (Tone.SUCCESS, "type"), TextState.FAILED: (Tone.NEUTRAL, "eye-off"),
        },
    ),
)  # fmt: skip
READINGS = (
    Option("NO", _("Non transcrit"), Tone.NEUTRAL, "circle"),
    Option("DONE", _("Transcrit"), Tone.INFO, "pencil"),
    Option("CHECKED", _("Relu"), Tone.SUCCESS, "check-check"),
)
SEARCHES = (
    Option("TO_SEARCH", _("À chercher"), Tone.WARNING, "search"),
    Option("SEARCHED", _("Cherché, pas trouvé"), Tone.INFO, "clipboard-check"),
    Option("LOST", _("Tenu pour perdu"), Tone.NEUTRAL, "file-check"),
)

SCANS_TABLE = Table(
    name=SCANS,
    title=_("Papiers anciens"),
    columns=(
        Column(field=Text(name="title", label=_("Papier"), width=20), strong=True),
        Column(field=SCAN_KIND),
        Column(field=PartialDay(name="dated", label=_("Daté"))),
        Column(field=Text(name="linked", label=_("Rattaché à"), width=16)),
        Column(field=Text(name="hint", label=_("Proposition"), width=18), weak=True),
        Column(field=Text(name="place", label=_("Où est le papier"), width=18), weak=True),
        Column(field=Choice(name="transcribed", label=_("Lecture"), options=READINGS, width=12), hidden=True),
        Column(field=TEXT_STATE, hidden=True),
        Column(field=Whole(name="pages", label=_("Pages")), hidden=True, sum=True),
        Column(field=Whole(name="doubts", label=_("Lectures incertaines")), hidden=True),
        Column(field=Day(name="added_on", label=_("Gardé le")), hidden=True),
        Column(field=Text(name="original_name", label=_("Nom du fichier"), width=24), hidden=True),
        Column(field=Text(name="sha256", label=_("Empreinte"), width=24), hidden=True),
        Column(field=Flag(name="has_hint", label=_("À confirmer")), hidden=True),
        Column(field=LongText(name="remark", label=_("Remarque"), width=20), hidden=True),
    ),
    rows=scan_lists.scans,
    filters=(
        Filter(name="all", label=_("Tous")),
        Filter(name="to-confirm", label=_("À confirmer"), keep=lambda row: bool(row["has_hint"])),
        Filter(name="unlinked", label=_("À rattacher"), keep=lambda row: not row["linked"] and not row["has_hint"]),
        Filter(name="deeds", label=_("Titres"), keep=lambda row: row["kind"] in scan_lists.DEEDS),
        Filter(
            name="to-transcribe", label=_("Pages à transcrire"),
            keep=lambda row: row["kind"] == ScanType.REGISTER_PAGE and row["transcribed"] == "NO",
        ),
        Filter(name="to-check", label=_("À relire"), keep=lambda row: row["transcribed"] == "DONE"),
        Filter(name="unplaced", label=_("Sans lieu"), keep=lambda row: not row["place"] and row["kind"] != ScanType.PHOTO),
    ),
    search=("title", "linked", "hint", "place", "original_name", "words", "remark"),
    counted=lambda n: _n("{n} papier", "{n} papiers", n),
    empty=_("Les titres, registres et photographies numérisés. Ajoutez-en depuis un dossier\u00a0: la sépulture de chacun est proposée."),
    first_step="cemetery.keep-scans",
    reads=READS,
    permission=READ,
)  # fmt: skip


def heading(session: Session, scan_id: int) -> Heading:
    """What the paper is, of when, and where it lies."""
    scan = get(session, m.Scan, scan_id)
    said = [str(label(scan.kind))]
    if scan.dated is not None:
        said.append(scan.dated.show())
    said.append(scan_lists.place_of(scan) or str(_("lieu du papier non noté")))
    state = next(option for option in READINGS if option.value == ("NO" if not scan.transcription else "CHECKED" if scan.checked_by else "DONE"))
    return Heading(scan.title or scan.original_name, ", ".join(said), state if scan.kind is ScanType.REGISTER_PAGE or scan.transcription else None)


def to_confirm(session: Session, scan_id: int) -> Sequence[Shown]:
    """What is proposed for this paper."""
    hints = get(session, m.Scan, scan_id).hints or {}
    if not hints:
        return []
    said = say_hint(hints, *names_for(session, [hints]))
    return [_("{said}. Confirmez, écartez, ou rattachez à la main.", said=said[:1].upper() + said[1:])] if said else []


def transcription_of(session: Session, scan_id: int) -> Sequence[Shown]:
    """What was read, by whom, checked by whom."""
    scan = get(session, m.Scan, scan_id)
    if not scan.transcription:
        return []
    readers = _("Transcrit par {name}.", name=scan.transcribed_by)
    if scan.checked_by:
        readers = _("Transcrit par {name}, relu par {other}.", name=scan.transcribed_by, other=scan.checked_by)
    return [*scan.transcription.splitlines(), readers]


def words_of(session: Session, scan_id: int) -> Sequence[Shown]:
    """The beginning of the words that a machine read."""
    text = " ".join(get(session, m.Scan, scan_id).text.split())
    return [text[:600] + ("…" if len(text) > 600 else "")] if text else []


SCAN_FIELDS: tuple[Field[Any], ...] = (
    Text(name="title", label=_("Intitulé"), default=""),
    f.choice("kind", _("Type"), ScanType, required=True),
    PartialDay(name="dated", label=_("Daté")),
    Text(name="quality", label=_("Qualité"), default=""),
    f.note(),
)
PLACE_FIELDS: tuple[Field[Any], ...] = (
    Text(name="building", label=_("Bâtiment"), default=""),
    Text(name="room", label=_("Salle"), width=14, default=""),
    Text(name="cupboard", label=_("Armoire"), width=8, default=""),
    Text(name="box", label=_("Carton, boîte"), width=8, default=""),
    Text(name="bundle", label=_("Liasse"), width=8, default=""),
    Text(name="volume", label=_("Registre"), width=12, default=""),
    Text(name="folio", label=_("Folio"), width=8, default="", help=_("45 r°, 45 v°.")),
    Text(name="archive_reference", label=_("Cote d’archives"), width=14, default=""),
)


def _texts(work: Work, scan: m.Scan) -> None:
    """Empty texts stay texts."""
    for name in ("title", "quality", "remark", *scan_lists.PLACES):
        if getattr(scan, name) is None:
            setattr(scan, name, "")


SCANS_RECORD = Record(
    model=lambda: m.Scan,
    heading=heading,
    parts=(
        ProsePart(title=_("Proposé"), text=to_confirm, tone=Tone.INFO),
        LinesPart(
            title=_("L’image"),
            columns=(
                Column(field=Text(name="open", label=_("Voir"), width=24), strong=True),
                Column(field=Whole(name="pages", label=_("Pages"))),
                Column(field=Whole(name="lines", label=_("Lignes encadrées")), weak=True),
            ),
            rows=scan_lists.image_of,
            opens=READER,
        ),
        LinesPart(
            title=_("Ce dont il parle"),
            columns=(
                Column(field=Text(name="concession", label=_("Concession"), width=16), strong=True),
                Column(field=Text(name="plot", label=_("Emplacement"), width=10)),
                Column(field=Text(name="deceased", label=_("Défunt"), width=16)),
                Column(field=Text(name="reading", label=_("Lu"), width=24), weak=True),
                Column(field=Whole(name="page", label=_("Page"))),
            ),
            rows=scan_lists.links_of,
            actions=("cemetery.unlink-scan",),
            empty=_("Rattaché à rien encore."),
        ),
        FieldsPart(
            title=_("Où est le papier"), fields=PLACE_FIELDS, load=load(m.Scan, PLACE_FIELDS),
            save=save(m.Scan, PLACE_FIELDS, ARCHIVE, SCANS, _texts), permission=ARCHIVE,
        ),
        FieldsPart(
            title=_("Le papier"), fields=SCAN_FIELDS, load=load(m.Scan, SCAN_FIELDS),
            save=save(m.Scan, SCAN_FIELDS, ARCHIVE, SCANS, _texts), permission=ARCHIVE,
        ),
        ProsePart(title=_("Transcription"), text=transcription_of),
        ProsePart(title=_("Mots lus par la machine"), text=words_of),
    ),
    actions=(
        "cemetery.accept-links", "cemetery.link-scan", "cemetery.transcribe-scan", "cemetery.check-transcription", "cemetery.read-scans",
        "cemetery.refuse-links",
    ),
)  # fmt: skip

SCANS_PAGE = Page(
    name=SCANS,
    title=_("Papiers anciens"),
    table=SCANS_TABLE,
    record=SCANS_RECORD,
    actions=("cemetery.keep-scans", "cemetery.place-scans", "cemetery.copy-scans"),
    permission=READ,
    help=_("Les titres, registres et photographies numérisés, et l’armoire où dort chaque papier."),
)

READER_PAGE = Page(
    name=READER,
    title=_("Lecteur de registres"),
    widget="modules.cemetery.ui.register_reader:RegisterReader",
    permission=READ,
    help=_("La page à gauche, la ligne en main à droite\u00a0: N encadre, les flèches vont d’une ligne à l’autre, Entrée rattache."),
)


def missing_heading(session: Session, concession_id: int) -> Heading:
    """The concession whose deed lacks."""
    right = get(session, m.Concession, concession_id)
    name = " · ".join(part for part in (right.number, right.family_name) if part) or str(_("Concession sans numéro"))
    return Heading(name, str(_("aucun titre numérisé")), SEARCHES[2] if right.deed_lost else None)


PAPERS_COLUMNS = (
    Column(field=Text(name="title", label=_("Papier"), width=17), strong=True),
    Column(field=PartialDay(name="dated", label=_("Daté"), width=7)),
    Column(field=Text(name="place", label=_("Où est le papier"), width=20), weak=True),
)
"""Columns of the papers of a record, wherever they are shown."""

MISSING_PAGE = Page(
    name=MISSING,
    title=_("Titres manquants"),
    table=Table(
        name=MISSING,
        title=_("Titres manquants"),
        columns=(
            Column(field=Text(name="number", label=_("N°"), width=10), strong=True),
            Column(field=Text(name="family_name", label=_("Famille"), width=16)),
            Column(field=Text(name="plots", label=_("Emplacements"), width=12)),
            Column(field=Choice(name="search", label=_("Recherche"), options=SEARCHES, width=18)),
            Column(field=Day(name="searched_on", label=_("Dernière recherche"))),
            Column(field=PartialDay(name="deed_on", label=_("Titre du"))),
            Column(field=Whole(name="papers", label=_("Autres papiers")), weak=True),
            Column(field=Text(name="cemetery", label=_("Cimetière"), width=16), hidden=True),
        ),
        source=scan_lists.missing_deeds,
        filters=(
            Filter(name="to-search", label=_("À chercher"), where=lambda c: c.search == "TO_SEARCH"),
            Filter(name="searched", label=_("Cherchés"), where=lambda c: c.search == "SEARCHED"),
            Filter(name="lost", label=_("Tenus pour perdus"), where=lambda c: c.search == "LOST"),
            Filter(name="all", label=_("Tous")),
        ),
        search=("number_key", "number", "family_key", "family_name", "plots"),
        order="number",
        counted=lambda n: _n("{n} titre manquant", "{n} titres manquants", n),
        empty=_("Chaque concession a son titre numérisé."),
        reads=READS,
        permission=READ,
    ),
    record=Record(
        model=lambda: m.Concession,
        heading=missing_heading,
        parts=(
            LinesPart(
                title=_("Recherches faites"),
                columns=(
                    Column(field=Day(name="searched_on", label=_("Le"))),
                    Column(field=Text(name="searched_by", label=_("Par"), width=14)),
                    Column(field=LongText(name="where_looked", label=_("Où"), width=24), strong=True),
                    Column(field=LongText(name="result", label=_("Résultat"), width=18)),
                ),
                rows=scan_lists.searches_of,
                empty=_("Ce titre n’a jamais été cherché, ou personne ne l’a noté."),
            ),
            LinesPart(
                title=_("Papiers"), columns=PAPERS_COLUMNS, rows=scan_lists.papers_of_concession, opens=SCANS,
                empty=_("Aucun papier numérisé ne parle de cette concession."),
            ),
        ),
        actions=("cemetery.record-search",),
    ),
    actions=("cemetery.record-search", "cemetery.keep-scans"),
    permission=READ,
    help=_("Les concessions dont aucun titre n’est numérisé, et les recherches déjà faites."),
)  # fmt: skip

COMPLETENESS_PAGE = Page(
    name=COMPLETENESS,
    title=_("Complétude"),
    table=Table(
        name=COMPLETENESS,
        title=_("Complétude des papiers"),
        columns=(
            Column(field=Text(name="section", label=_("Carré"), width=10), strong=True),
            Column(field=Text(name="cemetery", label=_("Cimetière"), width=18), weak=True),
            Column(field=Whole(name="concessions", label=_("Concessions")), sum=True),
            Column(field=Whole(name="deeds", label=_("Titres numérisés")), sum=True),
            Column(field=Whole(name="missing", label=_("Titres manquants")), sum=True),
            Column(field=Whole(name="percent", label=_("Titres, %"))),
            Column(field=Whole(name="plots", label=_("Emplacements")), sum=True),
            Column(field=Whole(name="photos", label=_("Photographiés")), sum=True),
            Column(field=Whole(name="photo_percent", label=_("Photos, %"))),
            Column(field=Text(name="title", label=_("Nom du carré"), width=16), hidden=True),
        ),
        rows=scan_lists.completeness,
        search=("section", "cemetery", "title"),
        counted=lambda n: _n("{n} carré", "{n} carrés", n),
        empty=_("Aucun emplacement n’est encore enregistré."),
        reads=READS,
        permission=READ,
    ),
    permission=READ,
    help=_("Carré par carré\u00a0: titres numérisés, titres manquants, photographies."),
)  # fmt: skip


def papers_part(rows: Any) -> LinesPart:
    """« Papiers », for the records of the ground, of rights and of the dead."""
    return LinesPart(
        title=_("Papiers"), columns=PAPERS_COLUMNS, rows=rows, opens=SCANS, empty=_("Aucun papier numérisé n’en parle."),
    )  # fmt: skip


SCAN_PAGES: tuple[Page, ...] = (SCANS_PAGE, READER_PAGE, MISSING_PAGE, COMPLETENESS_PAGE)
