# SPDX-License-Identifier: EUPL-1.2
"""What the canteen knows how to decide: days, bookings, absences, prices, shares, charges. Values in, values out."""
