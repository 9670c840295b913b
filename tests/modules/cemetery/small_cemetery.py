# SPDX-License-Identifier: EUPL-1.2
"""A small cemetery for tests: graves, their concessions and their dead, said in one line each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.core.clock import FixedClock
from app.core.dates import PartialDate
from app.directory.models import Person
from app.store.dossier import Dossier
from modules.cemetery import models as m
from modules.cemetery.facts_of import delays_in_force, plot_facts
from modules.cemetery.rules.codes import PartyRole, PlotKind, PlotState, Regime, RemainsKind, TermOperation
from modules.cemetery.rules.states import state_of
from modules.cemetery.rules.terms import duration_code, expiry_of


@dataclass
class SmallCemetery:
    """Ids of what was made."""

    dossier: Dossier
    id: int = 0
    ossuary: int = 0
    plots: dict[str, int] = field(default_factory=dict)
    concessions: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    dead: dict[str, int] = field(default_factory=dict)

    def today(self, day: date) -> None:
        """The town hall's day becomes `day`."""
        self.dossier.store.clock = FixedClock.on(day)

    def grave(
        self,
        label: str,
        *,
        start: str | None = None,
        years: int | None = None,
        buried: dict[str, str | None] | None = None,
        holder: str = "",
        heirs: tuple[str, ...] = (),
        plots: tuple[str, ...] = (),
        concession: dict[str, Any] | None = None,
        **values: Any,
    ) -> int:
        """A plot, with its concession when `start` is given (`years` None: perpetual) and those who lie there.

        `buried`: name to ISO day of the burial (None: no date). `plots`: further plots of the concession.
        """
        with self.dossier.store.work("sépulture d’essai") as work:
            session = work.session
            given = {"kind": PlotKind.VAULT, "regime": Regime.CONCEDED, "max_coffins": 3, **values}
            made = [m.Plot(cemetery_id=self.id, number=one, label=one, **given) for one in (label, *plots)]
            session.add_all(made)
            session.flush()
            self.plots.update({plot.label: plot.id for plot in made})
            if start is not None or concession is not None:
                self._concession(session, label, made, start, years, holder, heirs, concession or {})
            for name, laid in (buried or {}).items():
                dead = m.Deceased(person_id=self._person(session, name))
                session.add(dead)
                session.flush()
                self.dead[name] = dead.id
                session.add(
                    m.Remains(
                        deceased_id=dead.id,
                        kind=RemainsKind.COFFIN,
                        plot_id=made[0].id,
                        laid_on=PartialDate.from_iso(laid) if laid else None,
                    )
                )
        return made[0].id

    def _concession(
        self,
        session: Any,
        label: str,
        made: list[m.Plot],
        start: str | None,
        years: int | None,
        holder: str,
        heirs: tuple[str, ...],
        values: dict[str, Any],
    ) -> None:
        begun = PartialDate.from_iso(start) if start else None
        row = m.Concession(
            cemetery_id=self.id,
            number=f"C-{label}",
            family_name=holder.split(" ")[0],
            deed_on=begun,
            grounds=[m.ConcessionPlot(plot_id=plot.id) for plot in made],
            **values,
        )
        if begun is not None:
            row.terms = [
                m.ConcessionTerm(
                    sequence=1,
                    operation=TermOperation.GRANT,
                    duration=duration_code(years),
                    years=years,
                    start=begun,
                    expires_on=expiry_of(begun, years).on,
                )
            ]
        row.parties = [
            m.ConcessionParty(person_id=self._person(session, name), role=role, rank=rank)
            for rank, (name, role) in enumerate(
                [(holder, PartyRole.HOLDER)] * bool(holder) + [(heir, PartyRole.HEIR) for heir in heirs]
            )
        ]
        session.add(row)
        session.flush()
        self.concessions[label] = row.id

    def _person(self, session: Any, name: str) -> int:
        if name not in self.people:
            birth, _space, given = name.partition(" ")
            person = Person(birth_name=birth, given_names=given)
            session.add(person)
            session.flush()
            self.people[name] = person.id
        return self.people[name]

    def dies(self, name: str, day: str | None) -> None:
        """Somebody is known to be dead, without being buried here."""
        with self.dossier.store.work("décès connu") as work:
            died = PartialDate.from_iso(day) if day else None
            work.session.add(m.Deceased(person_id=self.people[name], died_on=died, source="INSEE"))

    def state(self, label: str, day: date | None = None) -> PlotState:
        """State of a plot on `day`, today's without it."""
        with self.dossier.store.read() as session:
            facts = plot_facts(session, [self.plots[label]])[self.plots[label]]
            on = day or self.dossier.store.clock.today()
            return state_of(facts, on, delays_in_force(session)).state


def make_cemetery(dossier: Dossier, today: date | None = None) -> SmallCemetery:
    """A cemetery with its ossuary and nothing else."""
    made = SmallCemetery(dossier)
    if today is not None:
        made.today(today)
    with dossier.store.work("cimetière d’essai") as work:
        ground = m.Cemetery(code="ANC", title="Ancien cimetière")
        work.session.add(ground)
        work.session.flush()
        ossuary = m.Plot(
            cemetery_id=ground.id, number="OSS", label="OSS", kind=PlotKind.OSSUARY, regime=Regime.MUNICIPAL
        )
        work.session.add(ossuary)
        work.session.flush()
        made.id, made.ossuary = ground.id, ossuary.id
    return made
