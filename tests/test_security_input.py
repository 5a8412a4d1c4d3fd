"""R18 to R22: what somebody types or puts into an address runs nowhere and breaks nothing."""

import re
from collections.abc import Callable
from time import monotonic
from typing import Any

import html5lib
import pytest
from flask import Flask
from sqlalchemy import String

from nightsafe.database import db
from nightsafe.incidents.models import Entry
from nightsafe.referrals.actions import act, refer_event
from nightsafe.review import actions as review
from nightsafe.review.rules import THRIVE
from tests import people
from tests.cases import Case, address, body, cases, read_matrix
from tests.factories import bring, log
from tests.importing.making import batch
from tests.inspection import text_of
from tests.page import PageClient
from tests.people import PEOPLE, actor, person
from tests.referrals.making import named
from tests.routes import COLUMNS, Night
from tests.visits.making import stay
from tests.world import NOW

HOSTILE = "<script>alert(7)</script>\"'><img src=x onerror=alert(7)>{{7*7}}</textarea>\u202e%(x)s"
READERS = ("dora", "mo", "sade", "lena", "greta", "ana", "coral", "gwen", "audrey")
# Where somebody's own words are kept readable; every other column of text holds a key of ours.
FREE = {
    "areas": ("name",),
    "briefings": ("annex", "returned_why"),
    "calendar_events": ("name", "place"),
    "terms": ("name",),
    "context_loads": ("name",),
    "consumers": ("contact", "name"),
    "devices": ("label",),
    "entries": ("source",),
    "events": ("source",),
    "grants": ("reason",),
    "import_batches": ("source", "file_name", "undone_by"),
    "interventions": ("name",),
    "releases": ("returned_why",),
    "invitations": ("email", "name"),
    "network": ("control_room_number", "name"),
    "push_subscriptions": ("auth", "device", "endpoint", "p256dh"),
    "organisations": ("name",),
    "people": ("email", "name"),
    "places": ("name",),
    "sessions": ("device",),
}
OURS = re.compile(
    r"\.(code|reference|role|kind|audience|wrapped_by|key_id|topic|time_zone|password_hash|pin_hash|"
    r"language|outcome|home_office|state|came_by|left|why|file_digest|mapping_digest|identity)$|"
    r"^seal_keys\.id$|^calendar_events\.(source|uid)$|^context_loads\.source$|^frozen_classes\.unit$|^jobs\.name$|^sendings\.(channel|problem)$|^exports\.(mark|file_format)$|^(referrals|route_owners)\.route$"
)


def poison(night: Night) -> None:
    """Put hostile words wherever words are kept."""
    with night.app.app_context():
        for table, columns in FREE.items():
            for column in columns:
                unique = "" if (table, column) == ("sessions", "device") else " || id"
                # What was logged here has no source, or all of it would count as brought along.
                where = " WHERE source IS NOT NULL" if column == "source" else ""
                db.session.execute(
                    db.text(f"UPDATE {table} SET {column} = :bad{unique}{where}"), {"bad": HOSTILE}
                )
        db.session.execute(db.text("UPDATE people SET email = 'p' || id || :bad"), {"bad": HOSTILE})
        db.session.commit()


def hostile_records(app: Flask) -> None:
    """Records whose every text is hostile, made through the product's own actions."""
    with app.app_context():
        entry = log(
            "dora",
            "V1",
            description=HOSTILE,
            place_words=HOSTILE,
            police_reference=HOSTILE[:60],
            plate=HOSTILE[:20],
            details={"weapon_other": HOSTILE},
        )
        log("dora", "S1", description=HOSTILE, place_words=HOSTILE)
        bring("V1", audience="review", description=HOSTILE, place_words=HOSTILE)
        batch(reasons={HOSTILE: 3}, undone_at=NOW)
        review.ask(actor("rhys"), entry, HOSTILE, now=NOW)
        review.record_finding(
            actor("rhys"),
            entry.event,
            outcome="confirmed",
            home_office=None,
            police_reference="TN 7",
            note=HOSTILE,
            thrive=dict.fromkeys(THRIVE, HOSTILE[:300]),
            now=NOW,
        )
        named("domestic_abuse", actor("gwen"))
        sent = refer_event(actor("rhys"), entry.event, "domestic_abuse", HOSTILE, now=NOW)
        act(actor("gwen"), sent, HOSTILE, now=NOW)
        db.session.commit()
        stay("dora", {"university": HOSTILE}, note=HOSTILE, now=NOW)


def wrong_with(html: str) -> list[str]:
    """What of the hostile words a browser would act on, or a reader see turned around."""
    tree = html5lib.parse(html, namespaceHTMLElements=False)
    found = []
    for element in tree.iter():
        if callable(element.tag):
            continue
        if element.get("src") == "x" or element.get("onerror") is not None:
            found.append(f"an element of theirs: {element.tag}")
        inert = element.get("type") in {"importmap", "application/json"}
        if element.tag == "script" and not element.get("src") and not inert:
            found.append("a script of theirs")
    if "<script>alert" in html or "<img src=x" in html:
        found.append("their markup")
    if "{{7*7}}" not in html and "49" in html and "alert(7)" in html:
        found.append("a template of theirs")
    for kept in tree.iter("textarea"):
        kept.text = ""  # to be sent again as it is
    words = text_of(next(tree.iter("body")))
    if "\u202e" in words:
        found.append(f"turned words: {words[max(0, words.index(chr(0x202E)) - 90) :][:120]}")
    return found


def test_every_column_of_words_is_known(app: Flask) -> None:
    """A new column of text has to say whether somebody's own words are in it."""
    unknown = [
        f"{table.name}.{column.name}"
        for table in db.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, String)
        and column.name not in FREE.get(table.name, ())
        and not OURS.search(f"{table.name}.{column.name}")
    ]
    assert unknown == []


def test_script_in_any_field_runs_on_no_page(night: Night) -> None:
    """R18, R22."""
    hostile_records(night.app)
    with night.app.app_context():
        mine = {row.id: row.event_id for row in db.session.scalars(db.select(Entry))}
    more = [f"/entries/{entry}" for entry in mine] + [f"/review/{event}" for event in mine.values()]
    more += [f"/restricted/{entry}" for entry in mine] + [f"/entries/{e}/amend" for e in mine]
    poison(night)
    shown = 0
    rows = read_matrix()
    for who in READERS:
        given = [
            address(night.app, night.world, case)
            for case in cases(night.app)
            if case.method == "GET" and rows[case.name][COLUMNS.index(who)] == "ok"
        ]
        for each in [*given, *more]:
            response = night.send(who, "GET", each)
            if response.mimetype != "text/html" or response.status_code != 200:
                continue
            html = response.get_data(as_text=True)
            if "alert(7)" not in html and "\u202e" not in html:
                continue
            shown += 1
            assert wrong_with(html) == [], f"{each} as {who}"
    assert shown > 60


def forms_to_fill(night: Night) -> list[tuple[Case, str]]:
    """Every form that has a page of its own, with somebody who may send it."""
    rows = read_matrix()
    found = {}
    for case in cases(night.app):
        if case.method != "POST" or f"{case.name.replace(' POST', ' GET')}" not in rows:
            continue
        cells = zip(PEOPLE, rows[case.name][1:], strict=False)
        who = next((key for key, cell in cells if cell in {"go", "ok", "422"}), None)
        if who is not None and case.endpoint not in found:
            found[case.endpoint] = (case, who)
    return list(found.values())


def fields(night: Night, case: Case, who: str) -> list[tuple[str, str]]:
    """The name and the sort of each field that a form's page offers."""
    response = night.send(who, "GET", address(night.app, night.world, case))
    tree = html5lib.parse(response.get_data(as_text=True), namespaceHTMLElements=False)
    here = {None, address(night.app, night.world, case)}
    # Of a page with several the one that is sent to the page's own address.
    form = next(
        (f for f in tree.iter("form") if f.get("method") == "post" and f.get("action") in here),
        html5lib.parse("", namespaceHTMLElements=False),
    )
    sorts = {"textarea": "text", "select": "choice"}
    return [
        (str(element.get("name")), sorts.get(str(element.tag), element.get("type") or "text"))
        for element in form.iter()
        if element.get("name") and element.tag in {"input", "select", "textarea"}
    ]


def test_what_is_typed_comes_back_as_it_was_typed(night: Night) -> None:
    """R18: the page that says 422 shows hostile words as words."""
    for case, who in forms_to_fill(night):
        sent = {name: HOSTILE for name, sort in fields(night, case, who) if sort != "hidden"}
        there = address(night.app, night.world, case)
        response = night.send(who, "POST", there, {**sent, "csrf_token": "x"})
        assert response.status_code < 500, case.name
        if response.mimetype == "text/html":
            assert wrong_with(response.get_data(as_text=True)) == [], case.name
        night.restore()


@pytest.mark.parametrize("bad", [b"a%00b", b"a%ED%A0%80b"], ids=["NUL", "lone"])
def test_what_cannot_be_saved_is_422_and_names_its_field(night: Night, bad: bytes) -> None:
    """R21."""
    tried = 0
    for case, who in forms_to_fill(night):
        with night.app.app_context():
            valid = body(night.world, case, who)
        there = address(night.app, night.world, case)
        for name, sort in dict(fields(night, case, who)).items():
            # The user name is there for password managers alone; nobody reads it.
            if name in {"csrf_token", "username"} or sort == "password":
                continue
            kept = [f"{key}={value}" for key, value in valid.items() if key != name]
            data = "&".join(kept).encode() + f"&{name}=".encode() + bad
            response = night.post_bytes(who, there, data)
            # What a hidden field names may also be nothing that is there.
            wanted = {422, 404} if sort == "hidden" else {422}
            assert response.status_code in wanted, f"{case.name} as {who}: {name}"
            html = response.get_data(as_text=True)
            assert "\x00" not in html
            if sort == "text":
                tried += 1
                assert f'id="{name}-error"' in html or f"#{name}" in html, f"{case.name}: {name}"
    assert tried > 15


def test_ten_megabytes_are_refused_at_once(
    app: Flask, signed_in: Callable[..., PageClient]
) -> None:
    """R21."""
    people.settle()
    client = signed_in(person("dora"))
    form = client.page("/log/V1").form("Save")
    data: dict[str, Any] = form.data(None, {"description": "x" * 10_000_000})
    began = monotonic()
    response = client.post(form.action, data=data)
    assert response.status_code == 413
    assert monotonic() - began < 2
    assert "Shorten the text" in response.get_data(as_text=True)
    assert db.session.query(Entry).count() == 0


def test_a_body_of_an_odd_sort_is_refused(app: Flask, signed_in: Callable[..., PageClient]) -> None:
    people.settle()
    client = signed_in(person("dora"))
    for kind in ("application/json", "text/plain", "multipart/form-data", "application/xml", ""):
        response = client.post("/log/V1", data=b"{" * 999, content_type=kind)
        assert response.status_code == 403, kind


QUEUE = [
    "view",
    "from",
    "to",
    "state",
    "night",
    "hour",
    "place",
    "area",
    "code",
    "severity",
    "role",
    "after",
]
STRICT = {
    "/mine": ("dora", ["before"]),
    "/register": ("mo", ["before"]),
    "/visits": ("sade", ["before"]),
    "/restricted": ("greta", ["before"]),
    "/ledger": ("audrey", ["before", "kind"]),
    "/people": ("coral", ["state", "page"]),
    "/setup/places": ("coral", ["state", "page"]),
    "/week": ("ana", ["monday"]),
    "/review": (
        "rhys",
        [*QUEUE, "sort", "order", "x"],
    ),
}
LOOSE = {
    "/people": ("coral", ["q"]),
    "/setup/areas": ("coral", ["q"]),
    "/": ("dora", ["done"]),
    "/sign-in": ("anonymous", ["next", "done"]),
    "/log/V1": ("dora", ["again", "done"]),
}
BENT = ["' OR 1=1 --", "²", "-1", "9" * 30, "2026-13-40", "%E2%80%AE", "٣"]


def test_what_an_address_may_not_ask_for_is_400(night: Night) -> None:
    """R19: an unknown sort, filter or code is 400, never SQL."""
    for path, (who, names) in STRICT.items():
        assert night.send(who, "GET", path).status_code == 200, path
        for name in names:
            for value in BENT:
                response = night.send(who, "GET", f"{path}?{name}={value}".replace(" ", "+"))
                assert response.status_code == 400, f"{path}?{name}={value}"


def test_what_an_address_may_freely_ask_for_breaks_nothing(night: Night) -> None:
    for path, (who, names) in LOOSE.items():
        for name in names:
            for value in BENT:
                response = night.send(who, "GET", f"{path}?{name}={value}".replace(" ", "+"))
                assert response.status_code in {200, 302}, f"{path}?{name}={value}"


@pytest.mark.parametrize("engine_name", ["postgresql"])
def test_postgresql_is_asked_nothing_it_chokes_on(
    app: Flask, signed_in: Callable[..., PageClient]
) -> None:
    """NUL is an error of its protocol, a number too large of its types."""
    people.settle()
    clients = {who: signed_in(person(who)) for who in ("coral", "dora", "rhys", "mo")}
    for path in (
        "/people?q=a%00b",
        "/people?page=99999999",
        "/setup/places?q=%00",
        "/setup/places/2147483648",
        "/setup/places/99999999999999999999",
    ):
        assert clients["coral"].get(path).status_code in {200, 400, 404}, path
    assert clients["coral"].get("/people?q=a%00b").status_code == 400
    for path in ("/review?place=99999999999", "/review?q=%00", "/review?hour=24"):
        assert clients["rhys"].get(path).status_code == 400, path
    form = clients["dora"].page("/log/V1").form("Save")
    for bad in ("99999999999999999999", "-1", "2147483648", "1e9"):
        data = {**form.data(), "place_id": bad, "people_number": bad, "place": bad}
        assert clients["dora"].post(form.action, data=data).status_code == 422, bad
    token = form.data()["csrf_token"]
    for number in ("2147483648", "99999999999999999999"):
        path = f"/notices/{number}/acknowledge"
        answer = clients["dora"].post(path, data={"csrf_token": token})
        assert answer.status_code == 404, path
