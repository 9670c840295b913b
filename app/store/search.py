# SPDX-License-Identifier: EUPL-1.2
"""One index over every module's records, kept in step in the same transaction, forgiving when read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import Index, String, UniqueConstraint, delete, func, insert, or_, select, text, tuple_
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.people import key1, key2
from app.core.text import Text
from app.store.base import Base

if TYPE_CHECKING:
    from app.store.base import Record
    from app.store.uow import Work

TRIGRAM = 3
_BATCH = 300
CANDIDATES = 400
"""How many rows are fetched before ranking."""


class Entry(NamedTuple):
    """What the index holds of a record. `keys` are the texts by which it is looked for."""

    title: str
    subtitle: str
    keys: tuple[str, ...]
    weight: int | None = None


@dataclass(frozen=True, kw_only=True)
class SearchSource:
    """A kind of record that a module offers to the search."""

    kind: str
    """`directory.person`: stable, one per source."""
    title: Text
    """Heading of its group: « Personnes »."""
    model: type[Record]
    page: str
    entry: Callable[[Any], Entry | tuple[str, str, tuple[str, ...]] | None]
    """From a record to its entry; None when it is not to be found."""
    weight: int = 0
    """Put first among equals when greater."""
    follows: Mapping[type[Record], str] = field(default_factory=dict)
    """Other models whose change alters an entry, by the column that refers to them: `{Person: "person_id"}`."""


class SearchEntry(Base):
    """The portable index: one line a record, its keys folded."""

    __tablename__ = "search_entry"
    __journalled__ = False
    __table_args__ = (UniqueConstraint("kind", "row_id"), Index(None, "page"))

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(60))
    row_id: Mapped[int]
    page: Mapped[str] = mapped_column(String(80))
    title: Mapped[str]
    subtitle: Mapped[str]
    folded: Mapped[str]
    """Folded words, a space before and after each, so that ` DUP` finds a beginning of word."""
    weight: Mapped[int]


@dataclass(frozen=True)
class Hit:
    """A record found; the greater `score`, the better (100: every word is there, whole)."""

    kind: str
    title: str
    subtitle: str
    page: str
    id: int
    score: float


# ---------------------------------------------------------------- keeping in step


class Follower:
    """Notes the records of one transaction that the search must learn or forget."""

    def __init__(self, sources: Callable[[], Sequence[SearchSource]]) -> None:
        self._sources = sources
        self._own: dict[type[Any], list[SearchSource]] | None = None
        self._following: dict[type[Any], list[tuple[SearchSource, str]]] = {}
        self._changed: dict[tuple[type[Any], int], Any] = {}

    def after_flush(self, session: Session) -> None:
        """Remember what was written."""
        for target in session.new:
            self._note(target, target)
        for target in session.dirty:
            self._note(target, target)
        self.erased(tuple(session.deleted))

    def erased(self, targets: Sequence[Any]) -> None:
        """Remember rows that are gone."""
        for target in targets:
            self._note(target, None)

    def _note(self, target: Any, present: Any) -> None:
        model = type(target)
        if self._own_sources(model) or self._following.get(model):
            self._changed[model, target.id] = present

    def _own_sources(self, model: type[Any]) -> Sequence[SearchSource]:
        if self._own is None:
            self._own = {}
            for source in self._sources():
                self._own.setdefault(source.model, []).append(source)
                for other, column in source.follows.items():
                    self._following.setdefault(other, []).append((source, column))
        return self._own.get(model, ())

    def mark(self) -> dict[tuple[type[Any], int], Any]:
        """What is noted so far, to come back to it when a savepoint is rolled back."""
        return dict(self._changed)

    def back_to(self, mark: dict[tuple[type[Any], int], Any]) -> None:
        """Forget what came after the mark."""
        self._changed = mark

    def write(self, session: Session) -> None:
        """Bring the index up to date; called once, after the last flush of the transaction."""
        if not self._changed:
            return
        self._add_followers(session)
        rows: list[dict[str, Any]] = []
        stale: list[tuple[str, int]] = []
        for (model, row_id), target in self._changed.items():
            for source in self._own_sources(model):
                stale.append((source.kind, row_id))
                line = None if target is None else _line(source, target)
                if line is not None:
                    rows.append(line)
        self._changed.clear()
        _replace(session, stale, rows)

    def _add_followers(self, session: Session) -> None:
        """Records whose entry speaks of a changed one: an enrolment says the name of its child."""
        wanted: dict[tuple[type[Any], str], list[int]] = {}
        for model, row_id in self._changed:
            for source, column in self._following.get(model, ()):
                wanted.setdefault((source.model, column), []).append(row_id)
        for (model, column), ids in wanted.items():
            key = model.__table__.c[column]
            for start in range(0, len(ids), _BATCH):
                for record in session.scalars(select(model).where(key.in_(ids[start : start + _BATCH]))):
                    self._changed.setdefault((model, record.id), record)


def _line(source: SearchSource, target: Any) -> dict[str, Any] | None:
    found = source.entry(target)
    if found is None:
        return None
    entry = Entry(*found)
    return {
        "kind": source.kind, "row_id": target.id, "page": source.page, "title": entry.title,
        "subtitle": entry.subtitle, "folded": folded_keys(entry.keys),
        "weight": source.weight if entry.weight is None else entry.weight,
    }


def folded_keys(keys: Iterable[str]) -> str:
    """The stored form: every word once, and each compound also in one piece (« JEANPIERRE »)."""
    words: dict[str, None] = {}
    for key in keys:
        folded = key1(key)
        words.update(dict.fromkeys(folded.split()))
        if " " in folded:
            words[key2(key)] = None
    return f" {' '.join(words)} "


def _replace(session: Session, stale: Sequence[tuple[str, int]], rows: Sequence[Mapping[str, Any]]) -> None:
    connection = session.connection()
    table: Any = SearchEntry.__table__
    for start in range(0, len(stale), _BATCH):
        part = stale[start : start + _BATCH]
        connection.execute(delete(table).where(tuple_(table.c.kind, table.c.row_id).in_(part)))
    if rows:
        connection.execute(insert(table), list(rows))


def reindex(work: Work) -> int:
    """Write the whole index again from every source. Returns the number of entries."""
    session = work.session
    session.flush()
    session.connection().execute(delete(SearchEntry))
    count = 0
    for source in work.store.search_sources():
        lines = (_line(source, target) for target in session.scalars(select(source.model)).yield_per(500))
        batch = [line for line in lines if line is not None]
        count += len(batch)
        if batch:
            session.connection().execute(insert(SearchEntry.__table__), batch)  # type: ignore[arg-type]
    return count


# ---------------------------------------------------------------- finding


def find(session: Session, typed: str, limit: int = 40) -> list[Hit]:
    """Records that answer `typed`, the best first.

    Accents, case and hyphens do not count; each word may be the beginning of one. When few records hold
    every word, those at one or two wrong letters from a word are added after them.
    """
    words = key1(typed).split()
    if not words:
        return []
    rows = {row.id: row for row in _holding(session, words)}
    hits = [(score, row) for row in rows.values() if (score := _score(words, row.folded)) > 0]
    if len(hits) < limit and any(len(word) > TRIGRAM for word in words):
        near = (row for row in _near(session, words) if row.id not in rows)
        hits += [(score, row) for row in near if (score := _score(words, row.folded)) > 0]
    hits.sort(key=lambda hit: (-hit[0], -hit[1].weight, hit[1].title, hit[1].row_id))
    return [Hit(r.kind, r.title, r.subtitle, r.page, r.row_id, round(score, 1)) for score, r in hits[:limit]]


def _holding(session: Session, words: Sequence[str]) -> Sequence[Any]:
    """Rows that hold every word, as beginnings of words first and anywhere otherwise."""
    table: Any = SearchEntry.__table__
    query = select(table)
    long = [word for word in words if len(word) >= TRIGRAM]
    if session.get_bind().dialect.name == "sqlite" and long:
        match = " AND ".join(f'"{word}"' for word in long)
        ids = text("SELECT rowid FROM search_index WHERE search_index MATCH :match").bindparams(match=match)
        query = query.where(table.c.id.in_(ids))
    else:
        for word in long:
            query = query.where(table.c.folded.like(f"%{word}%"))
    for word in words:
        if len(word) < TRIGRAM:
            query = query.where(table.c.folded.like(f"% {word}%"))
    starts = func.instr if session.get_bind().dialect.name == "sqlite" else func.strpos
    first = (starts(table.c.folded, f" {words[0]}") > 0).desc()
    return session.execute(query.order_by(first, table.c.weight.desc(), table.c.id).limit(CANDIDATES)).all()


def _near(session: Session, words: Sequence[str]) -> Sequence[Any]:
    """Rows that share an untouched piece of the longest word: two errors cannot touch three pieces."""
    table: Any = SearchEntry.__table__
    word = max(words, key=len)
    pieces = _pieces(word, _allowed(word) + 1)
    query = select(table).where(or_(*(table.c.folded.like(f"%{piece}%") for piece in pieces)))
    return session.execute(query).all()


def _pieces(word: str, count: int) -> list[str]:
    cuts = [round(len(word) * i / count) for i in range(count + 1)]
    return [word[a:b] for a, b in pairwise(cuts) if b > a]


def _allowed(word: str) -> int:
    """How many letters may be wrong in a word of that length; figures never are."""
    if len(word) <= TRIGRAM or any(c.isdigit() for c in word):
        return 0
    return 1 if len(word) == TRIGRAM + 1 else 2


def _score(words: Sequence[str], keys: str) -> float:
    """0 when a word has no answer; 100 when all are whole words of the record."""
    present = keys.split()
    total = 0.0
    for word in words:
        best = max((_likeness(word, other) for other in present), default=0.0)
        if best == 0:
            return 0
        total += best
    return total / len(words)


def _likeness(word: str, other: str) -> float:
    if word == other:
        return 100.0
    if other.startswith(word):
        return 90.0 + 5.0 * len(word) / len(other)
    if len(word) >= TRIGRAM and word in other:
        return 75.0
    allowed = _allowed(word)
    if not allowed:
        return 0.0
    from rapidfuzz.distance import OSA

    # Only whole words are compared: a beginning with wrong letters would answer nearly anything.
    distance = OSA.distance(word, other, score_cutoff=allowed)
    return 70.0 - 12.0 * distance if distance <= allowed else 0.0
