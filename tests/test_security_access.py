"""What a request may change: a HEAD nothing, and a form its own fields only."""

from typing import Any
from uuid import UUID

import html5lib

from nightsafe.database import db
from nightsafe.submissions.forms import EnvelopeForm
from tests.cases import Case, address, body, cases, read_matrix
from tests.people import PEOPLE
from tests.routes import ABOUT_REQUESTS, Dump, Night, changes


def test_a_head_and_an_options_change_nothing_either(night: Night) -> None:
    before = night.dump()
    there = {address(night.app, night.world, case) for case in cases(night.app)}
    for each in there:
        night.send("dora", "OPTIONS", each)
    for each in [each for each in there if "entries" in each or "visits" in each]:
        night.send("dora", "HEAD", each)
    changed = {table for table, _row in changes(before, night.dump())}
    assert changed <= ABOUT_REQUESTS


def test_posting_every_column_name_changes_no_protected_column(night: Night) -> None:
    """R4: what a form does not offer cannot be set by naming it."""
    names = {column.name for table in db.metadata.tables.values() for column in table.columns}
    done = set()
    for case in cases(night.app):
        who = someone_who_may(night, case) if case.method == "POST" else None
        if who is None:
            continue
        night.restore()
        there = address(night.app, night.world, case)
        with night.app.app_context():
            sent = body(night.world, case, who)
        plain = posted(night, who, there, sent)
        offered = {name.rpartition("-")[2] for name in sent} | form_fields(night, who, case)
        more = dict.fromkeys(names - offered, "1")
        bent = posted(night, who, there, sent | more)
        assert comparable(bent) == comparable(plain), case.name
        done.add(case.endpoint)
    assert len(done) > 25


def someone_who_may(night: Night, case: Case) -> str | None:
    """The first person for whom it is done, the database being put back."""
    row = read_matrix()[case.name]
    who = next((key for key, cell in zip(PEOPLE, row[1:], strict=False) if cell == "go"), None)
    return None if case.endpoint == "accounts.sign_out" else who


def posted(night: Night, who: str, there: str, sent: dict[str, Any]) -> Dump:
    """Every row after posting, on a database as new."""
    night.restore()
    response = night.send(who, "POST", there, sent)
    assert response.status_code == 302, f"{there} as {who}: {response.status_code}"
    return night.dump()


def form_fields(night: Night, who: str, case: Case) -> set[str]:
    """The names of the fields that the page of the same address offers."""
    envelope = set(EnvelopeForm.__dict__)
    response = night.send(who, "GET", address(night.app, night.world, case))
    tree = html5lib.parse(response.get_data(as_text=True), namespaceHTMLElements=False)
    named = {str(element.get("name")) for element in tree.iter() if element.get("name")}
    return envelope | named


def comparable(dump: Dump) -> Dump:
    """The rows without what is random in each: ciphertexts, hashes, tokens, ids minted here."""
    return {
        table: [
            tuple(None if _random(value) or _minted(table, value) else value for value in row)
            for row in rows
        ]
        for table, rows in dump.items()
    }


def _minted(table: str, value: object) -> bool:
    """A record's id is minted where it is written down; what is no record's, here."""
    ours = {"devices", "exports", "record_keys", "saved_filters", "sessions"}
    return table in ours and isinstance(value, UUID)


def _random(value: object) -> bool:
    return isinstance(value, bytes) or (isinstance(value, str) and value.startswith("$argon2"))
