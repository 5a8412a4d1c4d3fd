"""Which consumers there are, and whose a token is."""

from collections.abc import Sequence

from sqlalchemy import select

from nightsafe.accounts.models import Person
from nightsafe.accounts.tokens import token_hash
from nightsafe.api.models import Consumer
from nightsafe.database import db


def consumers() -> Sequence[Consumer]:
    """Every consumer there ever was, by name, the newest of a name first."""
    found = db.session.scalars(select(Consumer)).all()
    return sorted(found, key=lambda one: (one.name.casefold(), -one.id))


def consumer_of(consumer_id: int) -> Consumer | None:
    """One consumer."""
    return db.session.get(Consumer, consumer_id)


def by_token(token: str, *, hold: bool = False) -> Consumer | None:
    """Whose token this is, by its hash: an unknown one costs what a known one does.

    `hold` keeps the row to this transaction and reads it afresh.
    """
    query = select(Consumer).where(Consumer.token == token_hash(token))
    if hold:
        query = query.with_for_update(of=Consumer).execution_options(populate_existing=True)
    return db.session.scalar(query)


def names_of(found: Sequence[Consumer]) -> dict[int, str]:
    """The names of those who made or revoked some consumers, by their ids."""
    ids = {one.made_by for one in found} | {one.revoked_by for one in found if one.revoked_by}
    rows = db.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return dict(rows.all())
