"""The first screen, one's own entries and what became of them, the register, help."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from nightsafe import clock, nights
from nightsafe.accounts.roles import Role, may
from nightsafe.database import db, own_transaction
from nightsafe.delivery.actions import acknowledge as acknowledge_message
from nightsafe.gate import Actor, Can, even_by_pin, me, public, requires
from nightsafe.home import views_live
from nightsafe.home.briefed import badges_with_briefing, with_briefing
from nightsafe.home.ledger import PAGE as LEDGER_PAGE
from nightsafe.home.ledger import lines
from nightsafe.home.notices import shown_to
from nightsafe.home.story import history, warnings_of, who_sees
from nightsafe.incidents import lifecycle, queries
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.models import Entry
from nightsafe.incidents.photo_pages import photos_on
from nightsafe.incidents.rules import headings_of
from nightsafe.incidents.tiles import first_tiles
from nightsafe.incidents.written import read_written
from nightsafe.ledger.actions import stage
from nightsafe.ledger.kinds import KINDS
from nightsafe.network.queries import time_zone
from nightsafe.review.queries import exchanges, progress, progress_of, questions_of
from nightsafe.shifts.forms import quiet_form
from nightsafe.shifts.models import QuietNight
from nightsafe.shifts.queries import said_quiet
from nightsafe.submissions import held
from nightsafe.submissions.envelope import Kind, fresh
from nightsafe.submissions.forms import EnvelopeForm
from nightsafe.submissions.paging import after, read_place
from nightsafe.visits.queries import how_many_here

views = Blueprint("home", __name__)
views.add_url_rule("/live", view_func=views_live.live)

# Where somebody who does not log begins.
_FIRST = (
    (Can.REVIEW, "review.queue"),
    (Can.WEEK, "aggregates.week"),
    (Can.NETWORK, "network.index"),
    (Can.READ_LEDGER, "home.ledger"),
)


@views.get("/")
@even_by_pin
def index() -> ResponseReturnValue:
    """The first screen: tiles for those who log, their own desk for everybody else."""
    actor = me()
    if not may(actor, Can.LOG):
        for can, endpoint in _FIRST:
            if may(actor, can):
                return redirect(url_for(endpoint, done=request.args.get("done")))
    codes = first_tiles(actor.role, queries.recent_codes(actor))
    night = nights.night_of(clock.now(), time_zone())
    said = said_quiet(actor, night)
    start = EnvelopeForm(formdata=None)
    start.put(fresh(Kind.VISIT))
    return render_template(
        "home/index.html",
        tiles=[CATEGORIES[code] for code in codes],
        how_many=sum(not one.retired for one in CATEGORIES.values()),
        night=night,
        quiet=quiet_form(said) if _may_be_quiet(actor, night, said) else None,
        said=said,
        start=start if actor.role == Role.SF else None,
        here=how_many_here(actor) if actor.role == Role.SF else 0,
        attention=_attention(actor),
    )


def _attention(actor: Actor) -> int:
    """How much of what a phone sent needs its author; a page that is kept cannot know."""
    return 0 if g.get("kept") else held.how_many_to_attend(actor.person_id)


def _may_be_quiet(actor: Actor, night: date, said: QuietNight | None) -> bool:
    """Whether the quiet night is offered: not to somebody who has logged something in it."""
    if not may(actor, Can.QUIET):
        return False
    return said is not None or not queries.has_logged(actor, night)


@views.get("/mine")
@requires(Can.READ_OWN)
def mine() -> str:
    """My entries, newest first, and what became of each."""
    entries = queries.mine(me(), read_place(request.args))
    shown = entries[: queries.PAGE]
    return render_template(
        "home/mine.html",
        entries=shown,
        steps=badges_with_briefing(shown, progress_of(shown)),
        categories=CATEGORIES,
        older=after(entries, queries.PAGE, lambda one: (one.received_at, one.id)),
        attention=_attention(me()),
    )


@views.get("/register")
@requires(Can.REGISTER, reads_text=True)
def register() -> str:
    """What is logged for a manager's premises; of restricted ones a line and no more.

    The lines stand on the first page and are paged on their own, as `restricted`.
    """
    actor, further = me(), read_place(request.args, "restricted")
    before = read_place(request.args)
    entries = [] if further else queries.logged_for(actor, before)
    shown = entries[: queries.PAGE]
    restricted = [] if before else queries.restricted_lines(actor, further)
    lines = restricted_lines(actor, restricted[: queries.PAGE], now=clock.now())
    db.session.commit()
    return render_template(
        "home/register.html",
        entries=shown,
        categories=CATEGORIES,
        this_year=nights.night_of(clock.now(), time_zone()).year,
        headings={one.id: headings_of(one.code, one.actions, one.details) for one in shown},
        lines=lines,
        older=after(entries, queries.PAGE, lambda one: (one.received_at, one.id)),
        older_lines=after(restricted, queries.PAGE, lambda one: (one.occurred_at, one.id)),
    )


def restricted_lines(
    actor: Actor, entries: Sequence[Entry], *, now: datetime
) -> list[tuple[datetime, str]]:
    """The time and the police reference of restricted entries; each reference read is noted."""
    lines = []
    for entry in entries:
        reference = read_written(entry).police_reference
        if reference:
            what = {"as": actor.role, "only": "police_reference"}
            stage("read", entry.id, actor.person_id, what, now=now)
        lines.append((entry.occurred_at, reference))
    return lines


@views.get("/entries/<uuid:entry_id>")
@requires(Can.READ_OWN, reads_text=True)
def story(entry_id: UUID) -> str:
    """An entry's whole story for its author, or for the manager it was logged for."""
    actor, now = me(), clock.now()
    entry = queries.entry_of(actor, entry_id)
    own = entry is not None and lifecycle.is_author(entry, actor)
    # A specialist reads what was referred on a page of its own.
    if entry is None or not (own or may(actor, Can.REGISTER)):
        abort(404)
    if not own:
        stage("read", entry.id, actor.person_id, {"as": actor.role}, now=now)
    # Of one's own, too: that its reader is there was noted on the way.
    db.session.commit()
    written = read_written(entry)
    asked = exchanges(questions_of([entry.id])) if own else []
    share = EnvelopeForm(formdata=None)
    share.put(fresh(Kind.SHARE, entry.id, entry.head))
    return render_template(
        "home/story.html",
        entry=entry,
        own=own,
        category=CATEGORIES[entry.code],
        written=written,
        warnings=warnings_of(entry, written) if own else [],
        history=history(entry),
        steps=with_briefing(entry, progress(entry)),
        questions=[one for one in asked if not one.answers],
        answered=[one for one in asked if one.answers],
        may_amend=lifecycle.may_amend(entry, actor),
        share=share if lifecycle.may_share(entry, actor) else None,
        seen_by=who_sees(entry, own),
        **photos_on(entry, actor),
    )


@views.post("/notices/<int(max=2147483647):message_id>/acknowledge")
@even_by_pin
def acknowledge(message_id: int) -> ResponseReturnValue:
    """A notice was read."""
    message = shown_to(me(), message_id)
    if message is None:
        abort(404)
    acknowledge_message(message, now=clock.now())
    db.session.commit()
    return redirect(url_for("home.index", done="acknowledged"))


@views.get("/ledger")
@requires(Can.READ_LEDGER)
def ledger() -> str:
    """Who did what when, without what was written."""
    before, kind = request.args.get("before"), request.args.get("kind") or None
    if kind is not None and kind not in KINDS:
        abort(400)
    if before is not None and not (before.isascii() and before.isdecimal() and len(before) < 16):
        abort(400)
    found = lines(int(before) if before else None, kind)
    return render_template(
        "home/ledger.html",
        lines=found[:LEDGER_PAGE],
        kinds=KINDS,
        kind=kind,
        older=found[LEDGER_PAGE - 1].seq if len(found) > LEDGER_PAGE else None,
    )


@views.get("/help")
@public
def help() -> str:
    """Whom to call, and who sees what; open to everybody."""
    return render_template("home/help.html")


@views.get("/healthz")
@public
def healthz() -> ResponseReturnValue:
    """200 once the server can read and write its database."""
    with own_transaction() as beside:
        beside.execute(text("UPDATE installation SET id = id"))
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
