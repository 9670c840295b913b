# SPDX-License-Identifier: EUPL-1.2
"""Permits and reports of funeral operations (DOC-08 to 18), and the permit of works (DOC-19)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.core.text import Msg, Text
from modules.cemetery.documents import words as w
from modules.cemetery.documents.concession_acts import FOOT, act_values, spot_values, stamp_of
from modules.cemetery.documents.facts import ActNumber, Dead, Operation, WorksFacts
from modules.cemetery.documents.layout import Cell, Listed, Sheet
from modules.cemetery.rules.codes import OperationKind, PlotKind
from modules.cemetery.strings import _, label

K = OperationKind


@dataclass(frozen=True)
class _Form:
    doc: str
    wording: str
    title: Msg


PERMITS: Mapping[OperationKind, _Form] = {
    K.BURIAL: _Form("DOC-08", "burial-permit", _("Autorisation d’inhumer")),
    K.URN_BURIAL: _Form("DOC-09", "urn-permit", _("Autorisation d’inhumation d’urne")),
    K.URN_DEPOSIT: _Form("DOC-09", "urn-permit", _("Autorisation de dépôt d’urne")),
    K.URN_SEALING: _Form("DOC-10", "sealing-permit", _("Autorisation de scellement d’urne")),
    K.SCATTERING: _Form("DOC-11", "scattering-permit", _("Autorisation de dispersion des cendres")),
    K.OPEN_SCATTERING: _Form(
        "DOC-12", "open-scattering-receipt", _("Récépissé de déclaration de dispersion en pleine nature")
    ),
    K.TEMP_DEPOSIT: _Form("DOC-13", "temporary-vault-permit", _("Autorisation de dépôt en caveau provisoire")),
    K.TEMP_EXIT: _Form("DOC-14", "temporary-vault-exit", _("Constat de sortie du caveau provisoire")),
    K.EXHUMATION: _Form("DOC-15", "exhumation-permit", _("Autorisation d’exhumation")),
    K.TRANSFER: _Form("DOC-15", "exhumation-permit", _("Autorisation d’exhumation et de transfert")),
    K.REDUCTION: _Form("DOC-17", "reduction-permit", _("Autorisation de réduction de corps")),
    K.REUNION: _Form("DOC-17", "reduction-permit", _("Autorisation de réunion de corps")),
    K.URN_REMOVAL: _Form("DOC-18", "urn-removal-permit", _("Autorisation de retrait d’urne")),
}
"""The permit of each operation; a deposit in the ossuary has its own report (DOC-40)."""

REPORTED = frozenset({K.EXHUMATION, K.TRANSFER, K.REDUCTION, K.REUNION})
"""Operations that end with a report of exhumation (DOC-16)."""
EXHUMING = frozenset({*REPORTED, K.URN_REMOVAL})


def subjects(dead: tuple[Dead, ...]) -> Listed:
    """One line for each of the dead: who, born, died."""
    cells = (
        Cell("names", _("Nom")),
        Cell("birth", _("Naissance"), ", "),
        Cell("death_on", _("Décès"), ", "),
        Cell("death_at", _("Heure"), " à "),
        Cell("death_place", _("Lieu"), " à "),
        Cell("record", _("Acte"), ", acte de décès n°\u00a0"),
        Cell("residence", _("Domicile"), ", dernier domicile\u00a0: "),
        Cell("mpf", _("Mention"), ", "),
    )
    rows: list[dict[str, Text]] = []
    for each in dead:
        verb = _("décédée") if each.who.is_woman else _("décédé")
        died = f"{verb} {w.on_day(each.died_on)}" if each.died_on else ""
        rows.append({
            "names": each.who.name, "birth": w.birth(each.who), "death_on": died, "death_at": w.hour(each.died_at),
            "death_place": each.death_place, "record": each.death_record, "residence": each.last_residence,
            "mpf": _("mort pour la France") if each.mpf else "",
        })  # fmt: skip
    return Listed(cells, rows, sentences=True)


def operation_values(op: Operation, *, done: bool = False) -> dict[str, Text]:
    """The places of a text about an operation; of what was done when `done`, else of what is planned."""
    exhuming = op.kind in EXHUMING
    spot = op.plot_from if exhuming or op.kind is K.TEMP_EXIT else op.plot_to
    day, moment = (op.done_on, op.done_at) if done else (op.planned_on, op.planned_at)
    destination = op.destination or w.where(op.plot_to)
    common = spot is not None and spot.is_common
    place = spot_values([spot]) if spot else {}
    return {
        **place,
        "plot": w.where(spot),
        "concession": op.concession or (_("terrain commun") if common else ""),
        "level": op.level or (_("pleine terre") if spot and spot.kind is PlotKind.EARTH else ""),
        "day": w.long_day(day),
        "hour": w.hour(moment),
        "destination": destination,
        "container": w.lower(label(op.container)),
        "hermetic": _("cercueil hermétique") if op.is_hermetic else "",
        "applicant": op.applicant.name if op.applicant else "",
        "applicant_address": op.applicant.address if op.applicant else "",
        "capacity": op.capacity,
        "agreement": op.agreement or (_("sans objet (terrain commun)") if common else ""),
        "operator": op.operator,
        "operator_authorisation": op.operator_authorisation,
        "right_basis": w.lower(label(op.right_basis)) if op.right_basis else "",
        "closure_permit": op.closure_permit,
        "transport": op.transport,
        "crematorium": op.crematorium,
        "cremated_on": w.long_day(op.cremated_on),
        "derogation": op.derogation,
        "court_order": _("décision de justice") if op.by_court_order else "",
        "present": op.present,
        "state_found": op.state_found,
        "monument": op.monument,
        "fixing": op.fixing,
        "plate_text": op.plate_text,
        "reason": op.remark or _("attente de l’inhumation définitive"),
        "latest_out": w.long_day(op.latest_out),
        "owner_agreement": op.agreement if op.concession else _("sans objet (caveau de la commune)"),
        "fee": op.fee,
        "override": op.override_reason,
    }


def permit(op: Operation) -> Sheet:
    """The mayor's permit (or receipt) for an operation. Raises KeyError for a deposit in the ossuary."""
    form = PERMITS[op.kind]
    done = op.kind is K.TEMP_EXIT
    values = {**operation_values(op, done=done), **act_values(op.permit, op.done_on if done else None)}
    foot = "" if op.kind in (K.OPEN_SCATTERING, K.TEMP_EXIT) else FOOT
    return Sheet(
        form.doc, form.wording, form.title, values, {"subjects": subjects(op.subjects)},
        number=op.permit.reference, stamp=stamp_of(op.permit), foot=foot,
    )  # fmt: skip


def report(op: Operation) -> Sheet:
    """DOC-16: what was found and where it went."""
    values = {**operation_values(op, done=True), **act_values(op.report, op.done_on)}
    people = [line.strip() for line in op.present.replace(";", "\n").splitlines() if line.strip()]
    return Sheet(
        "DOC-16", "exhumation-report", _("Procès-verbal d’exhumation"), {**values, "present": w.listed(people)},
        {"subjects": subjects(op.subjects)}, number=op.report.reference, stamp=stamp_of(op.report),
        others=[(_("Les personnes présentes,"), w.listed(people))],
    )  # fmt: skip


def works(facts: WorksFacts, *, declared: bool) -> Sheet:
    """DOC-19: the permit of works, or the receipt of their declaration."""
    who = facts.applicant
    values: dict[str, Text] = {
        **spot_values([facts.spot]),
        **act_values(facts.permit, facts.permitted_on),
        "plot": w.where(facts.spot),
        "concession": facts.concession,
        "applicant": who.name if who else "",
        "applicant_address": who.address if who else "",
        "capacity": facts.capacity,
        "firm": facts.firm,
        "nature": w.lower(label(facts.nature)),
        "planned_from": w.long_day(facts.planned_from),
        "planned_to": w.long_day(facts.planned_to),
        "state_before": facts.state_before,
        "reservation": facts.reservation or _("aucune"),
        "details": facts.remark,
    }
    title = _("Récépissé de déclaration de travaux") if declared else _("Autorisation de travaux au cimetière")
    number: ActNumber = facts.permit
    return Sheet(
        "DOC-19", "works-permit", title, {**values, "declared": _("déclarés") if declared else ""},
        number=number.reference, stamp=stamp_of(number), foot="" if declared else FOOT,
    )  # fmt: skip
