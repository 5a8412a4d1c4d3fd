"""Jobs that are done again and again, each by one process at a time, however many there are."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from nightsafe.database import db, is_postgres, own_transaction
from nightsafe.delivery.models import Job

log = logging.getLogger(__name__)

# A process that dies at its work holds a job no longer than this.
LEASE = timedelta(minutes=5)


@dataclass(frozen=True)
class Work:
    """A job by its name; `do` is given `now`, stages what is due and says how much that was.

    `after` is called once that stands, where it was anything.
    """

    name: str
    do: Callable[..., int]
    after: Callable[[], object] | None = None


class Overtaken(Exception):
    """The lease ran out during the work, and another process took the job."""


def lease(name: str, *, now: datetime, lasts: timedelta = LEASE) -> datetime | None:
    """Take a job for a while, in a transaction of its own; None while another process has it.

    Gives the instant until which it is taken.
    """
    until = now + lasts
    free = or_(Job.leased_until.is_(None), Job.leased_until <= now)
    with own_transaction() as beside:
        taking = update(Job).where(Job.name == name, free).values(leased_until=until)
        if _changed(beside, taking):
            return until
        # Its very first time; or another process has it.
        insert = postgresql.insert if is_postgres(beside) else sqlite.insert
        first = insert(Job).values(name=name, leased_until=until).on_conflict_do_nothing()
        return until if _changed(beside, first) else None


def renew(name: str, until: datetime, *, now: datetime, lasts: timedelta = LEASE) -> datetime:
    """Keep a job for a while longer, in a transaction of its own; gives the instant it is now kept.

    Raises Overtaken when the lease that ran `until` then is no longer ours.
    """
    longer = now + lasts
    ours = update(Job).where(Job.name == name, Job.leased_until == until)
    with own_transaction() as beside:
        if not _changed(beside, ours.values(leased_until=longer)):
            raise Overtaken(name)
    return longer


def finish(name: str, until: datetime, *, now: datetime) -> None:
    """Let a job go together with what it did: both are committed, or neither.

    Raises Overtaken when the lease that ran `until` then is no longer ours.
    """
    ours = update(Job).where(Job.name == name, Job.leased_until == until)
    if not _changed(db.session, ours.values(leased_until=None, done_at=now)):
        raise Overtaken(name)


def give_back(name: str, until: datetime) -> None:
    """Let a job go that failed: whoever comes next tries again."""
    ours = update(Job).where(Job.name == name, Job.leased_until == until)
    with own_transaction() as beside:
        _changed(beside, ours.values(leased_until=None))


def run(work: Work, *, now: datetime) -> int | None:
    """Do a job if no other process has it; how much was done, None when it was not ours or failed.

    A job that fails leaves nothing behind, is logged, and is tried again at the next round; so
    is one whose database is away.
    """
    until = None
    try:
        until = lease(work.name, now=now)
        if until is None:
            return None
        done = work.do(now=now)
        finish(work.name, until, now=now)
        db.session.commit()
        if done and work.after is not None:
            work.after()
        return done
    except Exception:
        db.session.rollback()
        log.exception("the job %s failed; it is tried again", work.name)
        with suppress(DBAPIError):
            if until is not None:
                give_back(work.name, until)
        return None


def _changed(session: Any, statement: Any) -> bool:
    """Whether a statement changed a row; what the session holds in memory is left alone."""
    told = statement.returning(Job.name).execution_options(synchronize_session=False)
    return session.execute(told).first() is not None
