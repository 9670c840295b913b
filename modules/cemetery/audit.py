# SPDX-License-Identifier: EUPL-1.2
"""The auditor: consistency rules over the whole base, each finding with its place and, where safe, its mend."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from app.core.dates import PartialDate, show_day
from app.core.outcome import Address
from app.core.text import Text
from app.directory.models import Person
from app.store.uow import today_of
from modules.cemetery import models as m
from modules.cemetery.facts_of import delays_in_force, plot_facts
from modules.cemetery.queries import concession_name
from modules.cemetery.rules.codes import (
    CaseStatus,
    DurationCode,
    OperationStatus,
    PartyRole,
    PlotKind,
    PlotState,
    Regime,
    RemainsKind,
)
from modules.cemetery.rules.states import states_on
from modules.cemetery.rules.terms import add_months, add_years, expiry_of
from modules.cemetery.scan_lists import has_deed
from modules.cemetery.strings import _

PLOTS, CONCESSIONS, DECEASED = "cemetery.plots", "cemetery.concessions", "cemetery.deceased"
OPERATIONS, CASES, SCANS = "cemetery.operations", "cemetery.cases", "cemetery.scans"
OLDEST = 110
"""Years beyond which a living holder is doubtful (§16)."""
PHOTO_YEARS = 10


@dataclass(frozen=True)
class Finding:
    """One contradiction, or one gap: what, why, and the record where it is mended."""

    what: str
    why: Text
    page: str
    table: str
    id: int

    @property
    def where(self) -> Address:
        """The place of the mend."""
        return Address(self.page, self.id)


Look = Callable[[Session, date], Iterable[Finding]]


@dataclass(frozen=True)
class Rule:
    """A consistency rule: its code (kept with what is accepted), its title, how it looks."""

    code: str
    title: Text
    look: Look
    is_gap: bool = False
    """Something missing rather than something wrong: shown after the contradictions."""
    fix: str = ""
    """Name of the safe mend (see `services.mend_anomaly`); empty when only a person can decide."""


def _plot(row: Any) -> str:
    return str(row.label)


def _dead(row: Any) -> str:
    return row.title or str(_("Inconnu(e)"))


# ---------------------------------------------------------------- lives


def _deaths(*conditions: Any) -> Any:
    return (
        select(m.Deceased.id, Person.title, Person.birth_date, m.Deceased.died_on)
        .outerjoin(Person, Person.id == m.Deceased.person_id)
        .where(*conditions)
    )


def death_before_birth(session: Session, today: date) -> Iterator[Finding]:
    """Nobody dies before being born."""
    for row in session.execute(_deaths(Person.birth_date.is_not(None), m.Deceased.died_on.is_not(None))):
        if row.died_on.last < row.birth_date.first:
            yield Finding(_dead(row), _("décès avant la naissance"), DECEASED, "cemetery_deceased", row.id)


def too_old(session: Session, today: date) -> Iterator[Finding]:
    """Nobody known here lived more than 120 years."""
    for row in session.execute(_deaths(Person.birth_date.is_not(None), m.Deceased.died_on.is_not(None))):
        if row.died_on.first.year - row.birth_date.last.year > 120:
            yield Finding(_dead(row), _("plus de 120 ans à son décès"), DECEASED, "cemetery_deceased", row.id)


def death_to_come(session: Session, today: date) -> Iterator[Finding]:
    """No death after today."""
    for row in session.execute(_deaths(m.Deceased.died_on.is_not(None))):
        if row.died_on.first > today:
            yield Finding(_dead(row), _("décès daté d’un jour à venir"), DECEASED, "cemetery_deceased", row.id)


def _remains() -> Any:
    r, d = m.Remains, m.Deceased
    return (
        select(r.id, d.id.label("deceased_id"), Person.title, Person.birth_date, d.died_on, r.laid_on, r.left_on, r.in_place, r.kind,
               r.plot_id, m.Plot.label, m.Plot.kind.label("plot_kind"))
        .join(d, d.id == r.deceased_id).outerjoin(Person, Person.id == d.person_id).outerjoin(m.Plot, m.Plot.id == r.plot_id)
    )  # fmt: skip


def buried_before_death(session: Session, today: date) -> Iterator[Finding]:
    """Nobody is buried before dying."""
    for row in session.execute(_remains().where(m.Remains.laid_on.is_not(None), m.Deceased.died_on.is_not(None))):
        if row.laid_on.last < row.died_on.first:
            yield Finding(_dead(row), _("inhumation avant le décès"), DECEASED, "cemetery_deceased", row.deceased_id)


def buried_before_birth(session: Session, today: date) -> Iterator[Finding]:
    """Nobody is buried before being born."""
    for row in session.execute(_remains().where(m.Remains.laid_on.is_not(None), Person.birth_date.is_not(None))):
        if row.laid_on.last < row.birth_date.first:
            yield Finding(_dead(row), _("inhumation avant la naissance"), DECEASED, "cemetery_deceased", row.deceased_id)


def left_before_laid(session: Session, today: date) -> Iterator[Finding]:
    """Remains leave a grave after they were laid in it."""
    for row in session.execute(_remains().where(m.Remains.laid_on.is_not(None), m.Remains.left_on.is_not(None))):
        if row.left_on.last < row.laid_on.first:
            yield Finding(_dead(row), _("sortie de la tombe avant l’entrée"), DECEASED, "cemetery_deceased", row.deceased_id)


def in_two_places(session: Session, today: date) -> Iterator[Finding]:
    """The same person lies in one grave only."""
    r = m.Remains
    twice = (
        select(r.deceased_id)
        .where(r.in_place.is_(True), r.kind != RemainsKind.ASHES)
        .group_by(r.deceased_id)
        .having(func.count(func.distinct(r.plot_id)) > 1)
    )
    for row in session.execute(_deaths(m.Deceased.id.in_(twice))):
        yield Finding(_dead(row), _("repose dans deux sépultures à la fois"), DECEASED, "cemetery_deceased", row.id)


def buried_twice(session: Session, today: date) -> Iterator[Finding]:
    """Two files with the same names, the same birth and the same death are one person."""
    d = m.Deceased
    rows = session.execute(
        select(d.id, Person.title, Person.birth_key, Person.given_key, Person.birth_date, d.died_on)
        .join(Person, Person.id == d.person_id)
        .where(Person.birth_date.is_not(None), d.died_on.is_not(None))
        .order_by(d.id)
    )
    seen: dict[tuple[Any, ...], int] = {}
    for row in rows:
        key = (row.birth_key, row.given_key, row.birth_date.iso, row.died_on.iso)
        if key in seen:
            yield Finding(row.title, _("deux fiches pour le même défunt"), DECEASED, "cemetery_deceased", row.id)
        seen.setdefault(key, row.id)


def nameless(session: Session, today: date) -> Iterator[Finding]:
    """A deceased whose identity is unknown."""
    for row in session.execute(_remains().where(m.Deceased.person_id.is_(None), m.Remains.in_place.is_(True))):
        where = row.label or "?"
        yield Finding(str(_("Inconnu(e), {plot}", plot=where)), _("identité inconnue"), DECEASED, "cemetery_deceased", row.deceased_id)


def without_grave(session: Session, today: date) -> Iterator[Finding]:
    """A deceased with no grave who is not a party to a concession."""
    party = exists().where(m.ConcessionParty.person_id == m.Deceased.person_id)
    for row in session.execute(_deaths(~exists().where(m.Remains.deceased_id == m.Deceased.id), ~party)):
        yield Finding(_dead(row), _("sans sépulture ni concession"), DECEASED, "cemetery_deceased", row.id)


# ---------------------------------------------------------------- graves


def burial_without_term(session: Session, today: date) -> Iterator[Finding]:
    """A burial in a conceded plot on a day when no term ran."""
    facts = plot_facts(session)
    rows = session.execute(
        _remains().where(m.Remains.laid_on.is_not(None), m.Plot.regime == Regime.CONCEDED, m.Remains.kind == RemainsKind.COFFIN)
    )
    for row in rows:
        terms = [term for one in facts[row.plot_id].concessions for term in one.terms]
        if not terms:
            continue
        laid: PartialDate = row.laid_on
        covered = any(
            term.start.first <= laid.last and (term.expires_on is None or laid.first < term.expires_on) for term in terms
        )
        if not covered:
            why = _("inhumation du {day} hors de tout terme", day=laid.show())
            yield Finding(f"{row.label}, {_dead(row)}", why, PLOTS, "cemetery_plot", row.plot_id)


def over_capacity(session: Session, today: date) -> Iterator[Finding]:
    """More coffins or urns than the grave holds."""
    p, r = m.Plot, m.Remains
    for kind, most in ((RemainsKind.COFFIN, p.max_coffins), (RemainsKind.URN, p.max_urns)):
        rows = session.execute(
            select(p.id, p.label, most.label("most"), func.count(r.id).label("present"))
            .join(r, r.plot_id == p.id)
            .where(r.in_place.is_(True), r.kind == kind, r.together_id.is_(None), most.is_not(None))
            .group_by(p.id, p.label, most)
            .having(func.count(r.id) > most)
        )
        for row in rows:
            why = _("{present} présents pour {most} places", present=row.present, most=row.most)
            yield Finding(_plot(row), why, PLOTS, "cemetery_plot", row.id)


def observed_differs(session: Session, today: date) -> Iterator[Finding]:
    """The vault was opened and does not hold what the registers say."""
    p, r = m.Plot, m.Remains
    rows = session.execute(
        select(p.id, p.label, p.observed_places, func.count(r.id).label("present"))
        .outerjoin(r, and_(r.plot_id == p.id, r.in_place.is_(True), r.kind == RemainsKind.COFFIN))
        .where(p.observed_places.is_not(None))
        .group_by(p.id, p.label, p.observed_places)
        .having(func.count(r.id) != p.observed_places)
    )
    for row in rows:
        why = _("{seen} places trouvées occupées, {present} inscrites", seen=row.observed_places, present=row.present)
        yield Finding(_plot(row), why, PLOTS, "cemetery_plot", row.id)


def two_open_concessions(session: Session, today: date) -> Iterator[Finding]:
    """A plot sold twice."""
    link, c, p = m.ConcessionPlot, m.Concession, m.Plot
    rows = session.execute(
        select(p.id, p.label, func.count(c.id).label("n"))
        .join(link, link.plot_id == p.id)
        .join(c, c.id == link.concession_id)
        .where(c.closed_on.is_(None))
        .group_by(p.id, p.label)
        .having(func.count(c.id) > 1)
    )
    for row in rows:
        yield Finding(_plot(row), _("{n} concessions ouvertes sur le même emplacement", n=row.n), PLOTS, "cemetery_plot", row.id)


def ashes_in_coffin_plot(session: Session, today: date) -> Iterator[Finding]:
    """A coffin in a niche made for urns."""
    kinds = (PlotKind.COLUMBARIUM, PlotKind.URN_VAULT)
    for row in session.execute(_remains().where(m.Plot.kind.in_(kinds), m.Remains.kind == RemainsKind.COFFIN)):
        yield Finding(_plot(row), _("un cercueil dans une case faite pour des urnes"), PLOTS, "cemetery_plot", row.plot_id)


def untitled(session: Session, today: date) -> Iterator[Finding]:
    """Occupied, no title known."""
    yield from _in_state(session, today, PlotState.UNTITLED_OCCUPIED, _("occupée sans titre connu"))


def _in_state(session: Session, today: date, wanted: PlotState, why: Text) -> Iterator[Finding]:
    facts = plot_facts(session)
    labels = dict(session.execute(select(m.Plot.id, m.Plot.label)).all())
    found = zip(facts, states_on(facts.values(), today, delays_in_force(session)), strict=True)
    for plot_id, state in found:
        if state is wanted:
            yield Finding(labels[plot_id], why, PLOTS, "cemetery_plot", plot_id)


def concession_on_equipment(session: Session, today: date) -> Iterator[Finding]:
    """Equipment of the commune is never conceded."""
    p, link = m.Plot, m.ConcessionPlot
    kinds = (PlotKind.SCATTERING, PlotKind.OSSUARY, PlotKind.TEMP_VAULT)
    for row in session.execute(select(p.id, p.label).join(link, link.plot_id == p.id).where(p.kind.in_(kinds)).distinct()):
        yield Finding(_plot(row), _("équipement communal concédé"), PLOTS, "cemetery_plot", row.id)


def common_with_title(session: Session, today: date) -> Iterator[Finding]:
    """Common ground has no title."""
    p, link, c = m.Plot, m.ConcessionPlot, m.Concession
    rows = session.execute(
        select(p.id, p.label).join(link, link.plot_id == p.id).join(c, c.id == link.concession_id)
        .where(p.regime == Regime.COMMON, c.closed_on.is_(None)).distinct()
    )  # fmt: skip
    for row in rows:
        yield Finding(_plot(row), _("terrain commun, et une concession ouverte"), PLOTS, "cemetery_plot", row.id)


def common_over(session: Session, today: date) -> Iterator[Finding]:
    """A common-ground grave whose years of rest are over."""
    yield from _in_state(
        session, today, PlotState.COMMON_REPOSSESSABLE, _("terrain commun dont les années de repos sont finies")
    )


def undrawn(session: Session, today: date) -> Iterator[Finding]:
    """A record that the plan does not show, in a cemetery that has a plan."""
    p, other = m.Plot, aliased(m.Plot)
    drawn = exists().where(other.cemetery_id == p.cemetery_id, other.geometry.is_not(None))
    for row in session.execute(select(p.id, p.label).where(p.geometry.is_(None), drawn)):
        yield Finding(_plot(row), _("absent du plan"), PLOTS, "cemetery_plot", row.id)


def reservation_over(session: Session, today: date) -> Iterator[Finding]:
    """A reservation whose last day is past."""
    p = m.Plot
    for row in session.execute(select(p.id, p.label, p.reserved_until).where(p.reserved_until < today)):
        why = _("réservation finie le {day}", day=show_day(row.reserved_until))
        yield Finding(_plot(row), why, PLOTS, "cemetery_plot", row.id)


def old_photo(session: Session, today: date) -> Iterator[Finding]:
    """No visit, or the last one is ten years old."""
    p, i = m.Plot, m.Inspection
    seen = select(func.max(i.seen_on)).where(i.plot_id == p.id).correlate(p).scalar_subquery()
    lying = exists().where(m.Remains.plot_id == p.id, m.Remains.in_place.is_(True))
    limit = add_years(today, -PHOTO_YEARS)
    for row in session.execute(select(p.id, p.label, seen.label("seen")).where(lying, seen < limit)):
        why = _("dernière visite le {day}", day=show_day(row.seen))
        yield Finding(_plot(row), why, PLOTS, "cemetery_plot", row.id)


def danger_unattended(session: Session, today: date) -> Iterator[Finding]:
    """A dangerous monument with no works since it was seen."""
    p, i, w = m.Plot, m.Inspection, m.Works
    seen = select(func.max(i.seen_on)).where(i.plot_id == p.id).correlate(p).scalar_subquery()
    works = exists().where(w.plot_id == p.id, func.coalesce(w.begun_on, w.planned_from) >= seen)
    for row in session.execute(select(p.id, p.label).where(p.danger.is_(True), ~works)):
        yield Finding(_plot(row), _("danger signalé, aucun travaux depuis"), PLOTS, "cemetery_plot", row.id)


# ---------------------------------------------------------------- concessions


def _concessions(*conditions: Any) -> Any:
    c = m.Concession
    return select(c.id, c.number, c.family_name, c.closed_on).where(*conditions)


def _named(row: Any) -> str:
    return concession_name(row.number, row.family_name)


def _terms() -> Any:
    t, c = m.ConcessionTerm, m.Concession
    return (
        select(c.id, c.number, c.family_name, t.id.label("term_id"), t.sequence, t.duration, t.years, t.start, t.expires_on,
               t.expiry_override)
        .join(c, c.id == t.concession_id).order_by(c.id, t.sequence)
    )  # fmt: skip


def expiry_inconsistent(session: Session, today: date) -> Iterator[Finding]:
    """Start plus years is not the expiry, and no old title says otherwise."""
    for row in session.execute(_terms().where(m.ConcessionTerm.years.is_not(None), m.ConcessionTerm.start.is_not(None))):
        if row.expires_on is None or row.expiry_override is not None:
            continue
        expected = expiry_of(row.start, row.years).on
        if expected is not None and expected != row.expires_on:
            why = _("échéance au {day}, {expected} attendu", day=show_day(row.expires_on), expected=show_day(expected))
            yield Finding(_named(row), why, CONCESSIONS, "cemetery_concession", row.id)


def perpetual_with_expiry(session: Session, today: date) -> Iterator[Finding]:
    """A perpetual concession does not expire."""
    t = m.ConcessionTerm
    for row in session.execute(_terms().where(t.duration == DurationCode.PERP, or_(t.expires_on.is_not(None), t.years.is_not(None)))):
        yield Finding(_named(row), _("perpétuelle, mais avec une échéance"), CONCESSIONS, "cemetery_concession", row.id)


def overlapping_terms(session: Session, today: date) -> Iterator[Finding]:
    """A term begins before the previous one ends (a conversion may)."""
    previous: dict[int, date | None] = {}
    for row in session.execute(_terms().add_columns(m.ConcessionTerm.operation)):
        end = previous.get(row.id)
        if end is not None and row.start is not None and row.start.last < end and row.operation.value != "CONVERSION":
            why = _("un terme commence le {day} avant la fin du précédent", day=row.start.show())
            yield Finding(_named(row), why, CONCESSIONS, "cemetery_concession", row.id)
        previous[row.id] = row.expires_on


def no_term(session: Session, today: date) -> Iterator[Finding]:
    """An open concession without any term."""
    t = m.ConcessionTerm
    for row in session.execute(_concessions(m.Concession.closed_on.is_(None), ~exists().where(t.concession_id == m.Concession.id))):
        yield Finding(_named(row), _("aucun terme"), CONCESSIONS, "cemetery_concession", row.id)


def no_plot(session: Session, today: date) -> Iterator[Finding]:
    """A concession without a plot."""
    link = m.ConcessionPlot
    for row in session.execute(_concessions(~exists().where(link.concession_id == m.Concession.id))):
        yield Finding(_named(row), _("aucun emplacement"), CONCESSIONS, "cemetery_concession", row.id)


def no_holder(session: Session, today: date) -> Iterator[Finding]:
    """A concession without a holder."""
    party = m.ConcessionParty
    held = exists().where(party.concession_id == m.Concession.id, party.role == PartyRole.HOLDER)
    for row in session.execute(_concessions(m.Concession.closed_on.is_(None), ~held)):
        yield Finding(_named(row), _("aucun concessionnaire"), CONCESSIONS, "cemetery_concession", row.id)


def _holders() -> Any:
    party, c = m.ConcessionParty, m.Concession
    heir = aliased(m.ConcessionParty)
    return (
        select(c.id, c.number, c.family_name, Person.title, Person.birth_date,
               exists().where(m.Deceased.person_id == party.person_id).label("dead"))
        .join(party, party.concession_id == c.id).join(Person, Person.id == party.person_id)
        .where(party.role == PartyRole.HOLDER, c.closed_on.is_(None),
               ~exists().where(heir.concession_id == c.id, heir.role == PartyRole.HEIR))
    )  # fmt: skip


def dead_without_heir(session: Session, today: date) -> Iterator[Finding]:
    """The holder is dead and no heir is known."""
    for row in session.execute(_holders()):
        if row.dead:
            why = _("{name} est décédé, aucun ayant droit connu", name=row.title)
            yield Finding(_named(row), why, CONCESSIONS, "cemetery_concession", row.id)


def very_old_holder(session: Session, today: date) -> Iterator[Finding]:
    """A holder who would be over a hundred and ten, and no heir."""
    for row in session.execute(_holders()):
        if not row.dead and row.birth_date is not None and today.year - row.birth_date.last.year > OLDEST:
            why = _("{name} aurait plus de {years} ans, aucun ayant droit connu", name=row.title, years=OLDEST)
            yield Finding(_named(row), why, CONCESSIONS, "cemetery_concession", row.id)


def no_deed(session: Session, today: date) -> Iterator[Finding]:
    """No paper of the deed, and nobody said that it is lost."""
    c = m.Concession
    for row in session.execute(_concessions(c.closed_on.is_(None), c.deed_lost.is_(False), ~has_deed(c.id))):
        yield Finding(_named(row), _("titre jamais numérisé"), CONCESSIONS, "cemetery_concession", row.id)


def same_number(session: Session, today: date) -> Iterator[Finding]:
    """Two concessions of a cemetery with one number."""
    c = m.Concession
    twice = (
        select(c.cemetery_id, c.number_key).where(c.number_key != "").group_by(c.cemetery_id, c.number_key).having(func.count() > 1)
    ).subquery()
    rows = session.execute(
        _concessions().join(twice, and_(twice.c.cemetery_id == c.cemetery_id, twice.c.number_key == c.number_key))
    )
    for row in rows:
        yield Finding(_named(row), _("numéro porté par une autre concession"), CONCESSIONS, "cemetery_concession", row.id)


# ---------------------------------------------------------------- operations, procedures, papers


def vault_too_long(session: Session, today: date) -> Iterator[Finding]:
    """More than six months in the temporary vault (R2213-29)."""
    limit = add_months(today, -delays_in_force(session).temp_vault_months)
    for row in session.execute(_remains().where(m.Plot.kind == PlotKind.TEMP_VAULT, m.Remains.in_place.is_(True))):
        if row.laid_on is not None and row.laid_on.last < limit:
            why = _("en caveau provisoire depuis le {day}", day=row.laid_on.show())
            yield Finding(_dead(row), why, DECEASED, "cemetery_deceased", row.deceased_id)


def operation_forgotten(session: Session, today: date) -> Iterator[Finding]:
    """An operation authorised whose day is past and that nobody noted as done."""
    o = m.FuneralOperation
    rows = session.scalars(
        select(o).where(o.status.in_((OperationStatus.PLANNED, OperationStatus.AUTHORISED)), o.planned_on < today)
    )
    for one in rows:
        if one.planned_on is not None:
            why = _("prévue le {day}, ni faite ni annulée", day=show_day(one.planned_on))
            names = ", ".join(s.deceased.person.title if s.deceased.person else "?" for s in one.subjects)
            yield Finding(names or "?", why, OPERATIONS, "cemetery_operation", one.id)


def ossuary_without_origin(session: Session, today: date) -> Iterator[Finding]:
    """A line of the ossuary register that does not say from which grave."""
    entry = m.OssuaryEntry
    rows = session.execute(
        select(entry.id, entry.names, entry.origin_plot_id, entry.deceased_id).where(entry.origin_plot_id.is_(None), entry.origin == "")
    )
    for row in rows:
        yield Finding(row.names, _("registre de l’ossuaire sans tombe d’origine"), DECEASED, "cemetery_ossuary_entry", row.deceased_id or 0)


def case_with_closed(session: Session, today: date) -> Iterator[Finding]:
    """A grave still in a procedure although its concession is closed."""
    g, k, c = m.CaseGrave, m.RepossessionCase, m.Concession
    rows = session.execute(
        select(k.id, k.title, m.Plot.label).join(g, g.case_id == k.id).join(c, c.id == g.concession_id)
        .join(m.Plot, m.Plot.id == g.plot_id)
        .where(k.status == CaseStatus.OPEN, g.status == CaseStatus.OPEN, c.closed_on.is_not(None), g.repossessed_on.is_(None))
    )  # fmt: skip
    for row in rows:
        yield Finding(f"{row.title}, {row.label}", _("concession close, toujours dans la procédure"), CASES, "cemetery_case", row.id)


def irregular_step(session: Session, today: date) -> Iterator[Finding]:
    """A step out of its days: the order would be void."""
    s, k = m.CaseStep, m.RepossessionCase
    rows = session.execute(
        select(k.id, k.title, s.irregular_because).join(k, k.id == s.case_id)
        .where(s.is_irregular.is_(True), k.status == CaseStatus.OPEN)
    )  # fmt: skip
    for row in rows:
        yield Finding(row.title, row.irregular_because, CASES, "cemetery_case", row.id)


def scan_without_place(session: Session, today: date) -> Iterator[Finding]:
    """A scan that does not say where the paper lies."""
    s = m.Scan
    nowhere = and_(*(column == "" for column in (s.room, s.cupboard, s.box, s.bundle, s.volume, s.archive_reference)))
    for row in session.execute(select(s.id, s.title, s.original_name).where(nowhere)):
        yield Finding(row.title or row.original_name, _("lieu du papier non noté"), SCANS, "cemetery_scan", row.id)


def scan_alone(session: Session, today: date) -> Iterator[Finding]:
    """A scan linked to nothing."""
    s = m.Scan
    for row in session.execute(select(s.id, s.title, s.original_name).where(~exists().where(m.ScanLink.scan_id == s.id))):
        yield Finding(row.title or row.original_name, _("papier rattaché à rien"), SCANS, "cemetery_scan", row.id)


RULES: tuple[Rule, ...] = (
    Rule("DEATH_BEFORE_BIRTH", _("Décès avant la naissance"), death_before_birth),
    Rule("BURIED_BEFORE_DEATH", _("Inhumation avant le décès"), buried_before_death),
    Rule("BURIED_BEFORE_BIRTH", _("Inhumation avant la naissance"), buried_before_birth),
    Rule("LEFT_BEFORE_LAID", _("Sortie avant l’entrée"), left_before_laid),
    Rule("DEATH_TO_COME", _("Décès à venir"), death_to_come),
    Rule("TOO_OLD", _("Plus de 120 ans"), too_old),
    Rule("TWO_PLACES", _("Deux sépultures"), in_two_places),
    Rule("BURIED_TWICE", _("Deux fiches, un défunt"), buried_twice),
    Rule("BURIAL_WITHOUT_TERM", _("Inhumation hors de tout terme"), burial_without_term),
    Rule("OVER_CAPACITY", _("Trop d’occupants"), over_capacity),
    Rule("OBSERVED_DIFFERS", _("Occupation constatée différente"), observed_differs),
    Rule("SOLD_TWICE", _("Deux concessions ouvertes"), two_open_concessions),
    Rule("COFFIN_IN_NICHE", _("Cercueil dans une case"), ashes_in_coffin_plot),
    Rule("EQUIPMENT_CONCEDED", _("Équipement concédé"), concession_on_equipment),
    Rule("COMMON_WITH_TITLE", _("Terrain commun concédé"), common_with_title),
    Rule("EXPIRY_INCONSISTENT", _("Échéance incohérente"), expiry_inconsistent, fix="expiry"),
    Rule("PERPETUAL_EXPIRY", _("Perpétuelle avec échéance"), perpetual_with_expiry, fix="perpetual"),
    Rule("TERMS_OVERLAP", _("Termes qui se chevauchent"), overlapping_terms),
    Rule("SAME_NUMBER", _("Numéro en double"), same_number),
    Rule("CASE_ON_CLOSED", _("Procédure sur une concession close"), case_with_closed),
    Rule("IRREGULAR_STEP", _("Étape irrégulière"), irregular_step),
    Rule("VAULT_TOO_LONG", _("Caveau provisoire trop long"), vault_too_long),
    Rule("OPERATION_FORGOTTEN", _("Opération à noter"), operation_forgotten),
    Rule("OSSUARY_ORIGIN", _("Ossuaire sans origine"), ossuary_without_origin),
    Rule("RESERVATION_OVER", _("Réservation finie"), reservation_over, fix="reservation"),
    Rule("DANGER", _("Danger sans suite"), danger_unattended, is_gap=True),
    Rule("UNTITLED", _("Sans titre connu"), untitled, is_gap=True),
    Rule("COMMON_OVER", _("Terrain commun à reprendre"), common_over, is_gap=True),
    Rule("NO_TERM", _("Concession sans terme"), no_term, is_gap=True),
    Rule("NO_PLOT", _("Concession sans emplacement"), no_plot, is_gap=True),
    Rule("NO_HOLDER", _("Concession sans concessionnaire"), no_holder, is_gap=True),
    Rule("DEAD_NO_HEIR", _("Concessionnaire décédé, sans héritier"), dead_without_heir, is_gap=True),
    Rule("OLD_HOLDER", _("Concessionnaire très âgé"), very_old_holder, is_gap=True),
    Rule("NAMELESS", _("Identité inconnue"), nameless, is_gap=True),
    Rule("WITHOUT_GRAVE", _("Défunt sans sépulture"), without_grave, is_gap=True),
    Rule("NO_DEED", _("Titre jamais numérisé"), no_deed, is_gap=True),
    Rule("NOT_ON_PLAN", _("Absent du plan"), undrawn, is_gap=True),
    Rule("OLD_VISIT", _("Visite de plus de dix ans"), old_photo, is_gap=True),
    Rule("SCAN_PLACE", _("Papier sans lieu"), scan_without_place, is_gap=True),
    Rule("SCAN_ALONE", _("Papier rattaché à rien"), scan_alone, is_gap=True),
)
"""Every rule, contradictions first; the codes are kept with what is accepted and never change."""


def findings(session: Session, rules: Iterable[Rule] = RULES) -> list[tuple[Rule, Finding, bool]]:
    """Every finding with its rule, and whether somebody accepted it."""
    today = today_of(session)
    accepted: dict[str, set[tuple[str, int]]] = defaultdict(set)
    a = m.AcceptedAnomaly
    for rule, table, row_id in session.execute(select(a.rule, a.subject_table, a.subject_id)):
        accepted[rule].add((table, row_id))
    return [
        (rule, found, (found.table, found.id) in accepted[rule.code]) for rule in rules for found in rule.look(session, today)
    ]
