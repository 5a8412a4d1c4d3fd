"""Putting the pages of review together: the queue, and a story beside it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import abort, render_template, request, url_for
from flask_babel import gettext as _

from nightsafe import clock, nights
from nightsafe.accounts import stepping_up
from nightsafe.accounts.roles import LABELS
from nightsafe.database import db
from nightsafe.forms import NightForm
from nightsafe.gate import Actor, me
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.home_office import HOME_OFFICE_GROUPS
from nightsafe.incidents.models import Event
from nightsafe.incidents.queries import event_of
from nightsafe.network.models import Area, Place
from nightsafe.network.queries import time_zone
from nightsafe.review import filters as asked
from nightsafe.review import presence, repeats, rules, searching, told
from nightsafe.review.actions import shown_now
from nightsafe.review.counts import MOST, counts, unseen_outside
from nightsafe.review.filters import Filters
from nightsafe.review.forms import AskForm, FindingForm, NightsForm
from nightsafe.review.live import slot
from nightsafe.review.map_panel import panel
from nightsafe.review.queue import area_of, neighbours, place_of, queue
from nightsafe.review.saved import saved_filters
from nightsafe.review.side import address, searched, side
from nightsafe.review.story import stage_reads, story_of
from nightsafe.review.strip import periods, strip
from nightsafe.review.views_live import said
from nightsafe.review.words import span

# Words that every page of review shows.
WORDS: dict[str, Any] = {
    "categories": CATEGORIES,
    "roles": LABELS,
    "outcomes": rules.OUTCOMES,
    "thrive": rules.THRIVE,
    "groups": HOME_OFFICE_GROUPS,
}


@dataclass(frozen=True)
class Wanted:
    """What the address asks for, with the place and the area it names."""

    filters: Filters
    place: Place | None
    area: Area | None
    # The story read before, which may have left the queue since: the way back leads to it.
    came: UUID | None = None


def wanted() -> Wanted:
    """What this request's address asks for; 400 for anything that there is not (R19)."""
    tonight = nights.night_of(clock.now(), time_zone())
    try:
        filters = asked.read(request.args, tonight)
        came = UUID(request.args["came"]) if request.args.get("came") else None
        searching.check(me(), filters.find, now=clock.now())
    except (asked.Unknown, ValueError):
        abort(400)
    place = place_of(filters.place) if filters.place is not None else None
    area = area_of(filters.area) if filters.area is not None else None
    if (filters.place is not None and place is None) or (filters.area is not None and area is None):
        abort(400)
    return Wanted(filters, place, area, came)


def queue_page(actor: Actor) -> str:
    """The queue as the address asks for it."""
    want = wanted()
    before = want.came if want.came and event_of(actor, want.came) is not None else None
    return render_template(
        "review/queue.html", before=_story_url(before, want.filters), **_beside(actor, want)
    )


def story_page(
    actor: Actor,
    event_id: UUID,
    *,
    ask: AskForm | None = None,
    found: FindingForm | None = None,
    problem: NightForm | None = None,
) -> str:
    """An event's story with the queue beside it; the reads are committed before it is shown."""
    want = wanted()
    event = event_of(actor, event_id)
    if event is None:
        abort(404)
    if event.restricted:
        stepping_up.require(actor)
    story = story_of(actor, event)
    stage_reads(actor, [one.entry for one in story.tellings], now=clock.now())
    before, after = neighbours(actor, want.filters, event)
    if want.came is not None and event_of(actor, want.came) is not None:
        before = want.came
    beside = _beside(actor, want, event)
    others = presence.note(actor, event, now=clock.now())
    shown = shown_now(event, story.finding)
    if ask is None:
        ask = AskForm(formdata=None, prefix="ask")
        ask.put_ids(story.tellings[0].entry.id)
    if found is None:
        found = FindingForm(formdata=None, prefix="finding")
        found.put_finding(story.finding, story.noted)
    for form in (ask, found):
        form.put_shown(shown)
    db.session.commit()
    return render_template(
        "review/story.html",
        **beside,
        story=story,
        category=CATEGORIES[event.code],
        ask=ask,
        found=found,
        problem=problem,
        shown={"entries": shown.entries, "version": shown.finding},
        may=_may(story.state, actor, brought=event.source is not None),
        before=_story_url(before, want.filters),
        after=_story_url(after, want.filters, came=event_id),
        came=want.came,
        repeats=repeats.suggestion(actor, event),
        here={"ask": url_for("review.here", event_id=event_id), "said": said(list(others))},
    )


def _may(state: rules.State, actor: Actor, *, brought: bool) -> dict[str, bool]:
    return {
        "see": rules.may_see(state, actor, brought=brought),
        "ask": rules.may_ask(state, actor, brought=brought),
        "find": rules.may_find(state, actor),
        "close": rules.may_close(state, actor),
        "reopen": rules.may_reopen(state, actor),
    }


def _story_url(event_id: UUID | None, filters: Filters, came: UUID | None = None) -> str | None:
    if event_id is None:
        return None
    return url_for("review.story", event_id=event_id, **filters.query(), came=came)


def _beside(actor: Actor, want: Wanted, event: Event | None = None) -> dict[str, Any]:
    filters = want.filters
    news = slot(actor, filters)  # before anything that the page shows
    found = counts(actor, filters)
    page = queue(actor, filters)
    outside = unseen_outside(actor, filters)
    picked = NightsForm(formdata=None)
    if filters.nights is not None:
        picked.first.data, picked.last.data = filters.nights
    return {
        **WORDS,
        "filters": filters,
        "query": filters.query(),
        "news": news,
        "queue": page,
        "counts": found,
        "side": side(filters, found, outside, want.place, want.area),
        "strip": strip(filters, found),
        "periods": periods(filters, nights.night_of(clock.now(), time_zone())),
        "searched": searched(actor, filters),
        "saved": saved_filters(actor),
        "title": _span(filters),
        "outside": outside,
        "alike": repeats.alike_counts(actor, [line.event for line in page.lines]),
        "told": told.figures(actor, filters),
        "map": panel(actor, filters, event),
        "most": MOST,
        "picked": picked,
        "this_year": nights.night_of(clock.now(), time_zone()).year,
        "urls": _urls(filters, page.older),
    }


def _span(filters: Filters) -> str | None:
    if filters.nights is None:
        return _("Search") if filters.find else None
    return span(*filters.nights)


def _urls(filters: Filters, older: asked.Key | None) -> dict[str, str | None]:
    urls: dict[str, str | None] = {
        "here": address(filters),
        "start": address(filters.with_()) if filters.after is not None else None,
        "older": address(filters.with_(after=older)) if older is not None else None,
        "everything": url_for("review.queue", view=asked.EVERYTHING),
        "all_states": address(filters.with_(state="all")),
        "cleared": address(filters.cleared()),
        "weekend": url_for("review.queue"),
        "export": url_for("review.export", **filters.query()),
    }
    return urls
