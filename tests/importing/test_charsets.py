"""Which encodings a text can be in, by whatever name somebody knows them."""

import pytest

from nightsafe.importing.files.charsets import CANDIDATES, CHARSETS, charset_of


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("UTF8", "utf-8"),
        ("latin1", "iso8859-1"),
        ("Windows-1252", "cp1252"),
        ("ANSI_X3.4-1968", "ascii"),
        ("macintosh", "mac-roman"),
        ("Shift-JIS", "shift_jis"),
        ("utf-16le", "utf-16-le"),
    ],
)
def test_an_encoding_has_many_names(said: str, found: str) -> None:
    assert charset_of(said) == found


def test_each_is_one_that_python_has_and_that_reads_plain_words() -> None:
    for encoding in CHARSETS:
        assert charset_of(encoding) == encoding
        assert "Fight 23:40".encode(encoding).decode(encoding) == "Fight 23:40"


def test_whatever_is_offered_may_be_said() -> None:
    assert all(charset_of(encoding) for encoding, _ in CANDIDATES)
