# SPDX-License-Identifier: EUPL-1.2
"""Reads the cells of old registers: dates, durations, kinds, plot numbers and sums, kept as written (§17.4).

Nothing is invented: what a cell does not say stays None, `understood` is False and `as_written` holds the cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from app.core.dates import FIRST_YEAR, LAST_YEAR, MONTH_NAMES, PartialDate
from app.core.people import key1
from modules.cemetery.rules.codes import DurationCode, PlotKind, Regime
from modules.cemetery.rules.terms import duration_code

FRANCS_PER_EURO = Decimal("6.55957")
"""New francs for one euro (Council regulation 2866/98)."""
NEW_FRANC_YEAR = 1960
"""From 1 January 1960 on, one new franc is a hundred old ones."""
EURO_YEAR = 2002
_NOTHING = {"", "NEANT", "NC", "N C", "RIEN", "AUCUN", "AUCUNE", "SANS", "SANS DATE", "NON RENSEIGNE", "NULL"}
_UNKNOWN = {"INCONNU", "INCONNUE", "INCONNU E", "DATE INCONNUE", "ILLISIBLE", "NON CONNU", "NON CONNUE"}


def written(cell: object) -> str:
    """The cell as somebody would have typed it, days as DD/MM/YYYY, its lines kept."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return f"{cell.day:02d}/{cell.month:02d}/{cell.year:04d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def says_nothing(cell: object) -> bool:
    """« Néant », « - », « n.c. », a blank: the file says that there is nothing, or does not know."""
    text = written(cell)
    return key1(text) in _NOTHING | _UNKNOWN or not re.search(r"\w", text)


# ---------------------------------------------------------------- dates


@dataclass(frozen=True, slots=True)
class DateCell:
    """A date as an old register gives it."""

    value: PartialDate | None = None
    circa: bool = False
    as_written: str = ""
    understood: bool = True
    """False when something is written that is no date: the text is all that there is."""

    @property
    def doubtful(self) -> bool:
        """Worth keeping the text beside the date: not known to the day, about, or not read."""
        return bool(self.as_written) and (self.circa or self.value is None or self.value.day is None)


_CIRCA = re.compile(
    r"\(?\b(?:approx(?:imatif|imative|imativement)?|env(?:iron)?|vers|circa|ca|probable(?:ment)?|estimee?)\b\.?\)?"
    r"|[~≈]|\(?\?\)?",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"\b(?:avant|apres|après|debut|début|fin)\b", re.IGNORECASE)
_LEAD = re.compile(
    r"^(?:[+†✝°*]|(?:ne|née?|decede|décédée?|inhumee?|inhumée?|le|du|au|en|depuis)\b)[\s:(]*", re.IGNORECASE
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?(?:[T ]\d\d:\d\d(?::\d\d)?.*)?")
_DMY = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})")
_MY = re.compile(r"(\d{1,2})\s*[/.\- ]\s*(\d{4})")
_WORDS = re.compile(r"(?:(\d{1,2})(?:\s*er)?\s*[/.\- ]?\s*)?([^\W\d]{3,})\.?\s*[/.\- ]?\s*(\d{4}|\d{2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


def read_date(
    cell: object, *, today: date | None = None, near: PartialDate | None = None, past: bool = True
) -> DateCell:
    """The date in a cell: 01/01/1949 (approx.), sept. 1952, 1er mars 1931, 2008-01-00, 0000-00-00, 1923.

    A year of two digits is the first one from `near` on (an expiry after its start); without `near`, the latest
    that is not after `today` when `past`, else it is not read.
    """
    text = written(cell)
    if isinstance(cell, datetime):
        cell = cell.date()
    if isinstance(cell, date):
        return DateCell(PartialDate.of(cell), as_written=text)
    if says_nothing(cell):
        return DateCell(as_written=text)
    bare, marks = _CIRCA.subn(" ", text)
    bare, bounds = _BEFORE.subn(" ", bare)
    bare = bare.strip(" ,;.()")
    while (shorter := _LEAD.sub("", bare).strip(" ,;.()")) != bare:
        bare = shorter
    parts = _date_parts(bare)
    if parts is None:
        return DateCell(as_written=text, understood=False)
    year_text, month, day = parts
    year = _year(year_text, month, day, today, near, past)
    if year == 0:
        return DateCell(as_written=text)
    try:
        value = PartialDate(year, month or None, (day or None) if month else None)
    except (ValueError, TypeError):
        return DateCell(as_written=text, understood=False)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return DateCell(as_written=text, understood=False)
    return DateCell(value, bool(marks or bounds), text)


def _date_parts(text: str) -> tuple[str, int, int] | None:
    """(year as written, month or 0, day or 0)."""
    if match := _ISO.fullmatch(text):
        return match[1], int(match[2]), int(match[3] or 0)
    if match := _DMY.fullmatch(text):
        return match[3], int(match[2]), int(match[1])
    if match := _MY.fullmatch(text):
        return match[2], int(match[1]), 0
    if match := _COMPACT.fullmatch(text):
        return match[1], int(match[2]), int(match[3])
    if re.fullmatch(r"\d{4}", text):
        return text, 0, 0
    match = _WORDS.fullmatch(text)
    month = _month(match[2]) if match else 0
    return (match[3], month, int(match[1] or 0)) if match and month else None


def _month(word: str) -> int:
    """Number of the month that `word` begins, 0 when it is none or two."""
    wanted = key1(word)
    found = [n for n, name in enumerate(MONTH_NAMES, start=1) if key1(name).startswith(wanted)]
    return found[0] if len(found) == 1 else 0


def _year(text: str, month: int, day: int, today: date | None, near: PartialDate | None, past: bool) -> int:
    year = int(text)
    if len(text) == 4:
        return year
    if near is not None:
        year += near.year - near.year % 100
        return (
            year
            if (year, month or 12, day or 31) >= (near.year, near.month or 1, near.day or 1)
            else year + 100
        )
    if today is None or not past:
        return -1
    year += today.year - today.year % 100
    return year if (year, month, day) <= (today.year, today.month, today.day) else year - 100


NO_DATE = DateCell()
"""Nothing is written."""


# ---------------------------------------------------------------- durations


@dataclass(frozen=True, slots=True)
class DurationCell:
    """A duration: its category, and the years when it ends."""

    code: DurationCode | None = None
    years: int | None = None
    as_written: str = ""
    understood: bool = True


NO_DURATION = DurationCell()
_YEAR_WORDS = {
    "QUINZENAIRE": 15, "QUINZE": 15, "DECENNALE": 10, "DECENNAL": 10, "DIX": 10, "CINQ": 5, "VINGT": 20,
    "TRENTENAIRE": 30, "TRENTE": 30, "CINQUANTENAIRE": 50, "CINQUANTE": 50, "CENTENAIRE": 100, "CENT": 100,
}  # fmt: skip
LONGEST = 500
"""Years beyond which a number is no duration."""


def read_duration(cell: object, *, bare: bool = True) -> DurationCell:
    """« 30 ans renouvelables », « cinquantenaire », « à perpétuité », 15: the category and its years.

    Without `bare`, a number alone is no duration (« Caveau 2 »).
    """
    text = written(cell)
    if says_nothing(cell):
        return DurationCell(as_written=text)
    folded = key1(text)
    if re.search(r"\bPERP(E|ET|ETU\w*)?\b", folded) or folded == "P":
        return DurationCell(DurationCode.PERP, None, text)
    if (years := _years_in(folded, bare)) is not None:
        return DurationCell(duration_code(years), years, text)
    if re.search(r"\bTEMP(ORAIRE)?\b", folded):
        return DurationCell(DurationCode.TEMP, None, text)
    return DurationCell(as_written=text, understood=False)


def _years_in(folded: str, bare: bool) -> int | None:
    match = re.search(r"\b(\d{1,3})\s*(?:ANS?|ANNEES?|A)\b", folded)
    if match is None and bare:
        match = re.fullmatch(r"[A-Z ]*?(\d{1,3})", folded)
    if match and 0 < int(match[1]) <= LONGEST:
        return int(match[1])
    return next((_YEAR_WORDS[word] for word in folded.split() if word in _YEAR_WORDS), None)


# ---------------------------------------------------------------- kinds and regimes


@dataclass(frozen=True, slots=True)
class KindCell:
    """All that a « type » cell may say of a plot at once."""

    kind: PlotKind | None = None
    regime: Regime | None = None
    duration: DurationCell = NO_DURATION
    mpf: bool = False
    """« Mort pour la France » is written."""
    expires_on: date | None = None
    """« échue depuis le … »."""
    repossessed_on: PartialDate | None = None
    """« reprise le … »: the plot was taken back on that day."""
    repossessed: bool = False
    as_written: str = ""
    understood: bool = True


_KINDS: tuple[tuple[str, PlotKind, Regime | None], ...] = (
    (
        r"CAVEAUX? (PROVISOIRE|D ATTENTE|COMMUNAL)|DEPOSITOIRE|TEMP VAULT",
        PlotKind.TEMP_VAULT,
        Regime.MUNICIPAL,
    ),
    (r"OSSUAIRE|OSSUARY", PlotKind.OSSUARY, Regime.MUNICIPAL),
    (r"DISPERSION|JARDIN (DU |DES )?SOUVENIRS?|SCATTERING", PlotKind.SCATTERING, Regime.MUNICIPAL),
    (r"CAVURNE|CAVE URNE|CAVE A URNE|URN VAULT|MINI CAVEAU", PlotKind.URN_VAULT, None),
    (r"COL[UO]MBARIUM|\bCASES?\b|\bNICHES?\b", PlotKind.COLUMBARIUM, None),
    (r"ENFEUS?\b|ENFEUX|WALL NICHE", PlotKind.WALL_NICHE, None),
    (r"PLEINE TERRE|\bTERRE\b|\bFOSSES?\b|\bEARTH\b", PlotKind.EARTH, None),
    (r"CAVEAU|CHAPELLE|\bVAULT\b", PlotKind.VAULT, None),
    (r"\bAUTRE\b|\bOTHER\b", PlotKind.OTHER, None),
)
_REGIMES: tuple[tuple[str, Regime], ...] = (
    (
        r"TERRAINS? COMMUN|TERRAINCOMMUN|SERVICE ORDINAIRE|FOSSE COMMUNE|^COMMON$|SERVICE COMMUN",
        Regime.COMMON,
    ),
    (r"MILITAIRE|SOLDAT|SOUVENIR FRANCAIS|^MILITARY$", Regime.MILITARY),
    (r"CONCESSION|CONCEDEE?|^CONCEDED$", Regime.CONCEDED),
    (r"EQUIPEMENT|^MUNICIPAL$", Regime.MUNICIPAL),
    (r"SEPULTURE PARTICULIERE|^PRIVATE FOREVER$", Regime.PRIVATE_FOREVER),
)
_DAY_IN = r"(?:le\s+)?(\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{4})"


def read_kind(cell: object, *, today: date | None = None) -> KindCell:
    """What a « type » cell says: « Concession (50 ans) échue depuis le 01/01/2026 », « Caveau », « Terrain commun »."""
    return _read_kind(written(cell), today)


@lru_cache(maxsize=4096)
def _read_kind(text: str, today: date | None) -> KindCell:
    # The same few words come back thousands of times.
    if says_nothing(text):
        return KindCell(as_written=text)
    folded = key1(text)
    found = KindCell(as_written=text, mpf=bool(re.search(r"MORTS? POUR LA FRANCE|\bMPF\b", folded)))
    for pattern, regime in _REGIMES:
        if re.search(pattern, folded):
            found = replace(found, regime=regime)
            break
    for pattern, kind, regime_of in _KINDS:
        if re.search(pattern, folded):
            found = replace(found, kind=kind, regime=found.regime or regime_of)
            break
    if found.regime is Regime.COMMON and found.kind is None:
        found = replace(found, kind=PlotKind.EARTH)
    if found.regime is not Regime.COMMON:
        duration = read_duration(re.sub(r"(?i)échue?.*|reprise.*", "", text), bare=False)
        if duration.code is not None and not (duration.code is DurationCode.TEMP and duration.years is None):
            found = replace(found, duration=duration, regime=found.regime or Regime.CONCEDED)
    return _ended(found, text, today)


def _ended(found: KindCell, text: str, today: date | None) -> KindCell:
    if match := re.search(rf"(?i)\b[ée]chue?\b.*?{_DAY_IN}", text):
        on = read_date(match[1], today=today).value
        found = replace(found, expires_on=on.full if on else None)
    if match := re.search(rf"(?i)\breprise\b(?:.*?{_DAY_IN})?", text):
        on = read_date(match[1], today=today).value if match[1] else None
        found = replace(found, repossessed=True, repossessed_on=on)
    said = found.kind or found.regime or found.duration.code or found.repossessed or found.mpf
    return replace(found, understood=bool(said))


# ---------------------------------------------------------------- numbers of plots


@dataclass(frozen=True, slots=True)
class Spot:
    """One numbered spot: `12 bis` is number 12, suffix bis."""

    number: str
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class LabelCell:
    """A plot's label taken apart; two spots or more are one concession over several plots."""

    section: str = ""
    row: str = ""
    spots: tuple[Spot, ...] = ()
    as_written: str = ""
    understood: bool = True


WIDEST = 6
"""Most plots that « 317-322 » may join: beyond, the two numbers mean something else."""
_SUFFIX = r"(?:\s*-?\s*(bis|ter|quater|[a-zA-Z](?![a-zA-Z])))?"
_ONE = re.compile(rf"([^\W\d_]+(?:\s[^\W\d_]+)*)?\s*[-./ ]?\s*(\d+){_SUFFIX}", re.IGNORECASE)
_PAIR = re.compile(r"([^\W\d_]*)\s*(\d+)\s*(-|/|\+|&|,|et|à|a)\s*(\d+)", re.IGNORECASE)
_THREE = re.compile(rf"([^\W_]{{1,8}})\s*[-./ ]\s*(\d+|[^\W\d_]\d*)\s*[-./ ]\s*(\d+){_SUFFIX}", re.IGNORECASE)


def read_label(cell: object) -> LabelCell:
    """« E317-318 » (two plots), « JTC001 », « A-12 bis », « A-01-02 » (section, row, number), 12."""
    text = written(cell)
    if says_nothing(cell):
        return LabelCell(as_written=text)
    bare = re.sub(
        r"(?i)^(?:n\s*[°o]\s*|num(?:éro|\.)?\s*|tombe\s+|emplacement\s+|case\s+)+", "", text
    ).strip()
    if (match := _PAIR.fullmatch(bare)) and (spots := _several(match)):
        return LabelCell(match[1].upper(), "", spots, text)
    if match := _THREE.fullmatch(bare):
        return LabelCell(
            match[1].upper(), match[2].upper(), (Spot(match[3], (match[4] or "").lower()),), text
        )
    if match := _ONE.fullmatch(bare):
        return LabelCell((match[1] or "").upper(), "", (Spot(match[2], (match[3] or "").lower()),), text)
    return LabelCell("", "", (Spot(" ".join(bare.split())),), text, understood=False)


def _several(match: re.Match[str]) -> tuple[Spot, ...]:
    first, last = int(match[2]), int(match[4])
    # « E3178-79 » leaves out the digits that do not change.
    if last < first and len(match[4]) < len(match[2]):
        last = int(match[2][: -len(match[4])] + match[4])
    joined = match[3] not in "-/"
    if not first < last <= first + (WIDEST if joined or match[1] or last == first + 1 else 0):
        return ()
    width = len(match[2]) if match[2].startswith("0") else 0
    every = range(first, last + 1) if match[3].lower() in "-àa/" else (first, last)
    return tuple(Spot(str(n).zfill(width)) for n in every)


def number_key(number: str, suffix: str = "") -> str:
    """How plot numbers compare: « 012 » and 12 are the same, « 12 bis » is not."""
    bare = key1(number)
    return f"{bare.lstrip('0') or bare}{key1(suffix)}"


# ---------------------------------------------------------------- sums and measures


@dataclass(frozen=True, slots=True)
class AmountCell:
    """A sum: in euros when it can be told, else only as written."""

    euros: Decimal | None = None
    as_written: str = ""
    understood: bool = True
    currency: str = ""
    """EUR, FRF or OLD_FRF (old francs, before 1960); empty when unknown."""


_NUMBER = re.compile(r"-?\d[\d\s\u202f\u00a0.']*(?:,\d+)?")
_FRANCS = re.compile(r"(?i)(?<![a-z])(?:f|frs?|frf|francs?|nf|af)(?![a-z])")


def read_number(cell: object) -> Decimal | None:
    """12.50 from « 12,50 », « 12.5 », « 1 500 », « 2 m² »; None when the cell is no number."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float | Decimal):
        return Decimal(str(cell))
    text = re.sub(r"(?i)\s*m\s*(?:²|2|ètres?|etres?)?\s*$", "", written(cell))
    return _decimal(text)


def _decimal(text: str) -> Decimal | None:
    bare = re.sub(r"[\s\u202f\u00a0']", "", text)
    if re.fullmatch(r"-?\d{1,3}(\.\d{3})+(,\d+)?", bare):
        bare = bare.replace(".", "")
    try:
        found = Decimal(bare.replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def read_amount(cell: object, on: PartialDate | None = None) -> AmountCell:
    """The sum in a cell in euros: « 1 500 F » of 1995 is 228.67, of 1950 (old francs) 2.29.

    Francs without a date, or dated after the euro, and numbers without a currency from before it stay as
    written: which money was meant is not known.
    """
    text = written(cell)
    if says_nothing(cell):
        return AmountCell(as_written=text)
    match = _NUMBER.search(text)
    value = _decimal(match[0]) if match else None
    rest = (text[: match.start()] + text[match.end() :]).strip() if match else text
    unit = key1(rest)
    if value is None or value < 0:
        return AmountCell(as_written=text, understood=False)
    if "€" in rest or unit in {"EUR", "EURO", "EUROS"}:
        return AmountCell(_to_cent(value), text, currency="EUR")
    if _FRANCS.search(rest):
        return _francs(value, text, unit, on)
    if not rest and on is not None and on.year >= EURO_YEAR:
        return AmountCell(_to_cent(value), text, currency="EUR")
    return AmountCell(as_written=text, understood=False)


def _francs(value: Decimal, text: str, unit: str, on: PartialDate | None) -> AmountCell:
    if re.search(r"\bAF\b|ANCIEN", unit):
        old = True
    elif re.search(r"\bNF\b|NOUVEAU", unit):
        old = False
    elif on is None or on.year > EURO_YEAR:
        return AmountCell(as_written=text, understood=False)
    else:
        old = on.year < NEW_FRANC_YEAR
    francs = value / 100 if old else value
    return AmountCell(_to_cent(francs / FRANCS_PER_EURO), text, currency="OLD_FRF" if old else "FRF")


def _to_cent(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


def read_count(cell: object) -> int | None:
    """A number of places: 3, « 3 places », « 2,0 »; None when the cell says none."""
    match: Any = re.match(r"\s*(\d{1,3})(?:[.,]0+)?(?!\d)", written(cell))
    return int(match[1]) if match else None
