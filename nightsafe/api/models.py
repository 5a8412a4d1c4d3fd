"""Consumers of the API, each known by its token alone."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from nightsafe.database import Model


class Consumer(Model):
    """A program that reads released figures: whose it is, what it may read, until when."""

    __tablename__ = "consumers"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    contact: Mapped[str]
    # SHA-256 of its token, which is shown once and kept nowhere.
    token: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    scopes: Mapped[list[str]]
    made_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    used_at: Mapped[datetime | None]
    # How often it was used in the minute that began then.
    minute: Mapped[datetime | None]
    uses: Mapped[int] = mapped_column(default=0)
