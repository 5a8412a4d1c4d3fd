"""From when until when there is anything to count: logged here, and brought along from each source.

Weeks outside are no zeros: nobody was there to log in them, and nothing was brought along.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.incidents.models import Event
from nightsafe.incidents.queries import countable
from nightsafe.nights import Week, week_of
from nightsafe.shifts.models import QuietNight
from nightsafe.shifts.queries import countable as countable_quiet
from nightsafe.visits.models import Visit
from nightsafe.visits.queries import countable as countable_visits


@dataclass(frozen=True)
class Span:
    """The first and the last week with a record; `source` None is what was logged here."""

    source: str | None
    first: Week
    last: Week


@dataclass(frozen=True)
class Spans:
    """What was logged here, and what was brought along, oldest first."""

    own: Span | None
    brought: tuple[Span, ...]

    @property
    def all(self) -> tuple[Span, ...]:
        """Each of them, oldest first; nothing in an empty network."""
        found = [*self.brought, *([self.own] if self.own else [])]
        return tuple(sorted(found, key=lambda one: (one.first, one.last)))

    def covers(self, week: Week) -> bool:
        """Whether a week's figures are figures: since logging began here, or within a source."""
        logged = self.own is not None and self.own.first <= week
        return logged or any(one.first <= week <= one.last for one in self.brought)

    def back(self, newest: Week, most: int) -> tuple[Week, ...]:
        """Of so many weeks going back, those that count, newest first."""
        found = []
        for _ in range(most):
            if self.covers(newest):
                found.append(newest)
            newest = newest.previous()
        return tuple(found)


def spans(actor: Actor) -> Spans:
    """What somebody may count, from when until when, in two statements."""
    own = countable(actor).where(Event.source.is_(None))
    ends = [
        query.with_only_columns(end(column)).scalar_subquery()
        for query, column in (
            (own, Event.night),
            (countable_visits(actor), Visit.night),
            (countable_quiet(actor), QuietNight.night),
        )
        for end in (func.min, func.max)
    ]
    known = [night for night in db.session.execute(select(*ends)).one() if night is not None]
    brought = countable(actor).where(Event.source.is_not(None))
    columns = (Event.source, func.min(Event.night), func.max(Event.night))
    found = db.session.execute(brought.with_only_columns(*columns).group_by(Event.source)).all()
    return Spans(
        own=_span(None, min(known), max(known)) if known else None,
        brought=tuple(_span(*row) for row in found),
    )


def _span(source: str | None, first: date, last: date) -> Span:
    return Span(source, week_of(first), week_of(last))
