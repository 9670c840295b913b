# SPDX-License-Identifier: EUPL-1.2
"""A clerk's register: everything found, doubts kept as written, twice changes nothing."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.dates import PartialDate
from app.core.people import key1
from app.directory.models import Address, ContactPoint, Person
from app.exchange.importing import ImportResult, apply, dry_run, plan
from app.house import House
from app.store.journal import Change
from modules.cemetery.models import (
    Cemetery,
    Concession,
    ConcessionParty,
    ConcessionPlot,
    ConcessionTerm,
    Deceased,
    Plot,
    Remains,
)
from modules.cemetery.rules.codes import DurationCode, PartyRole, PlotKind, Regime, RemainsKind, TermOperation

SHARED = Path(__file__).resolve().parents[5] / "shared" / "data"
D = PartialDate
HEAD = "Carré;N°;N° acte;Concessionnaire;Date achat;Durée;Échéance;Type;Places;Défunts;Adresse;Prix;Observations\n"


def take(house: House, source: Path | str, name: str = "cemetery.register", **options: Any) -> ImportResult:
    importer = house.registry.importer(name)
    return apply(house.dossier.store, importer, plan(source, importer), options)


def changes(session: Session) -> int:
    return session.execute(select(func.count()).select_from(Change)).scalar_one()


def one(session: Session, label: str) -> Plot:
    return session.scalars(select(Plot).where(Plot.label == label)).one()


def contract(session: Session, label: str) -> Concession:
    query = select(Concession).join(ConcessionPlot).join(Plot).where(Plot.label == label)
    return session.scalars(query).one()


def dead(session: Session, label: str) -> list[Remains]:
    return list(session.scalars(select(Remains).join(Plot).where(Plot.label == label).order_by(Remains.id)))


# ---------------------------------------------------------------- the register of the commune


@pytest.mark.skipif(not SHARED.exists(), reason="the register of the invented town is not here")
def test_every_plot_holder_term_and_deceased_is_found(house: House) -> None:
    result = take(house, SHARED / "cemetery" / "registre-concessions.xlsx")
    assert result.counts == {"new": 278, "changed": 0, "same": 0, "refused": 0}
    laid = take(house, SHARED / "cemetery" / "plan.geojson", "cemetery.plan")
    assert laid.counts == {"new": 18, "changed": 278, "same": 0, "refused": 0}
    expected = json.loads((SHARED / "truth.json").read_text())["cemetery"]["plots"]
    with house.dossier.store.read() as session:
        assert session.scalar(select(func.count()).select_from(Plot)) == len(expected)
        assert [str(fault) for plot in expected for fault in faults(session, plot)] == []
        assert session.scalar(select(func.count()).select_from(Plot).where(Plot.geometry.is_(None))) == 0


def faults(session: Session, true: dict[str, Any]) -> list[str]:
    """What differs between a plot of the dossier and the truth that the files hold."""
    label = true["plot"]
    plot = one(session, label)
    found = []
    if true.get("absent_from_file"):
        return [f"{label}: made up"] if dead(session, label) else []
    if (plot.regime is Regime.COMMON) is not true["common"]:
        found.append(f"{label}: {plot.regime}")
    contracts = session.scalars(
        select(Concession).join(ConcessionPlot).where(ConcessionPlot.plot_id == plot.id)
    ).all()
    # A lost title is no contract: nothing of it is written anywhere.
    if bool(contracts) is not (true["holder"] is not None):
        return [*found, f"{label}: {len(contracts)} contracts"]
    if contracts:
        found += term_faults(contracts[0], true)
    people = Counter(
        (key1(r.deceased.person.birth_name), key1(r.deceased.person.given_names), r.deceased.person.birth_date.year, r.deceased.died_on.year)
        for r in dead(session, label)
    )  # fmt: skip
    wanted = Counter(
        (key1(d["surname"]), key1(d["first"]), d["born"], int(d["died"][:4])) for d in true["deceased"]
    )
    return found if people == wanted else [*found, f"{label}: {people - wanted} / {wanted - people}"]


def term_faults(concession: Concession, true: dict[str, Any]) -> list[str]:
    label, (term,) = true["plot"], concession.terms
    (holder,) = [party.person for party in concession.parties if party.role is PartyRole.HOLDER]
    found = []
    if (key1(holder.birth_name), key1(holder.given_names)) != (
        key1(true["holder"]["surname"]),
        key1(true["holder"]["first"]),
    ):
        found.append(f"{label}: holder {holder.title}")
    start = date.fromisoformat(true["start"])
    assert term.start is not None
    if not term.start.first <= start <= term.start.last:
        found.append(f"{label}: start {term.start}")
    written = true.get("start_as_written")
    if written is None and term.start.full != start:
        found.append(f"{label}: start {term.start}, {start} is written")
    if written is not None and term.start_as_written != written:
        found.append(f"{label}: start written {written!r}, kept {term.start_as_written!r}")
    years = None if true["duration"] == "PERP" else int(true["duration"])
    if (term.years, term.duration is DurationCode.PERP) != (years, years is None):
        found.append(f"{label}: {term.duration} {term.years}")
    if true["expiry"] is None:
        return [*found, f"{label}: expires"] if term.expires_on else found
    expiry = date.fromisoformat(true["expiry"])
    if term.start.full is not None or term.expiry_override is not None:
        return found if term.expires_on == expiry else [*found, f"{label}: expiry {term.expires_on}"]
    # Neither the day of the start nor the expiry is written: the latest possible day, never before the true one.
    later = term.expires_on is not None and expiry <= term.expires_on and term.expires_on.year == expiry.year
    return found if later else [*found, f"{label}: expiry {term.expires_on} for {expiry}"]


@pytest.mark.skipif(not SHARED.exists(), reason="the register of the invented town is not here")
def test_a_second_import_changes_nothing(house: House) -> None:
    register, drawing = (
        SHARED / "cemetery" / "registre-concessions.xlsx",
        SHARED / "cemetery" / "plan.geojson",
    )
    take(house, register)
    take(house, drawing, "cemetery.plan")
    with house.dossier.store.read() as session:
        before = changes(session)
    assert take(house, register).counts == {"new": 0, "changed": 0, "same": 278, "refused": 0}
    assert take(house, drawing, "cemetery.plan").counts == {"new": 0, "changed": 0, "same": 296, "refused": 0}
    with house.dossier.store.read() as session:
        assert changes(session) == before


@pytest.mark.skipif(not SHARED.exists(), reason="the register of the invented town is not here")
def test_the_plan_may_come_first(house: House) -> None:
    assert take(house, SHARED / "cemetery" / "plan.geojson", "cemetery.plan").counts["new"] == 296
    result = take(house, SHARED / "cemetery" / "registre-concessions.xlsx")
    assert result.counts["refused"] == 0
    with house.dossier.store.read() as session:
        assert session.scalar(select(func.count()).select_from(Plot)) == 296
        assert one(session, "A-01-01").kind is PlotKind.VAULT
        assert one(session, "A-01-13").regime is Regime.COMMON
        assert session.scalar(select(func.count()).select_from(Cemetery)) == 1


@pytest.mark.skipif(not SHARED.exists(), reason="the register of the invented town is not here")
def test_what_was_doubtful_stays_as_written(house: House) -> None:
    result = take(house, SHARED / "cemetery" / "registre-concessions.xlsx")
    with house.dossier.store.read() as session:
        about = session.scalars(select(ConcessionTerm).where(ConcessionTerm.start_circa)).all()
        assert len(about) == 20
        assert all("(approx.)" in term.start_as_written for term in about)
        francs = contract(session, "A-01-05").terms[0]
        assert (francs.price, francs.price_as_written) == (Decimal("2.29"), "1 500 F")
        # 300 of 1903, without a currency: which money nobody knows.
        bare = contract(session, "A-01-01")
        assert (bare.terms[0].price, bare.as_written) == (None, {"price": "300"})
        assert one(session, "A-01-02").as_written == {"kind": "Concession"}
        assert one(session, "A-01-02").remark == "état d'abandon ?"
    said = [str(kept) for row in result.rows for kept in row.kept]
    assert any("«\u00a0300\u00a0»" in sentence for sentence in said)


def test_a_dry_run_writes_nothing_and_says_the_same(house: House) -> None:
    importer = house.registry.importer("cemetery.register")
    made = plan(HEAD + "A;1;12;DUPONT Paul;1950;PERP;;Caveau;2;DUPONT Luc 1900-1960;;;\n", importer)
    rehearsed = dry_run(house.dossier.store, importer, made)
    with house.dossier.store.read() as session:
        assert session.scalar(select(func.count()).select_from(Plot)) == 0
    done = apply(house.dossier.store, importer, made)
    assert [(row.fate, row.title) for row in rehearsed.rows] == [(row.fate, row.title) for row in done.rows]
    assert done.rows[0].where is not None


# ---------------------------------------------------------------- other shapes


def test_a_double_grave_is_one_concession_over_two_plots(house: House) -> None:
    take(
        house,
        "Emplacement;Concessionnaire;Date;Durée;Défunts\nE317-318;DUPONT Paul;1/2/1990;30 ans;DUPONT Luc 1900-1991\n",
    )
    with house.dossier.store.read() as session:
        assert {plot.label for plot in session.scalars(select(Plot))} == {"E317", "E318"}
        (found,) = session.scalars(select(Concession)).all()
        assert len(found.grounds) == 2
        assert found.terms[0].expires_on == date(2020, 2, 1)
    # One of its two numbers finds it again.
    again = take(house, "Emplacement;Concessionnaire;Date\nE318;DUPONT Paul;1/2/1990\n")
    assert again.counts["same"] == 1


def test_one_row_a_deceased_with_columns_of_its_own(house: House) -> None:
    file = (
        "N° tombe;Nom défunt;Prénom défunt;Nom de jeune fille;Né le;Décédé le;Date inhumation\n"
        "12 bis;MARTIN;Jeanne;LE GALL;03/05/1920;12/1980;15/12/1980\n"
        "12 bis;MARTIN;Paul;;1918;Néant;\n"
        ";MARTIN;Luc;;1950;1951;\n"
        "13;Inconnu(e);;;;;\n"
    )
    result = take(house, file)
    assert result.counts == {"new": 4, "changed": 0, "same": 0, "refused": 0}
    with house.dossier.store.read() as session:
        first, second, third = dead(session, "12 bis")
        jeanne = first.deceased.person
        assert jeanne is not None
        assert (jeanne.birth_name, jeanne.usage_name, jeanne.given_names) == ("LE GALL", "MARTIN", "Jeanne")
        assert (jeanne.birth_date, first.deceased.died_on, first.laid_on) == (
            D(1920, 5, 3),
            D(1980, 12),
            D(1980, 12, 15),
        )
        assert second.deceased.died_on is None
        assert third.deceased.person is not None
        assert third.deceased.person.given_names == "Luc"
        (unknown,) = dead(session, "13")
        assert unknown.deceased.person is None
        assert unknown.deceased.as_written == {"names": "Inconnu(e)"}
    assert take(house, file).counts["same"] == 4


def test_messy_rows(house: House) -> None:
    result = take(house, HEAD + (
        'A;1;1;Famille DURAND;31/02/1950;trentenaire;;Concession (30 ans);;"DUVAL ép. DURAND Odette\nsépulture vide";;deux sous;à revoir\n'
        'A;2;2;"DURAND Jean\nMARTIN Marie";01/02/10;50 ans;01/02/60;Cavurne;4;"MARTIN Luc +3/4/2011\n2 inconnus";12 rue du Lavoir 99120 Saint-Aubin;450 €;\n'
        "A;3;;;;;;Terrain commun (5ans);;PETIT Luc 1950-2024;;;\n"
        "A;4;4;LEROY Luc;1/1/1976;50 ans;;Concession (50 ans) échue depuis le 01/01/2026;;Néant;;;\n"
        "A;5;5;ROUX Luc;1/1/1980;30 ans;;Sépulture reprise le 01/04/2026;;ROUX Anne 1900-1980;;;\n"
        "A;6;6;BLANC Luc;1/1/1980;perpétuelle;01/01/2010;;;;;;\n"
        ";;7;NOIR Luc;1/1/1980;30 ans;;;;;;;\n"
        "Total;278;;;;;;;;;;;\n"
    ))  # fmt: skip
    assert result.counts == {"new": 6, "changed": 0, "same": 0, "refused": 1}
    assert "Aucun numéro" in str(result.of("refused")[0].reasons[0])
    said = " ".join(str(kept) for row in result.rows for kept in row.kept)
    assert "31/02/1950" in said
    assert "deux sous" in said
    assert "contredit" in said
    with house.dossier.store.read() as session:
        first = contract(session, "A-1")
        assert (first.family_name, first.as_written["holder"]) == ("DURAND", "Famille DURAND")
        assert first.terms[0].start is None
        assert first.terms[0].start_as_written == "31/02/1950"
        second = contract(session, "A-2")
        assert [party.person.title for party in second.parties] == ["DURAND Jean", "MARTIN Marie"]
        assert (second.terms[0].expires_on, second.terms[0].expiry_override) == (date(2060, 2, 1), None)
        assert second.terms[0].price == Decimal("450.00")
        assert [r.kind for r in dead(session, "A-2")] == [RemainsKind.URN] * 3
        address = session.scalars(select(Address)).one()
        assert (address.number, address.street, address.postcode, address.town) == (
            "12",
            "rue du Lavoir",
            "99120",
            "Saint-Aubin",
        )
        assert one(session, "A-3").regime is Regime.COMMON
        expired = contract(session, "A-4")
        assert (expired.terms[0].expires_on, expired.terms[0].expiry_override) == (date(2026, 1, 1), None)
        taken = contract(session, "A-5")
        assert taken.closed_on == date(2026, 4, 1)
        assert contract(session, "A-6").terms[0].expires_on is None


def test_a_plot_is_not_sold_twice(house: House) -> None:
    take(house, HEAD + "A;1;12;DUPONT Paul;1/2/1990;50 ans;;Caveau;;;;;\n")
    result = take(house, HEAD + "A;1;99;MARTIN Luc;1/2/2000;30 ans;;Caveau;;;;;\n")
    assert result.counts["refused"] == 1
    assert "vendu deux fois" in str(result.of("refused")[0].reasons[0])
    # After the end of the first one, the ground may have been granted again.
    take(house, HEAD + "B;1;13;DUPONT Paul;1/2/1950;30 ans;;Caveau;;;;;\n")
    assert take(house, HEAD + "B;1;98;MARTIN Luc;1/2/2000;30 ans;;Caveau;;;;;\n").counts["new"] == 1


def test_a_filled_field_is_never_overwritten_in_silence(house: House) -> None:
    take(house, HEAD + "A;1;12;DUPONT Paul;1/2/1990;50 ans;;Caveau;2;DUPONT Luc 1900-1991;;450 €;\n")
    result = take(
        house, HEAD + "A;1;12;DUPOND Jean;3/4/1991;30 ans;;pleine terre;4;DUPONT Luc 1900-1991;;500 €;\n"
    )
    assert result.counts["same"] == 1
    said = " ".join(str(kept) for kept in result.rows[0].kept)
    for words in ("Date d’achat", "Durée", "Places", "Concessionnaire", "Prix", "Type"):
        assert words in said
    with house.dossier.store.read() as session:
        plot = one(session, "A-1")
        assert (plot.kind, plot.max_coffins) == (PlotKind.VAULT, 2)
        assert session.scalar(select(func.count()).select_from(ConcessionParty)) == 1


def test_what_is_learnt_later_completes(house: House) -> None:
    take(house, HEAD + "A;1;;DUPONT Paul;1990;30 ans;;;;DUPONT Luc 1900-1991;;;\n")
    result = take(
        house,
        HEAD
        + "A;1;12;DUPONT Paul;1/2/1990;30 ans;;Caveau;2;DUPONT Luc né le 3/4/1900 décédé le 5/6/1991;;;\n",
    )
    assert result.counts == {"new": 0, "changed": 1, "same": 0, "refused": 0}
    with house.dossier.store.read() as session:
        found = contract(session, "A-1")
        assert (found.number, found.terms[0].expires_on) == ("12", date(2020, 2, 1))
        (luc,) = dead(session, "A-1")
        assert luc.deceased.died_on == D(1991, 6, 5)


def test_a_renewal_is_a_term_of_its_own(house: House) -> None:
    take(
        house,
        "N°;Concessionnaire;Date achat;Durée;Échéance;Renouvelé le\n12;DUPONT Paul;1/2/1970;30 ans;1/2/2030;15/3/2000\n",
    )
    with house.dossier.store.read() as session:
        first, second = contract(session, "12").terms
        assert (first.expires_on, second.operation) == (date(2000, 2, 1), TermOperation.RENEWAL)
        assert (second.start, second.decided_on, second.expires_on) == (
            D(2000, 2, 1),
            date(2000, 3, 15),
            date(2030, 2, 1),
        )


def test_somebody_reached_in_the_same_way_is_the_same_person(house: House) -> None:
    head = "N°;Concessionnaire;Date achat;Téléphone\n"
    take(
        house,
        head
        + "1;DUPONT Paul;1/2/2000;06 39 98 00 12\n2;DUPONT Paul;1/2/2010;0639980012\n3;DUPONT Paul;1/2/1920;\n",
    )
    with house.dossier.store.read() as session:
        assert session.scalar(select(func.count()).select_from(Person)) == 2
        assert session.scalar(select(func.count()).select_from(ContactPoint)) == 1


def test_deceased_of_a_kind_of_place(house: House) -> None:
    take(
        house,
        "N°;Type;Défunts\n1;Columbarium;DUPONT Paul 1920-2001\n2;Site de dispersion cinéraire;ROUX Anne 1930-2010\n",
    )
    with house.dossier.store.read() as session:
        assert [r.kind for r in dead(session, "1")] == [RemainsKind.URN]
        assert [r.kind for r in dead(session, "2")] == [RemainsKind.ASHES]
        assert one(session, "2").regime is Regime.MUNICIPAL
        assert session.scalar(select(func.count()).select_from(Deceased)) == 2
