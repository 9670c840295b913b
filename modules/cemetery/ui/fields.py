# SPDX-License-Identifier: EUPL-1.2
"""Fields that several screens of the cemetery share, and the chips of its states."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from app.billing.queries import find_payers, payer_title
from app.core.text import Text as Shown
from app.directory.queries import find_people, person_title
from app.forms.fields import (
    Choice,
    Day,
    Flag,
    LongText,
    Money,
    Number,
    Option,
    PartialDay,
    Ref,
    Refs,
    Text,
    Tone,
    Whole,
)
from modules.cemetery import queries
from modules.cemetery.rules.codes import (
    CaseKind,
    CaseStatus,
    ClosureReason,
    ConcessionKind,
    DurationCode,
    InformationMeans,
    InformationResult,
    Kinship,
    MonumentCondition,
    OperationKind,
    OperationStatus,
    PartyRole,
    PlotKind,
    PlotState,
    Regime,
    RemainsKind,
    SectionKind,
    StepCode,
    TariffOperation,
    TermOperation,
    WorksNature,
)
from modules.cemetery.strings import _, labels


def options(kind: type[StrEnum]) -> tuple[Option, ...]:
    """The codes of an enum with their words."""
    return tuple(Option(*pair) for pair in labels(kind))


def choice(name: str, label: Shown, kind: type[StrEnum], **more: Any) -> Choice:
    """A choice among the codes of an enum."""
    return Choice(name=name, label=label, kind=kind, options=more.pop("options", None) or options(kind), **more)


def chips(kind: type[StrEnum], looks: dict[Any, tuple[Tone, str]]) -> tuple[Option, ...]:
    """The codes of an enum as chips: a tone and an icon each."""
    return tuple(Option(value, words, *looks.get(kind(value), (Tone.NEUTRAL, "circle"))) for value, words in labels(kind))


STATES = chips(
    PlotState,
    {
        PlotState.OUT_OF_SERVICE: (Tone.NEUTRAL, "x"),
        PlotState.EQUIPMENT: (Tone.NEUTRAL, "building-2"),
        PlotState.MILITARY: (Tone.INFO, "flag"),
        PlotState.REPOSSESSED_TO_CLEAR: (Tone.WARNING, "truck"),
        PlotState.ABANDONMENT_RUNNING: (Tone.WARNING, "gavel"),
        PlotState.CONCEDED_ACTIVE: (Tone.SUCCESS, "check"),
        PlotState.EXPIRED_RENEWABLE: (Tone.WARNING, "clock-alert"),
        PlotState.EXPIRED_REPOSSESSABLE: (Tone.DANGER, "circle-x"),
        PlotState.EXPIRED_BLOCKED: (Tone.DANGER, "lock"),
        PlotState.COMMON_OCCUPIED: (Tone.INFO, "users"),
        PlotState.COMMON_REPOSSESSABLE: (Tone.WARNING, "refresh-cw"),
        PlotState.UNTITLED_OCCUPIED: (Tone.DANGER, "circle-question-mark"),
        PlotState.RESERVED: (Tone.INFO, "bookmark"),
        PlotState.FREE: (Tone.NEUTRAL, "square"),
    },
)
CONCESSION_STATES = (
    Option("ACTIVE", _("En cours"), Tone.SUCCESS, "check"),
    Option("PERPETUAL", _("Perpétuelle"), Tone.SUCCESS, "check-check"),
    Option("SOON", _("Bientôt échue"), Tone.WARNING, "alarm-clock"),
    Option("RENEWABLE", _("Échue, renouvelable"), Tone.WARNING, "clock-alert"),
    Option("EXPIRED", _("Échue depuis plus de deux ans"), Tone.DANGER, "circle-x"),
    Option("UNKNOWN", _("Échéance inconnue"), Tone.DANGER, "circle-question-mark"),
    Option("NO_TERM", _("Sans titre daté"), Tone.DANGER, "circle-question-mark"),
    Option("CLOSED", _("Close"), Tone.NEUTRAL, "archive"),
)
OPERATION_STATES = chips(
    OperationStatus,
    {
        OperationStatus.PLANNED: (Tone.WARNING, "clock"),
        OperationStatus.AUTHORISED: (Tone.INFO, "stamp"),
        OperationStatus.DONE: (Tone.SUCCESS, "check"),
        OperationStatus.CANCELLED: (Tone.NEUTRAL, "x"),
    },
)
CASE_STATES = chips(
    CaseStatus,
    {
        CaseStatus.OPEN: (Tone.INFO, "gavel"),
        CaseStatus.SUSPENDED: (Tone.WARNING, "lock"),
        CaseStatus.STOPPED: (Tone.NEUTRAL, "x"),
        CaseStatus.DONE: (Tone.SUCCESS, "check"),
    },
)
RESULTS = chips(
    InformationResult,
    {
        InformationResult.DELIVERED: (Tone.SUCCESS, "check"),
        InformationResult.REFUSED: (Tone.WARNING, "x"),
        InformationResult.RETURNED: (Tone.DANGER, "mail"),
        InformationResult.FRUITLESS: (Tone.WARNING, "search"),
        InformationResult.UNKNOWN: (Tone.NEUTRAL, "clock"),
    },
)
CONDITIONS = chips(
    MonumentCondition,
    {
        MonumentCondition.GOOD: (Tone.SUCCESS, "check"),
        MonumentCondition.FAIR: (Tone.INFO, "minus"),
        MonumentCondition.POOR: (Tone.WARNING, "triangle-alert"),
        MonumentCondition.DANGEROUS: (Tone.DANGER, "triangle-alert"),
        MonumentCondition.RUINED: (Tone.DANGER, "circle-x"),
    },
)

STATE = choice("state", _("État"), PlotState, options=STATES, width=20)
KIND = choice("kind", _("Type"), PlotKind, width=14)
REGIME = choice("regime", _("Régime"), Regime, width=14)
SECTION_KIND = choice("kind", _("Destination"), SectionKind, default=SectionKind.ORDINARY)
CONCESSION_KIND = choice("kind", _("Nature"), ConcessionKind, default=ConcessionKind.FAMILY)
CONCESSION_STATE = Choice(name="state", label=_("État"), options=CONCESSION_STATES, width=18)
DURATION = choice("duration", _("Durée"), DurationCode, width=12)
TERM_OPERATION = choice("operation", _("Acte"), TermOperation, width=12)
CLOSURE = choice("closed_reason", _("Motif de clôture"), ClosureReason)
ROLE = choice("role", _("Qualité"), PartyRole, default=PartyRole.HEIR, required=True)
KINSHIP = choice("kinship", _("Parenté"), Kinship, default=Kinship.UNKNOWN)
REMAINS = choice("kind", _("Contenant"), RemainsKind, width=12)
OPERATION_KIND = choice("kind", _("Opération"), OperationKind, width=18)
OPERATION_STATUS = choice("status", _("État"), OperationStatus, options=OPERATION_STATES, width=10)
CASE_KIND = choice("kind", _("Procédure"), CaseKind, width=20)
CASE_STATUS = choice("status", _("État"), CaseStatus, options=CASE_STATES, width=10)
STEP = choice("code", _("Étape"), StepCode, required=True)
MEANS = choice("means", _("Moyen"), InformationMeans, required=True)
RESULT = choice("result", _("Résultat"), InformationResult, options=RESULTS, default=InformationResult.UNKNOWN)
CONDITION = choice("condition", _("État du monument"), MonumentCondition, options=CONDITIONS)
WORKS_NATURE = choice("nature", _("Nature"), WorksNature, required=True)
TARIFF_OPERATION = choice("operation", _("Pour"), TariffOperation, required=True)


def plot(name: str = "plot", label: Shown | None = None, **more: Any) -> Ref:
    """A plot, by its number present or former."""
    return Ref(
        name=name, label=label or _("Emplacement"), page="cemetery.plots", find=more.pop("find", queries.find_plots),
        title=queries.plot_title, width=18, **more,
    )  # fmt: skip


def plots(name: str = "plots", **more: Any) -> Refs:
    """Several plots."""
    return Refs(name=name, label=more.pop("label", _("Emplacements")), page="cemetery.plots", find=queries.find_plots, **more)


def concession(name: str = "concession", **more: Any) -> Ref:
    """A concession, by number, family, holder or plot."""
    return Ref(
        name=name, label=more.pop("label", _("Concession")), page="cemetery.concessions", find=queries.find_concessions,
        title=queries.concession_title, **more,
    )  # fmt: skip


def deceased(name: str = "deceased", **more: Any) -> Ref:
    """One of the dead."""
    return Ref(
        name=name, label=more.pop("label", _("Défunt")), page="cemetery.deceased", find=queries.find_deceased,
        title=queries.deceased_title, **more,
    )  # fmt: skip


def person(name: str = "person", label: Shown | None = None, **more: Any) -> Ref:
    """A person of the directory."""
    return Ref(
        name=name, label=label or _("Personne"), page="directory.people", find=find_people, title=person_title, **more
    )


def payer(name: str = "payer", **more: Any) -> Ref:
    """Somebody who is billed."""
    return Ref(
        name=name, label=more.pop("label", _("Redevable")), page="billing.payers", find=find_payers, title=payer_title, **more
    )


def cemetery(name: str = "cemetery", **more: Any) -> Ref:
    """A cemetery."""
    return Ref(
        name=name, label=_("Cimetière"), page="cemetery.cemeteries", find=queries.find_cemeteries,
        title=queries.cemetery_title, **more,
    )  # fmt: skip


def section(name: str = "section_id", **more: Any) -> Ref:
    """A section."""
    return Ref(
        name=name, label=_("Carré"), page="cemetery.sections", find=queries.find_sections, title=queries.section_title, **more
    )


def row(name: str = "row_id", **more: Any) -> Ref:
    """A row of a section."""
    return Ref(name=name, label=_("Rang"), find=queries.find_rows, title=queries.row_title, **more)


def day(name: str, label: Shown, **more: Any) -> Day:
    """A civil day."""
    return Day(name=name, label=label, **more)


def partial(name: str, label: Shown, **more: Any) -> PartialDay:
    """A day of which a part may be unknown."""
    return PartialDay(name=name, label=label, **more)


def text(name: str, label: Shown, width: int = 18, **more: Any) -> Text:
    """A line of text."""
    return Text(name=name, label=label, width=width, **more)


def note(name: str = "remark", label: Shown | None = None, **more: Any) -> LongText:
    """Several lines."""
    return LongText(name=name, label=label or _("Remarque"), **{"default": "", **more})


def money(name: str, label: Shown, **more: Any) -> Money:
    """Euros."""
    return Money(name=name, label=label, **more)


def whole(name: str, label: Shown, **more: Any) -> Whole:
    """A count."""
    return Whole(name=name, label=label, **more)


def metres(name: str, label: Shown, unit: Shown = "m", **more: Any) -> Number:
    """A length or a surface."""
    return Number(name=name, label=label, unit=unit, **more)


def flag(name: str, label: Shown, **more: Any) -> Flag:
    """Yes or no."""
    return Flag(name=name, label=label, **{"default": False, **more})
