"""A warning, for some hours; its words are sealed, as all that somebody wrote."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from nightsafe.database import Model


class Alert(Model):
    """What members are to look out for tonight."""

    __tablename__ = "alerts"
    __table_args__ = (Index("ix_alerts_until", "until"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    words: Mapped[bytes] = mapped_column(LargeBinary)
    # Roles, and ids of areas as text; an empty list is everybody, everywhere.
    roles: Mapped[list[str]]
    areas: Mapped[list[str]]
    sent_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    sent_at: Mapped[datetime]
    until: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    version: Mapped[int] = mapped_column(default=1)
