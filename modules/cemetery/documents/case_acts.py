# SPDX-License-Identifier: EUPL-1.2
"""Acts and notices of the procedures of repossession (DOC-21 to 24 and DOC-31 to 40)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.text import Text
from app.documents.blocks import Align, Block, Columns, Picture
from modules.cemetery.documents import words as w
from modules.cemetery.documents.concession_acts import FOOT, act_values, held_values, stamp_of
from modules.cemetery.documents.facts import ActNumber, Dead, Grave, Held, Run, Spot, Step
from modules.cemetery.documents.layout import Cell, Listed, Sheet
from modules.cemetery.documents.letters import grave_values, report_reference
from modules.cemetery.rules.codes import CaseKind, StepCode
from modules.cemetery.rules.delays import ExpiryStyle
from modules.cemetery.strings import _, label

S = StepCode
PLOT = Cell("plot", _("Emplacement"), width=26)
CONCESSION = Cell("concession", _("Concession"))


@dataclass(frozen=True)
class Expired:
    """A line of the posted list of expired concessions (DOC-22)."""

    plot: str
    concession: str
    family: str
    expiry: str
    last_day: date | None


@dataclass(frozen=True)
class Moved:
    """Persons of one grave moved to the ossuary (DOC-40)."""

    origin: str
    names: str
    boxes: int
    place: str
    number: str
    day: date | None
    nothing_found: bool = False


# ---------------------------------------------------------------- expired concessions


def sticker(spot: Spot, made_on: date) -> Sheet:
    """DOC-21: what is left on a grave; no name, no date of anybody."""
    values: dict[str, Text] = {"plot": spot.label, "made_on": w.long_day(made_on)}
    return Sheet("DOC-21", "sticker", _("Avis à la famille"), values, signed=False)


def expired_list(rows: Sequence[Expired], cemetery: str, made_on: date, *, names: bool) -> Sheet:
    """DOC-22: the posted list; family names only when the commune chose to show them."""
    cells = [PLOT, CONCESSION]
    cells += [Cell("family", _("Famille"))] if names else []
    cells += [Cell("expiry", _("Échéance"), width=38), Cell("last_day", _("Renouvelable jusqu’au"), width=38)]
    lines = [
        {
            "plot": row.plot, "concession": row.concession, "family": row.family, "expiry": row.expiry,
            "last_day": w.short_day(row.last_day),
        }
        for row in rows
    ]  # fmt: skip
    values: dict[str, Text] = {"made_on": w.long_day(made_on), "cemetery": w.cemetery_named(cemetery)}
    listed = Listed(cells, lines, empty=_("Aucune concession échue."))
    return Sheet("DOC-22", "expired-list", _("Concessions échues"), values, {"graves": listed})


# ---------------------------------------------------------------- orders of repossession


def repossession_order(run: Run, style: ExpiryStyle, deliberation: Text = "") -> Sheet:
    """DOC-23, DOC-24 or DOC-39, by the kind of the procedure."""
    act, order = run.act, run.step(S.ORDER)
    made_on = act.made_on or (order.done_on if order else None)
    published = run.step(S.PUBLICATION)
    effect = published.done_on if published else made_on
    graves = [grave for grave in run.graves if grave.is_open]
    values: dict[str, Text] = {
        **act_values(act, made_on),
        "cemetery": w.cemetery_named(run.cemetery),
        "by_law_on": w.long_day(graves[0].spot.by_law_on) if graves else "",
        "effect_on": w.long_day(effect),
        "removal_by": w.long_day(effect + timedelta(days=run.removal_days)) if effect else "",
        "ossuary": run.ossuary,
        "deliberation": deliberation or _deliberation(run),
    }
    doc, wording, title, listed = {
        CaseKind.EXPIRED: ("DOC-23", "order-expired", _("Arrêté de reprise de concessions échues"), _expired_rows(graves, style)),
        CaseKind.COMMON: ("DOC-24", "order-common", _("Arrêté de reprise de sépultures en terrain commun"), _common_rows(graves)),
        CaseKind.ABANDONMENT: (
            "DOC-39", "order-abandonment", _("Arrêté de reprise de concessions en état d’abandon"), _abandoned_rows(graves),
        ),
    }[run.kind]  # fmt: skip
    return Sheet(doc, wording, title, values, {"graves": listed}, number=act.reference, stamp=stamp_of(act), foot=FOOT)


def _deliberation(run: Run) -> str:
    step = run.step(S.COUNCIL)
    if step is None:
        return ""
    dated = str(_("du {day}", day=w.long_day(step.done_on)))
    return str(_("n°\u00a0{number} {dated}", number=step.proof, dated=dated)) if step.proof else dated


def _expired_rows(graves: Sequence[Grave], style: ExpiryStyle) -> Listed:
    cells = (
        PLOT, CONCESSION, Cell("holder", _("Concessionnaire")), Cell("expiry", _("Échéance"), width=32),
        Cell("informed", _("Famille informée le"), width=32),
    )  # fmt: skip
    rows: list[Mapping[str, Text]] = []
    for grave in graves:
        held = grave.held
        rows.append({
            "plot": grave.spot.label, "concession": w.concession_name(held),
            "holder": w.holder_names(held) if held else "",
            "expiry": w.until(held.term, style, long=False) if held else "",
            "informed": _informed(grave),
        })  # fmt: skip
    return Listed(cells, rows)


def _informed(grave: Grave) -> str:
    """The last day on which the family was told, or searched in vain."""
    step = grave.step(S.INFORMATION)
    days = [proof.sent_on for proof in grave.held.proofs] if grave.held else []
    days += [step.done_on] if step else []
    return w.short_day(max(days)) if days else ""


def _common_rows(graves: Sequence[Grave]) -> Listed:
    cells = (PLOT, Cell("names", _("Personnes inhumées")), Cell("buried", _("Inhumées le"), width=40))
    rows = [
        {
            "plot": grave.spot.label, "names": w.listed(dead.who.name for dead in grave.dead),
            "buried": w.listed(w.short_partial(dead.buried_on or dead.died_on) for dead in grave.dead),
        }
        for grave in graves
    ]  # fmt: skip
    return Listed(cells, rows)


def _abandoned_rows(graves: Sequence[Grave]) -> Listed:
    cells = (
        PLOT, CONCESSION, Cell("report_1", _("Premier procès-verbal")), Cell("report_2", _("Second procès-verbal")),
        Cell("notified", _("Notifié le"), width=28),
    )  # fmt: skip
    rows: list[Mapping[str, Text]] = []
    for grave in graves:
        notified = grave.step(S.NOTIFICATION_2)
        rows.append({
            "plot": grave.spot.label, "concession": w.concession_name(grave.held) or str(_("sans titre connu")),
            "report_1": report_reference(grave.step(S.REPORT_1)), "report_2": report_reference(grave.step(S.REPORT_2)),
            "notified": w.short_day(notified.done_on) if notified else "",
        })  # fmt: skip
    return Listed(cells, rows)


# ---------------------------------------------------------------- abandonment


def posted_notice(grave: Grave, visit: tuple[date | None, str], rank: int, made_on: date) -> Sheet:
    """DOC-31: the notice posted when nobody's address is known."""
    values = {
        **grave_values(grave), "made_on": w.long_day(made_on), "visit_on": w.long_day(visit[0]), "visit_at": visit[1],
        "rank": _("Second avis") if rank == 2 else "",
    }  # fmt: skip
    return Sheet("DOC-31", "posted-notice", _("Avis de visite d’une sépulture"), values)


def report(grave: Grave, rank: int, act: ActNumber, visit_at: str = "") -> Sheet:
    """DOC-32: what the mayor saw, with the content that R2223-14 demands; one report for each grave."""
    step = grave.step(S.REPORT_1 if rank == 1 else S.REPORT_2)
    held = grave.held
    lost = held is not None and held.notoriety_on is not None
    deed = w.deed_reference(held) if held and held.deed_on else ""
    if not deed and lost:
        assert held is not None
        deed = str(_("titre perdu, acte de notoriété du {day}", day=w.long_day(held.notoriety_on)))
    heirs = [who.name for who, _kin in held.heirs] if held else []
    values: dict[str, Text] = {
        **grave_values(grave),
        **act_values(act, step.done_on if step else None),
        "visit_on": w.long_day(step.done_on if step else None),
        "visit_at": (step.at_time if step else "") or visit_at or _announced(grave, rank),
        "deed": deed,
        "deed_lost": _("oui") if lost else "",
        "parties": (w.holder_names(held) if held else "") or _("inconnues"),
        "successors": w.listed(heirs) or w.listed(" ".join(block.split("\n")) for block in grave.addressees) or _("aucun connu"),
        "buried": w.listed(_buried(dead) for dead in grave.dead) or _("inconnues"),
        "present": step.present if step else "",
        "first_report": report_reference(grave.step(S.REPORT_1)) if rank == 2 else "",
    }
    title = _("Procès-verbal de constat d’abandon") if rank == 1 else _("Second procès-verbal de constat d’abandon")
    present = [line.strip() for line in str(values["present"]).replace(";", "\n").splitlines() if line.strip()]
    return Sheet(
        "DOC-32", f"report-{rank}", title, {**values, "present": w.listed(present)}, parts={"photos": _photos(grave)},
        number=act.reference, stamp=stamp_of(act), others=[(_("Les personnes présentes,"), w.listed(present))],
    )  # fmt: skip


def _announced(grave: Grave, rank: int) -> str:
    """The hour told in the notice holds for the visit."""
    notice = grave.step(S.NOTICE_1 if rank == 1 else S.NOTICE_2)
    return notice.at_time if notice else ""


def _buried(dead: Dead) -> str:
    day = w.short_partial(dead.buried_on or dead.died_on)
    return f"{dead.who.name} ({day})" if day else dead.who.name


def _photos(grave: Grave) -> list[Block]:
    return [
        Columns([[Picture(content, 62)] for content in grave.photos[start : start + 2]])
        for start in range(0, len(grave.photos), 2)
    ]


def notoriety(held: Held, act: ActNumber, sources: str, witnesses: str = "") -> Sheet:
    """DOC-33: the deed is lost; that it is older than thirty years is common knowledge (R2223-12)."""
    values: dict[str, Text] = {
        **held_values(held), **act_values(act, held.notoriety_on),
        "plot": w.listed(w.place_of(spot) for spot in held.spots),
        "sources": sources, "witnesses": witnesses,
        "oldest": w.long_partial(min((day for d in held.dead if (day := d.buried_on or d.died_on)), default=None)),
    }  # fmt: skip
    return Sheet("DOC-33", "notoriety", _("Acte de notoriété"), values, number=act.reference, stamp=stamp_of(act))


def extract(grave: Grave, rank: int, posted: tuple[date | None, date | None], made_on: date) -> Sheet:
    """DOC-35: the extract posted at both doors."""
    values = {
        **grave_values(grave), "made_on": w.long_day(made_on),
        "report_ref": report_reference(grave.step(S.REPORT_1 if rank == 1 else S.REPORT_2)),
        "posted_from": w.long_day(posted[0]), "posted_until": w.long_day(posted[1]),
    }  # fmt: skip
    return Sheet("DOC-35", "report-extract", _("Extrait de procès-verbal de constat d’abandon"), values)


def posting_certificate(run: Run, act: ActNumber, made_on: date) -> Sheet:
    """DOC-36: the mayor certifies where and when the extracts were posted (R2223-16)."""
    posted = [run.step(code) for code in (S.POSTING_1, S.POSTING_2, S.POSTING_3)]
    cells = (Cell("rank", _("Affichage")), Cell("first", _("Du")), Cell("last", _("Au")))
    rows = [
        {"rank": str(rank), "first": w.long_day(step.done_on), "last": w.long_day(step.until_on)}
        for rank, step in enumerate(posted, 1)
        if step is not None
    ]
    reports = dict.fromkeys(str(report_reference(grave.step(S.REPORT_1))) for grave in run.graves)
    values: dict[str, Text] = {
        **act_values(act, made_on), "cemetery": w.cemetery_named(run.cemetery), "report_ref": w.listed(reports),
        "plots": w.listed(grave.spot.label for grave in run.graves if grave.is_open),
    }  # fmt: skip
    return Sheet(
        "DOC-36", "posting-certificate", _("Certificat d’affichage"), values, {"postings": Listed(cells, rows)},
        number=act.reference, stamp=stamp_of(act),
    )  # fmt: skip


def abandonment_list(run: Run, made_on: date, *, names: bool = True) -> Sheet:
    """DOC-37: the list kept at the town hall, a copy of which goes to the prefecture (R2223-17)."""
    family = (Cell("family", _("Famille")),) if names else ()
    cells = (PLOT, CONCESSION, *family, Cell("report", _("Procès-verbal")), Cell("state", _("Suite")))
    rows = [
        {
            "plot": grave.spot.label, "concession": w.concession_name(grave.held, names=names) or str(_("sans titre connu")),
            "family": grave.held.family_name if grave.held else "", "report": report_reference(grave.step(S.REPORT_1)),
            "state": _("procédure en cours") if grave.is_open else _("sortie de la procédure"),
        }
        for grave in run.graves
    ]  # fmt: skip
    values: dict[str, Text] = {"made_on": w.long_day(made_on), "cemetery": w.cemetery_named(run.cemetery)}
    return Sheet("DOC-37", "abandonment-list", _("Concessions en état d’abandon"), values, {"graves": Listed(cells, rows)})


def council_draft(run: Run, made_on: date) -> Sheet:
    """DOC-38: the report to the council, with the history and the draft of the deliberation."""
    every: dict[tuple[S, date], Step] = {}
    for step in [*run.steps, *(step for grave in run.graves for step in grave.steps)]:
        every.setdefault((step.code, step.done_on), step)
    told = sorted(every.values(), key=lambda step: (step.done_on, list(S).index(step.code)))
    steps = Listed(
        (Cell("step", _("Formalité")), Cell("day", _("Date"), width=40), Cell("proof", _("Preuve"))),
        [{"step": label(s.code), "day": w.long_day(s.done_on), "proof": s.proof} for s in told],
    )
    graves = Listed(
        (PLOT, CONCESSION, Cell("state", _("État constaté"), weight=2)),
        [
            {
                "plot": g.spot.label, "concession": w.concession_name(g.held) or str(_("sans titre connu")),
                "state": grave_values(g)["description"],
            }
            for g in run.graves if g.is_open
        ],
    )  # fmt: skip
    wording = {CaseKind.EXPIRED: "council-expired", CaseKind.COMMON: "council-common"}.get(run.kind, "council-draft")
    values: dict[str, Text] = {"made_on": w.long_day(made_on), "cemetery": w.cemetery_named(run.cemetery), "ossuary": run.ossuary}
    return Sheet(
        "DOC-38", wording, _("Rapport et projet de délibération"), values, {"steps": steps, "graves": graves}, signed=False
    )


def ossuary_report(run: Run, moved: Sequence[Moved], act: ActNumber, present: str, made_on: date) -> Sheet:
    """DOC-40: what was found in each grave, the boxes, the ossuary and the numbers of its register."""
    cells = (
        Cell("origin", _("Sépulture d’origine"), width=32), Cell("names", _("Personnes"), weight=2),
        Cell("boxes", _("Boîtes"), width=16, align=Align.RIGHT), Cell("place", _("Place à l’ossuaire")),
        Cell("number", _("Registre"), width=20), Cell("day", _("Date"), width=24),
    )  # fmt: skip
    rows: list[Mapping[str, Text]] = [
        {
            "origin": m.origin, "names": _("{names} (rien n’a été trouvé)", names=m.names) if m.nothing_found else m.names,
            "boxes": str(m.boxes), "place": m.place, "number": m.number, "day": w.short_day(m.day),
        }
        for m in moved
    ]  # fmt: skip
    values: dict[str, Text] = {**act_values(act, made_on), "cemetery": w.cemetery_named(run.cemetery), "present": present}
    return Sheet(
        "DOC-40", "ossuary-report", _("Procès-verbal d’exhumation administrative et de dépôt à l’ossuaire"), values,
        {"moved": Listed(cells, rows)}, number=act.reference, stamp=stamp_of(act),
        others=[(_("Les personnes présentes,"), present)] if present else (),
    )  # fmt: skip
