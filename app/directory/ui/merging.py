# SPDX-License-Identifier: EUPL-1.2
"""Merging as the window asks for it: which file stays, what moves, in figures, before anything is done."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.core.outcome import Report
from app.core.text import Text
from app.directory.models import Person
from app.directory.queries import find_people, person_title
from app.directory.queries.doubles import pair_of
from app.directory.queries.merging import what_moves
from app.directory.services.merge_people import merge_people
from app.directory.services.say_distinct import say_distinct
from app.directory.strings import _
from app.directory.ui.fields import PEOPLE
from app.forms.fields import Flag, Ref
from app.forms.page import Form, Params
from app.store.uow import Work


def merge_into(work: Work, *, id: int, other: int, keep_other: bool = False) -> Report:
    """Merge the person in hand with another file; the one in hand is kept unless asked otherwise."""
    kept, dropped = (other, id) if keep_other else (id, other)
    return merge_people(work, kept=kept, dropped=dropped)


def merge_pair(work: Work, *, id: int, keep_second: bool = False) -> Report:
    """Merge the two files of a likely double: the first one is kept unless asked otherwise."""
    first, second = pair_of(id)
    return merge_into(work, id=first, other=second, keep_other=keep_second)


def distinct_pair(work: Work, *, id: int) -> Report:
    """The two files of a likely double are two persons."""
    first, second = pair_of(id)
    return say_distinct(work, first=first, second=second)


# ---------------------------------------------------------------- what is said before


def chosen(params: Params) -> tuple[int, int] | None:
    """(kept, dropped) as the form stands; None while it is not complete."""
    if params.get("id") is None:
        return None
    if "other" in params:
        first, second, swap = params["id"], params["other"], params.get("keep_other")
    else:
        (first, second), swap = pair_of(params["id"]), params.get("keep_second")
    if second is None or first == second:
        return None
    return (second, first) if swap else (first, second)


def preview(session: Session, params: Params) -> Sequence[Text]:
    """The file kept, the file that goes, and what passes from one to the other."""
    pair = chosen(params)
    if pair is None:
        return ()
    kept, dropped = (session.get(Person, person_id) for person_id in pair)
    if kept is None or dropped is None:
        return ()
    moved = ", ".join(str(words) for words in what_moves(session, dropped.id))
    return (
        _("Reste\u00a0: {name}", name=_named(kept)),
        _("Disparaît\u00a0: {name}", name=_named(dropped)),
        _("Passe sur la fiche qui reste\u00a0: {moved}.", moved=moved) if moved else _("Rien d’autre n’y est rattaché."),
        _("L’autre nom reste connu de la recherche. On peut annuler la fusion."),
    )


def question(session: Session, params: Params) -> Text | None:
    """Asked before two files become one, in figures."""
    pair = chosen(params)
    if pair is None:
        return None
    kept, dropped = (session.get(Person, person_id) for person_id in pair)
    if kept is None or dropped is None:
        return None
    moved = ", ".join(str(words) for words in what_moves(session, dropped.id)) or str(_("rien"))
    return _(
        "La fiche {dropped} disparaît et {kept} reçoit ce qui y est rattaché ({moved}). Fusionner\u202f?",
        dropped=_named(dropped),
        kept=_named(kept),
        moved=moved,
    )


def _named(one: Person) -> str:
    born = f" ({one.birth_date.show()})" if one.birth_date else ""
    return f"{one.title}{born}, n°\u00a0{one.id}"


WITH_ANOTHER = Form(
    fields=(
        Ref(
            name="other", label=_("L’autre fiche de la même personne"), page=PEOPLE, find=find_people, title=person_title,
            required=True,
        ),
        Flag(
            name="keep_other", label=_("Garder plutôt l’autre fiche"), default=False,
            help=_("Quand ses renseignements sont les bons."),
        ),
    )
)  # fmt: skip
OF_A_PAIR = Form(
    fields=(
        Flag(
            name="keep_second", label=_("Garder plutôt la seconde fiche"), default=False,
            help=_("Quand ses renseignements sont les bons."),
        ),
    )
)  # fmt: skip
