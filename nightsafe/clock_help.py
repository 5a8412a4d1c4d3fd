"""What to say of a wall-clock time that the clocks jumped over, or that came round twice."""

from zoneinfo import ZoneInfo

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from nightsafe.nights import TimeDoesNotExist, TimeHappensTwice, clock_label


def describe(error: TimeDoesNotExist | TimeHappensTwice, tz: ZoneInfo) -> LazyString:
    """What happened to the clocks and which time to choose instead, in a sentence or two."""
    at = f"{error.at:%H:%M}"
    if isinstance(error, TimeHappensTwice):
        return _l(
            "%(at)s happened twice that night, because the clocks went back. Choose the first, "
            "%(first)s, or the second, %(second)s.",
            at=at,
            first=clock_label(error.first, tz),
            second=clock_label(error.second, tz),
        )
    return _l(
        "%(at)s did not happen that night: the clocks went forward from %(gone)s to %(come)s. If "
        "your clock was not changed, choose %(after)s.",
        at=at,
        gone=f"{error.skipped_from:%H:%M}",
        come=f"{error.skipped_to:%H:%M}",
        after=clock_label(error.after, tz),
    )
