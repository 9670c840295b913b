# SPDX-License-Identifier: EUPL-1.2
"""What the migrations of the shell add by hand: indexes that no model declares."""
