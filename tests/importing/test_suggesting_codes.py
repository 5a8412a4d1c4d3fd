"""Their codes are proposed as ours where their words say so, and asked for where they do not."""

import pytest

from nightsafe.importing.mapping import LEAVE_OUT, UNDECIDED
from nightsafe.importing.suggesting.codes import guess
from nightsafe.importing.suggesting.proposal import suggest
from nightsafe.importing.suggesting.terms import TERMS
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.incidents.flags import FLAGS
from tests.importing.sheets import KNOWN, clean, doubts, proposed, values

MEANT = {
    "Fight or assault": "V1",
    "v5": "V5",
    "Assault Simple": "V1",
    "ASSAULT - AGGRAVATED": "V2",
    "Sexual assault": "S1",
    "Indecent exposure": "S1",
    "Domestic Disturbance": "A1",
    "Disturbance - Non Domestic": "B1",
    "Robbery - Armed": "V5",
    "Bomb Threat": "T1",
    "Vandalism": "P3",
    "Criminal damage and arson": "P3",
    "Bicycle theft": "P2",
    "Theft from the person": "P1",
    "Taxi - making off without payment": "P4",
    "Possession of weapons": "V4",
    "Anti-social behaviour": "B1",
    "Disorderly Conduct": "B1",
    "Drink spiking": "S4",
    "Public intoxication": "W1",
    "Overdose": "W3",
    "Noise Complaint": "L4",
    "Ejection": "L3",
    "Entry refused": "L1",
    "Racist abuse": "H1",
    "Stalking": "S3",
    "Towed Vehicle": LEAVE_OUT,
    "Found Property": LEAVE_OUT,
    "Fraud - credit card": LEAVE_OUT,
    "Forgery/Counterfeiting": LEAVE_OUT,
    "Animal Complaint": LEAVE_OUT,
    "Warrant Service": LEAVE_OUT,
    "Traffic Accident": LEAVE_OUT,
    "Runaway": LEAVE_OUT,
    "Burglary": LEAVE_OUT,
    "Shoplifting": LEAVE_OUT,
    "Driving Under the Influence": UNDECIDED,
    "Violence and sexual offences": UNDECIDED,
    "Trespass": UNDECIDED,
    "Other crime": UNDECIDED,
    "Zeppelin": UNDECIDED,
    "4711": UNDECIDED,
    "": UNDECIDED,
}


@pytest.mark.parametrize(("theirs", "ours"), MEANT.items(), ids=list(MEANT))
def test_words_of_police_and_councils_are_known(theirs: str, ours: str) -> None:
    assert guess(theirs).code == ours


def test_what_fits_only_in_part_says_so() -> None:
    for theirs in ("Larceny", "Narcotics", "Shots fired", "Towed Vehicle", "Trespass"):
        assert guess(theirs).why, theirs
    assert not guess("Assault Simple").why


def test_flags_come_with_codes_that_say_them() -> None:
    assert guess("Domestic assault").flags == ("domestic",)
    assert guess("Drunkenness").flags == ("alcohol",)


def test_the_table_of_terms_names_only_what_there_is() -> None:
    ours = {code for code, one in CATEGORIES.items() if not one.retired}
    for term in TERMS:
        assert term.code in ours | {LEAVE_OUT, UNDECIDED}
        assert set(term.flags) <= FLAGS.keys()
        assert term.why or term.code in ours, f"{term.pattern.pattern} needs its reason"


def test_every_code_stands_in_the_map_with_its_rows_the_most_frequent_first() -> None:
    theirs = ["Robbery"] * 30 + ["Fight"] * 18 + ["Oddity"] * 7 + ["Towed car"] * 4 + ["Whatnot"]
    text = suggest(clean(Offence=theirs), KNOWN)
    found = values(text)["code"]["map"]
    assert list(found) == ["Oddity", "Whatnot", "Robbery", "Fight", "Towed car"]
    assert '"Oddity" = "?"   # 7 rows' in text
    assert '"Robbery" = "V5"  # 30 rows: Robbery' in text
    assert "not matched: 2 codes (8 of 60 rows)" in doubts(text)
    assert "so not to be brought along: 1 code (4 of 60 rows)" in doubts(text)


def test_rows_without_a_code_are_asked_for_too() -> None:
    found = proposed(clean(Offence=["Robbery", ""] * 30))["code"]["map"]
    assert found == {"": "?", "Robbery": "V5"}


def test_the_column_is_told_by_its_texts_not_by_its_name_alone() -> None:
    source = clean(
        Type=["ROOFTOP", "RANGE"] * 30, Offence=[""] * 60, Heading=["Robbery", "Assault"] * 30
    )
    assert proposed(source)["code"]["column"] == "Heading"


def test_no_such_column_is_asked_for() -> None:
    source = clean(Offence=[str(number) for number in range(60)])
    assert proposed(source)["code"]["column"] == ""
