# SPDX-License-Identifier: EUPL-1.2
"""Every list of the cemetery answers on SQLite and on PostgreSQL: counted, filtered, searched, sorted by any column."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

from sqlalchemy.orm import Session

from app.billing.models import Payer
from app.core.clock import FixedClock
from app.core.dates import PartialDate
from app.directory.models import Person
from app.forms.listing import Listing
from app.registry import discover
from app.store.dossier import Dossier
from app.store.uow import today_of
from modules.cemetery import figures
from modules.cemetery import models as m
from modules.cemetery.agenda import deadlines
from modules.cemetery.audit import findings
from modules.cemetery.rules.codes import (
    CaseKind,
    DurationCode,
    InformationMeans,
    OperationKind,
    PartyRole,
    RemainsKind,
    ScanType,
    TariffOperation,
    WorksNature,
)

TODAY = date(2026, 11, 23)


def tell(session: Session) -> None:
    """One of everything."""
    ground = m.Cemetery(code="ANC", title="Ancien")
    people = [Person(birth_name="Lefebvre", usage_name="Nguyen", given_names="Odette"), Person(birth_name="Nguyen", given_names="Léon")]
    session.add_all([ground, *people])
    session.flush()
    section = m.CemeterySection(cemetery_id=ground.id, code="A")
    concession = m.Concession(cemetery_id=ground.id, number="1962/16", family_name="NGUYEN")
    dead, payer = m.Deceased(person_id=people[1].id, died_on=PartialDate(1970)), Payer(person_id=people[0].id)
    session.add_all([section, concession, dead, payer])
    session.flush()
    plot = m.Plot(cemetery_id=ground.id, section_id=section.id, number="12", label="A-12")
    case = m.RepossessionCase(kind=CaseKind.EXPIRED, cemetery_id=ground.id, title="Reprises", opened_on=TODAY)
    operation = m.FuneralOperation(kind=OperationKind.BURIAL, asked_on=TODAY, planned_on=TODAY)
    scan = m.Scan(sha256="0" * 64, media_type="image/png", kind=ScanType.DEED, title="Acte", added_on=TODAY)
    session.add_all([plot, case, operation, scan])
    session.flush()
    session.add_all([
        m.ConcessionPlot(concession_id=concession.id, plot_id=plot.id),
        m.ConcessionParty(concession_id=concession.id, person_id=people[0].id, role=PartyRole.HOLDER),
        m.ConcessionTerm(concession_id=concession.id, sequence=1, duration=DurationCode.Y50, years=50, start=PartialDate(1962, 4, 3),
                         expires_on=date(2012, 4, 3), price=Decimal("45.73")),
        m.Remains(deceased_id=dead.id, plot_id=plot.id, kind=RemainsKind.COFFIN, laid_on=PartialDate(1970, 11)),
        m.CaseGrave(case_id=case.id, plot_id=plot.id, concession_id=concession.id),
        m.OperationSubject(operation_id=operation.id, deceased_id=dead.id),
        m.InformationProof(concession_id=concession.id, sent_on=TODAY, means=InformationMeans.LETTER),
        m.Works(plot_id=plot.id, nature=WorksNature.SLAB, planned_to=TODAY),
        m.Fee(operation=TariffOperation.RENEWAL, due_on=TODAY, label="Renouvellement", amount=Decimal(320), payer_id=payer.id,
              concession_id=concession.id),
        m.CemeteryTariff(operation=TariffOperation.RENEWAL, base_price=Decimal(320), valid_from=date(2026, 1, 1)),
        m.ScanLink(scan_id=scan.id, concession_id=concession.id, plot_id=plot.id),
    ])  # fmt: skip
    session.flush()


def test_every_list_answers_on_both_databases(tmp_path: Path, database_url: str | None) -> None:
    modules = discover().modules
    cemetery = next(module for module in modules if module.name == "cemetery")
    clock = FixedClock.on(TODAY)
    with Dossier.create(tmp_path / "commune", "Beffroi-sur-Lys", modules, clock=clock, url=database_url) as dossier:
        with dossier.store.work("Essai") as work:
            tell(work.session)
        with dossier.store.read() as session:
            for page in cemetery.pages():
                table = page.table
                if table is None:
                    continue
                params = table.parameters.start(session, {}) if table.parameters.start else {}
                listing = Listing(table, params)
                count = listing.count(session)
                assert len(listing.page(session, 0, 50)) == count, table.name
                listing.counts(session)
                listing.sums(session)
                for each in table.filters:
                    Listing(table, params, filter=each.name).page(session, 0, 5)
                for column in table.columns:
                    Listing(table, params, text="a", order=f"-{column.name}").page(session, 0, 5)
            assert [found.table for _rule, found, _seen in findings(session)]
            assert deadlines(session, TODAY)
            today = today_of(session)
            assert sum(figures.occupancy(session, today).values()) == 1
            figures.five_times(session, today)
            figures.free_forecast(session, today)
            assert figures.income_by_year(session, 2026, 2026)[2026] == (Decimal(320), Decimal(0))
            figures.burials_by_year(session, 1960, 1980)
            assert cemetery.tasks(session, today)
            assert cemetery.tiles(session, today)
        dossier.store.wrote = False
