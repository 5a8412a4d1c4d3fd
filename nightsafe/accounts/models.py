"""People, memberships, sessions and the phones they are on, invitations, grants and duty."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from nightsafe.database import Model
from nightsafe.network.models import Organisation, Premises


class Person(Model):
    """Somebody who signs in."""

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    created_at: Mapped[datetime]
    suspended_at: Mapped[datetime | None]
    suspended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    # The last time a link that somebody else had made set the password, and who made it.
    reset_at: Mapped[datetime | None]
    reset_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    # Opens a session on a shared phone of one's premises, nowhere else.
    pin_hash: Mapped[str | None]
    # How often in a row it was wrong, on all phones together, whoever unlocked it meanwhile.
    pin_wrong: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    # The language chosen, as its code; empty follows the browser.
    language: Mapped[str | None]

    memberships: Mapped[list["Membership"]] = relationship(
        back_populates="person", order_by="Membership.id", foreign_keys="Membership.person_id"
    )


class Membership(Model):
    """A person's role at an organisation, perhaps at one of its premises, for a time."""

    __tablename__ = "memberships"
    __table_args__ = (
        Index("ix_memberships_person_id", "person_id"),
        Index("ix_memberships_premises_id", "premises_id"),
        Index("ix_memberships_organisation_id", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    premises_id: Mapped[int | None] = mapped_column(ForeignKey("premises.id"))
    role: Mapped[str]
    # Leads a team without premises: reads its visits, invites its people.
    lead: Mapped[bool] = mapped_column(default=False)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    # Whose invitation it began with, if with any.
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    person: Mapped[Person] = relationship(back_populates="memberships", foreign_keys=[person_id])
    organisation: Mapped[Organisation] = relationship(lazy="joined")
    premises: Mapped[Premises | None] = relationship(lazy="joined")


class SignedInSession(Model):
    """One sign-in on one device; the cookie holds only its opaque token."""

    __tablename__ = "sessions"
    __table_args__ = (Index("ix_sessions_person_id_ended_at", "person_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"))
    device: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # On a shared phone: which, and whether it was opened by a PIN alone.
    device_id: Mapped[UUID | None] = mapped_column(ForeignKey("devices.id"))
    by_pin: Mapped[bool] = mapped_column(default=False, server_default=false())
    # The last time the password was given in it: what needs a step-up is open for ten minutes.
    confirmed_at: Mapped[datetime | None]
    # How often in a row it was wrong when it was asked for again.
    confirm_wrong: Mapped[int] = mapped_column(default=0, server_default=text("0"))

    person: Mapped[Person] = relationship()
    membership: Mapped[Membership] = relationship()


class Device(Model):
    """A phone: somebody's own, or one that is shared at the door of premises."""

    __tablename__ = "devices"
    __table_args__ = (Index("ix_devices_premises_id", "premises_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    label: Mapped[str]
    # Shared at these premises; empty for a phone of somebody's own.
    premises_id: Mapped[int | None] = mapped_column(ForeignKey("premises.id"))
    enrolled_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    # Of the cookie that a shared phone is known by.
    secret_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))

    premises: Mapped[Premises | None] = relationship()


class SubmitToken(Model):
    """What a phone's queue sends with, as one person: it may post and get receipts, no more."""

    __tablename__ = "submit_tokens"
    __table_args__ = (
        Index("ix_submit_tokens_person_id", "person_id"),
        Index("ix_submit_tokens_device_id", "device_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    # The sign-in that asked for it: it ends when its person removes the phone.
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    device: Mapped[Device] = relationship(lazy="joined")
    person: Mapped[Person] = relationship(lazy="joined")


class PinTry(Model):
    """How often in a row one person's PIN was wrong on one shared phone."""

    __tablename__ = "pin_tries"

    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        ForeignKey("people.id"), primary_key=True, autoincrement=False
    )
    wrong: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime]
    locked_at: Mapped[datetime | None]


class Invitation(Model):
    """A single-use link for one address and one role; also a link to set a new password."""

    __tablename__ = "invitations"
    __table_args__ = (Index("ix_invitations_email", "email"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    email: Mapped[str]
    name: Mapped[str] = mapped_column(default="")
    # Empty for a link that only sets a new password.
    role: Mapped[str | None]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    premises_id: Mapped[int | None] = mapped_column(ForeignKey("premises.id"))
    lead: Mapped[bool] = mapped_column(default=False)
    invited_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    # Accepted, but the role begins with the next sign-in: whether the address had an account
    # already stays between its owner and us (R13).
    waits: Mapped[bool] = mapped_column(default=False)
    # Accepted with the account's own password, or the account was made by this very link: only
    # such a role begins, or whoever holds another link into the account would get it.
    proved: Mapped[bool] = mapped_column(default=False)
    withdrawn_at: Mapped[datetime | None]

    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    premises: Mapped[Premises | None] = relationship(lazy="joined")


class Grant(Model):
    """Leave to read restricted records: proposed by one supervisor, confirmed by another."""

    __tablename__ = "grants"
    __table_args__ = (Index("ix_grants_person_id", "person_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    reason: Mapped[str]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    proposed_at: Mapped[datetime]
    confirmed_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    confirmed_at: Mapped[datetime | None]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class Duty(Model):
    """Somebody who switched duty on: reviewers for the urgent, grant-holders for the restricted."""

    __tablename__ = "duties"
    __table_args__ = (Index("ix_duties_kind_until", "kind", "until"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str]
    since: Mapped[datetime]
    until: Mapped[datetime | None]


class BreakGlass(Model):
    """Restricted records opened in an emergency without a grant, for an hour of one session."""

    __tablename__ = "break_glass"
    __table_args__ = (Index("ix_break_glass_session_id", "session_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"))
    since: Mapped[datetime]
    until: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    # The reason, sealed under its own key.
    written: Mapped[bytes] = mapped_column(LargeBinary)
