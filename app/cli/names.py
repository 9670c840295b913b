# SPDX-License-Identifier: EUPL-1.2
"""Writes the list of names that scripts may rely on: `python -m app.cli.names > docs/noms.md`."""

from __future__ import annotations

from app.cli.values import scoped_fields
from app.forms.fields import Choice, Field
from app.registry import Registry, discover


def names_page(registry: Registry) -> str:
    """Lists, actions, papers and imports with their fields, in Markdown and in French."""
    parts = ["# Noms et champs de la ligne de commande\n", "Page écrite par `python -m app.cli.names`.\n"]
    parts += ["## Listes\n", "`beffroi rows DOSSIER LISTE [--filter champ=valeur] [--json|--csv]`\n"]
    for table in registry.tables:
        parts.append(f"### `{table.name}` {table.title}\n")
        parts.append(_fields([c.field for c in table.columns if not c.field.sensitive]))
        if table.filters:
            parts.append(
                "Filtres (`--chip`)\u00a0: "
                + ", ".join(f"`{f.name}` {f.label}" for f in table.filters)
                + ".\n"
            )
    parts += ["## Actions\n", "`beffroi do DOSSIER ACTION [--nom valeur…] [--yes]`\n"]
    for action in registry.actions:
        parts.append(f"### `{action.name}` {action.label}\n")
        parts.append(_fields(scoped_fields(action), options=True))
    parts += ["## Papiers\n", "`beffroi print DOSSIER PAPIER --id N --to FICHIER.pdf`\n"]
    for paper in registry.papers:
        parts.append(f"### `{paper.name}` {paper.title}\n")
        parts.append(_fields(scoped_fields(paper), options=True))
    parts += ["## Reprises\n", "`beffroi import DOSSIER REPRISE FICHIER [--dry-run] [--option nom=valeur]`\n"]
    for importer in registry.importers:
        parts.append(f"### `{importer.name}` {importer.title}\n")
        parts.append(_fields(importer.fields))
    return "\n".join(parts)


def _fields(fields: tuple[Field[object], ...] | list[Field[object]], *, options: bool = False) -> str:
    if not fields:
        return "Sans paramètre.\n"
    lines = ["| nom | libellé | type |", "|---|---|---|"]
    for field in fields:
        name = f"--{field.name.replace('_', '-')}" if options else field.name
        kind = type(field).__name__
        if isinstance(field, Choice):
            kind = ", ".join(f"`{option.value}`" for option in field.options if option.value)
        needed = " (obligatoire)" if options and field.required else ""
        lines.append(f"| `{name}` | {field.label}{needed} | {kind} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(names_page(discover()))
