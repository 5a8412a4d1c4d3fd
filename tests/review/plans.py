"""What the database would do for a statement, and which large tables it would read whole."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import event

from nightsafe.database import db

# They grow for as long as a network runs. Of the ledger, its newest row is asked for, the last of
# its key's: a plan says no more than that the key is read from the end.
LARGE = frozenset(
    {
        "entries",
        "event_moves",
        "events",
        "findings",
        "kept_apart",
        "messages",
        "photos",
        "questions",
        "record_keys",
        "referrals",
        "search_terms",
        "submissions",
    }
)
# Indexes of a few rows of a large table, which may be read from end to end.
SMALL = frozenset(
    {"ix_events_unseen", "ix_entries_restricted", "ix_questions_open", "ix_referrals_open"}
)
READS = ("SELECT", "WITH", "UPDATE", "DELETE")


@dataclass
class Sent:
    """The statements that were sent, each with what it was sent with."""

    statements: list[tuple[str, Any]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.statements)


@contextmanager
def listening() -> Iterator[Sent]:
    """What is sent to the database while inside."""
    sent = Sent()

    def note(
        _connection: object, _cursor: object, statement: str, parameters: Any, *_more: object
    ) -> None:
        sent.statements.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def whole_reads(sent: Sent) -> list[str]:
    """Each large table that a statement reads from end to end, with the statement."""
    sqlite = db.engine.dialect.name == "sqlite"
    raw = db.engine.raw_connection()
    try:
        cursor = raw.cursor()
        if not sqlite:
            # Of a few rows it would read all: whether it could do without is what is asked.
            cursor.execute("SET enable_seqscan = off")
        found = []
        for statement, parameters in sent.statements:
            if statement.lstrip().upper().startswith(READS):
                read = _sqlite if sqlite else _postgres
                found += [f"{what}: {statement}" for what in read(cursor, statement, parameters)]
        return found
    finally:
        raw.rollback()
        raw.close()


def _sqlite(cursor: Any, statement: str, parameters: Any) -> list[str]:
    names = {name: table for table, name in _aliases(statement)}
    found = []
    for *_ids, detail in cursor.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall():
        scanned = re.match(r"SCAN (\w+)(?: USING (?:COVERING )?INDEX (\w+))?", detail)
        if scanned is None or scanned[2] in SMALL:
            continue
        table = names.get(scanned[1], scanned[1])
        # A subquery that is read row by row was made from what was searched before.
        if table in LARGE:
            found.append(f"{detail} [{table}]")
    return found


def _aliases(statement: str) -> list[tuple[str, str]]:
    return re.findall(r"\b(?:FROM|JOIN|,)\s+(\w+) AS (\w+)", statement)


def _postgres(cursor: Any, statement: str, parameters: Any) -> list[str]:
    cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", parameters)
    (plans,) = cursor.fetchone()
    plan = plans if isinstance(plans, list) else json.loads(plans)
    return list(_walk(plan[0]["Plan"]))


def _walk(node: dict[str, Any]) -> Iterator[str]:
    table, kind = node.get("Relation Name"), node["Node Type"]
    if table in LARGE and node.get("Index Name") not in SMALL:
        if kind == "Seq Scan":
            yield f"Seq Scan [{table}]"
        elif kind.startswith("Index") and "Index Cond" not in node:
            yield f"{kind} of all of {node['Index Name']} [{table}]"
    for inner in node.get("Plans", []):
        yield from _walk(inner)
