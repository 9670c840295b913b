# SPDX-License-Identifier: EUPL-1.2
"""Finds the modules of this machine by their entry points, and answers what they declare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from typing import TYPE_CHECKING, Any, TypeVar

from app.contract import CONTRACT_VERSION, Charges, Module, Permission
from app.core.outcome import Refusal, UserError
from app.core.strings import _
from app.core.text import Text

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.forms.fields import Field
    from app.forms.page import Action, Importer, Page, Paper, Table, Task, Tile
    from app.store.search import SearchSource

GROUP = "beffroi.modules"
SHARED = ("directory", "billing")
"""Registers that belong to the shell; they come first, through the same door as the others."""

SHELL_PERMISSIONS = (
    Permission("store.settings", _("Changer les réglages de la commune")),
    Permission("store.users", _("Tenir la liste des agents et leurs droits")),
    Permission("store.undo", _("Annuler une opération du journal")),
    Permission("store.backup", _("Sauvegarder")),
    Permission("store.restore", _("Revenir à une sauvegarde")),
    Permission("store.import", _("Reprendre des fichiers")),
)

T = TypeVar("T")
ChargeSource = Callable[["Session", date, date, "Sequence[int] | None"], Charges]


@dataclass(frozen=True)
class Failure:
    """A module that was found and could not be used, with the reason to show."""

    name: str
    reason: Text


class Registry:
    """Everything that the modules declare, looked up by name. Built lazily, member by member."""

    def __init__(self, modules: Sequence[Module], failures: Sequence[Failure] = ()) -> None:
        self.modules = tuple(modules)
        self.failures = tuple(failures)
        self._members: dict[tuple[str, str], tuple[Any, ...]] = {}

    def only(self, names: Iterable[str]) -> Registry:
        """The same registry with these modules alone (those that a commune enabled), and the shared ones."""
        kept = set(names) | set(SHARED)
        return Registry([m for m in self.modules if m.name in kept], self.failures)

    def module(self, name: str) -> Module:
        """The module of that name. Raises `UserError` when it is not installed."""
        return _named(self.modules, name, _("Ce module n’est pas installé\u00a0: {name}.", name=name))

    def pages_of(self, module: Module) -> tuple[Page, ...]:
        """The pages of one module, in the order of the navigation: the others stay unread."""
        return self._read("pages", module, module.pages)

    def actions_of(self, module: Module) -> tuple[Action, ...]:
        """The actions of one module."""
        return self._read("actions", module, module.actions)

    def papers_of(self, module: Module) -> tuple[Paper, ...]:
        """The papers of one module: those of its own pages."""
        return self._read("papers", module, module.papers)

    def importers_of(self, module: Module) -> tuple[Importer, ...]:
        """The importers of one module."""
        return self._read("importers", module, module.imports)

    def has_read_pages(self, module: Module) -> bool:
        """Whether the pages of this module are known already; reading them imports its window."""
        return ("pages", module.name) in self._members

    def _read(self, kind: str, module: Module, declared: Callable[[], Sequence[T]]) -> tuple[T, ...]:
        if (kind, module.name) not in self._members:
            self._members[kind, module.name] = tuple(declared())
        return self._members[kind, module.name]

    def _find(self, members: Callable[[Module], Sequence[T]], name: str, missing: Text) -> T:
        """Ask the module that the name begins with first: most often the others stay unread."""
        owner = name.partition(".")[0]
        for module in sorted(self.modules, key=lambda module: module.name != owner):
            for thing in members(module):
                if thing.name == name:  # type: ignore[attr-defined]
                    return thing
        raise UserError(missing)

    def owner(self, name: str) -> Module:
        """The module that declares a page, an action or a paper named `<module>.<something>`."""
        return self.module(name.partition(".")[0])

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """Every page, in the order of the navigation."""
        return tuple(page for module in self.modules for page in self.pages_of(module))

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """Every action."""
        return tuple(action for module in self.modules for action in self.actions_of(module))

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """Every paper."""
        return tuple(paper for module in self.modules for paper in self.papers_of(module))

    @cached_property
    def importers(self) -> tuple[Importer, ...]:
        """Every importer."""
        return tuple(importer for module in self.modules for importer in self.importers_of(module))

    @cached_property
    def tables(self) -> tuple[Table, ...]:
        """Every list, those of the pages."""
        return tuple(page.table for page in self.pages if page.table is not None)

    @cached_property
    def settings(self) -> tuple[Field[Any], ...]:
        """Every declared setting; its name starts with `commune.` or with that of its module."""
        from app.forms.commune import COMMUNE

        return (*COMMUNE, *(field for module in self.modules for field in module.settings()))

    @cached_property
    def settings_by_name(self) -> dict[str, Field[Any]]:
        """Every declared setting, by name."""
        return {field.name: field for field in self.settings}

    @cached_property
    def permissions(self) -> tuple[Permission, ...]:
        """Every right that can be given, those of the shell first."""
        return (*SHELL_PERMISSIONS, *(p for module in self.modules for p in module.permissions()))

    @cached_property
    def search_sources(self) -> tuple[SearchSource, ...]:
        """What the search indexes."""
        return tuple(source for module in self.modules for source in module.search())

    @cached_property
    def charges(self) -> dict[str, ChargeSource]:
        """By module, the function that says what payers owe for a period."""
        return {module.name: module.charges() for module in self.modules if module.charges is not None}

    def page(self, name: str) -> Page:
        """The page of that name. Raises `UserError` when there is none."""
        return self._find(self.pages_of, name, _("Cette page n’existe pas\u00a0: {name}.", name=name))

    def action(self, name: str) -> Action:
        """The action of that name. Raises `UserError` when there is none."""
        return self._find(self.actions_of, name, _("Cette action n’existe pas\u00a0: {name}.", name=name))

    def paper(self, name: str) -> Paper:
        """The paper of that name. Raises `UserError` when there is none."""
        return self._find(self.papers_of, name, _("Ce document n’existe pas\u00a0: {name}.", name=name))

    def importer(self, name: str) -> Importer:
        """The importer of that name. Raises `UserError` when there is none."""
        return self._find(
            self.importers_of, name, _("Cette reprise de données n’existe pas\u00a0: {name}.", name=name)
        )

    def table(self, name: str) -> Table:
        """The list of that name. Raises `UserError` when there is none."""
        return _named(self.tables, name, _("Cette liste n’existe pas\u00a0: {name}.", name=name))

    def tasks(self, session: Session, today: date) -> list[Task]:
        """What is to be done, the most urgent first; tasks without a date come last."""
        tasks = [task for module in self.modules for task in module.tasks(session, today)]
        return sorted(tasks, key=lambda task: (task.due_on is None, task.due_on or today))

    def tiles(self, session: Session, today: date) -> list[Tile]:
        """Figures and charts of the home page."""
        return [tile for module in self.modules for tile in module.tiles(session, today)]

    def check(self, session: Session) -> list[Refusal]:
        """Everything that does not hold together, by the consistency rules of every module."""
        return [refusal for module in self.modules for rule in module.checks() for refusal in rule(session)]


def discover(points: Iterable[EntryPoint] | None = None) -> Registry:
    """Load the modules of this machine; one that fails is listed with its reason, the others start."""
    found: dict[str, Module] = {}
    failures: list[Failure] = []
    for point in entry_points(group=GROUP) if points is None else points:
        try:
            module = point.load()
        except Exception as fault:
            # A stranger's module may fail in any way; the others must start all the same.
            failures.append(Failure(point.name, f"{type(fault).__name__}\u00a0: {fault}"))
            continue
        reason = _refused(point.name, module, found)
        if reason:
            failures.append(Failure(point.name, reason))
        else:
            found[point.name] = module
    ordered, lacking = _by_needs(found)
    return Registry(ordered, [*failures, *lacking])


def _refused(name: str, module: object, found: dict[str, Module]) -> Text:
    if not isinstance(module, Module):
        return _("Son point d’entrée ne donne pas un module.")
    if module.name != name:
        return _("Il s’appelle «\u00a0{name}\u00a0» et non comme son point d’entrée.", name=module.name)
    if name in found:
        return _("Un autre module porte déjà ce nom.")
    if module.contract != CONTRACT_VERSION:
        return _(
            "Écrit pour la version {theirs} du contrat\u00a0; ce programme parle la version {ours}.",
            theirs=module.contract,
            ours=CONTRACT_VERSION,
        )
    return ""


def _by_needs(found: dict[str, Module]) -> tuple[list[Module], list[Failure]]:
    failures = []
    for module in list(found.values()):
        missing = [need for need in module.needs if need not in found or need not in SHARED]
        if missing:
            failures.append(
                Failure(module.name, _("Il lui manque\u00a0: {needs}.", needs=", ".join(missing)))
            )
            del found[module.name]
    shared = [found[name] for name in SHARED if name in found]
    others = sorted((m for m in found.values() if m.name not in SHARED), key=lambda m: m.name)
    return [*shared, *others], failures


def _named(things: Iterable[T], name: str, missing: Text) -> T:
    for thing in things:
        if thing.name == name:  # type: ignore[attr-defined]
            return thing
    raise UserError(missing)
