# SPDX-License-Identifier: EUPL-1.2
"""What no model can say, called by the first migration."""
