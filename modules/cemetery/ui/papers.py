# SPDX-License-Identifier: EUPL-1.2
"""The papers of the cemetery, and the page from which each is printed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from app.forms.fields import Choice, Option
from app.forms.page import Form, Paper, Params, Row, Scope
from app.store.uow import today_of
from modules.cemetery.permissions import BILL, GROUND, OPERATE, READ, REPOSSESS
from modules.cemetery.rules.codes import (
    CaseKind,
    ClosureReason,
    ConcessionKind,
    OperationKind,
    RightBasis,
    TermOperation,
)
from modules.cemetery.strings import _, labels
from modules.cemetery.ui import fields as f
from modules.cemetery.ui import papers_lists as lists
from modules.cemetery.ui.issued import issued_act, issued_case, issued_of, issued_permit, issued_works

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.documents.blocks import Bundle, Document
    from modules.cemetery.documents.press import Press

CONCESSIONS, PLOTS, OPERATIONS, CASES = "cemetery.concessions", "cemetery.plots", "cemetery.operations", "cemetery.cases"
COURTESY, NOTICE, REMINDER, LAST = "-6", "0", "12", "21"


def _press(session: Session) -> Press:
    from modules.cemetery.documents.press import press_of

    return press_of(session)


# ---------------------------------------------------------------- concessions


def draw_request(
    session: Session, *, id: int, applicant: int | None = None, right_basis: str | None = None, kind: str | None = None,
    years: int | None = None, perpetual: bool = False, named: str = "",
) -> Document:  # fmt: skip
    """DOC-01."""
    return _press(session).request(id, applicant, right_basis, kind, years, perpetual, named or "")


def draw_deed(session: Session, *, id: int) -> Document:
    """DOC-02."""
    return _press(session).term(id, TermOperation.GRANT)


def draw_renewal(session: Session, *, id: int) -> Document:
    """DOC-03."""
    return _press(session).term(id, TermOperation.RENEWAL)


def draw_conversion(session: Session, *, id: int) -> Document:
    """DOC-04."""
    return _press(session).term(id, TermOperation.CONVERSION)


def draw_retrocession(session: Session, *, id: int, decision: str = "", ground_state: str = "") -> Document:
    """DOC-05."""
    return _press(session).retrocession(id, decision or "", ground_state or "")


def draw_substitution(session: Session, *, id: int) -> Document:
    """DOC-06."""
    return _press(session).substitution(id)


def draw_certificate(session: Session, *, id: int) -> Document:
    """DOC-07, a draft without its number until it is delivered."""
    return _press(session).certificate(id)


def draw_notoriety(session: Session, *, id: int, sources: str = "", witnesses: str = "") -> Document:
    """DOC-33."""
    return _press(session).notoriety(id, sources or "", witnesses or "")


def draw_receipt(session: Session, *, id: int) -> Document:
    """DOC-53."""
    return _press(session).receipt(id)


def draw_expiry_letter(session: Session, *, id: int, step: str = NOTICE) -> Document | Bundle:
    """DOC-20, one for each holder or heir who lives."""
    press = _press(session)
    return press.bundle(_("Courriers d’échéance"), press.expiry_letters(id, int(step or NOTICE)))


def draw_expiry_letters(session: Session, *, ids: Sequence[int], step: str = NOTICE) -> Document | Bundle:
    """DOC-20 of a selection; a page for the clerk names those to whom nobody can be written to."""
    return lists.expiry_batch(_press(session), ids, int(step or NOTICE))


# ---------------------------------------------------------------- operations, works


def draw_permit(session: Session, *, id: int) -> Document:
    """DOC-08 to DOC-15, 17 and 18, by the kind of the operation."""
    return _press(session).permit(id)


def draw_report(session: Session, *, id: int) -> Document:
    """DOC-16, or DOC-14 for an exit from the temporary vault."""
    return _press(session).report(id)


def draw_works(session: Session, *, id: int) -> Document:
    """DOC-19."""
    return _press(session).works(id)


# ---------------------------------------------------------------- procedures


def draw_visit_notices(
    session: Session, *, id: int, rank: str | None = None, visit_on: date | None = None, visit_at: str = ""
) -> Document | Bundle:
    """DOC-30 and DOC-31."""
    from modules.cemetery.documents.case_press import visit_notices

    return visit_notices(_press(session), id, int(rank) if rank else None, (visit_on, visit_at or ""))


def draw_posted_notices(
    session: Session, *, id: int, rank: str | None = None, visit_on: date | None = None, visit_at: str = ""
) -> Document | Bundle:
    """DOC-31."""
    from modules.cemetery.documents.case_press import posted_notices

    return posted_notices(_press(session), id, int(rank) if rank else None, (visit_on, visit_at or ""))


def draw_abandonment_reports(session: Session, *, id: int, rank: str | None = None) -> Document | Bundle:
    """DOC-32."""
    from modules.cemetery.documents.case_press import abandonment_reports

    return abandonment_reports(_press(session), id, int(rank) if rank else None)


def draw_notifications(session: Session, *, id: int, rank: str | None = None) -> Document | Bundle:
    """DOC-34."""
    from modules.cemetery.documents.case_press import notifications

    return notifications(_press(session), id, int(rank) if rank else None)


def draw_extracts(session: Session, *, id: int, rank: str | None = None) -> Document | Bundle:
    """DOC-35."""
    from modules.cemetery.documents.case_press import extracts

    return extracts(_press(session), id, int(rank) if rank else None)


def _of_case(name: str) -> Callable[..., Any]:
    def draw(session: Session, *, id: int) -> Any:
        from modules.cemetery.documents import case_press

        return getattr(case_press, name)(_press(session), id)

    return draw


def draw_act(session: Session, *, id: int) -> Document | Bundle:
    """The paper of a numbered act."""
    from modules.cemetery.documents.act_drawing import draw_act as draw

    return draw(session, id)


# ---------------------------------------------------------------- forms

STEPS = (
    Option(COURTESY, _("Six mois avant")),
    Option(NOTICE, _("Avis à l’échéance")),
    Option(REMINDER, _("Rappel")),
    Option(LAST, _("Dernier avis, recommandé")),
)
STEP = Choice(name="step", label=_("Courrier"), options=STEPS, default=NOTICE, required=True)
RANK = Choice(
    name="rank", label=_("Constat"), options=(Option("1", _("Premier")), Option("2", _("Second"))),
    help=_("Vide\u00a0: celui où en est la procédure."),
)  # fmt: skip
VISIT = (
    RANK,
    f.day("visit_on", _("Jour de la visite"), help=_("Un mois au moins après la réception de l’avis (R2223-13).")),
    f.text("visit_at", _("Heure"), 10),
)
REQUEST = (
    f.person("applicant", _("Demandeur")),
    Choice(name="right_basis", label=_("Droit à inhumation"), options=tuple(Option(*each) for each in labels(RightBasis))),
    Choice(name="kind", label=_("Nature"), options=tuple(Option(*each) for each in labels(ConcessionKind)), default="FAMILY"),
    f.whole("years", _("Durée"), unit=_("ans")),
    f.flag("perpetual", _("Perpétuelle")),
    f.text("named", _("Personnes désignées ou exclues"), 40, help=_("«\u00a0aucune\u00a0» s’il n’y en a pas.")),
)


def _request_start(session: Session, params: Params) -> Params:
    return {"kind": "FAMILY", "named": str(_("aucune"))}


def _paper(name: str, title: Any, draw: Callable[..., Any], page: str, **more: Any) -> Paper:
    return Paper(name=f"cemetery.{name}", title=title, draw=draw, page=page, **{"permission": READ, **more})


REPORTED = frozenset({
    OperationKind.EXHUMATION, OperationKind.TRANSFER, OperationKind.REDUCTION, OperationKind.REUNION, OperationKind.URN_REMOVAL,
    OperationKind.TEMP_EXIT,
})  # fmt: skip
ABANDONED: dict[str, Any] = {"applies": lambda row: row["kind"] == CaseKind.ABANDONMENT}


def _expires(row: Row) -> bool:
    """Whether a concession ends some day, and is still open."""
    return row["expires_on"] is not None and row["closed_on"] is None


CONCESSION_PAPERS = (
    _paper("deed", _("Titre de concession"), draw_deed, CONCESSIONS, issued=issued_of("cemetery.deed")),
    _paper("renewal", _("Arrêté de renouvellement"), draw_renewal, CONCESSIONS, issued=issued_of("cemetery.renewal"),
           applies=lambda row: row["renewed"]),
    _paper("conversion", _("Arrêté de conversion"), draw_conversion, CONCESSIONS, issued=issued_of("cemetery.conversion"),
           applies=lambda row: row["converted"]),
    _paper(
        "retrocession", _("Acte de rétrocession"), draw_retrocession, CONCESSIONS, issued=issued_of("cemetery.retrocession"),
        applies=lambda row: row["closed_reason"] in (ClosureReason.RETROCEDED, ClosureReason.RENOUNCED),
        form=Form(fields=(
            f.text("decision", _("Décision du conseil"), 40, help=_("Vide\u00a0: la délégation donnée au maire.")),
            f.text("ground_state", _("État des lieux"), 40),
        )),
    ),
    _paper("substitution", _("Acte de substitution"), draw_substitution, CONCESSIONS, issued=issued_of("cemetery.substitution"),
           applies=lambda row: row["given"]),
    _paper("certificate", _("Attestation de concession"), draw_certificate, CONCESSIONS),
    _paper("receipt", _("Reçu"), draw_receipt, CONCESSIONS, permission=BILL,
           applies=lambda row: row["price"] is not None),
    _paper("expiry-letter", _("Courrier d’échéance"), draw_expiry_letter, CONCESSIONS, permission=REPOSSESS,
           form=Form(fields=(STEP,)), applies=_expires),
    _paper(
        "expiry-letters", _("Courriers d’échéance"), draw_expiry_letters, CONCESSIONS, permission=REPOSSESS, scope=Scope.SELECTION,
        form=Form(fields=(STEP,)),
    ),
    _paper("information-proof", _("Preuve de l’information"), lists.draw_information_proof, CONCESSIONS, permission=REPOSSESS,
           applies=_expires),
    _paper(
        "notoriety", _("Acte de notoriété"), draw_notoriety, CONCESSIONS, permission=REPOSSESS, issued=issued_of("cemetery.notoriety"),
        form=Form(fields=(
            f.text("sources", _("Sources consultées"), 60, help=_("Vide\u00a0: les recherches enregistrées.")),
            f.text("witnesses", _("Témoins"), 40),
        )),
    ),
    _paper("search-proof", _("Attestation de recherche de titre"), lists.draw_search_proof, CONCESSIONS,
           applies=lambda row: row["searched"]),
    _paper("concession-sheet", _("Fiche de la concession"), lists.draw_concession_sheet, CONCESSIONS),
    _paper("separators", _("Feuilles de séparation"), lists.draw_separators, CONCESSIONS, scope=Scope.SELECTION),
    _paper("missing-deeds", _("Titres manquants"), lists.draw_missing_deeds, CONCESSIONS, scope=Scope.PAGE),
)  # fmt: skip

PLOT_PAPERS = (
    _paper("request", _("Demande de concession"), draw_request, PLOTS, form=Form(fields=REQUEST, start=_request_start)),
    _paper("plot-sheet", _("Fiche de l’emplacement"), lists.draw_plot_sheet, PLOTS),
    _paper("sticker", _("Affichette à poser"), lists.draw_stickers, PLOTS, permission=REPOSSESS, scope=Scope.SELECTION),
    _paper("plot-separators", _("Feuilles de séparation"), lists.draw_plot_separators, PLOTS, scope=Scope.SELECTION),
    _paper(
        "inspection-sheets", _("Feuilles de visite"), lists.draw_inspection_sheets, PLOTS, permission=GROUND, scope=Scope.PAGE,
        form=Form(fields=(f.cemetery("cemetery", required=True), f.section("section", help=_("Vide\u00a0: tous les carrés."))),
                  start=lists.only_cemetery),
    ),
    _paper(
        "year", _("État annuel"), lists.draw_year, PLOTS, scope=Scope.PAGE,
        form=Form(fields=(f.whole("year", _("Année"), required=True),), start=lambda session, params: {"year": today_of(session).year}),
    ),
    _paper("deceased-sheet", _("Fiche du défunt"), lists.draw_deceased_sheet, "cemetery.deceased"),
)  # fmt: skip

OPERATION_PAPERS = (
    _paper("permit", _("Autorisation"), draw_permit, OPERATIONS, permission=OPERATE, issued=issued_permit("act_id"),
           applies=lambda row: row["kind"] != OperationKind.OSSUARY_DEPOSIT),
    _paper("report", _("Procès-verbal ou constat"), draw_report, OPERATIONS, permission=OPERATE,
           issued=issued_permit("report_act_id"), applies=lambda row: row["kind"] in REPORTED and row["done_on"] is not None),
    _paper(
        "police-fees", _("Relevé des vacations"), lists.draw_police_fees, OPERATIONS, permission=OPERATE, scope=Scope.PAGE,
        form=Form(fields=(lists.MONTH,), start=lists.last_month),
    ),
    _paper("works-permit", _("Autorisation de travaux"), draw_works, "cemetery.works", permission=GROUND, issued=issued_works),
)  # fmt: skip

CASE_PAPERS = tuple(
    _paper(name, title, draw, CASES, permission=REPOSSESS, **more)
    for name, title, draw, more in (
        ("visit-notice", _("Avis de visite"), draw_visit_notices, {"form": Form(fields=VISIT), **ABANDONED}),
        ("posted-notice", _("Avis de visite à afficher"), draw_posted_notices, {"form": Form(fields=VISIT), **ABANDONED}),
        ("abandonment-report", _("Procès-verbaux de constat"), draw_abandonment_reports, {"form": Form(fields=(RANK,)), **ABANDONED}),
        ("formal-demand", _("Notifications et mises en demeure"), draw_notifications, {"form": Form(fields=(RANK,)), **ABANDONED}),
        ("report-extract", _("Extraits à afficher"), draw_extracts, {"form": Form(fields=(RANK,)), **ABANDONED}),
        ("posting-certificate", _("Certificat d’affichage"), _of_case("posting_certificate"), {
            "issued": issued_case("cemetery.posting-certificate"), **ABANDONED,
        }),
        ("abandonment-list", _("Liste des concessions en état d’abandon"), _of_case("abandonment_list"), ABANDONED),
        ("council-draft", _("Rapport et projet de délibération"), _of_case("council_draft"), {}),
        ("repossession-order", _("Arrêté de reprise"), _of_case("repossession_order"), {
            "issued": issued_case("cemetery.repossession-order"),
        }),
        ("ossuary-report", _("Procès-verbal de dépôt à l’ossuaire"), _of_case("ossuary_reports"), {}),
    )
)  # fmt: skip

LIST_PAPERS = (
    _paper("act", _("Acte"), draw_act, "cemetery.acts", issued=issued_act),
    _paper(
        "register", _("Registre"), lists.draw_register, "cemetery.acts", scope=Scope.PAGE,
        form=Form(fields=lists.REGISTER_FIELDS, start=lambda session, params: {"register": "concessions"}),
    ),
    _paper(
        "expired-list", _("Liste des concessions échues"), lists.draw_expired_list, "cemetery.deadlines", permission=REPOSSESS,
        scope=Scope.PAGE, form=Form(fields=(f.cemetery("cemetery", required=True),), start=lists.only_cemetery),
    ),
    _paper(
        "accountant-statement", _("État pour le comptable"), lists.draw_accountant, "cemetery.fees", permission=BILL, scope=Scope.PAGE,
        form=Form(fields=(
            f.day("first_on", _("Du"), required=True), f.day("last_on", _("Au"), required=True),
        ), start=lists.this_year),
    ),
)  # fmt: skip

PAPERS: tuple[Paper, ...] = (*CONCESSION_PAPERS, *PLOT_PAPERS, *OPERATION_PAPERS, *CASE_PAPERS, *LIST_PAPERS)
