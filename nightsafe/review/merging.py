"""What reviewers do with accounts of the same event: merge them, keep them apart, split them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from nightsafe.accounts.roles import may
from nightsafe.database import db
from nightsafe.errors import NotAllowed, ProductError
from nightsafe.gate import Actor, Can
from nightsafe.incidents import grouping
from nightsafe.incidents.category import Audience
from nightsafe.incidents.models import Entry, Event
from nightsafe.ledger.actions import stage
from nightsafe.review.actions import Stale, shown_now
from nightsafe.review.indexed import index_finding
from nightsafe.review.models import Finding
from nightsafe.review.rules import OUTCOMES, Shown
from nightsafe.review.snapshot import of_finding
from nightsafe.review.written import Noted, put_noted, read_noted

MOST = 12  # accounts of one event


def merge_events(
    actor: Actor,
    event: Event,
    others: Sequence[Event],
    why: Sequence[str],
    *,
    now: datetime,
    shown: Shown | None = None,
) -> Event:
    """Let the accounts of several events tell of one, which it gives.

    `why` are codes of reasons. What the one event's finding leaves empty is filled in from the
    others'; it is closed only if all were, and unseen if any was. Raises Stale when something was
    added, or done by a colleague, since the page was `shown`.
    """
    events = list({one.id: one for one in (event, *others)}.values())
    _check(actor, events, event, shown)
    if len(events) < 2:
        return event
    entries = grouping.entries_of(events)
    if len({one.restricted for one in events}) > 1:
        # What is said of the one would be read with the other, and missed where it was counted.
        raise NotAllowed(_l("One of these is restricted and stays by itself."))
    if len(entries) > MOST:
        raise ProductError(_l("More than 12 accounts make one event hard to read. Merge fewer."))
    findings = [db.session.get(Finding, one.id) for one in _first(events, entries)]
    unseen = any(one.needs_review for one in events)
    target = grouping.gather(actor, entries, why, unseen=unseen, now=now)
    known = [one for one in findings if one is not None]
    if known:
        closed = len(known) == len(events) and all(one.closed_at for one in known)
        _unite(actor, target, known, unseen=unseen, closed=closed, now=now)
    return target


def not_the_same(
    actor: Actor,
    event: Event,
    others: Sequence[Event],
    *,
    now: datetime,
    shown: Shown | None = None,
) -> None:
    """Note for good that the accounts of an event and of others do not tell of the same."""
    _check(actor, [event, *others], event, shown)
    mine = grouping.entries_of([event])
    for other in others:
        grouping.keep_apart(actor, event, mine, grouping.entries_of([other]), now=now)


def split_entry(
    actor: Actor, event: Event, entry: Entry, *, now: datetime, shown: Shown | None = None
) -> Event:
    """Give one account an event of its own again; gives that of the rest.

    Each part keeps what its own finding says, and is as seen as the whole was.
    """
    _check(actor, [event], event, shown)
    entries = grouping.entries_of([event])
    rest = [one for one in entries if one.id != entry.id]
    if not rest or len(rest) == len(entries):
        raise Stale(_l("This account stands by itself already."))
    if event.restricted and not all(
        any(one.restricted for one in part) for part in ([entry], rest)
    ):
        # Restricted once, restricted for good: what was found of the whole tells of both parts.
        raise NotAllowed(_l("One of these accounts is restricted, so they stay together."))
    whole, unseen = db.session.get(Finding, event.id), event.needs_review
    parts = [
        grouping.gather(actor, group, ["split"], unseen=unseen, now=now)
        for group in ([entry], rest)
    ]
    if whole is not None and not unseen:
        for part in parts:
            if part.id != whole.event_id and part.standing:
                _seen_as(actor, part, whole, now=now)
    return parts[1]


def _check(actor: Actor, events: Sequence[Event], event: Event, shown: Shown | None) -> None:
    if not may(actor, Can.REVIEW):
        raise NotAllowed(_l("Only a reviewer does this."))
    grouping.hold(events)
    for one in events:
        if not one.standing or one.audience != Audience.REVIEW:
            raise Stale(_l("One of these has changed meanwhile. Look at it again."))
        if one.source is not None:
            raise NotAllowed(
                _l("What was brought along from other records is always an event of its own.")
            )
        if one.restricted and not actor.restricted:
            raise Stale(_l("One of these has changed meanwhile. Look at it again."))
    now_shown = shown_now(event, db.session.get(Finding, event.id, populate_existing=True))
    if shown is not None and shown != now_shown:
        raise Stale(_l("Something was added while you read. Look at it, then send again."))


def _first(events: Sequence[Event], entries: Sequence[Entry]) -> list[Event]:
    """The events in the order in which their first account was received."""
    order = list(dict.fromkeys(entry.event_id for entry in entries))
    return sorted(events, key=lambda one: order.index(one.id))


def _unite(
    actor: Actor,
    target: Event,
    findings: Sequence[Finding],
    *,
    unseen: bool,
    closed: bool,
    now: datetime,
) -> None:
    """Write what several findings say together as a new version of the one event's."""
    outcomes = list(dict.fromkeys(one.outcome for one in findings if one.outcome))
    judged = [str(_("Also judged: %(what)s", what=OUTCOMES[one])) for one in outcomes[1:]]
    noted = _together([read_noted(one) for one in findings], judged)
    finding = db.session.get(Finding, target.id)
    if finding is None:
        finding = Finding(event_id=target.id, version=0)
        db.session.add(finding)
    decided = next((one for one in findings if one.outcome), None)
    grouped = next((one for one in findings if one.home_office), None)
    seen = [one for one in findings if one.seen_at is not None]
    last = max(seen, key=lambda one: one.seen_at or now, default=None)
    first = min((one.first_seen_at for one in findings if one.first_seen_at), default=None)
    finding.first_seen_at = first
    finding.seen_at = last.seen_at if last else None
    finding.seen_by = last.seen_by if last else None
    finding.outcome = decided.outcome if decided else None
    finding.home_office = grouped.home_office if grouped else None
    by = decided or grouped
    finding.decided_at = by.decided_at if by else None
    finding.decided_by = by.decided_by if by else None
    if not closed:
        finding.closed_at = finding.closed_by = None
    elif finding.closed_at is None:
        finding.closed_at, finding.closed_by = findings[0].closed_at, findings[0].closed_by
    _write(actor, finding, noted, now)


def _together(noted: Sequence[Noted], judged: Sequence[str]) -> Noted:
    references = list(dict.fromkeys(one.police_reference for one in noted if one.police_reference))
    notes = list(dict.fromkeys(one.note for one in noted if one.note))
    thrive: dict[str, str] = {}
    for one in reversed(noted):
        thrive |= one.thrive
    # A field holds one answer: whatever else was said is kept as words.
    others = [words for one in noted for key, words in one.thrive.items() if words != thrive[key]]
    return Noted(
        police_reference=references[0] if references else "",
        note="\n".join([*notes, *references[1:], *judged, *dict.fromkeys(others)]),
        thrive=thrive,
    )


def _seen_as(actor: Actor, part: Event, whole: Finding, *, now: datetime) -> None:
    """A part that was read, and perhaps closed, as one of a whole has been so."""
    finding = db.session.get(Finding, part.id)
    if finding is None:
        finding = Finding(event_id=part.id, version=0)
        db.session.add(finding)
    noted = replace(read_noted(finding))
    finding.first_seen_at = finding.first_seen_at or whole.first_seen_at
    finding.seen_at, finding.seen_by = whole.seen_at, whole.seen_by
    if whole.closed_at is not None:
        finding.closed_at, finding.closed_by = whole.closed_at, whole.closed_by
        finding.outcome = finding.outcome or whole.outcome
        finding.decided_at = finding.decided_at or whole.decided_at
        finding.decided_by = finding.decided_by or whole.decided_by
    _write(actor, finding, noted, now)


def _write(actor: Actor, finding: Finding, noted: Noted, now: datetime) -> None:
    finding.version += 1
    finding.changed_at = now
    put_noted(finding, noted)
    index_finding(finding.event_id, noted)
    stage("finding", finding.event_id, actor.person_id, of_finding(finding, noted), now=now)
