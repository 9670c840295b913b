# SPDX-License-Identifier: EUPL-1.2
"""A whole abandonment run: five graves over eighteen months and more, one is restored, four go to the ossuary."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.core.dates import PartialDate
from app.core.outcome import Report, UserError
from app.store.dossier import Dossier
from modules.cemetery import models as m
from modules.cemetery.agenda import DeadlineKind, deadlines
from modules.cemetery.rules.codes import (
    AbandonmentSign,
    CaseKind,
    CaseStatus,
    ClosureReason,
    PlotState,
    RemainsKind,
    StepCode,
    StopReason,
    WorksNature,
)
from modules.cemetery.services.clear_graves import clear_graves
from modules.cemetery.services.forget_step import forget_step
from modules.cemetery.services.open_case import open_case
from modules.cemetery.services.record_step import record_step
from modules.cemetery.services.stop_grave import (
    resume_case,
    resume_grave,
    stop_grave,
    stop_running_cases,
    suspend_case,
)
from tests.modules.cemetery.small_cemetery import SmallCemetery, make_cemetery

S = StepCode
SIGNS = (AbandonmentSign.VEGETATION, AbandonmentSign.SLAB_BROKEN)
FIVE = ("A-1", "A-2", "A-3", "A-4", "A-5")
START = date(2025, 6, 2)


@pytest.fixture
def town(dossier: Dossier) -> SmallCemetery:
    """Five perpetual concessions that nobody keeps up, one of them over two plots."""
    town = make_cemetery(dossier, START)
    town.grave("A-1", start="1880-05-01", buried={"Aubert Louis": "1881-03-02", "Aubert Marie": "1902"}, holder="Aubert Louis")
    town.grave("A-2", start="1901-02-10", buried={"Bailly Jean": "1901-02-12"}, holder="Bailly Jean", heirs=("Bailly Rose",))
    town.grave("A-3", start="1910", buried={"Caron Paul": "1931-05"}, holder="Caron Paul", plots=("A-3b",))
    town.grave("A-4", start="1920-01-01", buried={"Dufour Anne": "1944-08-20"}, holder="Dufour Anne")
    town.grave("A-5", start="1890-01-01", holder="Étienne Luc")
    return town


def open_run(town: SmallCemetery, labels: tuple[str, ...] = FIVE, **values: Any) -> Report:
    given: dict[str, Any] = {"kind": CaseKind.ABANDONMENT, "signs": SIGNS, "title": "Carré A, 2025", **values}
    with town.dossier.store.work("ouverture") as work:
        return open_case(work, plots=[town.plots[label] for label in labels], **given)


def step(town: SmallCemetery, case: int, code: StepCode, day: date, **values: Any) -> Report:
    """Record a step on its day, the town hall being on that day."""
    town.today(day)
    given: dict[str, Any] = {"proof": "LRAR 2C 123", **values}
    with town.dossier.store.work("étape") as work:
        return record_step(work, case_id=case, code=code, done_on=day, **given)


def graves(town: SmallCemetery, case: int) -> dict[str, m.CaseGrave]:
    with town.dossier.store.read() as session:
        rows = session.scalars(select(m.CaseGrave).where(m.CaseGrave.case_id == case)).all()
        return {row.plot.label: row for row in rows}


def steps(town: SmallCemetery, case: int, code: StepCode) -> list[m.CaseStep]:
    with town.dossier.store.read() as session:
        query = select(m.CaseStep).where(m.CaseStep.case_id == case, m.CaseStep.code == code).order_by(m.CaseStep.id)
        return list(session.scalars(query))


def due(town: SmallCemetery) -> list[str]:
    """What the home page asks for in the procedures, today."""
    with town.dossier.store.read() as session:
        found = deadlines(session, town.dossier.store.clock.today())
        return sorted(str(one.title) for one in found if one.kind is DeadlineKind.CASE)


FIRST_REPORT = {"present": "M. le maire, M. Leroy (police municipale)", "description": "Dalle cassée, stèle couchée.", "proof": ""}
DOORS = {"proof": "porte de la mairie, porte du cimetière"}


def until_second_notice(town: SmallCemetery) -> int:
    """The first half of a run, done by the book (run A of the reference)."""
    case = int(open_run(town).facts["case"])
    step(town, case, S.HEIR_SEARCH, date(2025, 6, 3), proof="", remark="État civil, notaire, fichier des décès")
    step(town, case, S.NOTICE_1, date(2025, 6, 5))
    step(town, case, S.REPORT_1, date(2025, 7, 7), **FIRST_REPORT)
    step(town, case, S.FORMAL_DEMAND, date(2025, 7, 8))
    step(town, case, S.POSTING_1, date(2025, 7, 8), **DOORS)
    step(town, case, S.LIST_PUBLISHED, date(2025, 7, 10), proof="envoi au préfet n° 12")
    step(town, case, S.POSTING_2, date(2025, 8, 23), **DOORS)
    step(town, case, S.POSTING_3, date(2025, 10, 8), **DOORS)
    step(town, case, S.POSTING_CERTIFICATE, date(2025, 11, 10), proof="")
    return case


class TestWholeRun:
    def test_five_graves_one_saved_four_to_the_ossuary(self, town: SmallCemetery) -> None:
        case = until_second_notice(town)
        assert {town.state(label) for label in FIVE} == {PlotState.ABANDONMENT_RUNNING}
        assert town.state("A-3b") is PlotState.ABANDONMENT_RUNNING
        assert len(steps(town, case, S.REPORT_1)) == 6  # one for each grave, the double one on its two plots
        assert len({one.proof for one in steps(town, case, S.REPORT_1)}) == 5  # but one report a concession
        assert [one.until_on for one in steps(town, case, S.POSTING_3)] == [date(2025, 11, 8)]

        town.today(date(2026, 4, 2))
        with town.dossier.store.work("remise en état") as work:
            stop_grave(
                work, grave_id=graves(town, case)["A-2"].id, reason=StopReason.RESTORED, remark="Stèle relevée par Mme Bailly"
            )
        assert town.state("A-2") is PlotState.CONCEDED_ACTIVE
        assert town.state("A-2", date(2026, 4, 1)) is PlotState.ABANDONMENT_RUNNING

        step(town, case, S.NOTICE_2, date(2026, 10, 12))
        with pytest.raises(UserError, match="13/11/2026"):
            step(town, case, S.REPORT_2, date(2026, 11, 12), **FIRST_REPORT)
        step(town, case, S.REPORT_2, date(2026, 11, 13), **FIRST_REPORT)
        assert len(steps(town, case, S.REPORT_2)) == 5  # the restored grave has none
        step(town, case, S.NOTIFICATION_2, date(2026, 11, 18))
        step(town, case, S.COUNCIL, date(2026, 12, 19), proof="2026-084")
        step(town, case, S.ORDER, date(2027, 1, 10), proof="")
        assert steps(town, case, S.ORDER)[0].proof == "2027-0001"
        assert town.state("A-1") is PlotState.ABANDONMENT_RUNNING
        step(town, case, S.PUBLICATION, date(2027, 1, 15), proof="affiché et notifié le 15")
        assert town.state("A-1") is PlotState.REPOSSESSED_TO_CLEAR
        assert town.state("A-1", date(2027, 1, 14)) is PlotState.ABANDONMENT_RUNNING

        town.today(date(2027, 2, 14))
        with town.dossier.store.work("trop tôt") as work, pytest.raises(UserError, match="15/02/2027"):
            clear_graves(work, case_id=case, present="M. Leroy")
        town.today(date(2027, 2, 15))
        with town.dossier.store.work("exhumations") as work:
            report = clear_graves(work, case_id=case, present="M. Leroy, police municipale", place="case 12")
        assert report.counts["cleared"] == 5
        self.check_end(town, case)

    def check_end(self, town: SmallCemetery, case: int) -> None:
        for label in ("A-1", "A-3", "A-3b", "A-4", "A-5"):
            assert town.state(label) is PlotState.FREE, label
        with town.dossier.store.read() as session:
            run = session.get_one(m.RepossessionCase, case)
            assert run.status is CaseStatus.DONE
            assert not any(one.is_irregular for one in run.steps)
            closed = session.get_one(m.Concession, town.concessions["A-1"])
            assert (closed.closed_on, closed.closed_reason) == (date(2027, 1, 15), ClosureReason.ABANDONED)
            saved = session.get_one(m.Concession, town.concessions["A-2"])
            assert saved.closed_on is None
            register = session.scalars(select(m.OssuaryEntry).order_by(m.OssuaryEntry.number)).all()
            names = [one.names for one in register]
            assert [one.number for one in register] == list(range(1, len(register) + 1))
            assert names[:2] == ["Aubert Louis", "Aubert Marie"]
            assert any("Étienne" in name for name in names)  # even when nobody was registered there
            moved = session.scalars(select(m.Remains).where(m.Remains.plot_id == town.ossuary)).all()
            aubert = [one for one in moved if one.deceased_id in (town.dead["Aubert Louis"], town.dead["Aubert Marie"])]
            assert {one.kind for one in aubert} == {RemainsKind.BOX}
            assert [one.together_id for one in aubert] == [None, aubert[0].id]  # one box for one concession
            kept = session.scalars(
                select(m.Remains).where(m.Remains.deceased_id == town.dead["Aubert Louis"]).order_by(m.Remains.id)
            ).all()
            assert [one.in_place for one in kept] == [False, True]

    def test_the_home_page_asks_for_each_step_when_it_is_due(self, town: SmallCemetery) -> None:
        case = int(open_run(town).facts["case"])
        assert due(town) == ["Premier avis de visite", "Recherche des héritiers"]
        step(town, case, S.NOTICE_1, date(2025, 6, 5))
        assert due(town) == ["Premier procès-verbal"]
        step(town, case, S.REPORT_1, date(2025, 7, 7), **FIRST_REPORT)
        assert due(town) == [
            "Liste tenue en mairie et envoyée à la préfecture", "Notification et mise en demeure", "Premier affichage",
        ]  # fmt: skip
        step(town, case, S.POSTING_1, date(2025, 7, 8), **DOORS)
        assert "Deuxième affichage" in due(town)  # on its day, whatever else is late
        assert "Notification et mise en demeure" in due(town)


class TestOpening:
    def test_each_grave_is_tested_alone(self, town: SmallCemetery) -> None:
        town.grave("B-1", start="2010-01-01", years=30, holder="Noël Eva")
        town.grave("B-2", start="1900-01-01", buried={"Paris Léon": "2020-01-01"}, holder="Paris Léon")
        town.grave("B-3", buried={"Inconnu Tom": "1900"})
        report = open_run(town, ("A-1", "B-1", "B-2", "B-3"))
        assert {str(one.what) for one in report.refusals} == {"B-1", "B-2", "B-3"}
        assert set(graves(town, int(report.facts["case"]))) == {"A-1"}
        said = {str(one.what): str(one.why) for one in report.refusals}
        assert "02/01/2040" in said["B-1"]
        assert "02/01/2030" in said["B-2"]
        assert "acte de notoriété" in said["B-3"]

    def test_nothing_opens_without_a_sign_seen(self, town: SmallCemetery) -> None:
        with pytest.raises(UserError, match="signes"):
            open_run(town, ("A-1",), signs=())

    def test_signs_of_the_last_inspection_count(self, town: SmallCemetery) -> None:
        with town.dossier.store.work("visite") as work:
            work.session.add(
                m.Inspection(plot_id=town.plots["A-1"], seen_on=date(2025, 5, 1), signs=[AbandonmentSign.VAULT_OPEN.value])
            )
        case = int(open_run(town, ("A-1",), signs=()).facts["case"])
        assert graves(town, case)["A-1"].signs == ["VAULT_OPEN"]

    def test_a_burial_without_a_date_asks_a_written_reason_that_stays(self, town: SmallCemetery) -> None:
        town.grave("B-4", start="1900-01-01", buried={"Rivière Ida": None}, holder="Rivière Ida")
        with pytest.raises(UserError, match="motif"):
            open_run(town, ("B-4",))
        case = int(open_run(town, ("B-4",), override_reason="Gravure de 1912 lue sur la stèle").facts["case"])
        grave = graves(town, case)["B-4"]
        assert grave.override_reason == "Gravure de 1912 lue sur la stèle"
        assert any(gate["code"] == "P2" and not gate["open"] for gate in grave.snapshot["gates"])
        step(town, case, S.NOTICE_1, date(2025, 6, 5))  # the reason still holds on the day of the notice

    def test_a_military_grave_passes_under_no_reason(self, town: SmallCemetery) -> None:
        town.grave("B-5", start="1915-01-01", holder="Sorel Max", communal_maintenance=True)
        with pytest.raises(UserError, match="Impossible"):
            open_run(town, ("B-5",), override_reason="Personne ne vient plus jamais")

    def test_a_grave_is_in_one_run_at_a_time(self, town: SmallCemetery) -> None:
        open_run(town, ("A-1",))
        with pytest.raises(UserError, match="déjà dans la procédure"):
            open_run(town, ("A-1",))

    def test_a_run_keeps_to_one_cemetery(self, town: SmallCemetery) -> None:
        with town.dossier.store.work("autre cimetière") as work:
            other = m.Cemetery(code="NOU", title="Nouveau cimetière")
            work.session.add(other)
            work.session.flush()
            plot = m.Plot(cemetery_id=other.id, number="1", label="1")
            work.session.add(plot)
            work.session.flush()
            town.plots["N-1"] = plot.id
        with pytest.raises(UserError, match="un seul cimetière"):
            open_run(town, ("A-1", "N-1"))


class TestSteps:
    def test_no_step_without_its_proof(self, town: SmallCemetery) -> None:
        case = int(open_run(town).facts["case"])
        for code in (S.HEIR_SEARCH, S.NOTICE_1):
            with pytest.raises(UserError) as refused:
                step(town, case, code, date(2025, 6, 5), proof="")
            assert refused.value.field == "proof"

    def test_no_step_in_the_future(self, town: SmallCemetery) -> None:
        case = int(open_run(town).facts["case"])
        with town.dossier.store.work("demain") as work, pytest.raises(UserError, match="pas encore venu"):
            record_step(work, case_id=case, code=S.NOTICE_1, done_on=date(2025, 6, 20), proof="LRAR")

    def test_a_report_too_early_is_refused_or_kept_with_its_reason(self, town: SmallCemetery) -> None:
        case = int(open_run(town, ("A-1",)).facts["case"])
        step(town, case, S.NOTICE_1, date(2025, 6, 5))
        with pytest.raises(UserError, match="06/07/2025"):
            step(town, case, S.REPORT_1, date(2025, 7, 5), **FIRST_REPORT)
        step(town, case, S.REPORT_1, date(2025, 7, 5), **FIRST_REPORT, override_reason="Accord écrit de la famille")
        (kept,) = steps(town, case, S.REPORT_1)
        assert kept.is_irregular
        assert kept.override_reason == "Accord écrit de la famille"

    def test_a_late_posting_is_marked(self, town: SmallCemetery) -> None:
        case = int(open_run(town).facts["case"])
        step(town, case, S.NOTICE_1, date(2025, 6, 5))
        step(town, case, S.REPORT_1, date(2025, 7, 7), **FIRST_REPORT)
        report = step(town, case, S.POSTING_1, date(2025, 7, 16), **DOORS)
        (kept,) = steps(town, case, S.POSTING_1)
        assert kept.is_irregular
        assert "15/07/2025" in kept.irregular_because
        assert any("annulé" in str(note) for note in report.notes)

    def test_a_posting_taken_down_before_its_month_is_marked(self, town: SmallCemetery) -> None:
        case = int(open_run(town).facts["case"])
        step(town, case, S.NOTICE_1, date(2025, 6, 5))
        step(town, case, S.REPORT_1, date(2025, 7, 7), **FIRST_REPORT)
        step(town, case, S.POSTING_1, date(2025, 7, 8), until_on=date(2025, 8, 1), **DOORS)
        assert steps(town, case, S.POSTING_1)[0].is_irregular

    def test_a_report_describes_and_names_those_present(self, town: SmallCemetery) -> None:
        case = int(open_run(town, ("A-1",)).facts["case"])
        step(town, case, S.NOTICE_1, date(2025, 6, 5))
        with pytest.raises(UserError) as refused:
            step(town, case, S.REPORT_1, date(2025, 7, 7), present="M. le maire")
        assert refused.value.field == "description"
        with pytest.raises(UserError) as refused:
            step(town, case, S.REPORT_1, date(2025, 7, 7), description="Dalle cassée")
        assert refused.value.field == "present"

    def test_one_grave_visited_later_keeps_its_own_day(self, town: SmallCemetery) -> None:
        case = int(open_run(town, ("A-1", "A-4")).facts["case"])
        step(town, case, S.NOTICE_1, date(2025, 6, 5))
        first = graves(town, case)["A-1"].id
        step(town, case, S.REPORT_1, date(2025, 7, 7), graves=[first], **FIRST_REPORT)
        step(town, case, S.REPORT_1, date(2025, 7, 9), **FIRST_REPORT)
        assert [one.done_on.day for one in steps(town, case, S.REPORT_1)] == [7, 9]
        with pytest.raises(UserError, match="déjà enregistrée"):
            step(town, case, S.REPORT_1, date(2025, 7, 9), **FIRST_REPORT)

    def test_what_must_come_first_is_named(self, town: SmallCemetery) -> None:
        case = int(open_run(town, ("A-1",)).facts["case"])
        with pytest.raises(UserError, match="Second avis de visite"):
            step(town, case, S.REPORT_2, date(2025, 7, 7), **FIRST_REPORT)

    def test_a_step_by_mistake_is_taken_back_before_the_next(self, town: SmallCemetery) -> None:
        case = int(open_run(town, ("A-1",)).facts["case"])
        step(town, case, S.NOTICE_1, date(2025, 6, 5))
        step(town, case, S.REPORT_1, date(2025, 7, 7), **FIRST_REPORT)
        (notice,), (report,) = steps(town, case, S.NOTICE_1), steps(town, case, S.REPORT_1)
        with town.dossier.store.work("retrait") as work, pytest.raises(UserError, match="Premier procès-verbal"):
            forget_step(work, id=notice.id, because="erreur")
        with town.dossier.store.work("retrait") as work:
            forget_step(work, id=report.id, because="mauvaise date")
        assert steps(town, case, S.REPORT_1) == []

    def test_a_run_begun_on_paper_is_entered_as_it_was(self, town: SmallCemetery) -> None:
        """Too early then is irregular now, not impossible to write down."""
        town.today(date(2026, 3, 1))
        case = int(open_run(town, ("A-1",), opened_on=START, entered_late=True).facts["case"])
        town.today(date(2026, 3, 1))
        with town.dossier.store.work("reprise d’un dossier papier") as work:
            for code, day in ((S.NOTICE_1, date(2025, 6, 5)), (S.POSTING_3, date(2025, 10, 8))):
                record_step(work, case_id=case, code=code, done_on=day, proof="registre de 2025")
            record_step(
                work, case_id=case, code=S.REPORT_1, done_on=date(2025, 7, 1), proof="PV 3", present="le maire",
                description="Ruine",
            )  # fmt: skip
        assert steps(town, case, S.REPORT_1)[0].is_irregular
        assert not steps(town, case, S.POSTING_3)[0].is_irregular


class TestStops:
    def test_a_burial_closes_the_case_by_itself(self, town: SmallCemetery) -> None:
        case = until_second_notice(town)
        town.today(date(2026, 2, 1))
        with town.dossier.store.work("inhumation") as work:
            left = stop_running_cases(work, StopReason.BURIAL, date(2026, 2, 1), plot_id=town.plots["A-3"])
            assert {one.plot.label for one in left} == {"A-3", "A-3b"}
        assert town.state("A-3") is PlotState.CONCEDED_ACTIVE
        assert graves(town, case)["A-3"].stop_reason is StopReason.BURIAL

    def test_a_burial_recorded_anywhere_is_seen_at_the_next_step(self, town: SmallCemetery) -> None:
        case = until_second_notice(town)
        town.today(date(2026, 2, 1))
        with town.dossier.store.work("saisie d’un registre") as work:
            dead = m.Deceased()
            work.session.add(dead)
            work.session.flush()
            work.session.add(
                m.Remains(
                    deceased_id=dead.id, kind=RemainsKind.COFFIN, plot_id=town.plots["A-4"], laid_on=PartialDate(2026, 2, 1)
                )
            )
        report = step(town, case, S.NOTICE_2, date(2026, 10, 12))
        assert any("A-4" in str(note) for note in report.notes)
        assert graves(town, case)["A-4"].status is CaseStatus.STOPPED

    def test_works_of_upkeep_are_seen_too(self, town: SmallCemetery) -> None:
        case = until_second_notice(town)
        with town.dossier.store.work("travaux") as work:
            work.session.add(
                m.Works(plot_id=town.plots["A-1"], nature=WorksNature.RENOVATION, ended_on=date(2026, 3, 3))
            )
        step(town, case, S.NOTICE_2, date(2026, 10, 12))
        assert graves(town, case)["A-1"].stop_reason is StopReason.RESTORED

    def test_an_opposition_suspends_until_the_mayor_decides(self, town: SmallCemetery) -> None:
        case = until_second_notice(town)
        held = graves(town, case)["A-4"].id
        with town.dossier.store.work("opposition") as work:
            stop_grave(work, grave_id=held, reason=StopReason.OPPOSITION, remark="Lettre de M. Dufour")
        step(town, case, S.NOTICE_2, date(2026, 10, 12))
        assert town.state("A-4") is PlotState.ABANDONMENT_RUNNING
        with town.dossier.store.work("reprise") as work:
            resume_grave(work, grave_id=held, remark="Désistement du 3 mars")
        # The notice of the others is not the notice of this one.
        with pytest.raises(UserError, match="Second avis"):
            step(town, case, S.REPORT_2, date(2026, 11, 13), graves=[held], **FIRST_REPORT)

    def test_a_word_is_asked_of_whoever_stops_a_grave(self, town: SmallCemetery) -> None:
        case = int(open_run(town, ("A-1",)).facts["case"])
        grave = graves(town, case)["A-1"].id
        with town.dossier.store.work("arrêt") as work, pytest.raises(UserError, match="constaté"):
            stop_grave(work, grave_id=grave, reason=StopReason.RESTORED)

    def test_the_last_grave_takes_the_run_with_it(self, town: SmallCemetery) -> None:
        case = int(open_run(town, ("A-1",)).facts["case"])
        with town.dossier.store.work("arrêt") as work:
            stop_grave(work, grave_id=graves(town, case)["A-1"].id, reason=StopReason.WITHDRAWN, remark="Erreur de carré")
        with town.dossier.store.read() as session:
            assert session.get_one(m.RepossessionCase, case).status is CaseStatus.STOPPED
        with pytest.raises(UserError, match="terminée"):
            step(town, case, S.NOTICE_1, date(2025, 6, 5))
        open_run(town, ("A-1",))  # and a new run starts from zero

    def test_a_run_held_records_nothing(self, town: SmallCemetery) -> None:
        case = int(open_run(town, ("A-1",)).facts["case"])
        with town.dossier.store.work("suspension") as work:
            suspend_case(work, case_id=case, because="élections")
        with pytest.raises(UserError, match="élections"):
            step(town, case, S.NOTICE_1, date(2025, 6, 5))
        with town.dossier.store.work("reprise") as work:
            resume_case(work, case_id=case)
        step(town, case, S.NOTICE_1, date(2025, 6, 5))
