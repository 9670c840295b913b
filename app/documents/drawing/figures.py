# SPDX-License-Identifier: EUPL-1.2
"""How a chart stands on a paper: its title above, the drawing below."""

from __future__ import annotations

from app.documents import style
from app.documents.blocks import Chart
from app.documents.charts import Palette
from app.documents.drawing.charts import draw_chart
from app.documents.drawing.pen import Pen
from app.documents.drawing.strips import Room, Strip, flow
from app.documents.style import MM


@flow.register
def _chart(block: Chart, room: Room) -> list[Strip]:
    height = block.height * MM
    drawing = draw_chart(block.chart, room.width, height, Palette(), 0.85)

    def draw(pen: Pen, x: float, y: float) -> None:
        drawing.drawOn(pen.canvas, x, pen.height - y - height)

    return [Strip(height, draw, before=8.0, after=style.BLOCK_SPACE)]
