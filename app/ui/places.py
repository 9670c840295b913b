# SPDX-License-Identifier: EUPL-1.2
"""The pages of the window: which ones the user may see, what stands above each, and the widget of each."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from app.core.outcome import UserError
from app.core.text import Text
from app.ui.navigation import Entry, Place, Places
from app.ui.strings import _
from app.ui.topbar import Crumb

if TYPE_CHECKING:
    from app.contract import Module
    from app.forms.page import Page
    from app.registry import Registry
    from app.store.users import UserFacts
    from app.ui.desk import Desk

HOME, SETTINGS, HELP = "home", "settings", "help"
JOURNAL, BACKUPS, USERS = "settings.journal", "settings.backups", "settings.users"

_SETTINGS = "app.ui.settings"
FIXED: dict[str, tuple[Text, str, str]] = {
    HOME: (_("Accueil"), "house", "app.ui.home:HomeView"),
    "settings.commune": (_("La commune"), "landmark", f"{_SETTINGS}.commune:CommuneView"),
    "settings.display": (_("Affichage"), "type", f"{_SETTINGS}.display:DisplayView"),
    "settings.papers": (_("Textes des papiers"), "file-text", f"{_SETTINGS}.papers:PapersView"),
    USERS: (_("Utilisateurs"), "users", f"{_SETTINGS}.users:UsersView"),
    "settings.modules": (_("Modules"), "package", f"{_SETTINGS}.modules:ModulesView"),
    BACKUPS: (_("Sauvegardes"), "shield-check", f"{_SETTINGS}.backups:BackupsView"),
    JOURNAL: (_("Journal"), "history", "app.ui.journal:JournalView"),
    "settings.data": (_("Mes données"), "hard-drive", f"{_SETTINGS}.data:DataView"),
    HELP: (_("Aide"), "circle-question-mark", "app.ui.about:AboutView"),
}
"""Pages of the shell itself: title, icon, widget."""


def visible_pages(registry: Registry, module: Module, user: UserFacts, hidden: bool = False) -> list[Page]:
    """The pages of a module that this user may open, in order."""
    return [
        page for page in registry.pages_of(module)
        if (hidden or not page.hidden) and (not page.permission or user.can(page.permission))
    ]


def read_places(registry: Registry, user: UserFacts) -> Places:
    """The lines of the sidebar for this user.

    A module that nobody looked into yet keeps its pages to itself: its line comes from the rights that it
    declares, so that the window of a dossier does not wait for every module to be imported.
    """
    from app.registry import SHARED

    shared: list[Place] = [_fixed(HOME)]
    others: list[Place] = []
    for module in registry.modules:
        known = registry.has_read_pages(module)
        pages = visible_pages(registry, module, user) if known else []
        if pages or (not known and any(user.can(permission.name) for permission in module.permissions())):
            place = Place(
                module.name, module.title, module.icon, module.hue if module.name not in SHARED else "muted",
                tuple(Entry(page.name, page.title) for page in pages),
            )
            (shared if module.name in SHARED else others).append(place)
    return Places(tuple(shared), tuple(others), (_settings(), _fixed(HELP, "F1")))


def _fixed(name: str, hint: str = "") -> Place:
    title, icon, _widget = FIXED[name]
    return Place(name, title, icon, hint=hint)


def _settings() -> Place:
    entries = tuple(Entry(name, FIXED[name][0]) for name in FIXED if name.startswith("settings."))
    return Place(SETTINGS, _("Réglages"), "settings", entries=entries)


def first_page(registry: Registry, name: str, user: UserFacts) -> str:
    """The page to open for a name of the sidebar: itself, or the first one of the module."""
    if name == SETTINGS:
        return "settings.commune"
    if name in FIXED or "." in name:
        return name
    pages = visible_pages(registry, registry.module(name), user)
    return pages[0].name if pages else HOME


def crumbs_of(registry: Registry, name: str, user: UserFacts) -> list[Crumb]:
    """The steps that lead to a page."""
    if name.startswith("settings."):
        beside_it = tuple((entry.name, str(entry.title)) for entry in _settings().entries)
        return [Crumb(str(_("Réglages")), SETTINGS, beside_it), Crumb(str(FIXED[name][0]), name)]
    if name in FIXED:
        return [Crumb(str(FIXED[name][0]), name)]
    module, page = registry.owner(name), registry.page(name)
    beside = visible_pages(registry, module, user)
    here = Crumb(str(page.title), name)
    if len(beside) <= 1 and not page.hidden:
        return [here if str(page.title) != str(module.title) else Crumb(str(module.title), name)]
    neighbours = tuple((other.name, str(other.title)) for other in beside)
    above = [Crumb(str(other.title), other.name) for other in beside if other.name == page.under]
    return [Crumb(str(module.title), neighbours[0][0] if neighbours else "", neighbours), *above, here]


def line_of(registry: Registry, name: str) -> str:
    """The line of the sidebar that a page belongs to: its own, or that of the page it is reached from."""
    return name if name in FIXED else registry.page(name).under or name


def icon_of(registry: Registry, name: str) -> str:
    """The icon of a page: its module's."""
    return FIXED[name][1] if name in FIXED else registry.owner(name).icon


def make_view(desk: Desk, name: str) -> QWidget:
    """The widget of a page. Raises `UserError` when there is no such page or no right to it."""
    if name in FIXED:
        return _build(desk, FIXED[name][2])
    page = desk.registry.page(name)
    if not desk.can(page.permission):
        raise UserError(_("Vous n’avez pas le droit d’ouvrir «\u00a0{page}\u00a0».", page=page.title))
    if page.widget:
        return _build(desk, page.widget)
    from app.ui.page import PageView

    return PageView(desk, page)


def _build(desk: Desk, where: str) -> QWidget:
    module, _colon, name = where.partition(":")
    made: Any = getattr(import_module(module), name)(desk)
    if not isinstance(made, QWidget):
        raise TypeError(f"{where} does not make a widget")
    return made
