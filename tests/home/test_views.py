"""The first screen, one's own entries, the manager's list, an entry's story, the auditor's list."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.database import db
from nightsafe.incidents.actions import amend_entry, withdraw_entry
from nightsafe.incidents.models import Entry
from nightsafe.incidents.tiles import FIRST
from nightsafe.ledger.models import Row
from nightsafe.submissions.envelope import Kind
from tests.factories import log, on
from tests.page import Page, PageClient
from tests.people import PEOPLE, SATURDAY, actor, membership, person, place, settle

SignIn = Callable[..., PageClient]
Freeze = Callable[[datetime], Any]
NONCE = re.compile(r'nonce="[^"]+"')
LATER = SATURDAY + timedelta(minutes=30)


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Freeze) -> None:
    settle()
    db.session.commit()
    freeze(LATER)


def rows(kind: str) -> list[Row]:
    return list(db.session.scalars(select(Row).where(Row.kind == kind)))


def tiles(page: Page) -> list[str]:
    return [str(a.get("href")).rpartition("/")[2] for a in page.all("a", "tile")]


class TestFirstScreen:
    @pytest.mark.parametrize(
        ("who", "leads"),
        [
            ("rhys", "/review"),
            ("stella", "/review"),
            ("ana", "/week"),
            ("coral", "/setup"),
            ("audrey", "/ledger"),
        ],
    )
    def test_who_does_not_log_begins_at_their_desk(
        self, signed_in: SignIn, who: str, leads: str
    ) -> None:
        answer = signed_in(person(who)).get("/")
        assert answer.status_code == 302
        assert answer.location.startswith(leads)

    @pytest.mark.parametrize("who", ["dora", "mo", "sade", "pip", "drew", "cleo", "gwen"])
    def test_tiles_follow_the_role(self, signed_in: SignIn, who: str) -> None:
        page = signed_in(person(who)).page("/")
        assert tiles(page) == list(FIRST[PEOPLE[who].role])
        assert page.h1 == "Saturday night"
        assert "All 35 kinds, search" in page.links

    def test_the_last_tile_follows_use(self, signed_in: SignIn) -> None:
        for _ in range(2):
            log("dora", "X2")
        assert tiles(signed_in(person("dora")).page("/"))[-1] == "X2"

    def test_tiles_follow_the_place_somebody_works_tonight(self, signed_in: SignIn) -> None:
        page = signed_in(person("bea"), membership("bea", 1)).page("/")
        assert tiles(page) == list(FIRST["SP"])

    def test_whoever_is_not_signed_in_is_asked_to(self, client: PageClient) -> None:
        assert client.page("/").path.startswith("/sign-in")

    def test_a_sentence_that_is_none_of_ours_is_not_said(self, signed_in: SignIn) -> None:
        page = signed_in(person("dora")).page("/?done=<b>pay+here</b>")
        assert "pay here" not in page.html


class TestMine:
    def test_pages_hold_every_entry_once(self, signed_in: SignIn, freeze: Freeze) -> None:
        made = {
            str(log("dora", "V1", at=SATURDAY + timedelta(seconds=number // 2)).id)
            for number in range(60)
        }
        client = signed_in(person("dora"))
        seen: list[str] = []
        page = client.page("/mine")
        while True:
            seen += [str(a.get("href")).rpartition("/")[2] for a in page.all("a", "row-link")]
            log("dora", "P1", now=LATER + timedelta(seconds=len(seen)))
            if not any(words.startswith("Older") for words in page.links):
                break
            page = page.follow("Older")
        assert len(seen) == len(set(seen))
        assert set(seen) == made

    def test_it_is_grouped_by_night_and_says_what_became_of_each(self, signed_in: SignIn) -> None:
        log("dora", "V1")
        log("dora", "L3", at=SATURDAY - timedelta(days=1))
        page = signed_in(person("dora")).page("/mine")
        assert page.text.index("Saturday night, 14 November") < page.text.index("Friday night")
        assert "received" in page.text
        assert "your register" in page.text

    def test_nothing_yet_says_so(self, signed_in: SignIn) -> None:
        assert "Log something" in signed_in(person("dora")).page("/mine").links

    @pytest.mark.parametrize(
        "before",
        ["x", "2026-11-14", "2026-11-14T00:00:00_x", "_", "0001-01-01T00:00:00+14:00_" + "0" * 32],
    )
    def test_a_bent_place_in_the_list_is_refused(self, signed_in: SignIn, before: str) -> None:
        answer = signed_in(person("dora")).get("/mine", query_string={"before": before})
        assert answer.status_code == 400


class TestRegister:
    def test_a_manager_sees_what_is_logged_for_the_house(self, signed_in: SignIn) -> None:
        log("dora", "L3", description="He shouted")
        log("otto", "V5")
        log("drew", "P4", place_id=place("The Lantern").id)
        page = signed_in(person("mo")).page("/register")
        assert "Put out (ejection)" in page.text
        assert "heading b" in page.text
        assert "Robbery" not in page.text
        assert "Left without paying" not in page.text
        assert "He shouted" not in page.text

    def test_of_a_restricted_one_a_line_and_no_more(self, signed_in: SignIn) -> None:
        entry = log("dora", "S1", description="She said", police_reference="URN 77")
        client = signed_in(person("mo"))
        page = client.page("/register")
        assert (
            "Sat 14 Nov, 23:30: crime reported, restricted · police reference URN 77" in page.text
        )
        for word in ("Sexual", "She said", str(entry.id), entry.reference):
            assert word not in page.html
        assert client.get(f"/entries/{entry.id}").status_code == 404
        assert "restricted" not in signed_in(person("olga")).page("/register").text

    def test_a_reference_that_is_read_leaves_its_row(self, signed_in: SignIn) -> None:
        """R34: the line of a restricted entry shows what somebody else wrote."""
        told = log("dora", "S1", police_reference="URN 77")
        log("dora", "S1", at=SATURDAY - timedelta(hours=1))
        log("mo", "S1", police_reference="URN 78")
        client = signed_in(person("mo"))
        for times in (1, 2):
            page = client.page("/register?done=saved")
            assert "URN 77" in page.text
            assert "URN 78" not in page.text
            found = rows("read")
            assert len(found) == times
            assert (found[-1].record_id, found[-1].actor_id) == (told.id, person("mo").id)
        signed_in(person("olga")).page("/register")
        assert len(rows("read")) == 2

    def test_restricted_lines_are_paged_on_their_own(self, signed_in: SignIn) -> None:
        for number in range(30):
            at = SATURDAY - timedelta(minutes=number // 2)
            log("dora", "S1", at=at, now=SATURDAY, police_reference=f"URN {number:02d}.")
            log("dora", "L3", at=at, now=SATURDAY + timedelta(seconds=number))
        client = signed_in(person("mo"))
        first = client.page("/register")
        second = first.follow("Earlier restricted lines")
        seen = re.findall(r"URN \d\d\.", first.text + second.text)
        assert len(seen) == len(set(seen)) == 30
        assert "Earlier restricted lines" not in second.links
        assert "Put out" not in second.text
        assert "URN" not in first.follow("Older").text
        answer = client.get("/register", query_string={"restricted": "x"})
        assert answer.status_code == 400

    @pytest.mark.parametrize("who", ["dora", "pip", "rhys", "coral", "audrey"])
    def test_it_is_the_managers(self, signed_in: SignIn, who: str) -> None:
        assert signed_in(person(who)).get("/register").status_code == 403


class TestStory:
    def test_ones_own_reading_is_not_audited(self, signed_in: SignIn) -> None:
        entry = log("dora", description="A fight")
        assert "A fight" in signed_in(person("dora")).page(f"/entries/{entry.id}").text
        assert rows("read") == []

    def test_a_managers_reading_is_one_row_each_time(self, signed_in: SignIn) -> None:
        """R34."""
        entry = log("dora", description="A fight")
        client = signed_in(person("mo"))
        for times in (1, 2):
            page = client.page(f"/entries/{entry.id}")
            assert "A fight" in page.text
            assert len(rows("read")) == times
        assert (rows("read")[0].record_id, rows("read")[0].actor_id) == (
            entry.id,
            person("mo").id,
        )
        assert "Withdraw" not in page.links
        assert "Add detail" not in page.links

    def test_a_plate_is_for_its_author_and_the_police(self, signed_in: SignIn) -> None:
        """R2: the form says "for police review only"."""
        entry = log("dora", "P4", plate="AB12 CDF")
        assert "AB12 CDF" in signed_in(person("dora")).page(f"/entries/{entry.id}").text
        page = signed_in(person("mo")).page(f"/entries/{entry.id}")
        assert "AB12" not in page.html
        assert "Number plate" not in page.text
        assert "AB12 CDF" in signed_in(person("rhys")).page(f"/review/{entry.event_id}").text

    def test_a_manager_is_told_who_sees_it_in_a_managers_words(self, signed_in: SignIn) -> None:
        client = signed_in(person("mo"))
        kept, seen = log("dora", "L3"), log("dora", "V1")
        assert "Its author and you, in your register." in client.page(f"/entries/{kept.id}").text
        assert "police review, its author and you" in client.page(f"/entries/{seen.id}").text

    @pytest.mark.parametrize("who", ["otto", "olga", "drew", "bea", "gwen"])
    def test_a_foreign_one_is_a_missing_one_and_a_row(self, signed_in: SignIn, who: str) -> None:
        """R2 and R34: the same page for both, and each refusal kept."""
        entry = log("dora", "S1", description="secret")
        client = signed_in(person(who))
        foreign = client.get(f"/entries/{entry.id}")
        missing = client.get("/entries/00000000-0000-4000-8000-00000000dead")
        assert foreign.status_code == missing.status_code == 404
        pages = [NONCE.sub("", answer.text) for answer in (foreign, missing)]
        assert pages[0] == pages[1]
        assert rows("refused")[0].record_id == entry.id

    @pytest.mark.parametrize("who", ["rhys", "greta", "ana", "coral", "audrey"])
    def test_it_is_no_page_for_those_who_do_not_log(self, signed_in: SignIn, who: str) -> None:
        entry = log("dora")
        assert signed_in(person(who)).get(f"/entries/{entry.id}").status_code == 403

    def test_it_tells_what_each_version_changed(self, signed_in: SignIn) -> None:
        client = signed_in(person("dora"))
        entry = log("dora", "L3", description="First.")
        page = client.page(f"/entries/{entry.id}/amend")
        page.press("Save", code="V1", flags=["alcohol"], description="Second.")
        client.page(f"/entries/{entry.id}").press("Share with police")
        client.page(f"/entries/{entry.id}/withdraw").press("Withdraw it", reason="Mistake")
        text = client.page(f"/entries/{entry.id}").text
        assert "History: 4 versions" in text
        for words in (
            "Saved as Put out (ejection)",
            "Changed: words added, kind: Fight or assault, ticks",
            "Second.",
            "Shared with police",
            "Withdrawn: Mistake",
        ):
            assert words in text

    def test_what_was_undone_says_so_without_a_reason(self, signed_in: SignIn) -> None:
        client = signed_in(person("dora"))
        receipt = client.page("/log/V1").press("Save")
        receipt.press("Take it back")
        entry = db.session.scalars(select(Entry)).one()
        assert "Taken back" in client.page(f"/entries/{entry.id}").text

    @pytest.mark.parametrize(
        "changes",
        [{"place": (None, "call 07700 900123")}, {"details": {"staff_involved": "07700 900123"}}],
    )
    def test_so_is_what_is_added_in_any_box(
        self, signed_in: SignIn, changes: dict[str, Any]
    ) -> None:
        entry = log("dora", "D1", description="Ann")
        client = signed_in(person("dora"))
        amend_entry(actor("dora"), entry, on(entry, Kind.AMEND), changes, now=LATER)
        db.session.commit()
        assert "phone number" in client.page(f"/entries/{entry.id}").text
        more = {"description": "Nothing more."}
        amend_entry(actor("dora"), entry, on(entry, Kind.AMEND), more, now=LATER)
        db.session.commit()
        assert "phone number" not in client.page(f"/entries/{entry.id}").text

    def test_personal_data_that_is_added_later_is_warned_of(self, signed_in: SignIn) -> None:
        client = signed_in(person("dora"))
        entry = log("dora", description="A fight")
        page = client.page(f"/entries/{entry.id}/amend")
        page = page.press("Save", description="ring 07700 900123")
        assert "phone number" in page.text
        page = client.page(f"/entries/{entry.id}/amend").press("Save", description="that is all")
        assert "phone number" not in page.text


class TestLedger:
    def test_the_auditor_reads_who_did_what_and_no_content(self, signed_in: SignIn) -> None:
        """R35."""
        entry = log("dora", "S1", description="She said", police_reference="URN 77")
        withdraw_entry(actor("dora"), entry, on(entry, Kind.WITHDRAW), "my mistake", now=LATER)
        db.session.commit()
        page = signed_in(person("audrey")).page("/ledger")
        assert page.text.count("Entry saved") >= 2
        assert "Dora Doorman" in page.text
        assert f"{entry.reference[:3]}-{entry.reference[3:]}" in page.text
        for word in ("She said", "URN 77", "Sexual", "my mistake"):
            assert word not in page.html

    def test_it_pages_and_filters(self, signed_in: SignIn) -> None:
        for _ in range(60):
            log("dora", commit=False)
        db.session.commit()
        signed_in(person("otto")).get(f"/entries/{db.session.scalars(select(Entry.id)).first()}")
        client = signed_in(person("audrey"))
        page = client.page("/ledger")
        numbers = [int("".join(td.itertext())) for td in page.all("td", "num")]
        page = page.follow("Older")
        numbers += [int("".join(td.itertext())) for td in page.all("td", "num")]
        assert numbers == sorted(numbers, reverse=True)
        assert len(numbers) == len(set(numbers)) == len(db.session.scalars(select(Row)).all())
        only = client.page("/ledger?kind=refused")
        assert len(only.all("td", "num")) == 1

    @pytest.mark.parametrize("query", ["kind=x", "before=x", "before=-1", "before=" + "9" * 20])
    def test_unknown_filters_are_refused(self, signed_in: SignIn, query: str) -> None:
        """R19."""
        assert signed_in(person("audrey")).get(f"/ledger?{query}").status_code == 400

    @pytest.mark.parametrize("who", ["dora", "mo", "rhys", "stella", "coral", "gwen"])
    def test_nobody_else_reads_it(self, signed_in: SignIn, who: str) -> None:
        assert signed_in(person(who)).get("/ledger").status_code == 403


def test_help_is_open_to_everybody(client: PageClient, signed_in: SignIn) -> None:
    for each in (client, signed_in(person("dora")), signed_in(person("audrey"))):
        page = each.page("/help")
        assert "tel:999" in page.html
        assert "01865 000 000" in page.text
        assert "Logging is not calling" in page.text


def test_healthz_says_it_can_serve_and_write(client: PageClient) -> None:
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok\n")
