# SPDX-License-Identifier: EUPL-1.2
"""Files that look like the same person, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy.orm import Session

from app.core.people import key1
from app.core.phones import show_phone
from app.core.text import Text
from app.directory.models import ContactKind, Person
from app.directory.permissions import MERGE, READ
from app.directory.queries import contacts_of
from app.directory.queries.doubles import duplicates, pair_of
from app.directory.queries.merging import what_moves
from app.directory.strings import _, _n
from app.directory.ui.fields import text
from app.directory.ui.pages_people import households_of_person
from app.forms.fields import Flag, Option, PartialDay, Tone
from app.forms.page import (
    Column,
    Filter,
    Heading,
    LinesPart,
    Page,
    Params,
    ProsePart,
    Record,
    Row,
    Table,
)
from app.forms.records import get

DUPLICATES = "directory.duplicates"


def duplicates_rows(session: Session, params: Params) -> Sequence[Row]:
    """Pairs that look like one person."""
    return duplicates(session)


def pair_heading(session: Session, pair_id: int) -> Heading:
    """The two names, and how sure it is."""
    first, second = both(session, pair_id)
    found = next((row for row in duplicates(session) if row["id"] == pair_id), None)
    sure = found is not None and found["sure"]
    state = Option("SAME", _("Mêmes noms"), Tone.WARNING, "copy") if sure else Option("NEAR", _("À vérifier"), Tone.INFO, "eye")
    return Heading(f"{first.title} · {second.title}", str(_("Est-ce la même personne\u202f?")), state)


def both(session: Session, pair_id: int) -> tuple[Person, Person]:
    """The two files of a pair. Raises `UserError` when one of them is gone."""
    first, second = pair_of(pair_id)
    return get(session, Person, first), get(session, Person, second)


def reasons(session: Session, pair_id: int) -> Sequence[Text]:
    """Why the two files are brought together."""
    return [row["reasons"] for row in duplicates(session) if row["id"] == pair_id]


def _contacts(kind: ContactKind, show: Callable[[str], str]) -> Callable[[Session, Person], str]:
    return lambda session, one: ", ".join(show(value) for value in contacts_of(session, [one.id], kind).get(one.id, ()))


_COMPARED: tuple[tuple[Text, Callable[[Session, Person], str]], ...] = (
    (_("Nom de naissance"), lambda session, one: one.birth_name),
    (_("Nom d’usage"), lambda session, one: one.usage_name or ""),
    (_("Prénoms"), lambda session, one: one.given_names),
    (_("Né(e) le"), lambda session, one: one.birth_date.show() if one.birth_date else ""),
    (_("Lieu de naissance"), lambda session, one: one.birth_place or ""),
    (_("Téléphone"), _contacts(ContactKind.PHONE, show_phone)),
    (_("Courriel"), _contacts(ContactKind.EMAIL, str)),
    (_("Foyer"), lambda session, one: ", ".join(row["label"] for row in households_of_person(session, one.id))),
    (_("N° de fiche"), lambda session, one: str(one.id)),
)


def side_by_side(session: Session, pair_id: int) -> Sequence[Row]:
    """The two files, line by line; what differs stands out."""
    first, second = both(session, pair_id)
    rows: list[Row] = []
    for rank, (words, read) in enumerate(_COMPARED):
        one, other = read(session, first), read(session, second)
        if one or other:
            differs = key1(one) != key1(other) and rank < len(_COMPARED) - 1
            rows.append({"id": rank, "what": str(words), "first": one, "second": other, "_emphasis": differs})
    return rows


def borne(session: Session, pair_id: int) -> Sequence[Text]:
    """What is tied to each of the two files."""
    said = []
    for one in both(session, pair_id):
        words = ", ".join(str(each) for each in what_moves(session, one.id)) or _("rien")
        said.append(_("{name}, n°\u00a0{number}\u00a0: {words}", name=one.title, number=one.id, words=words))
    return said


DUPLICATES_PAGE = Page(
    name=DUPLICATES,
    title=_("Doublons probables"),
    table=Table(
        name=DUPLICATES,
        title=_("Doublons probables"),
        columns=(
            Column(field=text("first", _("Première fiche"), width=20), strong=True),
            Column(field=PartialDay(name="first_birth", label=_("Né(e) le")), weak=True),
            Column(field=text("second", _("Seconde fiche"), width=20), strong=True),
            Column(field=PartialDay(name="second_birth", label=_("Né(e) le")), weak=True),
            Column(field=text("reasons", _("Pourquoi"), width=30), weak=True),
            Column(field=Flag(name="sure", label=_("Mêmes noms")), hidden=True),
        ),
        rows=duplicates_rows,
        filters=(
            Filter(name="all", label=_("Tous")),
            Filter(name="sure", label=_("Mêmes noms"), keep=lambda row: bool(row["sure"])),
            Filter(name="near", label=_("Noms proches"), keep=lambda row: not row["sure"]),
        ),
        search=("first", "second"),
        order="first",
        counted=lambda n: _n("{n} doublon probable", "{n} doublons probables", n),
        empty=_("Aucun doublon probable\u00a0: chaque personne a une seule fiche."),
        reads=frozenset({"directory_person", "directory_contact_point", "directory_distinct_persons"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: Person,
        heading=pair_heading,
        parts=(
            ProsePart(title=_("Pourquoi les rapprocher"), text=reasons),
            LinesPart(
                title=_("Les deux fiches"),
                columns=(
                    Column(field=text("what", _("Renseignement"), width=14), weak=True),
                    Column(field=text("first", _("Première"))),
                    Column(field=text("second", _("Seconde"))),
                ),
                rows=side_by_side,
            ),
            ProsePart(title=_("Ce qui est rattaché à chaque fiche"), text=borne),
        ),
        actions=("directory.merge-pair", "directory.say-distinct"),
    ),
    permission=MERGE,
    help=_("Des fiches qui semblent être la même personne, avec les raisons."),
)
