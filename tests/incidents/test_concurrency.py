"""Many taps at once, as a bad connection and an impatient thumb make them."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import func, select

from nightsafe.cli.projections import PROJECTIONS
from nightsafe.database import db
from nightsafe.incidents.models import Entry, Event
from nightsafe.ledger.models import Row
from nightsafe.ledger.verify import problems
from nightsafe.submissions.models import Submission
from tests.people import person, settle
from tests.sign_in import cookie_for

POSTS, AT_ONCE = 50, 10


@pytest.mark.both_engines
def test_fifty_identical_posts_are_one_row_and_one_receipt(app: Flask) -> None:
    """R44: and one more with other words is a conflict that is kept."""
    settle()
    db.session.commit()
    name, value = cookie_for(app, person("dora"))
    first = app.test_client()
    first.set_cookie(name, value)
    page = first.page("/log/V1")  # type: ignore[attr-defined]
    data = page.form("Save").data("Save", {"description": "once"})
    # The page's form has put its token into the cookie.
    sent = first.get_cookie(name)
    assert sent is not None
    value = sent.value
    db.session.remove()

    def post(description: str) -> tuple[int, str]:
        client = app.test_client()
        client.inspects = False  # type: ignore[attr-defined]
        client.set_cookie(name, value)
        answer = client.post("/log/V1", data={**data, "description": description})
        return answer.status_code, answer.location or ""

    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = set(pool.map(post, ["once"] * POSTS))
    assert len(answers) == 1, answers
    ((status, location),) = answers
    assert (status, location.endswith("/receipt")) == (302, True)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = set(pool.map(post, ["twice"] * 5))
    assert answers == {(409, "")}
    counts = {
        model: db.session.scalar(select(func.count()).select_from(model))
        for model in (Entry, Event, Submission)
    }
    assert counts == {Entry: 1, Event: 1, Submission: 2}
    kinds = db.session.scalars(select(Row.kind).where(Row.record_id.is_not(None))).all()
    assert sorted(kinds) == ["entry", "set-aside"]
    assert problems(PROJECTIONS)[0] == []
