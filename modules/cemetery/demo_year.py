# SPDX-License-Identifier: EUPL-1.2
"""The last months of the demonstration's cemeteries, through the real services: sales, burials, letters, a procedure."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, time, timedelta
from decimal import Decimal
from itertools import cycle
from typing import TYPE_CHECKING, Any

from app.core.dates import Month, PartialDate
from app.core.outcome import Report
from app.directory.models import HouseholdMember, MemberRole, Organisation, OrganisationKind, Person, Sex
from modules.cemetery import models as m
from modules.cemetery.demo import Grave, first_name
from modules.cemetery.rules.codes import (
    AbandonmentSign,
    CaseKind,
    DurationCode,
    InformationMeans,
    InformationResult,
    Kinship,
    OperationKind,
    OwnershipEventKind,
    PlotKind,
    Regime,
    RemainsKind,
    RightBasis,
    ScanType,
    StepCode,
    StopReason,
    WorksNature,
)
from modules.cemetery.rules.terms import add_months, first_allowed
from modules.cemetery.services.authorise_operation import authorise_operation
from modules.cemetery.services.bill_fees import draft_fees, validate_fees
from modules.cemetery.services.clear_graves import clear_graves
from modules.cemetery.services.close_concession import retrocede_concession
from modules.cemetery.services.convert_concession import convert_concession
from modules.cemetery.services.do_operation import do_operation
from modules.cemetery.services.grant_concession import grant_concession
from modules.cemetery.services.inform_family import inform_family
from modules.cemetery.services.issue_act import issue_certificate, issue_notoriety
from modules.cemetery.services.open_case import open_case
from modules.cemetery.services.plan_operation import plan_operation
from modules.cemetery.services.record_deceased import record_deceased
from modules.cemetery.services.record_ownership_event import record_ownership_event
from modules.cemetery.services.record_step import decide_repossession, record_step
from modules.cemetery.services.record_works import record_works
from modules.cemetery.services.renew_concession import renew_concession
from modules.cemetery.services.stop_grave import stop_grave
from modules.cemetery.strings import _

if TYPE_CHECKING:
    from modules.cemetery.demo import Story

DAY = timedelta(days=1)
SIGNS = (AbandonmentSign.VEGETATION, AbandonmentSign.NAME_UNREADABLE, AbandonmentSign.NO_FLOWERS)


def live(story: Story) -> None:
    """A procedure begun fourteen months ago, this year's expiries, sales, burials, papers found again."""
    firms = _firms(story)
    _procedure(story)
    _letters(story)
    _sales(story)
    _burials(story, firms)
    _taken_back(story)
    _found_dead(story)
    _papers(story)
    story.on(story.today)


def _act(story: Story, day: date, label: Any, run: Callable[..., Report], **given: Any) -> Report:
    story.on(day)
    with story.act(label) as work:
        report = run(work, **given)
    return report


def _id(report: Report) -> int:
    number = report.records[0].id
    assert number is not None
    return number


def _firms(story: Story) -> dict[str, int]:
    """A funeral operator and a mason."""
    story.on(story.today - timedelta(days=428))
    with story.act(_("Entreprises du cimetière")) as work:
        rows = {
            "operator": Organisation(title="Pompes funèbres de l’Arce", kind=OrganisationKind.FUNERAL),
            "mason": Organisation(title="Marbrerie Colas", kind=OrganisationKind.FUNERAL),
        }
        work.session.add_all(rows.values())
        work.session.flush()
        found = {name: row.id for name, row in rows.items()}
    return found


# ---------------------------------------------------------------- a run for abandonment, half way


def _forsaken(story: Story, day: date) -> Iterator[Grave]:
    """Old perpetual graves of the first sections where nobody was buried for ten years."""
    with story.store.read() as session:
        rows = {row.id: row for row in session.query(m.ConcessionTerm).filter_by(duration=DurationCode.PERP, sequence=1)}
        perpetual = {row.concession_id for row in rows.values()}
        latest: dict[int, int] = {}
        for plot_id, laid in session.query(m.Remains.plot_id, m.Remains.laid_on):
            if plot_id is not None:
                latest[plot_id] = max(latest.get(plot_id, 0), laid.year if laid else 0)
        brave = {row for (row,) in session.query(m.Remains.plot_id).join(m.Deceased).filter(m.Deceased.mpf.is_(True))}
    for grave in story.graves:
        if grave.block.section not in "AB" or grave.concession is None or grave.plot.id in brave:
            continue
        old = grave.year < day.year - 40 and latest.get(grave.plot.id, 0) < day.year - 12
        if old and grave.concession.id in perpetual:
            yield grave


def _procedure(story: Story) -> None:
    notice = add_months(story.today, -14)
    graves = [grave for _n, grave in zip(range(5), _forsaken(story, notice), strict=False)]
    label = _("Procédure d’abandon")
    case = _id(
        _act(
            story, notice, label, open_case, kind=CaseKind.ABANDONMENT, plots=[grave.plot.id for grave in graves],
            title=f"Abandon {notice.year}, carrés A et B", signs=SIGNS,
        )
    )  # fmt: skip
    report = first_allowed(notice, months=1) + 2 * DAY
    post = report + DAY

    def step(day: date, code: StepCode, **given: Any) -> None:
        _act(story, day, label, record_step, case_id=case, code=code, done_on=day, **given)

    step(notice, StepCode.HEIR_SEARCH, proof="Registres, INSEE, notaire de Villeneuve")
    step(notice, StepCode.NOTICE_1, proof="Affichage mairie et cimetière", at_time="10 h")
    step(report, StepCode.REPORT_1, present="Anne Delmas, maire\u202f; Jean Robin, garde champêtre",
         description="Monument envahi de lierre, dalle fendue, aucun nom lisible.")  # fmt: skip
    step(report + 2 * DAY, StepCode.FORMAL_DEMAND, proof="Affichage, aucun successeur connu")
    step(post, StepCode.POSTING_1, proof="Mairie et porte du cimetière")
    second = add_months(post, 1) + 15 * DAY
    step(second, StepCode.POSTING_2, proof="Mairie et porte du cimetière")
    third = add_months(second, 1) + 15 * DAY
    step(third, StepCode.POSTING_3, proof="Mairie et porte du cimetière")
    end = add_months(third, 1)
    step(end + DAY, StepCode.POSTING_CERTIFICATE)
    step(end + 3 * DAY, StepCode.LIST_PUBLISHED, proof="Liste envoyée à la sous-préfecture")
    with story.store.read() as session:
        saved = session.query(m.CaseGrave.id).filter_by(case_id=case).order_by(m.CaseGrave.id.desc()).first()
    if saved is not None:
        _act(story, end + 20 * DAY, label, stop_grave, grave_id=saved[0], reason=StopReason.RESTORED, on=end + 20 * DAY,
             remark="Monument nettoyé et redressé par un petit-neveu.")  # fmt: skip


# ---------------------------------------------------------------- expiries and their letters


def _letters(story: Story) -> None:
    """What was already sent to the families of the last expiries; some letters came back."""
    today = story.today
    with story.store.read() as session:
        rows = (
            session.query(m.ConcessionTerm.concession_id, m.ConcessionTerm.expires_on)
            .filter(m.ConcessionTerm.expires_on > add_months(today, -24), m.ConcessionTerm.expires_on < today)
            .order_by(m.ConcessionTerm.expires_on)
            .all()
        )
    for rank, (concession, expires) in enumerate(rows):
        if rank % 4 == 3 or expires is None:
            continue
        # The clerk forgot some of them: the home page says so.
        notice = max(expires, add_months(today, -13))
        returned = rank % 5 == 2
        story.on(notice)
        with story.act(_("Avis d’échéance")) as work:
            inform_family(
                work, concession_id=concession, means=InformationMeans.LETTER, addressee="Famille du concessionnaire",
                result=InformationResult.RETURNED if returned else InformationResult.UNKNOWN,
            )  # fmt: skip
            if rank % 2:
                inform_family(work, concession_id=concession, means=InformationMeans.STICKER)


# ---------------------------------------------------------------- sales


def _buyers(story: Story) -> Iterator[int]:
    """Adults of the directory, whose address is known."""
    with story.store.read() as session:
        adults = session.query(HouseholdMember.person_id).filter(HouseholdMember.role == MemberRole.ADULT)
        rows = session.query(Person.id).filter(Person.id.in_(adults), Person.civility.is_not(None)).order_by(Person.id)
        ids = [row for (row,) in rows.limit(60)]
    yield from cycle(ids[len(ids) // 3 :])


def _civil_status(story: Story) -> None:
    """Birth of those who buy or ask: a deed names it."""
    wanted = {person for _n, person in zip(range(30), _buyers(story), strict=False)}
    story.on(add_months(story.today, -6))
    with story.act(_("Compléter l’état civil")) as work:
        for person in work.session.query(Person).filter(Person.id.in_(wanted)).order_by(Person.id):
            person.birth_date = person.birth_date or PartialDate(story.random.randint(1950, 1988), 5, story.random.randint(1, 28))
            person.birth_place = person.birth_place or "Villeneuve-sur-Arce"


def _sales(story: Story) -> None:
    """Grants of this autumn, a renewal at the tariff of the expiry, a conversion; billed as revenue titles."""
    today, buyers = story.today, _buyers(story)
    _civil_status(story)
    label = _("Accorder une concession")
    for section, years, months in (("E", 30, 5), ("F", 50, 3), ("K", 15, 2), ("E", 50, 1), ("F", 30, 0)):
        day = add_months(today, -months) - 5 * DAY
        _act(
            story,
            day,
            label,
            grant_concession,
            plots=[next(_free_left(story, section))],
            holders=[next(buyers)],
            years=years,
            start=day,
        )
    with story.store.read() as session:
        party = session.query(m.ConcessionParty.concession_id).join(Person)
        known = party.filter(Person.active.is_(True), Person.civility.is_not(None))
        latest = (
            session.query(m.ConcessionTerm.concession_id, m.ConcessionTerm.years)
            .filter(
                m.ConcessionTerm.concession_id.in_(known),
                m.ConcessionTerm.expires_on > add_months(today, -20), m.ConcessionTerm.expires_on < add_months(today, -2))
            .order_by(m.ConcessionTerm.expires_on.desc()).limit(2).all()
        )  # fmt: skip
        longer = (
            session.query(m.ConcessionTerm.concession_id)
            .filter(
                m.ConcessionTerm.concession_id.in_(known),
                m.ConcessionTerm.duration == DurationCode.Y30, m.ConcessionTerm.expires_on > add_months(today, 80),
                    m.ConcessionTerm.price.is_not(None), m.ConcessionTerm.decided_on.is_not(None),
                    m.ConcessionTerm.decided_on < add_months(today, -12))
            .order_by(m.ConcessionTerm.id.desc()).limit(1).all()
        )  # fmt: skip
        holders = {row.concession_id: row.person_id for row in session.query(m.ConcessionParty)}
    for rank, (held, past) in enumerate(latest):
        length = 30 if past not in (15, 30, 50) else past
        day = today - (40 + 20 * rank) * DAY
        _act(story, day, _("Renouveler"), renew_concession, id=held, years=length, decided_on=day, asked_by=holders[held])
    for row in longer:
        day = today - 25 * DAY
        _act(story, day, _("Convertir"), convert_concession, id=row[0], years=50, decided_on=day, asked_by=holders[row[0]])
    with story.store.read() as session:
        sold = session.query(m.Concession).order_by(m.Concession.id.desc()).limit(5).all()
        first, second = (sold[-1].id, holders[sold[-1].id]), (sold[-2].id, holders[sold[-2].id])
    _act(story, today - 12 * DAY, _("Rétrocéder"), retrocede_concession, id=first[0], on=today - 12 * DAY, asked_by=first[1],
         state_of_place="Terrain nu")  # fmt: skip
    donee = next(one for one in buyers if one != second[1])
    _act(story, today - 9 * DAY, _("Donation"), record_ownership_event, id=second[0], kind=OwnershipEventKind.GIFT,
         happened_on=PartialDate.of(today - 9 * DAY), people=[donee], kinship=Kinship.CHILD, deed="Maître Aubry, notaire")  # fmt: skip
    for months in (5, 3, 2, 1):
        month = Month.of(add_months(today, -months))
        day = month.next().first + DAY
        _act(story, day, _("Préparer les titres"), draft_fees, month=month)
        _act(story, day, _("Valider les titres"), validate_fees, month=month)


def _taken_back(story: Story) -> None:
    """Two old expiries taken back to the end: families informed, order, removal, ossuary."""
    today = story.today
    with story.store.read() as session:
        coffins = {row for (row,) in session.query(m.Remains.plot_id).filter(m.Remains.laid_on > PartialDate(today.year - 9))}
        query = (
            session.query(m.ConcessionTerm.concession_id, m.ConcessionPlot.plot_id)
            .join(m.ConcessionPlot, m.ConcessionPlot.concession_id == m.ConcessionTerm.concession_id)
            .join(m.Concession, m.Concession.id == m.ConcessionTerm.concession_id)
            .join(m.Plot, m.Plot.id == m.ConcessionPlot.plot_id)
            .filter(m.ConcessionTerm.expires_on < add_months(today, -120), m.Plot.cemetery_id == story.cemeteries["ANC"].id)
        )
        ended = {row.concession_id: row.plot_id for row in query if row.plot_id not in coffins}
        last = {
            row.concession_id
            for row in session.query(m.ConcessionTerm).filter(m.ConcessionTerm.expires_on > add_months(today, -120))
        }
        brave = {row for (row,) in session.query(m.Remains.plot_id).join(m.Deceased).filter(m.Deceased.mpf.is_(True))}
        forever = {row.concession_id for row in session.query(m.ConcessionTerm).filter(m.ConcessionTerm.expires_on.is_(None))}
    chosen = [(one, plot) for one, plot in ended.items() if one not in last and one not in forever and plot not in brave][:2]
    if not chosen:
        return
    for concession, _plot in chosen:
        _act(story, add_months(today, -11), _("Chercher la famille"), inform_family, concession_id=concession, means=InformationMeans.SEARCH,
             result=InformationResult.FRUITLESS, remark="Registres, INSEE, annuaires")  # fmt: skip
        _act(
            story, add_months(today, -11), _("Afficher"), inform_family, concession_id=concession, means=InformationMeans.POSTING
        )
    opened = add_months(today, -4)
    case = _id(_act(story, opened, _("Reprise de concessions échues"), open_case, kind=CaseKind.EXPIRED, plots=[plot for _c, plot in chosen],
                    title=f"Reprises {today.year}, ancien cimetière"))  # fmt: skip
    _act(
        story,
        opened + 2 * DAY,
        _("Information"),
        record_step,
        case_id=case,
        code=StepCode.INFORMATION,
        proof="Recherches et affichage",
    )
    ordered = opened + 5 * DAY
    _act(story, ordered + 2 * DAY, _("Arrêté de reprise"), decide_repossession, case_id=case, ordered_on=ordered, published_on=ordered + 2 * DAY,
         publication="Affichage en mairie et au cimetière")  # fmt: skip
    _act(story, ordered + 45 * DAY, _("Libérer"), clear_graves, case_id=case, done_on=ordered + 45 * DAY, present="Anne Delmas, maire",
         ossuary_plot_id=story.special["OSS"].id, place="Case 4")  # fmt: skip


def _found_dead(story: Story) -> None:
    """Two lines of the public file of deaths that may be holders of ours."""
    story.on(story.today - 3 * DAY)
    with story.act(_("Lire le fichier des décès")) as work:
        party = (
            work.session.query(m.ConcessionParty)
            .join(Person)
            .filter(Person.active.is_(True), Person.birth_date < PartialDate(1950))
        )
        for rank, row in enumerate(party.limit(2)):
            person = row.person
            work.session.add(m.DeathCandidate(
                person_id=person.id, line_key=f"demo-{rank}", score=70 + 20 * rank,
                names=f"{person.birth_name.upper()}*{person.given_names.upper()}/", born_on=person.birth_date,
                birth_place="VILLENEUVE-SUR-ARCE", died_on=PartialDate(story.today.year, 3 + rank, 12), death_place_code="99120",
                reasons=["Nom de naissance identique\u00a0: 25", "Prénom identique\u00a0: 15", "Année de naissance identique\u00a0: 10"],
            ))  # fmt: skip


def _free_left(story: Story, section: str) -> Iterator[int]:
    for grave in story.graves:
        if grave.block.section == section and not grave.year:
            grave.year = story.today.year
            yield grave.plot.id


# ---------------------------------------------------------------- burials and works


def _dead(story: Story, day: date, birth: int, *, at: time = time(14, 30)) -> int:
    sex = story.random.choice((Sex.M, Sex.F))
    surname = story.random.choice(story.town.names["surnames"])
    report = _act(
        story, day, _("Inscrire un défunt"), record_deceased, birth_name=surname, given_names=first_name(story.random, sex), sex=sex,
        birth_date=PartialDate(birth, 4, 12), died_on=PartialDate.of(day), died_at=at, death_place="Saint-Aubin-des-Prés",
        last_residence="Saint-Aubin-des-Prés", death_record=str(story.random.randint(3, 40)), source="permis d’inhumer",
    )  # fmt: skip
    return _id(report)


def _with_room(story: Story) -> Iterator[Grave]:
    """Recent vaults in force with room left."""
    for grave in story.graves:
        if (
            grave.block.section == "E"
            and grave.concession is not None
            and grave.year > story.today.year - 25
            and grave.lying < 2
            and (grave.until is None or grave.until > add_months(story.today, 12))
        ):
            yield grave


def _long_buried(story: Story) -> int | None:
    """Somebody whose coffin may be reduced to make room: buried long ago in a vault still in force."""
    vaults = {grave.plot.id for grave in story.graves if grave.block.section == "E" and grave.lying > 1}
    with story.store.read() as session:
        rows = session.query(m.Remains.deceased_id, m.Remains.plot_id).filter(
            m.Remains.laid_on < PartialDate(story.today.year - 15), m.Remains.kind == RemainsKind.COFFIN
        )
        live = {
            plot for (plot,) in session.query(m.ConcessionPlot.plot_id)
            .join(m.ConcessionTerm, m.ConcessionTerm.concession_id == m.ConcessionPlot.concession_id)
            .filter(m.ConcessionTerm.expires_on > story.today)
        }  # fmt: skip
        return next((dead for dead, plot in rows if plot in vaults & live), None)


def _burials(story: Story, firms: dict[str, int]) -> None:
    today, graves = story.today, _with_room(story)
    applicants = _buyers(story)
    common: dict[str, Any] = {
        "operator": firms["operator"], "operator_authorisation": "24-99-0117", "right_basis": RightBasis.RESIDENT,
        "founder_agreed": True, "heirs_agreed": True, "holder_agreed": True, "sworn": True, "identity_seen": True,
        "applicant_kinship": Kinship.CHILD, "applicant_capacity": "enfant du défunt", "closure_permit": "PF 2026-31",
        "agreement": "Accord écrit du concessionnaire, vu en mairie",
    }  # fmt: skip

    def plan(kind: OperationKind, deceased: int, day: date, asked: date, **given: Any) -> int:
        values = {**common, **given, "applicant": next(applicants)}
        return _id(_act(story, asked, _("Préparer une opération"), plan_operation, kind=kind, deceased=[deceased], planned_on=day,
                        planned_at=time(10, 30), **values))  # fmt: skip

    def authorise(operation: int, day: date) -> None:
        _act(story, day, _("Autoriser"), authorise_operation, id=operation, made_on=day)

    def done(operation: int, day: date, *, found: bool = False) -> None:
        _act(story, day, _("Noter comme faite"), do_operation, id=operation, done_on=day, done_at=time(10, 30),
             present="La famille, l’opérateur funéraire, un agent de la commune",
             state_found="Cercueil décomposé, ossements recueillis" if found else "")  # fmt: skip

    for back in (70, 38, 16):
        died = today - back * DAY
        grave = next(graves)
        operation = plan(OperationKind.BURIAL, _dead(story, died, 1938), died + 4 * DAY, died + DAY, plot=grave.plot.id,
                         kinship=Kinship.CHILD)  # fmt: skip
        authorise(operation, died + 2 * DAY)
        done(operation, died + 4 * DAY)
    old = _long_buried(story)
    if old is not None:
        reduction = plan(OperationKind.REDUCTION, old, today - 20 * DAY, today - 30 * DAY)
        authorise(reduction, today - 24 * DAY)
        done(reduction, today - 20 * DAY, found=True)
    died = today - 30 * DAY
    ashes = plan(OperationKind.SCATTERING, _dead(story, died, 1944), died + 12 * DAY, died + 6 * DAY, plot=story.special["JARDIN"].id,
                 crematorium="Crématorium de Villeneuve", cremated_on=died + 5 * DAY, plate_text="À la mémoire de…",
                 container=RemainsKind.URN)  # fmt: skip
    authorise(ashes, died + 7 * DAY)
    done(ashes, died + 12 * DAY)
    died = today - 55 * DAY
    vault = plan(OperationKind.TEMP_DEPOSIT, _dead(story, died, 1951), died + 4 * DAY, died + DAY, plot=story.special["PROV"].id,
                 is_hermetic=True)  # fmt: skip
    authorise(vault, died + 2 * DAY)
    done(vault, died + 4 * DAY)
    died = today - 2 * DAY
    coming = plan(OperationKind.BURIAL, _dead(story, died, 1936), today + 2 * DAY, today - DAY, plot=next(graves).plot.id,
                  kinship=Kinship.SPOUSE)  # fmt: skip
    authorise(coming, today)
    died = today - DAY
    plan(
        OperationKind.BURIAL,
        _dead(story, died, 1947),
        today + 4 * DAY,
        today,
        plot=next(graves).plot.id,
        kinship=Kinship.CHILD,
    )
    _works(story, firms)


def _works(story: Story, firms: dict[str, int]) -> None:
    today = story.today
    spots = [grave for grave in story.graves if grave.block.section == "E" and grave.concession is not None]
    for rank, nature in enumerate((WorksNature.HEADSTONE, WorksNature.ENGRAVING, WorksNature.RENOVATION)):
        grave = spots[rank * 3]
        _act(story, today - 20 * DAY, _("Travaux demandés"), record_works, plot=grave.plot.id, nature=nature, firm=firms["mason"],
             applicant=grave.people[0].id, planned_from=today - (12 - 8 * rank) * DAY, planned_to=today - (6 - 8 * rank) * DAY,
             state_before="Monument en bon état, allée propre", reservation="Allée à remettre en état.")  # fmt: skip
    with story.act(_("Emplacements particuliers")) as work:
        free = next(grave.plot for grave in story.graves if grave.block.section == "F" and not grave.year)
        plot = work.session.get_one(m.Plot, free.id)
        plot.reserved_from, plot.reserved_until, plot.reserved_for = (
            today - 10 * DAY,
            today + 20 * DAY,
            "Famille Morel, en attente",
        )
        common = [grave for grave in story.graves if grave.plot.regime is Regime.COMMON and not grave.year]
        work.session.get_one(m.Plot, common[-1].plot.id).out_of_service = True
        niche = next(grave.plot for grave in story.graves if grave.plot.kind is PlotKind.COLUMBARIUM and not grave.year)
        work.session.get_one(m.Plot, niche.id).remark = "Porte à refaire"


# ---------------------------------------------------------------- papers found again


def _papers(story: Story) -> None:
    """Deeds and pages of the register, scanned from the cupboards of the town hall."""
    from app.documents.blocks import Document, Heading, Paragraph
    from app.documents.render import render

    story.on(story.today - 90 * DAY)
    old = [grave for grave in story.graves if grave.concession is not None and grave.year < 1950][:12]
    with story.act(_("Délibération de délégation")) as work:
        work.put_setting("cemetery.delegation_reference", "2026-15 du 28 mars 2026")
    with story.act(_("Numériser les anciens titres")) as work:
        for rank, grave in enumerate(old):
            concession = grave.concession
            assert concession is not None
            assert concession.deed_on is not None
            holder = grave.people[0]
            words = (
                f"L’an {grave.year}, il est fait concession à {holder.given_names} {holder.birth_name}, demeurant en cette commune, "
                f"d’un terrain de deux mètres superficiels au cimetière communal, carré {grave.block.section}, pour y fonder sa sépulture."
            )
            pages = [Heading("Acte de concession de terrain"), Paragraph(f"N° {concession.number}"), Paragraph(words)]
            content = render(Document(title=f"Acte {concession.number}", blocks=pages))
            scan = m.Scan(
                sha256=work.archive.put(content), media_type="application/pdf", kind=ScanType.DEED,
                original_name=f"ANC_{grave.plot.label}_{concession.number.replace('/', '-')}_{grave.year}-00-00_DEED_01.pdf",
                title=f"Acte de concession {concession.number}", dated=concession.deed_on, pages=1, added_on=work.today,
                room="Archives", cupboard=f"Armoire {1 + rank % 3}", box=f"Boîte {4 + rank // 2}", folio=concession.folio,
                volume=concession.volume, text=words, transcription=words if rank % 3 else words.replace("deux mètres", "deux [?] mètres"),
                transcribed_by="Claire Roy" if rank % 3 == 0 else "", checked_by="",
            )  # fmt: skip
            work.session.add(scan)
            work.session.flush()
            work.session.add(m.ScanLink(scan_id=scan.id, concession_id=concession.id, plot_id=grave.plot.id))
        lost = [grave for grave in story.graves if grave.concession is not None and 1950 <= grave.year < 1956][:3]
        for grave in lost:
            concession = grave.concession
            assert concession is not None
            work.session.add(m.SearchRecord(
                plot_id=grave.plot.id, concession_id=concession.id, searched_on=work.today, searched_by="Claire Roy",
                where_looked="Registres 1 et 2, boîtes 4 à 9, délibérations de 1948 à 1958", result="Aucun titre trouvé",
            ))  # fmt: skip
        held = next(grave.concession for grave in story.graves if grave.block.section == "E" and grave.concession is not None)
        issue_certificate(work, id=held.id)
        forgotten = lost[0].concession
        assert forgotten is not None
        issue_notoriety(work, id=forgotten.id, sources="Registres 1 et 2, délibérations de 1948 à 1958, témoignages",
                        witnesses="Paul Morel, ancien garde champêtre")  # fmt: skip
        nameless = Decimal("0.0800")
        lines = [grave for grave in story.graves if grave.block.section == "A" and grave.concession is not None][:8]
        blocks: list[Any] = [Heading("Registre des concessions, folio 12")]
        blocks += [
            Paragraph(f"{g.concession.number} — {g.people[0].birth_name} {g.people[0].given_names}, carré A")
            for g in lines
            if g.concession
        ]
        content = render(Document(title="Registre 1, folio 12", blocks=blocks))
        page = m.Scan(
            sha256=work.archive.put(content), media_type="application/pdf", kind=ScanType.REGISTER_PAGE,
            original_name="REG-CONC-1_1880-1919_p012.pdf",
            title="Registre 1, folio 12", dated=PartialDate(1890), added_on=work.today, room="Archives", cupboard="Armoire 1", volume="Registre 1",
            folio="12",
        )  # fmt: skip
        work.session.add(page)
        work.session.flush()
        for rank, grave in enumerate(lines[:5]):
            concession = grave.concession
            assert concession is not None
            work.session.add(m.ScanLink(
                scan_id=page.id, concession_id=concession.id, frame_x=nameless, frame_y=Decimal("0.0680") + rank * Decimal("0.0260"),
                frame_w=Decimal("0.8400"), frame_h=Decimal("0.0250"), reading=f"{concession.number} {grave.people[0].birth_name} [?]",
            ))  # fmt: skip
