# SPDX-License-Identifier: EUPL-1.2
"""November 2026 at the canteen, from the school's list to the reminder, in the words of the town hall.

Each step is a function of the story; the story's hands are the command line or the window.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path

from app.core.money import show_money
from app.core.people import key1
from tests.scenarios.hands import Answer, Hands, Named, Refused, Row, only
from tests.scenarios.village import COMMUNE, Cast

YEAR = "1/9/2026"
MAP = [
    {"meal": "Lundi", "limit": "Vendredi"},
    {"meal": "Mardi", "limit": "Vendredi"},
    {"meal": "Jeudi", "limit": "Mardi"},
    {"meal": "Vendredi", "limit": "Mardi"},
]
GRID = [
    {"lower": "0", "upper": "400", "price": "1,00"},
    {"lower": "400", "upper": "700", "price": "2,10"},
    {"lower": "700", "upper": "1000", "price": "3,10"},
    {"lower": "1000", "price": "4,20"},
]


@dataclass
class Story:
    """The month as it goes."""

    hands: Hands
    cast: Cast
    papers: dict[str, str] = field(default_factory=dict)
    """The text of each paper printed, by name."""
    bills: list[Row] = field(default_factory=list)
    """The bills of the month as they were issued."""

    def bills_of(self, payer: str) -> list[Row]:
        """The bills of a payer, and of his namesakes."""
        return [row for row in self.bills if key1(row["payer"]) == key1(payer)]

    def bill(self, payer: str) -> Row:
        """The only bill of a payer."""
        return only(self.bills_of(payer), payer)

    def keep(self, name: str, pdf: bytes) -> str:
        """Keep the text of a paper."""
        self.papers[name] = text_of(pdf)
        return self.papers[name]


def text_of(pdf: bytes) -> str:
    """What a PDF says, page after page."""
    import pypdfium2

    assert pdf.startswith(b"%PDF")
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\f".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def refused(hands: Hands, action: str, **values: object) -> str:
    """The sentence with which an act is refused."""
    on = values.pop("on", None)
    try:
        hands.do(action, values, on=on)  # type: ignore[arg-type]
    except Refused as fault:
        return str(fault)
    raise AssertionError(f"{action} was not refused")


# ---------------------------------------------------------------- August


def open_the_dossier(story: Story) -> None:
    """Créer le dossier de la commune."""
    story.hands.create("Saint-Aubin-des-Prés")
    story.hands.live_on(date(2026, 8, 28))
    story.hands.settle(COMMUNE)


def take_the_list(story: Story) -> None:
    """Reprendre la liste de l’école."""
    hands, cast = story.hands, story.cast
    options = {"school": cast.school, "start_year": "2026"}
    assert hands.take("canteen.children", cast.source, options) == {
        "new": cast.children, "changed": 0, "same": cast.same, "refused": 0,
    }  # fmt: skip
    again = hands.take("canteen.children", cast.source, options)
    assert (again["new"], again["changed"], again["refused"]) == (0, 0, 0)
    assert len(hands.look("canteen.children")) == cast.children


def set_the_rules(story: Story) -> None:
    """Régler les dates limites et les absences."""
    place = Named("canteen.canteens", "Restaurant scolaire")
    for purpose in ("Réserver", "Annuler"):
        story.hands.do(
            "canteen.add-cutoff",
            {
                "canteen_id": place, "purpose": purpose, "shape": "WEEKDAY_MAP", "hour": "9h", "weekday_map": MAP,
                "valid_from": YEAR,
            },
        )  # fmt: skip
    story.hands.do(
        "canteen.add-absence-rule",
        {"reason": "SICK", "kind": "CERTIFICATE", "needs_certificate": "oui", "valid_from": YEAR},
    )


def set_the_prices(story: Story) -> None:
    """Saisir la délibération et les tarifs."""
    hands = story.hands
    hands.do(
        "billing.add-series",
        {"code": "CAN", "title": "Restaurant scolaire", "module": "canteen", "payee": "Régie cantine", "covers_meals": "oui"},
    )
    hands.do("billing.add-decision", {"number": "2026-31", "title": "Tarifs 2026-2027", "adopted_on": "29/6/2026"})
    decision = Named("billing.decisions", "2026-31")
    told = hands.do(
        "billing.make-executable", {"transmitted_on": "2/7/2026", "published_on": "2/7/2026"}, on=decision
    )
    assert "exécutoire depuis le 2 juillet 2026" in told.summary
    common = {"decision": decision, "valid_from": YEAR}
    hands.do(
        "billing.add-tariff",
        {"title": "Repas, habitants", "service": "meal", "residency": "Commune", "brackets": GRID, **common},
    )
    fixed = {"method": "FIXED", **common}
    hands.do(
        "billing.add-tariff",
        {"title": "Repas, hors commune", "service": "meal", "residency": "Hors commune", "amount": "5,60", **fixed},
    )
    hands.do("billing.add-tariff", {"title": "Panier", "service": "basket", "amount": "0,65", **fixed})
    # The tariff of adults is forgotten: the checks of the month will say so.
    hands.do(
        "canteen.add-surcharge",
        {"kind": "PERCENT", "amount": "50", "decision_id": decision, "valid_from": YEAR},
    )


def enrol_a_teacher(story: Story) -> None:
    """Inscrire une enseignante qui mange le lundi."""
    hands = story.hands
    hands.do("directory.add-person", {"birth_name": "AUBRY", "given_names": "Claire", "civility": "Madame"})
    hands.do(
        "directory.add-household",
        {
            "adult": Named("directory.people", "AUBRY Claire"), "street": "2 rue Basse", "postcode": "99120",
            "town": "Saint-Aubin-des-Prés",
        },
    )  # fmt: skip
    told = hands.do(
        "canteen.enrol-child",
        {"person": Named("directory.people", "AUBRY Claire"), "weekdays": "lundi", "valid_from": YEAR},
    )
    assert "AUBRY Claire" in told.summary


def note_a_care_plan(story: Story) -> None:
    """Noter un PAI avec panier repas."""
    story.hands.do(
        "canteen.record-care-plan",
        {
            "person": Named("directory.people", story.cast.basket), "kind": "FOOD_ALLERGY", "allergens": "œufs, lait",
            "measures": "Panier de la maison, réchauffé à part.", "is_basket": "oui", "is_signed": "oui",
            "valid_from": YEAR, "valid_to": "31/8/2027",
        },
    )  # fmt: skip


def share_a_child(story: Story) -> None:
    """Une famille séparée : le jugement confirme ce que dit la liste."""
    cast, hands = story.cast, story.hands
    if not cast.separated:
        return
    assert only(hands.look("canteen.children", cast.separated), cast.separated)["separated"] is True
    hands.do(
        "canteen.set-custody",
        {
            "person": Named("directory.people", cast.separated), "method": "WEEK_PARITY", "valid_from": YEAR,
            "parts": [
                {"payer": Named("billing.payers", cast.mother), "is_even_week": "oui"},
                {"payer": Named("billing.payers", cast.father), "is_even_week": "non"},
            ],
            "evidence": "Jugement du 12 mars 2026",
        },
    )  # fmt: skip


# ---------------------------------------------------------------- November


def book_a_day(story: Story) -> None:
    """Réserver un jour de plus, et trop tard pour un autre."""
    story.hands.live_on(date(2026, 11, 10))
    child, day = story.cast.extra
    enrolment = Named("canteen.children", child)
    told = story.hands.do("canteen.book-days", {"enrolment": enrolment, "kind": "Réserver", "first_on": day})
    assert told.counts == {"days": 1, "late": 0}
    # The limit of Tuesday the 10th was Friday the 6th, at nine: the request is kept, and changes nothing.
    late = story.hands.do("canteen.book-days", {"enrolment": enrolment, "kind": "Réserver", "first_on": "10/11/2026"})
    assert late.counts == {"days": 0, "late": 1}
    assert any("hors délai" in note for note in late.notes)


def strike(story: Story) -> None:
    """Une grève le jeudi 12 novembre."""
    told = story.hands.do(
        "canteen.declare-class-event",
        {
            "classes": [Named("canteen.classes", story.cast.strike_class)], "first_on": "12/11/2026", "reason": "STRIKE",
            "label": "Grève nationale",
        },
    )  # fmt: skip
    assert told.counts["removed"] == story.cast.strike_removed


def point_the_sheets(story: Story) -> None:
    """Pointer les absences et le repas non réservé."""
    story.hands.live_on(date(2026, 12, 1))
    cast = story.cast
    marks = [
        {"enrolment": Named("canteen.children", child), "day": day, "mark": mark}
        for child, day, mark in (
            (*cast.excused, "Absent"),
            *((child, day, "Absent") for child, day in cast.unused),
            (*cast.unreserved, "Présent"),
        )
    ]
    told = story.hands.do("canteen.record-attendance", {"marks": marks})
    assert told.counts == {"marks": 4}
    child, day = cast.excused
    story.hands.do(
        "canteen.receive-certificate",
        {"enrolment": Named("canteen.children", child), "first_on": day, "last_on": day, "received_on": "10/11/2026"},
    )


def finish_the_sheets(story: Story) -> None:
    """Terminer les feuilles."""
    told = story.hands.do("canteen.finish-days", {"first_on": "1/11/2026", "last_on": "30/11/2026"})
    meals = story.hands.look("canteen.meals", month="2026-11")
    assert told.counts["served"] == sum(meal["present"] is True for meal in meals)
    bases = [meal["basis"] for meal in meals]
    assert (bases.count("EXCUSED"), bases.count("UNUSED"), bases.count("UNRESERVED")) == (1, 2, 1)
    assert (bases.count("BASKET"), bases.count("ADULT")) == (17, 5)
    assert bases.count("CANCELLED") == story.cast.strike_removed


# ---------------------------------------------------------------- December


def prepare(story: Story) -> Answer:
    """Préparer."""
    return story.hands.do("canteen.draft-month", {"month": "novembre 2026"})


def read_and_mend(story: Story) -> None:
    """Lire les vérifications et les mender."""
    hands, cast = story.hands, story.cast
    told = prepare(story)
    said = "\n".join(told.refusals)
    assert "AUBRY Claire" in said or "Claire AUBRY" in said, said
    assert "tarif" in said.lower(), said
    for payer in cast.mends:
        assert any(key1(payer) in key1(line) and "rue" in line for line in told.refusals), (payer, said)
    # Every refusal leads to the place where it is mended.
    assert all(place is not None and place[1] is not None for place in told.places), told
    decision = Named("billing.decisions", "2026-31")
    hands.do(
        "billing.add-tariff",
        {
            "title": "Repas adulte", "service": "adult", "method": "FIXED", "amount": "5,90", "decision": decision,
            "valid_from": YEAR,
        },
    )  # fmt: skip
    for mend in cast.mends.values():
        home = Named("directory.households", mend.home)
        address = {"street": mend.street, "postcode": mend.postcode, "town": mend.town, "valid_from": YEAR}
        hands.do("directory.move-household", address, on=home)
        if mend.quotient:
            values = {"value": mend.quotient, "source": "CAF", "valid_from": YEAR}
            hands.do("directory.record-quotient", values, on=home)
    told = prepare(story)
    assert told.refusals == []
    assert told.counts == {"drafts": cast.count}
    assert show_money(Decimal(cast.sum)) in told.summary


def _exactly(rows: list[Row], payer: str) -> list[Row]:
    return [row for row in rows if key1(row["name"]) == key1(payer)]


def validate(story: Story) -> None:
    """Valider."""
    hands, cast = story.hands, story.cast
    hands.live_on(date(2026, 12, 2))
    told = hands.do("canteen.validate-month", {"month": "11/2026"})
    assert f"{cast.count} brouillons, {show_money(Decimal(cast.sum))}" in told.question
    assert told.counts == {"validated": cast.count, "carried": 0, "kept": 0}
    story.bills = rows = hands.look("billing.invoices", month="2026-11")
    assert {row["reference"] for row in rows} == {f"CAN-2026-{n:05d}" for n in range(1, cast.count + 1)}
    assert {row["issued_on"] for row in rows} == {"2026-12-02"}
    for payer, amount in cast.totals.items():
        assert sum(Decimal(row["total"]) for row in story.bills_of(payer)) == Decimal(amount), payer
    assert "pas de brouillon" in refused(hands, "canteen.validate-month", month="11/2026")


def print_the_bills(story: Story) -> None:
    """Imprimer."""
    hands, cast = story.hands, story.cast
    told = hands.do("billing.print", {"month": "11/2026"})
    assert told.refusals == []
    for payer in (cast.full, *cast.words):
        said = story.keep(payer, hands.paper("billing.invoice", on=story.bill(payer)["id"]))
        assert story.bill(payer)["reference"] in said
        for words in cast.words.get(payer, ()):
            assert words in said.replace("\u202f", "\u00a0").replace("\r\n", " ") or key1(words) in key1(said), (words, said)
    values = {"series": "CAN", "month": "11/2026"}
    batch = story.keep("batch", hands.paper("billing.invoices-month", values))
    assert all(row["reference"] in batch for row in story.bills)


def send_the_bills(story: Story) -> None:
    """Marquer comme envoyées."""
    told = story.hands.do("billing.mark-sent", on=tuple(row["id"] for row in story.bills))
    assert told.counts == {"sent": story.cast.count}


def take_the_money(story: Story) -> None:
    """Encaisser : en entier, en partie, trop."""
    hands, cast = story.hands, story.cast
    hands.live_on(date(2026, 12, 8))
    bill = story.bill(cast.full)
    told = hands.do(
        "billing.record-payment",
        {
            "payer": Named("billing.payers", cast.full), "amount": bill["total"].replace(".", ","), "method": "CHEQUE",
            "received_on": "8/12/2026", "reference": "Chèque 1234",
        },
    )  # fmt: skip
    assert f"{bill['reference']}\u00a0: réglée" in told.notes
    hands.do(
        "billing.pay-invoice", {"amount": "10", "method": "CASH", "received_on": "7/12/2026"}, on=story.bill(cast.partial)["id"]
    )
    bill = story.bill(cast.too_much)
    more = {
        "payer": Named("billing.payers", cast.too_much), "method": "CASH", "received_on": "8/12/2026",
        "amount": str(Decimal(bill["total"]) + 4).replace(".", ","),
    }  # fmt: skip
    why = refused(hands, "billing.record-payment", **more)
    assert "4,00" in why, why
    told = hands.do("billing.record-payment", {**more, "keep_surplus": "oui"})
    assert any("4,00" in note and "avoir" in note for note in told.notes), told.notes
    rows = hands.look("billing.payments")
    assert [row["receipt"] for row in rows if row["cancelled_on"]] == []
    assert len(rows) == 3


def give_back(story: Story) -> None:
    """Avoir : l’absence du 20 était excusée."""
    hands, (payer, day) = story.hands, story.cast.credited
    bill = story.bill(payer)
    values = {
        "reason": "Absence excusée après coup", "lines": [{"line": line_unused(story, bill), "day": day}], "waived": "oui",
    }  # fmt: skip
    told = hands.do("billing.credit", values, on=bill["id"])
    assert told.records[0][0] == "billing.invoices"
    note = only(hands.look("billing.invoices", "CAN-AV-2026-00001"), "credit note")
    said = story.keep("credit", hands.paper("billing.invoice", on=note["id"]))
    assert "CAN-AV-2026-00001" in said


def line_unused(story: Story, bill: Row) -> str:
    """The number of the bill's line that bills the meal not taken: the paper lists it after the meals eaten."""
    return "2"


def remind(story: Story) -> None:
    """Relance, un mois et demi plus tard."""
    hands, cast = story.hands, story.cast
    hands.live_on(date(2027, 1, 18))
    told = hands.do("billing.remind")
    assert told.counts == {"reminders": cast.late}
    assert f"{cast.late} relances" in told.question
    letter = only([row for row in hands.look("billing.reminders", cast.partial) if row["level"] == 1], cast.partial)
    left = Decimal(story.bill(cast.partial)["total"]) - 10
    assert letter["amount"] == f"{left:.2f}"
    said = story.keep("reminder", hands.paper("billing.reminder", on=letter["id"]))
    assert story.bill(cast.partial)["reference"] in said
    account = only(_exactly(hands.look("billing.payers", cast.partial), cast.partial), cast.partial)
    assert account["balance"] == f"{left:.2f}"
    story.keep("statement", hands.paper("billing.statement", on=account["id"]))


Step = Callable[[Story], object]
STEPS: tuple[Step, ...] = (
    open_the_dossier,
    take_the_list,
    set_the_rules,
    set_the_prices,
    enrol_a_teacher,
    note_a_care_plan,
    share_a_child,
    book_a_day,
    strike,
    point_the_sheets,
    finish_the_sheets,
    read_and_mend,
    validate,
    print_the_bills,
    send_the_bills,
    take_the_money,
    give_back,
    remind,
)


def play(hands: Hands, cast: Cast, _folder: Path | None = None) -> Story:
    """Play the whole month; a step that fails is named."""
    story = Story(hands, cast)
    try:
        for step in STEPS:
            try:
                step(story)
            except BaseException as fault:
                fault.add_note(f"step: {step.__doc__}")
                raise
    finally:
        hands.leave()
    return story
