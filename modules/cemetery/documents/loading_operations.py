# SPDX-License-Identifier: EUPL-1.2
"""Facts of operations and works read from rows."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.money import show_money
from app.core.outcome import UserError
from app.core.text import Text
from app.forms.records import get
from modules.cemetery import models as m
from modules.cemetery.documents.facts import ActNumber, Operation, WorksFacts
from modules.cemetery.documents.loading import act_number, dead, level_of, people, spot
from modules.cemetery.facts_of import delays_in_force
from modules.cemetery.rules.codes import Kinship, OperationKind, PartyRole, PlotKind, TariffOperation
from modules.cemetery.rules.prices import TariffKey, find_line, price_of
from modules.cemetery.rules.terms import last_allowed
from modules.cemetery.strings import _, label
from modules.cemetery.tariffs_of import tariff_lines

K = OperationKind
WORKS_PAPER = "cemetery.works-permit"


def operation(session: Session, operation_id: int) -> Operation:
    """An operation as its permit and report tell it. Raises `UserError` when it is gone."""
    row = get(session, m.FuneralOperation, operation_id)
    names = people(session, [row.applicant_id, *(s.deceased.person_id for s in row.subjects)])
    moved = {s.deceased_id: session.get(m.Remains, s.remains_id) if s.remains_id else None for s in row.subjects}
    capacity = row.applicant_capacity
    if not capacity and row.applicant_kinship is not Kinship.UNKNOWN:
        capacity = str(label(row.applicant_kinship)).lower()
    day = row.planned_on or row.done_on
    monument = session.scalar(select(m.Monument).where(m.Monument.plot_id == (row.plot_to_id or 0)))
    return Operation(
        kind=row.kind,
        subjects=tuple(dead(s.deceased, names, moved[s.deceased_id]) for s in row.subjects),
        planned_on=day,
        planned_at=row.planned_at or row.done_at,
        done_on=row.done_on,
        done_at=row.done_at or row.planned_at,
        plot_from=spot(row.plot_from) if row.plot_from else None,
        plot_to=spot(row.plot_to) if row.plot_to else None,
        level=level_of(row.place_to) or _free_level(row.plot_to),
        destination=row.destination,
        concession=_concession(row.concession),
        container=row.container,
        is_hermetic=row.is_hermetic,
        applicant=names.get(row.applicant_id or 0),
        capacity=capacity,
        agreement=row.agreement,
        operator=row.operator.title if row.operator else "",
        operator_authorisation=row.operator_authorisation,
        right_basis=row.right_basis,
        closure_permit=row.closure_permit,
        transport=row.transport_reference,
        crematorium=row.crematorium,
        cremated_on=row.cremated_on,
        derogation=row.derogation_reference,
        by_court_order=row.by_court_order,
        present=row.present,
        state_found=row.state_found,
        monument=_monument(monument) if monument else "",
        fixing=row.fixing,
        plate_text=row.plate_text,
        remark=row.remark,
        fee=_vault_fee(session, row) if row.kind is K.TEMP_DEPOSIT else "",
        latest_out=last_allowed(day, months=delays_in_force(session).temp_vault_months) if day else None,
        override_reason=row.override_reason,
        permit=act_number(session, row.act_id),
        report=act_number(session, row.report_act_id),
    )


def _concession(row: m.Concession | None) -> str:
    if row is None:
        return ""
    number = str(_("n°\u00a0{number}", number=row.number)) if row.number else ""
    family = str(_("famille {name}", name=row.family_name)) if row.family_name else ""
    return ", ".join(part for part in (number, family) if part)


def _free_level(plot: m.Plot | None) -> str:
    """A vault whose levels were never described is filled from the bottom (§10)."""
    if plot is None or plot.places or plot.kind is PlotKind.EARTH:
        return ""
    if plot.kind is PlotKind.VAULT:
        return str(_("première place libre, de bas en haut"))
    return str(_("sans niveau"))


def _monument(row: m.Monument) -> str:
    return ", ".join(part for part in (row.material, row.sizes) if part)


def _vault_fee(session: Session, row: m.FuneralOperation) -> Text:
    """The fee by day at the tariff of the entry; free when the council voted none."""
    day = row.planned_on or row.asked_on
    lines = tariff_lines(session)
    kind = row.plot_to.kind if row.plot_to else None
    if find_line(lines, TariffKey(TariffOperation.TEMP_VAULT_DAY, kind), day) is None:
        return _("néant")
    price = price_of(lines, TariffOperation.TEMP_VAULT_DAY, kind, None, None, day)
    return _("{amount} par jour", amount=show_money(price.amount))


def works(session: Session, works_id: int) -> WorksFacts:
    """Works as their permit tells them. Raises `UserError` when they are gone."""
    row = get(session, m.Works, works_id)
    names = people(session, [row.applicant_id])
    act = works_act(session, row)
    number = act_number(session, act.id) if act else ActNumber(row.permit_number, row.permitted_on)
    link = session.scalars(
        select(m.Concession).join(m.ConcessionPlot, m.ConcessionPlot.concession_id == m.Concession.id)
        .where(m.ConcessionPlot.plot_id == row.plot_id, m.Concession.closed_on.is_(None))
    ).first()  # fmt: skip
    return WorksFacts(
        spot=spot(row.plot),
        nature=row.nature,
        applicant=names.get(row.applicant_id or 0),
        capacity=_capacity(session, link, row.applicant_id),
        firm=row.firm.title if row.firm else "",
        planned_from=row.planned_from,
        planned_to=row.planned_to,
        state_before=row.state_before,
        state_after=row.state_after,
        reservation=row.reservation,
        permitted_on=row.permitted_on,
        permit=number,
        concession=_concession(link),
        remark=row.remark,
    )


def works_act(session: Session, row: m.Works) -> m.Act | None:
    """The numbered permit (or receipt) of works, when this program gave it."""
    acts = session.scalars(select(m.Act).where(m.Act.paper == WORKS_PAPER, m.Act.made_on == row.permitted_on)).all()
    return next((act for act in acts if act.reference == row.permit_number), None)


def _capacity(session: Session, concession: m.Concession | None, person_id: int | None) -> str:
    """Holder, heir, or any other person, as the concession knows the applicant."""
    if person_id is None:
        return ""
    roles = {p.role for p in concession.parties if p.person_id == person_id} if concession else set()
    for role in (PartyRole.HOLDER, PartyRole.HEIR, PartyRole.BENEFICIARY):
        if role in roles:
            return str(label(role)).lower()
    return str(_("mandataire de la famille"))


def need_report(facts: Operation) -> None:
    """Refuse a report before the operation took place."""
    if facts.done_on is None:
        raise UserError(_("Cette opération n’est pas encore faite\u00a0: son procès-verbal se dresse ensuite."))
