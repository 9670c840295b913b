# SPDX-License-Identifier: EUPL-1.2
"""Files that look like the same person, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.directory.models import (
    Person,
)
from app.directory.permissions import MERGE, READ
from app.directory.queries.doubles import duplicates, pair_of
from app.directory.strings import _, _n
from app.directory.ui.fields import (
    text,
)
from app.directory.ui.pages_people import households_of_person
from app.forms.fields import Flag, PartialDay
from app.forms.page import (
    Column,
    Filter,
    Heading,
    LinesPart,
    Page,
    Params,
    Record,
    Row,
    Table,
)

DUPLICATES = "directory.duplicates"


def duplicates_rows(session: Session, params: Params) -> Sequence[Row]:
    """Pairs that look like one person."""
    return duplicates(session)


def pair_heading(session: Session, pair_id: int) -> Heading:
    """The two names."""
    first, second = (session.get(Person, i) for i in pair_of(pair_id))
    names = [person.title for person in (first, second) if person is not None]
    return Heading(" · ".join(names), str(_("Est-ce la même personne\u202f?")))


_COMPARED = (
    ("birth_name", _("Nom de naissance")),
    ("usage_name", _("Nom d’usage")),
    ("given_names", _("Prénoms")),
    ("birth_date", _("Né(e) le")),
    ("birth_place", _("Lieu de naissance")),
)


def side_by_side(session: Session, pair_id: int) -> Sequence[Row]:
    """The two files, line by line; what differs stands out."""
    first, second = (session.get(Person, i) for i in pair_of(pair_id))
    if first is None or second is None:
        return ()
    rows: list[Row] = []
    for rank, (name, words) in enumerate(_COMPARED):
        one, other = str(getattr(first, name) or ""), str(getattr(second, name) or "")
        if one or other:
            rows.append({"id": rank, "what": str(words), "first": one, "second": other, "_emphasis": one != other})
    for rank, person in enumerate((first, second), start=50):
        homes = ", ".join(row["label"] for row in households_of_person(session, person.id))
        key = "first" if rank == 50 else "second"
        if rows and rows[-1].get("what") == str(_("Foyers")):
            rows[-1] = {**rows[-1], key: homes}
        else:
            rows.append({"id": rank, "what": str(_("Foyers")), "first": "", "second": "", key: homes})
    return rows


DUPLICATES_PAGE = Page(
    name=DUPLICATES,
    title=_("Doublons probables"),
    table=Table(
        name=DUPLICATES,
        title=_("Doublons probables"),
        columns=(
            Column(field=text("first", _("Première fiche")), strong=True),
            Column(field=PartialDay(name="first_birth", label=_("Né(e) le"))),
            Column(field=text("second", _("Seconde fiche")), strong=True),
            Column(field=PartialDay(name="second_birth", label=_("Né(e) le"))),
            Column(field=text("reasons", _("Pourquoi"), width=30), weak=True),
            Column(field=Flag(name="sure", label=_("Certain")), hidden=True),
        ),
        rows=duplicates_rows,
        filters=(
            Filter(name="all", label=_("Tous")),
            Filter(name="sure", label=_("Mêmes noms"), keep=lambda row: bool(row["sure"])),
        ),
        search=("first", "second"),
        order="first",
        counted=lambda n: _n("{n} doublon probable", "{n} doublons probables", n),
        empty=_("Aucun doublon\u00a0: chaque personne a une seule fiche."),
        reads=frozenset({"directory_person", "directory_contact_point", "directory_distinct_persons"}),
        permission=READ,
    ),
    record=Record(
        model=lambda: Person,
        heading=pair_heading,
        parts=(
            LinesPart(
                title="",
                columns=(
                    Column(field=text("what", _("Renseignement"), width=14), weak=True),
                    Column(field=text("first", _("Première fiche"))),
                    Column(field=text("second", _("Seconde fiche"))),
                ),
                rows=side_by_side,
            ),
        ),
        actions=("directory.merge-pair", "directory.say-distinct"),
    ),
    permission=MERGE,
    help=_("Des fiches qui semblent être la même personne, avec les raisons."),
)
