# SPDX-License-Identifier: EUPL-1.2
"""File names of scans that people understand outside the program: read, written, and searched for a grave (§18)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from app.core.dates import PartialDate
from app.core.people import key1, key2
from modules.cemetery.rules.codes import ScanType

UNKNOWN = "X"
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WHOLE = re.compile(
    rf"(?P<items>.+)_(?P<day>\d{{4}}-\d{{2}}-\d{{2}}|X)_(?P<kind>{'|'.join(ScanType)})_(?P<rank>\d{{1,6}})", re.IGNORECASE
)
_LOOSE_DATE = re.compile(r"(?<!\d)(1[6-9]\d\d|20\d\d)(?:[-_. ]?(0[0-9]|1[0-2])(?:[-_. ]?([0-2]\d|3[01]))?)?(?!\d)")
_REGISTER = re.compile(r"REG-([\w-]+?)_(\d{4})(?:-(\d{4}))?_p(\d+)", re.IGNORECASE)
_COUNTED = re.compile(r"\((\d+)\)$")
_MOST_WORDS = 4
"""Words that a number of plot or of concession may take: « A 03 12 bis »."""
WORDS_OF_KINDS: tuple[tuple[str, ScanType], ...] = (
    ("RENOUVEL", ScanType.RENEWAL), ("CONVERSION", ScanType.CONVERSION), ("QUITTANCE", ScanType.RECEIPT),
    ("EXHUM", ScanType.EXHUM), ("PERMIS", ScanType.PERMIT), ("INHUM", ScanType.PERMIT), ("TRAVAUX", ScanType.WORKS),
    ("COURRIER", ScanType.LETTER), ("LETTRE", ScanType.LETTER), ("HEREDITE", ScanType.HEIR_PROOF),
    ("NOTORIETE", ScanType.HEIR_PROOF), ("CONSTAT", ScanType.PV), ("ARRETE", ScanType.ORDER),
    ("DELIB", ScanType.DELIBERATION), ("REGISTRE", ScanType.REGISTER_PAGE), ("DEMANDE", ScanType.REQUEST),
    ("TITRE", ScanType.DEED), ("ACTE", ScanType.DEED), ("CONCESSION", ScanType.DEED), ("PHOTO", ScanType.PHOTO),
    ("PLAN", ScanType.PLAN),
)  # fmt: skip
"""Beginnings of French words in the names that communes give, the surest first."""


@dataclass(frozen=True)
class ScanName:
    """What a name says. An empty text is an unknown item (`X` in the name)."""

    cemetery: str = ""
    plot: str = ""
    concession: str = ""
    dated: PartialDate | None = None
    kind: ScanType | None = None
    rank: int | None = None
    register: str = ""
    """« CONC-2 », of a register page."""
    page: int | None = None
    until: int | None = None
    """Last year of the register."""


def read_scan_name(name: str) -> ScanName | None:
    """The parts of `C1_A-012_0345_1952-00-00_DEED_01.pdf`, of a register page or of a photo; None for another name."""
    stem = PurePath(name.replace("\\", "/")).stem
    register = _REGISTER.fullmatch(stem)
    if register is not None:
        return ScanName(
            dated=PartialDate(int(register[2])), kind=ScanType.REGISTER_PAGE, register=register[1],
            page=int(register[4]), until=int(register[3]) if register[3] else None,
        )  # fmt: skip
    whole = _WHOLE.fullmatch(stem)
    parts = whole["items"].split("_") if whole is not None else []
    if whole is None or len(parts) not in (2, 3):
        return None
    cemetery, plot, concession = (*("" if part.upper() == UNKNOWN else part for part in parts), "")[:3]
    return ScanName(cemetery, plot, concession, read_partial(whole["day"]), ScanType[whole["kind"].upper()], int(whole["rank"]))


def read_partial(text: str) -> PartialDate | None:
    """« 1952-00-00 » is the year 1952; None when even the year is unknown, or for a day that never was."""
    match = _DATE.fullmatch(text)
    if match is None or int(match[1]) == 0:
        return None
    return _partial(int(match[1]), int(match[2]), int(match[3]))


def _partial(year: int, month: int, day: int) -> PartialDate | None:
    try:
        return PartialDate(year, month or None, (day or None) if month else None)
    except ValueError:
        return None


def write_scan_name(name: ScanName, suffix: str) -> str:
    """The name of §18, with `00` for the unknown parts of a date and `X` for unknown items; `suffix` as `.pdf`."""
    if name.register and name.page is not None:
        years = f"{name.dated.year}" if name.dated is not None else "0000"
        years += f"-{name.until}" if name.until is not None else ""
        return f"REG-{_bare(name.register)}_{years}_p{name.page:03d}{suffix}"
    day = name.dated
    dated = f"{day.year:04d}-{day.month or 0:02d}-{day.day or 0:02d}" if day is not None else UNKNOWN
    kind = name.kind or ScanType.OTHER
    items = [_bare(name.cemetery), _bare(name.plot)]
    if kind is not ScanType.PHOTO or name.concession:
        items.append(_bare(name.concession))
    return "_".join([*items, dated, kind.value, f"{name.rank or 1:02d}"]) + suffix


def _bare(item: str) -> str:
    """An item without what a file name cannot hold, nor the sign that parts items."""
    return re.sub(r"[^0-9A-Za-zÀ-ÿ-]+", "-", item).strip("-") or UNKNOWN


def loose_key(label: str) -> str:
    """The key under which numbers meet: « A-012 », « a 12 » and « A12 » are one, « 1962/16 » and « 1962-16 » too."""
    words = re.findall(r"\d+|[^\W\d_]+", key1(label))
    return " ".join(word.lstrip("0") or "0" if word.isdigit() else word for word in words)


def kind_in(name: str) -> ScanType | None:
    """The type that the words of a name say: « titre Martin.pdf » is a deed."""
    folded = key1(PurePath(name.replace("\\", "/")).stem.replace("_", " "))
    for beginning, kind in WORDS_OF_KINDS:
        if any(word.startswith(beginning) for word in folded.split()):
            return kind
    words = folded.split()
    return next((ScanType[word] for word in words if word in ScanType.__members__ and word != "OTHER"), None)


def date_in(name: str) -> PartialDate | None:
    """The first date in a name, known to the year at least: « 1952-03 », « 19520312 »."""
    for match in _LOOSE_DATE.finditer(PurePath(name.replace("\\", "/")).stem):
        found = _partial(int(match[1]), int(match[2] or 0), int(match[3] or 0))
        if found is not None:
            return found
    return None


def _runs(stem: str) -> Iterator[str]:
    """Runs of words of a name, the longest first: what may be a number."""
    words = [word for word in re.split(r"[\s_.,;()+]+", stem) if word]
    finer = [word for word in re.split(r"[\s_.,;()+-]+", stem) if word]
    for each in (words, finer):
        for size in range(min(_MOST_WORDS, len(each)), 0, -1):
            for start in range(len(each) - size + 1):
                yield " ".join(each[start : start + size])


@dataclass(frozen=True)
class Known:
    """Numbers that may be met in a name, by `loose_key`: to ids."""

    cemeteries: Mapping[str, int]
    """By code, folded by `key2`."""
    plots: Mapping[str, tuple[tuple[int, int], ...]]
    """(cemetery, plot) by present and former number."""
    concessions: Mapping[str, tuple[tuple[int, int], ...]]
    """(cemetery, concession)."""


@dataclass(frozen=True)
class Guess:
    """What a name speaks of, to be confirmed by somebody."""

    plots: tuple[int, ...] = ()
    concessions: tuple[int, ...] = ()
    kind: ScanType | None = None
    dated: PartialDate | None = None
    register: str = ""
    page: int | None = None
    sure: bool = False
    """Whether the name follows §18 and names one thing only."""


def guess_from(name: str, known: Known) -> Guess:
    """What a file name proposes: the graves and concessions it names, its type and its date."""
    said = read_scan_name(name)
    if said is not None:
        cemetery = known.cemeteries.get(key2(said.cemetery)) if said.cemetery else None
        plots = _among(known.plots, said.plot, cemetery)
        concessions = _among(known.concessions, said.concession, cemetery)
        sure = len(plots) <= 1 and len(concessions) <= 1 and bool(plots or concessions)
        return Guess(plots, concessions, said.kind, said.dated, said.register, said.page, sure)
    stem = _COUNTED.sub("", PurePath(name.replace("\\", "/")).stem)
    kind, dated = kind_in(name), date_in(name)
    bare = _LOOSE_DATE.sub(" ", stem) if dated is not None else stem
    cemetery = next((known.cemeteries[key2(word)] for word in re.split(r"[\s_-]+", stem) if key2(word) in known.cemeteries), None)
    plots = _first(known.plots, (*_runs(bare), *_runs(stem)), cemetery, needs_letter=True)
    concessions = _first(known.concessions, (*_named_numbers(stem), *_runs(bare)), cemetery, needs_letter=False)
    if plots and _only_bare_numbers(bare) and concessions:
        concessions = ()
    return Guess(plots, concessions, kind, dated)


def _named_numbers(stem: str) -> Iterator[str]:
    """Numbers after « n° », « concession », « acte »: surer than any other."""
    for match in re.finditer(r"(?:conc(?:ession)?|acte|titre|n[°o])[\s_.°-]*(\d[\d/-]*)", stem, re.IGNORECASE):
        yield match[1]


def _only_bare_numbers(stem: str) -> bool:
    return not re.search(r"conc|acte|titre|n°", stem, re.IGNORECASE)


def _among(numbers: Mapping[str, tuple[tuple[int, int], ...]], label: str, cemetery: int | None) -> tuple[int, ...]:
    if not label:
        return ()
    found = numbers.get(loose_key(label), ())
    return tuple(dict.fromkeys(each for ground, each in found if cemetery in (None, ground)))


def _first(
    numbers: Mapping[str, tuple[tuple[int, int], ...]], runs: Collection[str], cemetery: int | None, *, needs_letter: bool
) -> tuple[int, ...]:
    """What the first run that is a number names. A bare figure of one or two digits says too little."""
    for run in runs:
        key = loose_key(run)
        if not any(c.isdigit() for c in key) or (key.isdigit() and (len(key) < 3 or needs_letter)):
            continue
        found = _among(numbers, run, cemetery)
        if found:
            return found
    return ()
