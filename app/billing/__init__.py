# SPDX-License-Identifier: EUPL-1.2
"""Tariffs, invoices, payments and reminders: the shared till."""
