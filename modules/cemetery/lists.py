# SPDX-License-Identifier: EUPL-1.2
"""The rows of the cemetery's lists: SELECTs, or facts and a rule where the state depends on the day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import case, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.outcome import Address
from app.directory.models import Organisation, Person
from app.store.uow import today_of
from modules.cemetery import models as m
from modules.cemetery.facts_of import delays_in_force, plot_facts
from modules.cemetery.rules.codes import (
    OperationStatus,
    OwnershipEventKind,
    PartyRole,
    PlotState,
    TermOperation,
)
from modules.cemetery.rules.states import StateAnswer, state_of
from modules.cemetery.scan_lists import has_deed
from modules.cemetery.strings import _

Params = Mapping[str, Any]


def day_in_hand(session: Session, params: Params) -> date:
    """The day asked for, else today."""
    return params.get("on") or today_of(session)


# ---------------------------------------------------------------- plots, with their state on a day


class PlotOnDay(Mapping[str, Any]):
    """A row of the list of plots; its reasons are put into words only when they are read."""

    __slots__ = ("_row", "answer")

    def __init__(self, row: dict[str, Any], answer: StateAnswer) -> None:
        self._row = row
        self.answer = answer

    def __getitem__(self, name: str) -> Any:
        if name == "why":
            return "\n".join(str(reason.text) for reason in self.answer.why)
        if name == "gates":
            return "\n".join(f"{gate.title}\u00a0: {gate.reason}" for gate in self.answer.gates if not gate.is_open)
        return self._row[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._row
        yield from ("why", "gates")

    def __len__(self) -> int:
        return len(self._row) + 2


def plots(session: Session, params: Params) -> Sequence[Mapping[str, Any]]:
    """Every plot with its state on the day in hand: facts by a few SELECTs, then the rule."""
    day = day_in_hand(session, params)
    delays = delays_in_force(session)
    only = params.get("ids") or None
    facts = plot_facts(session, only)
    families, numbers, holders = _rights_by_plot(session, day)
    dead = _dead_by_plot(session, day)
    rows: list[Mapping[str, Any]] = []
    query = _plots()
    for plot in session.execute(query if only is None else query.where(m.Plot.id.in_(only))).mappings():
        answer = state_of(facts[plot["id"]], day, delays)
        concession = answer.concession_id
        rows.append(
            PlotOnDay(
                {
                    **plot,
                    "state": answer.state.value,
                    "occupancy": answer.occupancy,
                    "since": answer.since,
                    "until": answer.until,
                    "expires_on": answer.expires_on,
                    "renewable_until": answer.renewable_until,
                    "repossessable_from": answer.repossessable_from,
                    "concession_id": concession,
                    "family": families.get(concession or 0, ""),
                    "concession": numbers.get(concession or 0, ""),
                    "holder": holders.get(concession or 0, ""),
                    "deceased": dead.get(plot["id"], ""),
                },
                answer,
            )
        )
    return rows


def _plots() -> Any:
    p, c, s, r = m.Plot, m.Cemetery, m.CemeterySection, m.PlotRow
    return (
        select(
            p.id, p.label, p.label_key, p.kind, p.regime, p.surface_m2, p.danger, p.protected, p.remark,
            c.title.label("cemetery"), s.code.label("section"), r.code.label("row"),
            func.coalesce(s.rank, 0).label("section__sort"), func.coalesce(r.rank, 0).label("row__sort"),
            p.geometry.is_not(None).label("drawn"), p.max_coffins, p.max_urns,
        )
        .join(c, c.id == p.cemetery_id)
        .outerjoin(s, s.id == p.section_id)
        .outerjoin(r, r.id == p.row_id)
        .order_by(c.code, s.rank.is_(None), s.rank, s.code, r.rank, p.rank, p.label)
    )  # fmt: skip


def _rights_by_plot(session: Session, day: date) -> tuple[dict[int, str], dict[int, str], dict[int, str]]:
    """By concession: family name, number, holders."""
    families, numbers = {}, {}
    for row in session.execute(select(m.Concession.id, m.Concession.family_name, m.Concession.number)):
        families[row.id], numbers[row.id] = row.family_name, row.number
    holders: dict[int, list[str]] = defaultdict(list)
    party = m.ConcessionParty
    found = (
        select(party.concession_id, Person.title)
        .join(Person, Person.id == party.person_id)
        .where(party.role == PartyRole.HOLDER)
        .order_by(party.concession_id, party.rank)
    )
    for concession, title in session.execute(found):
        holders[concession].append(title)
    return families, numbers, {key: ", ".join(names) for key, names in holders.items()}


def _dead_by_plot(session: Session, day: date) -> dict[int, str]:
    """By plot: names of those who lie there on `day`, as far as the dates say."""
    names: dict[int, list[str]] = defaultdict(list)
    unknown = str(_("Inconnu(e)"))
    r, d = m.Remains, m.Deceased
    found = (
        select(r.plot_id, r.laid_on, r.left_on, r.in_place, Person.title)
        .join(d, d.id == r.deceased_id)
        .outerjoin(Person, Person.id == d.person_id)
        .where(r.plot_id.is_not(None))
        .order_by(r.plot_id, r.id)
    )
    for row in session.execute(found):
        gone = row.left_on.last <= day if row.left_on is not None else not row.in_place
        if gone or (row.laid_on is not None and row.laid_on.first > day):
            continue
        names[row.plot_id].append(row.title or unknown)
    return {plot: ", ".join(found) for plot, found in names.items()}


def untitled(session: Session, params: Params) -> Sequence[Mapping[str, Any]]:
    """Plots occupied without a known title: the desk where lost deeds are worked down."""
    scans = dict(
        session.execute(
            select(m.ScanLink.plot_id, func.count()).where(m.ScanLink.plot_id.is_not(None)).group_by(m.ScanLink.plot_id)
        ).all()
    )
    searched = dict(
        session.execute(
            select(m.SearchRecord.plot_id, func.max(m.SearchRecord.searched_on))
            .where(m.SearchRecord.plot_id.is_not(None))
            .group_by(m.SearchRecord.plot_id)
        ).all()
    )
    carved = dict(session.execute(select(m.Monument.plot_id, m.Monument.inscriptions)).all())
    return [
        {
            **dict(row),
            "scans": scans.get(row["id"], 0),
            "searched_on": searched.get(row["id"]),
            "inscriptions": carved.get(row["id"], ""),
        }
        for row in plots(session, params)
        if row["state"] == PlotState.UNTITLED_OCCUPIED
    ]


# ---------------------------------------------------------------- concessions and their terms


def _labels_of(concession: Any) -> Any:
    ground, plot = aliased(m.ConcessionPlot), aliased(m.Plot)
    return (
        select(func.aggregate_strings(plot.label, ", "))
        .select_from(ground)
        .join(plot, plot.id == ground.plot_id)
        .where(ground.concession_id == concession)
        .correlate(m.Concession)
        .scalar_subquery()
    )


def _people_of(concession: Any, role: PartyRole, column: Any = Person.title) -> Any:
    party, person = aliased(m.ConcessionParty), aliased(Person)
    return (
        select(func.aggregate_strings(getattr(person, column.key), ", "))
        .select_from(party)
        .join(person, person.id == party.person_id)
        .where(party.concession_id == concession, party.role == role)
        .correlate(m.Concession)
        .scalar_subquery()
    )


def last_term(day: Any) -> Any:
    """SELECT of the id of the last term begun of each concession, to be correlated with `Concession`."""
    t = aliased(m.ConcessionTerm)
    return (
        select(t.id)
        .where(t.concession_id == m.Concession.id)
        .order_by(t.sequence.desc())
        .limit(1)
        .correlate(m.Concession)
        .scalar_subquery()
    )


def concessions(session: Session, params: Params) -> Any:
    """Every concession, its last term and where it stands on the day in hand."""
    c, t = m.Concession, m.ConcessionTerm
    day = day_in_hand(session, params)
    delays = delays_in_force(session)
    soon = _months_after(day, delays.warn_months)
    right = _years_before(day, delays.renewal_years)
    holder_dead = exists().where(
        m.ConcessionParty.concession_id == c.id,
        m.ConcessionParty.role == PartyRole.HOLDER,
        m.Deceased.person_id == m.ConcessionParty.person_id,
    )
    heir = exists().where(m.ConcessionParty.concession_id == c.id, m.ConcessionParty.role == PartyRole.HEIR)
    deed = has_deed(c.id)
    state = case(
        (c.closed_on <= day, "CLOSED"),
        (t.id.is_(None), "NO_TERM"),
        (t.years.is_(None), "PERPETUAL"),
        (t.expires_on.is_(None), "UNKNOWN"),
        (t.expires_on > soon, "ACTIVE"),
        (t.expires_on > day, "SOON"),
        (t.expires_on >= right, "RENEWABLE"),
        else_="EXPIRED",
    )
    return (
        select(
            c.id, c.number, c.number_key, c.family_name, c.family_key, c.kind, c.deed_on, c.deed_lost,
            _labels_of(c.id).label("plots"), _people_of(c.id, PartyRole.HOLDER).label("holder"),
            _people_of(c.id, PartyRole.HOLDER, Person.names_key).label("holder_key"),
            _people_of(c.id, PartyRole.HEIR).label("heirs"),
            t.duration, t.years, t.start, t.expires_on, t.price, state.label("state"),
            holder_dead.label("holder_deceased"), (holder_dead & ~heir).label("heirs_unknown"), (~deed).label("deed_missing"),
            exists().where(m.SearchRecord.concession_id == c.id).label("searched"),
            _did(TermOperation.RENEWAL).label("renewed"), _did(TermOperation.CONVERSION).label("converted"),
            exists().where(m.OwnershipEvent.concession_id == c.id, m.OwnershipEvent.kind == OwnershipEventKind.GIFT).label("given"),
            c.opposition, c.closed_on, c.closed_reason, c.remark, m.Cemetery.title.label("cemetery"),
        )
        .join(m.Cemetery, m.Cemetery.id == c.cemetery_id)
        .outerjoin(t, t.id == last_term(day))
    )  # fmt: skip


def _did(operation: TermOperation) -> Any:
    """Whether a term of the concession came from that act."""
    term = aliased(m.ConcessionTerm)
    return exists(select(term.id).where(term.concession_id == m.Concession.id, term.operation == operation).correlate(m.Concession))


def _months_after(day: date, months: int) -> date:
    from modules.cemetery.rules.terms import add_months

    return add_months(day, months)


def _years_before(day: date, years: int) -> date:
    from modules.cemetery.rules.terms import add_years

    return add_years(day, -years)


def terms(session: Session, params: Params) -> Any:
    """Every term: grant, renewals, conversions."""
    t, c = m.ConcessionTerm, m.Concession
    return (
        select(
            t.id, t.concession_id, c.number.label("concession"), c.family_name, c.family_key, _labels_of(c.id).label("plots"),
            t.sequence, t.operation, t.duration, t.years, t.start, t.start_circa, t.start_as_written, t.expires_on,
            t.expiry_as_written, t.decided_on, t.tariff_on, t.price, t.price_as_written, t.ccas, t.receipt,
        )
        .join(c, c.id == t.concession_id)
    )  # fmt: skip


# ---------------------------------------------------------------- the dead and the operations


def deceased(session: Session, params: Params) -> Any:
    """Everybody known to be dead, with the grave where he lies."""
    d, r, p = m.Deceased, m.Remains, m.Plot
    lying = aliased(r)
    last = (
        select(lying.id)
        .where(lying.deceased_id == d.id)
        .order_by(lying.in_place.desc(), lying.id.desc())
        .limit(1)
        .correlate(d)
        .scalar_subquery()
    )
    first = aliased(r)
    buried = (
        select(func.min(first.laid_on)).where(first.deceased_id == d.id).correlate(d).scalar_subquery()
    )
    return (
        select(
            d.id, func.coalesce(Person.birth_name, literal(str(_("Inconnu(e)")))).label("birth_name"),
            func.coalesce(Person.sort_key, "").label("birth_name__sort"), Person.usage_name, Person.given_names,
            func.coalesce(Person.names_key, "").label("names_key"), Person.birth_date, d.died_on, d.died_as_written,
            buried.label("buried_on"), p.label.label("plot"), p.label_key.label("plot_key"), p.id.label("plot_id"), r.kind, r.in_place,
            m.Cemetery.title.label("cemetery"), d.mpf, d.hidden_from_public, d.source, d.remark,
        )
        .outerjoin(Person, Person.id == d.person_id)
        .outerjoin(r, r.id == last)
        .outerjoin(p, p.id == r.plot_id)
        .outerjoin(m.Cemetery, m.Cemetery.id == p.cemetery_id)
    )  # fmt: skip


def operations(session: Session, params: Params) -> Any:
    """Funeral operations: asked for, authorised, done."""
    o, subject = m.FuneralOperation, aliased(m.OperationSubject)
    dead, person = aliased(m.Deceased), aliased(Person)
    came, went = aliased(m.Plot), aliased(m.Plot)
    names = (
        select(func.aggregate_strings(func.coalesce(person.title, literal(str(_("Inconnu(e)")))), ", "))
        .select_from(subject).join(dead, dead.id == subject.deceased_id).outerjoin(person, person.id == dead.person_id)
        .where(subject.operation_id == o.id).correlate(o).scalar_subquery()
    )  # fmt: skip
    keys = (
        select(func.aggregate_strings(func.coalesce(person.names_key, ""), " "))
        .select_from(subject).join(dead, dead.id == subject.deceased_id).outerjoin(person, person.id == dead.person_id)
        .where(subject.operation_id == o.id).correlate(o).scalar_subquery()
    )  # fmt: skip
    return (
        select(
            o.id, o.kind, o.status, o.asked_on, func.coalesce(o.done_on, o.planned_on).label("on"), o.planned_at, o.done_on,
            names.label("names"), keys.label("names_key"), came.label.label("plot_from"), went.label.label("plot_to"), o.destination,
            m.Concession.number.label("concession"), Organisation.title.label("operator"), o.override_reason, o.remark,
            m.Act.year, m.Act.number.label("act_number"), o.police_fee_due,
            o.status.in_((OperationStatus.PLANNED, OperationStatus.AUTHORISED)).label("open"),
        )
        .outerjoin(came, came.id == o.plot_from_id)
        .outerjoin(went, went.id == o.plot_to_id)
        .outerjoin(m.Concession, m.Concession.id == o.concession_id)
        .outerjoin(Organisation, Organisation.id == o.operator_id)
        .outerjoin(m.Act, m.Act.id == o.act_id)
    )  # fmt: skip


# ---------------------------------------------------------------- works, fees, cases, tariffs, scans, acts


def works(session: Session, params: Params) -> Any:
    """Works on graves."""
    w = m.Works
    return (
        select(
            w.id, m.Plot.label.label("plot"), w.nature, w.permit_number, w.permitted_on, w.planned_from, w.planned_to, w.begun_on,
            w.ended_on, w.checked_on, Person.title.label("applicant"), Organisation.title.label("firm"), w.remark,
        )
        .join(m.Plot, m.Plot.id == w.plot_id)
        .outerjoin(Person, Person.id == w.applicant_id)
        .outerjoin(Organisation, Organisation.id == w.firm_id)
    )  # fmt: skip


def cases(session: Session, params: Params) -> Any:
    """Procedures of repossession."""
    k, g = m.RepossessionCase, aliased(m.CaseGrave)
    graves = select(func.count()).select_from(g).where(g.case_id == k.id).correlate(k).scalar_subquery()
    left = (
        select(func.count()).select_from(g).where(g.case_id == k.id, g.status == "OPEN").correlate(k).scalar_subquery()
    )
    step = aliased(m.CaseStep)
    last = (
        select(step.code).where(step.case_id == k.id).order_by(step.done_on.desc(), step.id.desc()).limit(1)
        .correlate(k).scalar_subquery()
    )  # fmt: skip
    return (
        select(
            k.id, k.title, k.kind, k.status, k.opened_on, graves.label("graves"), left.label("open_graves"), last.label("last_step"),
            m.Cemetery.title.label("cemetery"), k.entered_late, k.remark,
        )
        .join(m.Cemetery, m.Cemetery.id == k.cemetery_id)
    )  # fmt: skip


def tariffs(session: Session, params: Params) -> Any:
    """Prices of the council."""
    t = m.CemeteryTariff
    from app.billing.models import CouncilDecision

    return select(
        t.id, t.operation, t.plot_kind, t.duration, t.years, t.base_price, t.base_surface_m2, t.extra_price_per_m2,
        t.per_place_price, t.valid_from, t.valid_to, CouncilDecision.number.label("decision"),
    ).outerjoin(CouncilDecision, CouncilDecision.id == t.decision_id)  # fmt: skip


def cemeteries(session: Session, params: Params) -> Any:
    """The cemeteries of the commune and how many plots each has."""
    c = m.Cemetery
    plots_of = select(func.count()).select_from(m.Plot).where(m.Plot.cemetery_id == c.id).correlate(c).scalar_subquery()
    drawn = (
        select(func.count()).select_from(m.Plot).where(m.Plot.cemetery_id == c.id, m.Plot.geometry.is_not(None))
        .correlate(c).scalar_subquery()
    )  # fmt: skip
    return select(
        c.id, c.code, c.title, c.address, c.opened_on, c.closed_on, c.surface_m2, c.crs, plots_of.label("plots"), drawn.label("drawn")
    )


def sections(session: Session, params: Params) -> Any:
    """Sections of the cemeteries."""
    s = m.CemeterySection
    plots_of = select(func.count()).select_from(m.Plot).where(m.Plot.section_id == s.id).correlate(s).scalar_subquery()
    return select(
        s.id, s.code, s.title, s.kind, s.rank, m.Cemetery.title.label("cemetery"), plots_of.label("plots")
    ).join(m.Cemetery, m.Cemetery.id == s.cemetery_id)


def acts(session: Session, params: Params) -> Any:
    """Numbered acts, cancelled ones included: no hole in a year."""
    a = m.Act
    return select(
        a.id, a.family, a.year, a.number, a.title, a.made_on, m.Concession.number.label("concession"), a.cancelled_on,
        (a.sha256 != "").label("issued"),
    ).outerjoin(m.Concession, m.Concession.id == a.concession_id)


def candidates(session: Session, params: Params) -> Any:
    """Lines of the public file of deaths that may be a holder or an heir, waiting for an answer."""
    k = m.DeathCandidate
    return select(
        k.id, Person.title.label("person"), Person.names_key, Person.birth_date, k.names, k.born_on, k.birth_place, k.died_on,
        k.death_place_code, k.score, k.answered_on, k.is_confirmed,
    ).join(Person, Person.id == k.person_id)  # fmt: skip


# ---------------------------------------------------------------- parts of a record


def remains_of_plot(session: Session, plot_id: int) -> Sequence[Mapping[str, Any]]:
    """Who lies, or lay, in a plot."""
    r, d = m.Remains, m.Deceased
    found = (
        select(r.id, d.id.label("deceased_id"), Person.title, Person.birth_date, d.died_on, r.kind, r.laid_on, r.left_on, r.in_place,
               m.Place.level, r.together_id)
        .join(d, d.id == r.deceased_id).outerjoin(Person, Person.id == d.person_id).outerjoin(m.Place, m.Place.id == r.place_id)
        .where(r.plot_id == plot_id).order_by(r.in_place.desc(), r.laid_on, r.id)
    )  # fmt: skip
    return [
        {**row, "title": row["title"] or str(_("Inconnu(e)")), "_address": Address("cemetery.deceased", row["deceased_id"])}
        for row in session.execute(found).mappings()
    ]


def concessions_of_plot(session: Session, plot_id: int) -> Sequence[Mapping[str, Any]]:
    """Concessions of a plot, the latest first."""
    found = concessions(session, {}).where(
        m.Concession.id.in_(select(m.ConcessionPlot.concession_id).where(m.ConcessionPlot.plot_id == plot_id))
    )
    return [dict(row) for row in session.execute(found.order_by(m.Concession.id.desc())).mappings()]


def concessions_of_person(session: Session, person_id: int) -> Sequence[Mapping[str, Any]]:
    """Concessions in which a person is a party, with the role."""
    party = m.ConcessionParty
    return [
        dict(row)
        for row in session.execute(
            select(m.Concession.id, m.Concession.number, m.Concession.family_name, party.role)
            .join(party, party.concession_id == m.Concession.id)
            .where(party.person_id == person_id)
            .order_by(m.Concession.id)
        ).mappings()
    ]


def parties_of(session: Session, concession_id: int) -> Sequence[Mapping[str, Any]]:
    """Holders, heirs, beneficiaries and excluded persons of a concession."""
    party = m.ConcessionParty
    dead = exists().where(m.Deceased.person_id == party.person_id)
    found = (
        select(party.id, party.person_id, Person.title, Person.birth_date, party.role, party.kinship, party.proof, party.proved_on,
               dead.label("is_dead"))
        .join(Person, Person.id == party.person_id).where(party.concession_id == concession_id)
        .order_by(party.role, party.rank, party.id)
    )  # fmt: skip
    return [{**row, "_address": Address("directory.people", row["person_id"])} for row in session.execute(found).mappings()]


def terms_of(session: Session, concession_id: int) -> Sequence[Mapping[str, Any]]:
    """Terms of a concession in their order."""
    found = terms(session, {}).where(m.ConcessionTerm.concession_id == concession_id)
    return [dict(row) for row in session.execute(found.order_by(m.ConcessionTerm.sequence)).mappings()]


def plots_of(session: Session, concession_id: int) -> Sequence[Mapping[str, Any]]:
    """Plots of a concession."""
    p = m.Plot
    found = (
        select(p.id, p.label, p.kind, p.surface_m2, m.Cemetery.title.label("cemetery"))
        .join(m.ConcessionPlot, m.ConcessionPlot.plot_id == p.id).join(m.Cemetery, m.Cemetery.id == p.cemetery_id)
        .where(m.ConcessionPlot.concession_id == concession_id).order_by(p.label)
    )  # fmt: skip
    return [dict(row) for row in session.execute(found).mappings()]


def remains_of_concession(session: Session, concession_id: int) -> Sequence[Mapping[str, Any]]:
    """Who lies in the plots of a concession."""
    ids = session.scalars(select(m.ConcessionPlot.plot_id).where(m.ConcessionPlot.concession_id == concession_id))
    return [row for plot_id in ids for row in remains_of_plot(session, plot_id)]


def information_of(session: Session, concession_id: int) -> Sequence[Mapping[str, Any]]:
    """Attempts to inform the family of a concession, the latest first."""
    i = m.InformationProof
    found = select(i.id, i.sent_on, i.addressee, i.means, i.tracking, i.result, i.result_on, i.offset_months).where(
        i.concession_id == concession_id
    )
    return [dict(row) for row in session.execute(found.order_by(i.sent_on.desc(), i.id.desc())).mappings()]


def operations_of_plot(session: Session, plot_id: int) -> Sequence[Mapping[str, Any]]:
    """Operations from or to a plot, the latest first."""
    o = m.FuneralOperation
    found = operations(session, {}).where(or_(o.plot_from_id == plot_id, o.plot_to_id == plot_id))
    return [dict(row) for row in session.execute(found.order_by(func.coalesce(o.done_on, o.planned_on).desc())).mappings()]


def operations_of_deceased(session: Session, deceased_id: int) -> Sequence[Mapping[str, Any]]:
    """Operations that concerned one of the dead."""
    o = m.FuneralOperation
    found = operations(session, {}).where(
        o.id.in_(select(m.OperationSubject.operation_id).where(m.OperationSubject.deceased_id == deceased_id))
    )
    return [dict(row) for row in session.execute(found.order_by(func.coalesce(o.done_on, o.planned_on).desc())).mappings()]


def places_of_deceased(session: Session, deceased_id: int) -> Sequence[Mapping[str, Any]]:
    """Where the remains of one of the dead were, from the first day on."""
    r = m.Remains
    found = (
        select(r.id, r.kind, m.Plot.label.label("plot"), m.Plot.id.label("plot_id"), r.laid_on, r.left_on, r.in_place, m.Place.level)
        .outerjoin(m.Plot, m.Plot.id == r.plot_id).outerjoin(m.Place, m.Place.id == r.place_id)
        .where(r.deceased_id == deceased_id).order_by(r.id)
    )  # fmt: skip
    return [
        {**row, "_address": Address("cemetery.plots", row["plot_id"]) if row["plot_id"] else None}
        for row in session.execute(found).mappings()
    ]


def aliases_of(session: Session, plot_id: int) -> Sequence[Mapping[str, Any]]:
    """Former numbers of a plot."""
    a = m.PlotAlias
    found = select(a.id, a.label, a.scheme, a.valid_from, a.valid_to, a.source).where(a.plot_id == plot_id)
    return [dict(row) for row in session.execute(found.order_by(a.id)).mappings()]


def inspections_of(session: Session, plot_id: int) -> Sequence[Mapping[str, Any]]:
    """Visits of a grave, the latest first."""
    i = m.Inspection
    found = select(i.id, i.seen_on, i.seen_by, i.condition, i.signs, i.remark).where(i.plot_id == plot_id)
    return [dict(row) for row in session.execute(found.order_by(i.seen_on.desc())).mappings()]


def fees_of(session: Session, concession_id: int) -> Sequence[Mapping[str, Any]]:
    """Sums due for a concession."""
    f = m.Fee
    found = select(f.id, f.due_on, f.label, f.amount, f.ccas, f.cancelled_on).where(f.concession_id == concession_id)
    return [dict(row) for row in session.execute(found.order_by(f.due_on, f.id)).mappings()]



# ---------------------------------------------------------------- everything that has a day


def deadlines(session: Session, params: Params) -> Sequence[Mapping[str, Any]]:
    """The agenda of the cemetery, seen from the day in hand."""
    from modules.cemetery.agenda import deadlines as agenda

    day = day_in_hand(session, params)
    return [
        {
            "id": number,
            "due_on": one.on,
            "seen_on": day,
            "until_on": one.until,
            "kind": one.kind.value,
            "title": str(one.title),
            "subject": one.subject,
            "plots": one.plots,
            "why": str(one.why),
            "is_late": one.is_late(day),
            "page": one.where.page if one.where else "",
            "record": one.where.id if one.where else None,
            "_address": one.where,
        }
        for number, one in enumerate(agenda(session, day), start=1)
    ]
