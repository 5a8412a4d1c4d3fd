"""What a phone keeps to work without signal: all its pages in one answer, each line once.

The pages are those that the views show; what they have in common, and that is most of it, is told
once. Each page is a list of runs: from which line, how many.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from flask_babel import get_locale
from sqlalchemy import select

from nightsafe import headers, nights
from nightsafe.accounts.roles import allows
from nightsafe.database import db
from nightsafe.gate import Actor, Can
from nightsafe.incidents import queries
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.network.models import Area, Place
from nightsafe.network.queries import network, time_zone
from nightsafe.offline.within import ask

FORMAT = 1
# The page that adds to an entry is the same for every entry: the phone puts the id in its place.
ANY_ENTRY = UUID("00000000-0000-4000-8000-000000000000")
NO_SIGNAL = "/phone/offline"


@dataclass(frozen=True)
class Pack:
    """The pages by their paths, as runs over `lines`; `types` where one is no HTML."""

    lines: tuple[str, ...]
    pages: dict[str, list[int]]
    types: dict[str, str]

    def text(self, path: str) -> str:
        """A page as it was."""
        runs = self.pages[path]
        pairs = zip(runs[::2], runs[1::2], strict=True)
        return "\n".join(line for at, many in pairs for line in self.lines[at : at + many])


def paths(actor: Actor) -> tuple[str, ...]:
    """The addresses that work without signal for somebody who logs."""
    codes = (one.code for one in CATEGORIES.values() if not one.retired)
    visits = ("/visits/new",) if allows(actor.role, Can.VISIT) else ()
    return (
        "/",
        "/log",
        *(f"/log/{code}" for code in codes),
        f"/entries/{ANY_ENTRY}/add",
        *visits,
        "/outbox",
        "/help",
        NO_SIGNAL,
        "/places.json",
    )


def make(actor: Actor) -> Pack:
    """All pages as they are now for an actor; what cannot be shown is left out."""
    texts: dict[str, str] = {}
    types: dict[str, str] = {}
    for path in paths(actor):
        answer = ask(path, actor, kept=True)
        if answer.status_code != 200:
            continue
        texts[path] = answer.get_data(as_text=True)
        if answer.mimetype != "text/html":
            types[path] = answer.mimetype or ""
    lines, pages = told_once(texts)
    return Pack(lines, pages, types)


def told_once(texts: dict[str, str]) -> tuple[tuple[str, ...], dict[str, list[int]]]:
    """Texts as runs of lines, and the lines: each one that occurs, in the order of first sight."""
    places: dict[str, int] = {}
    pages = {path: _runs(text.split("\n"), places) for path, text in texts.items()}
    return tuple(places), pages


def _runs(lines: Iterable[str], places: dict[str, int]) -> list[int]:
    runs: list[int] = []
    for line in lines:
        at = places.setdefault(line, len(places))
        if runs and runs[-2] + runs[-1] == at:
            runs[-1] += 1
        else:
            runs += (at, 1)
    return runs


def version(actor: Actor, build: str, *, now: datetime) -> str:
    """A name for what the pack would hold, from the data it is made of, without making it.

    Another build, sign-in, language, night, place or habit gives another name.
    """
    here = network()
    known = (
        FORMAT,
        build,
        str(get_locale()),
        actor,
        None if here is None else (here.name, here.time_zone, here.control_room_number, here.demo),
        nights.night_of(now, time_zone()),
        queries.recent_codes(actor),
        [place.id for place in queries.recent_places(actor)],
        _places(),
    )
    return hashlib.sha256(repr(known).encode()).hexdigest()[:16]


def _places() -> list[tuple[Any, ...]]:
    query = (
        select(Place.id, Place.name, Place.latitude, Place.longitude, Area.name)
        .join(Area, Area.id == Place.area_id)
        .where(Place.retired_at.is_(None))
        .order_by(Place.id)
    )
    return [tuple(row) for row in db.session.execute(query)]


def as_json(
    pack: Pack, actor: Actor, name: str, build: str, fixed: dict[str, str]
) -> dict[str, Any]:
    """The pack as the phone reads it; `nonce` stands in it wherever the phone puts its own."""
    here = network()
    return {
        "format": FORMAT,
        "version": name,
        "build": build,
        "person": actor.person_id,
        "membership": actor.membership_id,
        "zone": here.time_zone if here else "Europe/London",
        "nonce": headers.nonce(),
        "any": str(ANY_ENTRY),
        "headers": fixed,
        "lines": pack.lines,
        "pages": pack.pages,
        "types": pack.types,
    }
