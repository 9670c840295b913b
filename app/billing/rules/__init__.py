# SPDX-License-Identifier: EUPL-1.2
"""What billing knows how to decide: prices, invoices, payments. Values in, values out."""
