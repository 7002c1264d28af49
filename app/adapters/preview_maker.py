"""Makes one preview, in a process of its own that may come to harm.

Reads a file on standard input and writes the width, the height and a WebP picture of it. It has
limits of memory, time and output, nothing of the environment, and no more than the one file open.
The picture is painted anew: of what a file says beside its pixels, such as where it was taken,
nothing comes along. Anything unusual ends it, and then there is no preview.
"""

import resource
import struct
import sys
from contextlib import suppress

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image, ImageOps

MEMORY = 1_500_000_000
SECONDS = 15
OUTPUT = 2_000_000
MOST_PIXELS = 80_000_000
"""Of a picture as it comes: more need more memory than there is for one."""

FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
"""The decoders that are used; Pillow has others, for files that are not kept."""


def limit() -> None:
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, OUTPUT),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError):  # Some systems know no limit of that kind.
            resource.setrlimit(what, (most, most))


def picture(side: int) -> Image.Image:
    with Image.open(sys.stdin.buffer, formats=FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise ValueError("too many pixels")
        opened.draft("RGB", (2 * side, 2 * side))
        return on_white(ImageOps.exif_transpose(opened), side)


def first_page(side: int) -> Image.Image:
    document = pypdfium2.PdfDocument(sys.stdin.buffer)
    page = document[0]
    width, height = page.get_size()
    return on_white(page.render(scale=side / max(width, height, 1)).to_pil(), side)


def on_white(image: Image.Image, side: int) -> Image.Image:
    image.thumbnail((side, side))
    shown = image.convert("RGBA")
    made = Image.new("RGB", shown.size, "white")
    made.paste(shown, mask=shown)
    return made


def main() -> None:
    limit()
    kind, side = sys.argv[1], int(sys.argv[2])
    made = first_page(side) if kind == "pdf" else picture(side)
    sys.stdout.buffer.write(struct.pack(">HH", *made.size))
    made.save(sys.stdout.buffer, "WEBP", quality=75)


if __name__ == "__main__":
    main()
