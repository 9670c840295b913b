# SPDX-License-Identifier: EUPL-1.2
"""Gift, bequest, succession, renunciation: rights change hands by an event, nothing is overwritten (§6.7)."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from app.core.dates import PartialDate
from app.core.outcome import Address, Report, UserError
from app.directory.models import Person
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.permissions import GRANT
from modules.cemetery.rules.codes import ActFamily, Kinship, OwnershipEventKind, PartyRole
from modules.cemetery.rules.entitlement import OF_RIGHT
from modules.cemetery.rules.why import Gate
from modules.cemetery.services.number_act import number_act
from modules.cemetery.services.passing import pass_gates
from modules.cemetery.strings import _, label

PAGE = "cemetery.concessions"
PAPER = "cemetery.substitution"
E = OwnershipEventKind
_BLOOD = (OF_RIGHT - {Kinship.FOUNDER, Kinship.SPOUSE}) | {Kinship.PARENT, Kinship.SIBLING, Kinship.NEPHEW}
_NEW_HOLDER = frozenset({E.GIFT, E.BEQUEST})


def record_ownership_event(
    work: Work,
    *,
    id: int,
    kind: OwnershipEventKind,
    happened_on: PartialDate,
    people: Sequence[int] = (),
    kinship: Kinship = Kinship.UNKNOWN,
    deed: str = "",
    remark: str = "",
    override_reason: str = "",
) -> Report:
    """Note a gift or bequest to `people` (new holders), a succession (new heirs), a renunciation of an heir.

    Once the grave was used, a gift goes to a blood relative only. Raises `UserError` without the notary's
    deed of a gift or bequest, or without anybody named.
    """
    work.require(GRANT)
    row = get(work.session, m.Concession, id)
    if happened_on.first > work.today:
        raise UserError(_("Un acte n’est pas daté de l’avenir\u00a0: vérifiez la date."), "happened_on")
    if kind is not E.AMENDMENT and not people:
        raise UserError(_("Choisissez au moins une personne."), "people")
    if kind in _NEW_HOLDER and not deed.strip():
        raise UserError(_("Notez la référence de l’acte notarié ou du testament."), "deed")
    gates = [_blood(work, row, kinship)] if kind in _NEW_HOLDER else []
    reason = pass_gates(work, gates, override_reason, where=Address(PAGE, id))
    before = _names(row)
    found = [get(work.session, Person, person) for person in dict.fromkeys(people)]
    for person in found:
        _change(row, person, kind, happened_on, kinship, deed)
    work.session.flush()
    work.session.refresh(row, ["parties"])
    event = m.OwnershipEvent(
        concession_id=id, kind=kind, happened_on=happened_on, deed=deed, before=before, after=_names(row),
        remark="\n".join(part for part in (remark, reason) if part),
    )  # fmt: skip
    work.session.add(event)
    work.session.flush()
    facts: dict[str, object] = {"event": event.id}
    if kind is E.GIFT:
        act = number_act(
            work,
            ActFamily.DEED,
            _("Acte de substitution"),
            paper=PAPER,
            made_on=happened_on.full,
            concession_id=id,
        )
        facts["act"] = act.reference
    return Report(
        summary=_("{kind} notée pour la concession {number}.", kind=label(kind), number=row.number),
        records=[Address(PAGE, id)],
        facts=facts,
    )


def _blood(work: Work, row: m.Concession, kinship: Kinship) -> Gate:
    title = _("Bénéficiaire admis")
    plots = [ground.plot_id for ground in row.grounds]
    used = work.session.scalars(select(m.Remains.id).where(m.Remains.plot_id.in_(plots))).first() is not None
    used = used or any(ground.plot.occupied_unknown for ground in row.grounds)
    if not used:
        return Gate("DONEE", title, True, _("sépulture jamais utilisée"), "jurisprudence et usage")
    is_open = kinship in _BLOOD
    why = _("la sépulture a déjà servi\u00a0: elle ne se donne qu’à un parent par le sang, indiquez le lien")
    return Gate("DONEE", title, is_open, "" if is_open else why, "jurisprudence et usage")


def _names(row: m.Concession) -> str:
    shown = [
        f"{label(party.role)}\u00a0: {party.person.title}"
        for party in row.parties
        if party.valid_to is None and party.role in (PartyRole.HOLDER, PartyRole.HEIR)
    ]
    return "\n".join(shown)


def _change(
    row: m.Concession, person: Person, kind: OwnershipEventKind, on: PartialDate, kinship: Kinship, deed: str
) -> None:
    if kind is E.RENUNCIATION:
        own = [
            party for party in row.parties if party.person_id == person.id and party.role is PartyRole.HEIR
        ]
        if not own:
            raise UserError(
                _("{name} n’est pas ayant droit de cette concession.", name=person.title), "people"
            )
        own[0].valid_to, own[0].proof = on, deed
        return
    role = PartyRole.HOLDER if kind in _NEW_HOLDER else PartyRole.HEIR
    if kind is E.AMENDMENT:
        return
    if any(
        party.person_id == person.id and party.role is role and party.valid_to is None
        for party in row.parties
    ):
        raise UserError(
            _("{name} est déjà dans la concession ({role}).", name=person.title, role=label(role)), "people"
        )
    if kind in _NEW_HOLDER:
        for party in row.parties:
            if party.role is PartyRole.HOLDER and party.valid_to is None and party.valid_from != on:
                party.valid_to = on
    rank = 1 + max((party.rank for party in row.parties if party.role is role), default=0)
    row.parties.append(
        m.ConcessionParty(
            person_id=person.id,
            person=person,
            role=role,
            rank=rank,
            kinship=kinship,
            valid_from=on,
            proof=deed,
        )
    )
