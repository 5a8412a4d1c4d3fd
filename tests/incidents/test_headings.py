"""The register's headings are the eight that licences use."""

from nightsafe.incidents.headings import HEADINGS, OTHER


def test_there_are_eight_and_another() -> None:
    assert "".join(HEADINGS) == "abcdefgh"
    assert str(OTHER)
