"""Erasure: a record's key is destroyed, its rows on screens go, the chain still verifies."""

import json
import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from time import monotonic, sleep
from uuid import UUID

from nightsafe.database import db
from nightsafe.ledger.actions import stage
from nightsafe.ledger.models import RecordKey
from nightsafe.ledger.verify import Projection

# Seconds between two tries to cut the journal.
WAIT = 0.2


def erase(
    record_id: UUID,
    projections: Iterable[Projection],
    *,
    actor_id: int | None,
    reason: str,
    now: datetime,
) -> bool:
    """Destroy a record's key and take it off every screen; False when there is no such record.

    The ledger's rows stay, unreadable for good. The caller first calls `note_erasure`, then
    commits: a crash in between leaves a record that the list will erase, never the reverse.
    """
    key = db.session.get(RecordKey, record_id)
    if key is None or key.destroyed_at is not None:
        return False
    for one in projections:
        one.remove(record_id)
    key.wrapped = None
    key.destroyed_at = now
    db.session().info.get("record_keys", {}).pop(record_id, None)
    stage("erased", record_id, actor_id, {"reason": reason}, now=now)
    return True


def note_erasure(path: Path, record_id: UUID, now: datetime) -> None:
    """Add a record to the erasure list, on disk before this returns.

    The list is kept apart from backups: a restored backup replays it before it serves.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps({"record": str(record_id), "erased_at": now.isoformat()}) + "\n"
    with path.open("a", encoding="utf-8") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def scrub(*, patience: float = 5) -> bool:
    """After the commit: leave no copy of the destroyed key in SQLite's journal.

    Freed pages are overwritten (secure_delete), but the journal holds their earlier content
    until it is written back and cut to nothing; False when somebody who reads kept it from that
    for `patience` seconds. PostgreSQL does that with its own upkeep, and its archives expire as
    backups do.
    """
    if db.engine.dialect.name != "sqlite":
        return True
    # Past SQLAlchemy, which would begin a transaction: a checkpoint cannot stand in one. Not of
    # the pool either, whose connections keep their own patience.
    connection = db.engine.raw_connection()
    connection.detach()
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=200")
        until = monotonic() + patience
        while True:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            busy, _, _ = cursor.fetchone() or (1, 0, 0)
            if not busy:
                return True
            if monotonic() >= until:
                return False
            sleep(WAIT)  # Another checkpoint is answered at once, without waiting.
    finally:
        connection.close()
