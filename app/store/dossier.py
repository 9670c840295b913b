# SPDX-License-Identifier: EUPL-1.2
"""The commune's folder: its database, its archive, its backups; created, opened by one writer, closed."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import Engine, select
from sqlalchemy import inspect as inspect_database

from app.core.clock import Clock, SystemClock
from app.core.outcome import EnvironmentProblem, UserError
from app.core.strings import _
from app.store import access, backup
from app.store.archive import Archive, write_whole
from app.store.engine import file_problem, open_engine, refuse_network_share
from app.store.layout import ARCHIVE, BACKUPS, DATABASE, IDENTITY, Identity, is_dossier, read_identity
from app.store.lock import WriterLock
from app.store.models import EnabledModule, User
from app.store.schema import STORE, Lineage, pending
from app.store.uow import Store, StoredModule
from app.store.users import FIRST_USER, UserFacts

_HOUSE = UserFacts(0, FIRST_USER, ("*",))
"""Author of what the program does by itself."""

_log = logging.getLogger("beffroi.store")


class Dossier:
    """An open dossier. `close()` it, or use it in a `with`: the right to write and a backup depend on it."""

    def __init__(
        self, path: Path, identity: Identity, store: Store, archive: Archive, lock: WriterLock | None, clock: Clock
    ) -> None:
        self.path = path
        self.name = identity.name
        self.identity = identity
        self.store = store
        self.archive = archive
        self.clock = clock
        self._lock = lock
        store.dossier = self

    # ------------------------------------------------------------ opening

    @classmethod
    def create(
        cls,
        path: Path | str,
        commune_name: str,
        modules: Sequence[StoredModule] = (),
        *,
        clock: Clock | None = None,
        url: str | None = None,
        user: str | None = None,
    ) -> Self:
        """Make a new dossier in an empty or absent folder and open it, every module of `modules` in use.

        `url` puts the data on a PostgreSQL server (`postgresql://user:password@host/base`).
        """
        folder = Path(path).absolute()
        if is_dossier(folder):
            raise UserError(_("Il y a déjà un dossier de Beffroi à cet endroit\u00a0: {path}.", path=folder))
        if url is None:
            refuse_network_share(folder)
        try:
            if folder.exists() and any(folder.iterdir()):
                raise UserError(_("Ce dossier n’est pas vide\u00a0: {path}. Choisissez-en un autre.", path=folder))
            for part in (folder, folder / ARCHIVE, folder / BACKUPS):
                part.mkdir(parents=True, exist_ok=True)
            lock = WriterLock.take(folder)
        except OSError as error:
            raise file_problem(error) from error
        try:
            dossier = cls._fill(folder, Identity(commune_name, url), lock, modules, clock or SystemClock())
        except BaseException:
            lock.release()
            raise
        if url is not None:
            lock.release()
        if user is not None:
            dossier.store.sign_in(user)
        return dossier

    @staticmethod
    def exists(path: Path | str) -> bool:
        """Whether there is a dossier in this folder."""
        return is_dossier(Path(path))

    @classmethod
    def _fill(
        cls, folder: Path, identity: Identity, lock: WriterLock, modules: Sequence[StoredModule], clock: Clock
    ) -> Self:
        engine = open_engine(identity.url or folder / DATABASE)
        if identity.url is not None and inspect_database(engine).has_table(STORE.version_table):
            raise UserError(_("Cette base PostgreSQL contient déjà un dossier de Beffroi."))
        _migrate(engine, [STORE, *_lineages(modules)])
        # Written last: a folder without it is not a dossier, so a creation that failed can be tried again.
        write_whole(folder / IDENTITY, identity.to_bytes())
        archive = Archive(folder / ARCHIVE)
        store = Store(engine, clock=clock, archive=archive, modules=modules)
        _write_first_rows(store, identity.name, modules)
        return cls(folder, identity, store, archive, None if identity.url else lock, clock)

    @classmethod
    def open(
        cls,
        path: Path | str,
        modules: Sequence[StoredModule] = (),
        *,
        write: bool = True,
        clock: Clock | None = None,
        user: str | None = None,
    ) -> Self:
        """Open a dossier; with `write`, as its only writer (SQLite), its tables brought up to date.

        `modules` are those installed; the dossier uses the ones that it enabled. Raises `DossierLocked`
        when another process writes, `EnvironmentProblem` for a folder that is read-only, damaged or newer.
        """
        folder = Path(path).absolute()
        identity = read_identity(folder)
        clock = clock or SystemClock()
        if identity.url is None:
            if not (folder / DATABASE).is_file():
                raise EnvironmentProblem(
                    _(
                        "Le fichier de données «\u00a0beffroi.sqlite\u00a0» manque dans ce dossier."
                        " Restaurez la dernière sauvegarde (menu Dossier, Restaurer une sauvegarde)."
                    )
                )
            if write:
                refuse_network_share(folder)
        lock = WriterLock.take(folder) if write and identity.url is None else None
        try:
            store = _open_store(folder, identity, write, modules, clock, user)
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        return cls(folder, identity, store, store.archive or Archive(folder / ARCHIVE), lock, clock)

    # ------------------------------------------------------------ using

    @property
    def readonly(self) -> bool:
        """Whether nothing can be written here."""
        return self.store.readonly

    @property
    def modules(self) -> tuple[StoredModule, ...]:
        """Installed modules that this commune uses."""
        return self.store.modules

    def enable(self, module: StoredModule) -> None:
        """Begin to use a module: its tables are made, after a backup."""
        if any(other.name == module.name for other in self.modules):
            return
        if self.readonly:
            raise EnvironmentProblem(_("Ce dossier est ouvert en consultation\u00a0: rien ne peut y être enregistré."))
        with self.store.engine.connect() as connection:
            behind = pending(connection, _lineages([module]))
        if behind:
            _copy_before_migration(self.path, self.identity, self.clock)
            _migrate(self.store.engine, behind)
        with self.store.work(_("Activation du module {name}", name=module.name), undoable=False) as work:
            work.session.add(EnabledModule(name=module.name, enabled_at=work.now))
        self.store.use((*self.store.modules, module))

    def back_up(self, reason: backup.Reason = backup.Reason.ASKED) -> backup.Copy:
        """Take a copy now."""
        return backup.back_up(self.path, reason, self.clock)

    def close(self) -> None:
        """Close: a copy if anything was written, then the right to write is given back."""
        try:
            if self._lock is not None and self.store.wrote:
                self.store.wrote = False
                self.back_up(backup.Reason.CLOSING)
        finally:
            self.store.close()
            if self._lock is not None:
                self._lock.release()
                self._lock = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _open_store(
    folder: Path, identity: Identity, write: bool, modules: Sequence[StoredModule], clock: Clock, user: str | None
) -> Store:
    if write and identity.url is None:
        backup.check_database(folder / DATABASE, links=False)
    engine = open_engine(identity.url or folder / DATABASE, readonly=not write)
    try:
        used = _used_modules(engine, modules)
        with engine.connect() as connection:
            behind = pending(connection, [STORE, *_lineages(used)])
        if behind:
            if not write:
                raise EnvironmentProblem(
                    _(
                        "Ce dossier vient d’une version plus ancienne de Beffroi\u00a0: ouvrez-le une fois en écriture pour"
                        " le mettre à niveau."
                    )
                )
            _copy_before_migration(folder, identity, clock)
            _migrate(engine, behind)
        store = Store(engine, clock=clock, archive=Archive(folder / ARCHIVE), modules=used, readonly=not write)
        store.sign_in(user or store.first_user())
    except BaseException:
        engine.dispose()
        raise
    if write and identity.url is None and backup.daily_copy_is_due(folder, clock):
        backup.back_up(folder, backup.Reason.DAILY, clock)
        _forget_accesses(store)
    return store


def _forget_accesses(store: Store) -> None:
    with store.read() as session:
        due = access.has_old_accesses(session, store.clock.today())
    if due:
        with store.work(_("Fin de conservation du journal des accès"), user=_HOUSE, undoable=False) as work:
            access.forget_old_accesses(work)
        store.wrote = False


def _used_modules(engine: Engine, installed: Sequence[StoredModule]) -> list[StoredModule]:
    with engine.connect() as connection:
        # Newer or foreign databases first: what follows reads a table of ours.
        pending(connection, [STORE])
        if not inspect_database(connection).has_table(EnabledModule.__tablename__):
            raise EnvironmentProblem(
                _("La base de données de ce dossier est vide ou n’est pas de Beffroi. Restaurez la dernière sauvegarde.")
            )
        names = set(connection.execute(select(EnabledModule.name)).scalars())
    return [module for module in installed if module.name in names]


def _lineages(modules: Iterable[StoredModule]) -> list[Lineage]:
    return [Lineage(module.name, module.package) for module in modules]


def _migrate(engine: Engine, lineages: Sequence[Lineage]) -> None:
    from app.store.migrate import upgrade  # Alembic is asleep until there is something to do

    upgrade(engine, lineages)


def _copy_before_migration(folder: Path, identity: Identity, clock: Clock) -> None:
    try:
        backup.back_up(folder, backup.Reason.MIGRATION, clock)
    except EnvironmentProblem:
        if identity.url is None:
            raise
        _log.warning("no copy before the migration: pg_dump is not there, the server's own backups hold")


def _write_first_rows(store: Store, commune_name: str, modules: Sequence[StoredModule]) -> None:
    """The first user, the commune's name, the modules in use: one transaction, before anybody can sign in."""
    with store.work(_("Création du dossier"), action="store.create", user=_HOUSE, undoable=False) as work:
        work.session.add(User(name=FIRST_USER, display_name=str(_("Mairie")), role="administrator", rights=[]))
        for module in modules:
            work.session.add(EnabledModule(name=module.name, enabled_at=work.now))
        work.put_setting("commune.name", commune_name)
