# SPDX-License-Identifier: EUPL-1.2
"""Keeping the list of users: added, changed, made inactive; never deleted, since the journal names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.outcome import UserError
from app.core.strings import _
from app.store.models import User
from app.store.users import ROLES

if TYPE_CHECKING:
    from app.store.uow import Work

ADMINISTRATOR = "administrator"
_NAME = re.compile(r"[a-z][a-z0-9.-]{0,39}")


def users(session: Session, *, inactive: bool = False) -> Sequence[User]:
    """Users by name on the screen; those who left too when `inactive`."""
    query = select(User).order_by(User.display_name)
    return session.scalars(query if inactive else query.where(User.active)).all()


def add_user(work: Work, *, name: str, display_name: str, role: str, rights: Sequence[str] = ()) -> User:
    """Add a user. Needs `store.users`. Raises `UserError` for a name taken or ill-formed, an unknown role."""
    work.require("store.users")
    if not _NAME.fullmatch(name):
        raise UserError(_("Un identifiant s’écrit en minuscules sans accents\u00a0: «\u00a0lea.roy\u00a0»."), field="name")
    if work.session.scalars(select(User).where(User.name == name)).first() is not None:
        raise UserError(_("Cet identifiant existe déjà\u00a0: {name}.", name=name), field="name")
    _check_role(role)
    user = User(name=name, display_name=display_name, role=role, rights=list(rights))
    work.session.add(user)
    work.session.flush()
    return user


def change_user(
    work: Work,
    user_id: int,
    *,
    display_name: str | None = None,
    role: str | None = None,
    rights: Sequence[str] | None = None,
    active: bool | None = None,
) -> User:
    """Change a user; None leaves as it is. Needs `store.users`. One active administrator always remains."""
    work.require("store.users")
    user = work.session.get(User, user_id)
    if user is None:
        raise UserError(_("Cet utilisateur n’existe pas."))
    if role is not None:
        _check_role(role)
        user.role = role
    if display_name is not None:
        user.display_name = display_name
    if rights is not None and list(rights) != user.rights:
        user.rights = list(rights)
    if active is not None:
        user.active = active
    work.session.flush()
    if work.session.scalars(select(User.id).where(User.role == ADMINISTRATOR, User.active)).first() is None:
        raise UserError(_("Il faut au moins un administrateur\u00a0: donnez d’abord ce rôle à quelqu’un d’autre."))
    return user


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise UserError(_("Ce rôle n’existe pas\u00a0: {role}.", role=role), field="role")
