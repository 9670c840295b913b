# SPDX-License-Identifier: EUPL-1.2
"""Two cemeteries of the demonstration commune: 900 plots, deeds from 1880, expiries, a run half way, a burial to come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from sqlalchemy import select

from app.billing.models import CouncilDecision
from app.contract import DemoContext
from app.core.clock import FixedClock
from app.core.dates import PartialDate
from app.directory.demo import POSTCODE, TOWN, Town
from app.directory.models import Address, Civility, HouseholdMember, MemberRole, Person, Sex
from app.store.uow import Store, Work
from modules.cemetery import models as m
from modules.cemetery.rules.codes import (
    DurationCode,
    Kinship,
    MonumentCondition,
    PartyRole,
    PlanLayer,
    PlotKind,
    Regime,
    RemainsKind,
    SectionKind,
    TariffOperation,
    TermOperation,
)
from modules.cemetery.rules.terms import add_months, add_years
from modules.cemetery.strings import _

K, R = PlotKind, Regime
OLD_MEN = (
    "Auguste",
    "Jules",
    "Eugène",
    "Léon",
    "Émile",
    "Gaston",
    "Marcel",
    "Henri",
    "Lucien",
    "Georges",
    "Raymond",
    "Maurice",
    "Fernand",
    "Robert",
    "Roger",
    "René",
)
OLD_WOMEN = (
    "Eugénie",
    "Léontine",
    "Berthe",
    "Augustine",
    "Clémence",
    "Angèle",
    "Marguerite",
    "Germaine",
    "Yvonne",
    "Suzanne",
    "Lucienne",
    "Denise",
    "Odette",
    "Simone",
    "Paulette",
)
OLD_FAMILIES = tuple(
    "Aubry Barbier Bertin Besson Boulanger Bourdon Carpentier Chevalier Colin Cordier Delmas Fabre Ferrand Gaillard "  # noqa: SIM905
    "Garnier Gautier Girard Guérin Jacquet Joly Lambert Langlois Leclerc Lefèvre Marchand Maréchal Masson Mercier Meunier "
    "Moulin Noël Œuvrard Pasquier Perrin Poirier Prévost Renaud Roussel Royer Tessier Thévenot Vasseur".split()
)
LONG = {DurationCode.Y30: 30, DurationCode.Y50: 50, DurationCode.Y100: 100, DurationCode.TEMP: 15}
PRICES = ((DurationCode.TEMP, 15, 180), (DurationCode.Y30, 30, 320), (DurationCode.Y50, 50, 650))
STONES = ("granit gris", "granit rose", "pierre calcaire", "marbre blanc", "ciment")


@dataclass(frozen=True)
class Laid:
    """A block of plots to lay out: rows of a count, in a section, from a corner of the plan (metres)."""

    section: str
    kind: SectionKind
    rows: int
    count: int
    x: float
    y: float
    plot: PlotKind = K.EARTH
    regime: Regime = R.CONCEDED
    width: float = 1.0
    length: float = 2.0
    gap: float = 0.6
    alley: float = 1.4
    first_year: int = 1880
    last_year: int = 1980
    filled: float = 0.9


S = SectionKind
OLD = (
    Laid("A", S.ORDINARY, 8, 16, 4, 42, first_year=1880, last_year=1960),
    Laid("B", S.ORDINARY, 8, 16, 34, 42, first_year=1895, last_year=1985),
    Laid("C", S.ORDINARY, 8, 16, 4, 10, first_year=1920, last_year=2005),
    Laid("D", S.ORDINARY, 6, 14, 34, 16, first_year=1945, last_year=2015, filled=0.82),
    Laid("M", S.MILITARY, 1, 14, 34, 8, regime=R.MILITARY, first_year=1915, last_year=1944, filled=1.0),
)
NEW = (
    Laid("E", S.ORDINARY, 10, 16, 4, 8, plot=K.VAULT, width=1.2, length=2.4, first_year=1978, last_year=2024, filled=0.62),
    Laid("F", S.ORDINARY, 8, 14, 38, 8, first_year=1990, last_year=2025, filled=0.42),
    Laid("T", S.ORDINARY, 3, 12, 38, 40, regime=R.COMMON, first_year=2012, last_year=2026, filled=0.7),
    Laid("N", S.CHILDREN, 2, 8, 60, 40, width=0.8, length=1.2, first_year=1985, last_year=2022, filled=0.4),
    Laid("K", S.CINERARY, 4, 12, 4, 50, plot=K.COLUMBARIUM, width=0.5, length=0.5, gap=0.05, alley=0.1, first_year=1998,
           last_year=2025, filled=0.6),
    Laid("U", S.CINERARY, 3, 10, 14, 50, plot=K.URN_VAULT, width=0.6, length=0.6, gap=0.3, alley=0.8, first_year=2006,
           last_year=2025, filled=0.55),
)  # fmt: skip


@dataclass
class Grave:
    """A plot being filled: what the story needs of it."""

    plot: m.Plot
    block: Laid
    year: int = 0
    start: date | None = None
    until: date | None = None
    """First day out of the last term; None for ever."""
    lying: int = 0
    """How many lie there."""
    concession: m.Concession | None = None
    people: list[Person] = field(default_factory=list)


@dataclass
class Story:
    """The cemeteries as they are told."""

    store: Store
    random: Random
    today: date
    town: Town
    graves: list[Grave] = field(default_factory=list)
    cemeteries: dict[str, m.Cemetery] = field(default_factory=dict)
    special: dict[str, m.Plot] = field(default_factory=dict)
    living: list[Person] = field(default_factory=list)
    """Adults of the directory, heirs of many an old grave."""

    def act(self, label: Any, *, undoable: bool = True) -> Any:
        """One operation of the journal, signed by the secretary."""
        return self.store.work(label, action="cemetery.demo", user="roy", undoable=undoable)

    def on(self, day: date) -> None:
        """Move the clock of the dossier to that day."""
        self.store.clock = FixedClock.on(day, 9)


def fill(context: DemoContext) -> None:
    """Ground, rights and the dead in one import; then this year's life through the real services."""
    story = Story(context.dossier.store, context.random, context.today, Town(context.random, context.today))
    story.on(context.today - timedelta(days=430))
    with story.act(_("Reprendre les registres des deux cimetières")) as work:
        _ground(story, work)
        _rights(story, work)
        _dead(story, work)
        _tariffs(story, work)
        _stones(story, work)
    from modules.cemetery.demo_year import live

    live(story)


# ---------------------------------------------------------------- the ground


def _ground(story: Story, work: Work) -> None:
    old = m.Cemetery(code="ANC", title="Ancien cimetière", address="Chemin du Calvaire", opened_on=PartialDate(1842),
                     surface_m2=Decimal(4200), by_law_on=date(2019, 3, 12))  # fmt: skip
    new = m.Cemetery(code="NOU", title="Nouveau cimetière", address="Route de Villeneuve", opened_on=PartialDate(1978),
                     surface_m2=Decimal(5100), by_law_on=date(2019, 3, 12))  # fmt: skip
    work.session.add_all([old, new])
    work.session.flush()
    story.cemeteries = {"ANC": old, "NOU": new}
    for cemetery, blocks in ((old, OLD), (new, NEW)):
        for rank, block in enumerate(blocks, start=1):
            _lay(story, work, cemetery, block, rank)
    _equipment(story, work)
    _walls(work, old, 68, 70)
    _walls(work, new, 76, 58)


def _lay(story: Story, work: Work, cemetery: m.Cemetery, block: Laid, rank: int) -> None:
    """One section: its rows, its plots with their outlines."""
    section = m.CemeterySection(cemetery_id=cemetery.id, code=block.section, kind=block.kind, rank=rank)
    work.session.add(section)
    work.session.flush()
    rows = [m.PlotRow(section_id=section.id, code=str(n), rank=n) for n in range(1, block.rows + 1)]
    work.session.add_all(rows)
    work.session.flush()
    urns = block.plot in (K.COLUMBARIUM, K.URN_VAULT)
    plots = []
    for row in rows:
        for n in range(1, block.count + 1):
            x = block.x + (n - 1) * (block.width + block.gap)
            y = block.y + (block.rows - row.rank) * (block.length + block.alley)
            vault = block.plot is K.VAULT or (
                block.plot is K.EARTH and block.last_year < 2010 and story.random.random() < 0.35
            )
            kind = K.VAULT if vault and block.regime is R.CONCEDED and not urns else block.plot
            plots.append(m.Plot(
                cemetery_id=cemetery.id, section_id=section.id, row_id=row.id, number=f"{n:02d}", rank=n,
                label=f"{block.section}-{row.rank:02d}-{n:02d}", kind=kind, regime=block.regime,
                length_m=Decimal(str(block.length)), width_m=Decimal(str(block.width)),
                surface_m2=(Decimal(str(block.length)) * Decimal(str(block.width))).quantize(Decimal("0.01")),
                max_coffins=0 if urns else 3 if kind is K.VAULT else 1 if block.regime is not R.CONCEDED else 2,
                max_urns=4 if urns else None,
                geometry=_ring(x, y, block.width, block.length),
            ))  # fmt: skip
    work.session.add_all(plots)
    work.session.flush()
    story.graves += [Grave(plot, block) for plot in plots]


def _ring(x: float, y: float, width: float, length: float) -> list[list[float]]:
    corners = ((x, y), (x + width, y), (x + width, y + length), (x, y + length), (x, y))
    return [[round(a, 3), round(b, 3)] for a, b in corners]


def _equipment(story: Story, work: Work) -> None:
    """Ossuary, temporary vault, scattering garden."""
    old, new = story.cemeteries["ANC"], story.cemeteries["NOU"]
    places: tuple[tuple[str, m.Cemetery, PlotKind, tuple[float, float, float, float], int | None], ...] = (
        ("OSS", old, K.OSSUARY, (62, 66, 3, 3), None),
        ("PROV", old, K.TEMP_VAULT, (4, 76, 3, 2.4), 4),
        ("JARDIN", new, K.SCATTERING, (28, 50, 6, 6), None),
    )
    for label, cemetery, kind, box, room in places:
        story.special[label] = m.Plot(
            cemetery_id=cemetery.id,
            number=label,
            label=label,
            kind=kind,
            regime=R.MUNICIPAL,
            max_coffins=room,
            geometry=_ring(*box),
        )
    work.session.add_all(story.special.values())
    work.session.flush()


def _walls(work: Work, cemetery: m.Cemetery, width: float, height: float) -> None:
    """Boundary, gate, central path, trees, a tap."""
    boundary = [[0, 0], [width, 0], [width, height + 10], [0, height + 10], [0, 0]]
    middle = width / 2 - 4
    drawn: list[tuple[PlanLayer, str, str, list[Any]]] = [
        (PlanLayer.BOUNDARY, "", "polygon", boundary),
        (
            PlanLayer.PATH,
            "",
            "polygon",
            [[middle, 0], [middle + 3, 0], [middle + 3, height + 6], [middle, height + 6], [middle, 0]],
        ),
        (PlanLayer.GATE, "Entrée", "line", [[middle, 0], [middle + 3, 0]]),
        (PlanLayer.WATER, "Eau", "point", [middle + 4, 3]),
        (PlanLayer.BENCH, "", "point", [middle - 1, 5]),
        *((PlanLayer.TREE, "", "point", [2, 8 + 9 * n]) for n in range(int(height // 10))),
    ]
    work.session.add_all(
        m.PlanObject(cemetery_id=cemetery.id, layer=layer, label=label, shape=shape, geometry=points)
        for layer, label, shape, points in drawn
    )


# ---------------------------------------------------------------- rights


def _family(story: Story, year: int = 2000) -> str:
    """A surname; those of the village before the families of today came."""
    return story.random.choice(OLD_FAMILIES if year < 1965 else story.town.names["surnames"])


def first_name(random: Random, sex: Sex) -> str:
    """A first name of the time."""
    return random.choice(OLD_MEN if sex is Sex.M else OLD_WOMEN)


def _rights(story: Story, work: Work) -> None:
    """A concession on most conceded plots, with its holder, its terms, its number in the register."""
    random = story.random
    numbers: dict[int, int] = {}
    holders, concessions = [], []
    living = list(_living(work))
    story.living = list(living)
    for grave in story.graves:
        block = grave.block
        if random.random() > block.filled:
            continue
        grave.year = random.randint(block.first_year, min(block.last_year, story.today.year - 1))
        if block.regime is not R.CONCEDED:
            continue
        if grave.year < 1960 and random.random() < 0.06:
            continue  # The deed is lost: somebody lies there and nobody knows under which title.
        sex = random.choice((Sex.M, Sex.F))
        born = grave.year - random.randint(35, 70)
        if grave.year > 2008 and living and random.random() < 0.5:
            holder = living.pop(random.randrange(len(living)))
        else:
            holder = Person(birth_name=_family(story, grave.year), given_names=first_name(random, sex), sex=sex, birth_date=PartialDate(born),
                            active=born > story.today.year - 92)  # fmt: skip
            if holder.active:
                holder.civility = Civility.M if sex is Sex.M else Civility.MME
                holder.addresses.append(Address(number=str(random.randint(1, 60)), street=random.choice(story.town.names["streets"]),
                                                postcode=POSTCODE, town=TOWN))  # fmt: skip
            holders.append(holder)
        numbers[grave.year] = numbers.get(grave.year, 0) + 1
        day = grave.start = date(grave.year, random.randint(1, 12), random.randint(1, 24))
        deed = PartialDate.of(day) if grave.year > 1930 or random.random() < 0.6 else PartialDate(grave.year)
        grave.concession = m.Concession(
            cemetery_id=grave.plot.cemetery_id, number=f"{grave.year}/{numbers[grave.year]}", family_name=holder.name.upper(),
            deed_on=deed, volume=f"Registre {1 + (grave.year - 1880) // 40}", folio=str(random.randint(1, 180)),
        )  # fmt: skip
        grave.people.append(holder)
        concessions.append(grave.concession)
    work.session.add_all(holders)
    work.session.add_all(concessions)
    work.session.flush()
    work.session.add_all(_linked(story))
    work.session.flush()


def _living(work: Work) -> Iterator[Person]:
    """Adults of the directory: the same Mme Roy has a child at the canteen and a concession."""
    query = (
        select(Person)
        .join(HouseholdMember, HouseholdMember.person_id == Person.id)
        .where(HouseholdMember.role == MemberRole.ADULT)
        .order_by(Person.id)
        .distinct()
    )
    yield from work.session.scalars(query.limit(80))


def _linked(story: Story) -> Iterator[Any]:
    """Ground, holder and terms of each concession."""
    random = story.random
    for grave in story.graves:
        concession = grave.concession
        if concession is None or concession.deed_on is None:
            continue
        yield m.ConcessionPlot(concession_id=concession.id, plot_id=grave.plot.id)
        yield m.ConcessionParty(
            concession_id=concession.id,
            person_id=grave.people[0].id,
            role=PartyRole.HOLDER,
            kinship=Kinship.FOUNDER,
        )
        if not grave.people[0].active and random.random() < 0.6:
            heir = random.choice(story.living)
            yield m.ConcessionParty(
                concession_id=concession.id, person_id=heir.id, role=PartyRole.HEIR, kinship=Kinship.DESCENDANT,
                proof="Livret de famille", proved_on=story.today - timedelta(days=random.randint(400, 3000)),
            )  # fmt: skip
        if grave.year < 1960 and grave.block.plot is K.EARTH:
            code = random.choices(
                (DurationCode.PERP, DurationCode.Y100, DurationCode.Y50, DurationCode.Y30), (55, 8, 17, 20)
            )[0]
        else:
            code = random.choices((DurationCode.Y30, DurationCode.Y50, DurationCode.TEMP), (52, 36, 12))[0]
        terms = list(_terms(story, concession, concession.deed_on, code))
        grave.until = terms[-1].expires_on
        yield from terms


def _terms(
    story: Story, concession: m.Concession, start: PartialDate, code: DurationCode
) -> Iterator[m.ConcessionTerm]:
    """The first term and the renewals that followed it, most of the time up to now."""
    years = LONG.get(code)
    price = Decimal(story.random.choice((60, 90, 150, 300))) if start.year > 1965 else None
    expires = add_years(start.last, years) if years else None
    sequence, operation, begun = 1, TermOperation.GRANT, start
    while True:
        yield m.ConcessionTerm(
            concession_id=concession.id, sequence=sequence, operation=operation, duration=code, years=years, start=begun,
            expires_on=expires, price=price, decided_on=begun.full if begun.full and begun.year > 1950 else None,
            price_as_written="" if price is not None else f"{story.random.choice((500, 800, 1500))} F",
            receipt=str(story.random.randint(10, 990)) if price is not None else "",
        )  # fmt: skip
        # Families renew, but not all, and less and less as the years go by.
        if expires is None or years is None or expires > add_months(story.today, -30) or story.random.random() < 0.14:
            return
        begun, sequence, operation = PartialDate.of(expires), sequence + 1, TermOperation.RENEWAL
        code, years = (DurationCode.Y30, 30) if years > 30 else (code, years)
        expires = add_years(expires, years)
        price = Decimal(story.random.choice((120, 200, 260, 320)))


# ---------------------------------------------------------------- the dead


def _dead(story: Story, work: Work) -> None:
    """Who lies in each grave: the holder first, then his family; urns in the niches."""
    random = story.random
    told: list[tuple[Grave, Person, int]] = []
    people = []
    for grave in story.graves:
        if not grave.year:
            continue
        holder = grave.people[0] if grave.people else None
        family = holder.birth_name if holder is not None else _family(story, grave.year)
        urns = grave.plot.kind in (K.COLUMBARIUM, K.URN_VAULT)
        room = (grave.plot.max_urns if urns else grave.plot.max_coffins) or 1
        count = random.choices((0, 1, 2, 3), (6, 50, 32, 12))[0] if grave.concession is not None else 1
        year = grave.year
        for rank in range(min(count, room)):
            died = year + (0 if rank == 0 else random.randint(4, 24))
            if died >= story.today.year:
                break
            if rank and (died <= year or (grave.until is not None and died >= grave.until.year)):
                break
            year = died
            if rank == 0 and holder is not None and not holder.active and random.random() < 0.6:
                person = holder
            else:
                sex = random.choice((Sex.M, Sex.F))
                alien = sex is Sex.F and random.random() < 0.5
                person = Person(
                    birth_name=_family(story, died) if alien else family, usage_name=family if alien else None,
                    given_names=first_name(random, sex), sex=sex, birth_date=PartialDate(died - random.randint(25, 93)), active=False,
                )  # fmt: skip
                people.append(person)
            if person.birth_date is not None and person.birth_date.year > died - 18:
                person.birth_date = PartialDate(died - random.randint(40, 80))
            told.append((grave, person, died))
    work.session.add_all(people)
    work.session.flush()
    _bury(story, work, told)


def _bury(story: Story, work: Work, told: Sequence[tuple[Grave, Person, int]]) -> None:
    random = story.random
    seen: set[int] = set()
    buried = []
    for grave, person, year in told:
        if person.id in seen:
            continue
        seen.add(person.id)
        day = date(year, random.randint(1, 12), random.randint(1, 25))
        if grave.start is not None and grave.start.year == year:
            day = grave.start  # The concession was bought for that burial.
        known = year > 1925
        military = grave.block.regime is R.MILITARY
        dead = m.Deceased(
            person_id=person.id, died_on=PartialDate.of(day) if known else PartialDate(year), source="registre",
            mpf=military or (year in (1915, 1917, 1918, 1940, 1944) and person.sex is Sex.M and random.random() < 0.3),
            death_place="Saint-Aubin-des-Prés" if random.random() < 0.7 else "",
        )  # fmt: skip
        grave.lying += 1
        buried.append(
            (
                grave,
                dead,
                PartialDate.of(day + timedelta(days=random.randint(2, 5))) if known else PartialDate(year),
            )
        )
    work.session.add_all(dead for _grave, dead, _day in buried)
    work.session.flush()
    work.session.add_all(
        m.Remains(
            deceased_id=dead.id, plot_id=grave.plot.id, laid_on=day,
            kind=RemainsKind.URN if grave.plot.kind in (K.COLUMBARIUM, K.URN_VAULT) else RemainsKind.COFFIN,
        )
        for grave, dead, day in buried
    )  # fmt: skip
    _scattered(story, work)
    work.session.flush()


def _scattered(story: Story, work: Work) -> None:
    """Ashes in the garden, some of them this year."""
    random = story.random
    people = []
    for _n in range(14):
        sex = random.choice((Sex.M, Sex.F))
        people.append(Person(birth_name=_family(story), given_names=first_name(random, sex), sex=sex,
                             birth_date=PartialDate(random.randint(1928, 1955)), active=False))  # fmt: skip
    work.session.add_all(people)
    work.session.flush()
    days = [
        date(random.randint(2009, story.today.year - 1), random.randint(1, 12), random.randint(1, 28))
        for _person in people
    ]
    dead = [
        m.Deceased(person_id=one.id, died_on=PartialDate.of(day - timedelta(days=12)), source="registre")
        for one, day in zip(people, days, strict=True)
    ]
    work.session.add_all(dead)
    work.session.flush()
    garden = story.special["JARDIN"]
    work.session.add_all(
        m.Remains(deceased_id=one.id, plot_id=garden.id, kind=RemainsKind.ASHES, laid_on=PartialDate.of(day))
        for one, day in zip(dead, days, strict=True)
    )


# ---------------------------------------------------------------- prices and stones


def _tariffs(story: Story, work: Work) -> None:
    """The council's prices since 2020, raised in 2024."""
    for year, number, factor in ((2020, "2019-47", Decimal(1)), (2024, "2023-61", Decimal("1.15"))):
        adopted = date(year - 1, 12, 12)
        decision = CouncilDecision(number=number, title=f"Tarifs du cimetière {year}", adopted_on=adopted,
                                   transmitted_on=adopted + timedelta(days=3), published_on=adopted + timedelta(days=3))  # fmt: skip
        work.session.add(decision)
        work.session.flush()
        last = date(2023, 12, 31) if year == 2020 else None
        for operation in (TariffOperation.GRANT, TariffOperation.RENEWAL, TariffOperation.CONVERSION):
            for code, years, price in PRICES:
                work.session.add(m.CemeteryTariff(
                    operation=operation, duration=code, years=years, base_price=Decimal(round(price * factor)),
                    base_surface_m2=Decimal("2.00"), extra_price_per_m2=Decimal(round(90 * factor)), decision_id=decision.id,
                    valid_from=date(year, 1, 1), valid_to=last,
                ))  # fmt: skip
        for operation, price in (
            (TariffOperation.URN_DEPOSIT, 40), (TariffOperation.SCATTERING, 30), (TariffOperation.PLATE, 65),
            (TariffOperation.OPENING, 50), (TariffOperation.TEMP_VAULT_DAY, 2), (TariffOperation.POLICE_FEE, 22),
        ):  # fmt: skip
            fee = Decimal(price) if operation is TariffOperation.POLICE_FEE else Decimal(round(price * factor))
            work.session.add(m.CemeteryTariff(operation=operation, base_price=fee, decision_id=decision.id,
                                              valid_from=date(year, 1, 1), valid_to=last))  # fmt: skip


def _stones(story: Story, work: Work) -> None:
    """Visits of the old sections, the bad ones noted; former numbers of the first section."""
    random = story.random
    for grave in story.graves:
        if not grave.year or grave.block.section not in "ABC":
            continue
        if grave.block.section == "A":
            work.session.add(m.PlotAlias(
                plot_id=grave.plot.id, label=str(100 + grave.plot.id % 400), scheme="Plan de 1932", valid_to=PartialDate(1974),
                source="Registre 2",
            ))  # fmt: skip
        if random.random() < 0.25:
            condition = random.choices(tuple(MonumentCondition), (45, 25, 20, 4, 6))[0]
            work.session.add(m.Inspection(
                plot_id=grave.plot.id, seen_on=date(story.today.year - random.choice((0, 1, 2, 11)), 6, random.randint(1, 28)),
                seen_by="P. Morel", condition=condition,
                signs=["VEGETATION", "NAME_UNREADABLE"] if condition in (MonumentCondition.POOR, MonumentCondition.RUINED) else [],
            ))  # fmt: skip
            work.session.add(m.Monument(plot_id=grave.plot.id, material=random.choice(STONES),
                                        inscriptions=f"Famille {grave.people[0].birth_name}" if grave.people else "Ici repose…"))  # fmt: skip
            grave.plot.danger = condition is MonumentCondition.DANGEROUS
