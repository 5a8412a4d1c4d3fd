"""The blocks of a briefing: what each is for, what stands with it, and how a text names a figure.

A person writes the words; a figure is named in square brackets and filled in from what the product
found, so that it cannot be mistyped. What is typed as a figure by hand is refused: nobody could
say where it came from, and whom it would betray.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from nightsafe.briefings.typed import typed_figures
from nightsafe.incidents.leading import leads_to_one, without_numbers_for_all

LONGEST_ASK = 140  # characters: one line or two on a phone
LONGEST_BLOCK = 1_200
LONGEST_TITLE = 60
MOST_OWN = 3  # blocks of the writer's own

ASK, OWN = "ask", "own"


@dataclass(frozen=True)
class BlockKind:
    """What a block is for; `hint` is said to its writer."""

    title: LazyString
    hint: LazyString


BLOCKS: dict[str, BlockKind] = {
    "last": BlockKind(
        _l("Last weekend"),
        _l("One or two sentences. The table and its chart stand under them by themselves."),
    ),
    "change": BlockKind(
        _l("What was unusual"),
        _l("What the figures can bear stands here by itself. Add what you know of the reasons."),
    ),
    "places": BlockKind(
        _l("Places and hours"),
        _l("Where and when to look, in your words and without figures."),
    ),
    "safe": BlockKind(_l("Safe Places"), _l("What they did, and what they need. Nobody's story.")),
    "feedback": BlockKind(
        _l("What your logs led to"),
        _l("An arrest, a light mended, a marshal at the rank: whoever logs wants to know."),
    ),
    "expect": BlockKind(
        _l("What to expect"),
        _l("The forecast and what is coming stand here by themselves. Say what they mean."),
    ),
    ASK: BlockKind(_l("The one thing to do"), _l("One ask, in one line.")),
    "thanks": BlockKind(_l("Thanks"), _l("Whom, and for what.")),
    OWN: BlockKind(_l("Your own heading"), _l("Anything else that everybody should know.")),
}

_NAMED = re.compile(r"\[([a-z][a-z-]*)\]")


def title_of(block: Mapping[str, Any]) -> str:
    """The heading of a block: its writer's, else what the product calls it."""
    return str(block.get("title") or BLOCKS[str(block["key"])].title)


def fill(text: str, facts: Mapping[str, Any]) -> str:
    """A text with each figure that it names in its place; an unknown name stays as it is."""
    figures = facts.get("figures", {})

    def put(found: re.Match[str]) -> str:
        one = figures.get(found[1])
        return str(one["shown"]) if one else found[0]

    return _NAMED.sub(put, text)


def problems(text: str, facts: Mapping[str, Any], ours: str = "") -> list[str]:
    """What is wrong with a text, for its writer; `ours` is the control room's number.

    Unknown names of figures, what leads to one person, figures typed by hand.
    """
    figures = facts.get("figures", {})
    found = [
        _("There is no figure called [%(name)s]. Choose one from the list.", name=name)
        for name in dict.fromkeys(_NAMED.findall(text))
        if name not in figures
    ]
    lead = leads_to_one(text, ours)
    found += map(str, lead)
    typed = typed_figures(without_numbers_for_all(_NAMED.sub(" ", text), ours))
    # A number of somebody's is told above by what it is.
    if typed and not lead:
        found.append(
            _(
                "Leave out the figure %(number)s, or name one from the list in brackets: what is "
                "typed by hand could be wrong, or tell of somebody. Times and dates are fine.",
                number=", ".join(typed[:3]),
            )
        )
    return found
