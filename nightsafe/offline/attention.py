"""What needs its author: each held submission in plain words, and what may be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from nightsafe.database import db
from nightsafe.gate import Actor
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.models import Entry
from nightsafe.incidents.rules import is_restricted
from nightsafe.network.queries import time_zone
from nightsafe.offline import within
from nightsafe.offline.taking import began
from nightsafe.offline.times import settled
from nightsafe.offline.typed import Pairs, typed
from nightsafe.submissions import held
from nightsafe.submissions.forms import instant
from nightsafe.submissions.models import Held
from nightsafe.submissions.reference import reference_of
from nightsafe.visits.models import Visit
from nightsafe.visits.rules import is_restricted as is_restricted_visit

WHY: dict[str, LazyString] = {
    held.FORM: _l("Something in it does not fit. Finish it, and the page shows what."),
    held.CONFLICT: _l(
        "This changed meanwhile. Finish it: you see it as it is now, and add yours as a correction."
    ),
    held.REFUSED: _l(
        "When it arrived, it could not be done (any more). Try it; if it still cannot be done, "
        "the page says why."
    ),
    held.BEHIND: _l("It belongs to one above. Finish that first; this then goes by itself."),
    held.DAMAGED: _l("It arrived damaged, and nobody can read it. Please write it again."),
}
CLOSED = _l(
    "It was sent before somebody else made the link that set your password, so what it says stays "
    "closed. Log it again if it is still needed."
)
CLOSED_TO_PIN = _l(
    "What it says opens with your password only. Hand over the phone and sign in with it."
)
_ABOUT: dict[str, LazyString] = {
    "incidents.amend": _l("Detail for: %(what)s"),
    "incidents.add": _l("Detail for: %(what)s"),
    "incidents.withdraw": _l("Withdrawn: %(what)s"),
    "incidents.undo": _l("Taken back: %(what)s"),
    "incidents.share": _l("Shared with police: %(what)s"),
    "review.answer": _l("Your answer about: %(what)s"),
}
_NAMED: dict[str, LazyString] = {
    "visits.start": _l("A visit"),
    "visits.new": _l("A visit"),
    "visits.edit": _l("Detail for a visit"),
    "visits.leave": _l("A visit: they left"),
    "visits.withdraw": _l("A visit, withdrawn"),
    "visits.undo": _l("A visit, taken back"),
    "shifts.quiet": _l("Quiet night"),
    "shifts.take_back": _l("Quiet night, taken back"),
}


@dataclass(frozen=True)
class Waiting:
    """One held submission in its author's eyes; `before` says whether another goes first."""

    row: Held
    actor: Actor
    before: bool

    @cached_property
    def content(self) -> dict[str, Any]:
        """What was opened; nothing for what came damaged."""
        return {} if self.row.state == held.DAMAGED else held.content_of(self.row)

    @property
    def fields(self) -> Pairs:
        """The fields of the form, as they were sent."""
        return [(name, value) for name, value in self.content.get("fields", ())]

    @property
    def settled(self) -> Pairs:
        """The fields as they are told and sent again: every time a day and an hour."""
        fields = [pair for pair in self.fields if pair[0] not in {"sent", "csrf_token"}]
        if self.row.why == held.CONFLICT:
            # The view knows it again by what it said; a correction leaves the time as it is.
            return fields
        return settled(fields, saved_at=self.at, tz=time_zone())

    @property
    def at(self) -> datetime:
        """When it was saved on the phone, by our clock; when it arrived if that is not known."""
        captured = instant(dict(self.fields).get("captured"))
        if captured is None or self.row.sent_at is None:
            return self.row.received_at
        try:
            return min(captured + (self.row.received_at - self.row.sent_at), self.row.received_at)
        except OverflowError:
            return self.row.received_at

    @property
    def reference(self) -> str:
        """The reference of its record, as the phone showed it."""
        return reference_of(self.row.record_id) if self.row.record_id and not self.closed else ""

    @property
    def title(self) -> str:
        """What it is, in the words of the screen it was saved on."""
        kind = self.row.kind or ""
        if self.closed or self.row.state == held.DAMAGED or not kind:
            return _("Something you saved")
        if kind in _NAMED:
            return str(_NAMED[kind])
        label = str(CATEGORIES[self.code].label) if self.code else _("an entry")
        return str(_ABOUT[kind]) % {"what": label} if kind in _ABOUT else label

    @property
    def why(self) -> LazyString:
        """Why it could not be taken in as it is."""
        if self.closed:
            return CLOSED_TO_PIN if self.actor.by_pin else CLOSED
        return WHY.get(self.row.why, WHY[held.REFUSED])

    @property
    def typed(self) -> list[tuple[str, str]]:
        """Everything that was filled in, by the labels of its form."""
        if self.closed or not self.content:
            return []
        return typed(self.row.kind, self.code, self.settled)

    @property
    def may_finish(self) -> bool:
        """Whether finishing it can be tried now."""
        return self.row.state == held.ATTENTION and not self.before and not self.closed

    @cached_property
    def code(self) -> str | None:
        """The kind of the entry that it is, or is about."""
        found = within.declared(str(self.content.get("path", "")))
        code = found[1].get("code") if found else None
        if code is None and self._entry is not None:
            code = self._entry.code
        if code is None and self.row.record_id is not None:
            code = self._code_of_first(self.row.record_id)
        return code if code in CATEGORIES else None

    def _code_of_first(self, record_id: UUID) -> str | None:
        """The code of an entry that waits here itself."""
        for one in held.about(self.row.author_id, record_id):
            found = within.declared(str(held.content_of(one)["path"])) if began(one) else None
            if found is not None and one.id != self.row.id:
                return found[1].get("code")
        return None

    @cached_property
    def _entry(self) -> Entry | None:
        """The entry it is about, when that is there and its author's."""
        row = db.session.get(Entry, self.row.record_id) if self.row.record_id else None
        return row if row is not None and row.author_id == self.row.author_id else None

    @cached_property
    def closed(self) -> bool:
        """Whether it may be of a restricted record, and who asks may be somebody else."""
        since = self.actor.own_restricted_since
        if since is None or self.row.received_at >= since or self.row.state == held.DAMAGED:
            return False
        return self._restricted

    @property
    def _restricted(self) -> bool:
        given = MultiDict(self.fields)
        if (self.row.kind or "").startswith("visits."):
            visit = db.session.get(Visit, self.row.record_id) if self.row.record_id else None
            said = is_restricted_visit(given.getlist("reasons"), given.get("age_band"))
            return said or (visit is not None and visit.restricted)
        if self._entry is not None and self._entry.restricted:
            return True
        if (self.row.kind or "").startswith("shifts."):
            return False
        code = given.get("code", self.code)
        # Of what nothing is known it is taken for one.
        return code not in CATEGORIES or is_restricted(
            code, given.getlist("flags"), given.getlist("people_bands")
        )


def waiting(actor: Actor) -> Sequence[Waiting]:
    """What needs somebody, oldest first."""
    seen: set[UUID] = set()
    found = []
    for row in held.to_attend(actor.person_id):
        found.append(Waiting(row, actor, before=row.record_id in seen))
        if row.record_id is not None:
            seen.add(row.record_id)
    return found


def waiting_one(actor: Actor, held_id: UUID) -> Waiting | None:
    """One of what needs somebody; somebody else's is as good as missing."""
    return next((one for one in waiting(actor) if one.row.id == held_id), None)


def belonging(one: Waiting) -> Sequence[Held]:
    """What goes with it when it is removed: all about a record that then never begins."""
    if one.row.record_id is None or not began(one.row):
        return []
    about = held.about(one.row.author_id, one.row.record_id)
    return [row for row in about if row.id != one.row.id]
