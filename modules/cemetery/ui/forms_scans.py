# SPDX-License-Identifier: EUPL-1.2
"""What the acts on old papers ask, and what keeping a folder would do, said before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from app.core.outcome import UserError
from app.core.text import Text as Shown
from app.forms.fields import Day, Field, Flag, LongText, Paths, Refs, Text, Whole
from app.forms.page import Form, Params, Section
from app.store.uow import setting_of, today_of, user_of
from modules.cemetery import models as m
from modules.cemetery import queries
from modules.cemetery.rules.codes import ScanType
from modules.cemetery.strings import _, _n, label
from modules.cemetery.ui import fields as f

MOST_LISTED = 12
MOST_PAGES_BEFORE = 30
"""Pages of a file whose square codes are looked for while the form is filled; a box takes longer, and waits."""

PLACE_FIELDS: tuple[Field[Any], ...] = (
    Text(name="building", label=_("Bâtiment"), width=18, default=""),
    Text(name="room", label=_("Salle"), width=14, default=""),
    Text(name="cupboard", label=_("Armoire"), width=8, default=""),
    Text(name="box", label=_("Carton, boîte"), width=8, default=""),
    Text(name="bundle", label=_("Liasse"), width=8, default=""),
    Text(name="volume", label=_("Registre"), width=12, default=""),
    Text(name="archive_reference", label=_("Cote d’archives"), width=14, default=""),
)


def start_keep(session: Session, params: Params) -> Params:
    """The watched folder, and the place of the papers kept last."""
    last = session.query(m.Scan).order_by(m.Scan.id.desc()).first()
    place = {name: getattr(last, name) for name in ("building", "cupboard")} if last is not None else {}
    return {"paths": params.get("paths") or setting_of(session, "cemetery.watched_folder") or "", "split": True, "link_now": False, **place}


def preview_keep(session: Session, values: Params) -> Sequence[Shown]:
    """The dry listing: what each file would become, and the grave that it seems to speak of."""
    from modules.cemetery.scan_proposals import files_in, names_for, propose, say_hint

    paths = values.get("paths") or ""
    if not paths.strip():
        return []
    try:
        files, others = files_in(paths)
    except UserError as fault:
        return [fault.message]
    if not files:
        return [_("Aucun PDF ni aucune image ici.")]
    said: list[Shown] = [_n("{n} fichier\u00a0:", "{n} fichiers\u00a0:", len(files))]
    found = list(propose(session, files[:MOST_LISTED], split=bool(values.get("split", True)), most_pages=MOST_PAGES_BEFORE))
    labels, numbers = names_for(session, [each.hint.stored() for each in found])
    for each in found[: 2 * MOST_LISTED]:
        if each.refusal:
            said.append(_("{name}\u00a0: refusé. {why}", name=each.name, why=each.refusal))
            continue
        parts = [str(_("feuille de séparation"))] if each.is_sheet else []
        kind = each.kind or values.get("kind")
        if kind and not each.is_sheet:
            parts.append(str(label(ScanType(kind))))
        if each.dated is not None:
            parts.append(each.dated.show())
        hint = say_hint(each.hint.stored(), labels, numbers)
        parts.append(hint or str(_("rien de proposé")))
        said.append(_("{name}\u00a0: {what}", name=each.name, what=" · ".join(parts)))
    if len(files) > MOST_LISTED:
        said.append(_n("… et {n} autre.", "… et {n} autres.", len(files) - MOST_LISTED))
    if others:
        said.append(_n("{n} fichier d’une autre sorte est laissé.", "{n} fichiers d’une autre sorte sont laissés.", others))
    return said


KEEP = Form(
    sections=(
        Section(
            title=_("Fichiers"),
            fields=(
                Paths(
                    name="paths", label=_("Fichiers ou dossier"), required=True,
                    help=_("PDF, JPEG, PNG, TIFF. Les fichiers restent où ils sont\u202f; le même n’est gardé qu’une fois."),
                    kinds=(".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff"),
                ),
                f.choice("kind", _("Type, quand le nom ne le dit pas"), ScanType),
                Flag(name="split", label=_("Partager aux feuilles de séparation"), default=True),
                Flag(name="link_now", label=_("Rattacher tout de suite ce qui est sûr"), default=False,
                     help=_("Un code reconnu, un nom complet. Le reste attend votre accord.")),
            ),
        ),
        Section(title=_("Où est le papier"), fields=tuple(field for field in PLACE_FIELDS if field.name in ("building", "cupboard", "box"))),
    ),
    start=start_keep,
)  # fmt: skip
PLACE = Form(fields=PLACE_FIELDS)


def start_link(session: Session, params: Params) -> Params:
    """What is proposed for this scan."""
    scan = session.get(m.Scan, params["id"]) if params.get("id") is not None else None
    hints = (scan.hints or {}) if scan is not None else {}
    return {"plots": tuple(hints.get("plots", ())), "concessions": tuple(hints.get("concessions", ())), "page": 1}


LINK = Form(
    fields=(
        f.plots(default=()),
        Refs(name="concessions", label=_("Concessions"), page="cemetery.concessions", find=queries.find_concessions, default=()),
        f.dead(default=()),
        Whole(name="page", label=_("Page"), default=1, least=1, most=9999),
        Text(name="reading", label=_("Ce qui est lu"), width=40, longest=1000, default="", help=_("[?] après un mot incertain.")),
    ),
    start=start_link,
)  # fmt: skip


def start_transcribe(session: Session, params: Params) -> Params:
    """What was already read."""
    scan = session.get(m.Scan, params["id"]) if params.get("id") is not None else None
    return {"transcription": scan.transcription if scan is not None else ""}


TRANSCRIPTION = LongText(
    name="transcription", label=_("Transcription"), longest=200_000, default="",
    help=_("Tel qu’écrit, ligne à ligne\u202f; [?] après un mot incertain."),
)  # fmt: skip
TRANSCRIBE = Form(fields=(TRANSCRIPTION,), start=start_transcribe)
CHECK = Form(
    fields=(
        TRANSCRIPTION,
        Text(name="reader", label=_("Relu par"), default="", help=_("Une autre personne que celle qui a transcrit\u202f; vide\u00a0: vous.")),
    ),
    start=start_transcribe,
)  # fmt: skip
READ_WORDS = Form(
    fields=(
        Whole(name="pages", label=_("Pages à lire maintenant"), default=5, least=1, most=500, help=_("Les autres attendent la fois suivante.")),
    )
)
COPY = Form(fields=(Paths(name="folder", label=_("Dans le dossier"), required=True, folder=True),))


def start_search(session: Session, params: Params) -> Params:
    """Today, the user at work, the concession or the plot in hand."""
    record = params.get("record")
    if record is None and params.get("ids"):
        record = params["ids"][0]
    return {
        "searched_on": today_of(session),
        "searched_by": user_of(session).display_name,
        "concession": record if record is not None and session.get(m.Concession, record) is not None else None,
    }


SEARCH = Form(
    fields=(
        f.concession(),
        f.plot(help=_("Quand aucune concession n’est connue.")),
        Day(name="searched_on", label=_("Cherché le"), required=True),
        Text(name="searched_by", label=_("Par"), default=""),
        LongText(name="where_looked", label=_("Où"), required=True, help=_("Registres, cartons, années passés en revue.")),
        LongText(name="result", label=_("Résultat"), default=""),
        Flag(name="deed_lost", label=_("Le titre est tenu pour perdu"), default=False),
    ),
    start=start_search,
)
