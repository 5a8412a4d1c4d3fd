"""When something was: chips that count back from now, or a picked time, and what they mean."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Optional

from nightsafe import nights
from nightsafe.clock_help import describe
from nightsafe.errors import ProductError
from nightsafe.submissions.envelope import Envelope

NOW, PICK = "now", "pick"
MINUTES_AGO = ("5", "15", "30", "60")
CHOICES = (
    SelectChoice(NOW, _l("Now")),
    SelectChoice("5", _l("5 min ago")),
    SelectChoice("15", _l("15 min ago")),
    SelectChoice("30", _l("30 min ago")),
    SelectChoice("60", _l("An hour ago")),
    SelectChoice(PICK, _l("Pick")),
)
FOLDS = (
    SelectChoice("0", _l("The first time, before the clocks went back")),
    SelectChoice("1", _l("The second time, after the clocks went back")),
)
AHEAD = timedelta(minutes=10)
OLDEST = timedelta(days=366)

_TIME = re.compile(r"(\d{1,2})[:.]?(\d{2})(?::\d{2}(?:\.\d+)?)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


@dataclass(frozen=True)
class When:
    """A claimed instant (UTC); `by_phone` when it was counted back on the phone's own clock."""

    claimed_at: datetime
    by_phone: bool = False

    def corrected(self, envelope: Envelope, received: datetime) -> datetime:
        """The instant with the fault of the phone's clock taken out, where it was read off it."""
        if self.by_phone and envelope.sent_at is not None:
            return nights.corrected(self.claimed_at, envelope.sent_at, received)
        return self.claimed_at


class HappensTwice(ProductError):
    """A picked time that came round twice; `choices` are the two answers to ask for."""

    def __init__(self, error: nights.TimeHappensTwice, tz: ZoneInfo, field: str) -> None:
        self.choices = fold_choices(error, tz)
        super().__init__(describe(error, tz), field)


class WhenFields:
    """The fields of a time; mix it into a form, and ask `claimed` once the form is valid."""

    when = RadioField(_l("When"), choices=list(CHOICES), default=NOW, validate_choice=False)
    when_date = StringField(_l("Date"))
    when_time = StringField(_l("Time"))
    when_fold = RadioField(_l("Which of the two?"), choices=list(FOLDS), validators=[Optional()])

    asks_fold = False

    @property
    def shows_fold(self) -> bool:
        """Whether the page should ask which of two equal times is meant."""
        return self.asks_fold or bool(self.when_fold.data)

    def typed_when(self) -> str:
        """What was chosen, in words that do not move with the clock: "now" sent twice is one."""
        parts = (self.when.data, self.when_date.data, self.when_time.data, self.when_fold.data)
        wanted = parts if self.when.data == PICK else parts[:1]
        return " ".join(part for part in wanted if part)

    def claimed(self, envelope: Envelope, *, now: datetime, tz: ZoneInfo) -> When:
        """What the fields mean; raises ProductError beside the field, 422 (see `read_when`)."""
        try:
            return read_when(
                self.when.data,
                self.when_date.data,
                self.when_time.data,
                self.when_fold.data,
                envelope=envelope,
                now=now,
                tz=tz,
            )
        except HappensTwice as error:
            self.asks_fold = True
            self.when_fold.choices = error.choices
            raise

    def put_when(self, instant: datetime, tz: ZoneInfo) -> None:
        """Fill the fields in with a known instant, to be changed by hand."""
        wall = nights.local(instant, tz)
        self.when.data = PICK
        self.when_date.data, self.when_time.data = f"{wall:%Y-%m-%d}", f"{wall:%H:%M}"
        if nights.happens_twice(instant, tz):
            self.when_fold.data = str(wall.fold)


def read_when(
    choice: str | None,
    day: str | None,
    at: str | None,
    fold: str | None,
    *,
    envelope: Envelope,
    now: datetime,
    tz: ZoneInfo,
    prefix: str = "when",
) -> When:
    """The instant that somebody chose or picked.

    `choice` is a value of CHOICES; `day`, `at` and `fold` are read for "pick" only. An empty day
    means the last time the clock showed `at`. Raises ProductError with the field
    `prefix`, `prefix`_date or `prefix`_time: no such time, a time that does not exist or (as
    HappensTwice) exists twice, more than ten minutes ahead or over a year ago (a phone's queue
    is never refused for the last two, what is imported not for the last one).
    """
    if choice == PICK:
        # "The last time the clock showed 23:40" counts from when it was asked for.
        asked = envelope.made_at(now) if envelope.queued else now
        when = When(_picked(day or "", at or "", fold, now=asked, tz=tz, prefix=prefix))
        field = f"{prefix}_time"
    elif choice == NOW or choice in MINUTES_AGO:
        when = _counted_back(0 if choice == NOW else int(choice), envelope, now)
        field = prefix
    else:
        raise ProductError(_l("Choose from the list when it was."), prefix)
    if not envelope.queued:
        refuse_far(
            when.corrected(envelope, now), now=now, field=field, however_old=envelope.imported
        )
    return when


def day_meant(at: str | None, *, asked: datetime, tz: ZoneInfo) -> date | None:
    """The day of a picked time without one: the last on which the clock showed it when asked.

    None for what is no time.
    """
    try:
        clock = _time(at or "", "")
    except ProductError:
        return None
    today, before = _last_days(asked, tz)
    ahead = nights.local(asked + AHEAD, tz).replace(tzinfo=None)
    return before if datetime.combine(today, clock) > ahead else today


def refuse_far(instant: datetime, *, now: datetime, field: str, however_old: bool = False) -> None:
    """Raise ProductError for an instant over ten minutes ahead or over a year ago (rule 10)."""
    if instant > now + AHEAD:
        raise ProductError(_l("That is still to come. Check the date and the time."), field)
    if instant < now - OLDEST and not however_old:
        raise ProductError(
            _l("That is over a year ago. Check the date; ask your coordinator about older ones."),
            field,
        )


def fold_choices(error: nights.TimeHappensTwice, tz: ZoneInfo) -> list[SelectChoice]:
    """The two answers to "which of the two?", with the names of their clocks."""
    labels = [nights.clock_label(each, tz) for each in (error.first, error.second)]
    return [
        SelectChoice("0", _("%(time)s, the first time", time=labels[0])),
        SelectChoice("1", _("%(time)s, an hour later", time=labels[1])),
    ]


def _counted_back(minutes: int, envelope: Envelope, now: datetime) -> When:
    # Without its clock at sending the phone's fault is not known: then the server's time is better.
    by_phone = envelope.captured_at is not None and envelope.sent_at is not None
    start = envelope.captured_at if by_phone and envelope.captured_at is not None else now
    try:
        return When((start - timedelta(minutes=minutes)).astimezone(UTC), by_phone)
    except OverflowError:
        return When(now - timedelta(minutes=minutes))


def _picked(
    day: str, at: str, fold: str | None, *, now: datetime, tz: ZoneInfo, prefix: str
) -> datetime:
    time_field = f"{prefix}_time"
    clock = _time(at, time_field)
    days = [_day(day, f"{prefix}_date")] if day else _last_days(now, tz)
    first = _instant(days[0], clock, fold, now=now, tz=tz, field=time_field)
    if first > now + AHEAD and len(days) > 1:
        return _instant(days[1], clock, fold, now=now, tz=tz, field=time_field)
    return first


def _last_days(now: datetime, tz: ZoneInfo) -> list[date]:
    today = nights.local(now, tz).date()
    return [today, today - timedelta(days=1)]


def _instant(
    day: date, at: time, fold: str | None, *, now: datetime, tz: ZoneInfo, field: str
) -> datetime:
    try:
        return nights.to_utc(day, at, tz, int(fold) if fold in {"0", "1"} else None)
    except nights.TimeDoesNotExist as error:
        raise ProductError(describe(error, tz), field) from error
    except nights.TimeHappensTwice as error:
        if error.second > now + AHEAD:
            return error.first
        raise HappensTwice(error, tz, field) from error
    except OverflowError as error:
        raise ProductError(_l("That is not a date we know."), field) from error


def _time(text: str, field: str) -> time:
    if not text:
        raise ProductError(_l("Say what time it was, like 23:40."), field)
    match = _TIME.fullmatch(text)
    try:
        if match is None:
            raise ValueError
        return time(int(match[1]), int(match[2]))
    except ValueError as error:
        raise ProductError(_l("That is not a time. Write it like 23:40."), field) from error


def _day(text: str, field: str) -> date:
    match = _DAY_FIRST.fullmatch(text)
    try:
        if match is not None:
            return date(int(match[3]), int(match[2]), int(match[1]))
        return date.fromisoformat(text)
    except ValueError as error:
        raise ProductError(_l("That is not a date. Write it like 14/11/2026."), field) from error
