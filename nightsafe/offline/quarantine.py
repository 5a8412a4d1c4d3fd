"""What was sent by somebody who has ended and nobody has read: told by author, and decided."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from nightsafe.accounts.models import Device, Person
from nightsafe.database import db
from nightsafe.network.words import moment
from nightsafe.offline.forms import DecideForm
from nightsafe.submissions import held
from nightsafe.submissions.forms import instant
from nightsafe.submissions.models import Held
from nightsafe.submissions.uploads import State, Upload

# How many are taken in by one press of a button: each runs its form's own view.
PORTION = 25


@dataclass(frozen=True)
class Group:
    """All that waits of one author, oldest first, with the names of the phones it came from."""

    person: Person
    rows: Sequence[Held]
    phones: dict[str, int]
    photos: int
    # When the last of its photos arrived.
    last_photo: datetime | None = None

    @property
    def whys(self) -> list[tuple[str, int]]:
        """Why they wait, in words, and how many for each reason."""
        return list(Counter(self.why(row) for row in self.rows).items())

    def why(self, row: Held) -> str:
        """Why one of them waits."""
        if row.why == held.SUSPENDED:
            since = self.person.suspended_at
            if since is None:
                return _("suspended then, not any more")
            return _("suspended on %(moment)s", moment=moment(since))
        if row.why == held.DEVICE:
            return _("the phone was removed")
        post = next((one for one in self.person.memberships if one.id == row.membership_id), None)
        if post is None or post.ends_at is None:
            return _("their work there had ended")
        where = post.premises.name if post.premises else post.organisation.name
        return _(
            "their work at %(place)s ended on %(moment)s", place=where, moment=moment(post.ends_at)
        )

    @property
    def arrived(self) -> tuple[datetime, datetime] | None:
        """When the first and the last arrived."""
        return (self.rows[0].received_at, self.rows[-1].received_at) if self.rows else None

    @property
    def by_phone(self) -> tuple[datetime, datetime] | None:
        """The first and the last time that the phones' own clocks said when they were sent."""
        told = sorted(row.sent_at for row in self.rows if row.sent_at is not None)
        return (told[0], told[-1]) if told else None

    @property
    def upto(self) -> str:
        """The last one that the page shows, so that what comes later is not decided with it."""
        last = [row.received_at for row in self.rows[-1:]]
        last += [self.last_photo] if self.last_photo is not None else []
        return max(last).isoformat() if last else ""


def groups() -> list[Group]:
    """Everything that waits for a decision, by author, in the order of their names."""
    rows = sorted(held.quarantined(), key=lambda row: row.author_id)
    found = {key: list(some) for key, some in groupby(rows, lambda row: row.author_id)}
    counted = db.session.execute(
        select(Upload.author_id, func.count(), func.max(Upload.received_at))
        .where(Upload.state == State.QUARANTINED)
        .group_by(Upload.author_id)
    )
    photos = {author_id: (number, last) for author_id, number, last in counted}
    ids = found.keys() | photos.keys()
    people = db.session.scalars(
        select(Person)
        .where(Person.id.in_(ids))
        .order_by(Person.name, Person.id)
        .options(selectinload(Person.memberships))
    )
    labels = _labels([row for some in found.values() for row in some])
    return [
        _group(person, found.get(person.id, []), photos.get(person.id, (0, None)), labels)
        for person in people
    ]


def group_of(person_id: int) -> Group | None:
    """What waits of one author."""
    return next((one for one in groups() if one.person.id == person_id), None)


def shown(group: Group, form: DecideForm) -> Sequence[Held]:
    """Those of a group that the page showed on which somebody decided."""
    upto = instant(form.upto.data)
    return [row for row in group.rows if upto is not None and row.received_at <= upto]


def _group(
    person: Person,
    rows: Sequence[Held],
    photos: tuple[int, datetime | None],
    labels: dict[object, str],
) -> Group:
    phones = Counter(labels.get(row.device_id, "") for row in rows)
    return Group(person, sorted(rows, key=lambda row: (row.received_at, row.id)), phones, *photos)


def _labels(rows: Sequence[Held]) -> dict[object, str]:
    ids = {row.device_id for row in rows}
    found = db.session.execute(select(Device.id, Device.label).where(Device.id.in_(ids)))
    return dict(found.all())
