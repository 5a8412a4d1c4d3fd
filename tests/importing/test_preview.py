"""The preview of an import shows a wrong mapping at a glance, and nothing that acts on a screen."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from nightsafe import nights
from nightsafe.importing.mapping import (
    Codes,
    Entries,
    File,
    Mapping,
    Places,
    Times,
    Translation,
)
from nightsafe.importing.preview.preview import Preview
from nightsafe.importing.preview.rejects import without_values
from nightsafe.importing.problems import Problem
from nightsafe.importing.tally import Outcome, What
from nightsafe.importing.terminal import WIDTH, width
from nightsafe.incidents.category import Audience

LONDON = ZoneInfo("Europe/London")
READING = Mapping(
    file=File(),
    entries=Entries("Harbour police reports", ("Number",), "Harbour Police"),
    times=Times(LONDON, "Reported", ("iso",)),
    codes=Codes(
        ("Offence",),
        {
            "Fight": Translation("V1"),
            "At home": Translation("A1"),
            "Theft": Translation("P1"),
            "Towed": Translation(None),
        },
    ),
    places=Places(("Street",), unknown="make", area="Harbour"),
)
# Saturday night, told as a church clock would: it is Sunday already.
SUNDAY_HALF_PAST_ONE = datetime(2026, 11, 15, 1, 30, tzinfo=UTC)
OURS = {"Fight": ("V1", 2, False), "At home": ("A1", 3, True), "Theft": ("P1", 2, False)}

pytestmark = pytest.mark.usefixtures("app")


def added(
    line: int,
    theirs: str = "Fight",
    at: datetime = SUNDAY_HALF_PAST_ONE,
    place: str = "Market Street",
    *,
    new: bool = True,
    flags: tuple[str, ...] = (),
) -> Outcome:
    code, severity, restricted = OURS[theirs]
    return Outcome(
        line,
        What.ADDED,
        theirs,
        code,
        flags,
        at,
        nights.night_of(at, LONDON),
        place,
        new_place=new,
        area="Harbour" if place else "",
        severity=severity,
        restricted=restricted,
    )


def rejected(line: int, reason: str, column: str = "Reported", theirs: str = "Fight") -> Outcome:
    return Outcome(line, What.REJECTED, theirs, problems=(Problem(column, reason),))


def previewed(
    outcomes: Iterable[Outcome],
    reading: Mapping = READING,
    *,
    every: bool = False,
    warnings: tuple[str, ...] = (),
) -> list[str]:
    preview = Preview(reading, LONDON, warnings)
    for outcome in outcomes:
        preview.add(outcome)
    return preview.lines(nights=every)


def section(lines: list[str], begins: str) -> list[str]:
    """The lines under a heading, to the empty line before the next."""
    start = next(n for n, line in enumerate(lines) if line.startswith(begins.upper()))
    rest = lines[start + 1 :]
    heads = [n for n, line in enumerate(rest) if line and line == line.upper() and line[0] != " "]
    return rest[: heads[0] - 1] if heads else rest


def squeezed(lines: list[str]) -> list[str]:
    return [" ".join(line.split()) for line in lines]


def test_the_figures_come_first_and_add_up() -> None:
    lines = previewed(
        [
            *(added(n) for n in range(2, 1236)),
            Outcome(1236, What.KNOWN, "Fight", "V1"),
            Outcome(1237, What.KNOWN, "Fight", "V1", erased=True),
            Outcome(1238, What.LEFT_OUT, "Towed"),
            rejected(1239, "there is no date"),
            rejected(1240, "there is no date"),
        ]
    )
    assert squeezed(lines[:8]) == [
        "This is what would happen. Nothing has been written.",
        "",
        "1,239 rows read",
        "1,234 would be added (99.6 %)",
        "1 there already (<0.1 %)",
        "1 erased here before, and not brought in again (<0.1 %)",
        "1 left out, as the mapping says (<0.1 %)",
        "2 rejected (0.2 %)",
    ]


def test_a_file_brought_along_before_says_that_nothing_would_be_added() -> None:
    lines = previewed([Outcome(2, What.KNOWN, "Fight", "V1")])
    assert "Nothing would be added." in lines
    assert not any(line.startswith("BY NIGHT") for line in lines)


def test_a_row_is_told_in_the_words_of_our_screens() -> None:
    lines = previewed([added(17, flags=("alcohol",)), added(18, "At home", place="", new=False)])
    told = squeezed(section(lines, "The first rows"))
    assert told[0] == 'Line 17: "Fight"'
    assert " ".join(told[1:4]) == (
        "Saturday night, 14 November 2026, 01:30 GMT (on 15 November 2026) · Fight or assault · "
        "Alcohol · Market Street (new place) · Dealt with here · Nobody opens this. It is only "
        "counted."
    )
    assert told[4] == 'Line 18: "At home"'
    assert "no place · Police or medical · restricted" in " ".join(told[5:])


def test_for_review_it_says_who_will_see_it() -> None:
    review = replace(READING, entries=replace(READING.entries, audience=Audience.REVIEW))
    told = " ".join(squeezed(section(previewed([added(2)], review), "The first rows")))
    assert "Seen by: police review and you." in told


def test_the_first_row_of_each_of_several_codes_is_shown_before_more_of_one() -> None:
    rows = [added(n) for n in range(2, 60)] + [added(60, "At home"), added(61, "Theft")]
    told = section(previewed(rows), "The first rows")
    lines = [int(line.split(":")[0].removeprefix("  Line ")) for line in told if "Line" in line]
    assert lines == [2, 3, 4, 5, 6, 7, 60, 61]


def test_codes_are_shown_with_what_they_become_and_which_of_them_are_restricted() -> None:
    rows = [added(2), added(3), added(4), added(5, "At home", flags=("domestic",))]
    lines = previewed(rows)
    assert squeezed(section(lines, "By code: theirs")) == [
        "Fight V1 Fight or assault 3 75.0 %",
        "At home A1 Partner or family abuse, D… 1 25.0 %",
    ]
    ours = squeezed(section(lines, "By code: ours"))
    assert ours[:2] == [
        "V1 Fight or assault 3 75.0 %",
        "A1 Partner or family abuse, restricted 1 25.0 %",
    ]
    assert "no figure of the week has them in it" in " ".join(ours[2:])


def test_codes_left_out_and_codes_nobody_translated_stand_apart() -> None:
    unlisted = '"Arson" is not among the codes of the mapping: add it under [code.map]'
    rows = [
        added(2),
        Outcome(3, What.LEFT_OUT, "Towed"),
        Outcome(4, What.LEFT_OUT, "Towed"),
        rejected(5, unlisted, "Offence", "Arson"),
        rejected(6, "there is no date"),
    ]
    lines = previewed(rows)
    assert squeezed(section(lines, "Codes left out")) == ["Towed 2", "Together 2."]
    assert squeezed(section(lines, "Codes that nobody")) == ["Arson 1", "Together 1."]
    assert squeezed(section(lines, "Codes with rows")) == ["Fight 1", "Together 1."]


def test_of_many_codes_left_out_those_with_most_rows_are_named() -> None:
    kinds = [f"Kind {number:02d}" for number in range(66) for _ in range(66 - number)]
    lines = previewed([Outcome(line, What.LEFT_OUT, kind) for line, kind in enumerate(kinds, 2)])
    said = squeezed(section(lines, "Codes left out"))
    assert said[0] == "Kind 00 66" and said[19] == "Kind 19 47"
    assert said[20:] == ["… and 46 more, with 1,081 rows together", "Together 2,211."]


def test_nights_are_counted_by_month_and_night_of_the_week() -> None:
    friday = datetime(2026, 10, 30, 23, tzinfo=UTC)
    rows = [added(2), added(3), added(4, at=friday), added(5, at=friday + timedelta(days=1))]
    table = squeezed(section(previewed(rows), "By night: the night"))
    assert table[0] == "From Friday night, 30 October 2026 to Saturday night, 14 November 2026."
    assert table[2:] == [
        "Mon Tue Wed Thu Fri Sat Sun all",
        "Oct 2026 . . . . 1 1 . 2",
        "Nov 2026 . . . . . 2 . 2",
        "All . . . . 1 3 . 4",
    ]


def test_many_years_are_counted_by_year() -> None:
    rows = [added(n + 2, at=SUNDAY_HALF_PAST_ONE - timedelta(days=31 * n)) for n in range(70)]
    table = squeezed(section(previewed(rows), "By night: the night"))
    assert [line.split()[0] for line in table[3:]] == [*map(str, range(2021, 2027)), "All"]


@pytest.mark.parametrize(
    ("at", "column"),
    [
        (time(18), 0),
        (time(20, 59), 0),
        (time(21), 1),
        (time(0), 2),
        (time(3), 3),
        (time(5, 59), 3),
        (time(6), 4),
        (time(12), 4),
    ],
)
def test_bands_show_a_wrong_hour(at: time, column: int) -> None:
    day = nights.calendar_day(date(2026, 11, 14), at)
    rows = [added(2, at=datetime.combine(day, at, LONDON).astimezone(UTC))]
    table = section(previewed(rows), "By night of the week and time")
    assert "look at zone and hour again" in " ".join(table)
    cells = ["1" if n == column else "." for n in range(5)]
    assert squeezed(table)[6] == f"Sat night {' '.join(cells)} 1"


def test_every_night_is_shown_for_the_asking_one_week_a_line() -> None:
    rows = [added(2), added(3, at=SUNDAY_HALF_PAST_ONE - timedelta(days=21))]
    assert not any(line.startswith("EVERY NIGHT") for line in previewed(rows))
    assert squeezed(section(previewed(rows, every=True), "Every night")) == [
        "Week of Mon Tue Wed Thu Fri Sat Sun all",
        "19 Oct 2026 . . . . . 1 . 1",
        "(2 weeks without any)",
        "09 Nov 2026 . . . . . 1 . 1",
    ]


def test_the_busiest_nights_are_named() -> None:
    rows = [added(2), added(3), added(4, at=SUNDAY_HALF_PAST_ONE - timedelta(days=1))]
    assert squeezed(section(previewed(rows), "The busiest")) == [
        "2 Saturday night, 14 November 2026",
        "1 Friday night, 13 November 2026",
    ]


def test_places_that_would_be_made_stand_apart_from_those_we_know() -> None:
    rows = [added(2), added(3), added(4, place="Quay", new=False), added(5, place="", new=False)]
    lines = previewed(rows)
    assert squeezed(section(lines, "By place")) == [
        "places rows",
        "that we know 1 1 25.0 %",
        "would be made 1 2 50.0 %",
        "no place 1 25.0 %",
    ]
    made = squeezed(section(lines, "Places that would be made"))
    assert made == ["Market Street Harbour 2 50.0 %"]
    assert squeezed(section(lines, "By area")) == ["Harbour 3 75.0 %", "No place given 1 25.0 %"]


def test_of_many_new_places_the_ten_with_most_rows_are_named() -> None:
    rows = [added(n, place=f"Street {n % 12}") for n in range(2, 40)]
    lines = previewed(rows)
    assert len(section(lines, "Places that would be made")) == 10
    assert "PLACES THAT WOULD BE MADE: THE 10 WITH MOST ROWS, OF 12" in lines


def test_a_reason_stands_once_whatever_the_rows_own_values() -> None:
    rows = [
        rejected(2, "there is no hour", "Hour"),
        *(rejected(n, f'"{n}99" is no time as hhmm: hours go to 23', "Hour") for n in range(3, 6)),
        rejected(9, "02:30 on 29 March 2026 never was: the clocks went from 01:00 to 02:00"),
        rejected(10, "02:10 on 28 March 2027 never was: the clocks went from 01:00 to 02:00"),
    ]
    assert squeezed(section(previewed(rows), "Rejected")) == [
        '3 Hour: "399" is no time as hhmm: hours go to 23 (for instance line 3)',
        "2 Reported: 02:30 on 29 March 2026 never was: the clocks went from 01:00",
        "to 02:00 (for instance line 9)",
        "1 Hour: there is no hour (first: line 2)",
    ]


def test_a_row_with_several_faults_stands_under_each() -> None:
    both = (Problem("Reported", "there is no date"), Problem("", "is too long"))
    lines = previewed([Outcome(2, What.REJECTED, "Fight", problems=both)])
    told = squeezed(section(lines, "Rejected"))
    assert "1 The row as a whole: is too long (first: line 2)" in told
    assert told[-1] == "A row with several faults stands under each of them."


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "02:30 on 3 April 2018 came round twice: 01:30 EDT and 01:30 EST",
            "01:05 on 2 November 2014 came round twice: 01:05 BST and 01:05 GMT",
        ),
        (
            "batch 1 brought it in otherwise: code was V1, is now P1",
            "batch 2 brought it in otherwise: code was V2, is now W3",
        ),
        ("38.1, -78.4 lies about 3 km outside", "38.22, -79 lies about 900 metres outside"),
        ('several places are called "A" (North): say', 'several places are called "B" (C, D): say'),
        ('"a "b", c" is not written as iso', '"x" is not written as iso'),
    ],
)
def test_values_are_taken_out_of_a_reason(one: str, other: str) -> None:
    assert without_values(one) == without_values(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("there is no hour", "there is no date"),
        ("in otherwise: code was V1, is now P1", "in otherwise: time was 9:00, is now 10:00"),
    ],
)
def test_two_reasons_stay_two(one: str, other: str) -> None:
    assert without_values(one) != without_values(other)


def test_warnings_stand_above_the_tables() -> None:
    lines = previewed([added(2)], warnings=("Half of the rows stand at exactly 00:00: is it so?",))
    assert section(lines, "Look at this") == [
        "  ! Half of the rows stand at exactly 00:00: is it so?"
    ]
    assert lines.index("LOOK AT THIS BEFORE YOU GO ON") < lines.index("HOW IT IS READ")


def test_what_the_mapping_decides_for_every_row_is_said() -> None:
    reading = replace(
        READING,
        times=replace(
            READING.times, zone=ZoneInfo("America/New_York"), missing_hour=time(12), twice=1
        ),
        codes=replace(READING.codes, other=Translation("W2")),
        places=replace(READING.places, latitude="lat", longitude="lon", bad_position="ignore"),
    )
    told = " ".join(squeezed(section(previewed([added(2)], reading), "How it is read")))
    for words in (
        'From Harbour Police, shown as "Harbour police reports".',
        "Time: Reported, on the clocks of America/New_York.",
        "This network's clocks are those of Europe/London",
        "A row without an hour is taken as 12:00",
        "A time that came round twice is taken as the second.",
        "Codes that the mapping does not name become W2 Lost, alone, missing, stranded.",
        "A position that is wrong is passed over",
    ):
        assert words in told


NASTY = (
    "\x1b[2J\x1b]0;title\x07",
    "\u202egnp.exe",
    "\ud800",
    "e" + "\u0301" * 40,
    "大通り" * 60,
    "",
    "\r\n\t",
    "x" * 3000,
    "\u200b\u2066\ufeff",
    "👩\u200d🚒",
    "\u2028\x85\x00",
)


@pytest.mark.parametrize("text", NASTY)
def test_odd_texts_stay_in_line_and_do_nothing_to_the_terminal(text: str) -> None:
    odd = replace(added(2, place="Quay"), source_code=text, place=f"Q{text}", area=text)
    reading = replace(
        READING, entries=replace(READING.entries, source=f"A{text}", organisation=f"B{text}")
    )
    lines = previewed(
        [
            odd,
            added(3, "Theft"),
            rejected(4, f'"{text}" is not among the codes', f"C{text}", text),
            Outcome(5, What.LEFT_OUT, text),
        ],
        reading,
        every=True,
        warnings=(f"Look: {text}",),
    )
    for line in lines:
        line.encode()
        assert line.isprintable()
        assert width(line) <= WIDTH
    shares = [line for line in section(lines, "By code: theirs") if line.endswith("50.0 %")]
    assert len(shares) == 2
    assert len({width(line) for line in shares}) == 1


def test_a_column_that_holds_no_codes_fills_neither_screen_nor_memory() -> None:
    preview = Preview(READING, LONDON)
    for number in range(6000):
        theirs = f"A long story {number}"
        preview.add(rejected(number + 2, f'"{theirs}" is not among the codes', theirs=theirs))
    lines = preview.lines()
    assert len(preview.codes.unknown) <= 5001
    assert len(lines) < 250
    assert "… and at least 4,850 more, with 5,850 rows together" in squeezed(lines)
