# SPDX-License-Identifier: EUPL-1.2
"""Sheets as block trees: what they hold, and above all what they do not."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, is_dataclass
from datetime import date, datetime, time
from typing import Any

import pytest

from app.core.clock import PARIS
from app.core.text import Msg
from app.documents.blocks import Grid, Mark, Table
from app.documents.letterhead import Letterhead
from app.documents.preview import texts_of
from app.documents.render import page_count, render
from app.documents.wording import Wordings
from app.store.dossier import Dossier
from modules.canteen.documents.class_list import ListedChild, ListedClass, class_list
from modules.canteen.documents.class_sheet import ClassSheetFacts, SheetChild, class_sheet
from modules.canteen.documents.day_sheets import ClassLine, KitchenFacts, headcount_sheet, kitchen_sheet
from modules.canteen.documents.deadlines import DeadlinesFacts, deadlines_calendar
from modules.canteen.documents.order_paper import OrderFacts, order_paper
from modules.canteen.rules.codes import Category, Diet
from modules.canteen.ui import papers
from tests.modules.canteen.small_school import NAMES, add_care_plan, make_school

HEAD = Letterhead("Mairie d’Essai")
WORDS = Wordings("modules.canteen")
DAY = date(2026, 10, 15)
PORTIONS = Counter({(Category.ELEMENTAIRE, Diet.STANDARD): 20, (Category.ELEMENTAIRE, Diet.NO_PORK): 3, (Category.ADULTE, Diet.STANDARD): 2})


def texts(value: Any) -> list[str]:
    """Every sentence of a block tree."""
    if isinstance(value, Msg | str):
        return [str(value)]
    if is_dataclass(value):
        return [text for each in fields(value) for text in texts(getattr(value, each.name))]
    if isinstance(value, tuple | list):
        return [text for each in value for text in texts(each)]
    return []


class TestKitchen:
    def test_KIT_counts_by_category_and_diet(self) -> None:
        paper = kitchen_sheet(KitchenFacts(DAY, "Restaurant", PORTIONS, baskets=1, seats=26, ordered=25), HEAD, WORDS)
        table = next(block for block in paper.blocks if isinstance(block, Table))
        assert [str(column.label) for column in table.columns] == ["Catégorie", "Standard", "Sans porc", "Total"]
        assert [str(cell) for cell in table.totals[0]] == ["Total", "22", "3", "25"]

    def test_a_difference_with_the_order_is_said(self) -> None:
        paper = kitchen_sheet(KitchenFacts(DAY, "Restaurant", PORTIONS, ordered=30), HEAD, WORDS)
        assert "La commande envoyée est de 30 repas\u202f; il en est attendu 25." in texts(paper)

    def test_the_kitchen_sheet_holds_no_name_and_no_health(self, dossier: Dossier) -> None:
        school = make_school(dossier)
        add_care_plan(dossier, school.enrolments[5])
        with dossier.store.read() as session:
            said = " ".join(texts(papers.draw_kitchen(session, day=DAY)))
        assert [name for name in NAMES if name in said] == []
        assert "PAI" not in said
        assert "Arachides" not in said
        assert "1 panier repas apporté par une famille" in said

    def test_nobody_on_a_closed_day(self, dossier: Dossier) -> None:
        from app.core.outcome import UserError

        make_school(dossier, pupils=2)
        with dossier.store.read() as session, pytest.raises(UserError, match="pas de cantine le mercredi"):
            papers.draw_kitchen(session, day=date(2026, 10, 14))


class TestRoom:
    def test_names_come_with_discreet_codes_only(self, dossier: Dossier) -> None:
        school = make_school(dossier, pupils=4)
        add_care_plan(dossier, school.enrolments[0])
        with dossier.store.read() as session:
            said = texts(papers.draw_room(session, day=DAY))
        assert "Aubert Camille" in said
        assert "PAI panier" in said
        assert "SP" in said
        assert not [text for text in said if "Arachides" in text or "adrénaline" in text]

    def test_who_is_absent_is_not_on_it(self, dossier: Dossier) -> None:
        from modules.canteen.services.record_attendance import record_attendance

        school = make_school(dossier, pupils=3)
        with dossier.store.work("absence") as work:
            record_attendance(work, marks=[{"enrolment": school.enrolments[1], "day": DAY, "mark": "A"}])
        with dossier.store.read() as session:
            said = texts(papers.draw_room(session, day=DAY))
        assert "Bailly Camille" not in said

    def test_the_headcount_adds_up(self) -> None:
        lines = [ClassLine("CE1-CE2", Counter({(Category.ELEMENTAIRE, Diet.STANDARD): 10}), 1), ClassLine("Adultes", Counter({(Category.ADULTE, Diet.STANDARD): 2}))]
        paper = headcount_sheet(DAY, "Restaurant", lines, HEAD)
        table = next(block for block in paper.blocks if isinstance(block, Table))
        assert [str(cell) for cell in table.totals[0]] == ["Total", "12", "1", "13"]


class TestCare:
    def test_the_allergy_page_says_what_serving_needs_and_its_reading_is_noted(self, dossier: Dossier) -> None:
        from app.store.access import accesses

        school = make_school(dossier, pupils=3)
        add_care_plan(dossier, school.enrolments[0])
        with dossier.store.read() as session:
            said = " ".join(texts(papers.draw_allergies(session, day=DAY)))
        assert "Arachides" in said
        assert "Stylo d’adrénaline" in said
        assert "Bailly" not in said
        with dossier.store.read() as session:
            assert [access.table_name for access in accesses(session)] == ["canteen_care_plan"]

    def test_the_paper_asks_for_the_right_to_read_health_data(self) -> None:
        paper = next(paper for paper in papers.PAPERS if paper.name == "canteen.allergies")
        assert paper.permission == "canteen.care"


class TestClassSheet:
    def sheet(self, children: int) -> Any:
        days = (date(2026, 10, 12), date(2026, 10, 13), DAY)
        marks = (Mark.EXPECTED, Mark.BOX, Mark.CLOSED)
        facts = ClassSheetFacts("CE1-CE2", "Mme Sorel", days, (DAY,), [SheetChild(f"Élève {n}", "", marks) for n in range(children)])
        return class_sheet(facts, HEAD, WORDS)

    def test_lines_wait_for_those_who_come_unbooked(self) -> None:
        grid = next(block for block in self.sheet(5).blocks if isinstance(block, Grid))
        assert grid.blank_rows == 3
        assert [str(cell) for cell in grid.totals[0].cells] == ["5", "0", ""]

    def test_a_small_class_fits_on_one_page(self) -> None:
        assert page_count(self.sheet(14)) == 1

    def test_it_can_be_read_back(self) -> None:
        assert "Pointage\u00a0: CE1-CE2" in texts_of(render(self.sheet(3)))[0].replace(" :", "\u00a0:")

    def test_one_page_a_class_when_none_is_chosen(self, dossier: Dossier) -> None:
        from app.documents.blocks import Bundle

        make_school(dossier, pupils=2)
        with dossier.store.read() as session:
            paper = papers.draw_class_sheet(session, day=DAY)
        assert isinstance(paper, Bundle)
        assert [str(document.title) for document in paper.documents] == ["Pointage\u00a0: CE1-CE2", "Pointage\u00a0: Adultes"]


class TestOrderAndCalendar:
    def test_an_order_holds_counts_only(self) -> None:
        facts = OrderFacts(
            "Restaurant", ("LES CUISINES", "99130 VILLENEUVE"), DAY, DAY, 2, datetime(2026, 10, 14, 9, tzinfo=PARIS), {DAY: PORTIONS},
            ("jeudi\u00a0: +2",),
        )  # fmt: skip
        paper = order_paper(facts, HEAD, WORDS)
        said = texts(paper)
        assert "Version 2" in said
        assert "jeudi\u00a0: +2" in said
        table = next(block for block in paper.blocks if isinstance(block, Table))
        assert [str(cell) for cell in table.groups[0].subtotal or ()] == ["Total du jour", "22", "3", "25"]

    def test_a_year_of_deadlines_fits_on_one_page(self, dossier: Dossier) -> None:
        made = make_school(dossier, pupils=1, cutoff=True)
        with dossier.store.read() as session:
            paper = papers.draw_deadlines(session, year=made.year)
        assert page_count(paper) <= 2

    def test_a_deadline_in_the_month_before_names_its_month(self) -> None:
        at = datetime.combine(date(2026, 8, 28), time(9), PARIS)
        facts = DeadlinesFacts("2026-2027", "Restaurant", "La veille", [(at, (date(2026, 9, 1),))], [])
        assert "ven. 28 août" in texts(deadlines_calendar(facts, HEAD, WORDS))

    def test_the_list_says_nothing_of_the_means_of_families(self, dossier: Dossier) -> None:
        made = make_school(dossier, pupils=2)
        with dossier.store.read() as session:
            said = texts(papers.draw_list(session, year=made.year))
        assert "Aubert Camille" in said
        assert not [text for text in said if "Quotient" in text or "Redevable" in text]

    def test_an_empty_list_says_so(self) -> None:
        assert "Personne n’est inscrit cette année-là." in texts(class_list("2026-2027", [], HEAD))
        listed = ListedClass("CP", "", [ListedChild("Aubert Camille", "CP", "lun.", "")])
        assert "1 inscrit" in " ".join(texts(class_list("2026-2027", [listed], HEAD)))


def test_every_text_can_be_reworded_by_the_commune() -> None:
    assert {wording.name for wording in WORDS.entries()} >= {
        "care-head", "class-sheet-foot", "deadlines-foot", "kitchen-foot", "order-foot", "room-foot",
    }  # fmt: skip
