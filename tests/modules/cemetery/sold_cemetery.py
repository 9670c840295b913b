# SPDX-License-Identifier: EUPL-1.2
"""A cemetery with the council's tariffs, free plots and a family, for tests of sales and operations."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from app.billing.models import CollectionSeries, CouncilDecision
from app.billing.rules.invoicing import CollectionMode
from app.core.dates import PartialDate
from app.directory.models import Civility, Person, Sex
from app.store.dossier import Dossier
from modules.cemetery import models as m
from modules.cemetery.facts_of import plot_facts
from modules.cemetery.rules.codes import (
    DurationCode,
    Kinship,
    PartyRole,
    PlotKind,
    PlotState,
    Regime,
    RemainsKind,
    TariffOperation,
)
from modules.cemetery.rules.delays import Delays
from modules.cemetery.rules.states import state_of
from modules.cemetery.rules.terms import duration_code, expiry_of

D = Decimal
TODAY = date(2026, 10, 15)
"""The day on which tests live."""
PRICES = {
    (15, DurationCode.TEMP): (200, 260, 290),
    (30, DurationCode.Y30): (300, 400, 450),
    (50, DurationCode.Y50): (650, 780, 850),
}
"""The council's prices of 2010, 2024 and 2026 by length."""
PERIODS = (
    (date(2010, 1, 1), date(2023, 12, 31)),
    (date(2024, 1, 1), date(2025, 12, 31)),
    (date(2026, 1, 1), None),
)


@dataclass
class SoldCemetery:
    """Ids of what was made."""

    cemetery: int = 0
    section: int = 0
    plots: dict[str, int] = field(default_factory=dict)
    """By label: A-1 to A-5 to be sold, J-1 scattering garden, P-1 temporary vault, O-1 ossuary, T-1 common."""
    people: dict[str, int] = field(default_factory=dict)
    """By first name: Hélène and Paul (a couple), Zoé (their daughter), Karim (nobody's relative)."""


def make_cemetery(dossier: Dossier) -> SoldCemetery:
    """Plots, tariffs and people; nothing granted, nobody buried."""
    made = SoldCemetery()
    with dossier.store.work("cimetière d’essai") as work:
        session = work.session
        cemetery = m.Cemetery(code="ANC", title="Ancien cimetière")
        decision = CouncilDecision(
            number="2025-41", title="Tarifs du cimetière", adopted_on=date(2025, 12, 12), transmitted_on=date(2025, 12, 15),
            published_on=date(2025, 12, 15),
        )  # fmt: skip
        series = CollectionSeries(
            code="CIM",
            title="Concessions du cimetière",
            module="cemetery",
            collection_mode=CollectionMode.TITLES,
        )
        session.add_all([cemetery, decision, series])
        session.flush()
        section = m.CemeterySection(cemetery_id=cemetery.id, code="A", title="Carré A")
        session.add(section)
        session.flush()
        made.cemetery, made.section = cemetery.id, section.id
        _plots(session, made)
        _tariffs(session, decision.id)
        for first, name, sex in (
            ("Hélène", "Morel", Sex.F), ("Paul", "Morel", Sex.M), ("Zoé", "Morel", Sex.F), ("Karim", "Saïd", Sex.M)
        ):  # fmt: skip
            civility = Civility.MME if sex is Sex.F else Civility.M
            person = Person(
                birth_name=name,
                given_names=first,
                sex=sex,
                civility=civility,
                birth_date=PartialDate(1950, 3, 1),
            )
            session.add(person)
            session.flush()
            made.people[first] = person.id
    return made


def _plots(session: Any, made: SoldCemetery) -> None:
    wanted = [
        ("A-1", PlotKind.VAULT, Regime.CONCEDED, 2, None), ("A-2", PlotKind.VAULT, Regime.CONCEDED, 2, None),
        ("A-3", PlotKind.EARTH, Regime.CONCEDED, 1, None), ("A-4", PlotKind.EARTH, Regime.CONCEDED, 1, None),
        ("A-5", PlotKind.COLUMBARIUM, Regime.CONCEDED, None, 2), ("T-1", PlotKind.EARTH, Regime.COMMON, 1, None),
        ("J-1", PlotKind.SCATTERING, Regime.MUNICIPAL, None, None), ("P-1", PlotKind.TEMP_VAULT, Regime.MUNICIPAL, 2, None),
        ("O-1", PlotKind.OSSUARY, Regime.MUNICIPAL, None, None),
    ]  # fmt: skip
    for label, kind, regime, coffins, urns in wanted:
        plot = m.Plot(
            cemetery_id=made.cemetery, section_id=made.section, number=label.partition("-")[2], label=label, kind=kind,
            regime=regime, max_coffins=coffins, max_urns=urns,
            surface_m2=D(2) if kind in (PlotKind.VAULT, PlotKind.EARTH) else None,
        )  # fmt: skip
        session.add(plot)
        session.flush()
        made.plots[label] = plot.id


def _tariffs(session: Any, decision: int) -> None:
    for (years, code), prices in PRICES.items():
        for (first, last), price in zip(PERIODS, prices, strict=True):
            session.add(
                m.CemeteryTariff(
                    operation=TariffOperation.GRANT, duration=code, years=years, base_price=D(price), valid_from=first,
                    valid_to=last, base_surface_m2=D(2), decision_id=decision if last is None else None,
                )
            )  # fmt: skip
    for operation, price in (
        (TariffOperation.SCATTERING, 60), (TariffOperation.TEMP_VAULT_DAY, 2), (TariffOperation.URN_DEPOSIT, 40),
        (TariffOperation.SUPERPOSITION, 100), (TariffOperation.POLICE_FEE, 25), (TariffOperation.PLATE, 80),
    ):  # fmt: skip
        session.add(m.CemeteryTariff(operation=operation, base_price=D(price), valid_from=date(2020, 1, 1)))
    session.flush()


def add_old_concession(
    dossier: Dossier,
    made: SoldCemetery,
    start: date,
    years: int | None = 30,
    *,
    plot: str = "A-1",
    **values: Any,
) -> int:
    """A concession as an old register gives it: Hélène founded it, Zoé is her heir."""
    with dossier.store.work("registre") as work:
        row = m.Concession(
            cemetery_id=made.cemetery, number="1962/16", family_name="MOREL", deed_on=PartialDate.of(start)
        )
        work.session.add(row)
        work.session.flush()
        row.grounds = [m.ConcessionPlot(plot_id=made.plots[plot])]
        row.parties = [
            m.ConcessionParty(
                person_id=made.people["Hélène"], role=PartyRole.HOLDER, rank=1, kinship=Kinship.FOUNDER
            ),
            m.ConcessionParty(
                person_id=made.people["Zoé"], role=PartyRole.HEIR, rank=1, kinship=Kinship.CHILD
            ),
        ]
        first = PartialDate.of(start)
        row.terms = [
            m.ConcessionTerm(
                sequence=1, duration=duration_code(years), years=years, start=first, expires_on=expiry_of(first, years).on,
                **values,
            )
        ]  # fmt: skip
        work.session.flush()
        return int(row.id)


def add_dead(
    dossier: Dossier,
    person: int | None,
    died_on: PartialDate | None = None,
    *,
    plot: int | None = None,
    kind: RemainsKind = RemainsKind.COFFIN,
    laid_on: PartialDate | None = None,
    **values: Any,
) -> int:
    """Somebody dead, lying in a plot when one is given."""
    with dossier.store.work("défunt d’essai") as work:
        row = m.Deceased(person_id=person, died_on=died_on, **values)
        work.session.add(row)
        work.session.flush()
        if plot is not None:
            work.session.add(
                m.Remains(deceased_id=row.id, kind=kind, plot_id=plot, laid_on=laid_on or died_on)
            )
        return int(row.id)


def state(dossier: Dossier, plot: int, day: date = TODAY) -> PlotState:
    """State of a plot on a day."""
    with dossier.store.read() as session:
        return state_of(plot_facts(session, [plot])[plot], day, Delays()).state
