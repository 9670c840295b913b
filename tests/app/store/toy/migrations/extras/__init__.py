# SPDX-License-Identifier: EUPL-1.2
"""What the migrations of the toy module add by hand."""
