"""What is going to happen in the demo city: each item says who does what, and when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from nightsafe.demo.people import Work

Answer = str | tuple[str, ...]


@dataclass(frozen=True)
class Item:
    """Something one person does at one moment (UTC), working somewhere in some role."""

    at: datetime
    who: str
    work: Work


@dataclass(frozen=True)
class PlannedEntry(Item):
    """A log. `at` is when the server receives it; `place` names a street or premises.

    `place` None is the member's own premises. `skew` is how far the phone's clock is ahead.
    """

    key: str
    event: str
    code: str
    occurred_at: datetime
    place: str | None = None
    place_words: str = ""
    skew: timedelta = timedelta()
    flags: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    details: Mapping[str, Answer] = field(default_factory=dict)
    people: int | None = None
    age: str = ""
    gender: str = ""
    description: str = ""
    police_reference: str = ""
    plate: str = ""

    @property
    def claimed_at(self) -> datetime:
        """When it happened by the phone's clock."""
        return self.occurred_at + self.skew

    @property
    def sent_at(self) -> datetime:
        """When it was sent by the phone's clock."""
        return self.at + self.skew


@dataclass(frozen=True)
class PlannedAmendment(Item):
    """Detail added to an entry: another paragraph, further actions."""

    entry: str
    description: str = ""
    actions: tuple[str, ...] = ()
    police_reference: str = ""


@dataclass(frozen=True)
class PlannedWithdrawal(Item):
    """An entry taken back; an undo within its minute gives no reason."""

    entry: str
    reason: str = ""

    @property
    def undo(self) -> bool:
        return not self.reason


@dataclass(frozen=True)
class PlannedShare(Item):
    """A register entry shown to police by its author."""

    entry: str


@dataclass(frozen=True)
class PlannedVisit(Item):
    """Somebody taken in at a Safe Place; `answers` as visits/choices.py names them."""

    key: str
    arrived_at: datetime
    answers: Mapping[str, Answer] = field(default_factory=dict)
    left_at: datetime | None = None
    note: str = ""
    entry: str | None = None


@dataclass(frozen=True)
class PlannedLeaving(Item):
    """A visit finished later than it was begun."""

    visit: str
    left_at: datetime
    answers: Mapping[str, Answer] = field(default_factory=dict)


@dataclass(frozen=True)
class PlannedQuiet(Item):
    """A zero return: nothing happened here this night."""

    night: date

    @property
    def key(self) -> str:
        """The name of this record in the plan."""
        return f"quiet {self.who} {self.work.where} {self.night}"


@dataclass(frozen=True)
class PlannedSight(Item):
    """A reviewer marks an entry seen and leaves it at that for now."""

    entry: str


@dataclass(frozen=True)
class PlannedQuestion(Item):
    """A reviewer asks an entry's author something."""

    key: str
    entry: str
    text: str


@dataclass(frozen=True)
class PlannedAnswer(Item):
    """The author answers."""

    question: str
    text: str


@dataclass(frozen=True)
class PlannedFinding(Item):
    """A reviewer decides: an outcome, perhaps a group, a reference; by that it is seen, too."""

    entry: str
    outcome: str
    home_office: str | None = None
    police_reference: str = ""
    note: str = ""


@dataclass(frozen=True)
class PlannedClosing(Item):
    """A reviewer is done with an entry's event."""

    entry: str


@dataclass(frozen=True)
class PlannedDuty(Item):
    """Somebody goes on duty for what cannot wait."""

    kind: str


@dataclass(frozen=True)
class Plan:
    """All items in the order in which they happen, and the truth behind them.

    `events` maps a true event to the entries that tell it; `twins` are pairs of events that look
    alike and are not: two fights at one place within half an hour.
    """

    seed: int
    now: datetime
    items: tuple[Item, ...]
    events: Mapping[str, tuple[str, ...]]
    twins: tuple[tuple[str, str], ...]

    @property
    def entries(self) -> tuple[PlannedEntry, ...]:
        return tuple(one for one in self.items if isinstance(one, PlannedEntry))

    @property
    def visits(self) -> tuple[PlannedVisit, ...]:
        return tuple(one for one in self.items if isinstance(one, PlannedVisit))
