"""Adding to an entry unseen: what is added is added, and nothing that stands is taken back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.incidents.models import Entry
from nightsafe.incidents.written import read_written
from nightsafe.ledger.queries import versions
from nightsafe.submissions.models import Submission
from tests.factories import log
from tests.page import PageClient
from tests.people import person, place, settle


@pytest.fixture
def dora(app: Flask, signed_in: Callable[..., PageClient]) -> PageClient:
    settle()
    db.session.commit()
    return signed_in(person("dora"))


def full() -> Entry:
    return log(
        "dora",
        "V1",
        description="First.",
        place_id=place("George Street").id,
        flags=("alcohol",),
        actions=("advised",),
        details={"method": "body"},
        people={"number": 2, "bands": ["18_25"]},
        police_reference="URN 1",
        severity=2,
    )


def add(
    who: PageClient,
    entry_id: UUID,
    parent: UUID | None,
    submission: UUID | None = None,
    **fields: Any,
) -> Any:
    """Post what a phone's form that shows nothing of the entry would."""
    form = who.page(f"/entries/{entry_id}/add").form("Save")
    envelope = {"submission": str(submission or uuid4()), "parent": str(parent or "")}
    return who.post(form.action, data=form.data("Save", {**envelope, **fields}))


def now(entry: Entry) -> Entry:
    db.session.rollback()
    return db.session.get_one(Entry, entry.id)


def test_what_is_added_joins_what_stands(dora: PageClient) -> None:
    entry = full()
    answer = add(
        dora,
        entry.id,
        entry.head,
        description="Second.",
        flags=["drugs"],
        actions=["ambulance"],
        people_bands=["26_40"],
    )
    assert answer.status_code == 302
    entry = now(entry)
    written = read_written(entry)
    assert [one["text"] for one in written.paragraphs] == ["First.", "Second."]
    assert entry.flags == ["alcohol", "drugs"]
    assert entry.actions == ["advised", "ambulance"]
    assert entry.people == {"number": 2, "bands": ["18_25", "26_40"]}
    assert entry.details == {"method": "body"}
    assert (entry.place_id, written.police_reference) == (place("George Street").id, "URN 1")
    assert (entry.severity, entry.version) == (2, 2)


def test_number_reference_and_place_replace_only_when_given(dora: PageClient) -> None:
    entry = full()
    add(
        dora,
        entry.id,
        entry.head,
        people_number="5",
        police_reference="URN 2",
        place_words="cowley road",
    )
    entry = now(entry)
    assert entry.people == {"number": 5, "bands": ["18_25"]}
    assert read_written(entry).police_reference == "URN 2"
    assert entry.place_id == place("Cowley Road").id
    assert (entry.flags, entry.actions) == (["alcohol"], ["advised"])


def test_additions_made_one_behind_the_other_all_land(dora: PageClient) -> None:
    entry = full()
    first, second = uuid4(), uuid4()
    # All of the first stood there already: the second is made from it all the same.
    assert add(dora, entry.id, entry.head, first, flags=["alcohol"]).status_code == 302
    assert add(dora, entry.id, first, second, description="Later.").status_code == 302
    assert now(entry).head == second
    assert len(versions("entry", entry.id)) == 3


def test_the_same_sent_twice_is_added_once(dora: PageClient) -> None:
    entry, submission = full(), uuid4()
    parent = entry.head
    for _ in range(2):
        answer = add(dora, entry.id, parent, submission, description="Once.", flags=["drugs"])
        assert answer.status_code == 302
    entry = now(entry)
    assert [one["text"] for one in read_written(entry).paragraphs] == ["First.", "Once."]
    assert entry.version == 2


def test_what_was_made_from_an_older_version_is_kept_aside(dora: PageClient) -> None:
    entry = full()
    parent, late = entry.head, uuid4()
    add(dora, entry.id, parent, description="In between.")
    answer = add(dora, entry.id, parent, late, description="From before.")
    assert answer.status_code == 409
    assert "From before." in answer.get_data(as_text=True)
    assert now(entry).version == 2
    kept = db.session.get_one(Submission, (person("dora").id, late))
    assert not kept.applied


def test_nothing_at_all_is_asked_for_again(dora: PageClient) -> None:
    entry = full()
    answer = add(dora, entry.id, entry.head)
    assert answer.status_code == 422
    assert "Write or tick something first." in answer.get_data(as_text=True)
    assert now(entry).version == 1


def test_the_page_tells_nothing_of_the_entry_and_posts_of_others_find_none(
    dora: PageClient, signed_in: Callable[..., PageClient]
) -> None:
    entry = full()
    otto = signed_in(person("otto"))
    pages = [
        who.get(f"/entries/{one}/add").get_data(as_text=True)
        for who in (dora, otto)
        for one in (entry.id, uuid4())
    ]
    assert not any("First." in one or "URN 1" in one for one in pages)
    assert add(otto, entry.id, entry.head, description="Mine.").status_code == 404
    assert add(dora, uuid4(), entry.head, description="Mine.").status_code == 404
    assert now(entry).version == 1
