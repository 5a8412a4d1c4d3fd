"""A bad line loses nothing and doubles nothing: offline, resets, silence, portals (R47, R48)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import Opener
from tests.people import person
from tests.proofs.acts import (
    back_online,
    chain_faults,
    entries,
    held,
    log,
    ready,
    until_sent,
    waiting,
)
from tests.proofs.conftest import Prove
from tests.proofs.proxy import FAIR, PORTALS, Proxy, Weather

Often = Callable[[int, int], int]


@pytest.fixture
def phone(phone_of: Opener, line: Proxy) -> Page:
    """Dora's phone on the line, filled while the weather was fair."""
    page = phone_of(person("dora"), base_url=line.address)
    ready(page)
    return page


def test_what_was_saved_offline_arrives_in_its_order(
    phone: Page, line: Proxy, often: Often, prove: Prove
) -> None:
    many = often(8, 30)
    with prove("offline, then online", entries=many):
        phone.context.set_offline(True)
        line.set(Weather(cut=True))
        shown = [log(phone) for _ in range(many)]
        assert len(waiting(phone)) == many
        assert entries() == []
        line.set(FAIR)
        phone.context.set_offline(False)
        until_sent(phone)
        assert entries() == shown
    assert len(set(shown)) == many
    assert held() == []
    assert chain_faults() == []


def test_with_resets_on_a_slow_line_each_lands_once(
    phone: Page, line: Proxy, often: Often, prove: Prove
) -> None:
    many = often(3, 30)
    with prove("30% of connections reset, 1 kB/s", entries=many) as figures:
        line.set(Weather(resets=0.3, rate=1000))
        shown = [log(phone) for _ in range(many)]
        # In the long proof it goes by itself, however long the pauses between its tries get.
        until_sent(phone, seconds=often(60, 1800), nudge=many < 30)
        figures |= dict(line.happened)
        assert sorted(entries()) == sorted(shown)
    assert held() == []
    assert chain_faults() == []


def test_where_packets_vanish_nothing_is_lost(phone: Page, line: Proxy) -> None:
    line.set(Weather(hole=True))
    shown = log(phone)
    expect(phone.get_by_role("heading", level=1)).to_have_text("Saved on this phone")
    for _ in range(100):
        if line.happened["swallowed"]:
            break
        phone.wait_for_timeout(50)
    # The first try still waits for its answer; the next page tries anew.
    line.set(FAIR)
    phone.goto("/log/V1")
    until_sent(phone, seconds=75)
    assert entries() == [shown]


def test_a_portals_answer_is_no_receipt(phone: Page, line: Proxy) -> None:
    """A page with status 200, a redirect, even one that repeats the id it was sent."""
    line.set(Weather(portal=PORTALS["welcome"]))
    shown = log(phone)
    for portal in PORTALS.values():
        before = line.happened["portal"]
        line.set(Weather(portal=portal))
        back_online(phone)
        for _ in range(100):
            (kept,) = waiting(phone)
            if kept["problem"] and line.happened["portal"] > before:
                break
            phone.wait_for_timeout(50)
        assert kept["problem"] in {"portal", "signal"}
        expect(phone.get_by_role("heading", level=1)).to_have_text("Saved on this phone")
    assert entries() == []
    line.set(FAIR)
    until_sent(phone, nudge=True)
    assert entries() == [shown]
