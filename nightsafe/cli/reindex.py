"""`nightsafe reindex`: make the index of words anew from what was written."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import click
from sqlalchemy import delete, select

from nightsafe.cli.opening import open_installation
from nightsafe.cli.progress import Progress
from nightsafe.config import from_environment
from nightsafe.database import db
from nightsafe.incidents.models import Entry, SearchTerm
from nightsafe.incidents.word_index import forget_words, index_entry
from nightsafe.incidents.written import read_written
from nightsafe.ledger.crypto import know_keys
from nightsafe.review.indexed import index_finding, index_question
from nightsafe.review.models import Finding, Question
from nightsafe.review.written import read_asked, read_noted

CHUNK = 500  # records in a transaction: a server that runs meanwhile waits for no longer


@click.command()
def reindex() -> None:
    """Make the index of words anew: after an upgrade from a version that could not search.

    The server may run meanwhile; everything can be found again once this is done.
    """
    app = open_installation(from_environment())
    with app.app_context(), Progress("Indexing what was written") as progress:
        waiting = [
            (one, record_id)
            for one in _KINDS
            for record_id in db.session.scalars(select(one.id).order_by(one.id))
        ]
        db.session.rollback()
        for done in range(0, len(waiting), CHUNK):
            _index(waiting[done : done + CHUNK])
            db.session.commit()
            progress(done, len(waiting))
        _drop_what_is_gone()
        db.session.commit()
        progress(len(waiting), len(waiting))


class _Kind:
    """Something that was written: its table's id, the record of its key, how it is indexed."""

    def __init__(self, id_: Any, key: Any, index: Callable[[Any], None]) -> None:
        self.id, self.key, self.index = id_, key, index


_KINDS = (
    _Kind(Entry.id, Entry.id, lambda one: index_entry(one, read_written(one))),
    _Kind(
        Finding.event_id, Finding.event_id, lambda one: index_finding(one.event_id, read_noted(one))
    ),
    _Kind(Question.id, Question.entry_id, lambda one: index_question(one, read_asked(one))),
)


def _index(records: list[tuple[_Kind, UUID]]) -> None:
    forget_words(*(record_id for _, record_id in records))
    for kind in _KINDS:
        ids = [record_id for one, record_id in records if one is kind]
        if not ids:
            continue
        rows = db.session.scalars(select(kind.id.class_).where(kind.id.in_(ids))).all()
        held = know_keys({getattr(row, kind.key.key) for row in rows})
        for row in rows:
            kind.index(row)
        del held


def _drop_what_is_gone() -> None:
    there = (select(kind.id) for kind in _KINDS)
    gone = [SearchTerm.record_id.not_in(one) for one in there]
    db.session.execute(
        delete(SearchTerm).where(*gone), execution_options={"synchronize_session": False}
    )
