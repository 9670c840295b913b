# SPDX-License-Identifier: EUPL-1.2
"""Issue acts: drawn once, archived for ever; certificates and acts of notoriety get their number here; registers freeze."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.core.outcome import Address, Report, UserError
from app.documents.blocks import Bundle, Document
from app.forms.records import get
from app.store.archive import keep
from app.store.uow import Work
from modules.cemetery import models as m
from modules.cemetery.permissions import GRANT, OPERATE, READ, REPOSSESS
from modules.cemetery.rules.codes import ActFamily, OwnershipEventKind
from modules.cemetery.services.number_act import number_act
from modules.cemetery.strings import _, _n

PAGE = "cemetery.acts"
RIGHTS = {
    ActFamily.DEED: GRANT, ActFamily.ORDER: GRANT, ActFamily.PERMIT: OPERATE, ActFamily.REPORT: OPERATE,
    ActFamily.CERTIFICATE: READ, ActFamily.RECEIPT: OPERATE,
}  # fmt: skip


def issue_act(work: Work, *, id: int) -> Report:
    """Draw the paper of an act and archive it; one already issued stays as it was.

    Raises `UserError` when a mandatory mention is missing, naming it: an act is issued whole or not at all.
    """
    act = get(work.session, m.Act, id)
    work.require(REPOSSESS if act.case_id else RIGHTS[act.family])
    where = Address(PAGE, act.id)
    if act.sha256:
        return Report(summary=_("L’acte {number} est déjà archivé.", number=act.reference), records=[where])
    _keep(work, act)
    return Report(summary=_("Acte {number} archivé.", number=act.reference), records=[where])


def issue_acts(work: Work, *, ids: Sequence[int] | None = None) -> Report:
    """Archive the papers of a selection, or of every act that has none; what cannot be is refused and said."""
    work.require(READ)
    query = select(m.Act).where(m.Act.sha256 == "", m.Act.cancelled_on.is_(None)).order_by(m.Act.year, m.Act.family, m.Act.number)
    waiting = [act for act in work.session.scalars(query) if ids is None or act.id in set(ids)]
    report = Report()
    for act in work.progress.over(waiting, _("Archivage des actes")):
        work.require(REPOSSESS if act.case_id else RIGHTS[act.family])
        try:
            with work.attempt():
                _keep(work, act)
        except UserError as error:
            report.refuse(act.reference, error.message, Address(PAGE, act.id), "NOT_ISSUED")
            continue
        report.records.append(Address(PAGE, act.id))
    count = len(report.records)
    report.counts["issued"] = count
    report.summary = _n("{n} acte archivé", "{n} actes archivés", count)
    return report


def _keep(work: Work, act: m.Act, drawn: Document | Bundle | None = None) -> None:
    from app.documents.render import render
    from modules.cemetery.documents.act_drawing import draw_act
    from modules.cemetery.documents.layout import missing_of

    paper = drawn or draw_act(work.session, act.id)
    missing = missing_of(paper)
    if missing:
        raise UserError(
            _("L’acte {number} n’est encore qu’un projet. {missing}", number=act.reference, missing=missing), where=Address(PAGE, act.id)
        )
    work.forbid_undo()
    kept = keep(
        work, render(paper), kind=act.paper or "cemetery.act", title=f"{act.title} {act.reference}", subject=(m.Act.__tablename__, act.id)
    )
    act.sha256 = kept.sha256
    work.session.flush()


# ---------------------------------------------------------------- acts made by being printed


def issue_certificate(work: Work, *, id: int) -> Report:
    """Deliver a numbered certificate (DOC-07) of the concession of that id."""
    work.require(READ)
    concession = get(work.session, m.Concession, id)
    act = number_act(
        work, ActFamily.CERTIFICATE, _("Attestation de concession {number}", number=concession.number), paper="cemetery.certificate",
        concession_id=id,
    )  # fmt: skip
    _keep(work, act)
    return _issued(act, id)


def issue_notoriety(work: Work, *, id: int, sources: str, witnesses: str = "") -> Report:
    """Draw up the act of notoriety (DOC-33) that stands for the lost deed of the concession of that id (R2223-12)."""
    from modules.cemetery.documents.press import press_of

    work.require(REPOSSESS)
    concession = get(work.session, m.Concession, id)
    if concession.notoriety_on is not None:
        raise UserError(_("Un acte de notoriété existe déjà pour cette concession."))
    if not sources.strip():
        raise UserError(_("Dites quelles sources ont été consultées\u00a0: l’acte les nomme."), field="sources")
    concession.deed_lost, concession.notoriety_on = True, work.today
    act = number_act(
        work, ActFamily.REPORT, _("Acte de notoriété, concession {number}", number=concession.number or concession.family_name),
        paper="cemetery.notoriety", concession_id=id,
    )  # fmt: skip
    _keep(work, act, press_of(work.session).notoriety(id, sources.strip(), witnesses.strip(), act.id))
    return _issued(act, id)


def issue_substitution(work: Work, *, id: int) -> Report:
    """Deliver the act of substitution (DOC-06) of the latest gift of the concession of that id."""
    work.require(GRANT)
    event = m.OwnershipEvent
    known = select(event.id).where(event.concession_id == id, event.kind == OwnershipEventKind.GIFT)
    if work.session.scalars(known).first() is None:
        raise UserError(_("Enregistrez d’abord la donation, avec la référence de l’acte notarié."))
    paper = "cemetery.substitution"
    query = select(m.Act).where(m.Act.concession_id == id, m.Act.paper == paper, m.Act.sha256 == "").order_by(m.Act.id.desc())
    act = work.session.scalars(query).first() or number_act(
        work, ActFamily.DEED, _("Acte de substitution"), paper=paper, concession_id=id
    )
    _keep(work, act)
    return _issued(act, id)


def _issued(act: m.Act, concession_id: int) -> Report:
    return Report(
        summary=_("Acte {number} délivré et archivé.", number=act.reference),
        records=[Address(PAGE, act.id), Address("cemetery.concessions", concession_id)],
        facts={"act": act.reference},
    )


# ---------------------------------------------------------------- registers


def freeze_register(
    work: Work, *, register: str, first_on: date | None = None, last_on: date | None = None, cemetery: int | None = None
) -> Report:
    """Freeze an edition of a register: numbered, dated, archived with its digest; a later one never replaces it."""
    from app.documents.render import render
    from modules.cemetery.documents.loading_registers import register_facts
    from modules.cemetery.documents.press import press_of
    from modules.cemetery.documents.registers import RegisterName, digest_of, title_of
    from modules.cemetery.documents.registers import register as draw

    work.require(READ)
    if (first_on is None) != (last_on is None):
        raise UserError(_("Donnez les deux bornes de la période, ou aucune."), field="last_on")
    name = RegisterName(register)
    edition = f"{work.today.year}-{work.next_number('cemetery.register', work.today.year):04d}"
    facts = register_facts(work.session, name, first_on, last_on, cemetery, edition)
    press = press_of(work.session)
    content = render(draw(facts, press.office, press.head, press.words))
    title = f"{title_of(name)}, {edition}"
    document = keep(work, content, kind="cemetery.register", title=title)
    return Report(
        summary=_("{title}\u00a0: édition {number} archivée, {rows}.", title=title_of(name), number=edition,
                  rows=_n("une ligne", "{n} lignes", len(facts.rows))),
        facts={"edition": edition, "sha256": document.sha256, "digest": digest_of(facts)},
    )  # fmt: skip
