"""A referral of an event by a route, and who owns each route."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from nightsafe.database import Model


class Referral(Model):
    """An event sent to the owner of a route; its newest version."""

    __tablename__ = "referrals"
    __table_args__ = (
        Index("ix_referrals_event_id", "event_id"),
        Index("ix_referrals_owner_id", "owner_id", "closed_at"),
        Index("ix_referrals_due_at", "acknowledged_at", "due_at"),
        # What is not closed, however many were: the clocks are looked through twice a minute.
        Index(
            "ix_referrals_open",
            "due_at",
            "id",
            sqlite_where=text("closed_at IS NULL"),
            postgresql_where=text("closed_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    route: Mapped[str]
    event_id: Mapped[UUID] = mapped_column(ForeignKey("events.id"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    sent_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    sent_at: Mapped[datetime]
    # The route's clock: to be acknowledged by then.
    due_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    outcome: Mapped[str | None]
    escalated_at: Mapped[datetime | None]
    # Why it was sent, and each thing that was done about it: sealed under its own key.
    written: Mapped[bytes] = mapped_column(LargeBinary)
    version: Mapped[int] = mapped_column(default=1)


class RouteOwner(Model):
    """Who takes a route's referrals; the lowest rank first, the next when the clock has passed."""

    __tablename__ = "route_owners"
    __table_args__ = (UniqueConstraint("route", "rank"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    route: Mapped[str]
    rank: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    named_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    named_at: Mapped[datetime]
