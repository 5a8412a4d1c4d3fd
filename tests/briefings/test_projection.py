"""`verify` holds each briefing to what the ledger says of it, and to who approved it."""

from datetime import timedelta

import pytest
from flask import Flask

from nightsafe.aggregates.models import Frozen
from nightsafe.briefings.models import Briefing
from nightsafe.briefings.projection import PROJECTION
from nightsafe.cli.projections import COMPARED
from nightsafe.database import db
from nightsafe.ledger.verify import problems
from tests.briefings.drafts import NOW, published
from tests.people import settle


@pytest.fixture
def out(app: Flask) -> Briefing:
    settle()
    db.session.commit()
    return published()


def said() -> list[str]:
    db.session.flush()
    # The named people's grants are laid out without a ledger.
    return [one for one in map(str, problems(COMPARED)[0]) if "briefing" in one]


def test_a_published_one_is_as_the_ledger_says(out: Briefing) -> None:
    assert PROJECTION in COMPARED
    assert said() == []


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("annex", "Nothing."),
        ("audience", {"roles": ["VS"], "areas": []}),
        ("facts", {}),
        ("blocks", []),
        ("why", "Nothing."),
        ("approved_by", None),
        ("frozen_id", None),
        ("published_at", NOW - timedelta(days=3)),
        ("approved_at", None),
        ("sent_at", None),
    ],
)
def test_what_was_altered_behind_its_back_is_found(
    out: Briefing, column: str, value: object
) -> None:
    setattr(out, column, value)
    assert any("differs from its newest row" in one for one in said())


def test_one_that_its_writer_approved_is_found(out: Briefing) -> None:
    out.approved_by = out.writers[0]
    assert any("somebody who did not write in it" in one for one in said())


def test_a_table_that_later_figures_do_not_know_of_is_found(out: Briefing) -> None:
    kept = db.session.get_one(Frozen, out.frozen_id)
    kept.published = {"tables": []}
    assert any("not the one that later figures know of" in one for one in said())
    kept.released = False
    assert any("are not kept" in one for one in said())


def test_one_that_is_gone_is_found(out: Briefing) -> None:
    db.session.delete(out)
    assert any("in the ledger but not in its table" in one for one in said())
