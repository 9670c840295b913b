# SPDX-License-Identifier: EUPL-1.2
"""The public file of deaths: candidates only, bad lines counted, the clerk's answer."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.dates import PartialDate
from app.core.outcome import UserError
from app.directory.models import Person, Sex
from app.exchange.importing import ImportResult, apply, plan
from app.house import House
from modules.cemetery.exchange import import_insee
from modules.cemetery.models import Cemetery, Concession, ConcessionParty, DeathCandidate, Deceased
from modules.cemetery.rules.codes import PartyRole
from modules.cemetery.services.confirm_death import confirm_death, dismiss_death
from modules.cemetery.strings import _

CSV = "nomprenom;sexe;datenaiss;lieunaiss;commnaiss;paysnaiss;datedeces;lieudeces;actedeces"


def line(
    names: str = "NOMTEST*PRENOMA PRENOMB/", sex: str = "2", born: str = "19380312", code: str = "03190"
) -> str:
    return f"{names:<80}{sex}{born}{code}{'MOULINS':<30}{'':<30}20240117{'18033'}{'12':<9}"


def take(house: House, path: Path) -> ImportResult:
    importer = house.registry.importer("cemetery.insee-deaths")
    return apply(house.dossier.store, importer, plan(path, importer), {"department": "18"})


def holder(house: House, birth: str = "Nomtest", given: str = "Prénoma", usage: str | None = None) -> int:
    with house.dossier.store.work(_("Concession"), action="test") as work:
        person = Person(
            birth_name=birth, usage_name=usage, given_names=given, sex=Sex.F, birth_date=PartialDate(1938, 3, 12),
            birth_place_code="03190",
        )  # fmt: skip
        cemetery = Cemetery(code=f"C{birth}{usage}", title=f"Cimetière {birth} {usage}")
        concession = Concession(cemetery=cemetery, number="12", family_name=birth)
        concession.parties.append(ConcessionParty(person=person, role=PartyRole.HOLDER))
        work.session.add(concession)
        work.session.flush()
        return person.id


def file(tmp_path: Path, *lines: str | bytes) -> Path:
    path = tmp_path / "deces.txt"
    path.write_bytes(b"\n".join(item if isinstance(item, bytes) else item.encode() for item in lines) + b"\n")
    return path


def test_candidates_and_bad_lines(house: House, tmp_path: Path) -> None:
    holder(house)
    widow = holder(house, "", "Prénoma", "Autrenom")
    others = [line(f"AUTRE{n}*PAUL/", "1", "19500101", "75056") for n in range(50)]
    result = take(
        house, file(tmp_path, *others, line(), line()[:40], "rien", line("É" * 3 + "*A/").encode("latin-1"))
    )
    assert result.counts == {"new": 1, "changed": 0, "same": 0, "refused": 0}
    kept = [str(text) for text in result.rows[0].kept]
    assert "2 lignes illisibles" in kept[0]
    assert "52, 53" in kept[0]
    with house.dossier.store.read() as session:
        found = session.scalars(select(DeathCandidate).order_by(DeathCandidate.score.desc())).all()
        assert [(c.score, c.person_id == widow) for c in found] == [(100, False), (75, True)]
        assert len(found[0].reasons) == 6
        assert found[0].died_on == PartialDate(2024, 1, 17)
        # A file proves nothing: nobody was written dead.
        assert session.scalars(select(Deceased)).all() == []
    assert take(house, file(tmp_path, line())).counts["new"] == 0


def test_pieces_of_a_file_lose_no_line(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    holder(house)
    lines = [line(f"AUTRE{n}*PAUL/", "1", "19500101", "75056") for n in range(40)]
    lines.insert(23, line())
    for size in (177, 500, 1000):
        monkeypatch.setattr(import_insee, "CHUNK", size)
        result = take(house, file(tmp_path, *lines))
        assert str(result.rows[-1].title).endswith("à 41")
    with house.dossier.store.read() as session:
        assert len(session.scalars(select(DeathCandidate)).all()) == 1


def test_csv_variant(house: House, tmp_path: Path) -> None:
    holder(house)
    rows = [
        CSV,
        "AUTRE*PAUL/;1;19500101;75056;PARIS;;20240101;75101;1",
        "NOMTEST*PRENOMA/;2;19380312;03190;MOULINS;;20240117;18033;12",
        "coupé;2",
    ]
    result = take(house, file(tmp_path, *rows))
    assert result.counts["new"] == 1
    assert "1 ligne illisible" in str(result.rows[0].kept[0])


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04zip", b"nom;prenom\nDUPONT;Paul\n"])
def test_other_files_are_refused(house: House, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.txt"
    path.write_bytes(content)
    with pytest.raises(UserError):
        take(house, path)


def test_the_clerk_confirms_or_dismisses(house: House, tmp_path: Path) -> None:
    person = holder(house)
    take(house, file(tmp_path, line(), line(born="19380000")))
    with house.dossier.store.work(_("Décès"), action="test") as work:
        best, other = work.session.scalars(select(DeathCandidate).order_by(DeathCandidate.score.desc())).all()
        report = confirm_death(work, candidate=best.id)
        assert "12" in str(report.notes[0])
        assert other.is_confirmed is False
        with pytest.raises(UserError):
            dismiss_death(work, candidate=best.id)
    with house.dossier.store.read() as session:
        deceased = session.scalars(select(Deceased)).one()
        assert (deceased.person_id, deceased.died_on, deceased.source) == (
            person,
            PartialDate(2024, 1, 17),
            "INSEE",
        )
    # The dead are not compared again.
    assert take(house, file(tmp_path, line("NOMTEST*PRENOMA/"))).counts["new"] == 0
