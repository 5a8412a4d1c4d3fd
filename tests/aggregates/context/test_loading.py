"""Loads: known by their file, never twice of the same months, protected before they leave."""

from collections.abc import Callable, Iterator
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from nightsafe.aggregates.context import loading, police
from nightsafe.aggregates.context.beside import beside, inside_tables, not_sent
from nightsafe.aggregates.context.police import Near
from nightsafe.aggregates.context.quarter import loaded_of, quarters
from nightsafe.aggregates.models import ContextFigure, ContextLoad
from nightsafe.database import db
from nightsafe.errors import ProductError
from nightsafe.ledger.models import Row
from nightsafe.ledger.queries import open_row
from nightsafe.nights import Quarter
from tests.aggregates.context.files import FAR, assaults, crime, quarter_of_assaults, street
from tests.aggregates.context.test_hospital import count as assaults_of
from tests.aggregates.releasing import released
from tests.people import SATURDAY, settle

SUMMER = Quarter(2026, 3)
JULY = "04/07/2026 23:30"


@pytest.fixture(autouse=True)
def city(app: Flask, freeze: Callable[[datetime], Any]) -> Iterator[None]:
    settle()
    db.session.commit()
    freeze(SATURDAY)
    with app.test_request_context():
        yield


def load_police(stream: BytesIO, name: str = "x-street.csv") -> tuple[ContextLoad, bool]:
    counted = police.count(name, stream, Near([(51.7533, -1.2612)]), SATURDAY.date())
    return loading.load("police", counted, by="Ana", person_id=None, now=SATURDAY)


def load_hospital(stream: BytesIO) -> tuple[ContextLoad, bool]:
    return loading.load("hospital", assaults_of(stream), by="Ana", person_id=None, now=SATURDAY)


def tables(quarter: Quarter = SUMMER) -> dict[str, dict[str, Any]]:
    return {one["key"]: one for one in beside(quarter)}


def cells(table: dict[str, Any]) -> dict[str, list[int]]:
    return {row["key"]: row["cells"] for row in table["rows"]}


def test_the_same_file_twice_is_one_load_whatever_its_name() -> None:
    lines = [crime(), crime("Robbery", month="2026-08")]
    first, new = load_police(street(lines))
    again, renewed = load_police(street(lines), "renamed.csv")
    assert (new, renewed, again.id) == (True, False, first.id)
    assert (first.first.month, first.last.month, first.rows) == (7, 8, 2)
    db.session.commit()
    rows = db.session.scalars(select(Row).where(Row.kind == "context")).all()
    assert [open_row(one)["what"] for one in rows] == ["loaded"]


def test_another_file_of_the_same_month_and_force_would_count_twice() -> None:
    load_police(street([crime(), crime(month="2026-08", at=FAR)]))
    with pytest.raises(ProductError, match=r"August 2026 \(2 rows\), which x-street.csv did"):
        load_police(street([crime(month="2026-08"), crime("Drugs", month="2026-08")]), "y.csv")
    load_police(street([crime(month="2026-08", force="Transport Police")]))
    load_police(street([crime(month="2026-09")]))


def test_what_is_taken_out_is_gone_and_may_come_back() -> None:
    made, _ = load_police(street([crime()]))
    loading.remove(made, by="Ana", person_id=None, now=SATURDAY)
    db.session.commit()
    assert not db.session.scalars(select(ContextFigure)).all()
    assert beside(SUMMER) == [] and quarters() == []
    assert load_police(street([crime()]))[1]


def test_police_figures_stand_as_they_were_published_by_month() -> None:
    load_police(street([crime(), crime(), crime("New kind"), crime(month="2026-09")]))
    found = tables()["police"]
    assert [one["key"] for one in found["columns"]] == ["2026-07", "2026-09"]
    assert cells(found) == {
        "Violence and sexual offences": [2, 1],
        "New kind": [1, 0],
        "": [3, 1],
    }
    said = " ".join(found["said"])
    assert "cannot show the night" in said
    assert "Within 500 metres" in said
    assert "Nothing was loaded for August 2026" in said
    assert found["method"] == "published"


def test_a_month_with_nothing_in_it_is_not_one_that_is_missing() -> None:
    load_police(street([crime(), crime(month="2026-08", at=FAR), crime(month="2026-09")]))
    found = tables()["police"]
    assert cells(found)[""] == [1, 0, 1]
    assert "Nothing was loaded" not in " ".join(found["said"])


def test_hospital_figures_leave_rounded_and_audited() -> None:
    load_hospital(quarter_of_assaults())
    found = tables()
    assert set(found) == {"hospital-method", "hospital-place", "hospital-band"}
    for table in found.values():
        assert table["method"] == "rounding"
        assert all(number % 10 == 0 for row in table["rows"] for number in row["cells"])
        assert cells(table)[""] == [120]
    assert cells(found["hospital-band"])["18-21"] == [30]


def test_hospital_figures_that_would_tell_of_few_are_left_out_and_said() -> None:
    load_hospital(
        assaults(
            ("R1H", f"04/{month:02}/2026 23:59", f"04/{month:02}/2026 23:30", "Fist", "Club", "")
            for month in (7, 8, 9)
        )
    )
    found = tables()
    assert set(found) <= {"hospital", "hospital-method", "hospital-place", "hospital-band"}
    numbers = {n for table in found.values() for row in table["rows"] for n in row["cells"]}
    assert numbers <= {0}, "three are none that is told"


def test_a_hospital_that_did_not_send_every_month_is_in_no_release() -> None:
    some = [("R1H", "04/08/2026 23:59", "04/08/2026 23:30", "Fist", "Club", "")] * 30
    load_hospital(assaults(some))
    assert tables()["hospital"]["rows"] == []
    assert "all three months" in tables()["hospital"]["said"][0]
    load_hospital(quarter_of_assaults())
    found = tables()["hospital-method"]
    assert cells(found)[""] == [120], "thirty more are of the other hospital"
    assert "Of another hospital" in " ".join(found["said"])


def test_what_left_once_is_said_again_whatever_is_loaded_since() -> None:
    made, _ = load_hospital(quarter_of_assaults())
    first = [one for one in beside(SUMMER) if one["source"] == "hospital"]
    released(1, SUMMER, context=first)
    loading.remove(made, by="Ana", person_id=None, now=SATURDAY)
    load_hospital(quarter_of_assaults(46))
    load_police(street([crime()]))
    again = beside(SUMMER)
    assert [one for one in again if one["source"] == "hospital"] == first
    assert again[0]["key"] == "police"


def test_a_straggler_makes_a_quarter_with_a_figure_but_no_table_of_it() -> None:
    late = ("RTH08", "30/06/2026 23:59", "30/06/2026 23:30", "Fist", "Club", "")
    load_hospital(assaults([late, *[("RTH08", JULY, JULY, "Fist", "Club", "")] * 9]))
    assert quarters() == [SUMMER, SUMMER.previous()]
    assert [one["key"] for one in beside(SUMMER.previous())] == ["hospital"]
    spring = loaded_of(SUMMER.previous())
    assert [one["key"] for one in inside_tables(spring)[0]["columns"]] == ["2026-06"]
    assert "April 2026, May 2026, June 2026" in not_sent(spring)
