# SPDX-License-Identifier: EUPL-1.2
# ruff: noqa: PT012  (the block of a work is what must fail)
"""One act, one transaction: numbers without gaps, conflicts with both versions, refusals in words, rights."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError

from app.core.clock import FixedClock
from app.core.outcome import EnvironmentProblem, PermissionRefused, UserError
from app.core.progress import Cancelled, Progress
from app.store import access, accounts
from app.store.base import Cents, Instant, Scaled
from app.store.conflicts import Conflict, ConstraintRefused, say_trigger
from app.store.dossier import Dossier
from app.store.journal import from_json, to_json
from app.store.migrate import compare
from app.store.models import Access, Setting, User
from app.store.numbering import last_number
from app.store.schema import STORE
from app.store.uow import Store, setting_of, user_of
from app.store.users import UserFacts, rights_of
from tests.app.store.toy import TOY
from tests.app.store.toy.models import ToyChild, ToyPerson, ToyPiece

SAME_STORE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=30)


class Dropped(Exception):
    """Ends an act before its end."""


# ---------------------------------------------------------------- the tables


def test_migrations_make_what_the_models_say(toys: Store) -> None:
    assert compare(toys.engine, STORE) == []
    assert compare(toys.engine, TOY) == []


def test_compare_sees_what_a_migration_forgot(toys: Store) -> None:
    with toys.engine.begin() as connection:
        connection.exec_driver_sql("DROP INDEX ix_toy_child_person_id")
        connection.exec_driver_sql("ALTER TABLE toy_piece DROP COLUMN note")
    assert sorted(difference[0] for difference in compare(toys.engine, TOY)) == ["add_column", "add_index"]


def test_an_id_is_never_given_twice(toys: Store) -> None:
    with toys.work("Un") as work:
        first = ToyPiece(amount=Decimal(1))
        work.session.add(first)
    with toys.work("Sans") as work:
        work.session.delete(work.session.get_one(ToyPiece, first.id))
    with toys.work("Deux") as work:
        second = ToyPiece(amount=Decimal(1))
        work.session.add(second)
    assert second.id > first.id


# ---------------------------------------------------------------- types


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_cents_round_trip(amount: Decimal) -> None:
    stored = Cents().process_bind_param(amount, None)  # type: ignore[arg-type]
    assert isinstance(stored, int)
    assert Cents().process_result_value(stored, None) == amount  # type: ignore[arg-type]
    assert from_json(ToyPiece.__table__.c.amount, to_json(amount)) == amount


@pytest.mark.parametrize("wrong", [Decimal("0.001"), 1.5, "1", True])
def test_cents_refuse_what_is_not_exact(wrong: Any) -> None:
    with pytest.raises(ValueError):
        Cents().process_bind_param(wrong, None)  # type: ignore[arg-type]
    assert Scaled(3).process_bind_param(Decimal("0.001"), None) == 1  # type: ignore[arg-type]


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError):
        Instant().process_bind_param(datetime(2026, 1, 1), None)  # type: ignore[arg-type]


def test_sums_and_multiples_of_amounts_are_amounts(toys: Store) -> None:
    with toys.work("Pièces") as work:
        work.session.add_all([ToyPiece(amount=Decimal("1.10")), ToyPiece(amount=Decimal("2.25"))])
    with toys.read() as session:
        query = select(func.sum(ToyPiece.amount), func.sum(ToyPiece.amount * 3), func.max(ToyPiece.amount + Decimal("0.05")))
        assert session.execute(query).one() == (Decimal("3.35"), Decimal("10.05"), Decimal("2.30"))
        assert session.scalar(select(ToyPiece.id).where(ToyPiece.amount > Decimal("2"))) is not None
        with pytest.raises(StatementError):
            session.execute(select(ToyPiece).where(ToyPiece.amount == Decimal("0.001")))


# ---------------------------------------------------------------- numbers


ACTS = st.tuples(st.sampled_from(["F", "A"]), st.sampled_from([2026, 2027]), st.integers(0, 3), st.booleans())


@SAME_STORE
@given(st.lists(ACTS, max_size=12))
def test_numbers_have_no_gap_whatever_is_rolled_back(toys: Store, acts: list[tuple[str, int, int, bool]]) -> None:
    expected: dict[tuple[str, int], int] = {}
    with toys.read() as session:
        for series in ("F", "A"):
            for year in (2026, 2027):
                expected[series, year] = last_number(session, series, year)
    for series, year, count, kept in acts:
        try:
            with toys.work("Numéroter") as work:
                taken = [work.next_number(series, year) for _turn in range(count)]
                assert taken == list(range(expected[series, year] + 1, expected[series, year] + count + 1))
                if not kept:
                    raise Dropped
            expected[series, year] += count
        except Dropped:
            pass
    with toys.read() as session:
        assert {key: last_number(session, *key) for key in expected} == expected


def test_writers_side_by_side_take_every_number_once(toys: Store) -> None:
    taken: list[int] = []
    faults: list[BaseException] = []
    # A store of its own per thread, as on two workstations: their in-process turn does not order them.
    others = [Store(toys.engine, modules=[TOY]) for _turn in range(3)]

    def run(store: Store) -> None:
        try:
            for _turn in range(15):
                with store.work("Numéro") as work:
                    number = work.next_number("F", 2026)
                    work.session.add(ToyPiece(number=number, amount=Decimal(1)))
                taken.append(number)
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(store,)) for store in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert sorted(taken) == list(range(1, 46))


# ---------------------------------------------------------------- two people on one record


def test_the_second_of_two_people_sees_both_versions(toys: Store) -> None:
    with toys.work("Ajouter") as work:
        person = ToyPerson(name="ROY", town="Lille")
        work.session.add(person)
    with toys.read() as session:
        seen = session.get_one(ToyPerson, person.id).version
    with toys.work("Première") as work:
        work.session.get_one(ToyPerson, person.id).town = "Arras"
    with pytest.raises(Conflict) as conflict, toys.work("Seconde") as work:
        work.expect_version(work.session.get_one(ToyPerson, person.id), seen, {"town": "Lens"})
    assert (conflict.value.mine, conflict.value.theirs) == ({"town": "Lens"}, {"town": "Arras"})


def test_a_stale_record_brought_back_by_hand_is_a_conflict_too(toys: Store) -> None:
    with toys.work("Ajouter") as work:
        work.session.add(ToyPerson(name="ROY", town="Lille"))
    with toys.read() as session:
        mine = session.scalars(select(ToyPerson)).one()
    with toys.work("Première") as work:
        work.session.scalars(select(ToyPerson)).one().town = "Arras"
    mine.town = "Lens"
    with pytest.raises(Conflict) as conflict, toys.work("Seconde") as work:
        work.session.add(mine)
    assert (conflict.value.mine, conflict.value.theirs) == ({"town": "Lens"}, {"town": "Arras"})
    with toys.read() as session:
        assert session.scalars(select(ToyPerson.town)).one() == "Arras"


def test_a_record_deleted_meanwhile_is_said_so(toys: Store) -> None:
    with toys.work("Ajouter") as work:
        work.session.add(ToyPerson(name="ROY"))
    with toys.read() as session:
        mine = session.scalars(select(ToyPerson)).one()
    with toys.work("Supprimer") as work:
        work.session.delete(work.session.scalars(select(ToyPerson)).one())
    mine.town = "Lens"
    with pytest.raises(Conflict, match="supprimée") as conflict, toys.work("Seconde") as work:
        work.session.add(mine)
    assert conflict.value.gone


# ---------------------------------------------------------------- refusals of the database


def test_a_double_is_a_sentence(toys: Store) -> None:
    with toys.work("Un") as work:
        work.session.add(ToyPiece(number=1, amount=Decimal(1)))
    with pytest.raises(ConstraintRefused, match="existe déjà") as refused, toys.work("Deux") as work:
        work.session.add(ToyPiece(number=1, amount=Decimal(2)))
    assert "number" in refused.value.constraint


def test_a_record_in_use_is_not_deleted(toys: Store) -> None:
    with toys.work("Ajouter") as work:
        person = ToyPerson(name="ROY")
        work.session.add(person)
        work.session.flush()
        work.session.add(ToyChild(person_id=person.id, label="Léo"))
    with pytest.raises(ConstraintRefused, match="utilisée"), toys.work("Supprimer") as work:
        work.session.delete(work.session.get_one(ToyPerson, person.id))


@pytest.mark.parametrize("act", ["amount", "delete"])
def test_a_final_piece_is_kept_by_the_database_itself(toys: Store, act: str) -> None:
    from app.core.strings import _

    with toys.work("Un") as work:
        piece = ToyPiece(number=1, amount=Decimal(1))
        work.session.add(piece)
    with toys.work("Note") as work:
        work.session.get_one(ToyPiece, piece.id).note = "permis"
    say_trigger("toy.piece-final", _("Pièce définitive."))
    with pytest.raises(ConstraintRefused, match="Pièce définitive") as refused, toys.work("Non") as work:
        there = work.session.get_one(ToyPiece, piece.id)
        if act == "delete":
            work.session.delete(there)
        else:
            there.amount = Decimal(2)
    assert refused.value.constraint == "toy.piece-final"
    with toys.read() as session:
        assert session.execute(select(ToyPiece.number, ToyPiece.amount)).one() == (1, Decimal(1))


def test_a_missing_value_is_a_bug_and_not_a_sentence(toys: Store) -> None:
    with pytest.raises(Exception, match=r"(?i)null") as fault, toys.work("Bug") as work:
        work.session.add(ToyPerson())
    assert not isinstance(fault.value, UserError | EnvironmentProblem)


# ---------------------------------------------------------------- acts and their authors


def test_changed_tables_are_published_after_the_commit_only(toys: Store) -> None:
    heard: list[frozenset[str]] = []
    stop = toys.subscribe(heard.append)
    toys.subscribe(lambda tables: 1 / 0)  # a view that fails does not undo the act
    with toys.work("Un") as work:
        work.session.add(ToyPerson(name="ROY"))
        work.session.flush()
        assert heard == []
    assert len(heard) == 1
    assert "toy_person" in heard[0]
    with pytest.raises(Dropped), toys.work("Deux") as work:
        work.session.add(ToyPerson(name="ROY"))
        raise Dropped
    stop()
    with toys.work("Trois") as work:
        work.session.add(ToyPerson(name="ROY"))
    assert len(heard) == 1


def test_an_interrupted_act_leaves_nothing(toys: Store) -> None:
    progress = Progress()
    with pytest.raises(Cancelled), toys.work("Long", progress=progress) as work:
        for i in work.progress.over(range(3)):
            work.session.add(ToyPerson(name=str(i)))
            work.session.flush()
            progress.cancel()
    with toys.read() as session:
        assert session.scalar(select(func.count()).select_from(ToyPerson)) == 0


def test_an_act_inside_an_act_is_a_bug(toys: Store) -> None:
    with toys.work("Un"), pytest.raises(RuntimeError), toys.work("Deux"):
        pass


def test_rights_come_from_the_role_and_from_the_user(toys: Store) -> None:
    with toys.work("Agents") as work:
        work.session.add(User(name="lea", display_name="Léa", role="agent", rights=["canteen.health"]))
        work.session.add(User(name="old", display_name="Parti", role="administrator", rights=[], active=False))
    lea = toys.sign_in("lea")
    assert [lea.can(p) for p in ("canteen.point", "canteen.health", "billing.validate")] == [True, True, False]
    with pytest.raises(PermissionRefused, match="Léa"), toys.work("Interdit") as work:
        work.require("billing.validate")
    with toys.read() as session:
        assert user_of(session).name == "lea"
    for name in ("old", "personne"):
        with pytest.raises(UserError, match=name):
            toys.sign_in(name)


def test_a_pattern_may_take_a_right_away() -> None:
    secretary = UserFacts(1, "x", rights_of("secretary"))
    assert secretary.can("billing.validate")
    assert not secretary.can("store.users")
    assert not UserFacts(1, "x", rights_of("unknown")).can("billing.read")


def test_settings_are_written_once_and_read_back_typed(toys: Store) -> None:
    from app.core.strings import _
    from app.forms.fields import Money

    toys.declared = lambda: {"toy.threshold": Money(name="toy.threshold", label=_("Seuil"), default=Decimal(15))}
    with toys.work("Régler") as work:
        assert work.setting("toy.threshold") == Decimal(15)
        work.put_setting("toy.threshold", Decimal("12.50"))
        assert work.setting("toy.threshold") == Decimal("12.50")
    with toys.read() as session:
        assert setting_of(session, "toy.threshold") == Decimal("12.50")
        assert setting_of(session, "toy.absent") is None
    assert toys.setting("commune.name") == "Beffroi-sur-Lys"


def test_a_setting_is_never_read_as_it_was(toys: Store) -> None:
    with toys.work("Un") as work:
        assert setting_of(work.session, "toy.absent") is None
        work.put_setting("toy.absent", "un")
        assert setting_of(work.session, "toy.absent") == "un"
        with pytest.raises(RuntimeError), work.attempt():
            work.put_setting("toy.absent", "deux")
            assert setting_of(work.session, "toy.absent") == "deux"
            raise RuntimeError
        assert setting_of(work.session, "toy.absent") == "un"
        row = work.session.scalars(select(Setting).where(Setting.name == "toy.absent")).one()
        row.value = "trois"
        work.session.flush()
        assert setting_of(work.session, "toy.absent") == "trois"
    assert toys.setting("toy.absent") == "trois"


def test_accesses_are_logged_apart_and_kept_twelve_months(toy_dossier: Dossier) -> None:
    store = toy_dossier.store
    with store.work("Lire") as work:
        work.session.add(ToyPerson(name="ROY"))
        work.session.flush()
        access.log_access(work, "Fiche santé", ("toy_person", 1))
        work.session.add(Access(at=datetime(2025, 10, 14, tzinfo=UTC), user_name="x", what="vieux"))
        work.session.add(Access(at=datetime(2025, 10, 16, tzinfo=UTC), user_name="x", what="encore"))
    with store.work("Ménage") as work:
        assert access.forget_old_accesses(work) == 1
    with store.read() as session:
        assert [(a.what, a.user_name) for a in access.accesses(session)] == [("Fiche santé", "mairie"), ("encore", "x")]


def test_old_accesses_go_by_themselves_at_the_daily_opening(toy_dossier: Dossier) -> None:
    with toy_dossier.store.work("Lire") as work:
        work.session.add(Access(at=datetime(2025, 10, 14, tzinfo=UTC), user_name="x", what="vieux"))
    toy_dossier.store.wrote = False
    toy_dossier.close()
    tomorrow = FixedClock.on(toy_dossier.clock.today() + timedelta(days=1))
    with Dossier.open(toy_dossier.path, [TOY], clock=tomorrow) as again, again.store.read() as session:
        assert list(access.accesses(session)) == []


def test_users_are_kept_by_an_administrator_and_one_always_remains(toys: Store) -> None:
    with toys.work("Agents") as work:
        lea = accounts.add_user(work, name="lea.roy", display_name="Léa ROY", role="agent")
        for wrong in ({"name": "Léa"}, {"name": "lea.roy"}, {"name": "x", "role": "chef"}):
            with pytest.raises(UserError):
                accounts.add_user(work, **{"name": "x", "display_name": "X", "role": "agent", **wrong})
    with pytest.raises(UserError, match="administrateur"), toys.work("Plus personne") as work:
        accounts.change_user(work, 1, active=False)
    with toys.work("Passage") as work:
        accounts.change_user(work, lea.id, role="administrator", rights=["canteen.health"])
        accounts.change_user(work, 1, active=False)
    assert toys.first_user() == "lea.roy"
    with toys.read() as session:
        assert [user.name for user in accounts.users(session)] == ["lea.roy"]
        assert len(accounts.users(session, inactive=True)) == 2
    toys.sign_in("lea.roy")
    with toys.work("Rôle") as work:
        accounts.add_user(work, name="paul", display_name="Paul", role="agent")
    with pytest.raises(PermissionRefused), toys.work("Interdit", user="paul") as work:
        accounts.change_user(work, lea.id, active=False)


def test_a_reader_sees_one_state_while_another_writes(toys: Store) -> None:
    with toys.read() as session:
        assert session.scalar(select(func.count()).select_from(ToyPerson)) == 0
        with toys.work("Ajouter") as work:
            work.session.add(ToyPerson(name="ROY"))
        assert session.scalar(select(func.count()).select_from(ToyPerson)) == 0
