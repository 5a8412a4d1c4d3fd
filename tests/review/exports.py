"""Exporting for tests: as whom, of which nights, and the file that comes of it."""

import csv
import io
from dataclasses import replace
from datetime import date, datetime, timedelta

from flask import current_app

from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.review import exporting
from nightsafe.review.export_files import made
from nightsafe.review.export_words import About, about, scope_of
from nightsafe.review.exporting import Exported, Wish
from nightsafe.review.filters import Filters
from tests.people import SATURDAY, actor

NOW = SATURDAY + timedelta(hours=34)
WEEKEND = Filters((date(2026, 11, 13), date(2026, 11, 15)), "2026-11-13")
EVERYTHING = replace(WEEKEND, state="all")


def export(
    who: str | Actor,
    file_format: str = "csv",
    *,
    words: bool = False,
    filters: Filters = EVERYTHING,
    reason: str = "for Monday's meeting",
    now: datetime = NOW,
) -> Exported:
    """What leaves; committed."""
    asking = actor(who) if isinstance(who, str) else who
    found = exporting.export(asking, filters, Wish(file_format, words, reason), now=now)
    db.session.commit()
    return found


def file_of(
    who: str,
    file_format: str,
    *,
    language: str = "en",
    filters: Filters = EVERYTHING,
    words: bool = False,
) -> tuple[bytes, About]:
    """The file of what leaves, and what it says of itself."""
    with current_app.test_request_context(headers={"Accept-Language": language}):
        exported = export(who, file_format, filters=filters, words=words)
        told = about(actor(who), exported, scope_of(filters, None, None))
        return made(exported, told), told


def table(data: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file by the heads of their columns."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
