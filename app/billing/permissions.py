# SPDX-License-Identifier: EUPL-1.2
"""Rights of billing."""

from __future__ import annotations

from app.billing.strings import _
from app.contract import Permission

READ = "billing.read"
TARIFFS = "billing.tariffs"
PAYERS = "billing.payers"
DRAFT = "billing.draft"
VALIDATE = "billing.validate"
COLLECT = "billing.collect"
REMIND = "billing.remind"
BANK = "billing.bank"

PERMISSIONS = (
    Permission(READ, _("Consulter les factures, les comptes et les paiements")),
    Permission(TARIFFS, _("Saisir les délibérations, les tarifs et les séries")),
    Permission(PAYERS, _("Modifier les redevables")),
    Permission(DRAFT, _("Préparer les brouillons de factures")),
    Permission(VALIDATE, _("Valider les factures et établir les avoirs")),
    Permission(COLLECT, _("Enregistrer et annuler les paiements")),
    Permission(REMIND, _("Établir les relances")),
    Permission(BANK, _("Lire les coordonnées bancaires")),
)
