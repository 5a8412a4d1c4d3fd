"""The pages of releases: chosen, refused with an offer, checked, sent, returned, approved."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from nightsafe.accounts.models import SignedInSession
from nightsafe.aggregates import suppression
from nightsafe.aggregates.approving import approve, give_back
from nightsafe.aggregates.models import Release
from nightsafe.aggregates.preparing import drop, send
from nightsafe.aggregates.suppression import Preview
from nightsafe.aggregates.tables import DEFAULTS, TABLES
from nightsafe.database import db
from tests.aggregates.drafts import NOW, draft
from tests.aggregates.releasing import SUMMER
from tests.page import Page, PageClient
from tests.people import actor, person, settle

SignIn = Callable[..., PageClient]
FINE = "group-by-band"
OFFERS = [
    {"key": "group-by-half", "method": "rounding", "instead_of": FINE},
    {"key": "", "method": "", "instead_of": "place"},
]


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Callable[[datetime], Any], monkeypatch: pytest.MonkeyPatch) -> None:
    settle()
    db.session.commit()
    freeze(NOW)

    def preview(_quarter: Any, wanted: Any, _tz: Any) -> list[Preview]:
        keys = [one["key"] for one in wanted["tables"]]
        return [Preview(key, 24, key == FINE, TABLES[key].coarser) for key in keys]

    monkeypatch.setattr(suppression, "quarters", lambda _now, _tz: [SUMMER, SUMMER.previous()])
    monkeypatch.setattr(suppression, "preview", preview)


@pytest.fixture
def ana(signed_in: SignIn) -> PageClient:
    return signed_in(person("ana"))


@pytest.fixture
def coral(signed_in: SignIn) -> PageClient:
    return signed_in(person("coral"))


def the_one() -> Release:
    return db.session.scalars(select(Release).execution_options(populate_existing=True)).one()


def chosen(release: Release) -> dict[str, str]:
    return {one["key"]: one["method"] for one in release.wanted["tables"]}


def sent(number: int = 1) -> Release:
    found = draft(number)
    send(actor("ana"), found, now=NOW)
    db.session.commit()
    return found


def at(found: Release) -> str:
    return f"/releases/{found.id}"


def test_minutes_suffice(ana: PageClient) -> None:
    """The usual tables are chosen; the coarser one is a tap away, and then it is checked."""
    page = ana.page("/releases").follow("Prepare a release")
    assert "too fine for this quarter" not in page.text
    finer = {f"table-{FINE}": "rounding", "table-group-by-half": ""}
    page = page.press("Look again at what is too fine", **finer)
    assert "1 table is too fine" in page.text
    assert "not shown" in page.text
    page = page.press("Take “What happened before and after midnight”")
    assert "too fine for this quarter" not in page.text
    assert db.session.scalar(select(func.count()).select_from(Release)) == 0
    page = page.press("Have it checked")
    found = the_one()
    assert page.path == at(found)
    assert "Counting the quarter" in page.text
    assert page.all("meta")[-1].get("http-equiv") == "refresh"
    assert chosen(found) == dict.fromkeys(DEFAULTS, "rounding")
    assert (found.wanted["areas"], found.quarter) == ([], SUMMER.first)


def test_sent_twice_it_is_asked_once(ana: PageClient) -> None:
    form = ana.page("/releases/new").form("Have it checked")
    data = form.data("Have it checked")
    first, second = ana.send("/releases/new", data), ana.send("/releases/new", data)
    assert first.path == second.path == at(the_one())


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"scope": "some"}, "Choose at least one area"),
        ({"scope": "some", "areas": ["999"]}, "One of the areas is not there"),
        ({"quarter": "2026 Q4"}, "Choose a quarter that is over"),
        ({"quarter": "x' OR 1=1"}, "Choose a quarter"),
        ({"table-group": "shown"}, "Choose how each table is protected"),
        ({f"table-{key}": "" for key in DEFAULTS}, "Choose at least one table"),
    ],
)
def test_what_cannot_be_asked_for_is_said(
    ana: PageClient, values: dict[str, Any], words: str
) -> None:
    data = ana.page("/releases/new").form("Have it checked").data("Have it checked")
    page = ana.send("/releases/new", {**data, **values})
    assert page.status == 422
    assert words in page.text
    assert db.session.scalar(select(func.count()).select_from(Release)) == 0


def test_without_quarters_there_is_nothing_to_choose(
    ana: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suppression, "quarters", lambda _now, _tz: [])
    assert "No quarter is over yet" in ana.page("/releases/new").text


def unsafe() -> Release:
    found = draft(state="unsafe")
    found.tables = {}
    found.wanted = {
        "areas": [],
        "tables": [{"key": key, "method": "rounding"} for key in ("group", FINE, "place")],
    }
    told = {"table": FINE, "row": "Harm", "column": "Before", "words": "At least 3."}
    found.certificate = {**found.certificate, "safe": False, "unsafe": [told], "offers": OFFERS}
    db.session.commit()
    return found


def test_the_unsafe_is_named_to_analysts_alone_with_offers(
    ana: PageClient, coral: PageClient
) -> None:
    found = unsafe()
    page = ana.page(at(found))
    assert "Harm, Before At least 3." in page.text
    assert coral.page(at(found), status=404).status == 404
    page = page.press("Take all of these")
    assert "Counting the quarter" in page.text
    assert chosen(the_one()) == {"group": "rounding", "group-by-half": "rounding"}


def test_only_what_was_offered_is_taken(ana: PageClient) -> None:
    found = unsafe()
    form = ana.page(at(found)).form("Take all of these")
    data = form.data("Take all of these", {"instead_of": "group"})
    page = ana.send(form.action, data)
    assert page.status == 422
    assert "not among what the check offers" in page.text
    assert the_one().state == "unsafe"


def test_other_tables_can_be_chosen_for_the_same_quarter(ana: PageClient) -> None:
    found = draft()
    page = ana.page(at(found)).follow("Choose other tables")
    page = page.press("Have it checked", **{"table-group": "suppression"})
    assert page.path == at(found)
    assert chosen(the_one())["group"] == "suppression"
    assert the_one().state == "checking"


def test_it_goes_from_one_to_the_other_and_out(ana: PageClient, coral: PageClient) -> None:
    found = draft()
    page = ana.page(at(found)).press("Send it to be approved")
    assert "Take it back" in page.text
    assert "Approve: let it leave" not in page.text
    page = coral.page("/setup")
    assert "A release waits for your approval" in page.text
    notice = page.follow("Open")
    assert notice.path == at(found)
    page = notice.press("Return it")
    assert (page.status, the_one().state) == (422, "sent")
    assert "Say what has to change" in page.text
    page = page.press("Return it", why="Say why <b>fewer</b> are hurt.")
    assert page.path == "/releases?done=release-returned"
    page = ana.page(at(found))
    assert "Say why <b>fewer</b> are hurt." in page.text
    page.press("Send it to be approved")
    page = coral.page(at(found)).press("Approve: let it leave")
    assert "It has left" in page.text
    assert "No. 1: figures of 2026 Q3" in page.h1
    assert the_one().number == 1
    assert "No. 1" in ana.page("/releases").text


def test_the_password_comes_first(coral: PageClient) -> None:
    found = sent()
    db.session.query(SignedInSession).update({"confirmed_at": None})
    db.session.commit()
    page = coral.page(at(found)).press("Approve: let it leave")
    assert page.status == 401
    assert the_one().state == "sent"


def test_two_approvers_at_once(coral: PageClient, signed_in: SignIn) -> None:
    found = sent()
    stella = signed_in(person("stella"))
    hers, theirs = coral.page(at(found)), stella.page(at(found))
    hers.press("Approve: let it leave")
    page = theirs.press("Approve: let it leave")
    assert page.status == 422
    assert "It has left already" in page.text
    page = theirs.press("Return it", why="Too late")
    assert page.status == 422
    assert the_one().state == "released"


def test_approval_after_another_left_goes_back_to_the_check(coral: PageClient) -> None:
    first, second = sent(1), sent(2)
    coral.page(at(first)).press("Approve: let it leave")
    page = coral.page(at(second)).press("Approve: let it leave")
    assert "another release of that quarter has left" in page.text
    assert db.session.get_one(Release, second.id, populate_existing=True).state == "checking"


def test_what_is_gone_from_sight_is_404(coral: PageClient) -> None:
    found = sent()
    page = coral.page(at(found))
    drop(actor("ana"), found, now=NOW)
    db.session.commit()
    form = page.form("Approve: let it leave")
    assert coral.send(form.action, form.data("Approve: let it leave")).status == 404


def test_readers_see_what_left_and_nothing_before(signed_in: SignIn) -> None:
    found = sent()
    rhys = signed_in(person("rhys"))
    rhys.page(at(found), status=404)
    assert "Nothing has left yet" in rhys.page("/releases").text
    approve(actor("coral"), found, found.version, now=NOW)
    db.session.commit()
    page: Page = rhys.page(at(found))
    assert "Certificate of the check" in page.text
    for button in ("Approve: let it leave", "Return it", "Drop it for good"):
        assert button not in page.text


def test_a_returned_one_leads_its_preparer_back(ana: PageClient) -> None:
    found = sent()
    give_back(actor("coral"), found, "Add the marshals.", found.version, now=NOW)
    db.session.commit()
    page = ana.page("/releases")
    assert "returned" in page.follow("Figures of 2026 Q3").text


@pytest.mark.parametrize(
    ("why", "words"),
    [("too-much", "Choose fewer tables"), ("died", "broke off three times")],
)
def test_a_check_that_broke_off_says_what_to_do(ana: PageClient, why: str, words: str) -> None:
    found = draft(state="failed")
    found.tables, found.certificate = {}, {"failed": why}
    db.session.commit()
    page = ana.page(at(found))
    assert words in page.text
    assert "Counting the quarter" in page.press("Count and check again").text
