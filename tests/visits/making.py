"""Making visits for tests through the product's own actions, and filling in their forms."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.submissions.envelope import Envelope, Kind, fresh
from nightsafe.visits.actions import log_visit
from nightsafe.visits.models import Visit
from tests.page import Form, Page
from tests.people import SATURDAY, actor

RESTRICTED = {"reasons": ["sexual"]}


def stay(
    who: str | Actor = "sade",
    answers: dict[str, Any] | None = None,
    *,
    at: datetime = SATURDAY,
    minutes: int | None = None,
    envelope: Envelope | None = None,
    **more: Any,
) -> Visit:
    """A visit of somebody that began at `at`; it is over after so many minutes, or still open."""
    visit = log_visit(
        actor(who) if isinstance(who, str) else who,
        envelope or fresh(Kind.VISIT),
        answers or {},
        arrived_at=at,
        left_at=None if minutes is None else at + timedelta(minutes=minutes),
        now=more.pop("now", at + timedelta(minutes=(minutes or 0) + 2)),
        **more,
    )
    db.session.commit()
    return visit


def on(visit: Visit, kind: Kind = Kind.AMEND, parent: UUID | None = None) -> Envelope:
    """An envelope about a visit, made from its newest version or the one given."""
    return fresh(kind, visit.id, parent or visit.head)


def filled(page: Page, form_id: str, **values: Any) -> Page:
    """Fill in the form with this id and send it, as its button in the bar does."""
    element = page.by_id(form_id)
    assert element is not None, f"no form {form_id!r} on {page.path}"
    form = Form(page, element)
    return page.client.send(form.action, form.data(None, values))
