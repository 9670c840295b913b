# SPDX-License-Identifier: EUPL-1.2
"""The tests that every module passes: names, rights, sources, papers, migrations, typography."""

from __future__ import annotations

import inspect
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from app.contract import Module
from app.core.outcome import UserError
from app.core.text import Msg
from app.forms.fields import Field
from app.forms.listing import Listing, plain
from app.forms.page import Action, FieldsPart, LinesPart, ProsePart, Scope, Table
from app.registry import Registry, discover

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.house import House

HEAVY = ("PySide6", "sqlalchemy", "reportlab", "alembic")
NAME = re.compile(r"^[a-z]+(\.[a-z0-9]+(-[a-z0-9]+)*)$")
# French typography: no ordinary space before a double mark, no straight apostrophe, no three dots.
MOST_ROWS = 2000
"""Records among which one must take each paper."""
BAD_TYPOGRAPHY = re.compile(r" [:;!?»]|« |[a-zà-ÿ]'[a-zà-ÿ]|\.\.\.|\"", re.IGNORECASE)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration commune, made once for the session; tests that write copy it first."""
    from app.demo import make_demo

    folder = tmp_path_factory.mktemp("demo") / "commune"
    make_demo(folder)
    return folder


class ModuleContract:
    """Inherit, and name the module."""

    module_name: str

    @pytest.fixture(scope="class")
    def registry(self) -> Registry:
        """The modules of this machine."""
        return discover()

    @pytest.fixture(scope="class")
    def module(self, registry: Registry) -> Module:
        """The module under test."""
        return registry.module(self.module_name)

    @pytest.fixture(scope="class")
    def house(self, demo_folder: Path) -> Iterator[House]:
        """The demonstration commune, open to read."""
        from app.house import open_house

        with open_house(demo_folder, write=False) as house:
            yield house

    @pytest.fixture
    def session(self, house: House) -> Iterator[Session]:
        """A session that reads the demonstration commune."""
        with house.dossier.store.read() as session:
            yield session

    # ------------------------------------------------------------ identity

    def test_finding_the_module_imports_nothing_heavy(self, module: Module) -> None:
        code = f"import sys, {module.package}; print([n for n in {HEAVY!r} if n in sys.modules])"
        answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        assert answer.stdout.strip() == "[]"

    def test_every_name_begins_with_that_of_the_module(self, module: Module) -> None:
        names = [
            *(p.name for p in module.pages()),
            *(p.table.name for p in module.pages() if p.table),
            *(a.name for a in module.actions()),
            *(p.name for p in module.papers()),
            *(p.name for p in module.permissions()),
            *(i.name for i in module.imports()),
        ]
        assert [name for name in names if not (name.startswith(f"{module.name}.") and NAME.match(name))] == []

    def test_no_name_is_given_twice(self, module: Module) -> None:
        for names in (
            [p.name for p in module.pages()],
            [a.name for a in module.actions()],
            [p.name for p in module.papers()],
        ):
            assert len(names) == len(set(names))

    def test_tables_bear_the_name_of_the_module(self, module: Module) -> None:
        assert [t.name for t in module.metadata() if not t.name.startswith(f"{module.name}_")] == []

    # ------------------------------------------------------------ actions and rights

    def test_every_right_asked_for_is_declared(self, module: Module, registry: Registry) -> None:
        declared = {permission.name for permission in registry.permissions}
        asked = {a.permission for a in module.actions()} | {p.permission for p in module.papers()}
        asked |= {p.permission for p in module.pages()} | {i.permission for i in module.imports()}
        asked |= {p.table.permission for p in module.pages() if p.table}
        assert asked - declared - {""} == set()

    def test_services_take_the_parameters_of_their_forms(self, module: Module) -> None:
        for action in module.actions():
            taken = inspect.signature(action.run).parameters
            if any(p.kind is p.VAR_KEYWORD for p in taken.values()):
                continue
            scope = {Scope.RECORD: {"id"}, Scope.SELECTION: {"ids"}, Scope.PAGE: set()}[action.scope]
            given = scope | {field.name for field in action.fields}
            needed = {n for n, p in list(taken.items())[1:] if p.default is p.empty}
            assert given <= set(taken), f"{action.name}: {given - set(taken)}"
            assert needed <= given, f"{action.name}: {needed - given}"

    def test_pages_offer_actions_that_exist(self, module: Module, registry: Registry) -> None:
        for page in module.pages():
            names = [*page.actions, *(page.record.actions if page.record else ())]
            if page.record:
                names += [
                    n for part in page.record.parts if isinstance(part, LinesPart) for n in part.actions
                ]
            if page.table and page.table.first_step:
                names.append(page.table.first_step)
            for name in names:
                assert registry.action(name)

    # ------------------------------------------------------------ lists and records

    def test_lists_answer_count_sort_search_and_sum(self, module: Module, session: Session) -> None:
        for table in self._tables(module):
            listing = Listing(table, self._params(table, session))
            rows = listing.page(session, 0, 20)
            for row in rows:
                assert {c.name for c in table.columns} <= set(row), table.name
                assert plain(table, row)["id"] is not None
            assert listing.count(session) >= len(rows)
            listing.sums(session)
            listing.counts(session)
            Listing(table, listing.params, text="a", order=table.columns[0].name).page(session, 0, 5)

    def test_no_list_of_the_demonstration_is_empty(self, module: Module, session: Session) -> None:
        empty = [
            t.name for t in self._tables(module) if Listing(t, self._params(t, session)).count(session) == 0
        ]
        assert empty == []

    def test_lists_hide_sensitive_fields(self, module: Module) -> None:
        shown = [
            c.name for t in self._tables(module) for c in t.columns if c.field.sensitive and not t.permission
        ]
        assert shown == []

    def test_records_open_on_every_part(self, module: Module, session: Session) -> None:
        for page in module.pages():
            if page.table is None or page.record is None:
                continue
            listing = Listing(page.table, self._params(page.table, session))
            for row in listing.page(session, 0, 5):
                assert page.record.heading(session, row["id"]).title
                for part in page.record.parts:
                    self._open(part, session, row["id"])

    def _open(self, part: Any, session: Session, record_id: int) -> None:
        if isinstance(part, FieldsPart):
            values = part.load(session, record_id)
            for field in part.fields:
                field.show(values[field.name])
        elif isinstance(part, LinesPart):
            for row in part.rows(session, record_id):
                for column in part.columns:
                    column.field.show(row.get(column.name))
        elif isinstance(part, ProsePart):
            assert all(str(sentence) for sentence in part.text(session, record_id))

    def test_charts_can_be_drawn(self, module: Module, session: Session) -> None:
        from app.documents.charts import to_svg

        for page in module.pages():
            for _title, chart in page.charts(session, {}) if page.charts else ():
                assert to_svg(chart)

    # ------------------------------------------------------------ home, search, checks

    def test_tasks_and_tiles_lead_somewhere(
        self, module: Module, registry: Registry, session: Session
    ) -> None:
        from app.store.uow import today_of

        for task in module.tasks(session, today_of(session)):
            assert task.where is not None or task.action
            if task.where:
                assert registry.page(task.where.page)
            if task.action:
                assert registry.action(task.action)
        module.tiles(session, today_of(session))

    def test_search_sources_lead_to_pages(self, module: Module, registry: Registry) -> None:
        for source in module.search():
            assert registry.page(source.page)

    def test_the_demonstration_is_consistent(self, module: Module, session: Session) -> None:
        assert [str(refusal) for rule in module.checks() for refusal in rule(session)] == []

    # ------------------------------------------------------------ papers

    def test_every_paper_can_be_drawn_from_the_demonstration(
        self, module: Module, registry: Registry, session: Session
    ) -> None:
        """A paper may refuse a record that it is not about; some record of the demonstration takes each."""
        missing = [p.name for p in module.papers() if not any(self._drawn(p, registry, session))]
        assert missing == []

    def _drawn(self, paper: Any, registry: Registry, session: Session) -> Iterator[bool]:
        from app.documents.render import render

        for values in self._paper_values(paper, registry, session):
            try:
                drawn = paper.draw(session, **values)
            except UserError:
                continue
            assert render(drawn).startswith(b"%PDF"), paper.name
            yield True

    def _paper_values(self, paper: Any, registry: Registry, session: Session) -> Iterator[dict[str, Any]]:
        from app.forms.fields import read_all

        contexts: list[dict[str, Any]] = [{}]
        if paper.scope is not Scope.PAGE:
            table = registry.page(paper.page).table
            assert table is not None, paper.name
            rows = Listing(table, self._params(table, session)).page(session, 0, MOST_ROWS)
            contexts = [{"id": row["id"]} for row in rows if paper.applies is None or paper.applies(row)]
            if paper.scope is Scope.SELECTION:
                contexts = [{"ids": tuple(row["id"] for row in rows[:3])}, *({"ids": (row["id"],)} for row in rows)]
        for context in contexts:
            values = {**paper.form.start(session, context), **context} if paper.form.start else context
            yield {
                **{k: v for k, v in values.items() if k in ("id", "ids")},
                **read_all(paper.form.all_fields, values),
            }

    # ------------------------------------------------------------ database

    def test_migrations_make_what_the_models_say(self, module: Module, house: House) -> None:
        from app.store.migrate import compare

        assert compare(house.dossier.store.engine, module) == []

    # ------------------------------------------------------------ words

    def test_msgids_follow_french_typography(self, module: Module) -> None:
        assert [text for text in self._sentences(module) if BAD_TYPOGRAPHY.search(text)] == []

    def test_every_field_has_a_label(self, module: Module) -> None:
        unnamed = [f.name for f in self._fields(module) if not str(f.label)]
        assert unnamed == []

    def _fields(self, module: Module) -> list[Field[Any]]:
        fields = [f for a in module.actions() for f in a.fields]
        fields += [c.field for t in self._tables(module) for c in t.columns]
        return [*fields, *module.settings()]

    def _sentences(self, module: Module) -> list[str]:
        found = [
            str(module.title),
            *(str(p.title) for p in module.pages()),
            *(str(f.label) for f in self._fields(module)),
        ]
        found += [str(a.label) for a in module.actions()] + [str(f.help) for f in self._fields(module)]
        return [*found, *msgids_of(module.package)]

    def _tables(self, module: Module) -> list[Table]:
        return [page.table for page in module.pages() if page.table is not None]

    def _params(self, table: Table, session: Session) -> dict[str, Any]:
        return dict(table.parameters.start(session, {})) if table.parameters.start else {}


def msgids_of(package: str) -> list[str]:
    """Every text given to `_` or `_n` in the sources of a package."""
    import ast
    import importlib

    module = importlib.import_module(package)
    found: list[str] = []
    for folder in module.__path__:
        for path in sorted(Path(folder).rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if (
                    isinstance(node, ast.Call)
                    and isinstance(node.func, ast.Name)
                    and node.func.id in ("_", "_n")
                ):
                    found += [
                        a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
                    ]
    return found


__all__ = ["Action", "ModuleContract", "Msg", "demo_folder", "msgids_of"]
