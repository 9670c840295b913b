# SPDX-License-Identifier: EUPL-1.2
"""Plans: GeoJSON in every system, DXF by layers; wrong units are refused with the size both ways."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import ezdxf
import pytest
from sqlalchemy import func, select

from app.core.outcome import UserError
from app.exchange.importing import ImportResult, apply, plan
from app.house import House
from modules.cemetery.exchange.plan_dxf import layer_of
from modules.cemetery.models import Cemetery, CemeterySection, PlanObject, Plot
from modules.cemetery.rules.codes import PlanLayer, PlotKind
from modules.cemetery.rules.projection import WGS_84, convert

RING = [[0, 0], [1, 0], [1, 2.4], [0, 2.4], [0, 0]]


def take(house: House, path: Path, **options: Any) -> ImportResult:
    importer = house.registry.importer("cemetery.plan")
    return apply(house.dossier.store, importer, plan(path, importer), options)


def feature(label: str, ring: list[Any] = RING, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": f"plot:{label}",
        "geometry": {"type": "Polygon", "coordinates": [ring]},
        "properties": {"layer": "plot", "label": label, **properties},
    }


def written(tmp_path: Path, features: list[Any], **members: Any) -> Path:
    path = tmp_path / "plan.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": features}))
    return path


def moved(dx: float, dy: float = 0, scale: float = 1) -> list[list[float]]:
    return [[(x + dx) * scale, (y + dy) * scale] for x, y in RING]


# ---------------------------------------------------------------- GeoJSON


def test_our_profile_and_its_unknown_properties(house: House, tmp_path: Path) -> None:
    file = written(
        tmp_path,
        [
            feature("A-012", section="A", row="1", number="012", kind="VAULT", colour="red"),
            {
                "type": "Feature",
                "geometry": {"type": "LineString", "coordinates": [[0, 0], [9, 0]]},
                "properties": {"layer": "wall"},
            },
            {
                "type": "Feature",
                "geometry": {"type": "Polygon", "coordinates": [moved(-1)]},
                "properties": {"layer": "section", "section": "A"},
            },
        ],
        plan={
            "profile": "beffroi-plan/1",
            "crs": "local-m",
            "cemetery": "C1",
            "origin": {"lon": 2.693, "lat": 46.708},
        },
    )
    assert take(house, file).counts == {"new": 2, "changed": 1, "same": 0, "refused": 0}
    with house.dossier.store.read() as session:
        plot = session.scalars(select(Plot)).one()
        assert (plot.label, plot.number, plot.kind) == ("A-012", "012", PlotKind.VAULT)
        assert plot.plan_properties == {"colour": "red", "id": "plot:A-012"}
        assert plot.geometry == RING
        cemetery = session.scalars(select(Cemetery)).one()
        assert (cemetery.title, cemetery.crs, cemetery.origin) == (
            "C1",
            "local-m",
            {"lon": 2.693, "lat": 46.708},
        )
        assert session.scalars(select(PlanObject.layer)).all() == [PlanLayer.WALL]
        assert session.scalars(select(CemeterySection.geometry)).one() is not None
    assert take(house, file).counts == {"new": 0, "changed": 0, "same": 3, "refused": 0}


def test_degrees_become_metres(house: House, tmp_path: Path) -> None:
    lambert = [(676546.12 + x, 6623145.62 + y) for x, y in RING]
    degrees = [list(point) for point in convert(lambert, "EPSG:2154", WGS_84)]
    take(house, written(tmp_path, [feature("1", degrees)]))
    with house.dossier.store.read() as session:
        plot = session.scalars(select(Plot)).one()
        assert session.scalars(select(Cemetery.crs)).one() == "EPSG:2154"
        assert plot.geometry is not None
        for found, expected in zip(plot.geometry, lambert, strict=True):
            assert found == pytest.approx(expected, abs=0.002)


def test_degrees_taken_for_metres_are_refused_with_both_sizes(house: House, tmp_path: Path) -> None:
    lambert = [(676546.12 + x, 6623145.62 + y) for x, y in RING]
    degrees = [list(point) for point in convert(lambert, "EPSG:2154", WGS_84)]
    with pytest.raises(UserError, match=r"degrés.*m sur .* si ce sont des degrés"):
        take(house, written(tmp_path, [feature("1", degrees)], plan={"crs": "local-m"}))
    with pytest.raises(UserError, match="ne sont pas des degrés"):
        take(house, written(tmp_path, [feature("1", moved(100))], plan={"crs": "EPSG:4326"}))


def test_a_plan_that_does_not_say_asks(house: House, tmp_path: Path) -> None:
    file = written(tmp_path, [feature("1"), feature("2", moved(1.6)), feature("3", moved(100))])
    with pytest.raises(UserError, match="ne dit pas son système") as refused:
        take(house, file)
    assert refused.value.field == "crs"
    assert "101\u00a0m" in str(refused.value)
    assert take(house, file, crs="local-m").counts["new"] == 3


def test_what_cannot_be_drawn_is_said(house: House, tmp_path: Path) -> None:
    file = written(
        tmp_path,
        [
            feature("1"),
            feature("1", moved(10)),
            feature("2", moved(0.5)),
            feature("3", moved(20, scale=50)),
            {"type": "Feature", "geometry": None, "properties": {"label": "4"}},
            feature("5", [["a", "b"]]),
        ],
        plan={"crs": "local-m"},
    )
    result = take(house, file)
    assert result.counts == {"new": 2, "changed": 0, "same": 0, "refused": 4}
    assert "chevauche" in str(result.of("new")[1].kept[0])
    assert "Deux dessins" in str(result.of("refused")[0].reasons[0])


def test_an_outline_already_drawn_is_kept_unless_asked(house: House, tmp_path: Path) -> None:
    take(house, written(tmp_path, [feature("1")], plan={"crs": "local-m"}))
    file = written(tmp_path, [feature("1", moved(5))], plan={"crs": "local-m"})
    kept = take(house, file)
    assert kept.counts["same"] == 1
    assert "gardé" in str(kept.rows[0].kept[0])
    assert take(house, file, replace=True).counts["changed"] == 1
    # Metres of nowhere and Lambert-93 are not laid on one another.
    lambert = [[676546 + x, 6623145 + y] for x, y in RING]
    apart = take(house, written(tmp_path, [feature("9", lambert)]))
    assert "ne peuvent pas être joints" in str(apart.of("refused")[0].reasons[0])


def test_files_that_are_no_plan(house: House, tmp_path: Path) -> None:
    for name, content in (
        ("a.geojson", b"{"),
        ("b.geojson", b'{"type": "Topology"}'),
        ("c.png", b"\x89PNG0000"),
        ("d.dwg", b"AC1032xxxx"),
        ("e.dxf", b"hello"),
    ):
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(UserError):
            take(house, path)


# ---------------------------------------------------------------- DXF


def drawing(tmp_path: Path, *, closed: bool = True, units: int = 6) -> Path:
    document = ezdxf.new(units=units)
    space = document.modelspace()
    scale = {4: 1000, 6: 1, 0: 1000}[units]
    for index in range(3):
        x = index * 1.6 * scale
        corners = [(x, 0), (x + scale, 0), (x + scale, 2.4 * scale), (x, 2.4 * scale)]
        space.add_lwpolyline(corners, close=closed, dxfattribs={"layer": "TOMBES"})
        space.add_text(
            f"A{index + 1}", dxfattribs={"layer": "NUM_TOMBES", "insert": (x + 0.4 * scale, scale)}
        )
    for start, end in (((10, 0), (12, 0)), ((12, 0), (12, 2)), ((12, 2), (10, 2)), ((10, 2), (10, 0))):
        if closed:
            space.add_line(
                [v * scale for v in start], [v * scale for v in end], dxfattribs={"layer": "Caveaux"}
            )
    space.add_mtext("{\\fArial|b0;A4}", dxfattribs={"layer": "ETIQUETTES", "insert": (12.3 * scale, scale)})
    space.add_text("Z9", dxfattribs={"layer": "NUM_TOMBES", "insert": (80 * scale, scale)})
    space.add_line((0, -5 * scale), (90 * scale, -5 * scale), dxfattribs={"layer": "Mur d'enceinte"})
    space.add_circle((50 * scale, 50 * scale), 0.5 * scale, dxfattribs={"layer": "BIDULE"})
    path = tmp_path / "plan.dxf"
    document.saveas(path)
    return path


@pytest.mark.parametrize("units", [6, 4, 0])
def test_outlines_and_numbers_of_a_drawing(house: House, tmp_path: Path, units: int) -> None:
    result = take(house, drawing(tmp_path, units=units))
    assert {row.title for row in result.of("new")} == {"A1", "A2", "A3", "A4", "boundary"}
    refused = " ".join(str(reason) for row in result.of("refused") for reason in row.reasons)
    assert "Z9" in refused
    assert "BIDULE" in refused
    with house.dossier.store.read() as session:
        plots = {plot.label: plot for plot in session.scalars(select(Plot))}
        assert set(plots) == {"A1", "A2", "A3", "A4"}
        assert plots["A4"].kind is PlotKind.VAULT
        assert plots["A1"].geometry is not None
        assert plots["A1"].geometry[2] == [1.0, 2.4]
        assert session.scalars(select(PlanObject.layer)).all() == [PlanLayer.BOUNDARY]
    assert take(house, drawing(tmp_path, units=units)).counts["new"] == 0


def test_a_drawing_without_closed_shapes_says_so(house: House, tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"Aucun contour fermé.*TOMBES.*fermez les polylignes"):
        take(house, drawing(tmp_path, closed=False))
    with house.dossier.store.read() as session:
        assert session.scalar(select(func.count()).select_from(Plot)) == 0


def test_the_names_of_layers_are_the_commune_s(house: House, tmp_path: Path) -> None:
    result = take(house, drawing(tmp_path), layers="BIDULE = tree")
    assert PlanLayer.TREE in {row.title for row in result.of("new")}
    with house.dossier.store.read() as session:
        assert session.scalar(select(func.count()).select_from(PlanObject)) == 2
    with pytest.raises(UserError):
        take(house, drawing(tmp_path), layers="BIDULE = truc")


def test_names_of_layers() -> None:
    assert layer_of("0_Texte_Tombe")[0] == PlanLayer.LABEL
    assert layer_of("CARRÉ")[0] == PlanLayer.SECTION
    assert layer_of("NIVEAU") == ("", "")
    assert layer_of("point d'eau")[0] == PlanLayer.WATER
    assert layer_of("Jardin du souvenir") == (PlanLayer.PLOT, "SCATTERING")
