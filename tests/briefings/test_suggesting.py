"""A draft begins in the language of whoever opens it, and keeps that of whoever wrote in it."""

from collections.abc import Callable

from flask import Flask

from nightsafe.briefings.models import Briefing
from nightsafe.database import db
from tests.briefings.drafts import ASK, drafted
from tests.page import PageClient
from tests.people import person, settle

SAID = "Zapisaliśmy mniej niż 10 zdarzeń"


def test_a_draft_of_the_job_is_read_and_begun_in_the_reader_s_language(
    app: Flask, signed_in: Callable[..., PageClient]
) -> None:
    settle()
    person("rhys").language = "pl"
    db.session.commit()
    found = drafted()
    address = f"/briefings/{found.id}"
    rhys = signed_in(person("rhys"))
    assert SAID in rhys.page(f"{address}/look").text
    page = rhys.page(f"{address}/write")
    assert "Dziękujemy wszystkim, którzy zgłaszali" in page.text
    coral = signed_in(person("coral"))
    assert "We logged fewer than 10 events" in coral.page(f"{address}/look").text
    page.press("Zostaw", **{"blocks-6-text": ASK})
    # Kept as it was written, its figures too: a sentence is in one language.
    db.session.expire_all()
    kept = db.session.get_one(Briefing, found.id)
    assert (kept.writers, kept.blocks[6]["text"]) == ([person("rhys").id], ASK)
    assert SAID in coral.page(f"{address}/look").text
