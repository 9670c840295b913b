# SPDX-License-Identifier: EUPL-1.2
"""Who is who in a concession: holders, heirs, beneficiaries, exclusions, the address for letters (§5.1, §5.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.core.dates import PartialDate
from app.core.outcome import Address, Report, UserError
from app.directory.models import Person
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.permissions import GRANT
from modules.cemetery.rules.codes import ConcessionKind, Kinship, OwnershipEventKind, PartyRole
from modules.cemetery.rules.why import Gate
from modules.cemetery.services.operation_gates import founder_alive
from modules.cemetery.services.passing import pass_gates
from modules.cemetery.strings import _, label

PAGE = "cemetery.concessions"
_FOUNDER_ONLY = frozenset({PartyRole.BENEFICIARY, PartyRole.EXCLUDED})


def add_party(
    work: Work,
    *,
    id: int,
    person: int,
    role: PartyRole,
    kinship: Kinship = Kinship.UNKNOWN,
    valid_from: PartialDate | None = None,
    proof: str = "",
    proved_on: date | None = None,
    remark: str = "",
    override_reason: str = "",
) -> Report:
    """Name `person` in the concession of that id. The holder's name is never replaced by an heir's.

    A beneficiary or an exclusion is the living founder's own amendment. Raises `UserError` when the person is
    already named so, is both excluded and admitted, or when nobody may sign the amendment any more.
    """
    work.require(GRANT)
    row = get(work.session, m.Concession, id)
    somebody = get(work.session, Person, person)
    _refuse_twice(row, somebody, role)
    gates: list[Gate] = []
    if role in _FOUNDER_ONLY:
        gates.append(_founder_signs(work, row))
    if role is PartyRole.HOLDER and any(party.role is PartyRole.HOLDER for party in row.parties):
        why = _(
            "le fondateur reste concessionnaire\u00a0: un héritier se note comme ayant droit, une donation par son acte"
        )
        gates.append(Gate("HOLDER", _("Concessionnaire"), False, why, "CGCT L2223-15"))
    reason = pass_gates(work, gates, override_reason, where=Address(PAGE, id))
    rank = 1 + max((party.rank for party in row.parties if party.role is role), default=0)
    first = role is PartyRole.HOLDER and rank == 1
    party = m.ConcessionParty(
        person_id=person, role=role, rank=rank, kinship=Kinship.FOUNDER if first else kinship, valid_from=valid_from,
        proof=proof, proved_on=proved_on, remark="\n".join(part for part in (remark, reason) if part),
    )  # fmt: skip
    row.parties.append(party)
    if role in _FOUNDER_ONLY:
        after = f"{label(role)}\u00a0: {somebody.title}"
        _amended(work, row, "", after, reason)
    work.session.flush()
    return Report(
        summary=_(
            "{name}\u00a0: {role} de la concession {number}.",
            name=somebody.title,
            role=label(role),
            number=row.number,
        ),
        records=[Address(PAGE, id)],
        facts={"party": party.id},
    )


def _refuse_twice(row: m.Concession, somebody: Person, role: PartyRole) -> None:
    for party in row.parties:
        if party.person_id != somebody.id or party.valid_to is not None:
            continue
        if party.role is role:
            raise UserError(
                _("{name} est déjà dans la concession ({role}).", name=somebody.title, role=label(role)),
                "person",
            )
        if PartyRole.EXCLUDED in (party.role, role):
            raise UserError(
                _(
                    "{name} ne peut pas être à la fois exclu et admis\u00a0: retirez d’abord l’autre mention.",
                    name=somebody.title,
                ),
                "person",
            )


def _founder_signs(work: Work, row: m.Concession) -> Gate:
    alive = founder_alive(work.session, row, work.today)
    why = (
        ""
        if alive
        else _(
            "seul le fondateur, de son vivant, peut modifier ces listes par un avenant signé avec le maire"
        )
    )
    return Gate("FOUNDER_SIGNS", _("Avenant du fondateur"), alive, why, "jurisprudence et usage")


def end_parties(work: Work, *, ids: Sequence[int], valid_to: PartialDate, remark: str = "") -> Report:
    """The parties of these ids are no longer so after `valid_to`; their rows stay. A founder is never removed."""
    work.require(GRANT)
    for identity in ids:
        party = get(work.session, m.ConcessionParty, identity)
        if party.role is PartyRole.HOLDER and party.kinship is Kinship.FOUNDER:
            raise UserError(
                _("Le nom du fondateur reste sur la concession\u00a0: notez plutôt une donation ou un legs.")
            )
        party.valid_to = valid_to
        party.remark = "\n".join(part for part in (party.remark, remark.strip()) if part)
    work.session.flush()
    return Report(summary=_("Fin notée au {day}.", day=valid_to.show()), counts={"parties": len(ids)})


def record_agreement(work: Work, *, ids: Sequence[int], agreed_on: date) -> Report:
    """Written agreements to a burial or an opening, given by these parties on `agreed_on`."""
    work.require(GRANT)
    if agreed_on > work.today:
        raise UserError(_("Un accord n’est pas daté de l’avenir."), "agreed_on")
    for identity in ids:
        get(work.session, m.ConcessionParty, identity).agreed_on = agreed_on
    work.session.flush()
    return Report(summary=_("Accord noté."), counts={"parties": len(ids)})


def set_contact(work: Work, *, id: int, person: int | None) -> Report:
    """Choose who receives the letters of a concession (None: nobody); it gives no right."""
    work.require(GRANT)
    row = get(work.session, m.Concession, id)
    if person is not None:
        dead = work.session.scalars(select(m.Deceased).where(m.Deceased.person_id == person)).first()
        if dead is not None:
            raise UserError(
                _("Cette personne est décédée\u00a0: choisissez qui reçoit les courriers."), "person"
            )
    row.contact_id = person
    work.session.flush()
    return Report(summary=_("Interlocuteur enregistré."), records=[Address(PAGE, id)])


def set_opposition(work: Work, *, id: int, opposition: bool, remark: str = "") -> Report:
    """Note that a family dispute was notified, or that a court settled it: burials wait meanwhile."""
    work.require(GRANT)
    row = get(work.session, m.Concession, id)
    if not remark.strip():
        raise UserError(_("Écrivez par quelle lettre ou quelle décision."), "remark")
    row.opposition = opposition
    row.remark = "\n".join(part for part in (row.remark, remark.strip()) if part)
    work.session.flush()
    return Report(
        summary=_("Litige noté\u00a0: les opérations attendent le juge.")
        if opposition
        else _("Litige levé."),
        records=[Address(PAGE, id)],
    )


def amend_kind(
    work: Work, *, id: int, kind: ConcessionKind, signed_on: date | None = None, override_reason: str = ""
) -> Report:
    """Change the kind of a concession, by an amendment that the living founder signs with the mayor."""
    work.require(GRANT)
    row = get(work.session, m.Concession, id)
    if row.kind is kind:
        raise UserError(_("La concession est déjà {kind}.", kind=str(label(kind)).lower()), "kind")
    reason = pass_gates(work, [_founder_signs(work, row)], override_reason, where=Address(PAGE, id))
    before = str(label(row.kind))
    row.kind = kind
    _amended(work, row, before, str(label(kind)), reason, signed_on)
    work.session.flush()
    return Report(
        summary=_("Concession {number}\u00a0: {kind}.", number=row.number, kind=label(kind)),
        records=[Address(PAGE, id)],
    )


def _amended(
    work: Work, row: m.Concession, before: str, after: str, remark: str, signed_on: date | None = None
) -> None:
    work.session.add(
        m.OwnershipEvent(
            concession_id=row.id, kind=OwnershipEventKind.AMENDMENT, happened_on=PartialDate.of(signed_on or work.today),
            before=before, after=after, remark=remark,
        )
    )  # fmt: skip
