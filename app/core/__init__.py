# SPDX-License-Identifier: EUPL-1.2
"""Pure foundations: text, money, dates, people, outcomes. No database, no window, no paper."""
