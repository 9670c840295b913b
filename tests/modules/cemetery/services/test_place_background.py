# SPDX-License-Identifier: EUPL-1.2
"""Pictures under the plan: points, a measured distance, a world file; the huge ones are reduced or refused."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from app.core.clock import FixedClock
from app.core.outcome import Report, UserError
from app.house import House, open_house
from modules.cemetery.models import Cemetery, PlanBackground
from modules.cemetery.services import place_background as service
from modules.cemetery.services.place_background import place_background
from modules.cemetery.strings import _


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with open_house(
        tmp_path / "commune", clock=FixedClock.on(date(2026, 11, 23)), create_as="Saint-Aubin"
    ) as house:
        with house.dossier.store.work(_("Plan"), action="test") as work:
            work.session.add(Cemetery(code="C1", title="Ancien"))
        yield house


def picture(tmp_path: Path, kind: str = "png", size: tuple[int, int] = (200, 100)) -> Path:
    path = tmp_path / f"plan.{kind}"
    Image.new("RGB", size, "white").save(path)
    return path


def place(house: House, path: Path, **how: Any) -> Report:
    with house.dossier.store.work(_("Image"), action="cemetery.place-background") as work:
        return place_background(work, cemetery=1, path=path, **how)


def kept(house: House) -> PlanBackground:
    with house.dossier.store.read() as session:
        return session.scalars(select(PlanBackground).order_by(PlanBackground.id.desc())).first()  # type: ignore[return-value]


def test_two_points(house: House, tmp_path: Path) -> None:
    place(house, picture(tmp_path), pins=[(0, 0, 100, 200), (100, 0, 110, 200)])
    found = kept(house)
    assert found.transform == pytest.approx([0.1, 0, 0, -0.1, 100, 200])
    assert (found.width_px, found.height_px, found.residual_m) == (200, 100, Decimal(0))
    assert house.dossier.archive.get(found.sha256, found.media_type).startswith(b"\x89PNG")


def test_points_that_do_not_agree_are_said(house: House, tmp_path: Path) -> None:
    pins = [(0, 0, 0, 100), (200, 0, 20, 100), (200, 100, 20, 90), (0, 100, 5, 90)]
    report = place(house, picture(tmp_path), pins=pins)
    assert "s’écartent" in str(report.notes[0])
    assert kept(house).residual_m == Decimal("1.250")


def test_one_measured_distance(house: House, tmp_path: Path) -> None:
    place(house, picture(tmp_path, "jpg"), distance=(0, 50, 100, 50, 20))
    found = kept(house)
    assert found.transform == pytest.approx([0.2, 0, 0, -0.2, 0, 0.2 * 99])
    assert found.media_type == "image/jpeg"


def test_the_world_file_beside(house: House, tmp_path: Path) -> None:
    path = picture(tmp_path, "tif")
    with pytest.raises(UserError, match="deux points connus"):
        place(house, path)
    (tmp_path / "plan.tfw").write_text("0.05\n0\n0\n-0.05\n1000.0\n2000.0\n")
    place(house, path)
    assert kept(house).transform == [0.05, 0, 0, -0.05, 1000, 2000]
    assert kept(house).media_type == "image/png"


def test_a_large_picture_is_reduced_and_stays_on_the_ground(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_KEPT", 5_000)
    report = place(house, picture(tmp_path, "jpg"), distance=(0, 0, 200, 0, 20))
    assert "réduite" in str(report.notes[0])
    found = kept(house)
    assert (found.width_px, found.height_px) == (100, 50)
    a, _d, _b, e, c, f = found.transform
    # The corners of the picture have not moved: half a pixel before the centre of the first one.
    assert (c - a / 2, f - e / 2) == pytest.approx((-0.05, 9.9 + 0.05))
    assert a * 100 == pytest.approx(20)


def test_two_hundred_megapixels_are_refused(house: House, tmp_path: Path) -> None:
    # Only the head of the file says so: nothing is decoded.
    head = struct.pack(">IIBBBBB", 20_000, 10_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + head
    content = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    path = tmp_path / "grand.png"
    path.write_bytes(content + b"\x00\x00\x00\x00IDAT\x35\xaf\x06\x1e" * 2)
    with pytest.raises(UserError, match="150 millions de points"):
        place(house, path, distance=(0, 0, 100, 0, 20))


@pytest.mark.parametrize("content", [b"", b"bonjour", b"\x89PNG\r\n\x1a\n1234"])
def test_what_is_no_picture(house: House, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(content)
    with pytest.raises(UserError):
        place(house, path, distance=(0, 0, 100, 0, 20))
    with pytest.raises(UserError):
        place(house, tmp_path / "absent.png", distance=(0, 0, 100, 0, 20))


def test_encoding_keeps_what_png_knows() -> None:
    assert Image.open(io.BytesIO(service._encoded(Image.new("CMYK", (3, 3)), "PNG"))).mode == "RGB"
