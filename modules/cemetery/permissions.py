# SPDX-License-Identifier: EUPL-1.2
"""Rights of the cemetery: who may look, tend the ground, grant, bury, repossess, price, read sealed dates."""

from app.contract import Permission
from modules.cemetery.strings import _

READ = "cemetery.read"
GROUND = "cemetery.ground"
GRANT = "cemetery.grant"
OPERATE = "cemetery.operate"
REPOSSESS = "cemetery.repossess"
OVERRIDE = "cemetery.override"
BILL = "cemetery.bill"
ARCHIVE = "cemetery.archive"
SETUP = "cemetery.setup"
HEALTH = "cemetery.health"

PERMISSIONS = (
    Permission(READ, _("Consulter le cimetière")),
    Permission(GROUND, _("Tenir les emplacements, le plan et les visites")),
    Permission(GRANT, _("Accorder, renouveler et convertir les concessions")),
    Permission(OPERATE, _("Autoriser et noter les opérations funéraires")),
    Permission(REPOSSESS, _("Mener les reprises et informer les familles")),
    Permission(OVERRIDE, _("Passer outre un refus de la loi, avec un motif écrit")),
    Permission(BILL, _("Préparer et valider les titres du cimetière")),
    Permission(ARCHIVE, _("Numériser et transcrire les anciens papiers")),
    Permission(SETUP, _("Tenir les tarifs, les registres importés et les réglages")),
    Permission(HEALTH, _("Lire les dates d’exhumation réservées")),
)
