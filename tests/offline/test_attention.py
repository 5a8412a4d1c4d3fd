"""What needs its author: told in plain words, finished in the form's own page, or removed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask

from nightsafe import clock
from nightsafe.cli.projections import PROJECTIONS
from nightsafe.database import db
from nightsafe.incidents.models import Entry
from nightsafe.incidents.written import read_written
from nightsafe.ledger.models import RecordKey, Row
from nightsafe.ledger.verify import problems
from nightsafe.submissions import held
from nightsafe.submissions.models import Held
from nightsafe.visits.models import Visit
from tests.offline.parcels import Phone, a_log, behind, phone_of
from tests.page import Page, PageClient
from tests.people import person, settle

SignIn = Callable[..., PageClient]
# The night on which the clocks went forward: half past one did not exist.
NO_SUCH_TIME = {"when": "pick", "when_date": "2026-03-29", "when_time": "01:30"}


@pytest.fixture
def phone(app: Flask, signed_in: SignIn) -> Phone:
    """Dora's phone."""
    settle()
    db.session.commit()
    return phone_of(signed_in(person("dora")))


@pytest.fixture
def attention(phone: Phone) -> Callable[[], Page]:
    """Her list of what needs her."""
    return lambda: phone.client.page("/attention")


def sent(phone: Phone, path: str = "/log/V1", **fields: str) -> list[tuple[str, str]]:
    """Bring something that the form refuses; gives its fields."""
    given = a_log(**(NO_SUCH_TIME | fields))
    assert phone.send(path, given).get_json()["state"] == "attention"
    return given


def entries() -> list[Entry]:
    db.session.rollback()
    return list(db.session.scalars(db.select(Entry)))


def states() -> list[tuple[str, str]]:
    db.session.rollback()
    rows = db.session.scalars(db.select(Held).order_by(Held.received_at, Held.id))
    return [(row.state, row.why) for row in rows]


def test_the_first_screen_and_mine_say_so_until_it_is_done(phone: Phone) -> None:
    sent(phone)
    for address in ("/", "/mine"):
        page = phone.client.page(address)
        assert "1 entry needs your attention" in page.text
        assert page.links["Look at it"] == "/attention"
    phone.client.page("/attention").press("Finish it").press("Save", when_time="00:30")
    for address in ("/", "/mine"):
        assert "attention" not in phone.client.page(address).text


def test_a_kept_page_does_not_say_so(phone: Phone) -> None:
    sent(phone)
    assert "needs your attention" not in phone.client.get("/phone/pack").get_data(as_text=True)


def test_it_is_told_in_the_words_of_its_form(phone: Phone, attention: Callable[[], Page]) -> None:
    sent(
        phone,
        flags="alcohol",
        place="other",
        place_words="by the kiosk",
        description="Two men, one bottle.",
    )
    page = attention()
    words = page.text
    for told in (
        "Fight or assault",
        "Logged on",
        "does not fit",
        "When Sun 29 Mar 2026, 01:30",
        "by the kiosk",
        "Two men, one bottle.",
    ):
        assert told in words
    for key in ("alcohol", "when_date", "place_words", "pick", "other", "submission"):
        assert key not in words.replace("Alcohol", "")


@pytest.mark.both_engines
def test_finishing_goes_through_the_page_of_its_form(phone: Phone) -> None:
    given = sent(phone, description="Two men, one bottle.")
    page = phone.client.page("/attention").press("Finish it")
    assert page.status == 422
    assert page.h1 == "Fight or assault"
    assert "That time does not exist" in page.text or "01:30" in page.text
    # Past the phone's queue: its scripts let the form go as it is.
    assert page.tree.get("data-direct") is not None
    form = page.form("Save")
    assert form.fields["description"] == ["Two men, one bottle."]
    done = page.press("Save", when_time="00:30")
    assert done.status == 200
    (entry,) = entries()
    assert done.path == f"/entries/{entry.id}/receipt"
    assert str(entry.id) == dict(given)["record"]
    assert entry.author_id == person("dora").id
    assert read_written(entry).paragraphs[0]["text"] == "Two men, one bottle."
    assert states() == [(held.FINISHED, held.FORM)]
    assert problems(PROJECTIONS)[0] == []


def test_a_form_that_still_does_not_fit_comes_back(phone: Phone) -> None:
    sent(phone)
    page = phone.client.page("/attention").press("Finish it")
    page = page.press("Save", when_time="half past")
    assert page.status == 422
    assert "That is not a time" in page.text
    page = page.press("Save", when_time="00:30")
    assert page.h1 == "Received"
    assert len(entries()) == 1


def test_pressed_twice_it_is_one_entry(phone: Phone) -> None:
    sent(phone)
    page = phone.client.page("/attention").press("Finish it")
    form = page.form("Save")
    data = form.data("Save", {"when_time": "00:30"})
    assert phone.client.post(form.action, data=data).status_code == 302
    assert phone.client.post(form.action, data=data).status_code == 404
    assert len(entries()) == 1


@pytest.mark.parametrize("hours", [-24 * 400, -13, 13])
def test_an_entry_of_a_wrong_clock_can_be_finished(phone: Phone, hours: int, freeze: Any) -> None:
    """R32: it is still known, days later, how far the phone's clock was out."""
    now = clock.now()
    wrong = now + timedelta(hours=hours)
    # A choice that nobody is offered: the form refuses it, the time it was saved is right.
    fields = a_log(captured=wrong.isoformat(), severity="9")
    body = phone.seal("/log/V1", fields)
    phone.bring({**body, "sent": (wrong + timedelta(hours=1)).isoformat()})
    saved = now - timedelta(hours=1)
    freeze(now + timedelta(hours=5))
    page = phone.client.page("/attention").press("Finish it")
    assert page.status == 422
    page.press("Save", severity="")
    (entry,) = entries()
    assert abs(entry.occurred_at - saved) < timedelta(minutes=1)


def test_now_on_the_page_that_finishes_is_now(phone: Phone, freeze: Any, signed_in: SignIn) -> None:
    now = clock.now()
    phone.send("/log/V1", a_log(severity="9"))
    freeze(now + timedelta(days=2))
    page = signed_in(person("dora")).page("/attention").press("Finish it")
    # What was "now" is told as the time it was.
    assert page.form("Save").fields["when"] == ["pick"]
    page.press("Save", severity="", when="now")
    (entry,) = entries()
    assert abs(entry.occurred_at - clock.now()) < timedelta(minutes=1)


def test_a_far_time_that_is_typed_by_hand_is_asked_about(phone: Phone) -> None:
    sent(phone)
    page = phone.client.page("/attention").press("Finish it")
    page = page.press("Save", when_date="2019-03-29")
    assert "over a year ago" in page.text
    assert entries() == []


def test_a_picked_time_is_of_the_night_it_was_saved(
    phone: Phone, freeze: Any, signed_in: SignIn
) -> None:
    now = clock.now()
    phone.send("/log/V1", a_log(when="pick", when_time="12:00", severity="9"))
    freeze(now + timedelta(days=3))
    page = signed_in(person("dora")).page("/attention").press("Finish it")
    page.press("Save", severity="")
    (entry,) = entries()
    assert timedelta(0) <= now + timedelta(minutes=11) - entry.occurred_at < timedelta(days=1)


def test_what_changed_meanwhile_is_added_as_a_correction(phone: Phone) -> None:
    first = a_log(description="The first.")
    record = dict(first)["record"]
    phone.send("/log/V1", first)
    phone.send(f"/entries/{record}/amend", behind(first, when="keep", code="V1", flags="alcohol"))
    late = behind(first, when="keep", code="V1", description="Late words.")
    assert phone.send(f"/entries/{record}/amend", late).get_json()["state"] == "attention"
    page = phone.client.page("/attention")
    assert "Detail for: Fight or assault" in page.text
    assert "changed meanwhile" in page.text
    page = page.press("Finish it")
    assert page.status == 409
    assert "Somebody changed this meanwhile" in page.text
    done = page.press("Add this as a correction")
    assert done.status == 200
    (entry,) = entries()
    texts = [one["text"] for one in read_written(entry).paragraphs]
    assert texts == ["The first.", "Late words."]
    assert entry.flags == ["alcohol"]
    assert states() == [(held.FINISHED, held.CONFLICT)]


@pytest.mark.both_engines
def test_a_changed_replay_of_a_log_ends_as_a_correction(phone: Phone) -> None:
    fields = a_log(description="The first.")
    phone.send("/log/V1", fields)
    changed = [(n, "The second." if n == "description" else v) for n, v in fields]
    phone.send("/log/V1", changed)
    page = phone.client.page("/attention").press("Finish it")
    assert page.status == 409
    # The page of another address: finishing is where it is posted all the same.
    assert page.form("Add this").action.startswith("/attention/")
    before = entries()[0].occurred_at
    page.press("Add this")
    (entry,) = entries()
    assert entry.occurred_at == before
    assert [one["text"] for one in read_written(entry).paragraphs] == ["The first.", "The second."]
    assert states() == [(held.FINISHED, held.CONFLICT)]


@pytest.mark.both_engines
def test_what_is_behind_goes_by_itself_in_its_order(phone: Phone) -> None:
    first = sent(phone, description="One.")
    record = dict(first)["record"]
    second = behind(first, when="keep", code="V1", description="Two.")
    third = behind(second, description="Three.")
    for path, fields in (("amend", second), ("add", third)):
        phone.send(f"/entries/{record}/{path}", fields)
    page = phone.client.page("/attention")
    assert page.text.count("Finish that first") == 2
    assert len([one for one in page.forms if one.button("Finish it") is not None]) == 1
    page.press("Finish it").press("Save", when_time="00:30")
    (entry,) = entries()
    assert [one["text"] for one in read_written(entry).paragraphs] == ["One.", "Two.", "Three."]
    assert {state for state, _ in states()} == {held.FINISHED}


def test_what_still_does_not_fit_behind_becomes_the_next_to_finish(phone: Phone) -> None:
    first = sent(phone)
    record = dict(first)["record"]
    phone.send(f"/entries/{record}/add", behind(first, people_number="many"))
    phone.client.page("/attention").press("Finish it").press("Save", when_time="00:30")
    assert states() == [(held.FINISHED, held.FORM), (held.ATTENTION, held.FORM)]
    page = phone.client.page("/attention").press("Finish it")
    assert "Write a number in figures" in page.text
    page.press("Save", people_number="4")
    assert entries()[0].people == {"number": 4}


def test_behind_another_it_cannot_be_finished_first(phone: Phone) -> None:
    first = sent(phone)
    later = behind(first, when="keep", code="V1", description="Two.")
    phone.send(f"/entries/{dict(first)['record']}/amend", later)
    token = phone.client.page("/attention").forms[0].fields["csrf_token"][0]
    address = f"/attention/{dict(later)['submission']}/finish"
    page = phone.client.send(address, {"csrf_token": token})
    assert page.status == 422
    assert "Finish that first" in page.text


def test_removing_says_that_it_is_gone_and_lets_go_of_it(phone: Phone) -> None:
    first = sent(phone, description="Gone.")
    phone.send(f"/entries/{dict(first)['record']}/amend", behind(first, when="keep", code="V1"))
    page = phone.client.page("/attention").follow("Remove it")
    assert "It is then gone" in page.text
    assert "1 more that you added" in page.text
    assert len(states()) == 2
    page = page.press("Remove it for good")
    assert "Nothing needs you" in page.text
    db.session.rollback()
    rows = db.session.scalars(db.select(Held)).all()
    assert {(row.state, row.content) for row in rows} == {(held.REMOVED, None)}
    assert entries() == []


def test_removing_a_change_lets_the_next_one_follow(phone: Phone) -> None:
    first = a_log(description="One.")
    record = dict(first)["record"]
    phone.send("/log/V1", first)
    second = behind(first, people_number="many", description="Two.")
    third = behind(second, description="Three.")
    for fields in (second, third):
        phone.send(f"/entries/{record}/add", fields)
    phone.client.page("/attention").follow("Remove it").press("Remove it for good")
    (entry,) = entries()
    assert [one["text"] for one in read_written(entry).paragraphs] == ["One.", "Three."]


def test_what_came_damaged_is_written_again(phone: Phone) -> None:
    body = phone.seal("/log/V1", a_log())
    body["sealed"] = body["sealed"][:-4] + "AAAA"
    phone.bring(body)
    page = phone.client.page("/attention")
    assert "damaged" in page.text
    assert [one.button("Finish it") for one in page.forms] == [None] * len(page.forms)
    assert "Nothing needs you" in page.press("I have written it again").text
    assert states() == [(held.REMOVED, held.DAMAGED)]


def test_what_cannot_be_done_any_more_says_so(phone: Phone) -> None:
    gone = str(uuid4())
    phone.send(f"/entries/{gone}/add", a_log(record=gone, description="More."))
    page = phone.client.page("/attention")
    assert "could not be done" in page.text
    assert "More." in page.text
    page = page.press("Finish it")
    assert page.status == 422
    assert "This cannot be finished" in page.h1
    assert page.links["Remove it"].endswith("/remove")


def test_a_visit_is_finished_as_well(phone: Phone) -> None:
    phone.send("/visits/new", a_log(when="pick", when_date="x", when_time="y", note="Cold."))
    page = phone.client.page("/attention")
    assert "A visit" in page.text
    assert "Cold." in page.text
    page = page.press("Finish it")
    assert page.status == 422
    page.press("Save", when="now")
    db.session.rollback()
    assert db.session.scalars(db.select(Visit)).one().author_id == person("dora").id


def test_somebody_elses_and_a_missing_one_are_the_same(phone: Phone, signed_in: SignIn) -> None:
    theirs = dict(sent(phone))["submission"]
    otto = signed_in(person("otto"))
    assert "Nothing needs you" in otto.page("/attention").text
    token = otto.page("/log/V1").form("Save").fields["csrf_token"][0]
    for held_id in (theirs, uuid4()):
        for deed in ("finish", "remove"):
            address = f"/attention/{held_id}/{deed}"
            assert otto.get(address).status_code == 404
            assert otto.post(address, data={"csrf_token": token}).status_code == 404
    assert states() == [(held.ATTENTION, held.FORM)]


def test_a_finishing_form_reaches_its_own_record_alone(phone: Phone) -> None:
    other = a_log(description="Other.")
    phone.send("/log/V1", other)
    mine = dict(sent(phone))["submission"]
    data = phone.client.page("/attention").press("Finish it").form("Save").data("Save")
    for path in (f"/entries/{dict(other)['record']}/withdraw", "/account/password", "/nowhere"):
        address = f"/attention/{mine}/finish?at={path}"
        page = phone.client.send(address, {**data, "reason": "x"})
        assert (page.status, page.h1) == (422, "This cannot be finished"), path
    assert [one.withdrawn_at for one in entries()] == [None]


def test_reading_ones_own_is_no_row(phone: Phone) -> None:
    sent(phone)
    phone.client.page("/attention")
    kinds = set(db.session.scalars(db.select(Row.kind)))
    assert "read" not in kinds


def test_restricted_ones_of_before_a_reset_stay_closed(phone: Phone) -> None:
    sent(phone, path="/log/S1", description="Closed words.")
    sent(phone, description="Open words.")
    person("dora").reset_at = clock.now() + timedelta(seconds=1)
    db.session.commit()
    page = phone.client.page("/attention")
    assert "Closed words." not in page.text
    assert "Open words." in page.text
    assert "stays closed" in page.text
    assert len([one for one in page.forms if one.button("Finish it") is not None]) == 1


def test_what_is_over_leaves_no_key_behind(phone: Phone) -> None:
    before = db.session.query(RecordKey).count()
    sent(phone)
    db.session.rollback()
    assert db.session.query(RecordKey).count() == before + 1
    phone.client.page("/attention").follow("Remove it").press("Remove it for good")
    db.session.rollback()
    assert db.session.query(RecordKey).count() == before


def test_finished_where_it_was_saved_though_signed_in_elsewhere(
    phone: Phone, signed_in: SignIn
) -> None:
    bea = person("bea")
    bar, pastors = bea.memberships
    client = signed_in(bea, bar)
    own = phone_of(client)
    own.send("/log/V1", a_log(**NO_SUCH_TIME))
    walking = signed_in(bea, pastors)
    walking.page("/attention").press("Finish it").press("Save", when_time="00:30")
    (entry,) = entries()
    assert entry.premises_id == bar.premises_id
