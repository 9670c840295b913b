# SPDX-License-Identifier: EUPL-1.2
"""What the search palette offers for a typed text: records, pages, actions, in groups. No Qt here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.core.outcome import Address
from app.core.people import key1
from app.core.text import Text
from app.forms.page import Scope
from app.ui import places
from app.ui.strings import _

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.registry import Registry
    from app.store.users import UserFacts

LIMIT = 40
PER_GROUP = 8
GO, DO = "go", "do"


@dataclass(frozen=True)
class Offer:
    """A line of the palette."""

    group: str
    title: str
    subtitle: str
    icon: str
    tail: str = ""
    """Where it lives: « Cantine », or what Enter does."""
    where: Address | None = None
    action: str = ""
    importer: str = ""
    hue: str = "muted"


def records(session: Session, registry: Registry, user: UserFacts, typed: str) -> list[Offer]:
    """Records that answer, the best first, gathered by kind; kinds in the order of their best answer."""
    from app.store.search import find

    kinds = {source.kind: source for source in registry.search_sources}
    groups: dict[str, list[Offer]] = {}
    for hit in find(session, typed, LIMIT):
        page = next((page for page in registry.pages if page.name == hit.page), None)
        if page is None or (page.permission and not user.can(page.permission)):
            continue
        module = registry.owner(hit.page)
        source = kinds.get(hit.kind)
        group = groups.setdefault(hit.kind, [])
        if len(group) < PER_GROUP:
            heading = str(source.title if source else page.title)
            group.append(Offer(
                heading, hit.title, hit.subtitle, module.icon, str(page.title), Address(hit.page, hit.id), hue=module.hue,
            ))
    return [offer for group in groups.values() for offer in group]


def commands(registry: Registry, user: UserFacts, typed: str) -> list[Offer]:
    """Pages and actions whose words begin with what was typed; all the pages when nothing was."""
    found = [offer for offer in _pages(registry, user) if _answers(offer, typed)][:PER_GROUP if typed else None]
    if typed:
        found += [offer for offer in _actions(registry, user) if _answers(offer, typed)][:PER_GROUP]
    return found


def _pages(registry: Registry, user: UserFacts) -> Iterable[Offer]:
    group = str(_("Aller à"))
    for name in (places.HOME,):
        yield Offer(group, str(places.FIXED[name][0]), "", places.FIXED[name][1], where=Address(name))
    for module in registry.modules:
        for page in places.visible_pages(registry, module, user):
            yield Offer(
                group, str(page.title), "", module.icon, str(module.title), Address(page.name), hue=module.hue
            )
    for name, (title, icon, _widget) in places.FIXED.items():
        if name != places.HOME:
            tail = str(_("Réglages")) if name.startswith("settings.") else ""
            yield Offer(group, str(title), "", icon, tail, Address(name))


def _actions(registry: Registry, user: UserFacts) -> Iterable[Offer]:
    group = str(_("Faire"))
    for module in registry.modules:
        for action in module.actions():
            if action.scope is Scope.PAGE and (not action.permission or user.can(action.permission)):
                label = str(action.label).replace("&", "")
                yield Offer(
                    group, label, "", action.icon or "zap", str(module.title), action=action.name, hue=module.hue
                )


    for importer in registry.importers:
        if not importer.permission or user.can(importer.permission):
            module = registry.owner(importer.name)
            title = str(_("Reprendre un fichier\u00a0: {title}", title=importer.title))
            yield Offer(group, title, "", "upload", str(module.title), importer=importer.name, hue=module.hue)


def _answers(offer: Offer, typed: str) -> bool:
    words = key1(f"{offer.title} {offer.tail}").split()
    return all(any(word.startswith(part) for word in words) for part in key1(typed).split())


def grouped(offers: Sequence[Offer]) -> list[tuple[str, list[Offer]]]:
    """The lines under their headings, in the order of their first appearance."""
    groups: dict[str, list[Offer]] = {}
    for offer in offers:
        groups.setdefault(offer.group, []).append(offer)
    return list(groups.items())


def nothing_found(typed: str) -> Text:
    """What to say when nothing answers."""
    return _(
        "Rien ne correspond à «\u00a0{typed}\u00a0». Essayez un seul mot, ou le début d’un nom.", typed=typed
    )
