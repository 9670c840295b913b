# SPDX-License-Identifier: EUPL-1.2
"""The pages of « Réglages » : the commune, the look, the papers, the users, the modules, the backups, the data."""
