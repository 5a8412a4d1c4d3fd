"""A page of visits: the words it needs for times, and the key that leads to older ones."""

from typing import Any
from uuid import UUID

from flask import abort, render_template
from flask_babel import format_date

from nightsafe import clock, nights
from nightsafe.network.queries import time_zone
from nightsafe.submissions.forms import instant
from nightsafe.submissions.reference import spoken
from nightsafe.visits.queries import Key


def page(template: str, **values: Any) -> str:
    """A page that can say times, nights and references."""
    tz, now = time_zone(), clock.now()
    return render_template(
        template,
        clock=lambda when: nights.clock_label(when, tz),
        day=lambda night: format_date(night, "EEE d MMM"),
        clock_now=nights.clock_label(now, tz),
        tonight=nights.night_of(now, tz),
        spoken=spoken,
        **values,
    )


def key(written: str | None) -> Key | None:
    """The key in an address; 400 for anything else."""
    if written is None:
        return None
    at, _sep, visit_id = written.partition("~")
    found = instant(at)
    try:
        if found is None:
            raise ValueError
        return found, UUID(visit_id)
    except ValueError:
        abort(400)


def text(found: Key) -> str:
    """A key as it stands in an address."""
    return f"{found[0].isoformat()}~{found[1]}"
