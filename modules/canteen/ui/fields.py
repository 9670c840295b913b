# SPDX-License-Identifier: EUPL-1.2
"""Fields that several screens of the canteen share."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.billing.queries import find_payers, payer_title
from app.core.people import key1
from app.core.text import Text as Shown
from app.directory.queries import find_people, person_title
from app.forms.fields import Choice, Day, Field, Flag, LongText, Option, Ref, Refs, Text, Tone, Weekdays
from modules.canteen import queries
from modules.canteen.models import CareKind, Channel, CutoffPurpose, Grade, ResidencyReason, SchoolLevel
from modules.canteen.rules.absences import AbsenceReason, AbsenceRuleKind
from modules.canteen.rules.attendance import Basis
from modules.canteen.rules.booking import BookingKind
from modules.canteen.rules.codes import Allergen, Category, Diet, Regularity, Residency
from modules.canteen.rules.custody import CustodyMethod
from modules.canteen.rules.cutoff import CutoffShape, ShiftIfClosed
from modules.canteen.rules.pricing import SurchargeKind
from modules.canteen.rules.school_list import read_allergens
from modules.canteen.strings import _, labels
from modules.canteen.strings import label as label_of


def options(kind: type[StrEnum]) -> tuple[Option, ...]:
    """The codes of an enum with their words."""
    return tuple(Option(*pair) for pair in labels(kind))


def choice(name: str, label: Shown, kind: type[StrEnum], **more: Any) -> Choice:
    """A choice among the codes of an enum."""
    return Choice(
        name=name, label=label, kind=kind, options=more.pop("options", None) or options(kind), **more
    )


BASIS_CHIPS = {
    Basis.MEAL: (Tone.SUCCESS, "check"),
    Basis.ADULT: (Tone.SUCCESS, "check"),
    Basis.BASKET: (Tone.SUCCESS, "package"),
    Basis.UNRESERVED: (Tone.INFO, "plus"),
    Basis.UNUSED: (Tone.DANGER, "circle-x"),
    Basis.EXCUSED: (Tone.WARNING, "file-check"),
    Basis.CANCELLED: (Tone.NEUTRAL, "x"),
    Basis.CLOSED: (Tone.NEUTRAL, "calendar-x"),
}
BASES = tuple(Option(value, words, *BASIS_CHIPS[Basis(value)]) for value, words in labels(Basis))

DIET = choice("diet", _("Régime"), Diet, default=Diet.STANDARD)
GRADE = choice("grade", _("Niveau"), Grade, width=5)
CATEGORY = choice("category", _("Catégorie"), Category)
REGULARITY = choice("regularity", _("Fréquentation"), Regularity, default=Regularity.REGULAR)
RESIDENCY = choice(
    "residency_override",
    _("Tarif de résidence"),
    Residency,
    help=_("À laisser vide quand l’adresse du redevable décide."),
)
RESIDENCY_REASON = choice("residency_reason", _("Pourquoi"), ResidencyReason)
BASIS = choice("basis", _("Facturé comme"), Basis, options=BASES, width=16)
REASON = choice("reason", _("Motif"), AbsenceReason, width=18)
CHANNEL = choice("channel", _("Reçu par"), Channel, default=Channel.COUNTER, options=options(Channel)[:4])
BOOKING = choice("kind", _("Demande"), BookingKind, default=BookingKind.BOOK, required=True)
CARE_KIND = choice("kind", _("Nature"), CareKind, required=True, sensitive=True)


@dataclass(frozen=True, kw_only=True)
class Allergens(Field[tuple[str, ...]]):
    """Some of the fourteen regulated allergens, typed in plain words."""

    width: int = 30

    def show(self, value: tuple[str, ...] | None) -> str:
        return ", ".join(str(label_of(Allergen(code))) for code in value or ())

    def parse(self, text: str) -> tuple[str, ...]:
        found = read_allergens(text)
        if not found:
            known = ", ".join(str(words).lower() for _code, words in labels(Allergen))
            raise self.fault(_("Nommez un allergène réglementé\u00a0: {known}.", known=known))
        return tuple(allergen.value for allergen in found)

    def accept(self, cell: object) -> tuple[str, ...] | None:
        if isinstance(cell, list | tuple):
            return tuple(Allergen(str(code)).value for code in cell)
        return super().accept(cell)

    def plain(self, value: tuple[str, ...] | None) -> Any:
        return None if value is None else list(value)


CARE_FIELDS: tuple[Field[Any], ...] = (
    Allergens(
        name="allergens", label=_("Allergènes"), sensitive=True, default=(), help=_("En toutes lettres\u00a0: lait, arachides…")
    ),
    LongText(
        name="measures", label=_("Ce que fait l’équipe"), default="", sensitive=True, help=_("En clair, pour le personnel.")
    ),
    Flag(name="is_basket", label=_("Panier repas"), default=False, help=_("La famille apporte le repas.")),
    Text(name="protocol_place", label=_("Protocole et trousse"), default="", sensitive=True, width=30),
    Day(name="review_on", label=_("À revoir le")),
    Flag(name="is_signed", label=_("Signé par tous"), default=False),
)
LEVEL = choice("level", _("Niveau"), SchoolLevel, default=SchoolLevel.BOTH)
PURPOSE = choice("purpose", _("Pour"), CutoffPurpose, required=True)
SHAPE = choice("shape", _("Forme"), CutoffShape, required=True, width=26)
SHIFT = choice(
    "shift_if_closed",
    _("Si le jour est fermé"),
    ShiftIfClosed,
    default=ShiftIfClosed.PREVIOUS_WORKING_DAY,
    width=20,
)
ABSENCE_KIND = choice("kind", _("Règle"), AbsenceRuleKind, required=True, width=26)
SURCHARGE = choice("kind", _("Majoration"), SurchargeKind, required=True, width=22)
METHOD = choice("method", _("Qui paie"), CustodyMethod, required=True, default=CustodyMethod.SINGLE, width=22)
WEEKDAYS = Weekdays(name="weekdays", label=_("Jours de cantine"), default=0)
WEEKDAYS_OTHER = Weekdays(
    name="weekdays_other",
    label=_("Semaine suivante"),
    help=_("Pour un rythme de deux semaines\u202f; à laisser vide sinon."),
)
LATE = "accept_because"


@dataclass(frozen=True, kw_only=True)
class Grades(Field[tuple[str, ...]]):
    """The grades of a class, the youngest first: « CE1, CE2 »."""

    width: int = 14

    def show(self, value: tuple[str, ...] | None) -> str:
        return ", ".join(str(label_of(Grade(code))) for code in value or ())

    def parse(self, text: str) -> tuple[str, ...]:
        known = {grade.value: grade for grade in Grade}
        words = [word for word in key1(text).replace(",", " ").split() if word not in {"ET"}]
        unknown = [word for word in words if word not in known]
        if unknown:
            raise self.fault(_("Ce niveau n’existe pas\u00a0: {word}. Exemple\u00a0: CE1, CE2.", word=unknown[0]))
        return tuple(grade.value for grade in Grade if grade.value in words)

    def accept(self, cell: object) -> tuple[str, ...] | None:
        if isinstance(cell, list | tuple):
            return tuple(Grade(str(code)).value for code in cell)
        return super().accept(cell)

    def plain(self, value: tuple[str, ...] | None) -> Any:
        return None if value is None else list(value)


GRADES = Grades(name="grades", label=_("Niveaux"), default=(), help=_("Par exemple\u00a0: CE1, CE2."))


def enrolment(**more: Any) -> Ref:
    """An enrolled person, by a piece of her name."""
    return Ref(
        name="enrolment",
        label=_("Inscription"),
        page="canteen.children",
        find=queries.find_enrolments,
        title=queries.enrolment_title,
        required=True,
        **more,
    )


def person(**more: Any) -> Ref:
    """A person of the directory."""
    return Ref(
        name="person",
        label=_("Personne"),
        page="directory.people",
        find=find_people,
        title=person_title,
        required=True,
        **more,
    )


def payer(name: str = "payer", **more: Any) -> Ref:
    """Somebody who is billed."""
    return Ref(
        name=name,
        label=more.pop("label", _("Redevable")),
        page="billing.payers",
        find=find_payers,
        title=payer_title,
        **more,
    )


def school_class(**more: Any) -> Ref:
    """A class."""
    return Ref(
        name="school_class",
        label=_("Classe"),
        page="canteen.classes",
        find=queries.find_classes,
        title=queries.class_title,
        **more,
    )


def classes(**more: Any) -> Refs:
    """Several classes."""
    return Refs(name="classes", label=_("Classes"), page="canteen.classes", find=queries.find_classes, **more)


def school(**more: Any) -> Ref:
    """A school."""
    return Ref(
        name="school_id",
        label=_("École"),
        page="canteen.schools",
        find=queries.find_schools,
        title=queries.school_title,
        **more,
    )


def canteen(name: str = "canteen_id", **more: Any) -> Ref:
    """A canteen."""
    return Ref(name=name, label=_("Cantine"), find=queries.find_canteens, title=queries.canteen_title, **more)


def year(name: str = "school_year_id", **more: Any) -> Ref:
    """A school year."""
    return Ref(
        name=name, label=_("Année scolaire"), find=queries.find_years, title=queries.year_title, **more
    )


def day(name: str, label: Shown, **more: Any) -> Day:
    """A civil day."""
    return Day(name=name, label=label, **more)


def flag(name: str, label: Shown, **more: Any) -> Flag:
    """Yes or no."""
    return Flag(name=name, label=label, **{"default": False, **more})
