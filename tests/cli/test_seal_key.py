"""`seal-key` shows the key that phones seal to, and makes another that takes its place."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from nightsafe import clock
from nightsafe.app import create_app
from nightsafe.config import Settings
from nightsafe.database import db
from nightsafe.ledger.models import RecordKey
from nightsafe.submissions import held
from nightsafe.submissions.models import Held
from nightsafe.submissions.reference import reference_of, spoken
from nightsafe.submissions.sealing import current_key
from tests.cli.conftest import Command, MakeNetwork


@contextmanager
def opened(settings: Settings) -> Iterator[None]:
    """The database that the commands work on."""
    app = create_app(settings)
    with app.app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def test_before_any_phone_there_is_none(command: Command, network: MakeNetwork) -> None:
    network()
    assert command("seal-key").output == "No key yet: the first phone makes one.\n"


def test_it_is_shown_with_its_age_and_followed_by_another(
    command: Command, network: MakeNetwork
) -> None:
    with opened(network()):
        first = current_key(now=clock.now()).id
        db.session.commit()
    assert command("seal-key").output.startswith(f"Key {first}, made today (")
    said = command("seal-key", "--new").output
    assert said.startswith("New key ")
    assert f"1 older key still opens what was sealed to it: {first}." in said
    said = command("seal-key").output
    assert first not in said.splitlines()[0]
    assert first in said.splitlines()[1]


@pytest.fixture
def waiting(network: MakeNetwork) -> tuple[Settings, UUID]:
    """A record that stands nowhere but among what is held for its author."""
    settings, record = network(), uuid4()
    with opened(settings):
        held.hold(
            1,
            uuid4(),
            device_id=uuid4(),
            key_id="k",
            digest=b"d" * 32,
            state=held.ATTENTION,
            why=held.FORM,
            content={"path": "/log/V1", "fields": [], "membership": 1},
            record_id=record,
            kind="incidents.new",
            sent_at=None,
            now=clock.now(),
        )
        db.session.commit()
    return settings, record


def test_what_is_only_held_can_be_erased(
    command: Command, waiting: tuple[Settings, UUID], data: Path
) -> None:
    settings, record = waiting
    reference = spoken(reference_of(record))
    said = command("erase", reference, "--reason", "asked for", "--yes")
    assert said.exit_code == 0, said.output
    assert str(record) in (data / "erasures.jsonl").read_text()
    with opened(settings):
        assert db.session.query(Held).count() == 0
        # What its phone sends of it from now on finds a key that was destroyed.
        assert db.session.get_one(RecordKey, record).destroyed_at is not None
    assert "erased already" in command("erase", reference, "--reason", "again", "--yes").output
    assert command("verify").exit_code == 0
