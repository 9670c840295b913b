# SPDX-License-Identifier: EUPL-1.2
"""Fields that several screens of the cemetery share, and the chips of its states."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.billing.queries import find_payers, payer_title
from app.core.people import key1
from app.core.text import Text as Shown
from app.directory.queries import find_organisations, find_people, organisation_title, person_title
from app.forms.fields import (
    Choice,
    Day,
    Field,
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
    AbandonmentSign,
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
from modules.cemetery.rules.reading_signs import read_signs
from modules.cemetery.strings import _, _n, labels
from modules.cemetery.strings import label as label_of


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


_YEARS = ("ANS", "AN", "YEARS", "YEAR")


@dataclass(frozen=True, kw_only=True)
class Length(Field[int]):
    """A length in years; 0 is for ever. Reads « 30 », « 30 ans », « perpétuelle »."""

    width: int = 14

    def show(self, value: int | None) -> str:
        if value is None:
            return ""
        return str(_("perpétuelle")) if value == 0 else str(_n("{n} an", "{n} ans", value))

    def parse(self, text: str) -> int:
        folded = key1(text)
        if folded.startswith("PERP") or folded in ("A PERPETUITE", key1(str(_("perpétuelle")))):
            return 0
        number = next((folded.removesuffix(word).strip() for word in _YEARS if folded.endswith(word)), folded)
        if not number.isdigit() or not 1 <= int(number) <= 100:
            raise self.fault(_("Une durée est attendue, par exemple «\u00a030 ans\u00a0» ou «\u00a0perpétuelle\u00a0»."))
        return int(number)


def organisation(name: str = "operator", label: Shown | None = None, **more: Any) -> Ref:
    """A funeral operator, a mason."""
    return Ref(
        name=name, label=label or _("Opérateur funéraire"), page="directory.organisations", find=find_organisations,
        title=organisation_title, **more,
    )  # fmt: skip


def persons(name: str, label: Shown, **more: Any) -> Refs:
    """Several persons of the directory."""
    return Refs(name=name, label=label, page="directory.people", find=find_people, **more)


def dead(name: str = "deceased", **more: Any) -> Refs:
    """Some of the dead."""
    return Refs(name=name, label=more.pop("label", _("Défunts")), page="cemetery.deceased", find=queries.find_deceased, **more)


def case(name: str = "case_id", **more: Any) -> Ref:
    """A procedure."""
    return Ref(
        name=name, label=_("Procédure"), page="cemetery.cases", find=queries.find_cases, title=queries.case_title, **more
    )


def override() -> LongText:
    """The written reason that passes a closed gate."""
    return LongText(
        name="override_reason", label=_("Passer outre, parce que"), default="",
        help=_("À remplir seulement si une condition manque\u00a0: le motif reste dans le dossier."),
    )  # fmt: skip


def grave(**more: Any) -> Ref:
    """A grave in a procedure."""
    return Ref(
        name="grave_id", label=_("Sépulture"), page="cemetery.cases", find=queries.find_graves, title=queries.grave_title, **more
    )


def graves(**more: Any) -> Refs:
    """Some graves of a procedure."""
    return Refs(name="graves", label=_("Pour les sépultures"), page="cemetery.cases", find=queries.find_graves, **more)


@dataclass(frozen=True, kw_only=True)
class Signs(Field[tuple[str, ...]]):
    """Visible signs of abandonment, by their words or codes."""

    width: int = 36

    def show(self, value: tuple[str, ...] | None) -> str:
        return "\u202f; ".join(str(label_of(AbandonmentSign(code))) for code in value or ())

    def parse(self, text: str) -> tuple[str, ...]:
        try:
            return tuple(sign.value for sign in read_signs(text))
        except ValueError:
            options = "\u202f; ".join(str(words) for _c, words in labels(AbandonmentSign))
            raise self.fault(_("Signes attendus, séparés par des points-virgules\u00a0: {options}.", options=options)) from None

    def accept(self, cell: object) -> tuple[str, ...] | None:
        return tuple(str(one) for one in cell) if isinstance(cell, list | tuple) else super().accept(cell)

    def plain(self, value: tuple[str, ...] | None) -> Any:
        return None if value is None else list(value)
