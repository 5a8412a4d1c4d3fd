"""What names a record for good, and whose records they are."""

from nightsafe.importing.suggesting.proposal import Known, suggest
from nightsafe.importing.suggesting.text import Section, literal
from tests.importing.sheets import KNOWN, clean, doubts, proposed, values


def test_numbers_of_records_come_before_numbers_of_lines() -> None:
    source = clean(Row_id=[str(number) for number in range(1, 61)])
    text = suggest(source, KNOWN)
    assert values(text)["entries"]["id"] == "Reference"
    assert '"Row_id" differs in every row, too (it counts up row by row' in text


def test_a_running_number_alone_is_a_doubt() -> None:
    source = clean(Reference=[str(number) for number in range(1, 61)])
    text = suggest(source, KNOWN)
    assert values(text)["entries"]["id"] == "Reference"
    assert "it counts up row by row" in doubts(text)


def test_columns_that_only_together_differ_name_it_together() -> None:
    source = clean(
        Reference=["x"] * 60,
        Year=[str(2000 + number // 10) for number in range(60)],
        Number=[str(number % 10) for number in range(60)],
    )
    assert proposed(source)["entries"]["id"] == ["Year", "Number"]


def test_an_organisation_is_the_one_that_the_file_or_the_network_names() -> None:
    two = Known(KNOWN.areas, ("Harbour Police", "Quay Pastors"))
    assert proposed(clean(), two)["entries"]["organisation"] == ""
    named = clean(Agency=["harbour police"] * 60)
    assert proposed(named, two)["entries"]["organisation"] == "Harbour Police"
    text = suggest(clean(Agency=["HCPD"] * 60), two)
    assert values(text)["entries"]["organisation"] == "HCPD"
    assert values(text)["entries"]["organisation_kind"] == "police"
    assert "none is known by that name: it would be made" in doubts(text)
    several = clean(Agency=["Harbour Police", "Quay Pastors"] * 30)
    assert proposed(several, two)["entries"]["organisation"] == ""


def test_the_source_is_called_after_the_file() -> None:
    source = clean()
    source.name = "harbour_reports-2024.csv.gz"
    text = suggest(source, KNOWN)
    assert values(text)["entries"]["source"] == "Harbour reports 2024"
    assert "made from the name of the file" in doubts(text)


def test_values_are_written_as_toml_reads_them() -> None:
    for value in ('a "b" \\ c', "a\nb\tc", "é ☕ \u202e", "\x00\x7f", True, 150, 0.5, ("a", '"')):
        section = Section("s")
        section.add("a key", value, "a note\nof two lines", unsure=["why\nnot"])
        kept = values(str(section))["s"]["a key"]
        assert kept == (list(value) if isinstance(value, tuple) else value)
    assert literal((1.5, -2.0)) == "[1.5, -2.0]"
