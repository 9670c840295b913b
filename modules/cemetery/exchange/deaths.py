# SPDX-License-Identifier: EUPL-1.2
"""Compares chunks of the deaths file with the people of the concessions; most lines are passed over unread."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from app.core.outcome import EnvironmentProblem
from app.core.text import Text
from app.directory.models import Person
from app.forms.page import Params, RowFate, RowOutcome
from app.store.uow import Work
from modules.cemetery.models import ConcessionParty, DeathCandidate, Deceased
from modules.cemetery.permissions import OPERATE
from modules.cemetery.rules.codes import PartyRole
from modules.cemetery.rules.insee import (
    LEAST_LENGTH,
    DeathLine,
    csv_positions,
    decode_line,
    read_cells,
    read_line,
)
from modules.cemetery.rules.matching import Known, MatchVerdict, Prefilter, known, score
from modules.cemetery.strings import _, _n

MOST_SHOWN = 5
"""Bad lines of a chunk that are named; the others are counted."""
SPARE = 4096
"""Bytes read past the end of a chunk to finish its last line."""


class DeathsImport:
    """Knows every living holder and heir; `chunk` is called for each piece of the file."""

    def __init__(self, work: Work, department: str) -> None:
        work.require(OPERATE)
        self.session = work.session
        self.department = department
        self.people = Prefilter(self._alive())
        self.done = {(c.person_id, c.line_key) for c in self.session.scalars(select(DeathCandidate))}
        self.line = 0

    def _alive(self) -> Iterator[Known]:
        dead = select(Deceased.person_id).where(Deceased.person_id.is_not(None))
        held = select(ConcessionParty.person_id).where(ConcessionParty.role != PartyRole.EXCLUDED)
        for person in self.session.scalars(select(Person).where(Person.id.in_(held), Person.id.not_in(dead))):
            sex = person.sex.value if person.sex else ""
            yield known(
                person.id, person.birth_name, person.usage_name, person.given_names, sex, person.birth_date,
                person.birth_place_code, person.birth_place,
            )  # fmt: skip

    # ------------------------------------------------------------ one chunk

    def chunk(self, values: Params) -> RowOutcome:
        """Candidates of a piece of the file; bad lines are counted and named, never fatal."""
        lines = self._lines(values)
        first = self.line + 1
        bad: list[int] = []
        if values.get("headings"):
            found = self._from_cells(lines, str(values["headings"]), bad, is_first=not values["first"])
        else:
            found = self._from_width(lines, bad)
        made = [title for death in found for title in self._compare(death)]
        title = str(_("Lignes {first} à {last}", first=first, last=self.line))
        kept = [_bad_lines(bad)] if bad else []
        kept += [_("À vérifier\u00a0: {name}", name=name) for name in made]
        return RowOutcome(RowFate.NEW if made else RowFate.SAME, title, kept=tuple(kept))

    def _lines(self, values: Params) -> list[bytes]:
        """The lines that begin in the chunk: the one before its start belongs to the chunk before."""
        path, first, last = Path(values["path"]), int(values["first"]), int(values["last"])
        try:
            with path.open("rb") as file:
                file.seek(max(0, first - 1))
                content = file.read(last - max(0, first - 1))
                while not content.endswith(b"\n") and (more := file.read(SPARE)):
                    end = more.find(b"\n")
                    content += more if end < 0 else more[: end + 1]
        except OSError as error:
            raise EnvironmentProblem(
                _(
                    "«\u00a0{name}\u00a0» ne peut plus être lu\u00a0: est-il encore à sa place\u202f?",
                    name=path.name,
                ),
                str(error),
            ) from error
        if first:
            content = content[content.find(b"\n") + 1 :]
        lines = content.split(b"\n")
        if lines and not lines[-1]:
            lines.pop()
        return lines

    def _from_width(self, lines: list[bytes], bad: list[int]) -> Iterator[DeathLine]:
        may_be_known = self.people.may_be_known
        for raw in lines:
            self.line += 1
            # Nearly every line is plain ASCII of the right length: a few look-ups are enough to pass it over.
            if len(raw) >= LEAST_LENGTH and raw.isascii():
                star = raw.find(b"*", 0, 80)
                if star > 0 and raw[154:162].isdigit() and not may_be_known(raw[:star].strip(), raw[81:89]):
                    continue
            elif not raw.strip():
                continue
            death = read_line(decode_line(raw))
            if death is None:
                bad.append(self.line)
            else:
                yield death

    def _from_cells(
        self, lines: list[bytes], headings: str, bad: list[int], *, is_first: bool
    ) -> Iterator[DeathLine]:
        separator = max(";,\t", key=headings.count)
        positions = csv_positions(headings.split(separator)) or {}
        texts = (decode_line(raw) for raw in lines)
        for index, cells in enumerate(csv.reader(texts, delimiter=separator)):
            self.line += 1
            if (is_first and index == 0) or not any(cells):
                continue
            death = read_cells(cells, positions)
            if death is None:
                bad.append(self.line)
            else:
                yield death

    # ------------------------------------------------------------ candidates

    def _compare(self, death: DeathLine) -> list[str]:
        if death.born is None:
            # Without a year of birth no score is ever shown.
            return []
        born = death.born.iso.replace("-", "").replace("X", "0")
        made = []
        for person in self.people.people_like(death.surname, born):
            found = score(person, death, self.department)
            if found.verdict is MatchVerdict.NOT_SHOWN:
                continue
            # Somebody cannot have died before being born, as the commune knows it.
            if death.died is not None and person.born is not None and death.died.last < person.born.first:
                continue
            key = line_key(death)
            if (person.id, key) in self.done:
                continue
            self.done.add((person.id, key))
            names = f"{death.surname} {' '.join(death.given_names)}"
            self.session.add(
                DeathCandidate(
                    person_id=person.id, line_key=key, score=found.points, reasons=[str(r) for r in found.reasons],
                    names=names, born_on=death.born,
                    birth_place=" ".join(part for part in (death.birth_place, death.birth_country) if part),
                    died_on=death.died, death_place_code=death.death_code, death_record=death.record,
                )
            )  # fmt: skip
            made.append(f"{names} ({found.points})")
        return made


def line_key(death: DeathLine) -> str:
    """The same person of the file has the same key in the monthly and the yearly files."""
    parts = (
        death.surname, *death.given_names, death.sex, death.born.iso if death.born else "", death.birth_code,
        death.died.iso if death.died else "", death.death_code, death.record,
    )  # fmt: skip
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:24]


def _bad_lines(bad: list[int]) -> Text:
    shown = ", ".join(str(number) for number in bad[:MOST_SHOWN]) + (", …" if len(bad) > MOST_SHOWN else "")
    return _n(
        "{n} ligne illisible ou coupée, laissée de côté\u00a0: {shown}",
        "{n} lignes illisibles ou coupées, laissées de côté\u00a0: {shown}",
        len(bad),
        shown=shown,
    )
