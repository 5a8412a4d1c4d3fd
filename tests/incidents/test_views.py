"""Logging in two taps, the receipt, taking back, withdrawing and sharing, through the pages."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from nightsafe.database import db
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.models import Entry
from nightsafe.incidents.written import read_written
from nightsafe.ledger.queries import versions
from nightsafe.submissions.envelope import Kind
from tests.factories import log, on
from tests.page import Page, PageClient
from tests.people import PEOPLE, SATURDAY, person, place, settle

Freeze = Callable[[datetime], Any]
SignIn = Callable[..., PageClient]


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Freeze) -> None:
    settle()
    db.session.commit()
    freeze(SATURDAY)


@pytest.fixture
def dora(signed_in: SignIn) -> PageClient:
    return signed_in(person("dora"))


def only_entry() -> Entry:
    return db.session.scalars(select(Entry)).one()


def entries() -> int:
    return db.session.scalar(select(func.count()).select_from(Entry)) or 0


def aside(entry: Entry) -> list[dict[str, Any]]:
    return [one.payload["body"] for one in versions("set-aside", entry.id)]


class TestTwoTaps:
    def test_the_page_as_it_opens_can_be_saved(self, dora: PageClient) -> None:
        page = dora.page("/").follow("Fight").press("Save")
        entry = only_entry()
        assert page.path == f"/entries/{entry.id}/receipt"
        assert f"{entry.reference[:3]}-{entry.reference[3:]}" in page.text
        assert (entry.code, entry.occurred_at) == ("V1", SATURDAY)
        assert entry.place_id == place("The Lantern").id
        assert "Nobody is watching this now" in page.text

    @pytest.mark.parametrize("who", ["pip", "drew", "cleo", "sade", "gwen", "mo"])
    def test_everyone_who_logs_can(self, signed_in: SignIn, who: str) -> None:
        signed_in(person(who)).page("/log/W1").press("Save")
        assert only_entry().role == PEOPLE[who].role

    def test_sent_again_it_gives_the_same_receipt(self, dora: PageClient, freeze: Freeze) -> None:
        """R44, one after the other: one row, one receipt, though "now" moved on."""
        page = dora.page("/log/V1")
        first = page.press("Save")
        freeze(SATURDAY + timedelta(minutes=7))
        again = page.press("Save")
        assert again.path == first.path
        assert only_entry().occurred_at == SATURDAY

    def test_calling_comes_first_where_it_must(self, dora: PageClient) -> None:
        grave, light = dora.page("/log/V2").html, dora.page("/log/V1").html
        assert grave.index('class="calling"') < grave.index("<form method")
        assert light.index('class="calling"') > light.index("<form method")
        for html in (grave, light):
            assert "Nobody is watching this now" in html
            assert "01865 000 000" in html

    def test_a_severity_that_what_was_done_raises_puts_the_call_first(
        self, dora: PageClient
    ) -> None:
        page = dora.page("/log/V1").press("Save", actions=["ambulance"])
        assert page.html.index("tel:999") < page.html.index("Take it back")

    @pytest.mark.parametrize(
        ("who", "code", "fields"),
        [
            ("dora", "V1", {}),
            ("dora", "L3", {}),
            ("dora", "S1", {}),
            ("pip", "V1", {}),
            ("pip", "L1", {}),
            ("drew", "S4", {}),
            ("dora", "V1", {"flags": ["under_18"]}),
        ],
    )
    def test_who_will_see_it_is_said_before_and_holds_after(
        self, signed_in: SignIn, who: str, code: str, fields: dict[str, Any]
    ) -> None:
        client = signed_in(person(who))
        page = client.page(f"/log/{code}")
        page.press("Save", **fields)
        entry = only_entry()
        said = client.page(f"/entries/{entry.id}").text
        for sentence in (
            "Seen by: police review, your manager and you.",
            "Seen by: police review and you.",
            "You and your manager, in your register.",
            "Restricted: you and the few people trained for this. Nobody else.",
            "Restricted: you and the few people trained for this. Your manager",
        ):
            if sentence in said:
                assert sentence in page.text
                break
        else:
            pytest.fail(said)
        assert said.count("Restricted: ") == int(entry.restricted)

    def test_all_of_it_can_be_said_at_once(self, dora: PageClient) -> None:
        page = dora.page("/log/V2")
        page.press(
            "Save",
            when="15",
            place="other",
            place_words="george street",
            flags=["alcohol", "prevented"],
            actions=["first_aid", "ambulance"],
            asked_method="glass",
            asked_where="street",
            people_number="3",
            people_bands=["18_25"],
            description="A glass was thrown.",
            police_reference="URN 12",
            plate="AB12 CDE",
            severity="3",
        )
        entry, written = only_entry(), read_written(only_entry())
        assert entry.occurred_at == SATURDAY - timedelta(minutes=15)
        assert entry.place_id == place("George Street").id
        assert (entry.flags, entry.actions) == (
            ["prevented", "alcohol"],
            ["first_aid", "ambulance"],
        ) or set(entry.flags) == {"alcohol", "prevented"}
        assert entry.details == {"method": "glass", "where": "street"}
        assert entry.people == {"number": 3, "bands": ["18_25"]}
        assert (entry.severity, entry.severity_chosen) == (3, True)
        assert (written.plate, written.police_reference) == ("AB12 CDE", "URN 12")

    def test_words_that_are_no_known_place_are_kept(self, dora: PageClient) -> None:
        dora.page("/log/V1").press("Save", place="other", place_words="behind the bins")
        entry = only_entry()
        assert entry.place_id is None
        assert read_written(entry).place_words == "behind the bins"


class TestReceipt:
    def test_it_offers_what_comes_next(self, dora: PageClient) -> None:
        page = dora.page("/log/L3").press("Save")
        assert page.h1 == "Received"
        for words in ("Add detail", "Log another"):
            assert words in page.links
        page = page.press("Share with police")
        assert only_entry().audience == "review"
        assert "Shared with police" in page.text

    def test_undo_within_the_minute(self, dora: PageClient, freeze: Freeze) -> None:
        page = dora.page("/log/V1").press("Save")
        freeze(SATURDAY + timedelta(seconds=70))
        page = page.press("Take it back")
        assert only_entry().withdrawn_at is not None
        assert "Taken back" in page.text

    def test_undo_again_is_the_same_undo(self, dora: PageClient) -> None:
        page = dora.page("/log/V1").press("Save")
        page.press("Take it back")
        assert page.press("Take it back").status == 200
        assert only_entry().version == 2

    def test_too_late_leads_to_withdrawing(self, dora: PageClient, freeze: Freeze) -> None:
        page = dora.page("/log/V1").press("Save")
        freeze(SATURDAY + timedelta(seconds=90))
        page = page.press("Take it back")
        assert page.status == 403
        assert "The minute is over" in page.text
        page.press("Withdraw it", reason="wrong button")
        assert only_entry().withdrawn_at is not None

    def test_undo_is_not_shown_for_longer_than_it_works(
        self, dora: PageClient, freeze: Freeze
    ) -> None:
        page = dora.page("/log/V1").press("Save")
        freeze(SATURDAY + timedelta(seconds=61))
        assert "Take it back" not in dora.page(page.path).text

    def test_undo_after_a_change_does_nothing_and_says_so(self, dora: PageClient) -> None:
        receipt = dora.page("/log/V1").press("Save")
        receipt.follow("Add detail").press("Save", description="more")
        page = receipt.press("Take it back")
        assert page.status == 409
        assert "This entry changed meanwhile" in page.text
        assert only_entry().withdrawn_at is None

    @pytest.mark.parametrize(
        ("text", "warning"),
        [
            ("call 07700 900123", "phone number"),
            ("mail jo@example.com", "e-mail"),
            ("card 4111 1111 1111 1111", "card number"),
            ("car AB12 CDE", "number plate"),
        ],
    )
    def test_personal_data_is_warned_of_and_kept(
        self, dora: PageClient, text: str, warning: str
    ) -> None:
        page = dora.page("/log/V1").press("Save", description=text)
        assert page.status == 200
        assert "Check what you wrote" in page.text
        assert warning in page.text
        assert read_written(only_entry()).paragraphs[0]["text"] == text

    def test_it_is_looked_for_in_every_box_for_words(self, dora: PageClient) -> None:
        fields = {"place": "other", "place_words": "by the car AB12 CDE"}
        page = dora.page("/log/V1").press("Save", **fields)
        assert "number plate" in page.text
        told = {"staff_involved": "call 07700 900123"}
        entry = log("dora", "D1", police_reference="URN 1", details=told)
        assert "phone number" in dora.page(f"/entries/{entry.id}/receipt").text
        boxes = log("dora", "P4", police_reference="07700 900123", plate="AB12 CDE")
        assert "Check what" not in dora.page(f"/entries/{boxes.id}/receipt").text

    def test_written_again_it_is_all_there_to_be_mended(self, dora: PageClient) -> None:
        page = dora.page("/log/V1").press(
            "Save",
            when="30",
            place="other",
            place_words="the alley",
            flags=["alcohol"],
            actions=["advised"],
            asked_method="knife",
            people_number="2",
            description="ring 07700 900123",
            severity="4",
        )
        page = page.press("Take it back and write it again")
        assert only_entry().withdrawn_at is not None
        page.press("Save", description="ring them")
        old, new = db.session.scalars(select(Entry).order_by(Entry.version.desc()))
        assert new.id != old.id
        assert new.occurred_at == old.occurred_at == SATURDAY - timedelta(minutes=30)
        for name in ("flags", "actions", "details", "people", "severity", "place_id", "code"):
            assert getattr(new, name) == getattr(old, name), name
        assert read_written(new).place_words == "the alley"
        assert read_written(new).paragraphs[0]["text"] == "ring them"

    def test_nobody_elses_can_be_written_again(self, signed_in: SignIn) -> None:
        entry = log("dora", description="secret")
        page = signed_in(person("otto")).page(f"/log/V1?again={entry.id}")
        assert "secret" not in page.html


class TestWithdrawing:
    def test_it_asks_why(self, dora: PageClient) -> None:
        entry = log("dora")
        page = dora.page(f"/entries/{entry.id}").follow("Withdraw").press("Withdraw it")
        assert page.status == 422
        page = page.press("Withdraw it", reason="Logged twice")
        assert page.path.startswith("/mine")
        assert "Withdrawn. It will not be counted." in page.text

    def test_sent_again_it_is_withdrawn_once(self, dora: PageClient) -> None:
        entry = log("dora")
        page = dora.page(f"/entries/{entry.id}/withdraw")
        for _ in range(2):
            assert page.press("Withdraw it", reason="Twice").path.startswith("/mine")
        assert only_entry().version == 2

    def test_what_changed_meanwhile_is_asked_again(self, dora: PageClient) -> None:
        entry = log("dora")
        page = dora.page(f"/entries/{entry.id}/withdraw")
        dora.page(f"/entries/{entry.id}/amend").press("Save", description="more")
        page = page.press("Withdraw it", reason="Mistake")
        assert page.status == 409
        assert aside(entry) == [{"reason": ["Mistake"]}]
        assert page.press("Withdraw it").path.startswith("/mine")

    @pytest.mark.parametrize("who", ["mo", "otto", "rhys", "bea"])
    @pytest.mark.parametrize("what", ["amend", "withdraw", "receipt"])
    def test_it_is_its_authors_alone(self, signed_in: SignIn, who: str, what: str) -> None:
        entry = log("dora")
        page = signed_in(person(who)).get(f"/entries/{entry.id}/{what}")
        assert page.status_code == (403 if who == "rhys" else 404)


class TestChangedReplay:
    def changed(self, dora: PageClient, **first: Any) -> Page:
        page = dora.page("/log/V1")
        page.press("Save", **first)
        return page

    def test_both_are_kept_and_the_second_can_be_added(self, dora: PageClient) -> None:
        page = self.changed(dora, description="A fight.", actions=["advised"])
        conflict = page.press(
            "Save", description="A fight. Two men.", actions=["advised"], flags=["alcohol"]
        )
        entry = only_entry()
        assert conflict.status == 409
        assert (entry.version, entry.flags) == (1, [])
        assert aside(entry)[0]["description"] == ["A fight. Two men."]
        assert aside(entry)[0]["flags"] == ["alcohol"]
        done = conflict.press("Add this as a correction")
        assert done.path.startswith(f"/entries/{entry.id}")
        assert (only_entry().version, only_entry().flags) == (2, ["alcohol"])
        texts = [one["text"] for one in read_written(only_entry()).paragraphs]
        assert texts == ["A fight.", "A fight. Two men."]
        assert only_entry().actions == ["advised"]

    def test_what_was_said_already_is_not_said_twice(self, dora: PageClient) -> None:
        page = self.changed(dora, description="A fight.")
        conflict = page.press("Save", description="A fight.", flags=["alcohol"])
        conflict.press("Add this as a correction")
        assert len(read_written(only_entry()).paragraphs) == 1

    def test_another_kind_is_a_correction_too(self, dora: PageClient) -> None:
        page = self.changed(dora)
        form = page.form("Save")
        data = form.data("Save", {"description": "No, put out."})
        data["asked_ejection_reason"] = "drunk"
        conflict = dora.send("/log/L3", data)
        assert conflict.status == 409
        assert aside(only_entry())[0]["asked_ejection_reason"] == ["drunk"]
        conflict.press("Add this as a correction")
        entry = only_entry()
        assert (entry.code, entry.audience) == ("L3", "review")
        assert entry.details == {"ejection_reason": "drunk"}

    def test_one_taken_back_can_be_saved_anew(self, dora: PageClient) -> None:
        page = dora.page("/log/V1")
        page.press("Save").press("Take it back")
        page = page.press("Save", description="again")
        assert page.status == 409
        assert "used before" in page.text
        page.press("Save")
        assert entries() == 2

    @pytest.mark.parametrize("owner", ["otto", "visit"])
    def test_a_record_id_of_somebody_else_gives_and_takes_nothing(
        self, dora: PageClient, owner: str
    ) -> None:
        other = log("otto", "V1", description="secret words")
        data = dora.page("/log/V1").form("Save").data("Save", {"description": "mine"})
        data["record"] = str(other.id)
        page = dora.send("/log/V1", data)
        assert page.status == 409
        assert "secret" not in page.html
        assert other.reference not in page.html
        assert "mine" in page.html
        assert other.version == 1
        assert versions("set-aside", other.id) == []
        page.press("Save")
        assert entries() == 2


class TestPlaces:
    def test_the_list_for_the_search_holds_what_is_in_use(self, dora: PageClient) -> None:
        place("Cowley Road").retired_at = SATURDAY
        db.session.commit()
        response = dora.get("/places.json")
        rows = json.loads(response.get_data(as_text=True))
        names = [row[1] for row in rows]
        assert "George Street" in names
        assert "Cowley Road" not in names
        assert all(len(row) == 5 for row in rows)

    def test_it_is_for_those_who_log(self, signed_in: SignIn, client: PageClient) -> None:
        assert signed_in(person("rhys")).get("/places.json").status_code == 403
        assert client.get("/places.json").status_code == 302


def test_all_kinds_are_one_tap_away(dora: PageClient) -> None:
    page = dora.page("/").follow(f"All {len(CATEGORIES)}")
    assert page.h1 == "All kinds"
    assert page.follow("Threats").path == "/log/V3"


@pytest.mark.parametrize("code", ["v1", "Z9", "V1x", "%00"])
def test_an_unknown_code_is_not_found(dora: PageClient, code: str) -> None:
    assert dora.get(f"/log/{code}").status_code == 404


def test_a_suspended_person_saves_nothing(dora: PageClient) -> None:
    page = dora.page("/log/V1")
    person("dora").suspended_at = SATURDAY
    db.session.commit()
    assert page.press("Save").status == 401
    assert entries() == 0


def test_a_stale_share_does_nothing_and_says_so(dora: PageClient) -> None:
    entry = log("dora", "L3")
    page = dora.page(f"/entries/{entry.id}")
    dora.page(f"/entries/{entry.id}/amend").press("Save", description="more")
    assert page.press("Share with police").status == 409
    assert only_entry().audience == "register"
    assert on(entry, Kind.SHARE).parent_id == only_entry().head
