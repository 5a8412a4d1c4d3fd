"""What may still be done with an entry, by whom and until when."""

from datetime import timedelta

import pytest

from nightsafe.gate import Actor
from nightsafe.incidents import lifecycle
from nightsafe.incidents.models import Entry
from tests.people import SATURDAY

AUTHOR = Actor(1, "Dora", 1, "VS", 1, "Lantern Ltd")
OTHER = Actor(2, "Mo", 2, "VM", 1, "Lantern Ltd")


def entry(*, withdrawn: bool = False, audience: str = "review") -> Entry:
    return Entry(
        author_id=1,
        received_at=SATURDAY,
        withdrawn_at=SATURDAY if withdrawn else None,
        audience=audience,
    )


def test_its_author_may_until_it_is_withdrawn() -> None:
    for may in (lifecycle.may_amend, lifecycle.may_withdraw):
        assert may(entry(), AUTHOR)
        assert not may(entry(), OTHER)
        assert not may(entry(withdrawn=True), AUTHOR)


@pytest.mark.parametrize(
    ("seconds", "shown", "may"),
    [(-5, 65, True), (0, 60, True), (59.5, 0, True), (60, 0, True), (75, 0, True), (76, 0, False)],
)
def test_a_button_is_shown_no_longer_than_it_works(seconds: float, shown: int, may: bool) -> None:
    now = SATURDAY + timedelta(seconds=seconds)
    assert lifecycle.undo_seconds_left(entry(), now) == shown
    assert lifecycle.may_undo(entry(), AUTHOR, now) is may
    assert not lifecycle.may_undo(entry(), OTHER, now)


def test_only_what_stayed_in_the_register_is_shared() -> None:
    assert lifecycle.may_share(entry(audience="register"), AUTHOR)
    assert not lifecycle.may_share(entry(audience="register"), OTHER)
    assert not lifecycle.may_share(entry(audience="register", withdrawn=True), AUTHOR)
    assert not lifecycle.may_share(entry(), AUTHOR)
