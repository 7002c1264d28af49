"""Pictures that people of the demonstration add: a chart, and a screen of a case system."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont
from pydantic import BaseModel, ConfigDict

from app.settings import ROOT

FONTS = ROOT / "app/web/assets/built/fonts"
WIDTH = 1000
MARGIN = 40
ROW = 48
TEAL, PALE, INK, QUIET, LINE = "#0b5a5c", "#e3eeed", "#0b0c0c", "#50595f", "#b1b4b6"


class Bars(BaseModel):
    """One bar for each value; below nothing it goes to the left."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    values: dict[str, int]


class Board(BaseModel):
    """A table, as a screen shows it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def draw_bars(chart: Bars) -> bytes:
    """A PNG with a bar, its name and its number for each value."""
    image, draw = _paper(len(chart.values), chart.title)
    names = max(_width(name) for name in chart.values) + MARGIN + 20
    numbers = max(_width(f"{value:,}") for value in chart.values.values()) + 12
    least, most = min(0, *chart.values.values()), max(0, *chart.values.values())
    left_room = numbers if least < 0 else 0
    scale = (WIDTH - names - MARGIN - numbers - left_room) / (most - least)
    zero = names + left_room - least * scale
    for number, (name, value) in enumerate(chart.values.items()):
        top = MARGIN * 3 + number * ROW
        draw.text((MARGIN, top), name, INK, _font())
        ends = sorted((zero, zero + value * scale))
        draw.rectangle((ends[0], top, ends[1], top + 26), TEAL)
        written = f"{value:,}".replace("-", "−")
        at = ends[1] + 8 if value >= 0 else ends[0] - _width(written) - 8
        draw.text((at, top), written, INK, _font())
    draw.line((zero, MARGIN * 3 - 8, zero, image.height - MARGIN), QUIET, 2)
    return _png(image)


def draw_board(board: Board) -> bytes:
    """A PNG of a table with a coloured head."""
    image, draw = _paper(len(board.rows) + 1, board.title)
    cells = (board.columns, *board.rows)
    widths = [max(_width(row[column]) for row in cells) + 24 for column in range(len(cells[0]))]
    stretch = (WIDTH - 2 * MARGIN) / sum(widths)
    for number, row in enumerate(cells):
        top = MARGIN * 3 + number * ROW
        bottom = top + ROW
        if number == 0:
            draw.rectangle((MARGIN, top, WIDTH - MARGIN, bottom), PALE)
        left = float(MARGIN)
        for column, text in enumerate(row):
            draw.text((left + 8, top + 11), text, INK, _font(bold=number == 0))
            left += widths[column] * stretch
        draw.line((MARGIN, bottom, WIDTH - MARGIN, bottom), LINE, 1)
    return _png(image)


def _paper(rows: int, title: str) -> tuple[Image.Image, ImageDraw.ImageDraw]:
    image = Image.new("RGB", (WIDTH, MARGIN * 4 + rows * ROW), "white")
    draw = ImageDraw.Draw(image)
    draw.text((MARGIN, MARGIN), title, TEAL, _font(28, bold=True))
    return image, draw


@cache
def _font(size: int = 20, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONTS / f"NotoSans_{'700Bold' if bold else '400Regular'}.ttf", size)


def _width(text: str) -> float:
    return _font(bold=True).getlength(text)


def _png(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()
