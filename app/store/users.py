# SPDX-License-Identifier: EUPL-1.2
"""Who is at work: roles, the rights they give, and the facts that every act carries about its author."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase

from app.core.outcome import PermissionRefused
from app.core.strings import _
from app.core.text import Text


@dataclass(frozen=True)
class Role:
    """A job at the town hall: its name, its words, and patterns of permissions (`canteen.*`).

    A pattern that starts with `!` takes away what an earlier one gave.
    """

    name: str
    label: Text
    patterns: tuple[str, ...]


ROLES: dict[str, Role] = {
    role.name: role
    for role in (
        Role("administrator", _("Administrateur"), ("*",)),
        Role("secretary", _("Secrétaire de mairie"), ("*", "!store.users", "!store.restore")),
        Role("agent", _("Agent de cantine"), ("*.read", "*.point", "*.point-*")),
        Role("reader", _("Consultation"), ("*.read",)),
    )
}
"""Roles of the house; a user may also hold rights of his own, added to those of his role."""

FIRST_USER = "mairie"
"""The user that a new dossier has: an administrator."""


@dataclass(frozen=True)
class UserFacts:
    """The author of an act, as a value."""

    id: int
    name: str
    rights: tuple[str, ...]
    display_name: str = ""
    role: str = ""

    def can(self, permission: str) -> bool:
        """Whether this user has the right."""
        allowed = False
        for pattern in self.rights:
            if pattern.startswith("!"):
                allowed = allowed and not fnmatchcase(permission, pattern[1:])
            else:
                allowed = allowed or fnmatchcase(permission, pattern)
        return allowed

    def require(self, permission: str) -> None:
        """Raise `PermissionRefused` when the right is missing."""
        if not self.can(permission):
            raise PermissionRefused(
                _(
                    "{user} n’a pas le droit de faire cela. Demandez à la personne qui administre le dossier.",
                    user=self.display_name or self.name,
                ),
                permission,
            )


def rights_of(role: str, own: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Patterns of a role, then those given to the user himself; an unknown role gives nothing."""
    known = ROLES.get(role)
    return (*(known.patterns if known else ()), *own)
