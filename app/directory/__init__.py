# SPDX-License-Identifier: EUPL-1.2
"""People, households and addresses: the shared register."""
