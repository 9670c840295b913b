# SPDX-License-Identifier: EUPL-1.2
"""Every paper drawn from a dossier: sale, renewal, operations, a run of abandonment, registers, issued acts."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from app.core.dates import Month, PartialDate
from app.core.outcome import UserError
from app.directory.models import Address, Civility, Organisation, Person
from app.documents.blocks import Bundle, Document
from app.documents.render import render
from app.documents.text import dump
from app.store.dossier import Dossier
from modules.cemetery import models as m
from modules.cemetery.documents.registers import RegisterName
from modules.cemetery.rules.codes import (
    CaseKind,
    ClosureReason,
    InformationMeans,
    OperationKind,
    OwnershipEventKind,
    StepCode,
    WorksNature,
)
from modules.cemetery.services.authorise_operation import authorise_operation
from modules.cemetery.services.convert_concession import convert_concession
from modules.cemetery.services.do_operation import do_operation
from modules.cemetery.services.grant_concession import grant_concession
from modules.cemetery.services.issue_act import (
    freeze_register,
    issue_act,
    issue_acts,
    issue_certificate,
    issue_notoriety,
    issue_substitution,
)
from modules.cemetery.services.plan_operation import plan_operation
from modules.cemetery.services.record_deceased import record_deceased
from modules.cemetery.services.renew_concession import renew_concession
from modules.cemetery.ui.papers import PAPERS
from tests.modules.cemetery import small_cemetery
from tests.modules.cemetery.services.test_abandonment_run import START, S, open_run, step, until_second_notice
from tests.modules.cemetery.small_cemetery import SmallCemetery
from tests.modules.cemetery.sold_cemetery import SoldCemetery, add_old_concession, make_cemetery

K = OperationKind
BY_NAME = {paper.name: paper for paper in PAPERS}


def identify(dossier: Dossier) -> None:
    """The settings without which no act is whole."""
    with dossier.store.work("commune") as work:
        for name, value in (
            ("commune.name", "Le Mesnil-sur-Arce"), ("commune.town", "Le Mesnil-sur-Arce"), ("commune.postcode", "03200"),
            ("commune.address", "1 place de la Mairie"), ("commune.insee_code", "03190"), ("commune.mayor", "Claire Fontaine"),
            ("commune.phone", "+33470000000"), ("commune.email", "mairie@mesnil.example"),
            ("cemetery.delegation_reference", "n° 2020-21 du 4 juillet 2020"),
        ):  # fmt: skip
            work.put_setting(name, value)


def paper(dossier: Dossier, name: str, **given: Any) -> Document | Bundle:
    with dossier.store.read() as session:
        return BY_NAME[f"cemetery.{name}"].draw(session, **given)


def said(drawn: Document | Bundle) -> str:
    """Its words; it must also be drawn without a fault."""
    assert render(drawn).startswith(b"%PDF")
    return dump(drawn).replace("**", "").replace("\u00a0", " ").replace("\u202f", " ")


def final(drawn: Document | Bundle) -> str:
    """The words of a paper that lacks nothing."""
    words = said(drawn)
    for each in drawn.documents if isinstance(drawn, Bundle) else (drawn,):
        assert str(each.stamp) == "", words
    return words


@pytest.fixture
def made(dossier: Dossier) -> SoldCemetery:
    made = make_cemetery(dossier)
    identify(dossier)
    with dossier.store.work("adresses") as work:
        session = work.session
        session.get_one(m.Cemetery, made.cemetery).by_law_on = date(2019, 11, 4)
        for plot in session.scalars(select(m.Plot)):
            plot.length_m, plot.width_m = Decimal(2), Decimal(1)
        for decision in session.scalars(select(m.CemeteryTariff)):
            decision.decision_id = decision.decision_id or 1
        for first, person_id in made.people.items():
            person = session.get_one(Person, person_id)
            person.birth_place, person.civility = "Moulins", Civility.M if first in ("Paul", "Karim") else Civility.MME
            session.add(Address(person_id=person_id, number="12", street="rue des Prés", postcode="03200", town="Vichy"))
    return made


def bought(dossier: Dossier, made: SoldCemetery, **values: Any) -> int:
    with dossier.store.work("achat") as work:
        report = grant_concession(
            work, plots=[made.plots["A-1"]], holders=[made.people["Hélène"]], years=15, start=date(2026, 9, 1), receipt="Q-12", **values
        )
    return int(report.records[0].id or 0)


class TestConcessions:
    def test_sale_conversion_and_what_follows(self, dossier: Dossier, made: SoldCemetery) -> None:
        concession = bought(dossier, made)
        words = final(paper(dossier, "deed", id=concession))
        for expected in (
            "Département de l’Allier · Commune du Mesnil-sur-Arce", "N° 2026-0001 du 1er septembre 2026",
            "Madame Hélène Morel, née le 1er mars 1950 à Moulins, demeurant 12 rue des Prés, 03200 Vichy",
            "quinze ans, à compter du 1er septembre 2026. Échéance : 1er septembre 2041", "290,00 € (deux cent quatre-vingt-dix euros)",
            "délibération n° 2025-41 du 12 décembre 2025", "Article 8", "tribunal administratif de Clermont-Ferrand",
        ):  # fmt: skip
            assert expected in words, words
        with dossier.store.work("conversion") as work:
            convert_concession(work, id=concession, years=30, decided_on=date(2026, 10, 15), receipt="Q-13")
        words = final(paper(dossier, "conversion", id=concession))
        assert "temporaire (15 ans)" in words
        assert "trentenaire (30 ans)" in words
        with pytest.raises(UserError, match="Aucune recherche"):
            paper(dossier, "search-proof", id=concession)
        for name in ("receipt", "concession-sheet", "information-proof"):
            assert "Morel" in said(paper(dossier, name, id=concession)), name
        assert "Projet" in said(paper(dossier, "certificate", id=concession))  # it has no number before it is delivered

    def test_expiry_is_printed_as_the_commune_chose(self, dossier: Dossier, made: SoldCemetery) -> None:
        concession = bought(dossier, made)
        with dossier.store.work("veille") as work:
            work.put_setting("cemetery.expiry_print_style", "EVE")
        assert "jusqu’au 31 août 2041 inclus" in final(paper(dossier, "deed", id=concession))

    def test_renewal_and_letters(self, dossier: Dossier, made: SoldCemetery) -> None:
        concession = add_old_concession(dossier, made, date(1995, 3, 2))
        letters = paper(dossier, "expiry-letter", id=concession, step="12")
        assert isinstance(letters, Bundle)
        assert len(letters.documents) == 2
        words = final(letters)
        assert "2 mars 2027" in words
        assert "30 ans | 400,00 €" in words
        with dossier.store.work("Zoé") as work:
            work.session.add(m.Deceased(person_id=made.people["Zoé"], died_on=PartialDate(2026, 1, 2)))
        assert isinstance(paper(dossier, "expiry-letter", id=concession), Document)  # nobody writes to the dead
        with dossier.store.work("sans adresse") as work:
            for address in work.session.scalars(select(Address)):
                address.valid_to = date(2026, 1, 1)
        assert "adresse du destinataire" in said(paper(dossier, "expiry-letter", id=concession))
        with dossier.store.work("renouvellement") as work:
            renew_concession(work, id=concession, years=30, decided_on=date(2026, 10, 15), asked_by=made.people["Zoé"], receipt="Q-14")
        words = final(paper(dossier, "renewal", id=concession))
        assert "reste au nom de Madame Hélène Morel" in words
        assert "2 mars 2055" in words
        batch = said(paper(dossier, "expiry-letters", ids=[concession]))
        assert "N/Réf. : n° 1962/16" in batch

    def test_gift_certificate_and_notoriety_are_issued_with_their_number(self, dossier: Dossier, made: SoldCemetery) -> None:
        concession = add_old_concession(dossier, made, date(1995, 3, 2))
        with dossier.store.work("donation") as work:
            work.session.add(
                m.OwnershipEvent(
                    concession_id=concession, kind=OwnershipEventKind.GIFT, happened_on=PartialDate(2026, 9, 3),
                    deed="acte de Me Blanc du 3 septembre 2026", before="Concessionnaire\u00a0: Morel Hélène\nAyant droit\u00a0: Morel Paul", after="Concessionnaire\u00a0: Morel Zoé",
                )
            )  # fmt: skip
        with dossier.store.work("substitution") as work:
            issue_substitution(work, id=concession)
        with dossier.store.work("attestation") as work:
            issue_certificate(work, id=concession)
        with dossier.store.work("notoriété") as work:
            issue_notoriety(work, id=concession, sources="registres 1 à 4", witnesses="M. Roux")
        with dossier.store.read() as session:
            acts = {act.paper: act for act in session.scalars(select(m.Act))}
            assert set(acts) == {"cemetery.substitution", "cemetery.certificate", "cemetery.notoriety"}
            for act in acts.values():
                assert dossier.archive.get(act.sha256).startswith(b"%PDF")
            issued = BY_NAME["cemetery.act"].issued
            assert issued is not None
            assert issued(session, acts["cemetery.certificate"].id) == acts["cemetery.certificate"].sha256
            assert session.get_one(m.Concession, concession).notoriety_on == date(2026, 10, 15)
        assert "Morel Zoé est substitué à Morel Hélène" in final(paper(dossier, "substitution", id=concession))

    def test_an_act_that_lacks_something_is_not_issued(self, dossier: Dossier, made: SoldCemetery) -> None:
        bought(dossier, made)
        with dossier.store.work("sans maire") as work:
            work.put_setting("commune.mayor", "")
        with dossier.store.read() as session:
            act = session.scalars(select(m.Act)).one()
        with dossier.store.work("émission") as work, pytest.raises(UserError, match="nom du maire"):
            issue_act(work, id=act.id)
        with dossier.store.work("émissions") as work:
            report = issue_acts(work)
        assert report.counts == {"issued": 0}
        assert "nom du maire" in str(report.refusals[0].why)
        identify(dossier)
        with dossier.store.work("émission") as work:
            issue_acts(work)
        with dossier.store.read() as session:
            assert session.scalars(select(m.Act)).one().sha256

    def test_a_request_and_a_retrocession(self, dossier: Dossier, made: SoldCemetery) -> None:
        words = final(
            paper(
                dossier, "request", id=made.plots["A-2"], applicant=made.people["Paul"], right_basis="RESIDENT", kind="FAMILY",
                years=30, named="aucune",
            )
        )  # fmt: skip
        assert "trente ans" in words
        assert "PROJET" in said(paper(dossier, "request", id=made.plots["A-2"]))
        concession = bought(dossier, made)
        with pytest.raises(UserError, match="rétrocédée"):
            paper(dossier, "retrocession", id=concession)
        from modules.cemetery.services.close_concession import retrocede_concession

        with dossier.store.work("rétrocession") as work:
            retrocede_concession(work, id=concession, state_of_place="terrain nu")
        words = final(paper(dossier, "retrocession", id=concession))
        assert "terrain nu" in words
        assert "délégation du conseil municipal" in words


class TestOperations:
    def operation(self, dossier: Dossier, made: SoldCemetery, kind: OperationKind, **values: Any) -> int:
        with dossier.store.work("décès") as work:
            report = record_deceased(
                work, person=made.people["Paul"], died_on=PartialDate(2026, 10, 12), died_at=time(8), death_place="Moulins"
            )
            firm = Organisation(title="Pompes funèbres du Val")
            work.session.add(firm)
            work.session.flush()
            given: dict[str, Any] = {
                "operator": firm.id, "operator_authorisation": "21-03-0042", "closure_permit": "n° 3 du 13 octobre 2026",
                "applicant": made.people["Zoé"], "applicant_capacity": "fille du défunt", "agreement": "Madame Hélène Morel, le 13 octobre",
                "planned_at": time(10), "planned_on": date(2026, 10, 15), "identity_seen": True, "sworn": True, "holder_agreed": True,
                "override_reason": "accord du maire du 12 octobre, courrier au dossier", **values,
            }  # fmt: skip
            planned = plan_operation(work, kind=kind, deceased=[int(report.records[0].id or 0)], **given)
        operation = int(planned.records[0].id or 0)
        with dossier.store.work("permis") as work:
            authorise_operation(work, id=operation, founder_agreed=True)
        return operation

    def test_a_burial(self, dossier: Dossier, made: SoldCemetery) -> None:
        bought(dossier, made)
        operation = self.operation(dossier, made, K.BURIAL, plot=made.plots["A-1"])
        words = said(paper(dossier, "permit", id=operation))
        assert "Monsieur Paul Morel, né le 1er mars 1950 à Moulins, décédé le 12 octobre 2026" in words
        assert "habilitation n° 21-03-0042" in words
        with pytest.raises(UserError, match="procès-verbal"):
            paper(dossier, "report", id=operation)
        with dossier.store.work("fait") as work:
            do_operation(work, id=operation)
        register = said(paper(dossier, "register", register="burials"))
        assert "1 | 15/10/2026 | Morel Paul" in register
        assert "DOC" not in register

    def test_a_permit_is_issued_as_it_was(self, dossier: Dossier, made: SoldCemetery) -> None:
        bought(dossier, made)
        operation = self.operation(dossier, made, K.BURIAL, plot=made.plots["A-1"])
        with dossier.store.read() as session:
            act = session.get_one(m.FuneralOperation, operation).act_id or 0
            issued = BY_NAME["cemetery.permit"].issued
            assert issued is not None
            assert issued(session, operation) is None
        with dossier.store.work("émission") as work:
            issue_act(work, id=act)
            issue_act(work, id=act)  # a second time changes nothing
        with dossier.store.read() as session:
            assert issued(session, operation) == session.get_one(m.Act, act).sha256 != ""

    @pytest.mark.parametrize("kind", [kind for kind in K if kind is not K.OSSUARY_DEPOSIT])
    def test_each_kind_has_its_permit(self, dossier: Dossier, made: SoldCemetery, kind: OperationKind) -> None:
        with dossier.store.work("opération") as work:
            dead = m.Deceased(person_id=made.people["Paul"], died_on=PartialDate(2003))
            work.session.add(dead)
            work.session.flush()
            row = m.FuneralOperation(
                kind=kind, asked_on=date(2026, 10, 1), planned_on=date(2026, 10, 5), plot_from_id=made.plots["A-1"],
                plot_to_id=made.plots["T-1"], subjects=[m.OperationSubject(deceased_id=dead.id)],
            )  # fmt: skip
            work.session.add(row)
            work.session.flush()
            operation = row.id
        words = said(paper(dossier, "permit", id=operation))
        assert "Monsieur Paul Morel" in words
        assert "numéro de l’acte" in words
        if kind in (K.EXHUMATION, K.REDUCTION, K.REUNION, K.TRANSFER, K.URN_REMOVAL):
            with pytest.raises(UserError, match="pas encore faite"):
                paper(dossier, "report", id=operation)

    def test_works_and_police(self, dossier: Dossier, made: SoldCemetery) -> None:
        with dossier.store.work("travaux") as work:
            row = m.Works(
                plot_id=made.plots["A-1"], applicant_id=made.people["Paul"], nature=WorksNature.HEADSTONE, permit_number="2026-7",
                permitted_on=date(2026, 10, 1), planned_from=date(2026, 10, 5), planned_to=date(2026, 10, 20), state_before="bon état",
            )  # fmt: skip
            work.session.add(row)
            work.session.flush()
            works = row.id
        assert "Il manque : entreprise" in said(paper(dossier, "works-permit", id=works))
        assert "Aucune vacation" in said(paper(dossier, "police-fees", month=Month(2026, 9)))
        assert "2026-7" in said(paper(dossier, "register", register="works"))


class TestLists:
    def test_lists_and_sheets(self, dossier: Dossier, made: SoldCemetery) -> None:
        concession = add_old_concession(dossier, made, date(1990, 3, 2))
        with dossier.store.work("preuve") as work:
            work.session.add(
                m.InformationProof(
                    concession_id=concession, sent_on=date(2025, 4, 1), means=InformationMeans.REGISTERED, addressee="Madame Zoé Morel",
                    tracking="1A 234",
                )
            )  # fmt: skip
            work.session.add(m.SearchRecord(concession_id=concession, searched_on=date(2025, 2, 3), where_looked="boîte 12"))
        listed = final(paper(dossier, "expired-list", cemetery=made.cemetery))
        assert "A-1 | n° 1962/16 | MOREL | 02/03/2020 | 02/03/2022" in listed
        with dossier.store.work("sans nom") as work:
            work.put_setting("cemetery.show_family_name_on_posting", False)
        assert "MOREL" not in said(paper(dossier, "expired-list", cemetery=made.cemetery))
        assert "1A 234" in said(paper(dossier, "information-proof", id=concession))
        assert "boîte 12" in said(paper(dossier, "search-proof", id=concession))
        assert "1962/16" in said(paper(dossier, "missing-deeds"))
        assert "beffroi:concession:1962/16" in said(paper(dossier, "separators", ids=[concession]))
        assert "beffroi:plot:ANC:A-1" in said(paper(dossier, "plot-separators", ids=[made.plots["A-1"]]))
        sheets = said(paper(dossier, "inspection-sheets", cemetery=made.cemetery))
        assert "beffroi:plot:ANC:A-5" in sheets
        assert "Échue, reprenable" in sheets or "Échue, reprise impossible" in sheets
        sheet = said(paper(dossier, "plot-sheet", id=made.plots["A-1"]))
        assert "beffroi:plot:ANC:A-1" in sheet
        assert "Concessions accordées" in said(paper(dossier, "year", year=2026))
        asked = {"first_on": date(2026, 1, 1), "last_on": date(2026, 12, 31)}
        assert "Aucune recette" in said(paper(dossier, "accountant-statement", **asked))

    def test_a_sticker_holds_no_personal_data(self, dossier: Dossier, made: SoldCemetery) -> None:
        add_old_concession(dossier, made, date(1990, 3, 2))
        words = final(paper(dossier, "sticker", ids=[made.plots["A-1"]]))
        assert "FAMILLE PRIÉE DE SE PRÉSENTER EN MAIRIE" in words
        assert "morel" not in words.lower()

    @pytest.mark.parametrize("name", list(RegisterName))
    def test_registers_are_frozen(self, dossier: Dossier, made: SoldCemetery, name: RegisterName) -> None:
        bought(dossier, made)
        assert "non figée" in said(paper(dossier, "register", register=name.value))
        with dossier.store.work("gel") as work:
            first = freeze_register(work, register=name.value)
            second = freeze_register(work, register=name.value, cemetery=made.cemetery)
        assert (first.facts["edition"], second.facts["edition"]) == ("2026-0001", "2026-0002")
        assert dossier.archive.get(str(first.facts["sha256"])).startswith(b"%PDF")

    def test_the_public_index_names_the_dead_only(self, dossier: Dossier, made: SoldCemetery) -> None:
        bought(dossier, made)
        from tests.modules.cemetery.sold_cemetery import add_dead

        add_dead(dossier, made.people["Paul"], PartialDate(2003, 1, 18), plot=made.plots["A-1"])
        add_dead(dossier, made.people["Karim"], PartialDate(2004, 1, 18), plot=made.plots["A-1"], hidden_from_public=True)
        words = said(paper(dossier, "register", register="deceased"))
        assert "Morel Paul | 1950 | 2003" in words
        assert "Saïd" not in words
        assert "Hélène" not in words


class TestAbandonment:
    @pytest.fixture
    def town(self, dossier: Dossier) -> SmallCemetery:
        identify(dossier)
        town = small_cemetery.make_cemetery(dossier, START)
        town.grave("A-1", start="1880-05-01", buried={"Aubert Louis": "1881-03-02"}, holder="Aubert Louis")
        town.grave("A-2", start="1901-02-10", buried={"Bailly Jean": "1901-02-12"}, holder="Bailly Jean", heirs=("Bailly Rose",))
        town.grave("A-3", start="1910", buried={"Caron Paul": "1931-05"}, holder="Caron Paul", plots=("A-3b",))
        with dossier.store.work("adresse") as work:
            work.session.add(Address(person_id=town.people["Bailly Rose"], street="rue des Lys", postcode="03200", town="Vichy"))
        return town

    def test_papers_of_a_whole_run(self, town: SmallCemetery, dossier: Dossier, monkeypatch: pytest.MonkeyPatch) -> None:
        import tests.modules.cemetery.services.test_abandonment_run as run_tests

        monkeypatch.setattr(run_tests, "FIVE", ("A-1", "A-2", "A-3"))
        monkeypatch.setattr(run_tests, "open_run", lambda town: open_run(town, ("A-1", "A-2", "A-3")))
        case = until_second_notice(town)
        reports = paper(dossier, "abandonment-report", id=case, rank="1")
        assert isinstance(reports, Bundle)
        assert len(reports.documents) == 3  # one a concession, the double one included
        assert "A-3/A-3b" in said(reports)
        notices = said(paper(dossier, "visit-notice", id=case, rank="1", visit_on=date(2025, 7, 7), visit_at="10 heures"))
        assert "RUE DES LYS" in notices
        assert "porte de la mairie" in notices
        for name in ("posted-notice", "report-extract", "formal-demand"):
            assert "A-2" in said(paper(dossier, name, id=case)), name
        certificate = final(paper(dossier, "posting-certificate", id=case))
        assert "8 juillet 2025 | 8 août 2025" in certificate
        step(town, case, S.NOTICE_2, date(2026, 10, 12))
        seen = {"present": "M. Leroy", "description": "Dalle cassée.", "proof": "", "at_time": "9 heures"}
        step(town, case, S.REPORT_2, date(2026, 11, 13), **seen)
        assert "Second procès-verbal" in final(paper(dossier, "abandonment-report", id=case))
        step(town, case, S.NOTIFICATION_2, date(2026, 11, 18))
        assert "Premier procès-verbal | 7 juillet 2025" in final(paper(dossier, "council-draft", id=case))
        step(town, case, S.COUNCIL, date(2026, 12, 19), proof="2026-084")
        step(town, case, S.ORDER, date(2027, 1, 10), proof="")
        step(town, case, S.PUBLICATION, date(2027, 1, 15))
        order = final(paper(dossier, "repossession-order", id=case))
        assert "n° 2026-084 du 19 décembre 2026" in order
        assert "15 janvier 2027" in order
        assert "A-1 | n° C-A-1" in final(paper(dossier, "abandonment-list", id=case))
        from modules.cemetery.services.clear_graves import clear_graves

        town.today(date(2027, 2, 15))
        with dossier.store.work("exhumations") as work:
            clear_graves(work, case_id=case, present="M. Leroy", place="case 12")
        ossuary = paper(dossier, "ossuary-report", id=case)
        assert isinstance(ossuary, Bundle)
        assert "Aubert Louis" in final(ossuary.documents[0])
        assert "Aubert Louis" not in said(ossuary.documents[1])
        assert "Aubert Louis" in said(paper(dossier, "register", register="ossuary"))
        with dossier.store.work("archivage") as work:
            report = issue_acts(work)
        assert [str(one.why) for one in report.refusals if "visite" not in str(one.why)] == []

    def test_common_ground_and_expired(self, town: SmallCemetery, dossier: Dossier) -> None:
        with dossier.store.work("procédures") as work:
            for kind in (CaseKind.COMMON, CaseKind.EXPIRED):
                case = m.RepossessionCase(kind=kind, cemetery_id=town.id, title="Essai", opened_on=START)
                case.graves = [m.CaseGrave(plot_id=town.plots["A-1"], concession_id=town.concessions["A-1"])]
                case.steps = [m.CaseStep(code=StepCode.INFORMATION, done_on=date(2025, 1, 5))]
                work.session.add(case)
            work.session.flush()
            ids = list(work.session.scalars(select(m.RepossessionCase.id).order_by(m.RepossessionCase.id)))
        common = said(paper(dossier, "repossession-order", id=ids[0]))
        assert "Il manque : numéro de l’acte, date, date d’effet, délai d’enlèvement des signes funéraires" in common
        assert "05/01/2025" in said(paper(dossier, "repossession-order", id=ids[1]))


def test_names_are_unique_and_pages_are_ours() -> None:
    assert len(BY_NAME) == len(PAPERS)
    assert all(paper.page.startswith("cemetery.") for paper in PAPERS)
    assert ClosureReason.RETROCEDED
