# SPDX-License-Identifier: EUPL-1.2
"""Old papers are kept once, byte for byte, parted at their sheets, linked once somebody says yes, and read."""

from __future__ import annotations

import importlib.util
import shutil
import stat
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from PIL import Image

from app.core.clock import FixedClock
from app.core.outcome import Report, UserError
from app.house import House, open_house
from app.store.archive import digest, verify
from app.store.search import find
from modules.cemetery import models as m
from modules.cemetery.rules.codes import ScanType, TextState
from modules.cemetery.rules.doubts import doubts, tidy
from modules.cemetery.services.copy_scans import copy_scans
from modules.cemetery.services.keep_scans import keep_scans, place_scans
from modules.cemetery.services.link_scan import accept_links, change_link, link_scan, refuse_links, unlink
from modules.cemetery.services.read_scan import read_scans
from modules.cemetery.services.record_search import record_search
from modules.cemetery.services.transcribe_scan import check_transcription, transcribe_scan

TODAY = date(2026, 11, 23)


def _beside(name: str) -> ModuleType:
    """A helper of the tests, by its file."""
    path = Path(__file__).parent.parent / f"{name}.py"
    spec = importlib.util.spec_from_file_location(f"cemetery_{path.stem}", path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules.setdefault(spec.name, importlib.util.module_from_spec(spec))
    spec.loader.exec_module(module)
    return module


paper = _beside("scans/paper")


@pytest.fixture(autouse=True)
def _no_tesseract(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modules.cemetery.services.keep_scans.tesseract", str)
    monkeypatch.setattr("modules.cemetery.services.read_scan.tesseract", str)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """A commune with two graves and a concession, made once and copied for each test."""
    folder = tmp_path_factory.mktemp("modèle") / "commune"
    with open_house(folder, clock=FixedClock.on(TODAY), create_as="Essai") as opened:
        return folder, _fill(opened)


@pytest.fixture
def house(made: tuple[Path, dict[str, int]], tmp_path: Path) -> Iterator[House]:
    shutil.copytree(made[0], tmp_path / "commune")
    with open_house(tmp_path / "commune", clock=FixedClock.on(TODAY)) as opened:
        yield opened


@pytest.fixture
def ids(made: tuple[Path, dict[str, int]]) -> dict[str, int]:
    return made[1]


def _fill(house: House) -> dict[str, int]:
    with house.dossier.store.work("cimetière d’essai") as work:
        ground = m.Cemetery(code="ANC", title="Ancien", origin={"lon": 2.69, "lat": 46.7})
        work.session.add(ground)
        work.session.flush()
        plots = [
            m.Plot(
                cemetery_id=ground.id, number=label, label=label, geometry=[[x, 0], [x + 1, 0], [x + 1, 2], [x, 2], [x, 0]]
            )
            for x, label in ((0, "A-012"), (30, "A-013"))
        ]
        right = m.Concession(cemetery_id=ground.id, number="1962/16", family_name="MARTIN")
        work.session.add_all([*plots, right])
        work.session.flush()
        return {"A-012": plots[0].id, "A-013": plots[1].id, "right": right.id}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "numériseur"
    made.mkdir()
    return made


def do(house: House, service: Any, **values: Any) -> Report:
    with house.dossier.store.work("essai") as work:
        report = service(work, **values)
        assert isinstance(report, Report)
        return report


def scans(house: House) -> list[m.Scan]:
    with house.dossier.store.read() as session:
        found = session.query(m.Scan).order_by(m.Scan.id).all()
        for scan in found:
            _ = list(scan.links)
        return found


# ---------------------------------------------------------------- keeping


def test_every_kind_of_scan_is_kept_byte_for_byte_and_once(house: House, ids: dict[str, int], folder: Path) -> None:
    paper.pdf(folder / "a.pdf", paper.page("un"), paper.page("deux"))
    for name, kind in (("b.jpg", "JPEG"), ("c.png", "PNG"), ("d.tif", "TIFF")):
        paper.page(name).save(folder / name, kind)
    (folder / "Thumbs.db").write_bytes(b"rien")
    report = do(house, keep_scans, paths=str(folder), building="Mairie", cupboard="2", box="14")
    assert report.counts["kept"] == 4
    assert report.counts["others"] == 1
    kept = scans(house)
    archive = house.dossier.archive
    for scan, name in zip(kept, ("a.pdf", "b.jpg", "c.png", "d.tif"), strict=True):
        assert archive.get(scan.sha256, scan.media_type) == (folder / name).read_bytes()
        assert (scan.building, scan.cupboard, scan.box) == ("Mairie", "2", "14")
    assert [scan.pages for scan in kept] == [2, 1, 1, 1]
    with house.dossier.store.read() as session:
        assert verify(session, archive) == []
    (folder / "copie de a.pdf").write_bytes((folder / "a.pdf").read_bytes())
    again = do(house, keep_scans, paths=str(folder))
    assert again.counts["kept"] == 0
    assert again.counts["same"] == 5
    assert len(scans(house)) == 4


def test_files_that_are_no_scans_are_refused_with_a_sentence(
    house: House, ids: dict[str, int], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "vide.pdf").write_bytes(b"")
    (folder / "lettre.pdf").write_bytes(b"PK\x03\x04 un traitement de texte")
    paper.page().save(folder / "faux.png", "JPEG")
    paper.page("x" * 50).save(folder / "coupée.jpg", "JPEG")
    whole = (folder / "coupée.jpg").read_bytes()
    (folder / "coupée.jpg").write_bytes(whole[: len(whole) // 2])
    (folder / "cassé.pdf").write_bytes(b"%PDF-1.7\nrien d'autre")
    Image.new("1", (20_000, 10_000)).save(folder / "géante.png")
    paper.page("bonne").save(folder / "bonne.jpg", "JPEG")
    report = do(house, keep_scans, paths=str(folder))
    assert report.counts["kept"] == 1
    said = {str(refusal.what): str(refusal.why) for refusal in report.refusals}
    assert set(said) == {"vide.pdf", "lettre.pdf", "faux.png", "coupée.jpg", "cassé.pdf", "géante.png"}
    assert "200 millions de points" in said["géante.png"]
    assert "300 points par pouce" in said["géante.png"]
    assert "n’est pas ce que dit son nom" in said["faux.png"]
    assert "abîmée" in said["coupée.jpg"]


def test_an_absent_or_empty_folder_is_said(house: House, ids: dict[str, int], folder: Path) -> None:
    with pytest.raises(UserError, match="n’existe pas"):
        do(house, keep_scans, paths=str(folder / "ailleurs"))
    with pytest.raises(UserError, match="Aucun PDF"):
        do(house, keep_scans, paths=str(folder))
    with pytest.raises(UserError, match="dossier surveillé"):
        do(house, keep_scans)


def test_the_watched_folder_is_taken_when_nothing_else_is_said(house: House, ids: dict[str, int], folder: Path) -> None:
    paper.page().save(folder / "a.jpg", "JPEG")
    with house.dossier.store.work("réglage") as work:
        work.put_setting("cemetery.watched_folder", str(folder))
    assert do(house, keep_scans).counts["kept"] == 1


# ---------------------------------------------------------------- proposals


def test_a_name_proposes_and_the_clerk_confirms(house: House, ids: dict[str, int], folder: Path) -> None:
    paper.page("titre").save(folder / "ANC_A-012_1962-16_1962-00-00_DEED_01.jpg", "JPEG")
    paper.page("autre").save(folder / "scan0001.jpg", "JPEG")
    report = do(house, keep_scans, paths=str(folder))
    deed, other = scans(house)
    assert report.counts["proposed"] == 1
    assert (deed.kind, deed.dated.iso if deed.dated else "") == (ScanType.DEED, "1962-XX-XX")
    assert not deed.links
    answer = do(house, accept_links, ids=[deed.id, other.id])
    assert [refusal.code for refusal in answer.refusals] == ["NO_HINT"]
    deed = scans(house)[0]
    assert [(link.plot_id, link.concession_id) for link in deed.links] == [(ids["A-012"], ids["right"])]
    assert deed.hints == {}


def test_a_refused_proposal_is_asked_no_more(house: House, ids: dict[str, int], folder: Path) -> None:
    paper.page().save(folder / "titre A-012.jpg", "JPEG")
    do(house, keep_scans, paths=str(folder))
    do(house, refuse_links, ids=[scans(house)[0].id])
    assert scans(house)[0].hints == {}
    assert not scans(house)[0].links


def test_a_photo_goes_to_the_nearest_grave(house: House, ids: dict[str, int], folder: Path) -> None:
    metre = 1 / 111_320
    paper.photo(folder / "IMG_1.jpg", 2.69 + 30 * metre / 0.6858, 46.7 + metre)
    paper.photo(folder / "IMG_2.jpg", 2.70, 46.9)
    do(house, keep_scans, paths=str(folder))
    near, far = scans(house)
    assert near.kind is ScanType.PHOTO
    assert near.hints["plots"] == [ids["A-013"]]
    assert near.hints["metres"] < 1
    assert far.hints == {}


def test_a_box_scanned_in_one_go_is_parted_at_its_sheets(house: House, ids: dict[str, int], folder: Path) -> None:
    pages = [
        paper.page("avant"), paper.page(code="beffroi:concession:1962/16"), paper.page("titre"), paper.page("lettre"),
        paper.page(code="beffroi:plot:ANC:A-013"), paper.page("permis"), paper.page(code="beffroi:plot:ANC:Z-999"), paper.page("?"),
    ]  # fmt: skip
    box = paper.pdf(folder / "boite 14.pdf", *pages)
    report = do(house, keep_scans, paths=str(box), link_now=True, box="14")
    kept = scans(house)
    assert [scan.pages for scan in kept] == [1, 2, 1, 1]
    assert kept[1].original_name == "boite 14, p. 3-4.pdf"
    assert [link.concession_id for link in kept[1].links] == [ids["right"]]
    assert [link.plot_id for link in kept[2].links] == [ids["A-013"]]
    assert kept[3].hints["unknown"] == "Z-999"
    assert report.counts["linked"] == 2
    assert do(house, keep_scans, paths=str(box)).counts == {
        "kept": 0, "same": 4, "sheets": 0, "linked": 0, "proposed": 0, "refused": 0, "others": 0
    }  # fmt: skip


def test_sheets_scanned_as_pictures_speak_for_the_pages_that_follow(house: House, ids: dict[str, int], folder: Path) -> None:
    paper.page(code="beffroi:plot:ANC:A-012").save(folder / "scan 1.png")
    paper.page("un").save(folder / "scan 2.png")
    paper.page("deux").save(folder / "scan 10.png")
    report = do(house, keep_scans, paths=str(folder))
    assert report.counts["sheets"] == 1
    assert [scan.hints["plots"] for scan in scans(house)] == [[ids["A-012"]]] * 2


def test_a_cover_sheet_leaves_the_file_whole(house: House, ids: dict[str, int], folder: Path) -> None:
    paper.pdf(folder / "dossier.pdf", paper.page(code="beffroi:plot:ANC:A-012"), paper.page("un"), paper.page("deux"))
    do(house, keep_scans, paths=str(folder))
    scan = scans(house)[0]
    assert digest((folder / "dossier.pdf").read_bytes()) == scan.sha256
    assert scan.hints["plots"] == [ids["A-012"]]


# ---------------------------------------------------------------- links


@pytest.fixture
def register(house: House, ids: dict[str, int], folder: Path) -> m.Scan:
    paper.page("registre").save(folder / "REG-CONC-2_1923-1951_p045.jpg", "JPEG")
    do(house, keep_scans, paths=str(folder))
    return scans(house)[0]


def test_a_register_page_speaks_of_several_graves(house: House, ids: dict[str, int], register: m.Scan) -> None:
    assert (register.kind, register.volume, register.folio) == (ScanType.REGISTER_PAGE, "CONC-2", "45")
    first = {"plots": [ids["A-012"]], "concessions": [ids["right"]], "frame": "0.1 0.2 0.8 0.03", "reading": "Martin[?] veuve Dupuis"}
    do(house, link_scan, id=register.id, **first)
    do(house, link_scan, id=register.id, **first)
    do(house, link_scan, id=register.id, plots=[ids["A-013"]], frame=(0.1, 0.3, 0.8, 0.03))
    links = scans(house)[0].links
    assert [(link.plot_id, link.frame_y) for link in links] == [(ids["A-012"], Decimal("0.2")), (ids["A-013"], Decimal("0.3"))]
    assert links[0].reading == "Martin [?] veuve Dupuis"
    assert links[0].details["read_by"] == "Mairie"
    do(house, change_link, id=links[1].id, frame="0.1 0.4 0.8 0.03", plot=ids["A-012"], reading="lu")
    do(house, unlink, ids=[links[0].id])
    left = scans(house)[0].links
    assert [(link.plot_id, link.frame_y) for link in left] == [(ids["A-012"], Decimal("0.4"))]


@pytest.mark.parametrize(
    ("frame", "said"), [("0.9 0.1 0.2 0.1", "sort de la page"), ("0 0 0.0001 0.1", "trop petit"), ("0 0 1", "quatre fractions")]
)
def test_a_frame_out_of_the_page_is_refused(house: House, ids: dict[str, int], register: m.Scan, frame: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        do(house, link_scan, id=register.id, plots=[ids["A-012"]], frame=frame)


def test_a_link_needs_a_target_and_a_page_that_is_there(house: House, ids: dict[str, int], register: m.Scan) -> None:
    with pytest.raises(UserError, match="au moins"):
        do(house, link_scan, id=register.id)
    with pytest.raises(UserError, match="qu’une page"):
        do(house, link_scan, id=register.id, plots=[ids["A-012"]], page=2)


# ---------------------------------------------------------------- reading


def test_doubts_are_marked_one_way() -> None:
    assert tidy("Lefevre[ ? ],  veuve\nMartin [?]") == "Lefevre [?] , veuve\nMartin [?]"
    assert doubts("Lefevre [?] et [?] Martin") == ["Lefevre", "et"]


def test_a_second_reader_checks_what_the_first_one_read(house: House, ids: dict[str, int], register: m.Scan) -> None:
    from app.store.accounts import add_user

    report = do(house, transcribe_scan, id=register.id, transcription="Le 12 mai 1923, Martin[?]")
    assert report.counts["doubts"] == 1
    with pytest.raises(UserError, match="une autre personne"):
        do(house, check_transcription, id=register.id)
    with house.dossier.store.work("arrivée") as work:
        add_user(work, name="adjointe", display_name="Adjointe", role="administrator")
    with house.dossier.store.work("relecture", user="adjointe") as work:
        check_transcription(work, id=register.id, transcription="Le 12 mai 1923, Martin")
    scan = scans(house)[0]
    assert (scan.transcription, scan.transcribed_by, scan.checked_by) == ("Le 12 mai 1923, Martin", "Mairie", "Adjointe")
    do(house, check_transcription, id=register.id, reader="Mme Le Goff, bénévole")
    assert scans(house)[0].checked_by == "Mme Le Goff, bénévole"
    do(house, transcribe_scan, id=register.id, transcription="Le 12 mai 1923, Marten")
    assert scans(house)[0].checked_by == ""
    with house.dossier.store.read() as session:
        assert any(hit.kind == "cemetery.scan" for hit in find(session, "marten"))


def test_words_of_a_pdf_are_found_without_any_other_program(house: House, ids: dict[str, int], folder: Path) -> None:
    from app.documents.blocks import Document, Paragraph
    from app.documents.render import render

    (folder / "délibération.pdf").write_bytes(render(Document("Essai", [Paragraph("Reprise du carré Vauban")])))
    do(house, keep_scans, paths=str(folder))
    scan = scans(house)[0]
    assert scan.text_state is TextState.READ
    with house.dossier.store.read() as session:
        assert [hit.id for hit in find(session, "vauban") if hit.kind == "cemetery.scan"] == [scan.id]


def test_without_tesseract_the_clerk_is_told_what_to_install(house: House, ids: dict[str, int], folder: Path) -> None:
    paper.page("titre").save(folder / "titre A-012.jpg", "JPEG")
    do(house, keep_scans, paths=str(folder))
    assert scans(house)[0].text_state is TextState.NONE
    report = do(house, read_scans, ids=[scans(house)[0].id])
    assert "Tesseract" in str(report.notes[0])
    assert scans(house)[0].text_state is TextState.WAITING


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands for the program")
def test_reading_goes_on_from_where_it_stopped(
    house: House, ids: dict[str, int], folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "tesseract"
    program.write_text(f"#!{sys.executable}\nimport sys\nsys.stdin.buffer.read()\nprint('Concession Kergoat')\n", "utf-8")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    for place in ("scan_files", "services.keep_scans", "services.read_scan"):
        monkeypatch.setattr(f"modules.cemetery.{place}.tesseract", lambda: str(program))
    paper.pdf(folder / "titre A-012.pdf", *[paper.page(str(n)) for n in range(3)])
    do(house, keep_scans, paths=str(folder))
    assert scans(house)[0].text_state is TextState.WAITING
    assert do(house, read_scans, pages=2).counts == {"pages": 2, "own": 0, "waiting": 1}
    assert scans(house)[0].text == "Concession Kergoat\f" * 2
    assert do(house, read_scans, pages=2).counts == {"pages": 1, "own": 0, "waiting": 0}
    scan = scans(house)[0]
    assert scan.text_state is TextState.READ
    assert scan.text.split("\f") == ["Concession Kergoat"] * 3


# ---------------------------------------------------------------- searches and copies


def test_a_search_is_kept_as_a_proof(house: House, ids: dict[str, int]) -> None:
    do(house, record_search, concession=ids["right"], where_looked="Registre 1920-1965, cartons 12 à 15", result="Rien", deed_lost=True)
    with house.dossier.store.read() as session:
        row = session.query(m.SearchRecord).one()
        assert (row.searched_on, row.searched_by != "", row.concession_id) == (TODAY, True, ids["right"])
        assert session.get_one(m.Concession, ids["right"]).deed_lost
    with pytest.raises(UserError, match="à venir"):
        do(house, record_search, plot=ids["A-012"], where_looked="Registre", searched_on=date(2027, 1, 1))
    with pytest.raises(UserError, match="où vous avez cherché"):
        do(house, record_search, plot=ids["A-012"], where_looked=" ")
    with pytest.raises(UserError, match="pour quelle sépulture"):
        do(house, record_search, where_looked="Registre")


def test_copies_bear_names_that_people_understand(house: House, ids: dict[str, int], folder: Path, tmp_path: Path) -> None:
    source = folder / "scan.jpg"
    paper.page("titre").save(source, "JPEG")
    do(house, keep_scans, paths=str(source), kind=ScanType.DEED)
    scan = scans(house)[0]
    do(house, link_scan, id=scan.id, plots=[ids["A-012"]], concessions=[ids["right"]])
    to = tmp_path / "sortie"
    to.mkdir()
    for _turn in range(2):
        do(house, copy_scans, ids=[scan.id], folder=str(to))
    assert sorted(path.name for path in to.iterdir()) == ["ANC_A-012_1962-16_X_DEED_01.jpg", "ANC_A-012_1962-16_X_DEED_02.jpg"]
    assert (to / "ANC_A-012_1962-16_X_DEED_01.jpg").read_bytes() == source.read_bytes()


# ---------------------------------------------------------------- lists


def test_what_lacks_is_counted_by_section(house: House, ids: dict[str, int], folder: Path) -> None:
    from modules.cemetery import scan_lists

    with house.dossier.store.work("sol") as work:
        work.session.add(m.ConcessionPlot(concession_id=ids["right"], plot_id=ids["A-012"]))
    paper.page("titre").save(folder / "ANC_A-012_1962-16_1962-00-00_DEED_01.jpg", "JPEG")
    paper.page("photo").save(folder / "ANC_A-013_2026-11-22_PHOTO_01.jpg", "JPEG")
    with house.dossier.store.read() as session:
        missing = session.execute(scan_lists.missing_deeds(session, {})).mappings().all()
        assert [(row["number"], row["search"]) for row in missing] == [("1962/16", "TO_SEARCH")]
    do(house, keep_scans, paths=str(folder), link_now=True, cupboard="2", box="14")
    do(house, place_scans, ids=[scans(house)[0].id], folio="45 r°")
    with house.dossier.store.read() as session:
        assert session.execute(scan_lists.missing_deeds(session, {})).all() == []
        (row,) = scan_lists.completeness(session, {})
        assert (row["concessions"], row["deeds"], row["percent"], row["plots"], row["photos"]) == (1, 1, 100, 2, 1)
        for papers in (scan_lists.papers_of_plot(session, ids["A-012"]), scan_lists.papers_of_concession(session, ids["right"])):
            assert [each["place"] for each in papers] == ["armoire 2, carton 14, folio 45 r°"]
        photo = scan_lists.photo_of(session, ids["A-013"])
        assert photo is not None
        assert photo[0] == scans(house)[1].sha256
        assert scan_lists.photo_of(session, ids["A-012"]) is None
        figures = scan_lists.figures(session)
        assert (figures["scans"], figures["unlinked"], figures["deedless"]) == (2, 0, 0)
        rows = {row["title"]: row for row in scan_lists.scans(session, {})}
        assert rows["Titre de concession, A-012, n°\u00a01962-16"]["linked"] == "1962/16 · MARTIN, A-012"
