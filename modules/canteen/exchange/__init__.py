# SPDX-License-Identifier: EUPL-1.2
"""Files that come in: the list of the school."""
