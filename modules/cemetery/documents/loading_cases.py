# SPDX-License-Identifier: EUPL-1.2
"""Facts of the procedures read from rows: the run, its graves and steps, lists of expired concessions, the ossuary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.outcome import EnvironmentProblem, UserError
from app.forms.records import get
from app.store.uow import setting_of, store_of
from modules.cemetery import models as m
from modules.cemetery.addressees import living, parties_to_tell
from modules.cemetery.documents.case_acts import Expired, Moved
from modules.cemetery.documents.facts import ActNumber, Dead, Grave, Held, Offer, Run, Step, Term, Who
from modules.cemetery.documents.loading import act_number, dead_of, held, people, spot
from modules.cemetery.documents.words import concession_name, until
from modules.cemetery.facts_of import delays_in_force
from modules.cemetery.rules.codes import AbandonmentSign, CaseStatus, PlotKind, Regime, TariffOperation
from modules.cemetery.rules.delays import ExpiryStyle
from modules.cemetery.rules.prices import price_of_ground
from modules.cemetery.rules.terms import duration_code, last_allowed
from modules.cemetery.strings import label
from modules.cemetery.tariffs_of import ground_of, offered_years, tariff_lines

MOST_PHOTOS = 4


def run(session: Session, case_id: int, grave_ids: Sequence[int] | None = None) -> Run:
    """A procedure with its graves (those of `grave_ids` only, when given)."""
    row = get(session, m.RepossessionCase, case_id)
    rows = [grave for grave in row.graves if grave_ids is None or grave.id in grave_ids]
    lying = dead_of(session, [grave.plot_id for grave in rows])
    graves = [_grave(session, row, group, lying) for group in _by_concession(rows)]
    shared = [step for step in row.steps if step.grave_id is None]
    order = session.scalar(
        select(m.Act).where(m.Act.case_id == case_id, m.Act.paper == "cemetery.repossession-order").order_by(m.Act.id.desc()).limit(1)
    )
    cleared = session.scalars(
        select(m.OssuaryEntry).where(m.OssuaryEntry.case_id == case_id).order_by(m.OssuaryEntry.number)
    ).first()
    return Run(
        row.kind, row.title, row.cemetery.title, tuple(graves),
        tuple(_step(s) for s in shared), _ossuary(session, row.cemetery_id, cleared), act_number(session, order.id if order else None),
        delays_in_force(session).removal_days,
    )  # fmt: skip


def _step(row: m.CaseStep) -> Step:
    return Step(row.code, row.done_on, row.until_on, row.at_time, row.proof, row.present, row.remark)


def _by_concession(rows: Sequence[m.CaseGrave]) -> list[list[m.CaseGrave]]:
    """A double grave is one grave on paper: one report a concession (R2223-14)."""
    found: dict[tuple[str, int], list[m.CaseGrave]] = {}
    for row in sorted(rows, key=lambda each: each.plot.label_key):
        key = ("concession", row.concession_id) if row.concession_id else ("plot", row.plot_id)
        found.setdefault(key, []).append(row)
    return list(found.values())


def _grave(
    session: Session, case: m.RepossessionCase, group: Sequence[m.CaseGrave], lying: Mapping[int, tuple[Dead, ...]]
) -> Grave:
    row = group[0]
    # A grave saved from the run keeps what was done before it left.
    steps = [s for s in case.steps if s.grave_id in (None, row.id)]
    if row.stopped_on is not None:
        steps = [s for s in steps if s.done_on <= row.stopped_on]
    told = _to_write_to(session, row.concession_id, case.opened_on)
    signs = tuple(label(AbandonmentSign(code)) for code in row.signs if code in AbandonmentSign.__members__)
    ground = replace(spot(row.plot), label="/".join(each.plot.label for each in group))
    dead = tuple(one for each in group for one in lying.get(each.plot_id, ()))
    return Grave(
        ground, held(session, row.concession_id) if row.concession_id else None, row.description, signs,
        tuple(line for line in row.addressees.splitlines() if line.strip()), tuple(told),
        tuple(_step(s) for s in sorted(steps, key=lambda s: (s.done_on, s.id))), row.status is not CaseStatus.STOPPED,
        tuple(photo for each in group for photo in _photos(session, each.plot_id))[:MOST_PHOTOS], dead,
    )  # fmt: skip


def _to_write_to(session: Session, concession_id: int | None, day: date) -> list[Who]:
    """The living successors whose address is known: the others are told by a posting."""
    if concession_id is None:
        return []
    told = living(parties_to_tell(session, [concession_id], day)[concession_id])
    names = people(session, [one.person_id for one in told])
    return [names[one.person_id] for one in told if names[one.person_id].envelope]


def recipients(session: Session, concession_id: int, day: date) -> list[Who]:
    """Those to whom a letter about a concession goes: never somebody dead; also those whose address is missing."""
    told = living(parties_to_tell(session, [concession_id], day)[concession_id])
    names = people(session, [one.person_id for one in told])
    return [names[one.person_id] for one in told]


def _photos(session: Session, plot_id: int) -> tuple[bytes, ...]:
    query = (
        select(m.Inspection.photo).where(m.Inspection.plot_id == plot_id, m.Inspection.photo != "")
        .order_by(m.Inspection.seen_on.desc()).limit(MOST_PHOTOS)
    )  # fmt: skip
    return tuple(content for sha256 in session.scalars(query) if (content := picture(session, sha256)))


def picture(session: Session, sha256: str) -> bytes | None:
    """The bytes of an archived picture; None when the file is missing: a paper must still be printed."""
    archive = store_of(session).archive
    if not sha256 or archive is None:
        return None
    try:
        return archive.read(sha256)
    except EnvironmentProblem:
        return None


def _ossuary(session: Session, cemetery_id: int, entry: m.OssuaryEntry | None) -> str:
    """Where remains go: the place of the register, else the ossuary of the cemetery, else any of the commune."""
    if entry is not None and entry.ossuary_plot_id:
        plot = session.get(m.Plot, entry.ossuary_plot_id)
        if plot is not None:
            return f"{plot.label} ({plot.cemetery.title})"
    plots = session.scalars(select(m.Plot).where(m.Plot.kind == PlotKind.OSSUARY).order_by(m.Plot.id)).all()
    found = next((p for p in plots if p.cemetery_id == cemetery_id), plots[0] if plots else None)
    return f"{found.label} ({found.cemetery.title})" if found else ""


def moved(session: Session, case_id: int, origin_plot_id: int | None = None) -> list[Moved]:
    """Lines of the ossuary register that a procedure wrote, of one grave when it is given."""
    query = select(m.OssuaryEntry).where(m.OssuaryEntry.case_id == case_id).order_by(m.OssuaryEntry.number)
    if origin_plot_id is not None:
        query = query.where(m.OssuaryEntry.origin_plot_id == origin_plot_id)
    rows = session.scalars(query)
    return [
        Moved(r.origin, r.names, r.boxes, r.place or _plot_label(session, r.ossuary_plot_id), str(r.number), r.moved_on, r.nothing_found)
        for r in rows
    ]


def _plot_label(session: Session, plot_id: int | None) -> str:
    plot = session.get(m.Plot, plot_id) if plot_id else None
    return plot.label if plot else ""


def reports(session: Session, case_id: int, paper: str) -> dict[str, ActNumber]:
    """By reference, the numbered acts of a procedure drawn by `paper`."""
    ids = session.scalars(select(m.Act.id).where(m.Act.case_id == case_id, m.Act.paper == paper).order_by(m.Act.id))
    found = [act_number(session, act) for act in ids]
    return {each.reference: each for each in found}


def cleared(session: Session, case_id: int, paper: str) -> list[tuple[ActNumber, int | None]]:
    """(number, plot) of each report of a grave that was cleared."""
    o = m.FuneralOperation
    query = (
        select(m.Act.id, o.plot_from_id).join(o, o.report_act_id == m.Act.id)
        .where(m.Act.case_id == case_id, m.Act.paper == paper).order_by(m.Act.id)
    )  # fmt: skip
    return [(act_number(session, act), plot) for act, plot in session.execute(query)]


# ---------------------------------------------------------------- expiries


def expired(session: Session, day: date, cemetery_id: int, style: ExpiryStyle) -> list[Expired]:
    """Open concessions of a cemetery whose last term is over on `day`, in the order of their plots."""
    t = m.ConcessionTerm
    last = select(func.max(t.sequence)).where(t.concession_id == m.Concession.id).correlate(m.Concession).scalar_subquery()
    query = (
        select(m.Plot.label, m.Concession, t)
        .join(m.ConcessionPlot, m.ConcessionPlot.plot_id == m.Plot.id)
        .join(m.Concession, m.Concession.id == m.ConcessionPlot.concession_id)
        .join(t, t.concession_id == m.Concession.id)
        .where(
            m.Concession.closed_on.is_(None), m.Concession.cemetery_id == cemetery_id, t.sequence == last,
            t.expires_on <= day, m.Plot.regime != Regime.MILITARY,
        )
        .order_by(m.Plot.label_key)
    )  # fmt: skip
    years, names = delays_in_force(session).renewal_years, shows_names(session)
    found = []
    for plot, concession, term in session.execute(query):
        name = concession_name(Held(concession.number, "", family_name=concession.family_name), names=names)
        facts = Term(term.operation, term.duration, term.years, term.start, term.expires_on)
        right = last_allowed(term.expires_on, years=years) if term.expires_on else None
        found.append(Expired(plot, name, concession.family_name, until(facts, style, long=False), right))
    return found


def offers(session: Session, concession_id: int) -> list[Offer]:
    """Lengths that may be bought and their price at the tariff of the day of the expiry (L2223-15)."""
    row = get(session, m.Concession, concession_id)
    term = row.terms[-1] if row.terms else None
    plots = [ground.plot for ground in row.grounds]
    if term is None or term.expires_on is None or not plots:
        return []
    lines, ground = tariff_lines(session), ground_of(plots)
    found = []
    for years in offered_years(session):
        try:
            price = price_of_ground(lines, TariffOperation.RENEWAL, ground, duration_code(years), years, term.expires_on)
        except UserError:
            continue  # the council voted no price for that length that day: it is not offered
        found.append(Offer(years, price.amount))
    return found


def shows_names(session: Session) -> bool:
    """Whether the commune lets family names stand on its notices."""
    return setting_of(session, "cemetery.show_family_name_on_posting") is not False
