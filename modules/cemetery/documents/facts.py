# SPDX-License-Identifier: EUPL-1.2
"""What the papers of the cemetery need to know, as values: loaded from rows, drawn without any."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal

from app.core.dates import PartialDate
from app.core.text import Text
from modules.cemetery.rules.codes import (
    ActFamily,
    CaseKind,
    ConcessionKind,
    DurationCode,
    InformationMeans,
    InformationResult,
    OperationKind,
    PlotKind,
    RemainsKind,
    RightBasis,
    StepCode,
    TermOperation,
    WorksNature,
)


@dataclass(frozen=True)
class Who:
    """A person as an act names them."""

    name: str
    """« Madame Hélène Morel née Durand »."""
    title: str = ""
    """« MOREL Hélène », as lists sort it."""
    is_woman: bool | None = None
    """None when the sex is not known."""
    born_on: PartialDate | None = None
    birth_place: str = ""
    address: str = ""
    """On one line."""
    envelope: tuple[str, ...] = ()
    """The lines of the window."""
    salutation: Text = ""
    is_dead: bool = False


@dataclass(frozen=True)
class Spot:
    """A plot as an act describes it."""

    label: str
    cemetery: str
    cemetery_code: str = ""
    section: str = ""
    row: str = ""
    kind: PlotKind = PlotKind.EARTH
    is_common: bool = False
    length_m: Decimal | None = None
    width_m: Decimal | None = None
    surface_m2: Decimal | None = None
    places: int | None = None
    """Coffins (or urns) that it may hold."""
    by_law_on: date | None = None
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Dead:
    """Somebody who died, and what of them lies where."""

    who: Who
    died_on: PartialDate | None = None
    died_at: time | None = None
    death_place: str = ""
    death_record: str = ""
    last_residence: str = ""
    mpf: bool = False
    buried_on: PartialDate | None = None
    remains: RemainsKind | None = None
    level: str = ""
    plot: str = ""
    in_place: bool = True
    left_on: PartialDate | None = None


@dataclass(frozen=True)
class ActNumber:
    """The number under which an act stands in its yearly sequence."""

    reference: str = ""
    """« 2026-0012 »."""
    made_on: date | None = None
    cancelled_on: date | None = None
    family: ActFamily | None = None


@dataclass(frozen=True)
class Vote:
    """A deliberation of the council."""

    number: str
    adopted_on: date


@dataclass(frozen=True)
class Term:
    """A term of a concession as its act tells it; amounts in euros."""

    operation: TermOperation
    duration: DurationCode
    years: int | None
    start: PartialDate | None
    expires_on: date | None
    decided_on: date | None = None
    tariff_on: date | None = None
    price: Decimal | None = None
    ccas: Decimal = Decimal(0)
    receipt: str = ""
    act: ActNumber = ActNumber()
    asker: Who | None = None
    tariff: Vote | None = None
    price_new: Decimal | None = None
    """Conversion: price of the new category before the credit."""
    credit: Decimal | None = None
    why: tuple[str, ...] = ()
    """How the price was computed."""


@dataclass(frozen=True)
class Proof:
    """One attempt to inform a family."""

    sent_on: date
    means: InformationMeans
    addressee: str = ""
    tracking: str = ""
    result: InformationResult = InformationResult.UNKNOWN
    result_on: date | None = None
    until_on: date | None = None
    remark: str = ""


@dataclass(frozen=True)
class Kept:
    """A scan of the file, and where its paper lies."""

    title: str
    dated: PartialDate | None = None
    place: str = ""


@dataclass(frozen=True)
class Held:
    """A concession as its papers tell it."""

    number: str
    cemetery: str
    kind: ConcessionKind = ConcessionKind.FAMILY
    register: str = ""
    """« registre 3, folio 12 »."""
    family_name: str = ""
    deed_on: PartialDate | None = None
    deed_lost: bool = False
    notoriety_on: date | None = None
    spots: tuple[Spot, ...] = ()
    holders: tuple[Who, ...] = ()
    heirs: tuple[tuple[Who, str], ...] = ()
    """(heir, kinship)."""
    named: tuple[str, ...] = ()
    excluded: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    dead: tuple[Dead, ...] = ()
    proofs: tuple[Proof, ...] = ()
    searches: tuple[tuple[date, str, str, str], ...] = ()
    """(day, who searched, where, result)."""
    scans: tuple[Kept, ...] = ()
    contact: Who | None = None
    closed_on: date | None = None
    closed_because: Text = ""
    events: tuple[tuple[str, str, str, str, str], ...] = ()
    """(day, what, deed, before, after)."""
    remark: str = ""

    @property
    def present(self) -> tuple[Dead, ...]:
        """Those who lie there today."""
        return tuple(dead for dead in self.dead if dead.in_place)

    @property
    def term(self) -> Term | None:
        """The latest term."""
        return self.terms[-1] if self.terms else None


@dataclass(frozen=True)
class Operation:
    """A funeral operation as its permit and its report tell it."""

    kind: OperationKind
    subjects: tuple[Dead, ...]
    planned_on: date | None = None
    planned_at: time | None = None
    done_on: date | None = None
    done_at: time | None = None
    plot_from: Spot | None = None
    plot_to: Spot | None = None
    level: str = ""
    destination: str = ""
    concession: str = ""
    container: RemainsKind = RemainsKind.COFFIN
    is_hermetic: bool = False
    applicant: Who | None = None
    capacity: str = ""
    agreement: str = ""
    operator: str = ""
    operator_authorisation: str = ""
    right_basis: RightBasis | None = None
    closure_permit: str = ""
    transport: str = ""
    crematorium: str = ""
    cremated_on: date | None = None
    derogation: str = ""
    by_court_order: bool = False
    present: str = ""
    state_found: str = ""
    monument: str = ""
    fixing: str = ""
    plate_text: str = ""
    remark: str = ""
    fee: Text = ""
    latest_out: date | None = None
    override_reason: str = ""
    permit: ActNumber = ActNumber()
    report: ActNumber = ActNumber()


@dataclass(frozen=True)
class Step:
    """A step of a procedure that was done."""

    code: StepCode
    done_on: date
    until_on: date | None = None
    at_time: str = ""
    proof: str = ""
    present: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Grave:
    """A grave in a procedure."""

    spot: Spot
    held: Held | None
    description: str = ""
    signs: tuple[Text, ...] = ()
    addressees: tuple[str, ...] = ()
    """Blocks of lines of the known successors; empty when nobody is known."""
    envelopes: tuple[Who, ...] = ()
    steps: tuple[Step, ...] = ()
    """Steps of the run and of this grave, in their order."""
    is_open: bool = True
    photos: tuple[bytes, ...] = ()
    dead: tuple[Dead, ...] = ()

    def step(self, code: StepCode) -> Step | None:
        """The latest step of a code."""
        return next((step for step in reversed(self.steps) if step.code is code), None)


@dataclass(frozen=True)
class Run:
    """A procedure over one or several graves."""

    kind: CaseKind
    title: str
    cemetery: str
    graves: tuple[Grave, ...]
    steps: tuple[Step, ...] = ()
    ossuary: str = ""
    act: ActNumber = ActNumber()
    removal_days: int = 30

    def step(self, code: StepCode) -> Step | None:
        """The latest step of a code, of the run or of any of its graves."""
        every = [*self.steps, *(step for grave in self.graves for step in grave.steps)]
        found = sorted((step for step in every if step.code is code), key=lambda step: step.done_on)
        return found[-1] if found else None


@dataclass(frozen=True)
class WorksFacts:
    """Works on a grave."""

    spot: Spot
    nature: WorksNature
    applicant: Who | None = None
    capacity: str = ""
    firm: str = ""
    planned_from: date | None = None
    planned_to: date | None = None
    state_before: str = ""
    state_after: str = ""
    reservation: str = ""
    permitted_on: date | None = None
    permit: ActNumber = ActNumber()
    concession: str = ""
    remark: str = ""


@dataclass(frozen=True)
class Offer:
    """A length that may be bought, and its price at the tariff of the right day."""

    years: int | None
    price: Decimal | None
