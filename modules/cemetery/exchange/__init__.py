# SPDX-License-Identifier: EUPL-1.2
"""Files that come in and go out: registers, plans, deaths, the public extract."""
