"""Pictures made of shapes: elements without script, style or reference, in the page's own colour.

A page writes them one by one (`_chart.html`), so that whatever they hold is escaped; `as_file`
writes the same ones as a picture of its own, and a PDF takes that.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

# The same series, drawn for a desk and for a phone: text must stay readable at both widths.
WIDE, NARROW = 1120, 330
INK = "currentColor"
LETTER, LINE = 13, 17  # the size of letters, and from one line of words to the next
# Of a picture that stands alone, on white paper.
FILE_INK = "#131a2b"
SVG = "http://www.w3.org/2000/svg"
KEPT = 128
# What a picture may be made of: no script, no style, no reference to anything outside it.
TAGS = {"svg", "g", "path", "line", "rect", "text"}
ATTRIBUTES = {
    "viewBox", "width", "height", "d", "x", "y", "x2", "y2", "transform", "fill", "fill-opacity",
    "stroke", "stroke-width", "stroke-opacity", "stroke-miterlimit", "stroke-dasharray", "opacity",
    "text-anchor", "font-family", "font-size", "font-weight",
}  # fmt: skip
NOTHING = {"", "M0,0h0v0h0Z"}

Spec = dict[str, Any]


@dataclass(frozen=True)
class Shape:
    """An element of a picture; the template writes it, and escapes whatever it holds."""

    tag: str
    attributes: Mapping[str, str]
    text: str = ""
    children: tuple["Shape", ...] = field(default=())


def picture(width: float, height: float, shapes: Iterable[Shape]) -> Shape:
    """A picture of some shapes, `width` by `height` in its own units."""
    box = f"0 0 {_short(width)} {_short(height)}"
    size = {"viewBox": box, "width": _short(width), "height": _short(height)}
    return Shape("svg", {**size, "fill": "none"}, "", tuple(shapes))


def rect(x: float, y: float, width: float, height: float, **more: object) -> Shape:
    """A rectangle, filled with ink unless `fill` says otherwise."""
    box = {"x": x, "y": y, "width": max(0.0, width), "height": max(0.0, height)}
    return Shape("rect", _written({**box, "fill": INK, **more}))


def path(d: str, **more: object) -> Shape:
    """A line along a path, unfilled."""
    return Shape("path", _written({"d": d, "stroke": INK, **more}))


def line(x: float, y: float, x2: float, y2: float, **more: object) -> Shape:
    """A straight line."""
    return path(f"M{_short(x)},{_short(y)}L{_short(x2)},{_short(y2)}", **more)


def label(x: float, y: float, words: str, **more: object) -> Shape:
    """Words on one line, their baseline at `y`."""
    look = {"fill": INK, "font_family": "sans-serif", "font_size": LETTER}
    return Shape("text", _written({"x": x, "y": y, **look, **more}), words)


def hatch(x: float, y: float, width: float, height: float, *, gap: float = 7) -> Shape:
    """A rectangle of slanting lines, with an edge: there is a figure here, and it is not shown."""
    slants = ""
    start = gap / 2
    while start < width + height:
        # From the left or lower edge up to the upper or right one.
        left, low = max(0.0, start - height), min(height, start)
        right, high = min(width, start), max(0.0, start - width)
        slants += f"M{_short(x + left)},{_short(y + low)}L{_short(x + right)},{_short(y + high)}"
        start += gap
    edge = rect(x, y, width, height, fill="none", stroke=INK, stroke_width=1, stroke_opacity=0.7)
    return Shape("g", {}, "", (edge, path(slants, stroke_width=1, stroke_opacity=0.55)))


def wrapped(words: str, width: float, *, size: float = LETTER, least: int = 8) -> list[str]:
    """Words in lines that fit a width, by a cautious guess at how wide a letter is.

    No line is broken to fewer than `least` letters.
    """
    most = max(least, int(width / (0.56 * size)))
    found = [""]
    for word in words.split():
        if found[-1] and len(found[-1]) + 1 + len(word) > most:
            found.append("")
        found[-1] = f"{found[-1]} {word}".strip()
    return found


def lines(several: Iterable[str], x: float, y: float, **more: object) -> Iterator[Shape]:
    """Lines of words, the first with its baseline at `y`."""
    for number, words in enumerate(several):
        yield label(x, y + LINE * number, words, **more)


def as_file(shape: Shape, title: str, words: str) -> str:
    """A picture as a file of its own: dark ink on white, with its title and what it shows."""
    root = _element(shape)
    root.set("xmlns", SVG)
    root.set("role", "img")
    root.set("color", FILE_INK)
    ground = Element("rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
    for tag, said in (("desc", words), ("title", title)):
        element = Element(tag)
        element.text = said
        root.insert(0, element)
    root.insert(2, ground)
    return ElementTree.tostring(root, encoding="unicode")


@lru_cache(maxsize=KEPT)
def drawn(spec: str) -> Shape:
    """The shapes of a specification of Vega-Lite as JSON; the same one is drawn once.

    It takes 60 ms, the first one 500 ms.
    """
    import vl_convert  # noqa: PLC0415 - heavy: 70 MB, so only in a process that draws

    found = _shape(ElementTree.fromstring(vl_convert.vegalite_to_svg(spec)))  # noqa: S314 - our own
    if found is None:
        raise ValueError("the chart came out empty")
    return found


def _shape(element: Element) -> Shape | None:
    """An element with only what shapes need; None for what draws nothing."""
    tag = element.tag.rpartition("}")[2]
    kept = {key: value for key, value in element.items() if key in ATTRIBUTES}
    if tag not in TAGS or element.get("display") == "none" or kept.get("d") in NOTHING:
        return None
    children = tuple(shape for each in element if (shape := _shape(each)) is not None)
    if tag == "g" and not children:
        return None
    return Shape(tag, kept, element.text or "", children)


def _element(shape: Shape) -> Element:
    made = Element(shape.tag, dict(shape.attributes))
    # XML has no such characters, and a name could bear one.
    made.text = "".join(one for one in shape.text if one.isprintable()) or None
    made.extend(_element(each) for each in shape.children)
    return made


def _written(attributes: Mapping[str, object]) -> dict[str, str]:
    return {
        key.replace("_", "-"): _short(value) if isinstance(value, int | float) else str(value)
        for key, value in attributes.items()
    }


def _short(number: float) -> str:
    """A number in a picture: a hundredth of a unit is finer than any screen."""
    return f"{number:.2f}".rstrip("0").rstrip(".")
