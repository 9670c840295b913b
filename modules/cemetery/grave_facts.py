# SPDX-License-Identifier: EUPL-1.2
"""One grave on a day, as the plan tells it: its state and dates with their reasons, who lies there, its papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core.dates import PartialDate, show_day_long
from app.core.text import Text
from app.directory.models import Person
from modules.cemetery import models as m
from modules.cemetery.facts_of import delays_in_force, plot_facts
from modules.cemetery.rules.codes import CINERARY, PartyRole, PlotState, RemainsKind
from modules.cemetery.rules.facts import PlotFacts, RemainsFacts
from modules.cemetery.rules.presence import is_present
from modules.cemetery.rules.repossession import last_term
from modules.cemetery.rules.states import StateAnswer, state_of
from modules.cemetery.strings import _, _n, label

MOST_PAPERS = 4


@dataclass(frozen=True)
class Occupant:
    """Somebody who lies there."""

    deceased_id: int
    name: str
    years: str
    """« 1921-2009 », as far as they are known."""
    kind: RemainsKind
    level: int | None
    is_hidden: bool = False
    """Never named to the public."""


@dataclass(frozen=True)
class Grave:
    """What the side pane of the plan shows."""

    id: int
    label: str
    state: PlotState
    subtitle: str
    holders: str
    dates: tuple[tuple[Text, str, bool], ...]
    """(what, the day in words, whether it is the one that matters)."""
    why: tuple[tuple[str, str], ...]
    """(sentence, article)."""
    occupants: tuple[Occupant, ...]
    places: int | None
    """Places that it holds; None when nobody says."""
    concession_id: int | None
    papers: tuple[tuple[str, str], ...]
    """(title, where the paper lies)."""
    is_drawn: bool
    flags: tuple[Text, ...] = ()

    @property
    def free(self) -> int:
        """Places left, 0 when nobody says how many there are."""
        return max(0, (self.places or 0) - len(self.occupants))


def read_grave(session: Session, plot_id: int, day: date) -> Grave | None:
    """A plot on `day`; None when there is no such plot."""
    plot = session.get(m.Plot, plot_id)
    if plot is None:
        return None
    facts = plot_facts(session, [plot_id])[plot_id]
    answer = state_of(facts, day, delays_in_force(session))
    concession = session.get(m.Concession, answer.concession_id) if answer.concession_id is not None else None
    places = plot.max_urns if plot.kind in CINERARY else plot.max_coffins
    return Grave(
        plot.id,
        plot.label,
        answer.state,
        _subtitle(plot, concession, places),
        _holders(session, concession.id) if concession is not None else "",
        tuple(_dates(answer, facts)),
        tuple((str(reason.text), reason.article) for reason in answer.why),
        tuple(_occupants(session, plot_id, day)),
        places,
        None if concession is None else concession.id,
        tuple(_papers(session, plot_id, None if concession is None else concession.id)),
        bool(plot.geometry),
        tuple(_flags(plot, concession)),
    )


def _subtitle(plot: m.Plot, concession: m.Concession | None, places: int | None) -> str:
    parts = []
    if concession is not None and concession.family_name:
        parts.append(str(_("Famille {name}", name=concession.family_name)))
    kind = str(label(plot.kind)).lower() if parts else str(label(plot.kind))
    if places:
        kind = f"{kind} {_n('de {n} place', 'de {n} places', places)}"
    parts.append(kind)
    if concession is not None and concession.number:
        parts.append(str(_("acte {number}", number=concession.number)))
    return " · ".join(parts)


def _holders(session: Session, concession_id: int) -> str:
    party = m.ConcessionParty
    found = (
        select(Person.title)
        .join(party, party.person_id == Person.id)
        .where(party.concession_id == concession_id, party.role == PartyRole.HOLDER)
        .order_by(party.rank, party.id)
    )
    return ", ".join(session.scalars(found))


def _dates(answer: StateAnswer, facts: PlotFacts) -> list[tuple[Text, str, bool]]:
    found: list[tuple[Text, str, bool]] = []
    concession = next((one for one in facts.concessions if one.id == answer.concession_id), None)
    term = None if concession is None else last_term(concession, answer.day)
    if term is not None and term.start.first.year > 1:
        what = _("Début, {years} ans", years=term.years) if term.years else _("Début, sans terme")
        found.append((what, _say(term.start), False))
    if answer.expires_on is not None:
        found.append((_("Échéance"), show_day_long(answer.expires_on), False))
    if answer.renewable_until is not None:
        found.append((_("Droit au renouvellement jusqu’au"), show_day_long(answer.renewable_until), False))
    if answer.repossessable_from is not None:
        # Once past, the wait is no longer what stands in the way: the reasons say what does.
        past = answer.state is PlotState.EXPIRED_BLOCKED and answer.repossessable_from <= answer.day
        what = _("Délais écoulés depuis le") if past else _("Reprise possible au plus tôt")
        found.append((what, show_day_long(answer.repossessable_from), not past))
    if not found:
        if answer.since is not None:
            found.append((_("Depuis le"), show_day_long(answer.since), False))
        if answer.until is not None:
            found.append((_("Jusqu’au"), show_day_long(answer.until), False))
    return found


def _say(day: PartialDate) -> str:
    return show_day_long(day.first) if day.first == day.last else day.show()


def _occupants(session: Session, plot_id: int, day: date) -> list[Occupant]:
    r, d = m.Remains, m.Deceased
    rows = session.execute(
        select(d.id, Person.title, Person.birth_date, d.died_on, r.kind, r.laid_on, r.left_on, r.in_place, m.Place.level,
               d.hidden_from_public)
        .join(d, d.id == r.deceased_id)
        .outerjoin(Person, Person.id == d.person_id)
        .outerjoin(m.Place, m.Place.id == r.place_id)
        .where(r.plot_id == plot_id)
        .order_by(r.laid_on, r.id)
    )
    found = []
    for number, title, born, died, kind, laid, left, here, level, hidden in rows:
        if not is_present(RemainsFacts(kind, laid, left, here), day):
            continue
        years = (f"{born.year}" if born is not None else "", f"{died.first.year}" if died is not None else "")
        found.append(Occupant(number, title or str(_("Inconnu(e)")), "-".join(y for y in years if y), kind, level, hidden))
    return found


def _papers(session: Session, plot_id: int, concession_id: int | None) -> list[tuple[str, str]]:
    link, scan = m.ScanLink, m.Scan
    mine = link.plot_id == plot_id
    if concession_id is not None:
        mine = or_(mine, link.concession_id == concession_id)
    rows = session.execute(
        select(scan.id, scan.title, scan.original_name, scan.kind, scan.cupboard, scan.box, scan.folio)
        .join(link, link.scan_id == scan.id)
        .where(mine)
        .distinct()
        .order_by(scan.id)
        .limit(MOST_PAPERS)
    )
    found = []
    for row in rows:
        where = [
            str(words)
            for value, words in (
                (row.cupboard, _("armoire {name}", name=row.cupboard)),
                (row.box, _("carton {name}", name=row.box)),
                (row.folio, _("folio {name}", name=row.folio)),
            )
            if value
        ]
        found.append((row.title or str(label(row.kind)), ", ".join(where)))
    return found


def _flags(plot: m.Plot, concession: m.Concession | None) -> list[Text]:
    flags: list[Text] = []
    if plot.danger:
        flags.append(_("Danger signalé sur le monument"))
    if plot.protected:
        flags.append(_("Sépulture protégée"))
    if plot.communal_maintenance:
        flags.append(_("Entretenue par la commune"))
    if concession is not None and concession.opposition:
        flags.append(_("Litige familial signalé"))
    if plot.out_of_service and plot.out_of_service_reason:
        flags.append(plot.out_of_service_reason)
    return flags
