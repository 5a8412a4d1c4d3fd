"""R1: every route, tried by every named person on every kind of record, equals one matrix file."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from nightsafe.accounts.roles import Role, allows
from nightsafe.gate import Can, declaration_of
from tests.cases import Case, address, body, cases, read_matrix
from tests.people import PEOPLE
from tests.routes import COLUMNS, SECOND, Night, Opened, Try
from tests.world import ANYBODY

FEATURES = (
    "accounts",
    "aggregates",
    "alerts",
    "api",
    "briefings",
    "calendar",
    "delivery",
    "demo",
    "home",
    "importing",
    "incidents",
    "network",
    "offline",
    "referrals",
    "review",
    "shifts",
    "visits",
)
CELLS = {200: "ok", 302: "go", 401: "in", 403: "no", 404: "--", 409: "409", 410: "410", 422: "422"}


def cell(response: TestResponse) -> str:
    """What the matrix says of an answer."""
    if response.status_code == 302 and response.headers["Location"].startswith("/sign-in?next="):
        return "in"
    return CELLS.get(response.status_code, str(response.status_code))


def tried(night: Night, case: Case, shut: dict[str, Try]) -> dict[str, Try]:
    """What came of a case, for each person; `shut` holds whom the gate stops before any record."""
    there = address(night.app, night.world, case)
    found = {}
    for who in COLUMNS:
        if who in shut:
            found[who] = shut[who]
            continue
        data = None
        if case.method == "POST":
            with night.app.app_context():
                data = body(night.world, case, "" if who == ANYBODY else who.rstrip("'"))
        found[who] = night.attempt(who, case.method, there, data)
        if case.method == "POST" and found[who].response.status_code < 400:
            night.restore()
    return found


def stopped(night: Night, case: Case, tries: dict[str, Try]) -> dict[str, Try]:
    """Those for whom the route itself is shut: another record would be the same refusal."""
    declaration = declaration_of(night.app, case.endpoint)
    assert declaration is not None
    can = declaration.can
    return {
        who: one
        for who, one in tries.items()
        if (cell(one.response) == "in" and who == ANYBODY)
        or (cell(one.response) == "no" and can is not None and not may(who, can))
    }


def may(who: str, can: Can) -> bool:
    """Whether somebody's role has a permission."""
    named = PEOPLE[who.rstrip("'")]
    return allows(Role.SP if who == SECOND else named.role, can, lead=named.lead)


def everything_tried(night: Night, feature: str) -> dict[Case, dict[str, Try]]:
    """Every case of a feature; whom a route shuts out altogether is tried on its first record."""
    found: dict[Case, dict[str, Try]] = {}
    shut: dict[tuple[str, str], dict[str, Try]] = {}
    for case in cases(night.app):
        if case.feature == feature:
            route = (case.endpoint, case.method)
            found[case] = tried(night, case, shut.get(route, {}))
            shut.setdefault(route, stopped(night, case, found[case]))
    return found


def line(name: str, cells: list[str]) -> str:
    """A row as the file has it."""
    return f"{name:46} |" + "".join(f"{each:>4}" for each in cells)


def test_the_matrix_lists_every_route_and_no_other(app: Flask) -> None:
    assert sorted(case.name for case in cases(app)) == sorted(read_matrix())
    assert {case.feature for case in cases(app)} <= set(FEATURES)


@pytest.mark.parametrize("feature", FEATURES)
def test_everybody_gets_what_the_matrix_says(night: Night, feature: str) -> None:
    """R1, and on the same requests R2 and R34."""
    said = read_matrix()
    found = everything_tried(night, feature)
    wrong = []
    for case, tries in found.items():
        cells = [cell(one.response) for one in tries.values()]
        if cells != said.get(case.name):
            wrong.append(line(case.name, cells))
    assert wrong == [], "these rows are otherwise now:\n" + "\n".join(wrong)
    assert list(told_apart(found)) == []
    assert list(refusals_not_noted(night, found)) == []
    assert list(openings_not_noted(night, found)) == []


def told_apart(found: dict[Case, dict[str, Try]]) -> Iterator[str]:
    """R2: who could tell somebody else's record from a missing one, by page or statements."""
    for case, tries in found.items():
        missing = found.get(replace(case, record="missing"), {})
        for who, one in tries.items():
            if case.record == "missing" or cell(one.response) != "--" or who not in missing:
                continue
            reading = found.get(replace(case, method="GET"), {}).get(who)
            if reading is not None and cell(reading.response) == "ok":
                continue  # theirs to read; what was sent names something else that is not there
            if one.statements != missing[who].statements:
                yield f"{case.name} as {who}: other statements than for a missing one"
            if one.page != missing[who].page:
                yield f"{case.name} as {who}: another page than for a missing one"


def refusals_not_noted(night: Night, found: dict[Case, dict[str, Try]]) -> Iterator[str]:
    """R34: every refusal of a signed-in person is one row of its own, and nothing else is."""
    for case, tries in found.items():
        declaration = declaration_of(night.app, case.endpoint)
        assert declaration is not None
        for who, one in tries.items():
            came = cell(one.response)
            wanted: tuple[Opened, ...] = ()
            records = one.records
            if declaration.signed_in and (came == "no" or (came == "--" and records)):
                wanted = (Opened(night.ids[who], next(iter(records), None)),)
            if one.refused != wanted:
                yield f"{case.name} as {who}: {came}, noted {one.refused}"


OWNERS = {
    "other venue's entry": "otto",
    "driver's entry": "drew",
    "restricted visit": "sade",
    "team's visit": "pip",
}


# Of a restricted entry its manager's register tells the police reference, which somebody wrote.
SHOWN_IN_LISTS = {"mo": "restricted entry"}


# With a referral, what was referred is opened.
HOLDS = {"referral": "other venue's entry", "restricted referral": "restricted entry"}


def openings_not_noted(night: Night, found: dict[Case, dict[str, Try]]) -> Iterator[str]:
    """R34: each opening of somebody else's text is one row; reading one's own is none."""
    for case, tries in found.items():
        declaration = declaration_of(night.app, case.endpoint)
        assert declaration is not None
        if case.method != "GET":
            continue
        for who, one in tries.items():
            wanted: tuple[Opened, ...] = ()
            own = OWNERS.get(case.record, "dora") == who
            if declaration.reads_text and cell(one.response) == "ok" and not own:
                name = case.record.replace("event", "entry") or SHOWN_IN_LISTS.get(who)
                opened = [each for each in (name, HOLDS.get(case.record)) if each]
                wanted = tuple(Opened(night.ids[who], night.world.ids[each]) for each in opened)
            if one.read != wanted:
                yield f"{case.name} as {who}: noted {one.read}"
