"""Organisations, premises, areas and places, and the network's own settings."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from nightsafe.database import Model


class Network(Model):
    """The one network of this database: one city's night."""

    __tablename__ = "network"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    time_zone: Mapped[str]
    control_room_number: Mapped[str] = mapped_column(default="")
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]


class Organisation(Model):
    """Who people work or volunteer for: a pub company, a pastor team, the police."""

    __tablename__ = "organisations"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    retired_at: Mapped[datetime | None]


class Area(Model):
    """A part of the network's ground that figures are counted by."""

    __tablename__ = "areas"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    retired_at: Mapped[datetime | None]


class Place(Model):
    """Where something can happen: a street, a rank, a station, a premises' own door."""

    __tablename__ = "places"
    __table_args__ = (Index("ix_places_area_id", "area_id"), Index("ix_places_name", "name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    kind: Mapped[str]
    area_id: Mapped[int] = mapped_column(ForeignKey("areas.id"))
    # Premises count to their street: a venue's name never stands on a count.
    street_id: Mapped[int | None] = mapped_column(ForeignKey("places.id"))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    addresses: Mapped[int] = mapped_column(default=1)
    retired_at: Mapped[datetime | None]

    area: Mapped[Area] = relationship(lazy="joined")
    street: Mapped["Place | None"] = relationship(remote_side="Place.id")


class Premises(Model):
    """A venue or Safe Place of an organisation; its register belongs to it."""

    __tablename__ = "premises"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("places.id"), unique=True)
    safe_place: Mapped[bool] = mapped_column(default=False)
    licensed: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    place: Mapped[Place] = relationship(lazy="joined")

    @property
    def name(self) -> str:
        """The name on the door."""
        return self.place.name


# Whatever a coordinator sets up, one row at a time.
Thing = Organisation | Area | Place | Premises
