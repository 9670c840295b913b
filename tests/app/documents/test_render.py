# SPDX-License-Identifier: EUPL-1.2
"""The PDF says what the blocks say, on the right pages, and the same values give the same bytes."""

from __future__ import annotations

import io
import time
from dataclasses import replace

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from app.core.outcome import UserError
from app.core.progress import Cancelled, Progress
from app.documents import blocks
from app.documents.blocks import (
    Block,
    Bundle,
    Column,
    Columns,
    Coupon,
    DataMatrix,
    Document,
    Grid,
    GridColumn,
    GridRow,
    Heading,
    KeepTogether,
    Mark,
    Page,
    PageBreak,
    Paragraph,
    QRCode,
    Spacer,
    Table,
)
from app.documents.charts import BarChart, Series
from app.documents.preview import Preview, texts_of
from app.documents.render import page_count, render
from tests.app.documents.samples import make_groups, make_invoice


def _decoded(pdf: bytes, page: int) -> list[str]:
    with Preview(pdf) as preview:
        image = preview.image(page, 3.0)
    picture = Image.frombytes("RGBA", (image.width, image.height), image.pixels).convert("L")
    return [code.text for code in zxingcpp.read_barcodes(picture)]


def test_same_values_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = render(make_invoice())
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert render(make_invoice()) == first
    assert render(make_invoice(number="CAN-2026-00113")) != first


def test_the_file_says_its_title_its_author_and_its_language() -> None:
    pdf = render(replace(make_invoice(), subject="Restaurant scolaire"))
    with Preview(pdf) as preview:
        facts = preview.facts()
    assert facts["Title"] == "Facture CAN-2026-00112"
    assert facts["Author"] == "Mairie de Saint-Aubin-des-Prés"
    assert facts["Subject"] == "Restaurant scolaire"
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang) == "fr-FR"
        assert bool(opened.Root.ViewerPreferences.DisplayDocTitle)


def test_every_font_is_embedded() -> None:
    chart = blocks.Chart(BarChart("Repas", ["CP"], [Series("", [12])]))
    paper = replace(make_invoice(), blocks=[*make_invoice().blocks, chart])
    with pikepdf.open(io.BytesIO(render(paper))) as opened:
        fonts = [
            each for each in opened.objects if isinstance(each, pikepdf.Dictionary) and "/BaseFont" in each
        ]
        assert fonts
        for font in fonts:
            assert "SourceSans3" in str(font.BaseFont).replace("-", "")
            assert "/FontFile2" in font.FontDescriptor


def test_a_bill_is_one_page_without_a_number() -> None:
    texts = texts_of(render(make_invoice()))
    assert len(texts) == 1
    assert "page 1" not in texts[0]
    for words in ("Facture d’octobre 2026", "Total à payer", "à joindre à votre règlement", "SIRET"):
        assert words in texts[0]


def test_text_is_read_in_the_order_of_the_eye() -> None:
    text = texts_of(render(make_invoice()))[0]
    order = [
        "Mairie de",
        "MADAME HELENE",
        "Facture d’octobre",
        "Enfant 1",
        "Ligne 1.2",
        "Total à payer",
        "Régler",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_rows_come_closer_to_spare_a_page() -> None:
    bill = make_invoice(make_groups(3, 4))
    assert page_count(replace(bill, tighten=False)) == 2
    assert page_count(bill) == 1


def test_a_long_bill_goes_on_with_its_headings_and_ends_with_its_coupon() -> None:
    pdf = render(make_invoice(make_groups(2, 20)))
    first, second = texts_of(pdf)
    assert "page 1 sur 2" in first
    assert "page 2 sur 2" in second
    assert "(suite)" in second
    assert "Facture CAN-2026-00112" in second
    assert "Régler" not in first
    assert "Régler" in second
    assert "Total à payer" in second
    for child in range(1, 3):
        for line in range(1, 21):
            assert (first + second).count(f"Ligne {child}.{line}\u00a0") + (first + second).count(
                f"Ligne {child}.{line} "
            ) == 1
    assert _decoded(pdf, 1) == ["https://exemple.fr/CAN-2026-00112"]


def test_the_coupon_stands_at_the_foot() -> None:
    with Preview(render(make_invoice())) as preview:
        caption = [g for g in preview.glyphs(0) if g.char == "·" and g.top > 200]
    assert 270 < caption[-1].bottom < 281


def test_codes_are_read_back() -> None:
    codes = Document("Codes", [QRCode("BCD\n002\né"), Spacer(20), DataMatrix("CAN-2026-00112", "référence")])
    assert sorted(_decoded(render(codes), 0)) == sorted(["BCD\n002\né", "CAN-2026-00112"])


def test_a_table_repeats_its_header_and_keeps_its_total_with_a_row() -> None:
    rows = [[f"Enfant {number}", "CE1"] for number in range(120)]
    table = Table([Column("Nom de l’enfant"), Column("Classe")], rows, totals=[["Total", "120"]])
    texts = texts_of(render(Document("Liste", [Heading("Enfants", 1), table])))
    assert len(texts) == 4
    assert all("Nom de l’enfant" in text for text in texts)
    assert "Total" in texts[-1]
    assert "Enfant 119" in texts[-1]


@pytest.mark.parametrize("count", range(28, 40))
def test_a_total_is_never_alone_on_its_page(count: int) -> None:
    rows = [[f"Enfant {number}", "1"] for number in range(count)]
    texts = texts_of(
        render(
            Document(
                "Liste",
                [Table([Column("Nom"), Column("Repas")], rows, totals=[["Total", "1"]])],
                tighten=False,
            )
        )
    )
    assert "Total" in texts[-1]
    assert f"Enfant {count - 1}" in texts[-1]


@pytest.mark.parametrize("space", range(0, 260, 20))
def test_a_heading_never_ends_a_page(space: int) -> None:
    pages = texts_of(
        render(
            Document(
                "Essai",
                [Paragraph("Début"), Spacer(space), Heading("Titre"), Paragraph("Suite")],
                tighten=False,
            )
        )
    )
    with_title = next(text for text in pages if "Titre" in text)
    assert "Suite" in with_title


def test_what_is_kept_together_moves_to_the_next_page() -> None:
    kept = KeepTogether([Paragraph(f"Ligne {number}") for number in range(10)])
    first, second = texts_of(
        render(Document("Essai", [Paragraph("Début"), Spacer(220), kept], tighten=False))
    )
    assert "Ligne" not in first
    assert "Ligne 0" in second
    assert "Ligne 9" in second


def test_blocks_larger_than_a_page_flow_on() -> None:
    many = [Paragraph(f"Ligne {number}.") for number in range(150)]
    for block in (KeepTogether(many), Columns([many, [Paragraph("à côté")]])):
        texts = texts_of(render(Document("Essai", [block])))
        assert len(texts) > 2
        assert all(f"Ligne {number}." in "".join(texts) for number in range(150))


def test_a_page_break_begins_a_page_once() -> None:
    document = Document("Essai", [PageBreak(), Paragraph("Un"), PageBreak(), PageBreak(), Paragraph("Deux")])
    assert len(texts_of(render(document))) == 2


def test_a_grid_repeats_its_days_on_each_page() -> None:
    days = [GridColumn("lundi", "5 oct."), GridColumn("mercredi", "7 oct.", closed=True)]
    rows = [GridRow(f"Enfant {number}", [Mark.EXPECTED, "x"], ["PAI"]) for number in range(60)]
    grid = Grid(days, rows, "Nom", [Column("Régime")], [GridRow("Total", ["60", ""])], blank_rows=2)
    with Preview(render(Document("Pointage", [grid], page=Page.LANDSCAPE))) as preview:
        assert preview.count > 1
        assert all("mercredi" in preview.text(page) for page in range(preview.count))
        width, height = preview.sizes[0]
        assert width > height


def test_a_grid_too_wide_for_its_page_says_so() -> None:
    days = [GridColumn(str(day)) for day in range(60)]
    with pytest.raises(ValueError, match="too wide"):
        render(Document("Pointage", [Grid(days, [GridRow("A")])]))


def test_a_table_too_wide_for_its_page_says_so() -> None:
    with pytest.raises(ValueError, match="mm"):
        render(Document("Liste", [Table([Column("A", width=150), Column("B", width=60)], [["a", "b"]])]))


def test_a_bundle_numbers_the_pages_of_each_paper() -> None:
    summary = Document("Lot", [Heading("Lot du 3 novembre", 1)])
    papers = [make_invoice(number=f"CAN-2026-0000{rank}") for rank in range(3)]
    papers.insert(1, make_invoice(make_groups(8, 5), "CAN-2026-00009"))
    pdf = render(Bundle("Factures d’octobre", papers, summary))
    texts = texts_of(pdf)
    assert len(texts) == 1 + 1 + 2 + 1 + 1
    assert "Lot du 3 novembre" in texts[0]
    assert "page 1 sur 2" in texts[2]
    assert "page 2 sur 2" in texts[3]
    assert "page" not in texts[4]
    with pikepdf.open(io.BytesIO(pdf)) as opened, opened.open_outline() as outline:
        assert [item.title for item in outline.root] == [
            "Lot",
            "Facture CAN-2026-00000",
            "Facture CAN-2026-00009",
            "Facture CAN-2026-00001",
            "Facture CAN-2026-00002",
        ]


def test_a_bundle_is_as_reproducible_and_much_smaller_than_its_papers() -> None:
    papers = [make_invoice(number=f"CAN-2026-{rank:05}") for rank in range(10)]
    bundle = render(Bundle("Lot", papers))
    assert render(Bundle("Lot", papers)) == bundle
    assert len(bundle) < sum(len(render(paper)) for paper in papers) / 3


def test_printed_on_both_sides_each_paper_begins_a_sheet() -> None:
    papers = [make_invoice(), make_invoice(make_groups(8, 5)), make_invoice()]
    texts = texts_of(render(Bundle("Lot", papers, two_sided=True)))
    starts = [page for page, text in enumerate(texts) if "MADAME HELENE" in text]
    assert starts == [0, 2, 4]
    assert len(texts) == 6
    assert texts[1] == ""


def test_a_bundle_tells_how_far_it_is_and_can_be_interrupted() -> None:
    seen: list[tuple[int, int]] = []
    progress = Progress(lambda done, total, _what: seen.append((done, total)))
    papers = [make_invoice() for _ in range(3)]
    render(Bundle("Lot", papers), progress)
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]
    progress.cancel()
    with pytest.raises(Cancelled):
        render(Bundle("Lot", papers), progress)


def test_an_empty_bundle_is_refused() -> None:
    with pytest.raises(UserError, match="rien à imprimer"):
        render(Bundle("Lot", []))


def test_a_paper_may_be_empty() -> None:
    assert len(texts_of(render(Document("Vide", [])))) == 1


def test_every_kind_of_block_can_be_drawn_and_read() -> None:
    from app.documents.drawing import file  # noqa: F401
    from app.documents.drawing.strips import flow
    from app.documents.text import said

    kinds = [kind for kind in vars(blocks).values() if isinstance(kind, type) and issubclass(kind, Block)]
    for kind in set(kinds) - {Block, blocks.AddressWindow}:
        assert flow.dispatch(kind) is not flow.dispatch(Block), kind
    for kind in set(kinds) - {Block, blocks.WindowGuide}:
        assert said.dispatch(kind) is not said.dispatch(Block), kind


def test_a_module_may_add_its_own_block() -> None:
    from dataclasses import dataclass

    from app.documents.drawing.strips import Room, Strip, flow, nothing

    @dataclass(frozen=True)
    class Plan(Block):
        """A block of another module."""

    with pytest.raises(TypeError, match="Plan"):
        render(Document("Plan", [Plan()]))

    @flow.register(Plan)
    def _plan(block: Plan, room: Room) -> list[Strip]:
        return [Strip(room.height, nothing)]

    assert page_count(Document("Plan", [Plan(), Coupon("Régler", [])])) == 2


def test_a_draft_is_stamped_on_each_page_clear_of_the_window() -> None:
    pdf = render(replace(make_invoice(make_groups(2, 20)), stamp="Brouillon"))
    assert all("Brouillon" in text for text in texts_of(pdf))
    with Preview(pdf) as preview:
        assert not [g for g in preview.glyphs(0) if g.left > 190.5 and 45 < g.bottom < 92]


def test_papers_are_light_on_ink() -> None:
    """At most 6 % of the sheet is inked (ECO-10)."""
    with Preview(render(make_invoice(make_groups(3, 4)))) as preview:
        image = preview.image(0)
    picture = Image.frombytes("RGBA", (image.width, image.height), image.pixels).convert("L")
    dark = sum((255 - level) * count for level, count in enumerate(picture.histogram()))
    assert dark / (255 * image.width * image.height) < 0.06
