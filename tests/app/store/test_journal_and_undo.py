# SPDX-License-Identifier: EUPL-1.2
# ruff: noqa: PT012  (the block of a work is what must fail)
"""The journal says what was done, and undo takes it back: on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, text, update

from app.core.dates import Month, PartialDate
from app.core.outcome import PermissionRefused, UserError
from app.store.journal import APART, history, operations
from app.store.models import User
from app.store.search import find
from app.store.undo import CannotUndo, last_undoable, undo_operation
from app.store.uow import Store, record_state
from tests.app.store.toy.models import Mood, ToyChild, ToyPart, ToyPerson, ToyPiece, ToyTotal, ToyToy

EVERYTHING: dict[str, Any] = {
    "name": "Zoé MOREL", "town": "Œuf-en-Ternois", "mood": Mood.SAD, "born_on": date(2016, 2, 29),
    "died": PartialDate(1931, 5), "month": Month(2026, 10), "seen_at": datetime(2026, 10, 1, 8, tzinfo=UTC),
    "debt": Decimal("12.50"), "rate": Decimal("0.1234"), "facts": {"a": [1, None, "é"]}, "tags": ["x", "y"],
    "happy": True, "illness": "arachide",
}


def add_person(store: Store, label: str = "Ajouter", **values: Any) -> int:
    with store.work(label) as work:
        person = ToyPerson(**{"name": "Léa ROY", **values})
        work.session.add(person)
        work.session.flush()
        return person.id


def change_person(store: Store, person_id: int, label: str = "Changer", **values: Any) -> None:
    with store.work(label) as work:
        person = work.session.get_one(ToyPerson, person_id)
        for name, value in values.items():
            setattr(person, name, value)


def state_of(store: Store, model: type[Any] = ToyPerson) -> list[dict[str, Any]]:
    with store.read() as session:
        rows = [record_state(row) for row in session.scalars(select(model).order_by(model.id))]
        return [{k: v for k, v in row.items() if k != "version"} for row in rows]


def last_operation(store: Store) -> int:
    with store.read() as session:
        return operations(session, limit=1)[0].id


def test_history_of_a_record_tells_each_change_in_python_values(toys: Store) -> None:
    person_id = add_person(toys, **EVERYTHING)
    change_person(toys, person_id, "Déménagement", town="Lille", debt=Decimal("0.00"), happy=True)
    with toys.read() as session:
        entries = history(session, "toy_person", person_id)
    assert [(e.label, e.kind) for e in entries] == [("Déménagement", "update"), ("Ajouter", "insert")]
    assert {e.user_name for e in entries} == {"mairie"}
    changes = {c.column: (c.before, c.after) for c in entries[0].changes}
    assert changes == {"town": ("Œuf-en-Ternois", "Lille"), "debt": (Decimal("12.50"), Decimal("0.00"))}
    first = {c.column: c.after for c in entries[1].changes}
    assert first == {**EVERYTHING, "illness": APART}


def test_sensitive_values_stay_out_of_the_readable_journal(toys: Store) -> None:
    person_id = add_person(toys, illness="arachide")
    with toys.read() as session:
        raw = str(session.execute(text("SELECT before, after FROM store_change")).all())
        assert "arachide" not in raw
        shown = history(session, "toy_person", person_id, with_sensitive=True)
    assert {c.column: c.after for c in shown[0].changes}["illness"] == "arachide"


def test_old_value_is_known_even_when_the_session_had_not_loaded_it(toys: Store) -> None:
    person_id = add_person(toys, town="Lille")
    with toys.work("Sans lire") as work:
        person = work.session.get_one(ToyPerson, person_id)
        work.session.expire(person, ["town"])
        person.town = "Arras"
    with toys.read() as session:
        assert [(c.before, c.after) for c in history(session, "toy_person", person_id)[0].changes] == [("Lille", "Arras")]


def test_an_act_that_changes_nothing_leaves_no_line(toys: Store) -> None:
    person_id = add_person(toys)
    before = last_operation(toys)
    change_person(toys, person_id, name="Léa ROY")
    assert last_operation(toys) == before


def test_a_failed_act_leaves_nothing(toys: Store) -> None:
    before = last_operation(toys)
    with pytest.raises(ZeroDivisionError), toys.work("Raté") as work:
        work.session.add(ToyPerson(name="X"))
        work.session.flush()
        raise ZeroDivisionError
    assert state_of(toys) == []
    assert last_operation(toys) == before


def test_part_of_an_act_may_fail_alone(toys: Store) -> None:
    with toys.work("Import") as work:
        work.session.add(ToyPerson(name="GARDÉ"))
        with pytest.raises(UserError), work.attempt():
            work.session.add(ToyPerson(name="REFUSÉ"))
            work.session.flush()
            raise UserError("non")
        work.session.add(ToyPerson(name="AUSSI"))
    assert [row["name"] for row in state_of(toys)] == ["GARDÉ", "AUSSI"]
    with toys.read() as session:
        assert session.execute(text("SELECT count(*) FROM store_change WHERE table_name = 'toy_person'")).scalar() == 2


@pytest.mark.parametrize("write", [
    lambda s: s.execute(update(ToyPerson).values(town="X")),
    lambda s: s.execute(delete(ToyPerson)),
    lambda s: s.execute(insert(ToyPerson), [{"name": "X"}]),
    lambda s: s.execute(update(ToyPerson.__table__).values(town="X").execution_options(unjournalled="non")),
    lambda s: s.execute(delete(ToyTotal)),
    lambda s: s.execute(text("DELETE FROM toy_person")),
    lambda s: s.bulk_save_objects([ToyPerson(name="X")]),
    lambda s: s.bulk_insert_mappings(ToyPerson, [{"name": "X"}]),
])
def test_writing_under_the_journal_is_refused(toys: Store, write: Any) -> None:
    with pytest.raises(TypeError), toys.work("En douce") as work:
        write(work.session)


def test_derived_tables_are_written_in_bulk_with_a_reason_and_published(toys: Store) -> None:
    heard: list[frozenset[str]] = []
    toys.subscribe(heard.append)
    with toys.work("Totaux") as work:
        work.session.execute(insert(ToyTotal).execution_options(unjournalled="derived"), [{"amount": Decimal("1.00")}])
    assert heard == [frozenset({"toy_total"})]


def test_reading_sessions_write_nothing(toys: Store) -> None:
    with toys.read() as session:
        session.add(ToyPerson(name="X"))
        with pytest.raises(TypeError):
            session.flush()
    with toys.read() as session, pytest.raises(TypeError):
        session.execute(delete(ToyPerson))


# ---------------------------------------------------------------- undo


def test_undo_of_each_kind_of_change_restores_every_column(toys: Store) -> None:
    person_id = add_person(toys, **EVERYTHING)
    whole = state_of(toys)
    change_person(toys, person_id, town=None, debt=Decimal("1.01"), illness=None, tags=["z"], died=None, mood=Mood.GAY)
    undo_operation(toys, last_operation(toys))
    assert state_of(toys) == whole
    with toys.work("Supprimer") as work:
        work.session.delete(work.session.get_one(ToyPerson, person_id))
    undo_operation(toys, last_operation(toys))
    assert state_of(toys) == whole


def test_operations_are_undone_one_after_the_other_and_redone(toys: Store) -> None:
    person_id = add_person(toys)
    states = [state_of(toys)]
    numbers = []
    for town in ("Arras", "Lens", "Lille"):
        change_person(toys, person_id, town=town)
        numbers.append(last_operation(toys))
        states.append(state_of(toys))
    for turn in (2, 1, 0):
        undo_operation(toys, numbers[turn])
        assert state_of(toys) == states[turn]
    undo_operation(toys, last_operation(toys))  # undoes the undo of the first one
    assert state_of(toys) == states[1]
    with toys.read() as session:
        found = last_undoable(session)
        assert found is not None
        assert found.id == numbers[0]


def test_a_row_changed_since_stands_in_the_way_and_is_named(toys: Store) -> None:
    person_id = add_person(toys, "Ajouter Zoé", name="Zoé MOREL")
    added = last_operation(toys)
    change_person(toys, person_id, town="Lille")
    with pytest.raises(CannotUndo) as refused:
        undo_operation(toys, added)
    assert [str(o) for o in refused.value.obstacles] == ["Zoé MOREL\u00a0: a été modifiée depuis."]
    undo_operation(toys, last_operation(toys))
    undo_operation(toys, added)
    assert state_of(toys) == []


def test_a_row_referred_to_since_stands_in_the_way(toys: Store) -> None:
    person_id = add_person(toys, name="Zoé MOREL")
    added = last_operation(toys)
    with toys.work("Enfant") as work:
        work.session.add(ToyChild(person_id=person_id, label="Léo"))
    with pytest.raises(CannotUndo) as refused:
        undo_operation(toys, added)
    assert "toy_child" in str(refused.value.obstacles[0])
    assert len(state_of(toys)) == 1


def test_an_import_of_parents_and_children_is_undone_whole(toys: Store) -> None:
    with toys.work("Import") as work:
        for i in range(30):
            person = ToyPerson(name=f"P{i}")
            work.session.add(person)
            work.session.flush()
            person.friend_id = person.id - 1 if i else None
            work.session.add(ToyChild(person_id=person.id, label=f"C{i}"))
    undo_operation(toys, last_operation(toys))
    assert (state_of(toys), state_of(toys, ToyChild)) == ([], [])
    undo_operation(toys, last_operation(toys))
    assert len(state_of(toys)) == len(state_of(toys, ToyChild)) == 30


def test_a_merge_is_undone(toys: Store) -> None:
    kept, dropped = add_person(toys, name="DUPONT"), add_person(toys, name="DUPOND")
    with toys.work("Enfant") as work:
        work.session.add(ToyChild(person_id=dropped, label="Léo"))
    before = state_of(toys), state_of(toys, ToyChild)
    with toys.work("Fusion") as work:
        work.session.scalars(select(ToyChild)).one().person_id = kept
        work.session.flush()
        work.session.delete(work.session.get_one(ToyPerson, dropped))
    undo_operation(toys, last_operation(toys))
    assert (state_of(toys), state_of(toys, ToyChild)) == before


def test_legal_acts_and_numbered_ones_are_never_undone(toys: Store) -> None:
    with toys.work("Acte", undoable=False) as work:
        work.session.add(ToyPerson(name="X"))
    with pytest.raises(CannotUndo):
        undo_operation(toys, last_operation(toys))
    with toys.work("Numéro") as work:
        work.session.add(ToyPiece(number=work.next_number("P", 2026), amount=Decimal(1)))
    with pytest.raises(CannotUndo):
        undo_operation(toys, last_operation(toys))


def test_undo_twice_is_refused(toys: Store) -> None:
    add_person(toys)
    added = last_operation(toys)
    undo_operation(toys, added)
    with pytest.raises(CannotUndo):
        undo_operation(toys, added)


def test_undo_is_a_right(toys: Store) -> None:
    with toys.work("Agent") as work:
        work.session.add(User(name="lea", display_name="Léa", role="agent", rights=[]))
    add_person(toys)
    with pytest.raises(PermissionRefused):
        undo_operation(toys, last_operation(toys), user="lea")


def test_a_value_taken_since_by_another_row_stands_in_the_way(toys: Store) -> None:
    person_id = add_person(toys)
    with toys.work("Enfant") as work:
        child = ToyChild(person_id=person_id, label="Léo")
        work.session.add(child)
    with toys.work("Renommer") as work:
        work.session.scalars(select(ToyChild)).one().label = "Léon"
    renamed = last_operation(toys)
    with toys.work("Autre") as work:
        work.session.add(ToyChild(person_id=person_id, label="Léo"))
    with pytest.raises(CannotUndo):
        undo_operation(toys, renamed)
    assert sorted(row["label"] for row in state_of(toys, ToyChild)) == ["Léo", "Léon"]


def test_what_goes_with_a_record_is_journalled_and_comes_back(toys: Store) -> None:
    person_id = add_person(toys)
    with toys.work("Un enfant et ses jouets") as work:
        child = ToyChild(person_id=person_id, label="Léo")
        work.session.add(child)
        work.session.flush()
        for label in ("ourson", "ballon"):
            toy = ToyToy(child_id=child.id, label=label)
            work.session.add(toy)
            work.session.flush()
            work.session.add(ToyPart(toy_id=toy.id))
    before = [state_of(toys, model) for model in (ToyChild, ToyToy, ToyPart)]
    with toys.work("Supprimer") as work:
        work.session.delete(work.session.scalars(select(ToyChild)).one())
    assert [state_of(toys, model) for model in (ToyChild, ToyToy, ToyPart)] == [[], [], []]
    with toys.read() as session:
        assert find(session, "ourson") == []
        assert [e.kind for e in history(session, "toy_part", 1)] == ["delete", "insert"]
    undo_operation(toys, last_operation(toys))
    assert [state_of(toys, model) for model in (ToyChild, ToyToy, ToyPart)] == before
    with toys.read() as session:
        assert [hit.title for hit in find(session, "ourson")] == ["ourson"]
