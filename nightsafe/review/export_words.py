"""The words that a file bears about itself: what it holds, for whom, and how to treat it."""

from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date
from flask_babel import get_locale
from flask_babel import gettext as _

from nightsafe import nights
from nightsafe.accounts.roles import LABELS, Role
from nightsafe.gate import Actor
from nightsafe.incidents.categories import CATEGORIES, GROUPS
from nightsafe.network.models import Area, Place
from nightsafe.network.queries import network, time_zone
from nightsafe.network.words import night
from nightsafe.review import marks
from nightsafe.review.exporting import Exported
from nightsafe.review.filters import STATES, Filters
from nightsafe.review.side import BANDS
from nightsafe.review.words import span


@dataclass(frozen=True)
class About:
    """What a file says of itself, ready to be shown."""

    title: str
    network: str
    language: str
    scope: list[str]
    recipient: str
    made: str
    mark: str
    treat: list[str]

    @property
    def short(self) -> str:
        """For whom, when, and the mark: on every page and in the properties."""
        return str(
            _(
                "For %(who)s, %(when)s. Mark %(mark)s",
                who=self.recipient,
                when=self.made,
                mark=self.mark,
            )
        )


def about(actor: Actor, exported: Exported, scope: list[str]) -> About:
    """What a file for somebody says of itself; `scope` says what was asked for."""
    role, city = LABELS[Role(actor.role)], network()
    return About(
        title=str(_("Review list, %(what)s", what=scope[0])),
        network=city.name if city else "",
        language=str(get_locale() or "en").replace("_", "-"),
        scope=scope,
        recipient=f"{actor.name}, {role}, {actor.organisation}",
        made=_moment(exported.made_at),
        mark=marks.shown(exported.mark),
        treat=treatment(with_words=exported.with_words),
    )


def treatment(*, with_words: bool) -> list[str]:
    """What may not be done with a file, a sentence each."""
    told = [
        _("It is for you, for the reason you gave. Its mark leads back to you."),
        _("Give it to nobody who could not have made it, and delete it when it has served."),
        _("It is no statistic: never publish a count from it, and rank no venue by it."),
    ]
    if with_words:
        told.append(_("What the reporters wrote stays with police: never send it to a venue."))
    return [str(one) for one in told]


def scope_of(filters: Filters, place: Place | None, area: Area | None) -> list[str]:
    """What the filters ask for in words: the nights first, then each choice."""
    said = [span(*filters.nights) if filters.nights else str(_("all nights"))]
    if filters.nights:
        said = [f"{said[0]} {filters.nights[1].year}"]
    said.append(str(STATES[filters.state]))
    if filters.night is not None:
        said.append(night(filters.night))
    if filters.hour is not None:
        said.append(f"{filters.hour:02}:00–{(filters.hour + 1) % 24:02}:00")
    if filters.band is not None:
        said.append(BANDS.get(filters.band) or str(_("Day")))
    if filters.group is not None:
        said.append(str(GROUPS[filters.group]))
    if filters.code is not None:
        said.append(f"{filters.code} {CATEGORIES[filters.code].label}")
    if filters.severity is not None:
        said.append(str(_("Severity %(levels)s", levels=filters.severity)))
    said += [one.name for one in (place, area) if one is not None]
    if filters.role is not None:
        said.append(str(LABELS[Role(filters.role)]))
    if filters.find is not None:
        said.append(str(_("found by search")))
    return said


def _moment(instant: datetime) -> str:
    """Day, year and time: a file is found again years later."""
    day = nights.local(instant, time_zone()).date()
    label = nights.clock_label(instant, time_zone())
    return f"{format_date(day, 'd MMMM y', locale=get_locale())}, {label}"
