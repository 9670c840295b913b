# SPDX-License-Identifier: EUPL-1.2
"""Files that come in and go out: registers, plans, deaths, the public extract."""

from modules.cemetery.exchange.import_insee import IMPORT_INSEE
from modules.cemetery.exchange.import_opencimetiere import IMPORT_OPENCIMETIERE
from modules.cemetery.exchange.import_plan import IMPORT_PLAN
from modules.cemetery.exchange.import_register import IMPORT_REGISTER

IMPORTERS = (IMPORT_REGISTER, IMPORT_PLAN, IMPORT_INSEE, IMPORT_OPENCIMETIERE)
