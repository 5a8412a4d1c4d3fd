"""A person's waiting messages as notices: what each is about, and where it leads."""

from uuid import UUID

from flask import g, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import joinedload

from nightsafe.accounts import break_glass
from nightsafe.accounts.roles import may
from nightsafe.aggregates import moving as release_kinds
from nightsafe.aggregates.models import Release
from nightsafe.aggregates.queries import opened_by, release_of
from nightsafe.aggregates.releases import quarter_of
from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.delivery.queries import message_of, waiting
from nightsafe.forms import shown
from nightsafe.gate import Actor, Can
from nightsafe.home import notices_out as out
from nightsafe.home.notice import Notice
from nightsafe.incidents.alerts import waited_for
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.models import Entry, Event
from nightsafe.incidents.queries import visible, visible_events
from nightsafe.network.words import moment

_TONES = ("danger", "warn", "info")


def notices(actor: Actor) -> list[Notice]:
    """The notices that wait for somebody about what they may still open: urgent, then newest.

    Read once in a request: the bell counts what the first screen shows (R6).
    """
    if "notices" not in g:
        g.notices = _waiting(actor)
    found: list[Notice] = g.notices
    return found


def shown_to(actor: Actor, message_id: int) -> Message | None:
    """A message of somebody's own about what they may still open; none is as good as missing."""
    message = message_of(actor.person_id, message_id)
    if message is None or message.withdrawn_at is not None:
        return None
    if message.kind == break_glass.ALERT:
        return message
    if message.kind in release_kinds.KINDS:
        return message if release_of(actor, message.record_id) else None
    if message.kind in out.KINDS:
        return message if out.may_open(message, actor) else None
    return message if _opened(actor, [message]) else None


def _waiting(actor: Actor) -> list[Notice]:
    messages = waiting(actor.person_id)
    if not messages:
        return []
    entries = _opened(actor, messages)
    found = [_alert(message, actor) for message in messages if message.kind == break_glass.ALERT]
    found += out.notices_out(messages, actor)
    found += _of_releases([one for one in messages if one.kind in release_kinds.KINDS], actor)
    found += [
        _notice(message, entries[message.id], actor)
        for message in messages
        if message.id in entries
    ]
    return sorted(found, key=lambda one: _TONES.index(one.tone))


def _opened(actor: Actor, messages: list[Message]) -> dict[int, Entry]:
    """By message, the entry that it leads to, where that may still be opened; one statement.

    A reviewer is led to the story: another account may have restricted it since.
    """
    story = visible_events(actor).where(Event.id == Entry.event_id).exists()
    rows = db.session.execute(
        visible(actor)
        .add_columns(story)
        .where(Entry.id.in_({message.record_id for message in messages}))
        .options(joinedload(Entry.place))
    )
    entries = {entry.id: (entry, bool(opens)) for entry, opens in rows}
    found = {}
    for message in messages:
        entry, opens = entries.get(message.record_id, (None, False))
        if entry is not None and (opens or not _leads_to_story(message, actor)):
            found[message.id] = entry
    return found


def _leads_to_story(message: Message, actor: Actor) -> bool:
    return message.kind not in {"question", "referral"} and may(actor, Can.REVIEW)


def _alert(message: Message, actor: Actor) -> Notice:
    """That somebody opened restricted records in an emergency: its record is no entry.

    A supervisor reads why under the grants; a coordinator, who may not, is led to the person.
    """
    who = break_glass.who_broke(message.record_id)
    title = _("Restricted records opened in an emergency")
    parts = (shown(who.name) if who else "", moment(message.created_at))
    detail = " · ".join(part for part in parts if part)
    if may(actor, Can.GIVE_GRANT) or who is None:
        url = url_for("accounts.grants")
    else:
        url = url_for("accounts.person", person_id=who.id)
    return Notice(message.id, title, detail, url, "danger")


def _of_releases(messages: list[Message], actor: Actor) -> list[Notice]:
    """What is to be done with a release, or became of it; it leads to its page."""
    if not messages:
        return []
    wanted = {message.record_id for message in messages}
    rows = db.session.scalars(opened_by(actor).where(Release.id.in_(wanted)))
    releases = {one.id: one for one in rows}
    titles = {
        release_kinds.SENT: (_("A release waits for your approval"), "warn"),
        release_kinds.RETURNED: (_("Your release was returned"), "warn"),
        release_kinds.AGAIN: (_("Your release is checked again: another one left first"), "warn"),
        release_kinds.LEFT: (_("Your release was approved and has left"), "info"),
    }
    return [
        Notice(
            message.id,
            titles[message.kind][0],
            f"{quarter_of(releases[message.record_id])} · {moment(message.created_at)}",
            url_for("aggregates.release", release_id=message.record_id),
            titles[message.kind][1],
        )
        for message in messages
        if message.record_id in releases
    ]


def _notice(message: Message, entry: Entry, actor: Actor) -> Notice:
    label = str(CATEGORIES[entry.code].label)
    titles = {
        "urgent": (_("Urgent: %(what)s", what=label), "danger"),
        "restricted": (_("Restricted: %(what)s", what=label), "danger"),
        "question": (_("Police ask about your entry"), "warn"),
        "answer": (_("Your question was answered"), "info"),
        "referral": (_("Referred to you: %(what)s", what=label), "warn"),
        "referral-late": (_("A referral was not taken in hand: %(what)s", what=label), "warn"),
    }
    title, tone = titles[message.kind]
    where = entry.place.name if entry.place else ""
    what = "" if label in title else label
    parts = (_unanswered(message), what, where, moment(entry.occurred_at))
    detail = " · ".join(part for part in parts if part)
    closes = message.kind != "referral"
    return Notice(message.id, title, detail, _address(message, entry, actor), tone, closes)


def _unanswered(message: Message) -> str:
    """That it came on from somebody who did not answer."""
    minutes = waited_for(message.topic)
    if minutes is None:
        return ""
    hours = minutes // 60
    if hours >= 2:
        return ngettext("not answered for %(num)d hour", "not answered for %(num)d hours", hours)
    return ngettext("not answered for %(num)d minute", "not answered for %(num)d minutes", minutes)


def _address(message: Message, entry: Entry, actor: Actor) -> str:
    if message.kind == "question":
        return url_for("review.answer", entry_id=entry.id)
    if message.kind == "referral":
        return url_for("referrals.show", referral_id=UUID(message.topic))
    if _leads_to_story(message, actor):
        return url_for("review.story", event_id=entry.event_id)
    return url_for("review.restricted_entry", entry_id=entry.id)
