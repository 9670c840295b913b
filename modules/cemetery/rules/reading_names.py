# SPDX-License-Identifier: EUPL-1.2
"""Reads people written in one cell: `NOMA ép. NOMB Prénom`, `LOPEZ Gaston 1827-1913`, several on several lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from app.core.people import clean_name, key1
from modules.cemetery.rules.reading import NO_DATE, DateCell, read_date, says_nothing, written


@dataclass(frozen=True, slots=True)
class PersonCell:
    """Somebody as a cell names him; what is not said is empty."""

    birth_name: str = ""
    usage_name: str = ""
    given_names: str = ""
    sex: str = ""
    """F or M when a word of the cell says it."""
    widowed: bool = False
    family: bool = False
    """« Famille DUPONT », « héritiers DUPONT »: a name, nobody in particular."""
    unknown: bool = False
    """« Inconnu(e) »: somebody lies there, identity unknown."""
    stillborn: bool = False
    mpf: bool = False
    born: DateCell = NO_DATE
    died: DateCell = NO_DATE
    buried: DateCell = NO_DATE
    as_written: str = ""
    understood: bool = True
    """False when names and words could not be told apart surely: to be read again by the clerk."""


_EMPTY = re.compile(
    r"(SEPULTURE|TOMBE|CAVEAU|CASE|PLACE|EMPLACEMENT|CONCESSION)?\s*(VIDE|LIBRE|NON OCCUPEE?|DISPONIBLE)"
)
_UNKNOWN = re.compile(
    r"(CORPS |DEFUNTS? |PERSONNES? |SOLDATS? )?(INCONNU|INCONNUE|INCONNUS|INCONNUES|INCONNU E|X|NON IDENTIFIEE?)"
)
_SEVERAL_UNKNOWN = re.compile(
    r"(\d{1,2}) (CORPS|INCONNUS?|DEFUNTS?|CERCUEILS?|PERSONNES?)( INCONNUS?| INCONNUES?)?"
)
_CIVIL = {
    "M": "M", "MR": "M", "MONSIEUR": "M", "MME": "F", "MADAME": "F", "MLLE": "F", "MELLE": "F", "MELL": "F",
    "MADEMOISELLE": "F", "VVE": "F", "VEUVE": "F", "VEUF": "M", "ABBE": "M", "PERE": "M", "SOEUR": "F",
    "ENF": "", "ENFANT": "", "BEBE": "", "DR": "", "DOCTEUR": "", "ME": "", "MM": "", "GENERAL": "M", "COLONEL": "M",
}  # fmt: skip
_PARTICLES = {
    "DE", "DU", "DES", "D", "LE", "LA", "LES", "L", "VAN", "VON", "DER", "DEN", "EL", "BEN", "OULD", "AIT",
    "SAINT", "SAINTE", "DA", "DOS", "DI",
}  # fmt: skip
_FAMILY = re.compile(r"(?i)^(?:famille|fam\.?|héritiers?|heritiers?|hoirs?|consorts|succession)\s+(?:de\s+)?")
_MARRIED = re.compile(r"(?i)\s(?:ép(?:ouse|oux|\.)?|ep(?:ouse|oux|\.)?|époux|mariée?)\s*(?:de\s+)?(?=\w)")
_WIDOW = re.compile(r"(?i)(?:^|\s)(?:v(?:eu)?ve|veuf|vf|v\.)\.?\s+(?:de\s+)?(?=\w)")
_BORN_AS = re.compile(r"(?i)\s\(?n[ée]e?\s+(?!le\b|en\b|vers\b|\d)([^()\d,]+)\)?")
_YEARS = re.compile(r"\(?(?<!\d)(1[6-9]\d\d|20\d\d|\?{1,4})\s*[-–—/]\s*(1[6-9]\d\d|20\d\d|\?{1,4})(?!\d)\)?")
_DAYISH = r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{1,2}[/.]\d{4}|\d{4}-\d{2}-\d{2}|\d{1,2}(?:er)?\s+[^\W\d]{3,9}\.?\s+\d{4}|\d{4}"
_DAYS = re.compile(rf"({_DAYISH})\s*(?:[-–—]|au|à)\s*[+†]?\s*({_DAYISH})")
_DIED = re.compile(
    rf"(?i)(?:[+†✝]|\bd[ée]c(?:[ée]d[ée]e?|\.)?|\bd\.|\bmorte?|\bdcd)\s*(?:le\s+|en\s+|:\s*)?({_DAYISH})"
)
_BORN = re.compile(rf"(?i)(?:\bn[ée]e?|°|\bo\s)\s*(?:le\s+|en\s+|:\s*)?({_DAYISH})")
_BURIED = re.compile(rf"(?i)\binh(?:um[ée]e?|\.)?\s*(?:le\s+|en\s+|:\s*)?({_DAYISH})")
_LONE_DAY = re.compile(rf"[(,]?\s*\b({_DAYISH})\b\s*\)?$")
_MPF = re.compile(r"(?i)[(,]?\s*\b(?:morts? pour la france|mpf)\b\s*\)?")
_BODY = re.compile(r"(?i)\s*\(?\b(?:urne|cendres|incin[ée]r[ée]e?|r[ée]duction|r[ée]duit)\b\)?\s*$")


def read_deceased(cell: object, *, today: date | None = None) -> tuple[PersonCell, ...]:
    """Every deceased of a cell, one a line or apart by semicolons; none for « Néant » and « sépulture vide »."""
    return _people(cell, today, unknown_count=True)


def read_holders(cell: object, *, today: date | None = None) -> tuple[PersonCell, ...]:
    """Every holder of a cell: lines, semicolons, and « DUPONT Jean et MARTIN Marie »; none for « Néant »."""
    return _people(cell, today, unknown_count=False)


def _people(cell: object, today: date | None, *, unknown_count: bool) -> tuple[PersonCell, ...]:
    found: list[PersonCell] = []
    for piece in _pieces(written(cell)):
        folded = key1(piece)
        if unknown_count and (match := _SEVERAL_UNKNOWN.fullmatch(folded)) and int(match[1]) <= 30:
            found += [PersonCell(unknown=True, as_written=piece)] * int(match[1])
        elif _UNKNOWN.fullmatch(folded):
            found += [PersonCell(unknown=True, as_written=piece)] if unknown_count else []
        elif not (says_nothing(piece) or _EMPTY.fullmatch(folded)):
            found.append(read_person(piece, today=today))
    return tuple(found)


def _pieces(text: str) -> list[str]:
    """The cell by person; « et » only parts two full names, each beginning with capitals."""
    pieces = [piece.strip(" \t,") for piece in re.split(r"[\r\n;|]+|\s+/\s+|\s\+\s(?=[^\W\d])", text)]
    parted: list[str] = []
    for piece in pieces:
        halves = re.split(r"\s+(?:et|&)\s+", piece)
        full = len(halves) > 1 and all(len(half.split()) > 1 and half.split()[0].isupper() for half in halves)
        named = full and not any(key1(half.split()[0]) in _CIVIL for half in halves[:1])
        parted += halves if named else [piece]
    return [piece for piece in parted if piece]


def read_person(text: str, *, today: date | None = None) -> PersonCell:
    """One person: names as written, dates of birth and death when the cell gives them."""
    whole = clean_name(text)
    found = PersonCell(as_written=whole)
    rest, found = _take_dates(whole, found, today)
    rest, mpf = _MPF.subn(" ", rest)
    rest = _BODY.sub("", rest)
    found = replace(found, mpf=bool(mpf), stillborn=bool(re.search(r"(?i)sans vie|mort[- ]n[ée]", rest)))
    rest = re.sub(r"(?i)\(?(?:enfant\s+)?(?:sans vie|mort[- ]n[ée]e?)\)?", " ", rest)
    rest = rest.strip(" ,;()-–+†")
    if not rest:
        return replace(found, unknown=True, understood=False)
    if _FAMILY.match(rest):
        name = _FAMILY.sub("", rest).strip()
        return replace(found, birth_name=name, family=True)
    return _names(rest, found)


def _take_dates(text: str, found: PersonCell, today: date | None) -> tuple[str, PersonCell]:
    """The text without its dates."""

    def read(part: str) -> DateCell:
        return DateCell(as_written="?") if "?" in part else read_date(part, today=today)

    taken = dict.fromkeys(("died", "buried", "born"), NO_DATE)
    for name, pattern in (("died", _DIED), ("buried", _BURIED), ("born", _BORN)):
        if match := pattern.search(text):
            taken[name] = read(match[1])
            text = f"{text[: match.start()]} {text[match.end() :]}"
    found = replace(found, died=taken["died"], buried=taken["buried"], born=taken["born"])
    if not (found.born.as_written or found.died.as_written):
        match = _DAYS.search(text) or _YEARS.search(text)
        if match:
            found = replace(found, born=read(match[1]), died=read(match[2]))
            text = f"{text[: match.start()]} {text[match.end() :]}"
        elif match := _LONE_DAY.search(text):
            # A lone date beside somebody in a grave is that of the death.
            found = replace(found, died=read(match[1]))
            text = text[: match.start()]
    return re.sub(r"\(\s*[,-]*\s*\)", " ", text).strip(" ,-"), found


def _names(text: str, found: PersonCell) -> PersonCell:
    sex, text, couple = _civility(text)
    if match := _BORN_AS.search(f" {text}"):
        maiden = clean_name(match[1])
        outside = clean_name(f"{f' {text}'[: match.start()]} {f' {text}'[match.end() :]}")
        maiden, after = _split(maiden)
        name, given = _split(outside)
        return replace(
            found,
            birth_name=maiden,
            usage_name=name,
            given_names=given or after,
            sex=sex or "F",
            understood=not couple,
        )
    for pattern, widowed in ((_MARRIED, False), (_WIDOW, True)):
        if match := pattern.search(f" {text}"):
            before, after = f" {text}"[: match.start()].strip(), f" {text}"[match.end() :].strip()
            return _married(
                found, before, after, sex, widowed, "veuf" in match[0].lower() or "oux" in match[0].lower()
            )
    name, given = _split(text)
    return replace(found, birth_name=name, given_names=given, sex=sex, understood=bool(name) and not couple)


def _married(found: PersonCell, before: str, after: str, sex: str, widowed: bool, man: bool) -> PersonCell:
    """`NOMA ép. NOMB Prénom`, `NOMA Prénom ép. NOMB`, `Vve NOMB Prénom`."""
    usage, given_after = _split(after)
    birth, given_before = _split(before)
    sex = sex or ("M" if man else "F")
    if man:
        # « DURAND Paul époux MARTIN »: the other's name, not his.
        return replace(
            found,
            birth_name=birth,
            given_names=given_before,
            sex=sex,
            widowed=widowed,
            understood=bool(birth),
        )
    return replace(
        found, birth_name=birth, usage_name=usage, given_names=given_before or given_after, sex=sex,
        widowed=widowed, understood=bool(usage),
    )  # fmt: skip


def sex_of_title(title: str) -> str:
    """F or M from « Mme », « Mr », « Mlle »; empty when it does not say."""
    return _CIVIL.get(key1(title), "")


def _civility(text: str) -> tuple[str, str, bool]:
    """(sex, text without its titles, whether two people hide in it)."""
    sex, titles = "", 0
    couple = bool(
        re.match(r"(?i)(?:m\.?|mr|monsieur)\s*(?:et|&|ou)\s*(?:mme|madame)\b|époux\s|epoux\s|mm\.?\s", text)
    )
    text = re.sub(r"(?i)^(?:époux|epoux)\s+", "", text)
    words = text.split()
    while words and (
        (folded := key1(words[0])) in _CIVIL or (titles and folded in {"ET", "OU"}) or words[0] == "&"
    ):
        if folded in {"VVE", "VEUVE", "VEUF"}:
            break
        # A lone « M » may be an initial: only with its dot, or before a name.
        sex = sex or _CIVIL.get(folded, "")
        titles += 1
        words = words[1:]
    return ("" if couple else sex), " ".join(words), couple


def _split(text: str) -> tuple[str, str]:
    """(surname, given names): capitals are the surname; without capitals to tell, the first word with its particles."""
    words = clean_name(text).strip(" ,").replace(",", " , ").split()
    if "," in words:
        at = words.index(",")
        return " ".join(words[:at]), " ".join(word for word in words[at + 1 :] if word != ",")
    if not words:
        return "", ""
    loud = [_is_loud(word) for word in words]
    if all(loud) or not any(loud):
        return _by_position(words)
    first = loud.index(True)
    last = len(loud) - 1 - loud[::-1].index(True)
    # Particles in small letters between or before the capitals belong to the name: « de LA TOUR ».
    while first > 0 and key1(words[first - 1]) in _PARTICLES and words[first - 1][0].islower():
        first -= 1
    return " ".join(words[first : last + 1]), " ".join(words[:first] + words[last + 1 :])


def _is_loud(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    return len(letters) > 1 and all(c.isupper() for c in letters)


def _by_position(words: list[str]) -> tuple[str, str]:
    at = 1
    while at < len(words) and all(part in _PARTICLES for part in key1(words[at - 1]).split()):
        at += 1
    return " ".join(words[:at]), " ".join(words[at:])
