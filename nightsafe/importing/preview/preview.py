"""What an import would do, before it does: read from top to bottom by whoever made the mapping."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from nightsafe.importing.mapping import Mapping
from nightsafe.importing.preview.codes import ByCode
from nightsafe.importing.preview.nights import ByNight
from nightsafe.importing.preview.places import ByPlace
from nightsafe.importing.preview.rejects import Reasons
from nightsafe.importing.tally import Outcome, Tally, What, alike_words
from nightsafe.importing.terminal import WIDTH, cut, heading, share, wrapped
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.rules import SEVERITIES, seen_by
from nightsafe.incidents.words import flag_label
from nightsafe.network.words import day_long, night
from nightsafe.nights import local

_SAMPLES = 8
_COUNT = 11


@dataclass
class Preview:
    """The rows of a run that saves nothing, counted as they pass; `zone` is the network's."""

    reading: Mapping
    zone: ZoneInfo
    warnings: tuple[str, ...] = ()
    tally: Tally = field(default_factory=Tally)
    samples: dict[tuple[str, int], Outcome] = field(default_factory=dict)
    codes: ByCode = field(init=False)
    nights: ByNight = field(init=False)
    places: ByPlace = field(default_factory=ByPlace)
    reasons: Reasons = field(default_factory=Reasons)

    def __post_init__(self) -> None:
        self.codes = ByCode(self.reading.codes)
        self.nights = ByNight(self.zone)

    def add(self, outcome: Outcome) -> None:
        """Count what would become of one more row; rows come in the order of the file."""
        self.tally.add((outcome,))
        self._keep(outcome)
        self.codes.add(outcome)
        self.nights.add(outcome)
        self.places.add(outcome)
        self.reasons.add(outcome)

    def _keep(self, outcome: Outcome) -> None:
        """Keep the first row of each of several codes, and the first few of all."""
        if outcome.what is not What.ADDED:
            return
        for number in range(_SAMPLES):
            key = (outcome.source_code, number)
            if key not in self.samples:
                if sum(other == number for _, other in self.samples) < _SAMPLES:
                    self.samples[key] = outcome
                return

    def lines(self, *, nights: bool = False) -> list[str]:
        """The whole of it, for a terminal of 80 columns; with `nights`, every night's count too."""
        found = [*self._headline(), *self._warnings(), *self._reading(), *self._rows()]
        if not self.tally.added:
            found += ["", "Nothing would be added."]
        found += self.codes.lines()
        found += self.nights.lines(every=nights)
        found += self.places.lines()
        found += self.reasons.lines()
        return found

    def _headline(self) -> Iterator[str]:
        tally = self.tally
        yield "This is what would happen. Nothing has been written."
        yield ""
        for words, number in (
            ("rows read", tally.rows),
            ("would be added", tally.added),
            ("there already", tally.known - tally.erased),
            ("erased here before, and not brought in again", tally.erased),
            ("left out, as the mapping says", tally.left_out),
            ("rejected", tally.rejected),
        ):
            if number or words != "erased here before, and not brought in again":
                part = f"  ({share(number, tally.rows)})" if 0 < number < tally.rows else ""
                yield f"{number:>{_COUNT},}  {words}{part}"

    def _warnings(self) -> Iterator[str]:
        warnings = list(self.warnings)
        if self.tally.doubled:
            warnings.append(f"{alike_words(self.tally)} Are they the same records?")
        if warnings:
            yield from heading("Look at this before you go on")
            for one in warnings:
                yield from wrapped(f"! {one}", 2, 4)

    def _reading(self) -> Iterator[str]:
        """How the mapping has the file read, where it decides something for every row."""
        entries, times, places = self.reading.entries, self.reading.times, self.reading.places
        yield from heading("How it is read")
        yield from wrapped(f'From {entries.organisation}, shown as "{entries.source}".', 2)
        yield from wrapped(f"Who sees them: {self._seen(restricted=False)}", 2)
        columns = " + ".join(filter(None, (times.column, times.hour_column)))
        yield from wrapped(f"Time: {columns}, on the clocks of {times.zone.key}.", 2)
        if times.zone.key != self.zone.key:
            words = f"This network's clocks are those of {self.zone.key}: nights are counted there."
            yield from wrapped(words, 2)
        if times.missing_hour is not None:
            words = f"A row without an hour is taken as {times.missing_hour:%H:%M}, by its date."
            yield from wrapped(words, 2)
        words = (
            "How grave each is follows from its code and what was done, unless the mapping says."
        )
        yield from wrapped(words, 2)
        if times.twice is not None:
            which = ("first", "second")[times.twice]
            yield from wrapped(f"A time that came round twice is taken as the {which}.", 2)
        if self.reading.codes.other is not None:
            becomes = self.reading.codes.other.code
            what = f"become {becomes} {CATEGORIES[becomes].label}" if becomes else "are left out"
            yield from wrapped(f"Codes that the mapping does not name {what}.", 2)
        if places.latitude and places.bad_position == "ignore":
            yield from wrapped("A position that is wrong is passed over: the name says where.", 2)

    def _rows(self) -> Iterator[str]:
        chosen = sorted(self.samples.items(), key=lambda one: (one[0][1], one[1].line))
        outcomes = sorted((one for _, one in chosen[:_SAMPLES]), key=lambda one: one.line)
        if not outcomes:
            return
        yield from heading("The first rows of some codes, in the words of our screens")
        for one in outcomes:
            yield cut(f'  Line {one.line:,}: "{one.source_code}"', WIDTH)
            yield from wrapped(" · ".join(self._words(one)), 4)

    def _words(self, outcome: Outcome) -> Iterator[str]:
        if outcome.night is not None and outcome.instant is not None:
            wall = local(outcome.instant, self.zone)
            # A night bears the date on which it began; the file has the day on the calendar.
            after = "" if wall.date() == outcome.night else f" (on {day_long(wall.date())})"
            yield f"{night(outcome.night)}, {day_long(outcome.night)}, {wall:%H:%M %Z}{after}"
        if outcome.code is not None:
            yield str(CATEGORIES[outcome.code].label)
        yield from map(flag_label, outcome.flags)
        if outcome.place:
            yield f"{outcome.place} (new place)" if outcome.new_place else outcome.place
        else:
            yield "no place"
        if outcome.severity is not None:
            yield str(SEVERITIES[outcome.severity])
        if outcome.restricted:
            yield "restricted"
        yield self._seen(restricted=outcome.restricted)

    def _seen(self, *, restricted: bool) -> str:
        entries = self.reading.entries
        return str(seen_by(entries.audience, restricted, bool(entries.premises)))
