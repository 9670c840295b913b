# SPDX-License-Identifier: EUPL-1.2
"""Who works in this dossier: the users, their role, what each role may do."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.core.outcome import Report, UserError
from app.core.people import key1
from app.forms.fields import Choice, Flag, Option, Text, Tone
from app.forms.page import Action, Form, Params, Scope
from app.ui.settings.base import Column
from app.ui.strings import _
from app.ui.widgets import (
    Button,
    EmptyState,
    IconLabel,
    Label,
    PrimaryButton,
    Separator,
    StateChip,
    clear_layout,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.store.uow import Work
    from app.ui.desk import Desk

MANAGE = "store.users"


def _fields() -> tuple[Any, ...]:
    from app.store.users import ROLES

    roles = tuple(Option(role.name, role.label) for role in ROLES.values())
    return (
        Text(name="display_name", label=_("Nom affiché"), required=True, help=_("Comme dans le journal\u00a0: Claire Roy.")),
        Choice(name="role", label=_("Rôle"), options=roles, required=True, default="secretary"),
        Flag(name="active", label=_("Peut travailler dans ce dossier"), default=True),
    )


def free_name(taken: Sequence[str], display_name: str) -> str:
    """A short name for the command line: « claire.roy », « claire.roy2 »."""
    stem = re.sub(r"[^a-z0-9]+", ".", key1(display_name).lower()).strip(".")[:30]
    stem = stem if stem[:1].isalpha() else f"agent.{stem}".strip(".")
    name, turn = stem, 1
    while name in taken:
        turn += 1
        name = f"{stem}{turn}"
    return name


def add_user(work: Work, *, display_name: str, role: str, active: bool = True) -> Report:
    """Add a user, under a short name made from the one shown."""
    from sqlalchemy import select

    from app.store import accounts
    from app.store.models import User

    work.require(MANAGE)
    name = free_name(list(work.session.scalars(select(User.name))), display_name)
    accounts.add_user(work, name=name, display_name=display_name, role=role).active = active
    return Report(summary=_("{name} peut travailler dans ce dossier.", name=display_name))


def change_user(work: Work, *, id: int, display_name: str, role: str, active: bool) -> Report:
    """Change a user. Refuses to leave the dossier without anybody to manage it, or its author outside."""
    from app.store import accounts

    if id == work.user.id and not active:
        raise UserError(_("Vous travaillez sous ce nom\u00a0: changez d’utilisateur avant de le retirer."))
    accounts.change_user(work, id, display_name=display_name, role=role, active=active)
    return Report(summary=_("Utilisateur enregistré."))


def _first_values(session: Session, context: Params) -> Params:
    from app.forms.records import get
    from app.store.models import User

    user = get(session, User, context["id"])
    return {"display_name": user.display_name, "role": user.role, "active": user.active}


def add_action() -> Action:
    """« Ajouter un utilisateur… »."""
    return Action(
        name="store.add-user", label=_("Ajouter un utilisateur…"), run=add_user, permission=MANAGE, icon="user-plus",
        form=Form(fields=_fields()),
    )


def change_action() -> Action:
    """« Modifier… »."""
    return Action(
        name="store.change-user", label=_("Modifier l’utilisateur…"), run=change_user, permission=MANAGE,
        scope=Scope.RECORD, form=Form(fields=_fields(), start=_first_values),
    )


class UsersView(Column):
    """A line a user."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        card = self.card(
            _("Utilisateurs"),
            _("Chaque acte porte le nom de qui l’a fait. Il n’y a pas encore de mot de passe\u00a0: le nom se choisit en bas"
              " de la fenêtre."),
        )  # fmt: skip
        self.add = PrimaryButton(self.theme, _("Ajouter un utilisateur…"), "user-plus", self._add)
        self.add.setVisible(desk.can(MANAGE) and not desk.dossier.readonly)
        card.body.addWidget(self.add)
        self.lines = QVBoxLayout()
        self.lines.setSpacing(0)
        card.body.addLayout(self.lines)
        self._add_roles()
        self.cards.addStretch(1)
        desk.changed.connect(lambda tables: self._read() if "store_user" in tables else None)
        self._read()

    def _add_roles(self) -> None:
        from app.store.users import ROLES

        card = self.card(_("Rôles"), _("Ce que chacun peut faire."))
        for role in ROLES.values():
            allowed = [str(p.label) for p in self.desk.registry.permissions if _gives(role.patterns, p.name)]
            words = _("Tout, dont les utilisateurs et la restauration.") if "*" in role.patterns and len(
                role.patterns) == 1 else "\u00a0· ".join(allowed[:6]) + ("…" if len(allowed) > 6 else "")
            card.body.addWidget(Label(role.label, "strong"))
            card.body.addWidget(Label(words or _("Rien encore."), "small", wrap=True))

    def _read(self) -> None:
        def read(session: Session) -> list[tuple[int, str, str, str, bool]]:
            from sqlalchemy import select

            from app.store.models import User

            users = session.scalars(select(User).order_by(User.active.desc(), User.display_name))
            return [(u.id, u.name, u.display_name, u.role, u.active) for u in users]

        self.desk.query(read, self._show)

    def _show(self, users: list[tuple[int, str, str, str, bool]]) -> None:
        from app.store.users import ROLES

        clear_layout(self.lines)
        for rank, (user_id, name, display_name, role, active) in enumerate(users):
            if rank:
                self.lines.addWidget(Separator())
            words = str(ROLES[role].label) if role in ROLES else role
            self.lines.addWidget(self._line(user_id, display_name or name, f"{words} · {name}", active))
        if not users:
            self.lines.addWidget(EmptyState(self.theme, _("Personne encore."), "users"))

    def _line(self, user_id: int, title: str, detail: str, active: bool) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, self.theme.px(8), 0, self.theme.px(8))
        row.setSpacing(self.theme.px(12))
        row.addWidget(IconLabel(self.theme, "user" if active else "user-x"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(Label(title, "strong"))
        words.addWidget(Label(detail, "small"))
        row.addLayout(words, 1)
        if not active:
            row.addWidget(StateChip(self.theme, _("Retiré"), Tone.NEUTRAL, "circle-x"))
        if self.desk.can(MANAGE) and not self.desk.dossier.readonly:
            change = Button(self.theme, _("Modifier…"), look="small", pressed=lambda: self._change(user_id))
            change.setAccessibleName(str(_("Modifier {name}", name=title)))
            row.addWidget(change)
        return line

    def _add(self) -> None:
        self.desk.run(add_action())

    def _change(self, user_id: int) -> None:
        self.desk.run(change_action(), {"id": user_id})


def _gives(patterns: Sequence[str], permission: str) -> bool:
    from app.store.users import UserFacts

    return UserFacts(0, "", tuple(patterns)).can(permission)
