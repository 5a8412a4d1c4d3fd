"""A briefing of the weekend of 13 to 15 November 2026 with figures made by hand."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from nightsafe.briefings import approving, writing
from nightsafe.briefings.models import Briefing
from nightsafe.briefings.suggesting import figures
from nightsafe.database import db
from tests.people import actor

NAMES = UUID("0b8d4a80-5a1d-4c53-9f0e-6f2f6f1f7a55")
MONDAY = date(2026, 11, 9)
PUBLISHED_AT = datetime(2026, 11, 17, 12, 0, tzinfo=UTC)
FRIDAY_AT_FOUR = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)  # London, in winter
ANNEX = "Watch the yard behind the rank."
ASK = "Walk people who are alone to the rank."
EVERYBODY: Mapping[str, list[str]] = {"roles": [], "areas": []}
# The text of each block, in their order on the page.
TEXTS = {
    "last": "We logged [total] events.\n\nMost were early.",
    "change": "",
    "safe": "Safe Places received [visits] people.",
    "expect": "The coming weekend will likely bring [expect] events.",
    "thanks": "",
    "ask": ASK,
}


def facts(**more: Any) -> dict[str, Any]:
    """What the product found: violence about 40, drugs fewer than ten, about 50 together."""
    rows = [("violence", "Violence and weapons", 40), ("drugs", "Drugs", None)]
    made: dict[str, Any] = {
        "friday": "2026-11-13",
        "network": "Testford",
        "table": {
            "key": "weekend",
            "label": "The weekend",
            "unit": "events",
            "method": "weekly",
            "quarter": "2026 Q4",
            "only": {},
            "rows": [
                {"key": key, "label": label, "where": {}, "threshold": 10} for key, label, _ in rows
            ],
            "columns": [],
            "cells": [*([key, "", figure] for key, _, figure in rows), ["", "", 50]],
            "earlier": {},
        },
        "visits": {"shown": "fewer than 10"},
        "change": [
            {"key": "total", "label": "All together", "verdict": "none"},
            {"key": "violence", "label": "Violence and weapons", "verdict": "unusual"},
            {"key": "drugs", "label": "Drugs", "verdict": "hidden"},
        ],
        "usual": {"low": 20, "high": 45},
        "forecast": {
            "friday": "2026-11-20",
            "low": 25,
            "high": 60,
            "busiest": {"night": "sat", "band": "00-03"},
            "weekends": 30,
        },
        "past": [
            {"friday": "2026-10-30", "shown": 30},
            {"friday": "2026-11-06", "shown": None},
        ],
        "coming": {
            "events": [
                {
                    "name": "Home match",
                    "place": "Riverside",
                    "first": "2026-11-21",
                    "last": "2026-11-21",
                    "crowd": 9500,
                }
            ],
            "holidays": [],
            "terms": [],
        },
        "coverage": {"reported": 12, "active": 15},
    }
    made.update(more)
    made["figures"] = figures(made)
    return made


def draft(number: int = 1, *, week: date = MONDAY, **more: Any) -> Briefing:
    """A draft by Rhys; flushed. `number` is its version."""
    made: dict[str, Any] = {
        "id": uuid5(NAMES, f"{week}:{number}"),
        "week": week,
        "version": number,
        "state": "draft",
        "facts": facts(friday=(week + timedelta(days=4)).isoformat()),
        "blocks": [{"key": key, "title": "", "text": text} for key, text in TEXTS.items()],
        "annex": ANNEX,
        "audience": dict(EVERYBODY),
        "writers": [actor("rhys").person_id],
        "why": "",
        "returned_why": "",
        "composed_at": PUBLISHED_AT,
        "revision": 1,
        "changed_at": PUBLISHED_AT,
    }
    found = Briefing(**{**made, **more})
    db.session.add(found)
    db.session.flush()
    return found


def publish(briefing: Briefing, now: datetime = PUBLISHED_AT) -> Briefing:
    """Sent by Rhys, approved and published by Stella; commits."""
    writing.send(actor("rhys"), briefing, revision=briefing.revision, now=now)
    for step in (approving.approve, approving.publish):
        step(actor("stella"), briefing, revision=briefing.revision, now=now)
    db.session.commit()
    return briefing


def published(**more: Any) -> Briefing:
    """A briefing that was published; commits."""
    return publish(draft(**more))


def corrected(briefing: Briefing, why: str = "The match is on Sunday.") -> Briefing:
    """A published version that corrects another; commits."""
    now = PUBLISHED_AT + timedelta(hours=3)
    found = writing.correct(actor("rhys"), briefing, why, revision=briefing.revision, now=now)
    return publish(found, now)
