# SPDX-License-Identifier: EUPL-1.2
"""The registers of §14: numbered lines, a dated edition, page numbers, and the digest of what they say (DOC-52)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.core.dates import show_day_long
from app.core.text import Msg, Text
from app.documents.blocks import (
    Column,
    Document,
    InvoiceHead,
    KeepTogether,
    Page,
    Paragraph,
    Signature,
    Spacer,
    Table,
    Tone,
)
from app.documents.letterhead import Letterhead
from app.documents.wording import Wordings
from modules.cemetery.documents import words as w
from modules.cemetery.documents.layout import Office
from modules.cemetery.strings import _, _n


class RegisterName(StrEnum):
    """Registers and indexes that can be printed."""

    OSSUARY = "ossuary"
    ABANDONMENT = "abandonment"
    OPEN_SCATTERINGS = "open-scatterings"
    GARDEN = "garden"
    ACTS = "acts"
    CONCESSIONS = "concessions"
    BURIALS = "burials"
    EXHUMATIONS = "exhumations"
    TEMPORARY_VAULT = "temporary-vault"
    WORKS = "works"
    DECEASED = "deceased"
    HOLDERS = "holders"


@dataclass(frozen=True)
class _Kind:
    title: Msg
    basis: Msg
    columns: tuple[Column, ...]
    public: bool = False


def _c(label: Text, width: float | None = None, weight: float = 1.0) -> Column:
    return Column(label, width=width, weight=weight)


_R = RegisterName
KINDS: dict[RegisterName, _Kind] = {
    _R.OSSUARY: _Kind(
        _("Registre de l’ossuaire"),
        _("Noms des personnes exhumées après reprise (articles L2223-4 et R2223-6). Registre tenu à la disposition du public."),
        (_c(_("Noms"), weight=2), _c(_("Sépulture d’origine")), _c(_("Date"), 26), _c(_("Place à l’ossuaire ou crémation"))),
        public=True,
    ),
    _R.ABANDONMENT: _Kind(
        _("Liste des concessions en état d’abandon"),
        _("Article R2223-17. Liste déposée en mairie, à la disposition du public."),
        (_c(_("Emplacement"), 30), _c(_("Concession")), _c(_("Premier procès-verbal"), 42), _c(_("Suite"))),
        public=True,
    ),
    _R.OPEN_SCATTERINGS: _Kind(
        _("Registre des dispersions en pleine nature"),
        _("Article L2223-18-3. Registre de la commune de naissance, communiqué sur demande."),
        (_c(_("Identité"), weight=2), _c(_("Naissance"), weight=1.4), _c(_("Date"), 26), _c(_("Lieu"), weight=1.4), _c(_("Déclarant"))),
    ),
    _R.GARDEN: _Kind(
        _("Personnes dont les cendres ont été dispersées au cimetière"),
        _("Article L2223-2. Identités inscrites sur l’équipement de l’espace de dispersion."),
        (_c(_("Nom"), weight=2), _c(_("Naissance"), 32), _c(_("Décès"), 32), _c(_("Dispersion"), 32), _c(_("Espace"))),
        public=True,
    ),
    _R.ACTS: _Kind(
        _("Registre des actes du cimetière"),
        _("Arrêtés, titres, autorisations et procès-verbaux du maire, dans l’ordre de leurs numéros (article R2122-7)."),
        (_c(_("Famille"), 32), _c(_("Acte n°"), 20), _c(_("Date"), 22), _c(_("Objet"), weight=3), _c(_("Suite"))),
    ),
    _R.CONCESSIONS: _Kind(
        _("Registre des concessions"),
        _("Contrats de concession et leurs renouvellements, dans l’ordre de leurs titres."),
        (
            _c(_("Concession"), 22), _c(_("Concessionnaire"), weight=2), _c(_("Emplacement"), 24), _c(_("Date"), 24),
            _c(_("Durée"), 28), _c(_("Prix"), 24), _c(_("Renouvellements"), weight=1.4), _c(_("Échéance ou fin"), weight=1.2),
        ),
    ),
    _R.BURIALS: _Kind(
        _("Registre des inhumations"),
        _("Inhumations, dépôts et scellements d’urnes, dans l’ordre de leurs dates."),
        (
            _c(_("Date"), 24), _c(_("Identité"), weight=2), _c(_("Décès"), 24), _c(_("Emplacement"), 30), _c(_("Contenant"), 32),
            _c(_("Autorisation"), 28),
        ),
    ),
    _R.EXHUMATIONS: _Kind(
        _("Registre des exhumations, réductions et transferts"),
        _("Articles R2213-40 et suivants."),
        (
            _c(_("Date"), 24), _c(_("Opération"), 36), _c(_("Identité"), weight=2), _c(_("De"), 28), _c(_("Vers"), weight=1.2),
            _c(_("Autorisation"), 28),
        ),
    ),
    _R.TEMPORARY_VAULT: _Kind(
        _("Registre du caveau provisoire"),
        _("Article R2213-29\u00a0: six mois au plus."),
        (
            _c(_("Identité"), weight=2), _c(_("Caveau"), 28), _c(_("Entrée"), 26), _c(_("Sortie au plus tard"), 34),
            _c(_("Sortie"), 26), _c(_("Destination")),
        ),
    ),
    _R.WORKS: _Kind(
        _("Registre des travaux"),
        _("Travaux autorisés ou déclarés."),
        (
            _c(_("Permis"), 24), _c(_("Emplacement"), 26), _c(_("Nature"), 34), _c(_("Demandeur")), _c(_("Entreprise")),
            _c(_("Dates"), 46), _c(_("Constat de fin"), 28),
        ),
    ),
    _R.DECEASED: _Kind(
        _("Table alphabétique des défunts"),
        _("Table à la disposition du public."),
        (_c(_("Nom"), weight=1.4), _c(_("Naissance"), 22), _c(_("Décès"), 22), _c(_("Emplacement"), 26), _c(_("Cimetière"))),
        public=True,
    ),
    _R.HOLDERS: _Kind(
        _("Table alphabétique des concessionnaires"),
        _("Usage interne\u00a0: elle nomme des personnes vivantes."),
        (_c(_("Nom"), weight=1.2), _c(_("Concession"), 22), _c(_("Emplacement"), 24), _c(_("Cimetière")), _c(_("Échéance"), 34)),
    ),
}  # fmt: skip


def title_of(name: RegisterName) -> Msg:
    """How a register is called."""
    return KINDS[name].title


@dataclass(frozen=True)
class RegisterFacts:
    """An edition of a register: its rows without their numbers, which are given here."""

    name: RegisterName
    rows: Sequence[Sequence[Text]]
    made_on: date
    first_on: date | None = None
    last_on: date | None = None
    cemetery: str = ""
    edition: str = ""
    """« 2026-0003 » when the edition was frozen."""


def digest_of(facts: RegisterFacts) -> str:
    """SHA-256 of what an edition says: two prints agree when their digests do."""
    lines = ["\t".join(str(cell) for cell in row) for row in facts.rows]
    said = "\n".join([facts.name.value, facts.cemetery, str(facts.first_on), str(facts.last_on), *lines])
    return hashlib.sha256(said.encode()).hexdigest()


def register(facts: RegisterFacts, office: Office, head: Letterhead, words: Wordings) -> Document:
    """The edition as a paper; corrections are new lines, never overwritten ones."""
    kind = KINDS[facts.name]
    count = len(facts.rows)
    rows = [(str(rank), *row) for rank, row in enumerate(facts.rows, 1)]
    columns = [Column(_("N°"), width=13), *kind.columns]
    under = [kind.basis, *([facts.cemetery] if facts.cemetery else []), *_period(facts)]
    edition = _("Édition n°\u00a0{number} du {day}", number=facts.edition, day=show_day_long(facts.made_on)) if facts.edition else (
        _("Édition du {day}, non figée", day=show_day_long(facts.made_on))
    )
    opening = InvoiceHead(_("Commune {of_commune}", of_commune=office.of_commune), kind.title, under, edition)
    where = _("Fait {at_town}, le {day}", at_town=w.made_at(office.town), day=show_day_long(facts.made_on))
    said = _n("Registre arrêté à une ligne.", "Registre arrêté à {n} lignes.", count) if count else _("Registre arrêté sans aucune ligne.")
    closing = KeepTogether([
        Paragraph(said),
        Paragraph(_("Empreinte du contenu (SHA-256)\u00a0: {digest}", digest=digest_of(facts)), Tone.SMALL),
        *words.blocks("register-foot", Tone.SMALL),
        Signature(_("Le maire,"), office.signatory, where),
    ])  # fmt: skip
    footer = _("{title}, {edition}", title=kind.title, edition=edition)
    return Document(
        kind.title, [opening, Spacer(3), Table(columns, rows, compact=True, empty=_("Néant.")), closing], head, footer=footer,
        page=Page.LANDSCAPE if len(columns) > 6 else Page.PORTRAIT, slim=True, tighten=False,
    )  # fmt: skip


def _period(facts: RegisterFacts) -> list[Text]:
    if facts.first_on and facts.last_on:
        return [_("Du {first} au {last}", first=show_day_long(facts.first_on), last=show_day_long(facts.last_on))]
    return []
