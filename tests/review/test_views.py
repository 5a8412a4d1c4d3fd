"""The pages of review: what each shows to whom, what stands in the ledger, what is kept."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.accounts.models import Grant
from nightsafe.database import db
from nightsafe.delivery.models import Message
from nightsafe.incidents.actions import amend_entry, withdraw_entry
from nightsafe.incidents.models import Entry
from nightsafe.ledger.models import Row
from nightsafe.review.queue import PAGE
from nightsafe.submissions.envelope import Envelope, Kind
from tests.factories import log, on
from tests.page import Page, PageClient
from tests.people import SATURDAY, actor, person, place, settle
from tests.review.counting import statements

MONDAY = SATURDAY + timedelta(hours=34)
WORDS = "Two men fell out over a taxi."

SignIn = Callable[..., PageClient]


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Callable[[datetime], Any]) -> None:
    settle()
    db.session.commit()
    freeze(MONDAY)


@pytest.fixture
def rhys(signed_in: SignIn) -> PageClient:
    return signed_in(person("rhys"))


@pytest.fixture
def entry() -> Entry:
    return log("dora", "V1", description=WORDS, place_id=place("George Street").id)


def story(client: PageClient, entry: Entry, query: str = "") -> Page:
    return client.page(f"/review/{entry.event_id}{query}")


def reads() -> list[tuple[UUID | None, int | None]]:
    rows = db.session.execute(
        select(Row.record_id, Row.actor_id).where(Row.kind == "read").order_by(Row.seq)
    )
    return [(row[0], row[1]) for row in rows]


def send(page: Page, button: str, **values: Any) -> Page:
    return page.press(button, **values)


class TestQueue:
    def test_it_shows_choices_and_no_words(self, rhys: PageClient, entry: Entry) -> None:
        log("drew", "V3", description="He shouted at me.", place_words="by the kebab van")
        page = rhys.page("/review")
        assert page.h1 == "13 to 15 November"
        assert "Fight or assault" in page.text
        assert "George Street" in page.text
        for words in (WORDS, "He shouted", "kebab"):
            assert words not in page.html

    def test_it_is_no_opening(self, rhys: PageClient, entry: Entry) -> None:
        """R34: lists are no rows of the ledger."""
        for address in ("/review", "/review?view=all", "/review?state=all&severity=2"):
            rhys.page(address)
        assert reads() == []

    def test_empty_it_says_so(self, rhys: PageClient) -> None:
        assert "All seen. Nothing waits here." in rhys.page("/review").text
        assert "Nothing fits these filters." in rhys.page("/review?severity=4").text
        assert "Back to the weekend" in rhys.page("/review?view=all").text

    def test_what_waits_elsewhere_is_always_on_the_screen(self, rhys: PageClient) -> None:
        log("dora", "V1", at=SATURDAY - timedelta(days=3))
        page = rhys.page("/review").follow("1 not seen in other nights")
        assert page.h1 == "Everything not seen"
        assert "Wednesday night, 11 November" in page.text

    def test_filters_are_links_that_combine(self, rhys: PageClient, entry: Entry) -> None:
        page = rhys.page("/review").follow("Venue staff 1").follow("George Street 1")
        assert "Fight or assault" in page.text
        assert f"place={place('George Street').id}" in page.path
        assert "role=VS" in page.path
        assert page.follow("Fight or assault").follow("Back").path == page.path

    def test_pages_follow_each_other(self, rhys: PageClient) -> None:
        for number in range(PAGE + 3):
            log("dora", "V1", at=SATURDAY + timedelta(minutes=number), commit=False)
        page = rhys.page("/review").follow("More")
        assert len(page.all("a", "cell-link")) == 3
        assert len(page.follow("From the start").all("a", "cell-link")) == PAGE

    @pytest.mark.parametrize(
        "query",
        [
            "sort=code",
            "severity=9",
            "view=2026-11-14",
            "state=x",
            "place=999",
            "area=999",
            "code=V1' OR 1=1",
            "after=x",
            "role=PR",
        ],
    )
    def test_an_unknown_filter_is_refused(self, rhys: PageClient, entry: Entry, query: str) -> None:
        """R19, on the queue, the story and what is done from it."""
        form = story(rhys, entry).form("S Seen")
        rhys.page(f"/review?{query}", status=400)
        rhys.page(f"/review/{entry.event_id}?{query}", status=400)
        assert rhys.send(f"{form.action}?{query}", form.data()).status == 400
        assert len(reads()) == 1

    def test_premises_are_no_filter(self, rhys: PageClient) -> None:
        rhys.page(f"/review?place={place('The Lantern').id}", status=400)

    def test_a_range_too_long_says_what_to_do(self, rhys: PageClient) -> None:
        page = rhys.page("/review?from=2026-01-01&to=2026-11-11", status=422)
        assert "62 nights" in page.text

    def test_nights_can_be_picked(self, rhys: PageClient) -> None:
        log("dora", "V1", at=SATURDAY - timedelta(days=3))
        page = rhys.page("/review").press("Show", **{"from": "2026-11-09", "to": "2026-11-11"})
        assert page.h1 == "9 to 11 November"
        assert "Fight or assault" in page.text


class TestStory:
    def test_it_is_one_opening(self, rhys: PageClient, entry: Entry) -> None:
        """R34: one row for each opening, in the transaction that shows it."""
        for count in (1, 2):
            page = story(rhys, entry)
            assert WORDS in page.text
            assert reads() == [(entry.id, person("rhys").id)] * count

    def test_times_lateness_and_the_phones_clock(self, rhys: PageClient) -> None:
        """R28, R32: the claim beside what was received; a clock far off is said."""
        received = SATURDAY + timedelta(hours=9)
        fast = received + timedelta(minutes=40)
        envelope = Envelope(uuid4(), uuid4(), Kind.LOG, captured_at=fast, sent_at=fast)
        entry = log("dora", "V1", now=received, envelope=envelope)
        page = story(rhys, entry)
        assert "Logged 9 hours later" in page.text
        assert "Phone's clock 40 minutes ahead, corrected" in page.text
        assert "Sun 15 Nov, 08:30" in page.text

    def test_each_version_says_who_changed_what(self, rhys: PageClient, entry: Entry) -> None:
        changes = {"description": "One came back.", "code": "V2", "actions": ["separated"]}
        amend_entry(actor("dora"), entry, on(entry, Kind.AMEND), changes, now=MONDAY)
        db.session.commit()
        page = story(rhys, entry)
        assert "Kind: Fight or assault, now Serious injury or weapon used" in page.text
        assert "Done: –, now Separated" in page.text
        assert "Added Mon 16 Nov, 09:30" in page.text
        assert page.text.count("Dora Doorman") >= 3

    def test_names_and_words_show_their_direction_marks_as_codes(self, rhys: PageClient) -> None:
        """R22."""
        person("dora").name = "Dora \u202enamrood"
        entry = log("dora", "V1", description="left\u2066right", place_words="by\u200fthe bar")
        page = story(rhys, entry)
        for mark in "\u202e\u2066\u200f":
            assert mark not in page.html
            assert f"[U+{ord(mark):04X}]" in page.text

    def test_script_in_words_does_not_run(self, rhys: PageClient) -> None:
        """R18."""
        entry = log("dora", "V1", description="<script>alert(1)</script>")
        assert "<script>alert" not in story(rhys, entry).html

    def test_the_next_one_is_a_key_away(self, rhys: PageClient, entry: Entry) -> None:
        log("dora", "P1", at=SATURDAY + timedelta(minutes=5))
        page = story(rhys, entry).follow("N Next")
        assert page.h1 == "Phone, bag or pocket theft"
        assert page.follow("P Previous").h1 == "Fight or assault"

    def test_seen_leads_on_and_the_way_back_leads_to_what_was_just_seen(
        self, rhys: PageClient, entry: Entry
    ) -> None:
        log("dora", "P1", at=SATURDAY + timedelta(minutes=5))
        log("dora", "V3", at=SATURDAY + timedelta(minutes=10))
        page = story(rhys, entry).press("S Seen")
        assert (page.h1, "Marked as seen" in page.text) == ("Phone, bag or pocket theft", True)
        back = page.follow("P Previous")
        assert (back.h1, f"/review/{entry.event_id}" in back.path) == ("Fight or assault", True)
        page = page.press("S Seen")
        assert page.h1 == "Threats or intimidation"
        assert page.follow("P Previous").follow("N Next").h1 == page.h1

    def test_after_the_last_the_queue_says_that_all_is_seen(
        self, rhys: PageClient, entry: Entry
    ) -> None:
        page = story(rhys, entry).press("S Seen")
        assert "All seen. Nothing waits here." in page.text
        assert page.follow("P Previous").h1 == "Fight or assault"

    def test_the_way_back_is_no_way_to_what_is_not_theirs(
        self, rhys: PageClient, entry: Entry
    ) -> None:
        restricted = log("dora", "S1")
        page = story(rhys, entry, f"?came={restricted.event_id}")
        assert "P Previous" not in page.links
        rhys.page(f"/review/{entry.event_id}?came=x", status=400)

    def test_missing_and_foreign_are_the_same(self, rhys: PageClient) -> None:
        """R2, R6: a restricted event, a withdrawn one, one that never was: 404, same statements."""
        restricted = log("dora", "S1")
        gone = log("dora", "V1")
        withdraw_entry(actor("dora"), gone, on(gone, Kind.WITHDRAW), "Twice.", now=MONDAY)
        kept = log("dora", "L3")
        db.session.commit()
        rhys.page(f"/review/{uuid4()}", status=404)  # the log's own key is made once
        told = []
        for event_id in (restricted.event_id, gone.event_id, kept.event_id, uuid4()):
            with statements() as sent:
                page = rhys.page(f"/review/{event_id}", status=404)
            told.append((list(sent), page.text))
        assert all(one == told[0] for one in told)
        assert reads() == []

    @pytest.mark.parametrize("who", ["dora", "mo", "ana", "coral", "audrey", "gwen"])
    def test_nobody_else_opens_it(self, signed_in: SignIn, entry: Entry, who: str) -> None:
        client = signed_in(person(who))
        client.page("/review", status=403)
        client.page(f"/review/{entry.event_id}", status=403)


class TestRestricted:
    def test_absent_without_the_grant(self, rhys: PageClient) -> None:
        """R6: from list, counts and filters; the list of such records is not there at all."""
        log("drew", "S1", place_id=place("Cowley Road").id)
        page = rhys.page("/review?state=all")
        for words in ("Sexual", "Cowley Road", "Driver", "estricted"):
            assert words not in page.text
        assert "0 events" in page.text
        rhys.page("/restricted", status=404)

    def test_a_supervisor_hears_when_too_few_can_open_them(self, signed_in: SignIn) -> None:
        """R6: whoever logs is told that trained people will see it."""
        nobody, one = "Nobody can open restricted", "Only one person can open restricted"
        grants = db.session.scalars(select(Grant)).all()
        stella = signed_in(person("stella"))
        said = []
        for grant in grants:
            said.append([words in stella.page("/review").text for words in (nobody, one)])
            grant.ended_at = MONDAY
            db.session.commit()
        page = stella.page("/review")
        assert nobody in page.text
        assert page.follow("Grants").h1 == "Grants for restricted records"
        assert said[-1] == [False, True]
        assert said[0] == [False, len(grants) < 2]
        assert nobody not in signed_in(person("rhys")).page("/review").text

    def test_first_and_marked_with_it(self, signed_in: SignIn, entry: Entry) -> None:
        log("dora", "S4", at=SATURDAY + timedelta(hours=1), place_id=place("The Lantern").id)
        page = signed_in(person("greta")).page("/review")
        rows = page.all("a", "cell-link")
        assert "".join(rows[0].itertext()) == "Spiking suspected"
        assert "restricted" in page.text
        assert all("The Lantern" not in "".join(one.itertext()) for one in page.all("table"))

    def test_one_list_of_them(self, signed_in: SignIn) -> None:
        entry = log("dora", "S4", description="Very unwell after one drink.")
        log("dora", "V1")
        page = signed_in(person("greta")).page("/restricted")
        assert "Spiking suspected" in page.text
        assert "Fight" not in page.text
        assert "unwell" not in page.text
        assert page.follow("Spiking suspected").path == f"/review/{entry.event_id}"

    def test_a_specialist_reads_what_they_were_alerted_to(self, signed_in: SignIn) -> None:
        entry = log("dora", "S4", description="Very unwell after one drink.")
        gwen = signed_in(person("gwen"))
        page = gwen.page("/restricted").follow("Spiking suspected")
        assert "unwell" in page.text
        assert reads() == [(entry.id, person("gwen").id)]
        assert page.forms == []
        gwen.page(f"/review/{entry.event_id}", status=403)

    def test_a_specialist_reads_nothing_else(self, signed_in: SignIn) -> None:
        entry, other = log("dora", "S4"), log("dora", "V1")
        for message in db.session.scalars(select(Message)):
            message.withdrawn_at = MONDAY
        gwen = signed_in(person("gwen"))
        assert "No restricted record" in gwen.page("/restricted").text
        for one in (entry.id, other.id, uuid4()):
            gwen.page(f"/restricted/{one}", status=404)
        assert reads() == []

    def test_without_a_grant_there_is_nothing(self, signed_in: SignIn) -> None:
        entry = log("dora", "S4")
        for who in ("rhys", "stella"):
            client = signed_in(person(who))
            client.page(f"/restricted/{entry.id}", status=404)
        signed_in(person("dora")).page("/restricted", status=403)

    def test_a_bent_page_is_refused(self, signed_in: SignIn) -> None:
        signed_in(person("greta")).page("/restricted?before=x", status=400)
