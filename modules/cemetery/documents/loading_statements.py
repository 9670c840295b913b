# SPDX-License-Identifier: EUPL-1.2
"""Facts of the sheets and statements read from rows: plots, dead, sums, police fees, the year, missing deeds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.billing.models import Payer
from app.core.money import ZERO, show_number
from app.core.text import Text
from app.directory.models import Organisation, Person
from app.forms.records import get
from app.store.uow import setting_of
from modules.cemetery import models as m
from modules.cemetery.documents import words as w
from modules.cemetery.documents.facts import Dead, Held
from modules.cemetery.documents.field_sheets import Separator, ToInspect
from modules.cemetery.documents.loading import (
    billed_references,
    dead,
    dead_of,
    held,
    level_of,
    people,
    scans,
    spot,
)
from modules.cemetery.documents.loading_cases import picture
from modules.cemetery.documents.sheets import PlotSheet, concession_code, plot_code
from modules.cemetery.documents.statements import Attendance, MissingDeed, Sum, YearFigures
from modules.cemetery.facts_of import delays_in_force, plot_facts
from modules.cemetery.rules.codes import (
    EQUIPMENT,
    AbandonmentSign,
    OperationKind,
    OperationStatus,
    PlotState,
    RemainsKind,
    ScanType,
    TariffOperation,
    TermOperation,
)
from modules.cemetery.rules.states import state_of, states_on
from modules.cemetery.scan_lists import photo_of
from modules.cemetery.strings import _, label

K = OperationKind


# ---------------------------------------------------------------- sheets (DOC-50)


def plot_sheet(session: Session, plot_id: int, day: date) -> PlotSheet:
    """Everything that hangs on a plot."""
    plot = get(session, m.Plot, plot_id)
    answer = state_of(plot_facts(session, [plot_id])[plot_id], day, delays_in_force(session))
    why = tuple(f"{r.text} ({r.article})" if r.article else r.text for r in answer.why)
    link = m.ConcessionPlot
    ids = session.scalars(select(link.concession_id).where(link.plot_id == plot_id).order_by(link.concession_id))
    seen = session.scalars(select(m.Inspection).where(m.Inspection.plot_id == plot_id).order_by(m.Inspection.seen_on.desc())).all()
    monument = session.scalar(select(m.Monument).where(m.Monument.plot_id == plot_id))
    photo = next((content for each in seen if (content := picture(session, each.photo))), None)
    if photo is None:
        kept = photo_of(session, plot_id)
        photo = picture(session, kept[0]) if kept is not None else None
    works = session.execute(
        select(m.Works, Organisation.title).outerjoin(Organisation, Organisation.id == m.Works.firm_id)
        .where(m.Works.plot_id == plot_id).order_by(m.Works.planned_from)
    )  # fmt: skip
    return PlotSheet(
        spot(plot), label(answer.state), why, tuple(held(session, i) for i in ids), dead_of(session, [plot_id]).get(plot_id, ()),
        tuple((s.seen_on, label(s.condition) if s.condition else "", _signs(s.signs), s.remark) for s in seen),
        tuple((_dates(row), label(row.nature), firm or "") for row, firm in works),
        ", ".join(p for p in (monument.material, monument.sizes, monument.inscriptions) if p) if monument else "",
        scans(session, m.ScanLink.plot_id == plot_id), photo, plot.remark,
    )  # fmt: skip


def _signs(codes: Sequence[str]) -> str:
    return ", ".join(str(label(AbandonmentSign(code))) for code in codes if code in AbandonmentSign.__members__)


def _dates(row: m.Works) -> str:
    days = (row.begun_on or row.planned_from, row.ended_on or row.planned_to)
    return " – ".join(w.short_day(day) for day in days if day)


def deceased_sheet(session: Session, deceased_id: int) -> tuple[Dead, list[tuple[str, Text, str]]]:
    """One of the dead and each place of the remains, in their order."""
    row = get(session, m.Deceased, deceased_id)
    path: list[tuple[str, Text, str]] = []
    for remains in row.remains:
        where_to = w.where(spot(remains.plot)) if remains.plot else remains.remark or str(_("hors du cimetière"))
        level = level_of(remains.place)
        left = f", {_('jusqu’au')} {w.short_partial(remains.left_on)}" if remains.left_on else ""
        path.append((w.short_partial(remains.laid_on), label(remains.kind), f"{where_to}{f', {level}' if level else ''}{left}"))
    return dead(row, people(session, [row.person_id])), path


# ---------------------------------------------------------------- out of the office


def to_inspect(
    session: Session, day: date, cemetery_id: int, section_id: int | None = None
) -> list[tuple[Text, list[ToInspect]]]:
    """Plots by alley, in the order in which one walks; those of a section only, when it is given."""
    query = (
        select(m.Plot).outerjoin(m.PlotRow, m.PlotRow.id == m.Plot.row_id)
        .outerjoin(m.CemeterySection, m.CemeterySection.id == m.Plot.section_id)
        .where(m.Plot.cemetery_id == cemetery_id, m.Plot.kind.not_in(EQUIPMENT))
        .order_by(m.CemeterySection.rank, m.CemeterySection.code, m.PlotRow.rank, m.PlotRow.code, m.Plot.rank, m.Plot.label_key)
        .options(joinedload(m.Plot.cemetery), joinedload(m.Plot.section), joinedload(m.Plot.row), selectinload(m.Plot.aliases))
    )  # fmt: skip
    if section_id is not None:
        query = query.where(m.Plot.section_id == section_id)
    plots = session.scalars(query).all()
    facts = plot_facts(session, [p.id for p in plots]) if len(plots) < 500 else plot_facts(session)
    states = dict(zip([p.id for p in plots], states_on([facts[p.id] for p in plots], day, delays_in_force(session)), strict=True))
    families, seen = _families(session), _last_seen(session)
    found: dict[str, list[ToInspect]] = {}
    for plot in plots:
        each = ToInspect(spot(plot), families.get(plot.id, ""), label(states[plot.id]), seen.get(plot.id, ""))
        title = str(_("Visite\u00a0: {cemetery}", cemetery=plot.cemetery.title))
        title += f", {_('carré {code}', code=plot.section.code)}" if plot.section else ""
        title += f", {_('rang {code}', code=plot.row.code)}" if plot.row else ""
        found.setdefault(title, []).append(each)
    return list(found.items())


def _families(session: Session) -> dict[int, str]:
    link = m.ConcessionPlot
    query = (
        select(link.plot_id, m.Concession.family_name).join(m.Concession, m.Concession.id == link.concession_id)
        .where(m.Concession.closed_on.is_(None)).order_by(link.id)
    )  # fmt: skip
    return {row[0]: row[1] for row in session.execute(query)}


def _last_seen(session: Session) -> dict[int, str]:
    query = select(m.Inspection).order_by(m.Inspection.seen_on)
    return {
        s.plot_id: ", ".join(p for p in (w.short_day(s.seen_on), str(label(s.condition)) if s.condition else "") if p)
        for s in session.scalars(query)
    }


def concession_separators(session: Session, ids: Sequence[int]) -> list[Separator]:
    """A separator for each concession; one without a number goes by its plot."""
    found = []
    for concession_id in ids:
        each: Held = held(session, concession_id)
        plots = w.listed(w.where(s) for s in each.spots)
        code = concession_code(each) if each.number else (plot_code(each.spots[0]) if each.spots else "")
        if code:
            title = _("Concession {number}", number=w.concession_name(each))
            found.append(Separator(code, title, tuple(line for line in (each.family_name, plots) if line)))
    return found


def plot_separators(session: Session, ids: Sequence[int]) -> list[Separator]:
    """A separator for each plot."""
    plots = [spot(get(session, m.Plot, plot)) for plot in ids]
    return [Separator(plot_code(each), _("Emplacement {label}", label=each.label), (w.where(each),)) for each in plots]


# ---------------------------------------------------------------- money


def sums(session: Session, first_on: date, last_on: date) -> list[Sum]:
    """Sums due in a period, refunds included, with the invoice that carries them and their account."""
    fee = m.Fee
    query = (
        select(fee, func.coalesce(Person.title, Organisation.title)).outerjoin(Payer, Payer.id == fee.payer_id)
        .outerjoin(Person, Person.id == Payer.person_id).outerjoin(Organisation, Organisation.id == Payer.organisation_id)
        .where(fee.due_on.between(first_on, last_on), fee.cancelled_on.is_(None)).order_by(fee.due_on, fee.id)
    )  # fmt: skip
    billed = billed_references(session)
    receipts = {t.id: t.receipt for t in session.scalars(select(m.ConcessionTerm).where(m.ConcessionTerm.receipt != ""))}
    return [
        Sum(
            row.due_on, receipts.get(row.term_id or 0, "") or billed.get(row.id, ""), payer or "", row.label, row.amount, row.ccas,
            account_of(session, row.operation),
        )
        for row, payer in session.execute(query)
    ]  # fmt: skip


def account_of(session: Session, operation: TariffOperation) -> str:
    """The account of the accounting plan that a sum goes to, as the commune set it."""
    granting = (TariffOperation.GRANT, TariffOperation.RENEWAL, TariffOperation.CONVERSION)
    name = "account_concessions" if operation in granting else "account_fees"
    return str(setting_of(session, f"cemetery.{name}") or "")


def attendances(session: Session, first_on: date, last_on: date) -> list[Attendance]:
    """Operations of a month that the police attended; a fee where one was made."""
    o = m.FuneralOperation
    query = select(o).where(
        o.police_officer != "", or_(o.done_on.between(first_on, last_on), o.done_on.is_(None) & o.planned_on.between(first_on, last_on)),
        o.status != OperationStatus.CANCELLED,
    ).order_by(o.done_on, o.id)  # fmt: skip
    fees = {
        row.funeral_operation_id: row.amount
        for row in session.scalars(select(m.Fee).where(m.Fee.operation == TariffOperation.POLICE_FEE, m.Fee.cancelled_on.is_(None)))
    }
    found = []
    for row in session.scalars(query):
        names = people(session, [s.deceased.person_id for s in row.subjects])
        who = ", ".join(each.title for each in names.values())
        day = row.done_on or row.planned_on or row.asked_on
        found.append(Attendance(day, who, str(label(row.kind)), row.police_officer, fees.get(row.id) if row.police_fee_due else None))
    return found


# ---------------------------------------------------------------- the year (DOC-55)

_ACTIVITY: tuple[tuple[Text, tuple[OperationKind, ...]], ...] = (
    (_("Inhumations de cercueils"), (K.BURIAL,)),
    (_("Inhumations, dépôts et scellements d’urnes"), (K.URN_BURIAL, K.URN_DEPOSIT, K.URN_SEALING)),
    (_("Dispersions au jardin du souvenir"), (K.SCATTERING,)),
    (_("Dépôts en caveau provisoire"), (K.TEMP_DEPOSIT,)),
    (_("Exhumations et transferts"), (K.EXHUMATION, K.TRANSFER, K.URN_REMOVAL)),
    (_("Réductions et réunions de corps"), (K.REDUCTION, K.REUNION)),
)
_TERMS: tuple[tuple[Text, TermOperation], ...] = (
    (_("Concessions accordées"), TermOperation.GRANT),
    (_("Renouvellements"), TermOperation.RENEWAL),
    (_("Conversions"), TermOperation.CONVERSION),
)


def year_figures(session: Session, year: int, today: date) -> YearFigures:
    """What happened in a year, the ground at its end (today's when it is not over), what came in."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    o, t, g = m.FuneralOperation, m.ConcessionTerm, m.CaseGrave
    done = Counter(session.scalars(select(o.kind).where(o.done_on.between(first, last), o.status == OperationStatus.DONE)))
    decided = Counter(session.scalars(select(t.operation).where(t.decided_on.between(first, last))))
    activity = [(name, sum(done[kind] for kind in kinds)) for name, kinds in _ACTIVITY]
    activity += [(name, decided[operation]) for name, operation in _TERMS]
    taken = session.scalar(select(func.count()).where(g.repossessed_on.between(first, last))) or 0
    activity.append((_("Emplacements repris"), taken))
    end = min(last, today)
    states = Counter(states_on(plot_facts(session).values(), end, delays_in_force(session)))
    ground: list[tuple[Text, int]] = [(label(state), states[state]) for state in PlotState if states[state]]
    income: dict[str, Decimal] = {}
    fees = select(m.Fee.operation, func.sum(m.Fee.amount)).where(
        m.Fee.due_on.between(first, last), m.Fee.cancelled_on.is_(None)
    ).group_by(m.Fee.operation)  # fmt: skip
    for operation, amount in session.execute(fees):
        income[str(label(operation))] = amount if isinstance(amount, Decimal) else Decimal(str(amount or 0))
    remarks = _five_times(session, states[PlotState.FREE], first)
    return YearFigures(year, tuple(activity), tuple(ground), tuple(income.items()) or ((_("Aucune recette"), ZERO),), remarks)


def _five_times(session: Session, free: int, year: date) -> tuple[Text, ...]:
    """The five-times rule (L2223-2), an indicator: free plots against the mean yearly burials of five years."""
    r = m.Remains
    begin = date(year.year - 4, 1, 1)
    days = session.scalars(select(r.laid_on).where(r.kind == RemainsKind.COFFIN, r.laid_on.is_not(None)))
    count = sum(1 for day in days if day is not None and begin <= day.first and day.year <= year.year)
    mean = Decimal(count) / 5
    if not count:
        return ()
    enough = free >= 5 * mean
    said = _(
        "Emplacements libres\u00a0: {free}. Moyenne des inhumations sur cinq ans\u00a0: {mean} par an.",
        free=free,
        mean=show_number(mean),
    )
    verdict = _("Le terrain suffit (article L2223-2\u00a0: cinq fois le besoin d’une année).") if enough else _(
        "Le terrain ne suffit pas (article L2223-2\u00a0: cinq fois le besoin d’une année)."
    )
    return (f"{said} {verdict}",)


# ---------------------------------------------------------------- missing deeds


def missing_deeds(session: Session) -> tuple[list[MissingDeed], int]:
    """Open concessions of which no deed was scanned nor kept, and how many concessions there are."""
    c, link = m.Concession, m.ScanLink
    deeds = select(link.concession_id).join(m.Scan, m.Scan.id == link.scan_id).where(
        m.Scan.kind.in_([ScanType.DEED, ScanType.RENEWAL, ScanType.CONVERSION]), link.concession_id.is_not(None)
    )  # fmt: skip
    acts = select(m.Act.concession_id).where(m.Act.sha256 != "", m.Act.concession_id.is_not(None))
    rows = session.scalars(
        select(c).where(c.closed_on.is_(None), c.id.not_in(deeds), c.id.not_in(acts)).order_by(c.id).options(
            selectinload(c.terms), selectinload(c.grounds).joinedload(m.ConcessionPlot.plot).joinedload(m.Plot.section)
        )
    ).all()
    total = session.scalar(select(func.count()).where(c.closed_on.is_(None))) or 0
    searched: dict[int, str] = {}
    for search in session.scalars(select(m.SearchRecord).where(m.SearchRecord.concession_id.is_not(None)).order_by(m.SearchRecord.searched_on)):
        searched[search.concession_id or 0] = ", ".join(p for p in (w.short_day(search.searched_on), search.where_looked) if p)
    found = [_missing(row, searched.get(row.id, "")) for row in rows]
    return sorted(found, key=lambda each: (each.section, each.plot)), int(total)


def _missing(row: m.Concession, searched: str) -> MissingDeed:
    plots = sorted((g.plot for g in row.grounds), key=lambda p: p.label_key)
    section = plots[0].section.code if plots and plots[0].section else ""
    starts = [t.start for t in row.terms if t.start]
    oldest = row.deed_on or (starts[0] if starts else None)
    number = str(_("n°\u00a0{number}", number=row.number)) if row.number else str(_("sans numéro"))
    return MissingDeed(section, ", ".join(p.label for p in plots), number, row.family_name, w.short_partial(oldest), searched)
