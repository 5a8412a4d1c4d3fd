"""`nightsafe score`: how would the forecast have done on this network's own history?"""

from collections.abc import Mapping, Sequence
from datetime import date

import click

from nightsafe import clock
from nightsafe.aggregates import week_history
from nightsafe.aggregates.outlook.history import WeekendCounts
from nightsafe.aggregates.outlook.scoring import FORECAST, LAST_RANGE, SEASONAL, Line, Score, score
from nightsafe.aggregates.outlook.seasonal import Covariates
from nightsafe.aggregates.outlook.totals import FEWEST
from nightsafe.calendar.queries import covariates
from nightsafe.cli.opening import open_installation
from nightsafe.cli.progress import Progress
from nightsafe.config import from_environment
from nightsafe.network.queries import time_zone
from nightsafe.nights import Weekend, night_of, week_of

# A range for 80% holds more of small whole numbers than it aims at.
LEAST_HELD, MOST_HELD = 0.75, 0.95
# Of fewer weekends no verdict is given: one more or less would turn it.
ENOUGH = 26

EXPLAINED = (
    "Loss: how far the forecast's 10%, 50% and 90% points lay from what came (pinball loss), in "
    "incidents; small is good.",
    "Gain: how much less the forecast lost than this on the same weekends.",
    "Held: how often the range for 80% held what came; 75% to 95% is right for small counts.",
)


@click.command("score")
def score_() -> None:
    """Say how the forecast would have done on this network's own weekends.

    Each weekend is foretold from those before it alone, and compared with "same as last weekend".
    Counted as police count, without restricted records and what was refuted. Nothing is changed.
    """
    app = open_installation(from_environment())
    with app.app_context():
        tz = time_zone()
        # The weekend that is not over yet is not scored.
        until = week_of(night_of(clock.now(), tz)).previous().weekend
        history = week_history.of_everything(until, tz).weekends
        known = _known(history)
    if len(history) <= FEWEST:
        found = None
    else:
        with Progress("Foretelling each weekend") as progress:
            found = score(history, known, progress)
    for line in report(history, found):
        click.echo(line)


def report(history: Sequence[WeekendCounts], found: Score | None) -> list[str]:
    """What is printed of a score, line by line; of none, why there is none."""
    if found is None:
        return [
            f"There are {len(history)} weekends of history. The first forecast needs {FEWEST}, "
            "and a weekend after them to be held against."
        ]
    first, last = history[FEWEST].friday, history[-1].friday
    return [
        f"{found.weekends} weekends, of {first} to {last}, each foretold from those before it.",
        "",
        *_table("Total of a weekend", found.totals),
        "",
        *_table("A night and three hours", found.cells),
        "",
        *EXPLAINED,
        "",
        *_verdict(found),
    ]


def _table(title: str, lines: Sequence[Line]) -> list[str]:
    rows = [f"{title:36}{'weekends':>9}{'loss':>8}{'gain':>7}{'held':>7}"]
    for line in lines:
        none = line.method == FORECAST or line.gain is None
        gain = "" if none else f"{round(100 * (line.gain or 0))}%"
        rows.append(
            f"  {line.method:34}{line.weekends:9}{line.loss:8.2f}{gain:>7}{line.coverage:7.0%}"
        )
    return rows


def _verdict(found: Score) -> list[str]:
    """In words: is it worth printing, do its ranges hold, which method did it use?"""
    if found.weekends < ENOUGH:
        return [f"Too few weekends to judge the forecast by: look again after {ENOUGH}."]
    said = []
    ours, last = found.total(FORECAST), found.total(LAST_RANGE)
    if last is not None and last.gain is not None:
        better = "less" if last.gain > 0 else "more"
        said.append(
            f"On totals the forecast lost {abs(last.gain):.0%} {better} than last weekend's count "
            "with a range about it."
        )
    if ours is not None and not LEAST_HELD <= ours.coverage <= MOST_HELD:
        how = "too narrow" if ours.coverage < LEAST_HELD else "wider than need be"
        said.append(f"Its ranges were {how} here.")
    used = ", ".join(f"{name} {number}" for name, number in found.used.items())
    said.append(f"Weekends by the method it used: {used}.")
    if found.total(SEASONAL) is not None:
        now = (
            "is in use: it did better" if found.seasonal_now else "is not in use: it did no better"
        )
        said.append(f"The seasonal model {now} over the last year.")
    return said


def _known(history: Sequence[WeekendCounts]) -> Mapping[date, Covariates]:
    """What the calendar knew of these nights, and of those of the weekend to come."""
    weekends = [Weekend(each.friday) for each in history]
    if weekends:
        weekends.append(weekends[-1].next())
    ahead = covariates([night for weekend in weekends for night in weekend.nights])
    return {
        night: Covariates(one.bank_holiday, one.term, one.crowd) for night, one in ahead.items()
    }
