"""Joins the stylesheets into the one that a phone loads and the one that a desk loads."""

import re
from pathlib import Path

HERE = Path(__file__).parent

PHONE = (
    "tokens.css",
    "../vendor/govuk/govuk.css",
    "base.css",
    "components/buttons.css",
    "components/forms.css",
    "components/chips.css",
    "components/phone.css",
    "components/tiles.css",
    "components/cards.css",
    "components/marks.css",
    "components/lists.css",
    "components/people.css",
    "components/door.css",
    "components/language.css",
    "components/story.css",
    "components/photos.css",
    "components/outbox.css",
    "components/tables.css",
    "components/briefing.css",
)
DESK = (
    "components/desk.css",
    "components/panes.css",
    "components/strip.css",
    "components/search.css",
    "components/week.css",
    "components/cast.css",
    "components/export.css",
    "components/live.css",
    "components/repeats.css",
    "components/releases.css",
    "components/years.css",
    "components/consumers.css",
    "components/document.css",
    "components/briefing-desk.css",
    "../vendor/leaflet/leaflet.css",
    "components/map.css",
)
LAST = ("components/print.css",)
BUNDLES = {"phone.css": PHONE + LAST, "desk.css": PHONE + DESK + LAST}


def squeezed(css: str) -> str:
    """Return the stylesheet without comments and needless blanks."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    css = re.sub(r"\s+", " ", css)
    css = re.sub(r" ?([{};,]) ?", r"\1", css)
    return re.sub(r";}", "}", css).strip()


def bundle(name: str) -> str:
    """Return the text of the bundle called ``name``: its parts, squeezed, in order."""
    parts = (squeezed((HERE / part).read_text(encoding="utf-8")) for part in BUNDLES[name])
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    for bundle_name in BUNDLES:
        (HERE / bundle_name).write_text(bundle(bundle_name), encoding="utf-8")
