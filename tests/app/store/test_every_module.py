# SPDX-License-Identifier: EUPL-1.2
"""The tables of every installed module, made by their migrations on both databases."""

from __future__ import annotations

from pathlib import Path

from app.core.clock import FixedClock
from app.registry import discover
from app.store.base import Base
from app.store.dossier import Dossier
from app.store.migrate import compare, refuse_unsafe_tables
from app.store.schema import STORE, Lineage
from app.store.uow import Store


def test_migrations_of_every_module_make_its_models(tmp_path: Path, clock: FixedClock, database_url: str | None) -> None:
    modules = discover().modules
    with Dossier.create(tmp_path / "commune", "Beffroi-sur-Lys", modules, clock=clock, url=database_url) as dossier:
        assert {m.name: compare(dossier.store.engine, m) for m in modules} == {m.name: [] for m in modules}
        assert compare(dossier.store.engine, STORE) == []
        dossier.store.wrote = False


def test_tables_are_safe_for_the_journal_and_for_postgresql() -> None:
    for module in discover().modules:
        module.metadata()
        refuse_unsafe_tables(Lineage(module.name, module.package))
    # A table without an id of its own could neither be named by the journal nor undone.
    for mapper in Base.registry.mappers:
        model = mapper.class_
        if model.__journalled__:
            assert [c.name for c in mapper.local_table.primary_key] == ["id"], model
            assert "version" in mapper.local_table.columns, model


def test_the_commune_of_the_tests_has_every_module_and_lives_on_a_thursday(store: Store) -> None:
    assert {module.name for module in store.modules} == {module.name for module in discover().modules}
    assert store.clock.today().isoweekday() == 4
    with store.work("Essai") as work:
        work.require("billing.validate")
