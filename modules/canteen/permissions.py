# SPDX-License-Identifier: EUPL-1.2
"""Rights of the canteen: who may look, point, book, enrol, price, bill, and read health data."""

from app.contract import Permission
from modules.canteen.strings import _

READ = "canteen.read"
ENROL = "canteen.enrol"
BOOK = "canteen.book"
POINT = "canteen.point"
UNLOCK = "canteen.unlock"
CARE = "canteen.care"
SETUP = "canteen.setup"
BILL = "canteen.bill"
ORDER = "canteen.order"

PERMISSIONS = (
    Permission(READ, _("Consulter la cantine")),
    Permission(ENROL, _("Inscrire les enfants et tenir les gardes alternées")),
    Permission(BOOK, _("Réserver et annuler des repas")),
    Permission(POINT, _("Pointer les présences")),
    Permission(UNLOCK, _("Corriger une journée verrouillée")),
    Permission(CARE, _("Lire et tenir les PAI (données de santé)")),
    Permission(SETUP, _("Tenir les écoles, le calendrier et les règles")),
    Permission(BILL, _("Préparer et valider les factures du mois")),
    Permission(ORDER, _("Commander les repas")),
)
