"""Adding to an entry through its page: only what differs is changed, and nothing typed is lost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from nightsafe.database import db
from nightsafe.incidents.models import Entry
from nightsafe.incidents.written import read_written
from nightsafe.ledger.queries import versions
from tests.factories import log
from tests.page import Page, PageClient
from tests.people import SATURDAY, person, place, settle

LATER = SATURDAY + timedelta(minutes=30)


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Callable[[datetime], Any]) -> None:
    settle()
    db.session.commit()
    freeze(LATER)


@pytest.fixture
def dora(signed_in: Callable[..., PageClient]) -> PageClient:
    return signed_in(person("dora"))


def full() -> Entry:
    return log(
        "dora",
        "V1",
        description="First.",
        place_id=place("George Street").id,
        flags=("alcohol",),
        actions=("advised",),
        details={"method": "body", "where": "street"},
        people={"number": 2, "bands": ["18_25"]},
        police_reference="URN 1",
        severity=2,
    )


def amending(dora: PageClient, entry: Entry) -> Page:
    return dora.page(f"/entries/{entry.id}/amend")


def test_saved_as_it_opens_it_changes_nothing(dora: PageClient) -> None:
    entry = full()
    page = amending(dora, entry).press("Save")
    assert page.path.startswith(f"/entries/{entry.id}")
    assert entry.version == 1
    assert len(versions("entry", entry.id)) == 1


def test_everything_can_be_changed_and_taken_away(dora: PageClient) -> None:
    entry = full()
    amending(dora, entry).press(
        "Save",
        code="V3",
        when="pick",
        when_date="2026-11-14",
        when_time="22:15",
        place="other",
        place_words="the alley",
        flags=None,
        actions=["separated"],
        asked_method=None,
        asked_where="inside",
        people_number="",
        people_bands=None,
        police_reference="",
        severity="",
        description="Second.",
    )
    written = read_written(entry)
    assert (entry.code, entry.occurred_at) == ("V3", SATURDAY - timedelta(minutes=75))
    assert (entry.place_id, written.place_words) == (None, "the alley")
    assert (entry.flags, entry.actions) == ([], ["separated"])
    assert entry.details == {"where": "inside"}
    assert entry.people == {}
    assert written.police_reference == ""
    assert not entry.severity_chosen
    assert [one["text"] for one in written.paragraphs] == ["First.", "Second."]


def test_answers_to_questions_no_longer_asked_stay(dora: PageClient) -> None:
    entry = full()
    amending(dora, entry).press("Save", code="P1")
    amending(dora, entry).press("Save", description="A phone too.")
    assert entry.details == {"method": "body", "where": "street"}


def test_a_new_kind_asks_its_own_questions_next_time(dora: PageClient) -> None:
    entry = log("dora", "V1")
    amending(dora, entry).press("Save", code="S4")
    page = amending(dora, entry)
    assert "By" in page.text
    assert "under 12 hours" in dora.page(f"/entries/{entry.id}/receipt").text
    page.press("Save", asked_spiked_by="drink")
    assert entry.details == {"spiked_by": "drink"}


def test_what_was_done_asks_its_own_questions_next_time(dora: PageClient) -> None:
    entry = log("dora", "V1", actions=("ejected",))
    page = dora.page(f"/entries/{entry.id}/receipt").follow("Finish now, or later under Mine")
    page.press("Save", asked_ejection_reason="drunk")
    assert entry.details == {"ejection_reason": "drunk"}


def test_a_place_out_of_use_stays_with_its_entry(dora: PageClient) -> None:
    entry = log("dora", place_id=place("Cowley Road").id)
    place("Cowley Road").retired_at = LATER
    db.session.commit()
    amending(dora, entry).press("Save", description="More.")
    assert (entry.version, entry.place_id) == (2, place("Cowley Road").id)


def test_sent_twice_it_is_added_once(dora: PageClient) -> None:
    entry = log("dora")
    page = amending(dora, entry)
    for _ in range(2):
        done = page.press("Save", description="More.", flags=["alcohol"], people_number="3")
        assert done.status == 200
    assert entry.version == 2
    assert len(read_written(entry).paragraphs) == 1


def test_sent_again_once_it_is_withdrawn_it_is_still_received(dora: PageClient) -> None:
    entry = log("dora")
    page = amending(dora, entry)
    page.press("Save", description="More.")
    dora.page(f"/entries/{entry.id}/withdraw").press("Withdraw it", reason="No")
    assert page.press("Save", description="More.").status == 200
    assert entry.version == 3


class TestStaleParent:
    def conflict(self, dora: PageClient, entry: Entry, **second: Any) -> Page:
        first, stale = amending(dora, entry), amending(dora, entry)
        first.press("Save", flags=["alcohol", "student"], description="From the other phone.")
        page = stale.press("Save", **second)
        assert page.status == 409
        assert "Both are kept" in page.text
        return page

    def test_nothing_typed_is_lost(self, dora: PageClient) -> None:
        entry = full()
        page = self.conflict(
            dora,
            entry,
            description="Mine.",
            actions=["advised", "first_aid"],
            asked_method="knife",
            people_number="5",
            place="other",
            place_words="the alley",
            when="pick",
            when_time="23:01",
            police_reference="URN 9",
            severity="4",
        )
        fields = page.form("Add this as a correction").fields
        assert fields["description"] == ["Mine."]
        assert fields["actions"] == ["advised", "first_aid"]
        assert fields["asked_method"] == ["knife"]
        assert fields["people_number"] == ["5"]
        assert (fields["place"], fields["place_words"]) == (["other"], ["the alley"])
        assert (fields["when"], fields["when_time"]) == (["pick"], ["23:01"])
        assert fields["severity"] == ["4"]
        assert entry.version == 2
        body = versions("set-aside", entry.id)[0].payload["body"]
        assert body["description"] == ["Mine."]
        assert body["asked_method"] == ["knife"]

    def test_the_correction_takes_back_nothing_that_it_did_not_change(
        self, dora: PageClient
    ) -> None:
        entry = full()
        page = self.conflict(dora, entry, description="Mine.", people_number="5")
        page.press("Add this as a correction")
        assert entry.version == 3
        assert entry.flags == ["alcohol", "student"]
        assert entry.people == {"number": 5, "bands": ["18_25"]}
        texts = [one["text"] for one in read_written(entry).paragraphs]
        assert texts == ["First.", "From the other phone.", "Mine."]

    def test_answers_from_a_page_about_another_kind_are_kept(self, dora: PageClient) -> None:
        entry = log("dora", "V1")
        first, stale = amending(dora, entry), amending(dora, entry)
        first.press("Save", code="P4")
        page = stale.press("Save", asked_method="glass")
        assert page.status == 409
        page.press("Add this as a correction")
        assert (entry.code, entry.details) == ("P4", {"method": "glass"})

    def test_sent_again_it_is_kept_aside_once(self, dora: PageClient) -> None:
        entry = full()
        first, stale = amending(dora, entry), amending(dora, entry)
        first.press("Save", flags=None)
        for _ in range(2):
            assert stale.press("Save", description="Mine.").status == 409
        assert len(versions("set-aside", entry.id)) == 1


def test_who_sees_it_is_as_it_was_stamped(dora: PageClient) -> None:
    """Not as the code by itself would have it."""
    entry = log("dora", "L3")
    amending(dora, entry).press("Save", code="V2")
    assert "You and your manager, in your register." in amending(dora, entry).text
    page = dora.page(f"/entries/{entry.id}").press("Share with police")
    assert "Seen by: police review, your manager and you." in page.text
    assert "Seen by: police review, your manager and you." in amending(dora, entry).text


def test_what_became_restricted_in_a_register_says_who_reads_it(dora: PageClient) -> None:
    entry = log("dora", "L3")
    amending(dora, entry).press("Save", code="S1")
    assert "in your register only: you alone read it" in dora.page(f"/entries/{entry.id}").text


def test_bad_fields_stand_beside_what_was_typed(dora: PageClient) -> None:
    entry = log("dora")
    page = amending(dora, entry).press(
        "Save", people_number="many", description="Mine.", flags=["student"], when="keep"
    )
    assert page.status == 422
    fields = page.form("Save").fields
    assert fields["people_number"] == ["many"]
    assert fields["description"] == ["Mine."]
    assert fields["flags"] == ["student"]
    assert page.form("Save").errors() == ["Error: Write a number in figures, like 3."]
    assert entry.version == 1
