"""Briefings, version by version, and who has read them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from nightsafe.database import Model


class Briefing(Model):
    """What members read of one weekend; once published it is never changed, only corrected."""

    __tablename__ = "briefings"
    __table_args__ = (UniqueConstraint("week", "version"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    # The Monday on which the week of the weekend began.
    week: Mapped[date]
    version: Mapped[int]
    state: Mapped[str]
    frozen_id: Mapped[int | None] = mapped_column(ForeignKey("frozen.id"))
    # What the product found: the safe table, what changed, what to expect, what is coming.
    facts: Mapped[dict[str, Any]]
    # What a person wrote, block by block, in their order.
    blocks: Mapped[list[dict[str, Any]]]
    # For police alone.
    annex: Mapped[str] = mapped_column(Text, default="")
    # {"roles": [...], "areas": [ids as text]}; an empty list is everybody, everywhere.
    audience: Mapped[dict[str, Any]]
    # Ids of all who wrote in it: none of them approves it.
    writers: Mapped[list[int]]
    # The version it corrects, and what was wrong.
    corrects: Mapped[UUID | None]
    why: Mapped[str] = mapped_column(Text, default="")
    composed_at: Mapped[datetime]
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    sent_at: Mapped[datetime | None]
    returned_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    returned_why: Mapped[str] = mapped_column(Text, default="")
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]
    published_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    published_at: Mapped[datetime | None]
    nudged_at: Mapped[datetime | None]
    # Each change is one more: who acts on what they read says which that was.
    revision: Mapped[int] = mapped_column(default=1)
    changed_at: Mapped[datetime]


class BriefingRead(Model):
    """Somebody said that they have read a briefing, and for whom they were at work then."""

    __tablename__ = "briefing_reads"

    briefing_id: Mapped[UUID] = mapped_column(ForeignKey("briefings.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    read_at: Mapped[datetime]
