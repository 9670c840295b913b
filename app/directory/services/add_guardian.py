# SPDX-License-Identifier: EUPL-1.2
"""Say who is the guardian of a child, whatever the household."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.core.outcome import Address as Place
from app.core.outcome import Report, UserError
from app.directory.models import Guardianship, Relation
from app.directory.permissions import EDIT
from app.directory.queries import person_title
from app.directory.strings import _
from app.forms.records import get
from app.store.uow import Work


def add_guardian(
    work: Work,
    *,
    id: int,
    guardian: int,
    relation: Relation = Relation.OTHER,
    has_custody: bool = True,
    rank: int | None = None,
) -> Report:
    """`id` is the child's. A guardian already known has his link corrected."""
    work.require(EDIT)
    if guardian == id:
        raise UserError(_("Une personne n’est pas son propre responsable."), "guardian")
    links = list(work.session.scalars(select(Guardianship).where(Guardianship.child_id == id)))
    link = next((known for known in links if known.guardian_id == guardian), None)
    if link is None:
        link = Guardianship(child_id=id, guardian_id=guardian)
        work.session.add(link)
    link.relation, link.has_custody = relation, bool(has_custody)
    link.rank = rank or link.rank or len(links) + 1
    work.session.flush()
    return Report(
        summary=_(
            "{guardian} est responsable de {child}.",
            guardian=person_title(work.session, guardian),
            child=person_title(work.session, id),
        ),
        records=[Place("directory.people", id)],
    )


def drop_guardians(work: Work, *, ids: Sequence[int]) -> Report:
    """The links of these ids no longer hold."""
    work.require(EDIT)
    for link_id in ids:
        work.session.delete(get(work.session, Guardianship, link_id))
    work.session.flush()
    return Report(summary=_("Lien supprimé."))
