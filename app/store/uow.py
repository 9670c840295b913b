# SPDX-License-Identifier: EUPL-1.2
"""One act, one transaction, one line of the journal: `store.work(…)`; and reading: `store.read()`."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import Engine, TextClause, event, select
from sqlalchemy import inspect as inspect_state
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction
from sqlalchemy.orm.exc import StaleDataError

from app.core.clock import Clock, SystemClock
from app.core.outcome import EnvironmentProblem, NeedsConfirmation, UserError
from app.core.progress import Progress
from app.core.strings import _
from app.core.text import Text
from app.store import numbering
from app.store.base import mapped_classes
from app.store.cascade import take_along
from app.store.conflicts import Conflict, refusal_of
from app.store.engine import WRITING
from app.store.journal import Recorder, to_json
from app.store.models import Setting, User
from app.store.search import Follower, SearchSource
from app.store.users import FIRST_USER, UserFacts, rights_of

if TYPE_CHECKING:
    from app.store.archive import Archive
    from app.store.dossier import Dossier

_log = logging.getLogger("beffroi.store")

WRITING_WORDS = {"insert", "update", "delete", "replace", "create", "drop", "alter", "truncate", "vacuum"}


class StoredModule(Protocol):
    """What the store asks of a module (see `app.contract.Module`)."""

    @property
    def name(self) -> str: ...
    @property
    def package(self) -> str: ...
    @property
    def metadata(self) -> Callable[[], Sequence[Any]]: ...
    @property
    def search(self) -> Callable[[], Sequence[SearchSource]]: ...


class ReadSession(Session):
    """A session that only reads: anything else is a bug."""


class WorkSession(Session):
    """The writing session of one `Work`; its recorder and follower hang on it."""

    recorder: Recorder
    follower: Follower

    def bulk_save_objects(self, *args: Any, **kwargs: Any) -> None:
        """Refused: it would pass under the journal."""
        raise TypeError("bulk writing passes under the journal: use session.add_all")

    bulk_insert_mappings = bulk_update_mappings = bulk_save_objects


@event.listens_for(ReadSession, "before_flush")
def _refuse_flush(session: Session, context: UOWTransaction, instances: object) -> None:
    if session.new or session.deleted or any(session.is_modified(target) for target in session.dirty):
        raise TypeError("a reading session writes nothing: use store.work(…)")


@event.listens_for(ReadSession, "do_orm_execute")
def _refuse_writing(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        raise TypeError("a reading session writes nothing: use store.work(…)")


@event.listens_for(WorkSession, "before_flush")
def _before_flush(session: WorkSession, context: UOWTransaction, instances: object) -> None:
    take_along(session, session.recorder, session.follower)
    session.recorder.before_flush(session)


@event.listens_for(WorkSession, "after_flush")
def _after_flush(session: WorkSession, context: UOWTransaction) -> None:
    session.recorder.after_flush(session, context)
    session.follower.after_flush(session)
    if Setting.__tablename__ in session.recorder.tables:
        session.info.pop(_SETTINGS, None)


@event.listens_for(WorkSession, "do_orm_execute")
def _refuse_bulk(state: ORMExecuteState) -> None:
    """Refuse UPDATE, DELETE and bulk INSERT that would pass under the journal."""
    statement: Any = state.statement
    if isinstance(statement, TextClause):
        words = statement.text.split(None, 1)
        if words and words[0].lower() in WRITING_WORDS:
            raise TypeError("writing by text passes under the journal")
        return
    if not (state.is_insert or state.is_update or state.is_delete):
        return
    name = statement.table.name
    journalled = any(c.__journalled__ for c in mapped_classes() if getattr(c, "__tablename__", "") == name)
    if journalled or not state.execution_options.get("unjournalled"):
        raise TypeError(
            f"writing {name} in bulk passes under the journal: change the records, or, on a table with"
            " __journalled__ = False, give execution_options(unjournalled='reason')"
        )
    recorder = state.session.recorder  # type: ignore[attr-defined]
    recorder.tables.add(name)


@dataclass
class Work:
    """What a service receives: the session of its transaction, its author, the day, and the store's services."""

    session: Session
    user: UserFacts
    now: datetime
    today: date
    progress: Progress
    store: Store
    _recorder: Recorder
    _settings: dict[str, Any] = field(default_factory=dict)
    confirmed: Container[str] = frozenset()
    """Questions that the user has already answered by yes."""

    def confirm(self, key: str, message: Text) -> None:
        """Ask a question once: raises `NeedsConfirmation` until `key` is among the confirmed."""
        if key not in self.confirmed:
            raise NeedsConfirmation(key, message)

    @property
    def dossier(self) -> Dossier:
        """The commune's folder."""
        if self.store.dossier is None:
            raise TypeError("this store has no dossier")
        return self.store.dossier

    @property
    def archive(self) -> Archive:
        """Where issued papers and scans are kept."""
        if self.store.archive is None:
            raise TypeError("this store has no archive")
        return self.store.archive

    @property
    def operation_id(self) -> int | None:
        """Id of the journal's line, once something was written."""
        return self._recorder.operation_id

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Part of the act that may fail alone: on an exception its rows go, its journal lines and search too.

        The exception goes on; catch it around the block.
        """
        session: Any = self.session
        session.flush()
        recorder, follower = self._recorder.mark(), session.follower.mark()
        try:
            with session.begin_nested():
                yield
        except BaseException:
            self._recorder.back_to(recorder)
            session.follower.back_to(follower)
            self._settings.clear()
            session.info.pop(_SETTINGS, None)
            raise

    def require(self, permission: str) -> None:
        """Raise `PermissionRefused` when the author has not this right."""
        self.user.require(permission)

    def setting(self, name: str, default: Any = None) -> Any:
        """Value of a setting in its own type; the declared default, or `default`, when it was never given."""
        if name not in self._settings:
            self._settings[name] = setting_of(self.session, name)
        value = self._settings[name]
        return default if value is None else value

    def put_setting(self, name: str, value: Any) -> None:
        """Write a setting; a day, an amount or an option is kept as the JSON that its field reads back."""
        row = self.session.scalars(select(Setting).where(Setting.name == name)).one_or_none()
        kept = to_json(value)
        if row is None:
            self.session.add(Setting(name=name, value=kept))
        elif row.value != kept:
            row.value = kept
        self._settings.pop(name, None)
        self.session.info.pop(_SETTINGS, None)

    def next_number(self, series: str, year: int) -> int:
        """The next number of a series, without gaps. The act can then no longer be undone."""
        self._recorder.undoable = False
        return numbering.next_number(self.session, series, year)

    def note(self, text: Text) -> None:
        """Add a sentence to this operation's line in the journal."""
        self._recorder.notes.append(str(text))

    def forbid_undo(self) -> None:
        """This act has legal effects: it will never be undone, only answered by another act."""
        self._recorder.undoable = False

    def expect_version(self, record: Any, version: int | None, mine: Mapping[str, Any] | None = None) -> None:
        """Raise `Conflict` when `record` moved since the version that the user saw; None asks nothing."""
        if version is not None and record.version != version:
            given = dict(mine or {})
            theirs = {name: getattr(record, name) for name in given if hasattr(record, name)}
            raise Conflict(record.__tablename__, record.id, given, theirs)


def store_of(session: Session) -> Store:
    """The store that opened a session."""
    store: Store = session.info["store"]
    return store


_SETTINGS = "settings"
"""Where a session keeps the settings, all read at the first one asked; dropped once it writes one."""


def today_of(session: Session) -> date:
    """The civil day at the town hall, for what is read."""
    return store_of(session).clock.today()


def user_of(session: Session) -> UserFacts:
    """The user who reads or acts."""
    store = store_of(session)
    if "user" not in session.info:
        session.info["user"] = _find_user(session, store.user)
    facts: UserFacts = session.info["user"]
    return facts


def setting_of(session: Session, name: str) -> Any:
    """Value of a declared setting, in its own type: the stored one, else the declared default."""
    field = store_of(session).declared().get(name)
    value = setting(session, name)
    if field is None:
        return value
    return field.default if value is None else field.accept(value)


def setting(session: Session, name: str, default: Any = None) -> Any:
    """Value of a setting read by any session."""
    known = session.info.get(_SETTINGS)
    if known is None:
        known = session.info[_SETTINGS] = settings(session)
    return known.get(name, default)


def settings(session: Session, prefix: str = "") -> dict[str, Any]:
    """Every setting whose name begins with `prefix`."""
    rows = session.execute(select(Setting.name, Setting.value).where(Setting.name.startswith(prefix)))
    return {row.name: row.value for row in rows}


class Store:
    """The database of one commune: the only place that opens a session."""

    def __init__(
        self,
        engine: Engine,
        *,
        clock: Clock | None = None,
        archive: Archive | None = None,
        dossier: Dossier | None = None,
        modules: Sequence[StoredModule] = (),
        readonly: bool = False,
        user: str = FIRST_USER,
    ) -> None:
        self.engine = engine
        self.clock: Clock = clock or SystemClock()
        self.archive = archive
        self.dossier = dossier
        self.modules = tuple(modules)
        self._known: tuple[StoredModule, ...] = ()
        self.readonly = readonly
        self.user = user
        """Name of the user at work when an act does not say another."""
        self.wrote = False
        """Whether anything was committed since the opening."""
        self._writing = engine.execution_options(**{WRITING: True})
        # SQLite reads one state by nature; PostgreSQL must be asked.
        postgres = engine.dialect.name == "postgresql"
        self._reading = engine.execution_options(isolation_level="REPEATABLE READ") if postgres else engine
        self._turn = threading.Lock()
        self._writer: int | None = None
        self._listeners: list[Callable[[frozenset[str]], None]] = []
        self._sources: tuple[SearchSource, ...] | None = None
        self.declared: Callable[[], Mapping[str, Any]] = dict
        """Declared settings by name (fields with `accept` and `default`); given by whoever opens the dossier."""

    # ------------------------------------------------------------ reading

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one state of the data and writes nothing."""
        with ReadSession(self._reading, autoflush=False, expire_on_commit=False, info={"store": self}) as session:
            yield session

    def setting(self, name: str, default: Any = None) -> Any:
        """Value of a setting."""
        with self.read() as session:
            return setting(session, name, default)

    def users(self) -> list[UserFacts]:
        """Active users, by name."""
        with self.read() as session:
            rows = session.scalars(select(User).where(User.active).order_by(User.display_name))
            return [_facts(row) for row in rows]

    def user_facts(self, name: str | None = None) -> UserFacts:
        """The user of that name, or the one at work. Raises `UserError` when there is none."""
        with self.read() as session:
            return _find_user(session, name or self.user)

    def first_user(self) -> str:
        """`mairie` while it is active, else whoever came first: who is at work before anybody is chosen."""
        with self.read() as session:
            names = list(session.scalars(select(User.name).where(User.active).order_by(User.id)))
        return FIRST_USER if FIRST_USER in names or not names else names[0]

    def sign_in(self, name: str) -> UserFacts:
        """From now on acts are this user's. Raises `UserError` when unknown or inactive."""
        facts = self.user_facts(name)
        self.user = name
        return facts

    def search_sources(self) -> Sequence[SearchSource]:
        """What the modules offer to the search; imports their models at the first call."""
        if self._sources is None:
            self._sources = tuple(source for module in self.modules for source in module.search())
        return self._sources

    def use(self, modules: Sequence[StoredModule]) -> None:
        """From now on these modules are the ones in use."""
        self.modules = tuple(modules)
        self._sources = None

    def load_models(self) -> None:
        """Import the tables of every module in use: to write, undo, migrate or check."""
        if self._known != self.modules:
            for module in self.modules:
                module.metadata()
            self._known = self.modules

    # ------------------------------------------------------------ writing

    def work(
        self,
        label: Text,
        *,
        action: str = "",
        user: UserFacts | str | None = None,
        progress: Progress | None = None,
        undoable: bool = True,
        undo_of: int | None = None,
    ) -> AbstractContextManager[Work]:
        """One act: commits at the end of the block, rolls back everything on any exception.

        Raises `UserError` when the dossier is open for reading only, or when the database refuses what
        was asked; `Conflict` when a record moved meanwhile; `EnvironmentProblem` when the machine fails.
        """
        return self._work(label, action, user, progress or Progress(), undoable, undo_of)

    @contextmanager
    def _work(
        self, label: Text, action: str, user: UserFacts | str | None, progress: Progress, undoable: bool, undo_of: int | None
    ) -> Iterator[Work]:
        self._refuse_when_closed()
        if self._writer == threading.get_ident():
            raise RuntimeError("a work inside a work: services share one transaction, they open none")
        # What goes with a deleted record may be a module's whose pages nobody opened yet.
        self.load_models()
        with self._turn:
            self._writer = threading.get_ident()
            try:
                with WorkSession(self._writing, expire_on_commit=False, info={"store": self}) as session:
                    session.connection()  # takes the right to write at once, so that what is read stays true
                    author = user if isinstance(user, UserFacts) else _find_user(session, user or self.user)
                    session.info["user"] = author
                    now = self.clock.now()
                    recorder = Recorder(now, author.name, action, str(label), undoable, undo_of)
                    session.recorder, session.follower = recorder, Follower(self.search_sources)
                    work = Work(session, author, now, self.clock.today(), progress, self, recorder)
                    try:
                        yield work
                        session.flush()
                        session.follower.write(session)
                        recorder.close(session)
                        session.commit()
                    except StaleDataError as error:
                        session.rollback()
                        raise self._conflict(recorder) from error
                    except IntegrityError as error:
                        refusal = refusal_of(error)
                        if refusal is None:
                            raise
                        raise refusal from error
            finally:
                self._writer = None
        if recorder.tables:
            self.wrote = True
            self._publish(frozenset(recorder.tables))

    def _refuse_when_closed(self) -> None:
        if self.readonly:
            raise EnvironmentProblem(_("Ce dossier est ouvert en consultation\u00a0: rien ne peut y être enregistré."))

    def _conflict(self, recorder: Recorder) -> Conflict:
        """Look for the record that moved meanwhile, and say both versions of it."""
        with self.read() as session:
            for (model, row_id), mine in recorder.mine.items():
                there = session.get(model, row_id)
                theirs = {} if there is None else {name: getattr(there, name) for name in mine}
                if theirs != mine:
                    return Conflict(model.__tablename__, row_id, mine, theirs, gone=there is None)
        return Conflict("", 0, {}, {})

    # ------------------------------------------------------------ telling

    def subscribe(self, listener: Callable[[frozenset[str]], None]) -> Callable[[], None]:
        """Call `listener(names of the changed tables)` after each commit; gives back how to stop.

        It is called in the thread that wrote.
        """
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener) if listener in self._listeners else None

    def _publish(self, tables: frozenset[str]) -> None:
        for listener in tuple(self._listeners):
            try:
                listener(tables)
            except Exception:
                # The act is done and kept: a view that fails to refresh must not make it look undone.
                _log.exception("a listener failed")

    def close(self) -> None:
        """Release the connections."""
        self.engine.dispose()


def _find_user(session: Session, name: str) -> UserFacts:
    row = session.scalars(select(User).where(User.name == name, User.active)).one_or_none()
    if row is None:
        raise UserError(_("Il n’y a pas d’utilisateur «\u00a0{name}\u00a0» dans ce dossier.", name=name))
    return _facts(row)


def _facts(row: User) -> UserFacts:
    return UserFacts(row.id, row.name, rights_of(row.role, tuple(row.rights)), row.display_name, row.role)


def record_state(record: Any) -> dict[str, Any]:
    """Column values of a record, by name."""
    return {attr.key: getattr(record, attr.key) for attr in inspect_state(record).mapper.column_attrs}
