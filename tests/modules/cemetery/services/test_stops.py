# SPDX-License-Identifier: EUPL-1.2
"""A burial, a conversion or an upkeep takes the grave out of a running abandonment procedure; the others go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal

import pytest
from sqlalchemy import select

from app.core.dates import PartialDate
from app.store.dossier import Dossier
from app.store.uow import Work
from modules.cemetery.models import CaseGrave, CemeteryTariff, RepossessionCase
from modules.cemetery.rules.codes import (
    CaseKind,
    CaseStatus,
    DurationCode,
    OperationKind,
    PlotState,
    StopReason,
    TariffOperation,
    WorksNature,
)
from modules.cemetery.services.authorise_operation import authorise_operation
from modules.cemetery.services.convert_concession import convert_concession
from modules.cemetery.services.do_operation import do_operation
from modules.cemetery.services.plan_operation import plan_operation
from modules.cemetery.services.record_works import end_works, inspect_monument, record_works
from tests.modules.cemetery.sold_cemetery import (
    TODAY,
    SoldCemetery,
    add_dead,
    add_old_concession,
    make_cemetery,
    state,
)


@pytest.fixture
def made(dossier: Dossier) -> SoldCemetery:
    """Two concessions of 1980 and 1981 in one run of abandonment opened in June."""
    made = make_cemetery(dossier)
    rights = [
        add_old_concession(dossier, made, date(1980, 1, 1), 50, plot="A-1", price=Decimal(300)),
        add_old_concession(dossier, made, date(1981, 1, 1), 50, plot="A-2"),
    ]
    with dossier.store.work("procédure") as work:
        case = RepossessionCase(
            kind=CaseKind.ABANDONMENT,
            cemetery_id=made.cemetery,
            title="Abandon 2026",
            opened_on=date(2026, 6, 1),
        )
        case.graves = [
            CaseGrave(plot_id=made.plots[plot], concession_id=right)
            for plot, right in zip(("A-1", "A-2"), rights, strict=True)
        ]
        work.session.add(case)
    return made


def graves(dossier: Dossier) -> list[tuple[CaseStatus, StopReason | None, date | None]]:
    with dossier.store.read() as session:
        rows = session.scalars(select(CaseGrave).order_by(CaseGrave.plot_id)).all()
        return [(row.status, row.stop_reason, row.stopped_on) for row in rows]


def bury(work: Work, made: SoldCemetery, body: int) -> None:
    planned = plan_operation(
        work,
        kind=OperationKind.BURIAL,
        deceased=[body],
        plot=made.plots["A-1"],
        planned_on=TODAY,
        planned_at=time(10),
    )
    number = planned.records[0].id or 0
    authorise_operation(work, id=number)
    assert any("procédure de reprise" in str(note) for note in do_operation(work, id=number).notes)


def convert(work: Work, made: SoldCemetery) -> None:
    convert_concession(work, id=1, years=None)


def mend(work: Work, made: SoldCemetery) -> None:
    number = record_works(work, plot=made.plots["A-1"], nature=WorksNature.RENOVATION).records[0].id or 0
    end_works(work, id=number, ended_on=TODAY)


def look(work: Work, made: SoldCemetery) -> None:
    inspect_monument(work, plot=made.plots["A-1"], restored=True, remark="remise en état")


def test_a_burial(dossier: Dossier, made: SoldCemetery) -> None:
    body = add_dead(dossier, made.people["Zoé"], PartialDate(2026, 10, 12), died_at=time(8))
    add_dead(dossier, made.people["Hélène"], PartialDate(2001))
    assert state(dossier, made.plots["A-1"]) is PlotState.ABANDONMENT_RUNNING
    with dossier.store.work("inhumation") as work:
        bury(work, made, body)
    assert graves(dossier) == [(CaseStatus.STOPPED, StopReason.BURIAL, TODAY), (CaseStatus.OPEN, None, None)]
    assert state(dossier, made.plots["A-1"]) is PlotState.CONCEDED_ACTIVE


@pytest.mark.parametrize(
    ("act", "reason"),
    [
        (convert, StopReason.CONVERTED),
        (mend, StopReason.RESTORED),
        (look, StopReason.RESTORED),
    ],
    ids=["a conversion", "works", "an upkeep seen"],
)
def test_what_else_stops_it(
    dossier: Dossier, made: SoldCemetery, act: Callable[[Work, SoldCemetery], object], reason: StopReason
) -> None:
    with dossier.store.work("réglages") as work:
        work.put_setting("cemetery.offers_perpetual", True)
        _perpetual_tariff(work)
    with dossier.store.work("acte") as work:
        act(work, made)
    assert graves(dossier)[0] == (CaseStatus.STOPPED, reason, TODAY)
    assert graves(dossier)[1][0] is CaseStatus.OPEN


def _perpetual_tariff(work: Work) -> None:
    work.session.add(
        CemeteryTariff(
            operation=TariffOperation.GRANT, duration=DurationCode.PERP, base_price=Decimal(3000), valid_from=date(2020, 1, 1)
        )
    )  # fmt: skip
