"""Open police files: what is counted, where, and which rows and files are refused."""

import gzip
from collections.abc import Iterator
from datetime import date
from gzip import GzipFile
from io import BytesIO
from typing import BinaryIO

import pytest
from flask import Flask

from nightsafe.aggregates.context import police
from nightsafe.aggregates.context.police import Counted, Lsoa, Near
from nightsafe.aggregates.context.reading import members
from nightsafe.errors import ProductError
from tests.aggregates.context.files import FAR, HEADER, NOWHERE, archive, crime, street

TODAY = date(2026, 11, 18)
JULY = date(2026, 7, 1)
PLACES = [(51.7533, -1.2612), (51.7475, -1.2365)]


@pytest.fixture(autouse=True)
def words(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def count(stream: BinaryIO, where: Near | Lsoa | None = None, **more: int) -> Counted:
    return police.count("july-street.csv", stream, where or Near(PLACES), TODAY, **more)


def kinds(counted: Counted) -> dict[tuple[date, str], int]:
    return {(month, dict(told)["type"]): n for (month, told), n in counted.figures.items()}


def test_what_is_near_a_place_counts_by_month_and_type() -> None:
    found = count(
        street(
            [
                crime(),
                crime("violence and sexual  OFFENCES"),
                crime("Robbery", month="2026-08"),
                crime(at=FAR),
                crime(at=NOWHERE),
                crime(at=("0.0", "0.0")),
            ]
        )
    )
    assert kinds(found) == {
        (JULY, "Violence and sexual offences"): 2,
        (date(2026, 8, 1), "Robbery"): 1,
    }
    assert found.about == {"near": 500, "places": 2, "outside": 1, "unplaced": 2, "doubled": 0}
    assert {who for _, who in found.periods} == {"Testshire Police"}


def test_near_is_as_the_crow_flies() -> None:
    within, beyond = ("-1.2612", "51.75775"), ("-1.2612", "51.7579")  # 495 and 512 metres north
    assert count(street([crime(at=within), crime(at=beyond)])).figures.total() == 1
    east = ("-1.2540", "51.7533")  # 0.0072 of a degree: 800 metres at the equator, here 496
    assert count(street([crime(at=east)])).figures.total() == 1


def test_areas_are_chosen_by_the_begin_of_their_name() -> None:
    lines = [crime(), crime(lsoa="Testford 010B", at=FAR), crime(lsoa="Otherton 001A")]
    assert count(street(lines), Lsoa("testford  0")).figures.total() == 2


def test_a_crime_that_is_there_twice_counts_once_and_those_without_a_number_each() -> None:
    lines = [crime(number="ab1"), crime(number="ab1"), crime("Drugs", number="ab1")]
    asb = [crime("Anti-social behaviour")] * 2
    found = count(street([*lines, *asb]))
    assert (found.figures.total(), found.about["doubled"]) == (4, 1)


def test_columns_may_stand_in_any_order_below_a_title_in_any_encoding() -> None:
    lines = (
        "Crime, July;;;;\n\n"
        "CRIME TYPE;lsoa_name;Latitude;longitude;MONTH\n"
        "Robbery;Caf\u00e9gate 1;51.7533;-1.2612;07/2026\n"
    )
    for encoding in ("utf-8-sig", "cp1252", "utf-16"):
        assert kinds(count(BytesIO(lines.encode(encoding)))) == {(JULY, "Robbery"): 1}


def test_rows_that_cannot_be_read_are_named_by_their_line() -> None:
    bad = [crime(month="2026-13"), crime(month=""), crime(""), crime(month="2027-01")]
    found = count(street([*[crime()] * 50, *bad]))
    assert found.refusals.refused == 4
    assert [line for line, _ in found.refusals.first] == [52, 53, 54, 55]
    with pytest.raises(ProductError, match=r"4 of the 8 rows.*Line 6: .*Line 9"):
        count(street([*[crime()] * 4, *bad]))


@pytest.mark.parametrize(
    ("stream", "words"),
    [
        (BytesIO(b""), "is empty"),
        (street([]), "no rows below them"),
        (street(["x"], HEADER.replace("Crime type", "Outcome type")), "“Crime type”.*outcomes"),
        (street([crime(at=FAR)]), "None of the 1 rows .* within 500 metres"),
        (street([*[crime()] * 9, '"' + "x" * 140_000]), "quotation mark was never closed"),
        (BytesIO(b"%PDF-1.7"), "is a PDF file"),
        (GzipFile(fileobj=BytesIO(gzip.compress(b"x" * 99)[:-9])), "is damaged"),
        (street([crime(f"Kind {n}") for n in range(40)]), "too many crime types"),
    ],
)
def test_another_kind_of_file_is_refused(stream: BinaryIO, words: str) -> None:
    with pytest.raises(ProductError, match=words):
        count(stream)


def test_no_row_in_the_areas_is_said_beside_their_name() -> None:
    with pytest.raises(ProductError, match="begins with “Nowhere”") as caught:
        count(street([crime()]), Lsoa("Nowhere"))
    assert caught.value.field == "lsoa"


def test_an_archive_gives_its_street_files_one_by_one() -> None:
    given = archive(
        **{"2026_08_x_street": street([crime(month="2026-08")]), "2026_07_x_street": street([])},
        **{"2026_07_x_outcomes": street([])},
    )
    names = [name for name, _ in members("all.zip", given, police.ENDING)]
    assert names == ["2026-07-x-street.csv", "2026-08-x-street.csv"]
    with pytest.raises(ProductError, match="holds no file whose name ends"):
        list(members("all.zip", archive(notes=BytesIO(b"x")), police.ENDING))
    with pytest.raises(ProductError, match="is damaged"):
        list(members("all.zip", BytesIO(b"PK\x03\x04 and no more"), police.ENDING))


def test_what_unpacks_to_too_much_is_stopped_on_the_way() -> None:
    packed = BytesIO(gzip.compress(b"\n".join([HEADER.encode(), *[b"," * 900] * 20_000])))
    assert len(packed.getvalue()) < 100_000
    given = members("x.csv.gz", packed, police.ENDING)
    name, stream = next(given)
    with pytest.raises(ProductError, match="more than 1 MB once unpacked"):
        police.count(name, stream, Near(PLACES), TODAY, most=1_000_000)
