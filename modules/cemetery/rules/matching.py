# SPDX-License-Identifier: EUPL-1.2
"""How much a line of the public file of deaths looks like a holder or an heir: points with their reasons (§17.6)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.core.dates import PartialDate
from app.core.people import key1
from app.core.text import Text
from modules.cemetery.rules.insee import DeathLine, department_of
from modules.cemetery.strings import _

STRONG, TO_CHECK = 85, 65
NEAR_NAME = 0.92
"""Jaro-Winkler likeness from which two surnames are near."""


class MatchVerdict(StrEnum):
    """What is done of a score."""

    STRONG = "STRONG"
    TO_CHECK = "TO_CHECK"
    NOT_SHOWN = "NOT_SHOWN"


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whom the commune knows, already folded by `known`."""

    id: int
    birth_key: str
    usage_key: str
    given: tuple[str, ...]
    sex: str = ""
    born: PartialDate | None = None
    birth_code: str = ""
    birth_place_key: str = ""


@dataclass(frozen=True, slots=True)
class MatchScore:
    """Points from 0 (or below) to 100, and where each came from."""

    points: int
    reasons: tuple[Text, ...]

    @property
    def verdict(self) -> MatchVerdict:
        """Strong from 85 on, to check from 65 on, else not shown."""
        if self.points >= STRONG:
            return MatchVerdict.STRONG
        return MatchVerdict.TO_CHECK if self.points >= TO_CHECK else MatchVerdict.NOT_SHOWN


def known(
    id: int, birth_name: str, usage_name: str | None, given_names: str, sex: str | None = "",
    born: PartialDate | None = None, birth_code: str | None = "", birth_place: str | None = "",
) -> Known:  # fmt: skip
    """Fold what is known of somebody, once before many comparisons."""
    return Known(
        id, key1(birth_name or ""), key1(usage_name or ""), tuple(key1(given_names or "").split()), sex or "", born,
        (birth_code or "").strip(), key1(birth_place or ""),
    )  # fmt: skip


def score(person: Known, line: DeathLine, department: str) -> MatchScore:
    """Points of a line for a person; `department` is that of the commune."""
    parts = (
        _birth(person.born, line.born),
        _surname(person, key1(line.surname)),
        _given(person.given, tuple(key1(" ".join(line.given_names)).split())),
        _sex(person.sex, line.sex),
        _place(person, line),
        (5, _("mort dans le département"))
        if department and line.death_code and department_of(line.death_code) == department
        else None,
    )
    kept = [part for part in parts if part is not None]
    return MatchScore(
        sum(points for points, _why in kept),
        tuple(_("{why} ({points})", why=why, points=f"{points:+d}") for points, why in kept),
    )


_Part = tuple[int, Text] | None


def _birth(one: PartialDate | None, other: PartialDate | None) -> _Part:
    if one is None or other is None:
        return None
    pairs = ((one.year, other.year), (one.month, other.month), (one.day, other.day))
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    if any(a != b for a, b in both):
        return -40, _("date de naissance contraire")
    if len(both) == 3:
        return 40, _("même date de naissance")
    return (
        (20, _("mêmes mois et année de naissance")) if len(both) == 2 else (10, _("même année de naissance"))
    )


def _surname(person: Known, surname: str) -> _Part:
    if person.birth_key:
        if person.birth_key == surname:
            return 25, _("même nom de naissance")
        if is_near(person.birth_key, surname):
            return 18, _("nom de naissance proche")
    if person.usage_key and person.usage_key == surname and not person.birth_key:
        return 10, _("nom d’usage égal au nom de naissance du fichier")
    return None


def is_near(one: str, other: str) -> bool:
    """Whether two folded surnames are a slip apart."""
    from rapidfuzz.distance import JaroWinkler

    return JaroWinkler.normalized_similarity(one, other) >= NEAR_NAME


def _given(ours: tuple[str, ...], theirs: tuple[str, ...]) -> _Part:
    if not ours or not theirs:
        return None
    if ours[0] == theirs[0]:
        return 15, _("même premier prénom")
    return (8, _("un prénom commun")) if set(ours) & set(theirs) else None


def _sex(one: str, other: str) -> _Part:
    if not one or not other:
        return None
    return (5, _("même sexe")) if one == other else (-30, _("sexe différent"))


def _place(person: Known, line: DeathLine) -> _Part:
    if person.birth_code and person.birth_code == line.birth_code:
        return 10, _("même commune de naissance")
    if person.birth_place_key and person.birth_place_key == key1(line.birth_place):
        return 6, _("même nom de commune de naissance")
    return None


class Prefilter:
    """Which lines of the file are worth a full comparison, decided from a surname and a birth date alone.

    Without a birth year on both sides, and the same, no score reaches what is shown: names, sex and places are
    worth sixty at most. A line then passes when its surname is that of somebody known born in its year, or near it
    (the first two letters the same), or when somebody known is born on its very day: a widow known by her
    usage name only.
    """

    def __init__(self, people: Iterable[Known]) -> None:
        self.beginnings: set[bytes] = set()
        """First two letters of a known surname then its bearer's birth year, `MA1938`: nearly every line fails here."""
        self.days: set[bytes] = set()
        """Whole birth dates of the people known, as the file writes them."""
        self._by_day: dict[str, list[Known]] = {}
        self._by_name: dict[tuple[str, str], list[Known]] = {}
        self._begins: dict[str, list[str]] = {}
        self._like: dict[str, tuple[str, ...]] = {}
        for person in people:
            if person.born is None:
                continue
            year = f"{person.born.year:04d}"
            if person.born.day is not None:
                self.days.add(person.born.iso.replace("-", "").encode())
                self._by_day.setdefault(person.born.iso.replace("-", ""), []).append(person)
            for name in {person.birth_key, person.usage_key} - {""}:
                self._by_name.setdefault((name, year), []).append(person)
                self.beginnings.add(f"{name[:2]:<2}{year}".encode())
                begun = self._begins.setdefault(name[:2], [])
                if name not in begun:
                    begun.append(name)

    def may_be_known(self, surname: bytes, birth: bytes) -> bool:
        """Whether a line of plain ASCII is worth reading, by its surname and its AAAAMMJJ."""
        if birth in self.days:
            return True
        head = surname[:2].translate(_APART)
        # « ST MARTIN » folds to SAINT MARTIN.
        if head == b"ST":
            return bool(self.people_like(surname.decode(), birth.decode()))
        if head + birth[:4] not in self.beginnings:
            return False
        return bool(self.people_like(surname.decode(), birth.decode()))

    def names_like(self, surname: str) -> tuple[str, ...]:
        """The known surnames equal or near to a surname as the file writes it; remembered."""
        found = self._like.get(surname)
        if found is None:
            folded = key1.__wrapped__(surname)
            begun = self._begins.get(folded[:2])
            found = self._like[surname] = _near_among(folded, begun) if begun else ()
        return found

    def people_like(self, surname: str, birth: str) -> Collection[Known]:
        """Who may be the person of a line: `birth` is its AAAAMMJJ."""
        year = birth[:4]
        found = {id(p): p for name in self.names_like(surname) for p in self._by_name.get((name, year), ())}
        found.update((id(p), p) for p in self._by_day.get(birth, ()))
        return found.values()


_APART = bytes.maketrans(b"'-", b"  ")


def _near_among(surname: str, names: list[str]) -> tuple[str, ...]:
    from rapidfuzz.distance import JaroWinkler
    from rapidfuzz.process import extract

    near = extract(
        surname, names, scorer=JaroWinkler.normalized_similarity, score_cutoff=NEAR_NAME, limit=None
    )
    return tuple(name for name, _score, _index in near)
