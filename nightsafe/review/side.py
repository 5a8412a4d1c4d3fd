"""The filters beside the queue, as links with their counts."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from flask import g, url_for
from flask_babel import gettext as _

from nightsafe.accounts.roles import LABELS, Role
from nightsafe.gate import Actor
from nightsafe.incidents.categories import CATEGORIES, GROUPS
from nightsafe.network.models import Area, Place
from nightsafe.network.words import night
from nightsafe.nights import Band
from nightsafe.review import searching
from nightsafe.review.counts import MOST, Counts
from nightsafe.review.filters import EVERYTHING, SEVERITIES, STATES, STATES_OF_ALL_NIGHTS, Filters

STREETS = 12
# What a query may hold as it is, as in every other address of the product.
_AS_IT_IS = "!$'()*,/:;?@"

BANDS = {
    Band.EVENING: "18–21",
    Band.LATE: "21–24",
    Band.MIDNIGHT: "00–03",
    Band.SMALL_HOURS: "03–06",
}


def side(
    filters: Filters,
    counts: Counts,
    outside: int,
    place: Place | None = None,
    area: Area | None = None,
) -> list[dict[str, Any]]:
    """The groups of filters; a choice nobody would find anything under is left out.

    `outside` is how many unseen events lie in other nights; `place` and `area` are those chosen,
    which stay on the list though nothing is there.
    """
    groups = [
        _group(_("Show"), [*_states(filters, counts), *_elsewhere(filters, outside)]),
        _group(_("Severity"), _severities(filters, counts)),
        _group(_("Night"), _nights(filters, counts)),
        _group(_("Hours"), _bands(filters, counts)),
        _group(_("Kind"), _kinds(filters, counts)),
        _group(_("Place"), _places(filters, counts, place)),
        _group(_("Area"), _areas(filters, counts, area)),
        _group(_("Logged by"), _roles(filters, counts)),
    ]
    return [group for group in groups if group["items"]]


def searched(actor: Actor, filters: Filters) -> dict[str, Any] | None:
    """What the chip of a search says: its words, and the address without it."""
    search = searching.search_of(actor, filters.find)
    if search is None:
        return None
    return {
        "text": search.text,
        "url": address(filters.unsearched()),
        "left_out": searching.left_out(actor),
    }


def address(filters: Filters) -> str:
    """The queue's address with these filters: the path of it is looked up once in a page."""
    if "queue_path" not in g:
        g.queue_path = url_for("review.queue")
    query = urlencode(filters.query(), safe=_AS_IT_IS)
    return f"{g.queue_path}?{query}" if query else str(g.queue_path)


def _group(legend: str, items: Iterable[dict[str, Any]]) -> dict[str, Any]:
    return {"legend": legend, "items": list(items)}


def _choice(filters: Filters, counts: Counts, label: Any, count: int | None, **chosen: Any) -> Any:
    """One link: choosing it, or letting go of it when it is chosen already."""
    current = all(getattr(filters, name) == value for name, value in chosen.items())
    wanted = dict.fromkeys(chosen) if current else chosen
    shown = count if counts.whole else None
    return {
        "label": label,
        "url": address(filters.with_(**wanted)),
        "count": shown,
        "current": current,
    }


def _states(filters: Filters, counts: Counts) -> Iterable[dict[str, Any]]:
    for key, label in STATES.items():
        if not filters.any_state and key not in STATES_OF_ALL_NIGHTS:
            continue
        yield {
            "label": label,
            "url": address(filters.with_(state=key)),
            "count": counts.states.get(key) if counts.whole else None,
            "current": filters.state == key,
        }


def _elsewhere(filters: Filters, outside: int) -> Iterable[dict[str, Any]]:
    if filters.nights is not None:
        yield {
            "label": _("Not seen in other nights"),
            "url": url_for("review.queue", view=EVERYTHING),
            "count": outside if outside <= MOST else _("over %(most)s", most=MOST),
            "current": False,
        }


def _severities(filters: Filters, counts: Counts) -> Iterable[dict[str, Any]]:
    for key, levels in SEVERITIES.items():
        number = sum(counts.severities.get(level, 0) for level in levels)
        if number or filters.severity == key:
            label = _("3 and 4") if key == "3-4" else key
            yield _choice(filters, counts, label, number, severity=key)


def _nights(filters: Filters, counts: Counts) -> Iterable[dict[str, Any]]:
    if filters.nights is None or len(filters.dates) > 7:
        return
    for day in filters.dates:
        if counts.nights[day] or filters.night == day:
            yield _choice(filters, counts, night(day), counts.nights[day], night=day)


def _bands(filters: Filters, counts: Counts) -> Iterable[dict[str, Any]]:
    if filters.nights is None and filters.night is None:
        return
    cleared = filters.with_(hour=None)
    for band, hours in {**BANDS, Band.DAY: _("Day")}.items():
        if counts.bands[band] or filters.band == band:
            yield _choice(cleared, counts, hours, counts.bands[band], band=band)


def _kinds(filters: Filters, counts: Counts) -> Iterable[dict[str, Any]]:
    for group, label in GROUPS.items():
        codes = [each for each in CATEGORIES.values() if each.group == group]
        number = sum(counts.codes.get(each.code, 0) for each in codes)
        open_ = filters.group == group or any(each.code == filters.code for each in codes)
        if not (number or open_):
            continue
        yield _choice(filters.with_(code=None), counts, label, number, group=group)
        for each in codes if open_ else ():
            count = counts.codes.get(each.code, 0)
            if count or filters.code == each.code:
                inside = f"{each.code} {each.label}"
                yield _choice(filters, counts, inside, count, code=each.code)


def _places(filters: Filters, counts: Counts, place: Place | None) -> Iterable[dict[str, Any]]:
    found = counts.streets[:STREETS]
    if place is not None and all(one[0] != place.id for one in found):
        number = next((one[2] for one in counts.streets if one[0] == place.id), 0)
        found = [*found, (place.id, place.name, number)]
    for id_, name, number in found:
        yield _choice(filters, counts, name, number, place=id_)


def _areas(filters: Filters, counts: Counts, area: Area | None) -> Iterable[dict[str, Any]]:
    found = counts.areas
    if area is not None and all(one[0] != area.id for one in found):
        found = [*found, (area.id, area.name, 0)]
    for id_, name, number in found:
        yield _choice(filters.with_(place=None), counts, name, number, area=id_)


def _roles(filters: Filters, counts: Counts) -> Iterable[dict[str, Any]]:
    for role in Role:
        if counts.roles.get(role, 0) or filters.role == role:
            yield _choice(filters, counts, LABELS[role], counts.roles.get(role, 0), role=role.value)
