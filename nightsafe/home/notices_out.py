"""Notices of what goes out to the network: warnings that stand, briefings to read or to decide."""

from collections.abc import Sequence
from uuid import UUID

from flask import url_for
from flask_babel import gettext as _

from nightsafe import clock
from nightsafe.accounts.roles import may
from nightsafe.alerts import queries as alert_queries
from nightsafe.alerts.kinds import KINDS as ALERT_KINDS
from nightsafe.alerts.saying import said
from nightsafe.briefings import composing
from nightsafe.briefings.approving import NUDGE, PUBLISHED
from nightsafe.briefings.document import weekend_words
from nightsafe.briefings.queries import on_the_desk, readable
from nightsafe.briefings.states import UNFINISHED
from nightsafe.briefings.writing import APPROVED, DESK_KINDS, RETURNED, SENT
from nightsafe.delivery.models import Message
from nightsafe.gate import Actor, Can
from nightsafe.home.notice import Notice
from nightsafe.network.words import moment

KINDS = frozenset({alert_queries.SENT, PUBLISHED, NUDGE, *DESK_KINDS})


def notices_out(messages: Sequence[Message], actor: Actor) -> list[Notice]:
    """The notices of some messages of these kinds, about what somebody may still open."""
    alerts = [one for one in messages if one.kind == alert_queries.SENT]
    return [
        *(_of_alerts(alerts, actor) if alerts else []),
        *_of_briefings([one for one in messages if one.kind in {PUBLISHED, NUDGE}], actor),
        *_of_desk([one for one in messages if one.kind in DESK_KINDS], actor),
    ]


def may_open(message: Message, actor: Actor) -> bool:
    """Whether somebody may still open what a message of these kinds is about."""
    return bool(notices_out([message], actor))


def _of_alerts(messages: Sequence[Message], actor: Actor) -> list[Notice]:
    """A warning stands on the first screen in its own words, until it is heard or over."""
    standing = {one.id: one for one in alert_queries.standing(actor, clock.now())}
    found = []
    for message in messages:
        alert = standing.get(message.record_id)
        if alert is not None:
            title = _("Warning: %(what)s", what=ALERT_KINDS[alert.kind].label)
            until = _("until %(when)s", when=moment(alert.until))
            detail = " · ".join([*said(alert), until])
            url = url_for("alerts.show", alert_id=alert.id)
            found.append(
                Notice(
                    message.id, title, detail, url, "danger", warning=alert.id, until=alert.until
                )
            )
    return found


def _of_briefings(messages: Sequence[Message], actor: Actor) -> list[Notice]:
    found: dict[UUID, Notice] = {}
    for message in messages:
        briefing = readable(actor, message.record_id, clock.now())
        if briefing is None or briefing.id in found:
            continue
        nudged = any(one.kind == NUDGE and one.record_id == message.record_id for one in messages)
        title = _("Not read yet: the briefing") if nudged else _("The briefing is there")
        if briefing.version > 1 and not nudged:
            title = _("The briefing was corrected")
        url = url_for("briefings.read", briefing_id=briefing.id)
        # It is read on its page, and nowhere else.
        found[briefing.id] = Notice(
            message.id, title, weekend_words(briefing.facts), url, "info", closes=False
        )
    return list(found.values())


def _of_desk(messages: Sequence[Message], actor: Actor) -> list[Notice]:
    if not messages or not may(actor, Can.DRAFT_BRIEFING):
        return []
    titles = {
        composing.DRAFTED: (_("The draft of the briefing is there"), "info"),
        SENT: (_("A briefing waits for your approval"), "warn"),
        RETURNED: (_("Your briefing was given back"), "warn"),
        APPROVED: (_("Your briefing was approved"), "info"),
    }
    found = []
    for message in messages:
        briefing = on_the_desk(message.record_id)
        if briefing is not None and briefing.state in UNFINISHED:
            title, tone = titles[message.kind]
            url = url_for("briefings.look", briefing_id=briefing.id)
            found.append(Notice(message.id, title, weekend_words(briefing.facts), url, tone))
    return found
