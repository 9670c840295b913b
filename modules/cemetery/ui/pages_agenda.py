# SPDX-License-Identifier: EUPL-1.2
"""« Échéances »: everything that has a day, its reason, and the place where the work is done."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.forms.fields import Choice, Day, Flag, Option, Text, Tone, Whole
from app.forms.page import Column, Filter, Page, Row, Table
from modules.cemetery import lists
from modules.cemetery.agenda import DeadlineKind
from modules.cemetery.permissions import READ
from modules.cemetery.strings import _, _n
from modules.cemetery.ui.pages_ground import ON, READS

DEADLINES = "cemetery.deadlines"

KINDS = (
    Option(DeadlineKind.EXPIRY, _("Échéance"), Tone.WARNING, "clock-alert"),
    Option(DeadlineKind.OLD_EXPIRY, _("Ancienne échéance"), Tone.NEUTRAL, "history"),
    Option(DeadlineKind.CASE, _("Procédure"), Tone.INFO, "gavel"),
    Option(DeadlineKind.OPERATION, _("Opération"), Tone.INFO, "calendar"),
    Option(DeadlineKind.VAULT, _("Caveau provisoire"), Tone.DANGER, "alarm-clock"),
    Option(DeadlineKind.COMMON, _("Terrain commun"), Tone.NEUTRAL, "refresh-cw"),
    Option(DeadlineKind.RESERVATION, _("Réservation"), Tone.NEUTRAL, "bookmark"),
    Option(DeadlineKind.WORKS, _("Travaux"), Tone.NEUTRAL, "truck"),
)


def _kind(*kinds: DeadlineKind) -> Any:
    wanted = {kind.value for kind in kinds}
    return lambda row: row["kind"] in wanted


def _before(days: int) -> Any:
    def keep(row: Row) -> bool:
        due: date | None = row["due_on"]
        seen: date = row["seen_on"]
        return row["kind"] != DeadlineKind.OLD_EXPIRY and (due is None or due <= seen + timedelta(days=days))

    return keep


DEADLINES_PAGE = Page(
    name=DEADLINES,
    title=_("Échéances"),
    table=Table(
        name=DEADLINES,
        title=_("Échéances"),
        columns=(
            Column(field=Day(name="due_on", label=_("À faire le")), strong=True),
            Column(field=Choice(name="kind", label=_("Objet"), options=KINDS, width=16)),
            Column(field=Text(name="title", label=_("Ce qui est à faire"), width=34)),
            Column(field=Text(name="subject", label=_("Pour"), width=22)),
            Column(field=Text(name="plots", label=_("Emplacements"), width=12)),
            Column(field=Day(name="until_on", label=_("Au plus tard")), hidden=True),
            Column(field=Text(name="why", label=_("Pourquoi"), width=30), weak=True),
            Column(field=Flag(name="is_late", label=_("En retard")), hidden=True),
            Column(field=Text(name="page", label=_("Page")), hidden=True),
            Column(field=Whole(name="record", label=_("Fiche")), hidden=True),
        ),
        rows=lists.deadlines,
        filters=(
            Filter(name="now", label=_("À faire"), keep=_before(0)),
            Filter(name="month", label=_("Sous trente jours"), keep=_before(30)),
            Filter(name="all", label=_("Toutes")),
            Filter(name="expiries", label=_("Concessions"), keep=_kind(DeadlineKind.EXPIRY)),
            Filter(name="cases", label=_("Procédures"), keep=_kind(DeadlineKind.CASE)),
            Filter(name="operations", label=_("Opérations"), keep=_kind(DeadlineKind.OPERATION, DeadlineKind.VAULT)),
            Filter(name="old", label=_("Anciennes échéances"), keep=_kind(DeadlineKind.OLD_EXPIRY)),
        ),
        filter="now",
        search=("title", "subject", "plots"),
        parameters=ON,
        counted=lambda n: _n("{n} échéance", "{n} échéances", n),
        empty=_("Rien à faire\u00a0: aucune échéance, aucune procédure, aucune opération en attente."),
        reads=READS | {"cemetery_operation", "cemetery_case_step", "cemetery_works"},
        permission=READ,
    ),
    permission=READ,
    help=_("Ce que la loi demande, jour par jour, et pourquoi. Entrée ouvre la fiche où le travail se fait."),
)  # fmt: skip
