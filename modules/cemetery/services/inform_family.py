# SPDX-License-Identifier: EUPL-1.2
"""Tell families that a concession expires, and keep the proof of every attempt (L2223-15, reference §6.3)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.core.dates import show_day
from app.core.outcome import Address, Report, UserError
from app.directory.models import Person
from app.forms.records import get
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.addressees import Addressee, deaths, living, parties_to_tell
from modules.cemetery.permissions import REPOSSESS
from modules.cemetery.queries import concession_name
from modules.cemetery.rules.codes import INDIVIDUAL_MEANS, InformationMeans, InformationResult
from modules.cemetery.rules.schedule import steps
from modules.cemetery.strings import _, _n

PUBLIC = (InformationMeans.STICKER, InformationMeans.POSTING)
PAGE = "cemetery.concessions"


def inform_family(
    work: Work,
    *,
    concession_id: int,
    means: InformationMeans,
    sent_on: date | None = None,
    person_id: int | None = None,
    addressee: str = "",
    tracking: str = "",
    result: InformationResult = InformationResult.UNKNOWN,
    result_on: date | None = None,
    offset_months: int | None = None,
    until_on: date | None = None,
    sha256: str = "",
    remark: str = "",
) -> Report:
    """Record one attempt to inform: to whom, how, what became of it.

    `offset_months` is the step of the schedule that it answers, found from the day when not given. Raises
    `UserError` when the addressee is dead (letters to the dead are held back), when nobody is named, when a
    registered letter has no number, or when a day is still to come.
    """
    work.require(REPOSSESS)
    concession = get(work.session, m.Concession, concession_id)
    day = sent_on or work.today
    _check_days(work, day, result_on)
    if means in INDIVIDUAL_MEANS:
        _check_addressee(work, person_id, addressee, day)
    if means is InformationMeans.REGISTERED and not tracking.strip():
        raise UserError(_("Notez le numéro de la lettre recommandée\u00a0: c’est la preuve de l’envoi."), field="tracking")
    if until_on is not None and until_on < day:
        raise UserError(_("L’affichage finit avant de commencer\u00a0: corrigez l’un des deux jours."), field="until_on")
    proof = m.InformationProof(
        concession_id=concession.id,
        sent_on=day,
        person_id=person_id,
        addressee=addressee.strip() or _name(work, person_id),
        means=means,
        tracking=tracking.strip(),
        result=result,
        result_on=result_on,
        offset_months=_offset(concession, day) if offset_months is None else offset_months,
        until_on=until_on if means in PUBLIC else None,
        sha256=sha256,
        remark=remark.strip(),
    )
    work.session.add(proof)
    work.session.flush()
    return Report(
        summary=_("Information enregistrée."), records=[Address(PAGE, proof.concession_id)], facts={"proof": proof.id}
    )


def record_result(
    work: Work, *, id: int, result: InformationResult, result_on: date | None = None, sha256: str = "", version: int | None = None
) -> Report:
    """Note what became of an attempt: received, returned, refused; the receipt's scan in the archive."""
    work.require(REPOSSESS)
    proof = get(work.session, m.InformationProof, id)
    work.expect_version(proof, version, {"result": result})
    day = result_on or work.today
    _check_days(work, proof.sent_on, day)
    proof.result, proof.result_on = result, day
    if sha256:
        proof.sha256 = sha256
    report = Report(summary=_("Résultat enregistré."), records=[Address(PAGE, proof.concession_id)])
    if result is InformationResult.RETURNED:
        report.notes.append(
            _("Lettre revenue\u00a0: recherchez les héritiers et enregistrez la recherche, même sans résultat.")
        )
    return report


def send_notices(
    work: Work,
    *,
    concession_ids: Sequence[int],
    means: InformationMeans = InformationMeans.LETTER,
    sent_on: date | None = None,
    until_on: date | None = None,
    offset_months: int | None = None,
    remark: str = "",
) -> Report:
    """Record one sending for many concessions: a letter for each living addressee, or one posting for each grave.

    Concessions whose parties are all dead or unknown are refused one by one with the reason; the others are
    recorded. Registered letters go through `inform_family`, each with its number.
    """
    work.require(REPOSSESS)
    if means is InformationMeans.REGISTERED:
        raise UserError(_("Chaque lettre recommandée a son numéro\u00a0: enregistrez-les une à une."), field="means")
    if means in (InformationMeans.SEARCH, InformationMeans.PHONE):
        raise UserError(_("Enregistrez cet essai famille par famille, avec son résultat."), field="means")
    day = sent_on or work.today
    _check_days(work, day, None)
    concessions = work.session.scalars(
        select(m.Concession).where(m.Concession.id.in_(concession_ids)).order_by(m.Concession.id)
    ).all()
    people = parties_to_tell(work.session, [one.id for one in concessions], day)
    report = Report()
    for concession in work.progress.over(concessions):
        for person, title in _targets(report, concession, people[concession.id], means):
            proof = m.InformationProof(
                concession_id=concession.id,
                sent_on=day,
                person_id=person,
                addressee=title,
                means=means,
                offset_months=_offset(concession, day) if offset_months is None else offset_months,
                until_on=until_on if means in PUBLIC else None,
                remark=remark.strip(),
            )
            work.session.add(proof)
            work.session.flush()
            report.records.append(Address(PAGE, proof.concession_id))
    report.counts["sent"] = len(report.records)
    report.summary = _n("Un envoi enregistré.", "{n} envois enregistrés.", len(report.records))
    return report


def _targets(
    report: Report, concession: m.Concession, people: Sequence[Addressee], means: InformationMeans
) -> list[tuple[int | None, str]]:
    """Who receives one sending; the concession is refused in the report when no letter can go."""
    if means in PUBLIC:
        return [(None, "")]
    name = concession_name(concession.number, concession.family_name)
    where = Address(PAGE, concession.id)
    held = [one.title for one in people if one.is_dead]
    alive = [(one.person_id, one.title) for one in living(people)]
    if held and alive:
        names = ", ".join(held)
        report.notes.append(_("{name}\u00a0: lettre retenue, décès connu de {dead}", name=name, dead=names))
    elif held:
        why = _("ses titulaires et ayants droit connus sont décédés\u00a0: recherchez les héritiers")
        report.refuse(name, why, where, "DEAD")
    elif not alive:
        report.refuse(name, _("aucun titulaire ni ayant droit connu\u00a0: recherchez les héritiers"), where, "NOBODY")
    return [*alive]


def _check_days(work: Work, sent_on: date, result_on: date | None) -> None:
    if sent_on > work.today:
        raise UserError(_("Ce jour n’est pas encore venu\u00a0: enregistrez l’envoi quand il est fait."), field="sent_on")
    if result_on is not None and result_on < sent_on:
        raise UserError(_("La réponse ne peut pas précéder l’envoi du {day}.", day=show_day(sent_on)), field="result_on")
    if result_on is not None and result_on > work.today:
        raise UserError(_("Ce jour n’est pas encore venu."), field="result_on")


def _check_addressee(work: Work, person_id: int | None, addressee: str, day: date) -> None:
    if person_id is None:
        if not addressee.strip():
            raise UserError(_("Dites à qui l’on a écrit ou parlé."), field="person_id")
        return
    known = deaths(work.session, [person_id])
    if person_id in known:
        died = known[person_id]
        if died is None or died.first <= day:
            raise UserError(
                _(
                    "Le décès de {name} est connu\u00a0: la lettre est retenue, écrivez aux ayants droit ou recherchez-les.",
                    name=_name(work, person_id),
                ),
                field="person_id",
                where=Address("directory.people", person_id),
            )


def _name(work: Work, person_id: int | None) -> str:
    return "" if person_id is None else get(work.session, Person, person_id).title


def _offset(concession: m.Concession, day: date) -> int | None:
    """The last step of the schedule begun on `day` that asks for something to be sent; None outside it."""
    ends = [term.expires_on for term in concession.terms if term.expires_on is not None]
    if not ends:
        return None
    begun = [step for step in steps(max(ends)) if step.means and step.on <= day]
    return begun[-1].offset_months if begun else None
