# SPDX-License-Identifier: EUPL-1.2
"""What a module shows, as values: pages, tables, records, forms, actions, tasks, tiles. No Qt here.

The window, the command line and the tests read the same declarations, so nothing is said twice.
Names are `<module>.<plural>` for pages and tables, `<module>.<verb-object>` for actions.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from app.core.outcome import Address, Report
from app.core.text import Msg, Text
from app.forms.fields import Field, Option, Tone

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session
    from sqlalchemy.sql import ColumnCollection

    from app.documents.blocks import Bundle, Document
    from app.documents.charts import Chart
    from app.store.uow import Work

    Columns = ColumnCollection[str, ColumnElement[Any]]

Params = Mapping[str, Any]
Row = Mapping[str, Any]


# ---------------------------------------------------------------- forms and actions


@dataclass(frozen=True, kw_only=True)
class Section:
    """A titled group of fields in a form."""

    title: Text
    fields: tuple[Field[Any], ...]


@dataclass(frozen=True, kw_only=True)
class Form:
    """Fields to fill: parameters of an action, of a table, of an import."""

    fields: tuple[Field[Any], ...] = ()
    sections: tuple[Section, ...] = ()
    """Instead of `fields`, when the form is long enough to need titles."""
    start: Callable[[Session, Params], Params] | None = None
    """First values, from the context (`id`, `ids`, parameters of the page) and the database."""
    check: Callable[[Params], None] | None = None
    """Faults that concern several fields at once; raises `UserError`."""

    @property
    def all_fields(self) -> tuple[Field[Any], ...]:
        """Every field, whatever the section."""
        return self.fields + tuple(f for section in self.sections for f in section.fields)


class Scope(StrEnum):
    """On what an action works."""

    PAGE = "page"
    """On the page as a whole: « Préparer le mois… »."""
    RECORD = "record"
    """On the record in hand: the service receives `id`."""
    SELECTION = "selection"
    """On the selected rows (one or many): the service receives `ids`, a tuple."""


@dataclass(frozen=True, kw_only=True)
class Action:
    """A verb, declared once: the button with its dialog, the journal's wording, the command line."""

    name: str
    label: Text
    run: Callable[..., Report]
    """The service: `run(work, *, id=… | ids=…, **parameters)`. It never commits."""
    permission: str
    form: Form = field(default_factory=Form)
    scope: Scope = Scope.PAGE
    icon: str = ""
    help: Text = ""
    accept: Text = ""
    """The verb of the dialog's button, when the label is not one: « Nouveau tarif… » → « Créer le tarif »."""
    shortcut: str = ""
    confirm: Callable[[Session, Params], Text | None] | None = None
    """The question asked before, in figures; None asks nothing."""
    preview: Callable[[Session, Params], Sequence[Text]] | None = None
    """What the act would do, said under its form as the values are typed."""
    applies: Callable[[Row], bool] | None = None
    """Whether the button is of use for a row (or the record's row of its table)."""
    legal: bool = False
    """A legal act (a numbered paper): never undone, only answered by another act."""
    opens: bool = False
    """Show the first record of the report once done (a creation)."""

    @property
    def fields(self) -> tuple[Field[Any], ...]:
        """The fields of its form."""
        return self.form.all_fields


# ---------------------------------------------------------------- tables


@dataclass(frozen=True, kw_only=True)
class Column:
    """A field shown in a list. The source selects it under the field's name."""

    field: Field[Any]
    weak: bool = False
    """Secondary text, in the muted colour."""
    strong: bool = False
    hidden: bool = False
    """Kept for exports and the command line; the user may show it."""
    sum: bool = False
    """Summed at the foot of the list."""

    @property
    def name(self) -> str:
        """The field's name."""
        return self.field.name


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A saved filter, shown as a chip with its count."""

    name: str
    label: Text
    where: Callable[[Columns], ColumnElement[bool]] | None = None
    """A condition on the columns of the source; None shows everything."""
    keep: Callable[[Row], bool] | None = None
    """The same for a computed source (`rows`)."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """A list: its columns and where its rows come from.

    `source(session, params)` gives a SELECT of `id` and of one labelled column per field (enums and
    amounts with their mapped types). A label `<name>__sort` is used to sort that column when present.
    Where the state is derived by a rule, `rows(session, params)` computes them instead.
    """

    name: str
    title: Text
    columns: tuple[Column, ...]
    source: Callable[[Session, Params], Select[Any]] | None = None
    rows: Callable[[Session, Params], Sequence[Row]] | None = None
    filters: tuple[Filter, ...] = ()
    filter: str = ""
    """Name of the saved filter with which the list opens; empty shows everything."""
    search: tuple[str, ...] = ()
    """Labels searched when typing in the list; those ending in `_key` hold folded text."""
    order: str = ""
    """Column of the first sort, with `-` before it to go down."""
    parameters: Form = field(default_factory=Form)
    """What the source needs to know (a month, a day), chosen above the list."""
    counted: Callable[[int], Msg] | None = None
    """« 118 factures »."""
    empty: Text = ""
    """What would be here, and the first step to take."""
    first_step: str = ""
    """Name of the action offered when the list is empty."""
    reads: frozenset[str] = frozenset()
    """SQL tables on which the rows depend; the list reloads when one changes."""
    permission: str = ""


# ---------------------------------------------------------------- records (the right pane)


@dataclass(frozen=True)
class Heading:
    """The head of a record: what it is, in one glance."""

    title: str
    subtitle: str = ""
    state: Option | None = None
    badges: tuple[Option, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FieldsPart:
    """Fields of the record: read first, edited in place when `save` is given.

    `save(work, *, id, version, **values)`: `version` is what `load` gave under that name.
    """

    title: Text = ""
    fields: tuple[Field[Any], ...]
    load: Callable[[Session, int], Params]
    save: Callable[..., Report] | None = None
    permission: str = ""
    """The right to edit (and, for sensitive fields, to read)."""


@dataclass(frozen=True, kw_only=True)
class LinesPart:
    """Lines that belong to the record: a bill's lines, a household's members."""

    title: Text
    columns: tuple[Column, ...]
    rows: Callable[[Session, int], Sequence[Row]]
    """Rows with `id` and the fields' names; `_emphasis` True writes a row in bold (a total)."""
    opens: str = ""
    """Page on which a row opens; a row may say otherwise by `_address`."""
    why: Callable[[Session, int], Sequence[Text]] | None = None
    """Explanation of the selected row (« Pourquoi 2,10 € ? »): a title then sentences."""
    actions: tuple[str, ...] = ()
    empty: Text = ""


@dataclass(frozen=True, kw_only=True)
class ProsePart:
    """Sentences about the record; nothing is shown when there are none."""

    title: Text
    text: Callable[[Session, int], Sequence[Text]]
    tone: Tone = Tone.NEUTRAL


@dataclass(frozen=True, kw_only=True)
class ChartPart:
    """A chart about the record."""

    title: Text
    chart: Callable[[Session, int], Chart]


Part = FieldsPart | LinesPart | ProsePart | ChartPart


@dataclass(frozen=True, kw_only=True)
class Record:
    """The record in hand. Its history and its papers are added by the window."""

    model: Callable[[], type[Any]]
    """The mapped class, for the history."""
    heading: Callable[[Session, int], Heading]
    parts: tuple[Part, ...]
    actions: tuple[str, ...] = ()
    """Names of the actions offered as buttons, the most useful first."""


@dataclass(frozen=True, kw_only=True)
class Page:
    """A place of the window: a list with its record, or an earned widget."""

    name: str
    title: Text
    table: Table | None = None
    record: Record | None = None
    widget: str = ""
    """`package.module:Class` of an earned widget: called with the window's `Desk`."""
    charts: Callable[[Session, Params], Sequence[tuple[Text, Chart]]] | None = None
    """A page of charts."""
    actions: tuple[str, ...] = ()
    """Names of the actions of the page; the first one is the main action."""
    permission: str = ""
    help: Text = ""
    """One sentence for the help sheet."""
    hidden: bool = False
    """Not in the navigation (reached from a record or an address)."""
    under: str = ""
    """Name of the page from which a hidden one is reached: its step in the breadcrumb, its line in the sidebar."""


# ---------------------------------------------------------------- papers, imports, home


@dataclass(frozen=True, kw_only=True)
class Paper:
    """A document that can be printed from a record, a selection or parameters.

    `draw(session, **parameters)` gives a `Document` or a `Bundle`; parameters are `id`, `ids`
    or the fields of `form`. `name` is also its name on the command line; file names hold no
    personal data.
    """

    name: str
    title: Text
    draw: Callable[..., Document | Bundle]
    permission: str
    page: str = ""
    """Page of the same module whose record (or selection) it is printed from; empty for a paper of its own."""
    scope: Scope = Scope.RECORD
    form: Form = field(default_factory=Form)
    applies: Callable[[Row], bool] | None = None
    """Whether it is of use for a record, from the record's row of its table."""
    issued: Callable[[Session, int], str | None] | None = None
    """SHA-256 of the archived PDF when the paper was issued: shown and printed as it was."""


class RowFate(StrEnum):
    """What an import does of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    REFUSED = "refused"


@dataclass(frozen=True)
class RowOutcome:
    """The fate of one row of a file, and why."""

    fate: RowFate
    title: str = ""
    """What the row is about, for the list of the dry run."""
    reasons: tuple[Text, ...] = ()
    kept: tuple[Text, ...] = ()
    """Differences left alone because the field was already filled."""
    where: Address | None = None
    record: tuple[str, Any] | None = None
    """Page and record, instead of `where`, when the record has no id before the end of the import."""


@dataclass(frozen=True, kw_only=True)
class Importer:
    """How a file of rows becomes records.

    `begin(work, options)` loads once what is needed and gives a function called for each row with
    its values by field name; it writes through the work's session and answers the row's fate.
    The dry run is the same code, rolled back. An importer that reads its own file finds its rows
    in the options, under `rows`.
    """

    name: str
    title: Text
    fields: tuple[Field[Any], ...]
    begin: Callable[[Work, Params], Callable[[Params], RowOutcome]]
    permission: str
    options: Form = field(default_factory=Form)
    help: Text = ""
    reads_own: Callable[[str], Any] | None = None
    """Reads a file that is not a table (a plan, a fixed-width file); answers rows of values."""
    steady: bool = False
    """A row of this importer never fails once it has begun to write: no savepoint a row, much faster."""


@dataclass(frozen=True, kw_only=True)
class Task:
    """A line of « À faire » on the home page."""

    title: Text
    detail: Text = ""
    due: Text = ""
    """Short words for the chip: « en retard », « avant 9 h 30 »."""
    tone: Tone = Tone.NEUTRAL
    due_on: date | None = None
    icon: str = ""
    where: Address | None = None
    params: Params = field(default_factory=dict)
    """Parameters of the page to open (a month, a filter: `filter`)."""
    action: str = ""
    """Name of the action that the button runs, instead of opening `where`."""
    button: Text = ""


@dataclass(frozen=True, kw_only=True)
class Tile:
    """A figure or a chart of the home page."""

    title: Text
    figure: str = ""
    detail: Text = ""
    tone: Tone = Tone.NEUTRAL
    chart: Chart | None = None
    where: Address | None = None
