# SPDX-License-Identifier: EUPL-1.2
"""A file of rows becomes records: tried dry, then written in one undoable operation.

The window and the command line both go through `plan`, then `dry_run` or `apply`. The dry run is the
same code as the import, in a unit of work that is rolled back on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from app.core.outcome import Address, Refusal, Report, UserError
from app.core.strings import _, _n
from app.core.text import Text
from app.exchange.plans import Cells, ImportPlan, plan, recall, setting_name

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.core.progress import Progress
    from app.forms.fields import Field
    from app.forms.page import Importer, Params, RowOutcome
    from app.store.uow import Store, Work
    from app.store.users import UserFacts

__all__ = [
    "FATES",
    "ImportPlan",
    "ImportResult",
    "Rehearsed",
    "RowResult",
    "apply",
    "dry_run",
    "import_and_remember",
    "import_rows",
    "plan",
    "recall",
    "rehearse",
]

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
FATES = (NEW, CHANGED, SAME, REFUSED)
BATCH = 250
"""Rows of a steady importer that are written together."""


@dataclass(frozen=True)
class RowResult:
    """The fate of one row of the file."""

    number: int
    """As the spreadsheet numbers it, from 1."""
    fate: str
    title: str
    reasons: tuple[Text, ...] = ()
    kept: tuple[Text, ...] = ()
    where: Address | None = None
    cells: Cells = ()
    record: tuple[str, Any] | None = None
    """Page and record whose id is not known yet."""


@dataclass
class ImportResult:
    """The fate of every row."""

    importer: str
    rows: list[RowResult] = field(default_factory=list)
    notes: list[Text] = field(default_factory=list)

    def of(self, fate: str) -> list[RowResult]:
        """The rows of one fate."""
        return [row for row in self.rows if row.fate == fate]

    @property
    def counts(self) -> dict[str, int]:
        """How many rows of each fate."""
        return {fate: sum(1 for row in self.rows if row.fate == fate) for fate in FATES}

    def report(self, *, dry: bool = False) -> Report:
        """The report of the command line and of the window."""
        counts = self.counts
        said = {
            "new": _n("{n} nouvelle", "{n} nouvelles", counts[NEW]),
            "changed": _n("{n} modifiée", "{n} modifiées", counts[CHANGED]),
            "same": _n("{n} identique", "{n} identiques", counts[SAME]),
            "refused": _n("{n} refusée", "{n} refusées", counts[REFUSED]),
        }
        if dry:
            summary = _("Essai, rien n’est écrit\u00a0: {new}, {changed}, {same}, {refused}.", **said)
        else:
            summary = _("Lignes reprises\u00a0: {new}, {changed}, {same}, {refused}.", **said)
        report = Report(summary=summary, counts=counts, notes=list(self.notes))
        for row in self.rows:
            if row.fate == REFUSED:
                for reason in row.reasons:
                    report.refusals.append(Refusal(_row_title(row), reason, row.where))
            else:
                report.notes += [_("{row}\u00a0: {why}", row=_row_title(row), why=kept) for kept in row.kept]
            if row.where is not None and row.where not in report.records and row.fate in (NEW, CHANGED):
                report.records.append(row.where)
        return report


def _row_title(row: RowResult) -> Text:
    if row.title:
        return _("Ligne {number}, {title}", number=row.number, title=row.title)
    return _("Ligne {number}", number=row.number)


class Rehearsed(Exception):
    """Carries the result of a dry run out of the unit of work that it rolls back."""

    def __init__(self, result: ImportResult) -> None:
        super().__init__()
        self.result = result


# ---------------------------------------------------------------- running


def dry_run(
    store: Store, importer: Importer, made: ImportPlan, options: Params | None = None, *,
    user: UserFacts | None = None, progress: Progress | None = None,
) -> ImportResult:
    """The fate of every row if the file were imported; the unit of work is rolled back."""
    try:
        with store.work(
            _("Essai\u00a0: {title}", title=importer.title), action=importer.name,
            user=user, progress=progress, undoable=False,
        ) as work:
            rehearse(work, importer, made, options)
    except Rehearsed as over:
        return over.result
    raise AssertionError("a dry run must not come to its end")


def rehearse(work: Work, importer: Importer, made: ImportPlan, options: Params | None = None) -> None:
    """Import inside `work`, then raise `Rehearsed` so that nothing of it remains."""
    raise Rehearsed(import_rows(work, importer, made, options, dry=True))


def apply(
    store: Store, importer: Importer, made: ImportPlan, options: Params | None = None, *,
    user: UserFacts | None = None, progress: Progress | None = None,
) -> ImportResult:
    """Import the rows in one undoable operation; refused rows are skipped and listed."""
    with store.work(importer.title, action=importer.name, user=user, progress=progress) as work:
        return import_and_remember(work, importer, made, options)


def import_and_remember(
    work: Work, importer: Importer, made: ImportPlan, options: Params | None = None
) -> ImportResult:
    """Import inside `work` and keep the mapping for the next file with the same headings."""
    result = import_rows(work, importer, made, options)
    if made.own_rows is None:
        name = setting_name(importer, made)
        if work.setting(name) != made.remembered():
            work.put_setting(name, made.remembered())
    return result


def import_rows(
    work: Work, importer: Importer, made: ImportPlan, options: Params | None = None, *, dry: bool = False
) -> ImportResult:
    """Give every row to the importer. Raises `UserError` when a required column is not matched.

    `dry`: everything will be rolled back; what a steady importer made is then never sent to the database.
    """
    work.require(importer.permission)
    if made.missing:
        labels = ", ".join(str(f.label) for f in made.missing)
        raise UserError(_("Il manque une colonne pour\u00a0: {labels}.", labels=labels))
    given = dict(options or {})
    if made.own_rows is not None:
        given["rows"] = made.own_rows
    take = importer.begin(work, given)
    result = ImportResult(importer.name)
    rows = list(_values(work.session, importer, made))
    for number, cells, values, faults in work.progress.over(rows, _("Lecture des lignes")):
        result.rows.append(_one(work, importer, take, number, cells, values, faults))
        if importer.steady and not dry and len(result.rows) % BATCH == 0:
            work.session.flush()
    if not (importer.steady and dry):
        work.session.flush()
    result.rows = [_settled(row) for row in result.rows]
    if made.own_rows is None and made.left_aside:
        result.notes.append(_n("{n} ligne de total laissée de côté.", "{n} lignes de total laissées de côté.", made.left_aside))
    return result


def _settled(row: RowResult) -> RowResult:
    """The row with the address of its record, whose id is known now."""
    if row.record is None:
        return row
    page, record = row.record
    return replace(row, where=None if record.id is None else Address(page, record.id), record=None)


def _one(
    work: Work, importer: Importer, take: Callable[[Params], RowOutcome], number: int, cells: Cells,
    values: Params, faults: Sequence[Text],
) -> RowResult:
    if faults:
        return RowResult(number, REFUSED, _title(values), tuple(faults), cells=cells)
    try:
        # A row refused half-way leaves nothing behind, and does not stop the others.
        with nullcontext() if importer.steady else work.attempt():
            outcome = take(values)
    except UserError as fault:
        return RowResult(number, REFUSED, _title(values), (fault.message,), where=fault.where, cells=cells)
    return RowResult(
        number, str(outcome.fate), outcome.title or _title(values), outcome.reasons, outcome.kept, outcome.where, cells,
        outcome.record,
    )


def _title(values: Params) -> str:
    """Something by which the clerk knows the row: its first texts."""
    texts = [value for value in values.values() if isinstance(value, str) and value]
    return " ".join(texts[:2])


def _values(
    session: Session, importer: Importer, made: ImportPlan
) -> Iterator[tuple[int, Cells, dict[str, Any], list[Text]]]:
    if made.own_rows is not None:
        for index, row in enumerate(made.own_rows):
            yield (index + 1, tuple(row.values()), *_read_row(session, importer, row, {}))
        return
    headings = {name: made.headers[i] for i, name in made.mapping.items()}
    for number, cells in made.body:
        given = {name: cells[i] if i < len(cells) else None for i, name in made.mapping.items()}
        yield (number, cells, *_read_row(session, importer, given, headings))


def _read_row(
    session: Session, importer: Importer, given: Mapping[str, object], headings: Mapping[str, str]
) -> tuple[dict[str, Any], list[Text]]:
    """Values of the fields that the file has (None for a blank cell), and the faults, naming the column."""
    values: dict[str, Any] = {}
    faults: list[Text] = []
    for f in importer.fields:
        if f.name not in given:
            continue
        cell = given[f.name]
        values[f.name] = None
        try:
            values[f.name] = value = _read_cell(session, f, cell)
            f.check(value)
        except UserError as fault:
            faults.append(_fault(headings.get(f.name) or str(f.label), cell, fault.message))
    return values, faults


def _fault(column: str, cell: object, message: Text) -> Text:
    """The fault with its column, and what stands there unless the sentence already says it."""
    text = "" if cell is None else str(cell).strip()[:60]
    if not text or text in str(message):
        return _("colonne «\u00a0{column}\u00a0»\u00a0: {fault}", column=column, fault=message)
    return _("colonne «\u00a0{column}\u00a0», «\u00a0{text}\u00a0»\u00a0: {fault}", column=column, text=text, fault=message)


def _read_cell(session: Session, f: Field[Any], cell: object) -> Any:
    resolve = getattr(f, "resolve", None)
    if resolve is not None and isinstance(cell, str):
        return resolve(session, cell)
    return f.accept(cell)
