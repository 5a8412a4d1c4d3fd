"""A Safe Places visit: who came by, what they needed, how they left; never a name."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column, relationship

from nightsafe.accounts.models import Person
from nightsafe.database import Model


class Visit(Model):
    """One person's stay; open until they left."""

    __tablename__ = "visits"
    __table_args__ = (
        Index("ix_visits_author", "author_id", "arrived_at"),
        Index("ix_visits_premises", "premises_id", "arrived_at"),
        Index("ix_visits_organisation", "organisation_id", "arrived_at"),
        Index("ix_visits_night", "night"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    reference: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    premises_id: Mapped[int | None] = mapped_column(ForeignKey("premises.id"))
    role: Mapped[str]
    # Corrected times; the claim is what somebody chose, by the phone's clock perhaps.
    arrived_at: Mapped[datetime]
    claimed_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    night: Mapped[date]
    received_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    place_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    # Keys of visits/answers.py, to keys of visits/choices.py.
    answers: Mapped[dict[str, Any]]
    # Once restricted, it stays so.
    restricted: Mapped[bool]
    # Note, university, reason of withdrawal: sealed under the visit's own key and its version.
    written: Mapped[bytes] = mapped_column(LargeBinary)
    # Not a foreign key: the entry may be erased on its own.
    entry_id: Mapped[UUID | None]
    version: Mapped[int] = mapped_column(default=1)
    head: Mapped[UUID]
    changed_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    author: Mapped[Person] = relationship()
