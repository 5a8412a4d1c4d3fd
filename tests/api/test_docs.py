"""What docs/api.md tells the writer of a program is held to the code."""

import re

import pytest
from flask import Flask

from nightsafe.api.rules import MOST_A_MINUTE, Scope
from tests.api.asking import ask
from tests.sources import TOP

TEXT = (TOP / "docs" / "api.md").read_text(encoding="utf-8")


@pytest.mark.usefixtures("city")
def test_the_document_names_every_address_scope_and_refusal(app: Flask) -> None:
    described = ask(app, "/api/v1/openapi.json").get_json()
    named = {
        re.sub(r"/\d+", "/{release_number}", one).replace("/night-by-band", "/{table_key}")
        for one in re.findall(r"^\| `(/api/v1/[^`?]+)` \|", TEXT, re.MULTILINE)
    }
    assert named == set(described["paths"])
    assert set(re.findall(r"^\| `(\w+:read)` \|", TEXT, re.MULTILINE)) == set(Scope)
    refusals = set(re.findall(r"^\| `(\d{3})` \|", TEXT, re.MULTILINE))
    answered = {status for at in described["paths"].values() for status in at["get"]["responses"]}
    assert refusals == answered - {"200", "304"}
    assert f"{MOST_A_MINUTE} times in a minute" in TEXT
