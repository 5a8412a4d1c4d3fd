"""The gate: names of permissions, what a view declares, and who is asking."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort
from flask_login import current_user

View = TypeVar("View", bound=Callable[..., Any])


class Can(StrEnum):
    """What a role may be allowed to do; `accounts/roles.py` says who may."""

    LOG = "log"
    VISIT = "visit"
    QUIET = "quiet"
    READ_OWN = "read-own"
    REGISTER = "register"
    REVIEW = "review"
    HOLD_GRANT = "hold-grant"
    GIVE_GRANT = "give-grant"
    BREAK_GLASS = "break-glass"
    EXPORT = "export"
    REFERRED = "referred"
    NAME_OWNERS = "name-owners"
    WEEK = "week"
    FIGURES = "figures"
    PREPARE_RELEASE = "prepare-release"
    APPROVE_RELEASE = "approve-release"
    CONSUMERS = "consumers"
    BRIEFING = "briefing"
    DRAFT_BRIEFING = "draft-briefing"
    APPROVE_BRIEFING = "approve-briefing"
    SEND_ALERT = "send-alert"
    CALENDAR = "calendar"
    NETWORK = "network"
    INVITE = "invite"
    ENROL = "enrol"
    READ_LEDGER = "read-ledger"


@dataclass(frozen=True)
class Declaration:
    """What a view says about itself; a view without one stops the boot."""

    can: Can | None = None
    signed_in: bool = True
    reads_text: bool = False
    # Whether a phone's queue may bring what this view is sent.
    queued: bool = False
    # Without a permission of its own: whether a PIN on a shared phone is enough, too.
    even_by_pin: bool = False
    # Bytes of the largest request it takes, where that differs from the setting.
    max_body: int | None = None
    # What a program's token has to open: such a view knows no session, and signs nobody in.
    scope: str | None = None


@dataclass(frozen=True)
class Actor:
    """Who is acting: a person in one of their memberships, as it stood when the request began."""

    person_id: int
    name: str
    membership_id: int
    role: str
    organisation_id: int
    organisation: str
    premises_id: int | None = None
    premises: str | None = None
    premises_place_id: int | None = None
    lead: bool = False
    restricted: bool = False
    session_id: int | None = None
    # Own restricted records of before are closed: somebody else could have set the password then,
    # or a PIN alone opened this session.
    own_restricted_since: datetime | None = None
    # What they chose to read; None follows the browser.
    language: str | None = None
    # Signed in on a shared phone by a PIN alone: may log, and little else.
    by_pin: bool = False
    # Gave their password in this session within the last ten minutes (step-up).
    confirmed: bool = False
    # Restricted records are open to them in an emergency, until then.
    glass_until: datetime | None = None


_acting: ContextVar[Actor | None] = ContextVar("acting", default=None)


def requires(
    can: Can, *, reads_text: bool = False, queued: bool = False, max_body: int | None = None
) -> Callable[[View], View]:
    """Declare the permission that a view needs, and whether it shows what somebody wrote.

    `queued` lets a phone's queue bring what the view is otherwise posted; `max_body` bytes are
    the largest request it takes.
    """
    declaration = Declaration(can=can, reads_text=reads_text, queued=queued, max_body=max_body)
    return _declare(declaration)


def reads(view: View) -> View:
    """Declare a view that shows something of a record to any signed-in person who may open it."""
    return _declare(Declaration(reads_text=True, even_by_pin=True))(view)


def signed_in(view: View) -> View:
    """Declare a view that any signed-in person may open."""
    return _declare(Declaration())(view)


def even_by_pin(view: View) -> View:
    """Declare a view for any signed-in person, even one let in by a PIN on a shared phone."""
    return _declare(Declaration(even_by_pin=True))(view)


def public(view: View) -> View:
    """Declare a view that needs no sign-in."""
    return _declare(Declaration(signed_in=False))(view)


def by_token(scope: str) -> Callable[[View], View]:
    """Declare a view for programs: a token with this scope opens it, and no sign-in does."""
    return _declare(Declaration(signed_in=False, scope=scope))


def _declare(declaration: Declaration) -> Callable[[View], View]:
    def mark(view: View) -> View:
        view.declaration = declaration  # type: ignore[attr-defined]
        return view

    return mark


def declaration_of(app: Flask, endpoint: str | None) -> Declaration | None:
    """What the view of an endpoint declared; None when it declared nothing."""
    view = app.view_functions.get(endpoint or "")
    found = getattr(view, "declaration", None)
    return found if isinstance(found, Declaration) else None


def check_every_view(app: Flask) -> None:
    """Stop the boot when a view has declared no permission."""
    silent = sorted(
        rule.endpoint for rule in app.url_map.iter_rules() if not declaration_of(app, rule.endpoint)
    )
    if silent:
        raise RuntimeError(f"these views declare no permission: {', '.join(silent)}")


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Let a view run as somebody whom no session stands for: the author of what a phone sent."""
    token = _acting.set(actor)
    try:
        yield
    finally:
        _acting.reset(token)


def someone() -> Actor | None:
    """Who is asking, or None when nobody has signed in."""
    actor = _acting.get()
    if actor is not None:
        return actor
    return current_user.actor if current_user.is_authenticated else None


def me() -> Actor:
    """Who is asking; 401 when nobody has signed in."""
    actor = someone()
    if actor is None:
        abort(401)
    return actor
