# SPDX-License-Identifier: EUPL-1.2
"""Where a person appears in the cemetery, and what becomes of two files that are one person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract import PersonPolicy, PersonTrace
from app.core.outcome import UserError
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.queries import concession_name
from modules.cemetery.strings import _, label

REGISTERS = _("Les registres et les titres du cimetière se gardent sans limite (archives publiques)")
REFERENCES: tuple[tuple[type[Any], str], ...] = (
    (m.Concession, "contact_id"),
    (m.ConcessionTerm, "asked_by_id"),
    (m.FuneralOperation, "applicant_id"),
    (m.InformationProof, "person_id"),
    (m.Works, "applicant_id"),
    (m.Fee, "person_id"),
)
"""Columns that point at a person and may simply follow her."""


def traces(session: Session, person_id: int) -> Sequence[PersonTrace]:
    """Concessions in which she is a party, her grave, the operations that she asked for."""
    found = []
    rows = session.execute(
        select(m.ConcessionParty.role, m.Concession.number, m.Concession.family_name)
        .join(m.Concession, m.Concession.id == m.ConcessionParty.concession_id)
        .where(m.ConcessionParty.person_id == person_id)
        .order_by(m.Concession.id)
    )
    for role, number, family in rows:
        found.append(PersonTrace(label(role), concession_name(number, family), REGISTERS))
    dead = session.scalars(select(m.Deceased).where(m.Deceased.person_id == person_id)).first()
    if dead is not None:
        lying = next((one.plot for one in dead.remains if one.in_place and one.plot is not None), None)
        where = lying.label if lying is not None else _("aucune sépulture connue")
        found.append(PersonTrace(_("Décédé"), where, REGISTERS))
    asked = session.scalars(select(m.FuneralOperation).where(m.FuneralOperation.applicant_id == person_id)).all()
    found += [PersonTrace(_("Demandeur"), label(one.kind), REGISTERS) for one in asked]
    return found


def merge(work: Work, kept_id: int, dropped_id: int) -> None:
    """Rights, deaths and requests follow the file kept.

    Raises `UserError` when both files are buried: one of the two deaths must be corrected first.
    """
    session = work.session
    for model, column in REFERENCES:
        for row in session.scalars(select(model).where(getattr(model, column) == dropped_id)):
            setattr(row, column, kept_id)
    party = m.ConcessionParty
    mine = {(row.concession_id, row.role) for row in session.scalars(select(party).where(party.person_id == kept_id))}
    for row in list(session.scalars(select(party).where(party.person_id == dropped_id))):
        if (row.concession_id, row.role) in mine:
            session.delete(row)
        else:
            row.person_id = kept_id
    candidate = m.DeathCandidate
    lines = set(session.scalars(select(candidate.line_key).where(candidate.person_id == kept_id)))
    for found in list(session.scalars(select(candidate).where(candidate.person_id == dropped_id))):
        if found.line_key in lines:
            session.delete(found)
        else:
            found.person_id = kept_id
    _merge_deaths(session, kept_id, dropped_id)
    session.flush()


def _merge_deaths(session: Session, kept_id: int, dropped_id: int) -> None:
    died = m.Deceased
    mine = session.scalars(select(died).where(died.person_id == kept_id)).first()
    other = session.scalars(select(died).where(died.person_id == dropped_id)).first()
    if other is None:
        return
    if mine is None:
        other.person_id = kept_id
        return
    if mine.remains and other.remains:
        raise UserError(
            _("Les deux fiches ont chacune une sépulture\u00a0: corrigez d’abord l’un des deux défunts du cimetière.")
        )
    if other.remains:
        mine, other = other, mine
        other.person_id = None
        session.flush()
        mine.person_id = kept_id
    mine.died_on = mine.died_on or other.died_on
    for subject in session.scalars(select(m.OperationSubject).where(m.OperationSubject.deceased_id == other.id)):
        subject.deceased_id = mine.id
    for link in session.scalars(select(m.ScanLink).where(m.ScanLink.deceased_id == other.id)):
        link.deceased_id = mine.id
    session.flush()
    session.delete(other)


POLICY = PersonPolicy(traces=traces, merge=merge)
