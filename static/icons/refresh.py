"""Draws the icons of an installed phone from favicon.svg: `python3 static/icons/refresh.py`.

Needs what the tests need: a browser (playwright with a system's chromium) and Pillow, which
squeezes the pictures. The lamp stands on a square of night: rounded where it is shown as it is,
to the edge and with the lamp in the middle four fifths where a phone cuts its own shape out of it.
"""

import io
import re
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

from tests import chromium  # noqa: E402 - the tests know how to find a browser

SIDE = 32  # units of favicon.svg
COLOURS = 48
# File, pixels, how large the lamp is drawn, whether the night reaches the edge.
ICONS = (
    ("icon-192.png", 192, 1.0, False),
    ("icon-512.png", 512, 1.0, False),
    ("maskable-192.png", 192, 0.78, True),
    ("maskable-512.png", 512, 0.78, True),
    ("apple-touch-icon.png", 180, 0.86, True),
)


def drawing(source: str, scale: float, edge: bool) -> str:
    """The icon as SVG: the favicon's square of night and its lamp, scaled about the middle."""
    square, lamp = re.fullmatch(r"<svg[^>]*>(<rect[^>]*/>)(.*)</svg>", source.strip()).groups()
    if edge:
        square = re.sub(r' rx="[^"]*"', "", square)
    shift = SIDE * (1 - scale) / 2
    # The lamp hangs a little to the right of the middle; on a round cut that shows.
    left = shift - (1.25 * scale if edge else 0)
    moved = f'<g transform="translate({left} {shift}) scale({scale})">{lamp}</g>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">'
    return f"{head}{square}{moved}</svg>"


def draw(page: Page, svg: str, pixels: int) -> bytes:
    """The drawing as a PNG of few colours."""
    page.set_viewport_size({"width": pixels, "height": pixels})
    page.set_content(f"<style>*{{margin:0}}svg{{display:block;width:{pixels}px}}</style>{svg}")
    picture = Image.open(io.BytesIO(page.screenshot(omit_background=True)))
    squeezed = io.BytesIO()
    few = picture.quantize(COLOURS, method=Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    few.save(squeezed, "PNG", optimize=True)
    return squeezed.getvalue()


if __name__ == "__main__":
    source = (HERE / "favicon.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        flags = ["--no-sandbox"] if chromium.is_root() else []
        browser = playwright.chromium.launch(executable_path=chromium.found(), args=flags)
        page = browser.new_page()
        for name, pixels, scale, edge in ICONS:
            (HERE / name).write_bytes(draw(page, drawing(source, scale, edge), pixels))
        browser.close()
