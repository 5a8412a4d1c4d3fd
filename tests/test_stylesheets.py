"""The look holds: contrast of the colours, bundles as fresh as their parts, icons that exist."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

TOP = Path(__file__).resolve().parent.parent
STATIC = TOP / "static"
TOKENS = (STATIC / "css" / "tokens.css").read_text(encoding="utf-8")

SURFACES = ("bg", "surface", "raised")
# Text, and everything it stands on, on the screens of a phone: 7:1 (DESIGN.md).
PHONE = [
    *((ink, on) for ink in ("text", "soft", "accent", "danger", "good", "warn") for on in SURFACES),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-danger", "danger-fill"),
    ("danger", "danger-surface"),
    ("text", "danger-surface"),
    ("good", "good-surface"),
    ("text", "good-surface"),
    ("warn", "warn-surface"),
    ("text", "warn-surface"),
    ("soft", "warn-surface"),
    ("text", "info-surface"),
    ("soft", "info-surface"),
    ("accent", "info-surface"),
    ("accent", "warn-surface"),
]
# Text of the desk alone: 4.5:1.
DESK = [
    ("bar-text", "bar"),
    ("bar-soft", "bar"),
    ("lamp", "bar"),
    ("soft", "heat-0"),
    *(("heat-ink", f"heat-{level}") for level in (1, 2, 3)),
    *(("heat-ink-high", f"heat-{level}") for level in (4, 5)),
]
# Edges of inputs and the ring around what has the focus: 3:1.
EDGES = [(edge, on) for edge in ("edge", "focus") for on in ("bg", "surface")]


def themes() -> dict[str, dict[str, str]]:
    """Return the colours of both themes by name."""
    light = _colours(TOKENS.partition("@media")[0])
    dark = _colours(TOKENS.partition(':root[data-theme="dark"]')[2].partition("}")[0])
    return {"light": light, "dark": light | dark}


def _colours(css: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6});", css))


def contrast(first: str, second: str) -> float:
    """Return the WCAG contrast ratio of two colours given as #rrggbb."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("pairs", "least"), [(PHONE, 7.0), (DESK, 4.5), (EDGES, 3.0)], ids=["phone", "desk", "edges"]
)
def test_every_pair_of_colours_can_be_read(
    theme: str, pairs: list[tuple[str, str]], least: float
) -> None:
    colours = themes()[theme]
    weak = {
        f"{ink} on {on}": round(contrast(colours[ink], colours[on]), 2)
        for ink, on in pairs
        if contrast(colours[ink], colours[on]) < least
    }
    assert weak == {}


def test_dark_by_choice_equals_dark_by_the_phone() -> None:
    asked = TOKENS.partition(':root:not([data-theme="light"]) {')[2].partition("}")[0]
    chosen = TOKENS.partition(':root[data-theme="dark"] {')[2].partition("}")[0]
    assert asked.split() == chosen.split()


def _bundler() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bundle", STATIC / "css" / "bundle.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["phone.css", "desk.css"])
def test_a_bundle_is_as_fresh_as_its_parts(name: str) -> None:
    written = (STATIC / "css" / name).read_text(encoding="utf-8")
    assert written == _bundler().bundle(name), "run python3 static/css/bundle.py"


def test_every_component_is_in_a_bundle() -> None:
    parts = {Path(part).name for parts in _bundler().BUNDLES.values() for part in parts}
    assert {path.name for path in (STATIC / "css" / "components").glob("*.css")} <= parts


def test_icons_named_in_templates_are_in_the_sprite() -> None:
    sprite = (STATIC / "icons" / "sprite.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'id="([a-z0-9-]+)"', sprite))
    named = set()
    for page in (TOP / "templates").rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        named |= set(re.findall(r'\b(?:icon|picture)\("([a-z0-9-]+)"', text))
        named |= set(re.findall(r'\bicon="([a-z0-9-]+)"', text))
    assert named - drawn - {"sev-"} == set()


def test_templates_carry_no_inline_style_and_no_inline_script() -> None:
    script = r'<script(?![^>]*\b(?:src=|type="importmap"))'
    inline = re.compile(rf'\sstyle="|\son[a-z]+="|<style|{script}|\|\s*safe\b')
    found = {
        page.name: inline.findall(page.read_text(encoding="utf-8"))
        for page in (TOP / "templates").rglob("*.html")
    }
    # A mail alone brings its own: nothing is loaded into it from anywhere.
    assert {name: hits for name, hits in found.items() if hits} == {"mail.html": ["<style"]}
