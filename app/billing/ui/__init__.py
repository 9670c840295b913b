# SPDX-License-Identifier: EUPL-1.2
"""What billing shows: declarations only."""
