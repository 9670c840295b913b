# SPDX-License-Identifier: EUPL-1.2
"""Whether two files are one person: a verdict with its reasons. Nothing is ever merged on it alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from app.core.dates import PartialDate
from app.core.people import Likeness, key1, key2, likeness, sound
from app.core.text import Msg
from app.directory.strings import _


class Verdict(StrEnum):
    """What two files are to one another."""

    SAME = "SAME"
    DOUBTFUL = "DOUBTFUL"
    """To be shown to somebody."""
    DIFFERENT = "DIFFERENT"


@dataclass(frozen=True)
class Names:
    """What a file says of a person, as far as likeness is concerned."""

    birth_name: str
    given_names: str = ""
    usage_name: str | None = None
    usual_first_name: str | None = None
    birth_date: PartialDate | None = None
    phones: frozenset[str] = frozenset()

    @property
    def first_given(self) -> str:
        """The first given name as written, else the usual one."""
        return (self.given_names.split() or [self.usual_first_name or ""])[0]

    @cached_property
    def surnames(self) -> frozenset[str]:
        """Folded birth and usage names."""
        return frozenset(key1(name) for name in (self.birth_name, self.usage_name) if name)

    @cached_property
    def first_names(self) -> frozenset[str]:
        """Folded first given name, usual first name, and the whole of the given names."""
        # Split before folding: Jean-Luc and Jean-Marc are not both « Jean ».
        names = {key1(self.given_names), key1(self.first_given), key1(self.usual_first_name or "")}
        return frozenset(name for name in names if name)

    @cached_property
    def compact(self) -> frozenset[str]:
        """Surnames with the first given name, spaces and hyphens taken out."""
        return frozenset(key2(f"{surname} {self.first_given}") for surname in self.surnames)


@dataclass(frozen=True)
class Comparison:
    """A verdict and what it rests on."""

    verdict: Verdict
    reasons: tuple[Msg, ...] = ()


def compare(one: Names, other: Names) -> Comparison:
    """Compare two files: names first, then the birth, then the telephone (cross-cutting reference §8)."""
    dates = _dates(one.birth_date, other.birth_date)
    surname = _best(one.surnames, other.surnames)
    first = _best(one.first_names, other.first_names)
    if surname is Likeness.SAME and first is Likeness.SAME:
        if dates is None or dates:
            reason = _("mêmes nom et prénom, né(e) le même jour") if dates else _("mêmes nom et prénom")
            return Comparison(Verdict.SAME, (reason,))
        return Comparison(Verdict.DIFFERENT, (_("mêmes nom et prénom, mais dates de naissance différentes"),))
    return _doubt(one, other, surname, first, dates)


def _doubt(one: Names, other: Names, surname: Likeness, first: Likeness, dates: bool | None) -> Comparison:
    reasons: list[Msg] = []
    if one.compact & other.compact:
        reasons.append(_("mêmes noms une fois les espaces et les tirets enlevés"))
    elif _near(surname) and _near(first) and Likeness.DIFFERENT not in (surname, first):
        reasons.append(_("noms presque identiques"))
    if one.phones & other.phones and (_near(surname) or _near(first)):
        reasons.append(_("même numéro de téléphone"))
    if not reasons or dates is False:
        return Comparison(Verdict.DIFFERENT)
    if dates:
        reasons.append(_("né(e) le même jour"))
    elif not one.phones & other.phones and not one.compact & other.compact:
        # Near names alone are common in a village: without a date they say nothing.
        return Comparison(Verdict.DIFFERENT)
    return Comparison(Verdict.DOUBTFUL, tuple(reasons))


def _dates(one: PartialDate | None, other: PartialDate | None) -> bool | None:
    """Whether two births agree; None when one of them is unknown."""
    if one is None or other is None:
        return None
    parts = zip((one.year, one.month, one.day), (other.year, other.month, other.day), strict=True)
    return all(a is None or b is None or a == b for a, b in parts)


def _best(some: frozenset[str], others: frozenset[str]) -> Likeness:
    order = (Likeness.SAME, Likeness.TO_SHOW, Likeness.CANDIDATE, Likeness.DIFFERENT)
    found = {likeness(a, b) for a in some for b in others}
    return next((verdict for verdict in order if verdict in found), Likeness.DIFFERENT)


def _near(verdict: Likeness) -> bool:
    return verdict is not Likeness.DIFFERENT


def blocks_of(names: Names) -> Iterator[str]:
    """Keys under which near files meet: the name heard, the compact name, the birth and the telephone."""
    first = key1(names.first_given)
    for surname in names.surnames:
        yield f"n:{sound(surname)}"
        yield f"c:{key2(f'{surname} {first}')}"
    if names.birth_date is not None and names.birth_date.full is not None:
        yield f"b:{names.birth_date.iso}:{first[:1]}"
    for phone in names.phones:
        yield f"t:{phone}"
