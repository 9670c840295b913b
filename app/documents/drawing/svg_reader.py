# SPDX-License-Identifier: EUPL-1.2
"""Arms given as SVG, read into a vector drawing: shapes, paths, fills, strokes and transforms, no more.

Gradients become their first colour; text, filters and scripts are left out. Arms seldom need them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from defusedxml.ElementTree import fromstring
from reportlab.graphics.shapes import Drawing, Group, Path
from reportlab.lib import colors

from app.core.outcome import UserError
from app.documents.strings import _

_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_CURVE = 0.5522847498
_INHERITED = ("fill", "stroke", "stroke-width", "fill-rule", "opacity")

Matrix = tuple[float, float, float, float, float, float]


def drawing_of(svg: bytes) -> Any:
    """A ReportLab drawing of `svg`. Raises UserError when the picture cannot be read."""
    try:
        root = fromstring(svg)
        left, top, width, height = _frame(root)
        drawing = Drawing(width, height)
        # SVG counts from the top, PDF from the bottom.
        sheet = Group(transform=(1, 0, 0, -1, -left, height + top))
        gradients = _gradients(root)
        _add(root, sheet, {"fill": "#000000"}, gradients)
        drawing.add(sheet)
    except UserError:
        raise
    except Exception as error:
        raise UserError(
            _("L’image du blason ne peut pas être lue\u00a0: choisissez un fichier PNG, JPEG ou SVG.")
        ) from error
    return drawing


def _frame(root: Any) -> tuple[float, float, float, float]:
    box = _numbers(root.get("viewBox", ""))
    if len(box) == 4 and box[2] > 0 and box[3] > 0:
        return box[0], box[1], box[2], box[3]
    width, height = (_numbers(root.get(name, "")) for name in ("width", "height"))
    return 0.0, 0.0, width[0], height[0]


def _numbers(text: str) -> list[float]:
    return [float(number) for number in _NUMBER.findall(text)]


def _gradients(root: Any) -> dict[str, str]:
    """The first colour of each gradient."""
    found = {}
    for element in root.iter():
        if _tag(element).endswith("Gradient"):
            stops = [_look(stop, {}).get("stop-color") for stop in element if _tag(stop) == "stop"]
            found[element.get("id", "")] = next((stop for stop in stops if stop), "#888888")
    return found


def _tag(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _look(element: Any, above: dict[str, str]) -> dict[str, str]:
    look = {name: value for name, value in above.items() if name in _INHERITED}
    look.update({name: value for name, value in element.attrib.items() if "}" not in name})
    for rule in element.get("style", "").split(";"):
        name, colon, value = rule.partition(":")
        if colon:
            look[name.strip()] = value.strip()
    return look


def _add(element: Any, group: Any, above: dict[str, str], gradients: dict[str, str]) -> None:
    look = _look(element, above)
    tag = _tag(element)
    if look.get("display") == "none" or tag in (
        "defs",
        "clipPath",
        "mask",
        "symbol",
        "metadata",
        "title",
        "desc",
    ):
        return
    target = group
    if look.get("transform"):
        target = Group(transform=_matrix(look["transform"]))
        group.add(target)
    path = _path_of(tag, look)
    if path:
        # Open paths are filled too, as SVG asks.
        shape = Path(
            autoclose="svg",
            fillColor=_paint(look, "fill", gradients),
            strokeColor=_paint(look, "stroke", gradients),
        )
        shape.strokeWidth = (_numbers(look.get("stroke-width", "")) or [1.0])[0]
        shape.fillMode = 0 if look.get("fill-rule") == "evenodd" else 1
        _trace(path, shape)
        target.add(shape)
    inherited = {name: look[name] for name in _INHERITED if name in look}
    for child in element:
        if isinstance(child.tag, str):
            _add(child, target, inherited, gradients)


def _paint(look: dict[str, str], name: str, gradients: dict[str, str]) -> Any:
    value = look.get(name, "none").strip()
    reference = re.match(r"url\(['\"]?#([^'\")]+)", value)
    if reference:
        value = gradients.get(reference[1], "#888888")
    if value in ("none", "transparent", ""):
        return None
    if value == "currentColor":
        value = "#000000"
    if re.fullmatch(r"#[0-9a-fA-F]{3}", value):
        value = "#" + "".join(digit * 2 for digit in value[1:])
    rgb = re.match(r"rgb\(", value)
    if rgb:
        red, green, blue = _numbers(value)[:3]
        return colors.Color(red / 255, green / 255, blue / 255)
    return colors.toColor(value[:7] if value.startswith("#") else value)


def _matrix(text: str) -> Matrix:
    whole: Matrix = (1, 0, 0, 1, 0, 0)
    for name, inside in re.findall(r"(\w+)\s*\(([^)]*)\)", text):
        whole = _times(whole, _one_matrix(name, _numbers(inside)))
    return whole


def _one_matrix(name: str, values: list[float]) -> Matrix:
    if name == "matrix":
        a, b, c, d, e, f = values
        return (a, b, c, d, e, f)
    if name == "translate":
        return (1, 0, 0, 1, values[0], values[1] if len(values) > 1 else 0.0)
    if name == "scale":
        return (values[0], 0, 0, values[1] if len(values) > 1 else values[0], 0, 0)
    if name == "rotate":
        angle = math.radians(values[0])
        turn: Matrix = (math.cos(angle), math.sin(angle), -math.sin(angle), math.cos(angle), 0, 0)
        if len(values) == 3:
            x, y = values[1:]
            return _times(_times((1, 0, 0, 1, x, y), turn), (1, 0, 0, 1, -x, -y))
        return turn
    if name in ("skewX", "skewY"):
        slope = math.tan(math.radians(values[0]))
        return (1, 0, slope, 1, 0, 0) if name == "skewX" else (1, slope, 0, 1, 0, 0)
    raise ValueError(f"unknown transform: {name}")


def _times(m: Matrix, n: Matrix) -> Matrix:
    return (
        m[0] * n[0] + m[2] * n[1],
        m[1] * n[0] + m[3] * n[1],
        m[0] * n[2] + m[2] * n[3],
        m[1] * n[2] + m[3] * n[3],
        m[0] * n[4] + m[2] * n[5] + m[4],
        m[1] * n[4] + m[3] * n[5] + m[5],
    )


def _path_of(tag: str, look: dict[str, str]) -> str:
    """Every shape as the data of a path."""

    def value(name: str) -> float:
        return (_numbers(look.get(name, "")) or [0.0])[0]

    if tag == "path":
        return look.get("d", "")
    if tag == "rect":
        return f"M{value('x')} {value('y')}h{value('width')}v{value('height')}h{-value('width')}z"
    if tag in ("circle", "ellipse"):
        rx = value("r") if tag == "circle" else value("rx")
        ry = value("r") if tag == "circle" else value("ry")
        return _ellipse(value("cx"), value("cy"), rx, ry)
    if tag == "line":
        return f"M{value('x1')} {value('y1')}L{value('x2')} {value('y2')}"
    if tag in ("polygon", "polyline"):
        return f"M{look.get('points', '')}{'z' if tag == 'polygon' else ''}"
    return ""


def _ellipse(cx: float, cy: float, rx: float, ry: float) -> str:
    kx, ky = rx * _CURVE, ry * _CURVE
    return (
        f"M{cx + rx} {cy}C{cx + rx} {cy + ky} {cx + kx} {cy + ry} {cx} {cy + ry}"
        f"C{cx - kx} {cy + ry} {cx - rx} {cy + ky} {cx - rx} {cy}"
        f"C{cx - rx} {cy - ky} {cx - kx} {cy - ry} {cx} {cy - ry}"
        f"C{cx + kx} {cy - ry} {cx + rx} {cy - ky} {cx + rx} {cy}z"
    )


_ARGUMENTS = {"M": 2, "L": 2, "H": 1, "V": 1, "C": 6, "S": 4, "Q": 4, "T": 2, "A": 7, "Z": 0}


def _commands(data: str) -> Iterator[tuple[str, list[float]]]:
    """Each drawing command with its numbers; repeated numbers repeat the command."""
    for letter, inside in re.findall(r"([MLHVCSQTAZmlhvcsqtaz])([^MLHVCSQTAZmlhvcsqtaz]*)", data):
        count = _ARGUMENTS[letter.upper()]
        values = _arc_numbers(inside) if letter in "Aa" else _numbers(inside)
        if count == 0:
            yield letter, []
        for start in range(0, len(values) - count + 1, count or 1) if count else ():
            # After a move, further pairs are lines.
            again = {"M": "L", "m": "l"}.get(letter, letter) if start else letter
            yield again, values[start : start + count]


def _arc_numbers(text: str) -> list[float]:
    """The flags of an arc are one digit each and may touch what follows."""
    arc = re.compile(
        r"\s*,?\s*".join([f"({_NUMBER.pattern})"] * 3 + ["([01])"] * 2 + [f"({_NUMBER.pattern})"] * 2)
    )
    return [float(number) for match in arc.finditer(text) for number in match.groups()]


def _trace(data: str, shape: Any) -> None:
    """Draw the commands of `data` into the path `shape`, in absolute coordinates."""
    x = y = start_x = start_y = 0.0
    control: tuple[float, float] | None = None
    previous = ""
    for letter, given in _commands(data):
        upper, values = letter.upper(), _absolute(letter, given, x, y)
        if upper in "ST":
            smooth = control if control and previous in ("CS" if upper == "S" else "QT") else (x, y)
            values = [2 * x - smooth[0], 2 * y - smooth[1], *values]
        control = None
        if upper == "Z":
            shape.closePath()
            x, y = start_x, start_y
        elif upper == "M":
            x, y = start_x, start_y = values[0], values[1]
            shape.moveTo(x, y)
        elif upper in "LHV":
            x = values[0] if upper != "V" else x
            y = values[-1] if upper != "H" else y
            shape.lineTo(x, y)
        elif upper == "A":
            for curve in _arc(x, y, values):
                shape.curveTo(*curve)
            x, y = values[5], values[6]
        else:
            curve = tuple(values) if upper in "CS" else _cubic(x, y, values)
            shape.curveTo(*curve)
            control, (x, y) = (values[-4], values[-3]), (values[-2], values[-1])
        previous = upper


def _absolute(letter: str, values: list[float], x: float, y: float) -> list[float]:
    """The numbers of a command counted from the corner, whichever way they were given."""
    if letter in "hv":
        return [values[0] + (x if letter == "h" else y)]
    if letter == "a":
        return [*values[:5], values[5] + x, values[6] + y]
    if letter.islower() and letter != "z":
        return [value + (y if rank % 2 else x) for rank, value in enumerate(values)]
    return values


def _cubic(x: float, y: float, values: list[float]) -> tuple[float, ...]:
    """A curve with one control point as the curve with two that it is."""
    qx, qy, ex, ey = values
    return (
        x + 2 / 3 * (qx - x),
        y + 2 / 3 * (qy - y),
        ex + 2 / 3 * (qx - ex),
        ey + 2 / 3 * (qy - ey),
        ex,
        ey,
    )


def _arc(x1: float, y1: float, values: list[float]) -> list[tuple[float, ...]]:
    """An elliptic arc as Bézier curves of at most a quarter turn (SVG 1.1, F.6)."""
    rx, ry, turn, large, sweep, x2, y2 = values
    rx, ry = abs(rx), abs(ry)
    if rx == 0 or ry == 0 or (x1 == x2 and y1 == y2):
        return [(x1, y1, x2, y2, x2, y2)]
    phi = math.radians(turn)
    cos, sin = math.cos(phi), math.sin(phi)
    dx, dy = (x1 - x2) / 2, (y1 - y2) / 2
    px, py = cos * dx + sin * dy, -sin * dx + cos * dy
    grow = math.sqrt(max(1.0, (px / rx) ** 2 + (py / ry) ** 2))
    rx, ry = rx * grow, ry * grow
    below = (rx * py) ** 2 + (ry * px) ** 2
    root = math.sqrt(max(0.0, ((rx * ry) ** 2 - below) / below)) * (1 if large != sweep else -1)
    ux, uy = root * rx * py / ry, -root * ry * px / rx
    cx, cy = cos * ux - sin * uy + (x1 + x2) / 2, sin * ux + cos * uy + (y1 + y2) / 2
    start = math.atan2((py - uy) / ry, (px - ux) / rx)
    sweep_angle = math.atan2((-py - uy) / ry, (-px - ux) / rx) - start
    if sweep and sweep_angle < 0:
        sweep_angle += 2 * math.pi
    elif not sweep and sweep_angle > 0:
        sweep_angle -= 2 * math.pi
    count = max(1, math.ceil(abs(sweep_angle) / (math.pi / 2) - 1e-9))
    step = sweep_angle / count
    bend = 4 / 3 * math.tan(step / 4)

    def place(u: float, v: float) -> tuple[float, float]:
        return cx + cos * rx * u - sin * ry * v, cy + sin * rx * u + cos * ry * v

    curves: list[tuple[float, ...]] = []
    for rank in range(count):
        a, b = start + rank * step, start + (rank + 1) * step
        first = place(math.cos(a) - bend * math.sin(a), math.sin(a) + bend * math.cos(a))
        second = place(math.cos(b) + bend * math.sin(b), math.sin(b) - bend * math.cos(b))
        curves.append((*first, *second, *place(math.cos(b), math.sin(b))))
    return curves
