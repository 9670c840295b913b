# SPDX-License-Identifier: EUPL-1.2
"""Expired concessions taken back, and the rotation of common ground, from the first letter to free ground."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.core.outcome import Report, UserError
from app.store.dossier import Dossier
from modules.cemetery import models as m
from modules.cemetery.rules.codes import (
    CaseKind,
    CaseStatus,
    ClosureReason,
    InformationMeans,
    InformationResult,
    PlotKind,
    PlotState,
    Regime,
    StepCode,
    StopReason,
)
from modules.cemetery.services.clear_graves import clear_graves
from modules.cemetery.services.inform_family import inform_family, send_notices
from modules.cemetery.services.open_case import open_case
from modules.cemetery.services.record_step import decide_repossession, record_step
from modules.cemetery.services.stop_grave import stop_running_cases
from tests.modules.cemetery.small_cemetery import SmallCemetery, make_cemetery

S, M = StepCode, InformationMeans


@pytest.fixture
def town(dossier: Dossier) -> SmallCemetery:
    return make_cemetery(dossier, date(2024, 5, 10))


def open_run(town: SmallCemetery, kind: CaseKind, *labels: str, **values: Any) -> int:
    with town.dossier.store.work("ouverture") as work:
        report = open_case(work, kind=kind, plots=[town.plots[label] for label in labels], **values)
    return int(report.facts["case"])


def step(town: SmallCemetery, case: int, code: StepCode, day: date, **values: Any) -> Report:
    town.today(day)
    with town.dossier.store.work("étape") as work:
        return record_step(work, case_id=case, code=code, done_on=day, **{"proof": "voir dossier", **values})


def decide(town: SmallCemetery, case: int, day: date, **values: Any) -> Report:
    town.today(day)
    with town.dossier.store.work("arrêté") as work:
        return decide_repossession(work, case_id=case, publication="affiché, notifié par LRAR", **values)


def clear(town: SmallCemetery, case: int, day: date, **values: Any) -> Report:
    town.today(day)
    with town.dossier.store.work("exhumation") as work:
        return clear_graves(work, **{"case_id": case, "present": "M. Leroy, police municipale", **values})


class TestExpired:
    """A concession of 1994 for thirty years: the reference's own example."""

    def make(self, town: SmallCemetery, label: str = "E-1", **values: Any) -> None:
        given = {"start": "1994-05-10", "years": 30, "buried": {"Garnier Luc": "2003-01-20"}, "holder": "Garnier Luc",
                 "heirs": ("Garnier Ève",), **values}  # fmt: skip
        town.grave(label, **given)

    def inform(self, town: SmallCemetery, label: str = "E-1") -> None:
        town.today(date(2024, 6, 10))
        heir = town.people["Garnier Ève"]
        with town.dossier.store.work("information") as work:
            inform_family(
                work, concession_id=town.concessions[label], means=M.REGISTERED, person_id=heir, sent_on=date(2024, 5, 14),
                tracking="2C 555", result=InformationResult.DELIVERED, result_on=date(2024, 5, 17),
            )  # fmt: skip
            inform_family(work, concession_id=town.concessions[label], means=M.STICKER, sent_on=date(2024, 6, 10))

    def test_from_the_letter_to_free_ground(self, town: SmallCemetery) -> None:
        self.make(town)
        self.inform(town)
        case = open_run(town, CaseKind.EXPIRED, "E-1")
        step(town, case, S.INFORMATION, date(2024, 6, 11))
        with pytest.raises(UserError, match="11/05/2026"):
            decide(town, case, date(2026, 5, 10))
        assert town.state("E-1", date(2026, 5, 11)) is PlotState.EXPIRED_REPOSSESSABLE
        decide(town, case, date(2026, 5, 11))
        assert town.state("E-1") is PlotState.REPOSSESSED_TO_CLEAR
        with town.dossier.store.read() as session:
            closed = session.get_one(m.Concession, town.concessions["E-1"])
            assert closed.closed_reason is ClosureReason.NOT_RENEWED
        clear(town, case, date(2026, 5, 20), boxes=1)
        assert town.state("E-1") is PlotState.FREE
        assert town.state("E-1", date(2026, 5, 19)) is PlotState.REPOSSESSED_TO_CLEAR
        assert town.state("E-1", date(2020, 1, 1)) is PlotState.CONCEDED_ACTIVE  # the past is not rewritten

    def test_nobody_was_told(self, town: SmallCemetery) -> None:
        self.make(town)
        case = open_run(town, CaseKind.EXPIRED, "E-1")
        with pytest.raises(UserError, match="Information des familles"):
            decide(town, case, date(2026, 5, 11))
        step(town, case, S.INFORMATION, date(2026, 5, 11))
        with pytest.raises(UserError, match="aucune preuve"):
            decide(town, case, date(2026, 5, 11))

    def test_a_written_reason_passes_what_may_be_passed_and_stays(self, town: SmallCemetery) -> None:
        self.make(town, buried={"Garnier Luc": None})
        self.inform(town)
        case = open_run(town, CaseKind.EXPIRED, "E-1")
        step(town, case, S.INFORMATION, date(2024, 6, 11))
        with pytest.raises(UserError, match="motif"):
            decide(town, case, date(2026, 5, 11))
        decide(town, case, date(2026, 5, 11), override_reason="Décès de 1990 lu sur la stèle")
        with town.dossier.store.read() as session:
            order = session.scalars(select(m.CaseStep).where(m.CaseStep.code == S.ORDER)).one()
            assert order.override_reason == "Décès de 1990 lu sur la stèle"

    def test_no_reason_shortens_the_five_years(self, town: SmallCemetery) -> None:
        self.make(town, buried={"Garnier Luc": "2022-08-01"})
        self.inform(town)
        case = open_run(town, CaseKind.EXPIRED, "E-1")
        step(town, case, S.INFORMATION, date(2024, 6, 11))
        with pytest.raises(UserError, match="02/08/2027"):
            decide(town, case, date(2027, 8, 1), override_reason="La mairie est pressée par le temps")
        decide(town, case, date(2027, 8, 2))

    def test_a_renewal_takes_the_grave_out(self, town: SmallCemetery) -> None:
        self.make(town)
        self.inform(town)
        case = open_run(town, CaseKind.EXPIRED, "E-1")
        town.today(date(2025, 3, 2))
        with town.dossier.store.work("renouvellement") as work:
            stop_running_cases(work, StopReason.RENEWED, date(2025, 3, 2), concession_id=town.concessions["E-1"])
        with town.dossier.store.read() as session:
            assert session.get_one(m.RepossessionCase, case).status is CaseStatus.STOPPED

    def test_in_force_or_perpetual_is_refused_at_once(self, town: SmallCemetery) -> None:
        town.grave("E-2", start="2010-01-01", years=30, holder="Huet Ida")
        town.grave("E-3", start="1900-01-01", holder="Izard Max")
        for label in ("E-2", "E-3"):
            with pytest.raises(UserError):
                open_run(town, CaseKind.EXPIRED, label)


class TestCommonGround:
    def make(self, town: SmallCemetery) -> None:
        for label, name, day in (("T-1", "Joly Rose", "2018-03-01"), ("T-2", "Kaya Ali", "2019-02-28"), ("T-3", "Lambert Guy", "2021-11-20")):
            town.grave(label, buried={name: day}, kind=PlotKind.EARTH, regime=Regime.COMMON, max_coffins=1)

    def test_a_rotation_of_three_graves(self, town: SmallCemetery) -> None:
        """Two are ready, the third waits for its five years."""
        self.make(town)
        town.today(date(2026, 9, 1))
        case = open_run(town, CaseKind.COMMON, "T-1", "T-2", "T-3", title="Rotation 2026")
        step(town, case, S.COUNCIL, date(2026, 9, 15), proof="2026-051")
        step(town, case, S.INFORMATION, date(2026, 9, 20), proof="affiché en mairie et au cimetière")
        with town.dossier.store.read() as session:
            first, second, third = (
                session.scalars(select(m.CaseGrave.id).where(m.CaseGrave.plot_id == town.plots[label])).one()
                for label in ("T-1", "T-2", "T-3")
            )
        with pytest.raises(UserError, match="21/11/2026"):
            decide(town, case, date(2026, 11, 2))
        decide(town, case, date(2026, 11, 2), graves=[first, second])
        clear(town, case, date(2026, 11, 9))
        assert town.state("T-1") is PlotState.FREE
        assert town.state("T-2") is PlotState.FREE
        assert town.state("T-3") is PlotState.COMMON_OCCUPIED
        decide(town, case, date(2026, 11, 21), graves=[third])
        clear(town, case, date(2026, 11, 23), nothing_found=True)
        assert town.state("T-3") is PlotState.FREE
        with town.dossier.store.read() as session:
            assert session.get_one(m.RepossessionCase, case).status is CaseStatus.DONE
            orders = session.scalars(select(m.CaseStep.proof).where(m.CaseStep.code == S.ORDER).order_by(m.CaseStep.id)).all()
            assert orders == ["2026-0001", "2026-0001", "2026-0002"]  # one order for both graves, then another
            lines = session.scalars(select(m.OssuaryEntry).order_by(m.OssuaryEntry.number)).all()
            assert [(one.names, one.boxes, one.nothing_found) for one in lines] == [
                ("Joly Rose", 1, False), ("Kaya Ali", 1, False), ("Lambert Guy", 0, True),
            ]  # fmt: skip
            assert all("Ancien cimetière" in one.origin for one in lines)

    def test_a_conceded_grave_is_no_common_ground(self, town: SmallCemetery) -> None:
        town.grave("T-9", start="1990-01-01", holder="Morel Léa")
        with pytest.raises(UserError, match="terrain commun"):
            open_run(town, CaseKind.COMMON, "T-9")


class TestClearing:
    def ready(self, town: SmallCemetery, **values: Any) -> int:
        town.grave("T-1", kind=PlotKind.EARTH, regime=Regime.COMMON, **{"buried": {"Joly Rose": "2018-03-01"}, **values})
        town.today(date(2026, 9, 1))
        case = open_run(town, CaseKind.COMMON, "T-1")
        decide(town, case, date(2026, 9, 2))
        return case

    def test_somebody_is_present(self, town: SmallCemetery) -> None:
        with pytest.raises(UserError, match="présentes"):
            clear(town, self.ready(town), date(2026, 9, 3), present="")

    def test_remains_go_to_an_ossuary_only(self, town: SmallCemetery) -> None:
        case = self.ready(town)
        with pytest.raises(UserError, match="pas un ossuaire"):
            clear(town, case, date(2026, 9, 3), ossuary_plot_id=town.plots["T-1"])

    def test_no_cremation_unless_the_commune_opened_it(self, town: SmallCemetery) -> None:
        case = self.ready(town)
        with pytest.raises(UserError, match="ossuaire"):
            clear(town, case, date(2026, 9, 3), cremated=True)

    def test_no_cremation_of_whoever_refused_it(self, town: SmallCemetery) -> None:
        case = self.ready(town)
        with town.dossier.store.work("réglage") as work:
            work.put_setting("cemetery.remains_after_repossession", "CREMATION")
            work.session.get_one(m.Deceased, town.dead["Joly Rose"]).opposed_to_cremation = True
        with pytest.raises(UserError, match="opposée"):
            clear(town, case, date(2026, 9, 3), cremated=True)

    def test_no_cremation_without_telling_the_relatives(self, town: SmallCemetery) -> None:
        case = self.ready(town)
        with town.dossier.store.work("réglage") as work:
            work.put_setting("cemetery.remains_after_repossession", "CREMATION")
        with pytest.raises(UserError, match="informés"):
            clear(town, case, date(2026, 9, 3), cremated=True)

    def test_a_grave_of_nobody_knows_whom_enters_the_register_too(self, town: SmallCemetery) -> None:
        town.grave("T-1", kind=PlotKind.EARTH, regime=Regime.COMMON, occupied_unknown=True)
        town.today(date(2026, 9, 1))
        case = open_run(town, CaseKind.COMMON, "T-1")
        with pytest.raises(UserError, match="motif"):
            decide(town, case, date(2026, 9, 2))
        decide(town, case, date(2026, 9, 2), override_reason="Tombe de 1950 d’après le plan")
        clear(town, case, date(2026, 9, 3), names="Veuve Martin (plaque)")
        with town.dossier.store.read() as session:
            assert session.scalars(select(m.OssuaryEntry.names)).all() == ["Veuve Martin (plaque)"]
        assert town.state("T-1") is PlotState.FREE

    def test_the_monument_is_removed_or_becomes_the_commune_s(self, town: SmallCemetery) -> None:
        case = self.ready(town)
        with town.dossier.store.work("monument") as work:
            work.session.add(m.Monument(plot_id=town.plots["T-1"]))
        clear(town, case, date(2026, 9, 3), monument_kept=True)
        with town.dossier.store.read() as session:
            monument = session.scalars(select(m.Monument)).one()
            assert monument.removed_on is None
            assert "communal" in monument.remark


class TestNotices:
    def test_one_sending_for_many_and_the_dead_are_not_written_to(self, town: SmallCemetery) -> None:
        town.grave("N-1", start="1994-05-10", years=30, holder="Noël Paul", heirs=("Noël Anne",))
        town.grave("N-2", start="1994-05-10", years=30, holder="Œuvrard Luc")
        town.grave("N-3", start="1994-05-10", years=30)
        town.dies("Noël Paul", "2020-01-01")
        town.dies("Œuvrard Luc", None)
        with town.dossier.store.work("avis") as work:
            report = send_notices(work, concession_ids=list(town.concessions.values()))
        assert report.counts["sent"] == 1
        assert {one.code for one in report.refusals} == {"DEAD", "NOBODY"}
        assert any("Noël Paul" in str(note) for note in report.notes)
        with town.dossier.store.read() as session:
            proof = session.scalars(select(m.InformationProof)).one()
            assert (proof.addressee, proof.offset_months) == ("Noël Anne", 0)
        with town.dossier.store.work("affichettes") as work:
            assert send_notices(work, concession_ids=list(town.concessions.values()), means=M.STICKER).counts["sent"] == 3

    def test_a_letter_to_somebody_dead_is_held_back(self, town: SmallCemetery) -> None:
        town.grave("N-1", start="1994-05-10", years=30, holder="Noël Paul")
        town.dies("Noël Paul", "2020-01-01")
        given = {"concession_id": town.concessions["N-1"], "means": M.LETTER, "person_id": town.people["Noël Paul"]}
        with town.dossier.store.work("avis") as work, pytest.raises(UserError, match="retenue"):
            inform_family(work, **given)
        with town.dossier.store.work("ancien avis") as work:
            inform_family(work, sent_on=date(2019, 12, 1), **given)  # alive that day

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"means": M.REGISTERED, "addressee": "Mme X"}, "tracking"),
            ({"means": M.LETTER}, "person_id"),
            ({"means": M.STICKER, "sent_on": date(2024, 5, 11)}, "sent_on"),
            ({"means": M.STICKER, "until_on": date(2024, 5, 1)}, "until_on"),
            ({"means": M.STICKER, "result_on": date(2024, 5, 1)}, "result_on"),
        ],
    )
    def test_what_is_missing_is_said(self, town: SmallCemetery, values: dict[str, Any], field: str) -> None:
        town.grave("N-1", start="1994-05-10", years=30, holder="Noël Paul")
        with town.dossier.store.work("avis") as work, pytest.raises(UserError) as refused:
            inform_family(work, concession_id=town.concessions["N-1"], **values)
        assert refused.value.field == field
