"""What members write: sentences with alternatives, and what was ticked together with them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random

_CHOICE = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True)
class Story:
    """One way in which something happened.

    `text` holds alternatives in square brackets, `[one|two]`, an empty one meaning nothing;
    `does` and `flags` are keys separated by spaces, `details` answers follow-ups, `people` is how
    many were involved, at least and at most.
    """

    text: str
    does: str = ""
    flags: str = ""
    details: Mapping[str, str | tuple[str, ...]] = field(default_factory=dict)
    people: tuple[int, int] = (1, 1)


Bank = Mapping[str, tuple[Story, ...]]


def settled(text: str, rng: Random) -> str:
    """A text with one alternative drawn from each bracket."""
    return _CHOICE.sub(lambda found: rng.choice(found[1].split("|")), text)


def told(text: str, rng: Random) -> str:
    """A sentence with each bracket settled, its blanks and its first letters put right."""
    said = settled(text, rng)
    said = re.sub(r"\s+([.,;])", r"\1", re.sub(r"\s+", " ", said)).strip()
    return re.sub(r"(^|[.] )([a-z])", lambda found: found[1] + found[2].upper(), said)
