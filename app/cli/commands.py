# SPDX-License-Identifier: EUPL-1.2
"""One function a command: each opens the dossier, reads or acts through the declarations, prints."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.output import Output
from app.cli.values import UsageError, form_values, options_of, scoped_fields
from app.core.outcome import UserError
from app.core.strings import _
from app.forms.fields import Day, Field
from app.forms.page import Action

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

Command = Callable[[argparse.Namespace, list[str], Output], int]

# ---------------------------------------------------------------- acting


def do(known: argparse.Namespace, rest: list[str], output: Output) -> int:
    """`beffroi do DOSSIER ACTION [--name value…] [--yes]`."""
    from app.house import open_house

    words = list(rest)
    yes = _take(words, "--yes")
    output.as_json = _take(words, "--json") or output.as_json
    known.user = _take_value(words, "--as") or known.user
    if not words or words[0].startswith("-"):
        raise UsageError(
            str(
                _(
                    "Nommez l’action\u00a0: beffroi do DOSSIER ACTION. «\u00a0beffroi actions\u00a0» en donne la liste."
                )
            )
        )
    name = words.pop(0)
    with open_house(known.dossier, user=known.user) as house:
        action = house.registry.action(name)
        fields = scoped_fields(action)
        given = options_of(words, fields)
        with house.dossier.store.read() as session:
            values = form_values(session, action.form, fields, given)
            question = action.confirm(session, values) if action.confirm and not yes else None
        if question is not None:
            return output.refused(_("{question} Ajoutez --yes pour confirmer.", question=question))
        with house.dossier.store.work(_label(action), action=action.name, undoable=not action.legal) as work:
            if yes:
                work.confirmed = _Everything()
            report = action.run(work, **values)
        return output.report(report)


class _Everything:
    """`--yes`: every question is answered by yes."""

    def __contains__(self, key: object) -> bool:
        return True


def _label(action: Action) -> Any:
    text = str(action.label)
    return text.removesuffix("…").rstrip()


def import_file(known: argparse.Namespace, rest: list[str], output: Output) -> int:
    """`beffroi import DOSSIER IMPORTER FILE [--dry-run] [--map FILE] [--yes]`; creates an absent dossier."""
    from app.cli.importing import run_import
    from app.house import open_house

    path = Path(known.file)
    if not path.is_file():
        raise UserError(_("Ce fichier n’existe pas\u00a0: {name}.", name=path.name))
    name = Path(known.dossier).name
    with open_house(known.dossier, user=known.user, create_as=name) as house:
        return run_import(house, known, path, output)


def print_paper(known: argparse.Namespace, rest: list[str], output: Output) -> int:
    """`beffroi print DOSSIER PAPER --id N --to FILE`."""
    from app.documents.render import render
    from app.house import open_house

    words = list(rest)
    output.as_json = _take(words, "--json") or output.as_json
    target = _take_value(words, "--to")
    if not words or words[0].startswith("-") or not target:
        raise UsageError(str(_("Écrivez\u00a0: beffroi print DOSSIER DOCUMENT --id N --to FICHIER.pdf")))
    name = words.pop(0)
    with (
        open_house(known.dossier, write=False, user=known.user) as house,
        house.dossier.store.read() as session,
    ):
        paper = house.registry.paper(name)
        require(session, paper.permission)
        fields = scoped_fields(paper)
        values = form_values(session, paper.form, fields, options_of(words, fields))
        issued = paper.issued(session, values["id"]) if paper.issued and "id" in values else None
        content = house.dossier.archive.read(issued) if issued else render(paper.draw(session, **values))
    path = Path(target)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    if output.as_json:
        output.json({"file": str(path), "bytes": len(content), "issued": issued is not None})
    else:
        print(path)
    return 0


def require(session: Session, permission: str) -> None:
    """Raise `PermissionRefused` when the user of this session has not that right."""
    from app.store.uow import user_of

    if permission:
        user_of(session).require(permission)


# ---------------------------------------------------------------- reading


def rows(known: argparse.Namespace, rest: list[str], output: Output) -> int:
    """`beffroi rows DOSSIER TABLE [--filter field=value] [--json|--csv]`."""
    from app.forms.listing import Listing
    from app.house import open_house

    with (
        open_house(known.dossier, write=False, user=known.user) as house,
        house.dossier.store.read() as session,
    ):
        table = house.registry.table(known.table)
        require(session, table.permission)
        columns = {column.name: column.field for column in table.columns}
        equals = {name: _read(columns, name, text) for name, text in map(_pair, known.filter)}
        params = dict(table.parameters.start(session, {})) if table.parameters.start else {}
        wanted = {field.name: field for field in table.parameters.all_fields}
        for name, text in map(_pair, known.param):
            params[name] = _read(wanted, name, text)
        if known.on:
            params["on"] = Day(name="on", label=_("Jour")).read(known.on)
        listing = Listing(table, params, known.chip, known.search, equals, known.order)
        output.table(table, listing.page(session))
    return 0


def _pair(text: str) -> tuple[str, str]:
    name, equal, value = text.partition("=")
    if not equal:
        raise UsageError(str(_("Écrivez champ=valeur, et non «\u00a0{text}\u00a0».", text=text)))
    return name, value


def _read(fields: Mapping[str, Field[Any]], name: str, text: str) -> Any:
    if name not in fields:
        raise UsageError(
            str(_("Champ inconnu\u00a0: {name}. Champs\u00a0: {names}.", name=name, names=", ".join(fields)))
        )
    return fields[name].read(text)


def search(known: argparse.Namespace, rest: list[str], output: Output) -> int:
    """`beffroi search DOSSIER TEXT`."""
    from app.house import open_house
    from app.store.search import find

    with (
        open_house(known.dossier, write=False, user=known.user) as house,
        house.dossier.store.read() as session,
    ):
        hits = find(session, known.text)
        output.named(
            [
                {
                    "kind": hit.kind,
                    "title": hit.title,
                    "subtitle": hit.subtitle,
                    "page": hit.page,
                    "id": hit.id,
                }
                for hit in hits
            ]
        )
    return 0


def tasks(known: argparse.Namespace, rest: list[str], output: Output) -> int:
    """`beffroi tasks DOSSIER`: the lines of the home page."""
    from app.house import open_house
    from app.store.uow import today_of

    with (
        open_house(known.dossier, write=False, user=known.user) as house,
        house.dossier.store.read() as session,
    ):
        found = house.registry.tasks(session, today_of(session))
        output.named(
            [
                {
                    "title": str(t.title),
                    "detail": str(t.detail),
                    "due": str(t.due),
                    "due_on": t.due_on.isoformat() if t.due_on else None,
                    "page": t.where.page if t.where else None,
                    "id": t.where.id if t.where else None,
                    "action": t.action or None,
                }
                for t in found
            ]
        )
    return 0


def history(known: argparse.Namespace, rest: list[str], output: Output) -> int:
    """`beffroi history DOSSIER`: the last operations of the journal."""
    from app.house import open_house
    from app.store.journal import operations

    with (
        open_house(known.dossier, write=False, user=known.user) as house,
        house.dossier.store.read() as session,
    ):
        output.named(
            [
                {
                    "id": o.id,
                    "at": o.at.isoformat(timespec="seconds"),
                    "user": o.user_name,
                    "label": o.label,
                    "undone": o.undone_by is not None,
                }
                for o in operations(session, limit=known.limit)
            ]
        )
    return 0


def undo(known: argparse.Namespace, rest: list[str], output: Output) -> int:
    """`beffroi undo DOSSIER OPERATION`: reverse one operation, or list what stands in the way."""
    from app.core.outcome import Report
    from app.house import open_house
    from app.store.undo import CannotUndo, undo_operation

    with open_house(known.dossier, user=known.user) as house:
        try:
            undo_operation(house.dossier.store, known.operation)
        except CannotUndo as fault:
            return (
                output.report(Report(summary="", refusals=list(fault.obstacles)))
                if fault.obstacles
                else output.refused(fault.message)
            )
        return output.report(Report(summary=_("Opération annulée.")))


def put_setting(known: argparse.Namespace, rest: list[str], output: Output) -> int:
    """`beffroi set DOSSIER [NAME [VALUE]]`."""
    from app.house import open_house
    from app.store.uow import setting_of

    with open_house(known.dossier, write=known.value is not None, user=known.user) as house:
        fields = {field.name: field for field in house.registry.settings}
        if known.name and known.name not in fields:
            raise UserError(_("Ce réglage n’existe pas\u00a0: {name}.", name=known.name))
        if known.value is not None:
            field = fields[known.name]
            value = field.read(known.value)
            field.check(value)
            with house.dossier.store.work(_("Changer un réglage"), action="store.set") as work:
                work.require("store.settings")
                work.put_setting(known.name, value)
        with house.dossier.store.read() as session:
            chosen = [fields[known.name]] if known.name else list(fields.values())
            output.named(
                [
                    {"name": f.name, "label": str(f.label), "value": f.plain(setting_of(session, f.name))}
                    for f in chosen
                ]
            )
    return 0


# ---------------------------------------------------------------- the dossier itself


def create(known: argparse.Namespace, rest: list[str], output: Output) -> int:
    """`beffroi create DOSSIER --name COMMUNE [--postgresql URL]`."""
    from app.house import open_house
    from app.store.dossier import Dossier

    if Dossier.exists(Path(known.dossier)):
        raise UserError(_("Il y a déjà un dossier à cet endroit\u00a0: choisissez un autre nom."))
    with open_house(known.dossier, user=known.user, create_as=known.name, url=known.postgresql):
        pass
    print(_("Dossier créé\u00a0: {path}", path=known.dossier))
    return 0


def demo(known: argparse.Namespace, rest: list[str], output: Output) -> int:
    """`beffroi demo`: create the demonstration commune, then open it or play its month."""
    from app.cli.month import play_month
    from app.demo import default_folder, make_demo

    folder = Path(known.to) if known.to else default_folder()
    report = make_demo(folder, seed=known.seed)
    if known.month:
        report = play_month(folder)
    status = output.report(report)
    if known.open or (not known.month and not known.json and _has_display()):
        from app.ui.start import open_window as show

        return show(folder)
    return status


def _has_display() -> bool:
    import os
    import sys

    return sys.platform == "win32" or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_window(known: argparse.Namespace, rest: list[str], output: Output) -> int:
    """`beffroi open DOSSIER`."""
    from app.ui.start import open_window as show

    return show(Path(known.dossier))


def check(known: argparse.Namespace, rest: list[str], output: Output) -> int:
    """`beffroi check DOSSIER`: the file, the archive, then every consistency rule."""
    from app.core.outcome import Report
    from app.house import open_house
    from app.store.backup import verify

    with (
        open_house(known.dossier, write=False, user=known.user) as house,
        house.dossier.store.read() as session,
    ):
        report = Report(refusals=[*verify(house.dossier), *house.registry.check(session)])
        report.summary = _("Tout se tient.") if not report.refusals else ""
        return output.report(report)


def backup(known: argparse.Namespace, rest: list[str], output: Output) -> int:
    """`beffroi backup DOSSIER [--to FILE]`: always allowed, even while another program writes."""
    from app.core.outcome import Report
    from app.store.backup import back_up_folder

    made = back_up_folder(Path(known.dossier), Path(known.to) if known.to else None)
    return output.report(Report(summary=_("Sauvegarde faite et vérifiée."), files=[made]))


def restore(known: argparse.Namespace, rest: list[str], output: Output) -> int:
    """`beffroi restore DOSSIER BACKUP --yes`."""
    from app.core.outcome import Report
    from app.store.backup import restore as put_back

    if not known.yes:
        return output.refused(
            _("La base actuelle sera remplacée (elle est gardée à côté). Ajoutez --yes pour confirmer.")
        )
    kept = put_back(Path(known.dossier), Path(known.backup))
    return output.report(Report(summary=_("Sauvegarde remise en place."), files=[kept] if kept else []))


def pictures(known: argparse.Namespace, rest: list[str], output: Output) -> int:
    """`beffroi pictures DOSSIER --to DIR`."""
    from app.core.outcome import Report
    from app.ui.pictures import take_pictures

    if not 100 <= known.font <= 200:
        raise UsageError(str(_("La taille des caractères va de 100 à 200.")))
    made = take_pictures(Path(known.dossier), Path(known.to), theme=known.theme, font=known.font)
    return output.report(
        Report(
            summary=_("{count} images dans {folder}.", count=len(made), folder=known.to),
            counts={"pictures": len(made)},
        )
    )


# ---------------------------------------------------------------- what there is


def list_actions(known: argparse.Namespace, rest: list[str], output: Output) -> int:
    """`beffroi actions`: every action with its parameters."""
    from app.registry import discover

    found = []
    for action in discover().actions:
        parameters = " ".join(
            f"--{f.name.replace('_', '-')}" if f.required else f"[--{f.name.replace('_', '-')}]"
            for f in scoped_fields(action)
        )
        found.append({"name": action.name, "label": str(action.label), "parameters": parameters})
    output.named(found)
    return 0


def list_pages(known: argparse.Namespace, rest: list[str], output: Output) -> int:
    """`beffroi pages`: every list with its fields, and every paper."""
    from app.registry import discover

    registry = discover()
    lists = [
        {
            "kind": "list",
            "name": t.name,
            "title": str(t.title),
            "fields": ", ".join(c.name for c in t.columns),
        }
        for t in registry.tables
    ]
    papers = [
        {
            "kind": "paper",
            "name": p.name,
            "title": str(p.title),
            "fields": ", ".join(f.name for f in scoped_fields(p)),
        }
        for p in registry.papers
    ]
    importers = [
        {
            "kind": "import",
            "name": i.name,
            "title": str(i.title),
            "fields": ", ".join(f.name for f in i.fields),
        }
        for i in registry.importers
    ]
    output.named([*lists, *papers, *importers])
    return 0


def list_modules(known: argparse.Namespace, rest: list[str], output: Output) -> int:
    """`beffroi modules`: those that load, then those that do not, with the reason."""
    from app.registry import discover

    registry = discover()
    loaded = [
        {"name": m.name, "title": str(m.title), "state": str(_("chargé")), "reason": ""}
        for m in registry.modules
    ]
    failed = [
        {"name": f.name, "title": "", "state": str(_("écarté")), "reason": str(f.reason)}
        for f in registry.failures
    ]
    output.named([*loaded, *failed])
    return 0


def _take(words: list[str], flag: str) -> bool:
    found = flag in words
    if found:
        words.remove(flag)
    return found


def _take_value(words: list[str], flag: str) -> str | None:
    for index, word in enumerate(words):
        if word == flag and index + 1 < len(words):
            del words[index]
            return words.pop(index)
        if word.startswith(f"{flag}="):
            return words.pop(index).partition("=")[2]
    return None
