# SPDX-License-Identifier: EUPL-1.2
"""One index over every module's records, kept in step in the same transaction, forgiving when read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from sqlalchemy import (
    Connection,
    Index,
    Select,
    String,
    UniqueConstraint,
    delete,
    func,
    insert,
    or_,
    select,
    text,
    tuple_,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.people import key1, key2
from app.core.text import Text
from app.store.base import Base
from app.store.spelling import LONGEST_WORD, allowed, begun, misspelt, spellings

if TYPE_CHECKING:
    from app.store.base import Record
    from app.store.uow import Work

TRIGRAM = 3
_BATCH = 300
CANDIDATES = 400
"""How many rows are fetched before ranking."""
MOST_WORDS = 12
"""Words typed beyond these are left aside: a pasted page is not a question."""


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
    follows: Mapping[type[Record], str | Callable[[Sequence[int]], Select[int]]] = field(default_factory=dict)
    """Other models whose change alters an entry, by the column that refers to them: `{Person: "person_id"}`; or,
    where the way is longer, by a function from their ids to a SELECT of the ids of the records that follow them."""
    parts: Mapping[type[Record], str] = field(default_factory=dict)
    """Models whose rows are parts of an entry, by their column that refers to it: `{PlotAlias: "plot_id"}`."""
    load: Callable[[], Sequence[Any]] = tuple
    """Loader options for what an entry reads beside its record: a thousand entries in a few queries."""


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


class SearchWord(Base):
    """Every word of the entries, once: where a misspelt word finds its neighbours without reading the entries.

    Words are counted, so that the last entry to go takes its word along: no erased name outlives its record.
    """

    __tablename__ = "search_word"
    __journalled__ = False

    word: Mapped[str] = mapped_column(String(LONGEST_WORD), primary_key=True)
    entries: Mapped[int]
    """How many entries hold it."""


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
        self._following: dict[type[Any], list[tuple[SearchSource, Any]]] = {}
        self._wholes: dict[type[Any], list[tuple[SearchSource, str]]] = {}
        self._changed: dict[tuple[type[Any], int], Any] = {}
        self._of_parts: dict[type[Any], set[int]] = {}
        """Records whose parts changed, by model; a savepoint rolled back only leaves some to be read again."""

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
        for source, column in self._wholes.get(model, ()):
            whole = getattr(target, column)
            if whole is not None:
                self._of_parts.setdefault(source.model, set()).add(whole)

    def _own_sources(self, model: type[Any]) -> Sequence[SearchSource]:
        if self._own is None:
            self._own = {}
            for source in self._sources():
                self._own.setdefault(source.model, []).append(source)
                for other, way in source.follows.items():
                    self._following.setdefault(other, []).append((source, way))
                for other, column in source.parts.items():
                    self._wholes.setdefault(other, []).append((source, column))
        return self._own.get(model, ())

    def mark(self) -> dict[tuple[type[Any], int], Any]:
        """What is noted so far, to come back to it when a savepoint is rolled back."""
        return dict(self._changed)

    def back_to(self, mark: dict[tuple[type[Any], int], Any]) -> None:
        """Forget what came after the mark."""
        self._changed = mark

    def write(self, session: Session) -> None:
        """Bring the index up to date; called once, after the last flush of the transaction."""
        if not self._changed and not self._of_parts:
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
        wanted: dict[tuple[type[Any], Any], list[int]] = {}
        for model, row_id in self._changed:
            for source, way in self._following.get(model, ()):
                wanted.setdefault((source.model, way), []).append(row_id)
        for (model, way), ids in wanted.items():
            for start in range(0, len(ids), _BATCH):
                batch = ids[start : start + _BATCH]
                found = model.__table__.c[way].in_(batch) if isinstance(way, str) else model.id.in_(way(batch))
                self._add(session, model, found)
        for model, wholes in self._of_parts.items():
            ids = sorted(wholes)
            for start in range(0, len(ids), _BATCH):
                self._add(session, model, model.id.in_(ids[start : start + _BATCH]))
        self._of_parts.clear()

    def _add(self, session: Session, model: type[Any], found: Any) -> None:
        # What was read before the last flush may lack a part written since.
        load = [option for source in self._own_sources(model) for option in source.load()]
        fresh = select(model).where(found).options(*load).execution_options(populate_existing=True)
        for record in session.scalars(fresh):
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
    words: Counter[str] = Counter()
    for start in range(0, len(stale), _BATCH):
        old = tuple_(table.c.kind, table.c.row_id).in_(stale[start : start + _BATCH])
        for folded in connection.scalars(delete(table).where(old).returning(table.c.folded)):
            words.subtract(spellings(folded))
    _add(connection, rows)
    for row in rows:
        words.update(spellings(row["folded"]))
    _count(connection, words)


def _add(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert entries, hundreds a statement: FTS5 writes its pages at the end of each."""
    if rows:
        # It is RETURNING that has SQLAlchemy put many rows in one statement.
        table: Any = SearchEntry.__table__
        connection.execute(insert(table).returning(table.c.id), list(rows)).close()


def _count(connection: Connection, changes: Mapping[str, int]) -> None:
    """Add to the counts of words (or take off them), and forget the words that no entry holds any more."""
    # In one order for everybody: two workstations that write the same words wait, they do not lock each other.
    rows: list[dict[str, Any]] = [{"word": word, "entries": change} for word, change in sorted(changes.items()) if change]
    if not rows:
        return
    table: Any = SearchWord.__table__
    adding = _inserting(connection)(table)
    counted = table.c.entries + adding.excluded.entries
    connection.execute(adding.on_conflict_do_update(index_elements=["word"], set_={"entries": counted}), rows)
    fewer = [row["word"] for row in rows if row["entries"] < 0]
    for start in range(0, len(fewer), _BATCH):
        part = table.c.word.in_(fewer[start : start + _BATCH])
        connection.execute(delete(table).where(part, table.c.entries <= 0))


def _inserting(connection: Connection) -> Any:
    """The INSERT … ON CONFLICT of this database."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as inserting
    else:
        from sqlalchemy.dialects.postgresql import insert as inserting  # type: ignore[assignment]
    return inserting


def reindex(work: Work) -> int:
    """Write the whole index again from every source. Returns the number of entries.

    Nothing is left of what it held before: erased names are in none of its tables, pieces included.
    """
    session = work.session
    session.flush()
    connection = session.connection()
    connection.execute(delete(SearchEntry))
    connection.execute(delete(SearchWord))
    words: Counter[str] = Counter()
    count = 0
    for source in work.store.search_sources():
        for targets in session.scalars(select(source.model).execution_options(yield_per=_BATCH)).partitions():
            batch = [line for target in targets if (line := _line(source, target)) is not None]
            _add(connection, batch)
            for line in batch:
                words.update(spellings(line["folded"]))
            count += len(batch)
    _count(connection, words)
    if connection.dialect.name == "sqlite":
        # FTS5 only marks what is deleted: the trigrams of an erased name would stay readable in its pages.
        connection.execute(text("INSERT INTO search_index(search_index) VALUES ('rebuild')"))
    return count


# ---------------------------------------------------------------- finding


Neighbours = Mapping[str, Mapping[str, float]]
"""By word typed, the known words that may be meant, with their likeness."""


def find(session: Session, typed: str, limit: int = 40) -> list[Hit]:
    """Records that answer `typed`, the best first.

    Accents, case and hyphens do not count; each word may be the beginning of one. When few records hold
    every word, those at one or two wrong letters from a word are added after them.
    """
    words = list(dict.fromkeys(key1(typed).split()))[:MOST_WORDS]
    if not words:
        return []
    near: Neighbours = {word: {} for word in words}
    rows = {row.id: row for row in _holding(session, near)}
    if len(rows) < limit and any(map(allowed, words)):
        for near in _nearer_to_farther(session, words):
            rows.update((row.id, row) for row in _holding(session, near))
            if len(rows) >= limit:
                break
    hits = [(score, row) for row in rows.values() if (score := _score(near, row.folded)) > 0]
    hits.sort(key=lambda hit: (-hit[0], -hit[1].weight, hit[1].title, hit[1].row_id))
    return [Hit(r.kind, r.title, r.subtitle, r.page, r.row_id, round(score, 1)) for score, r in hits[:limit]]


def _holding(session: Session, near: Neighbours) -> Sequence[Any]:
    """Rows that hold every word or a neighbour of it; those that begin with the first one come first."""
    table: Any = SearchEntry.__table__
    query = select(table)
    starts: Any = func.strpos
    if session.get_bind().dialect.name == "sqlite":
        starts = func.instr
        indexed = [word for word in near if len(word) > 1]  # with the space before it, it makes a trigram
        if indexed:
            match = " AND ".join(_phrases(word, near[word]) for word in indexed)
            ids = text("SELECT rowid FROM search_index WHERE search_index MATCH :match").bindparams(match=match)
            query = query.where(table.c.id.in_(ids))
        plain = [word for word in near if len(word) == 1]
    else:
        plain = list(near)
    for word in plain:
        query = query.where(or_(*(table.c.folded.like(f"%{piece}%") for piece in _pieces(word, near[word]))))
    first = (starts(table.c.folded, f" {next(iter(near))}") > 0).desc()
    return session.execute(query.order_by(first, table.c.weight.desc(), table.c.id).limit(CANDIDATES)).all()


def _phrases(word: str, neighbours: Iterable[str]) -> str:
    """The condition for FTS5."""
    return "(" + " OR ".join(f'"{piece}"' for piece in _pieces(word, neighbours)) + ")"


def _pieces(word: str, neighbours: Iterable[str]) -> list[str]:
    """What an entry holds one of: the word anywhere (a short one: at a beginning), or a neighbour, whole."""
    return [word if len(word) >= TRIGRAM else f" {word}", *(f" {other} " for other in neighbours)]


def _nearer_to_farther(session: Session, words: Sequence[str]) -> Iterator[Neighbours]:
    """Neighbours of every word, in wider and wider circles."""
    # One value, put together by the database: a hundred times fewer objects than one row a word.
    known = session.scalar(select(func.aggregate_strings(SearchWord.word, " "))) or ""
    vocabulary = known.split()
    whole = {word: misspelt(word, vocabulary) for word in words}
    for least in sorted({likeness for found in whole.values() for likeness in found.values()}, reverse=True):
        yield {
            word: {other: likeness for other, likeness in found.items() if likeness >= least}
            for word, found in whole.items()
        }
    longer = {word: begun(word, vocabulary) for word in words}
    if any(longer.values()):
        yield {word: {**longer[word], **whole[word]} for word in words}


def _score(near: Neighbours, keys: str) -> float:
    """0 when a word has no answer; 100 when all are whole words of the record."""
    present = keys.split()
    best = [
        max((_likeness(word, other, neighbours) for other in present), default=0.0)
        for word, neighbours in near.items()
    ]
    return sum(best) / len(best) if all(best) else 0.0


def _likeness(word: str, other: str, neighbours: Mapping[str, float]) -> float:
    if word == other:
        return 100.0
    if other.startswith(word):
        return 90.0 + 5.0 * len(word) / len(other)
    if len(word) >= TRIGRAM and word in other:
        return 75.0
    return neighbours.get(other, 0.0)
