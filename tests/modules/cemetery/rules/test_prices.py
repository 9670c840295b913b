# SPDX-License-Identifier: EUPL-1.2
"""Tariffs of the cemetery: vectors TV-TAR, and what no tariff may do."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.outcome import UserError
from modules.cemetery.rules.abolished import reads_as_abolished_tax
from modules.cemetery.rules.codes import DurationCode, PlotKind, TariffOperation
from modules.cemetery.rules.prices import (
    Ground,
    TariffLine,
    check_tariff,
    price_of,
    price_of_ground,
)
from modules.cemetery.rules.shares import ccas_split, prorated, share_of_percent

D = Decimal
DAY = date(2026, 3, 2)
LINE = TariffLine(
    1,
    TariffOperation.GRANT,
    D(450),
    date(2026, 1, 1),
    kind=PlotKind.VAULT,
    duration=DurationCode.Y30,
    base_surface=D(2),
    extra_per_m2=D(120),
    decision="délibération 2025-41 du 12 décembre 2025",
)
MONEY = st.decimals("0", "9999", places=2)


def priced(
    surface: str | None, lines: list[TariffLine] | None = None, day: date = DAY, **more: object
) -> Decimal:
    found = price_of(
        lines or [LINE],
        TariffOperation.GRANT,
        PlotKind.VAULT,
        DurationCode.Y30,
        D(surface) if surface else None,
        day,
        **more,  # type: ignore[arg-type]
    )
    assert found.why
    assert found.tariff_ids
    return found.amount


@pytest.mark.parametrize(
    ("surface", "expected"),
    [
        pytest.param("3.25", "600.00", id="CEM-TV-TAR-01"),
        pytest.param("1.80", "450.00", id="CEM-TV-TAR-02"),
        pytest.param("2.00", "450.00", id="exactly the base"),
        pytest.param(None, "450.00", id="surface unknown"),
    ],
)
def test_the_part_above_the_base_surface_costs_more(surface: str | None, expected: str) -> None:
    assert priced(surface) == D(expected)


@pytest.mark.parametrize("share", [pytest.param(Fraction(1, 3), id="CEM-TV-TAR-03")])
def test_the_social_centre_has_its_share(share: Fraction) -> None:
    split = ccas_split(D(400), share)
    assert (split.ccas, split.commune) == (D("133.33"), D("266.67"))


@pytest.mark.parametrize("day", [pytest.param(date(2025, 12, 31), id="CEM-TV-TAR-04")])
def test_a_day_without_tariff_is_said_never_priced_zero(day: date) -> None:
    with pytest.raises(UserError, match=r"Aucun tarif.*31 décembre 2025.*saisissez-le"):
        priced("2", day=day)


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [
        pytest.param(date(2026, 6, 1), None, True, id="CEM-TV-TAR-05"),
        pytest.param(date(2025, 1, 1), date(2026, 1, 1), True, id="one day shared"),
        pytest.param(date(2025, 1, 1), date(2025, 12, 31), False, id="ends the day before"),
    ],
)
def test_two_lines_of_a_key_share_no_day(first: date, last: date | None, refused: bool) -> None:
    new = replace(LINE, id=0, valid_from=first, valid_to=last)
    if refused:
        with pytest.raises(UserError, match=r"vaut déjà du 01/01/2026 sans fin.*terminez-le"):
            check_tariff([LINE], new)
    else:
        check_tariff([LINE], new)


def test_another_key_may_overlap() -> None:
    check_tariff([LINE], replace(LINE, id=0, years=15, duration=DurationCode.TEMP))


def test_a_line_kept_as_it_is_does_not_rival_itself() -> None:
    check_tariff([LINE], replace(LINE, base_price=D(500)))


def test_the_narrowest_line_wins() -> None:
    general = replace(LINE, id=2, kind=None, base_price=D(100))
    of_the_cemetery = replace(LINE, id=3, cemetery_id=7, base_price=D(700))
    assert priced("2", [general, LINE]) == D(450)
    assert priced("2", [general, LINE, of_the_cemetery], cemetery_id=7) == D(700)
    assert priced("2", [general, LINE, of_the_cemetery], cemetery_id=8) == D(450)


def test_renewals_without_a_vote_of_their_own_follow_the_grants() -> None:
    found = price_of([LINE], TariffOperation.RENEWAL, PlotKind.VAULT, DurationCode.Y30, D(2), DAY)
    assert found.amount == D(450)
    assert "celui de l’achat" in str(found.why[0].text)
    own = replace(LINE, id=2, operation=TariffOperation.RENEWAL, duration=DurationCode.Y50)
    with pytest.raises(UserError, match="Aucun tarif"):
        price_of([LINE, own], TariffOperation.RENEWAL, PlotKind.VAULT, DurationCode.Y30, D(2), DAY)


def test_outsiders_and_places() -> None:
    assert priced("2", [replace(LINE, outside_factor=D("1.5"))], resident=False) == D(675)
    assert priced("2", [LINE], resident=False) == D(450)
    assert priced("2", [replace(LINE, per_place=D("210.50"))], places=3) == D("631.50")


def test_a_double_grave_adds_up_its_plots() -> None:
    ground = Ground(PlotKind.VAULT, D("3.25"), others=(Ground(PlotKind.VAULT, D("1.80")),))
    found = price_of_ground([LINE], TariffOperation.GRANT, ground, DurationCode.Y30, 30, DAY)
    assert found.amount == D("1050.00")
    assert found.tariff_ids == (1,)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"valid_to": date(2025, 1, 1)}, "valid_to"),
        ({"base_price": D(-1)}, "base_price"),
        ({"operation": TariffOperation.OTHER, "title": "Taxe d’inhumation"}, "title"),
    ],
)
def test_what_cannot_be_a_tariff(change: dict[str, object], field: str) -> None:
    with pytest.raises(UserError) as caught:
        check_tariff([], replace(LINE, id=0, **change))  # type: ignore[arg-type]
    assert caught.value.field == field


def test_words_of_abolished_taxes() -> None:
    for title in ("Taxe d'inhumation", "DROIT DE CONVOI", "taxes de crémation"):
        assert reads_as_abolished_tax(title)
    for title in ("Ouverture de caveau", "Permis d’inhumer", "Dispersion"):
        assert not reads_as_abolished_tax(title)


@pytest.mark.parametrize(
    ("percent", "share"),
    [
        ("33.3333", Fraction(1, 3)),
        ("66.6667", Fraction(2, 3)),
        ("33.5", Fraction(67, 200)),
        ("0", Fraction(0)),
    ],
)
def test_a_third_typed_as_a_percentage_is_a_third(percent: str, share: Fraction) -> None:
    assert share_of_percent(D(percent)) == share


@pytest.mark.parametrize("percent", ["-1", "101"])
def test_a_share_beyond_the_whole_is_refused(percent: str) -> None:
    with pytest.raises(ValueError, match="percentage"):
        share_of_percent(D(percent))


@given(st.decimals("0", "40", places=2), st.decimals("0", "40", places=2))
def test_more_ground_never_costs_less(one: Decimal, other: Decimal) -> None:
    small, large = sorted((one, other))
    assert priced(str(small)) <= priced(str(large))


@given(MONEY, st.fractions(0, 1, max_denominator=12))
def test_the_parts_add_up_to_the_price(price: Decimal, share: Fraction) -> None:
    split = ccas_split(price, share)
    assert split.ccas + split.commune == price
    assert D(0) <= split.ccas <= price


@given(MONEY, st.integers(1, 40_000), st.data())
def test_a_share_of_time_never_exceeds_what_was_paid(paid: Decimal, total: int, data: st.DataObject) -> None:
    remaining = data.draw(st.integers(0, total))
    assert D(0) <= prorated(paid, remaining, total) <= paid
