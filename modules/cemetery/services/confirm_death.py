# SPDX-License-Identifier: EUPL-1.2
"""Confirm or dismiss a candidate of the public file of deaths: only a clerk says that somebody is dead (§17.6)."""

from __future__ import annotations

from sqlalchemy import select

from app.core.outcome import Address, Report, UserError
from app.store.uow import Work
from modules.cemetery.models import Concession, ConcessionParty, DeathCandidate, Deceased
from modules.cemetery.permissions import OPERATE
from modules.cemetery.strings import _, _n

SOURCE = "INSEE"


def confirm_death(work: Work, *, candidate: int) -> Report:
    """Record the death of the person of a candidate, its other candidates being dismissed.

    Letters to that person are held back from then on, since the directory's dead receive none; the
    concessions held are listed so that heirs are searched for. Raises UserError when it was answered already.
    """
    work.require(OPERATE)
    found = _open(work, candidate)
    person = found.person
    deceased = work.session.scalars(select(Deceased).where(Deceased.person_id == person.id)).one_or_none()
    if deceased is None:
        deceased = Deceased(person_id=person.id, source=SOURCE, as_written={})
        work.session.add(deceased)
    if deceased.died_on is None:
        deceased.died_on = found.died_on
        deceased.death_place_code = found.death_place_code
        deceased.death_record = found.death_record
        deceased.source = SOURCE
    if person.birth_date is None and found.born_on is not None:
        person.birth_date = found.born_on
    found.is_confirmed, found.answered_on = True, work.today
    others = select(DeathCandidate).where(
        DeathCandidate.person_id == person.id,
        DeathCandidate.is_confirmed.is_(None),
        DeathCandidate.id != found.id,
    )
    for other in work.session.scalars(others):
        other.is_confirmed, other.answered_on = False, work.today
    work.session.flush()
    report = Report(
        summary=_("Décès de {name} noté\u00a0: les courriers à son nom sont retenus.", name=person.title),
        records=[Address("cemetery.deceased", deceased.id)],
    )
    held = _held(work, person.id)
    if held:
        names = ", ".join(c.number or c.family_name or str(c.id) for c in held)
        report.notes.append(
            _n(
                "Cherchez les ayants droit de sa concession\u00a0: {names}.",
                "Cherchez les ayants droit de ses {n} concessions\u00a0: {names}.",
                len(held),
                names=names,
            )
        )
        report.records += [Address("cemetery.concessions", c.id) for c in held]
    return report


def dismiss_death(work: Work, *, candidate: int) -> Report:
    """This line of the file is somebody else: it will not be proposed again."""
    work.require(OPERATE)
    found = _open(work, candidate)
    found.is_confirmed, found.answered_on = False, work.today
    return Report(
        summary=_("{names} n’est pas {name}\u00a0: écarté.", names=found.names, name=found.person.title)
    )


def _open(work: Work, candidate: int) -> DeathCandidate:
    found = work.session.get(DeathCandidate, candidate)
    if found is None:
        raise UserError(_("Cette proposition n’existe plus\u00a0: rouvrez la liste."))
    if found.is_confirmed is not None:
        raise UserError(_("Cette proposition a déjà reçu une réponse."))
    return found


def _held(work: Work, person_id: int) -> list[Concession]:
    query = (
        select(Concession)
        .join(ConcessionParty, ConcessionParty.concession_id == Concession.id)
        .where(ConcessionParty.person_id == person_id, Concession.closed_on.is_(None))
        .order_by(Concession.id)
        .distinct()
    )
    return list(work.session.scalars(query))
