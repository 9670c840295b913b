# SPDX-License-Identifier: EUPL-1.2
"""Words of the command line become the values of a form, by the form's own fields."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.core.outcome import UserError
from app.core.strings import _
from app.forms.fields import Field, Ref, Refs, read_all
from app.forms.page import Action, Form, Paper, Scope

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

ID = Ref(name="id", label=_("Fiche"), required=True)
IDS = Refs(name="ids", label=_("Fiches"), required=True)


class UsageError(Exception):
    """The words of the command line are not those of the action: status 2."""


def scoped_fields(action: Action | Paper) -> tuple[Field[Any], ...]:
    """The fields of an action or a paper, with the record or the selection that it works on."""
    scopes: dict[Scope, tuple[Field[Any], ...]] = {
        Scope.RECORD: (ID,),
        Scope.SELECTION: (IDS,),
        Scope.PAGE: (),
    }
    scope = scopes[action.scope]
    return (*scope, *action.form.all_fields)


def options_of(words: Sequence[str], fields: Sequence[Field[Any]]) -> dict[str, str]:
    """`--name value` pairs by field name (dashes or underscores). Raises `UsageError`."""
    known = {field.name: field for field in fields}
    given: dict[str, str] = {}
    left = list(words)
    while left:
        word = left.pop(0)
        name, equal, value = word.removeprefix("--").partition("=")
        name = name.replace("-", "_")
        if not word.startswith("--") or name not in known:
            names = ", ".join(f"--{n.replace('_', '-')}" for n in known) or str(_("aucun"))
            raise UsageError(
                str(
                    _(
                        "Paramètre inconnu\u00a0: {word}. Paramètres possibles\u00a0: {names}.",
                        word=word,
                        names=names,
                    )
                )
            )
        if not equal:
            if not left:
                raise UsageError(str(_("Il manque la valeur de {word}.", word=word)))
            value = left.pop(0)
        given[name] = value
    return given


def form_values(
    session: Session, form: Form, fields: Sequence[Field[Any]], given: Mapping[str, str]
) -> dict[str, Any]:
    """Values of a form from the command line: given texts, then the form's own first values, then defaults."""
    read: dict[str, Any] = {}
    for field in fields:
        if field.name in given:
            text = given[field.name]
            read[field.name] = field.resolve(session, text) if isinstance(field, Ref) else field.read(text)
    if form.start is not None:
        read = {**form.start(session, read), **read}
    values = read_all(
        fields, {name: value for name, value in read.items() if name in {f.name for f in fields}}
    )
    if form.check is not None:
        form.check(values)
    return values


def read_map(path: str | None) -> dict[str, str] | None:
    """The column mapping of `--map`: a JSON object heading → field name."""
    if path is None:
        return None
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise UserError(
            _("Le fichier de correspondance doit être un objet JSON «\u00a0colonne\u00a0: champ\u00a0».")
        ) from None
    return {str(heading): str(name) for heading, name in found.items()}
