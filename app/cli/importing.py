# SPDX-License-Identifier: EUPL-1.2
"""`beffroi import`: the assistant's own engine, in one command."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.cli.output import Output
from app.cli.values import form_values, read_map
from app.core.outcome import UserError
from app.core.strings import _

if TYPE_CHECKING:
    from app.forms.page import Importer
    from app.house import House


def run_import(house: House, known: argparse.Namespace, path: Path, output: Output) -> int:
    """Plan, dry run or import, then print the fate of the rows; status 1 when some were refused."""
    from app.exchange.importing import apply, dry_run, plan, recall

    importer = house.registry.importer(known.importer)
    mapping = read_map(known.map)
    made = plan(path, importer, mapping, sheet=known.sheet or "")
    with house.dossier.store.read() as session:
        if mapping is None:
            made = recall(session, importer, made)
    options = _options(house, importer, known.option)
    run = dry_run if known.dry_run else apply
    result = run(house.dossier.store, importer, made, options)
    report = result.report(dry=known.dry_run)
    if output.as_json:
        report.facts["columns"] = (
            {made.headers[i]: name for i, name in made.mapping.items()} if made.own_rows is None else {}
        )
        report.facts["rows"] = [
            {
                "row": row.number,
                "fate": row.fate,
                "title": row.title,
                "reasons": [str(r) for r in row.reasons],
                "kept": [str(k) for k in row.kept],
            }
            for row in result.rows
        ]
    else:
        report.notes = [
            *(
                _(
                    "Ligne {number}, {title}\u00a0: {why}",
                    number=row.number,
                    title=row.title,
                    why=" ".join(str(r) for r in row.reasons),
                )
                for row in result.rows
                if row.fate == "same" and row.reasons
            ),
            *report.notes,
        ]
    return output.report(report)


def _options(house: House, importer: Importer, given: list[str]) -> dict[str, Any]:
    fields = {field.name: field for field in importer.options.all_fields}
    texts: dict[str, str] = {}
    for pair in given:
        name, equal, text = pair.partition("=")
        if not equal or name not in fields:
            raise UserError(
                _(
                    "Option inconnue\u00a0: {pair}. Options\u00a0: {names}.",
                    pair=pair,
                    names=", ".join(fields) or _("aucune"),
                )
            )
        texts[name] = text
    with house.dossier.store.read() as session:
        return form_values(session, importer.options, tuple(fields.values()), texts)
