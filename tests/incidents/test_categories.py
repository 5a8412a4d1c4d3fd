"""Every code says what DOMAIN's table says, and no published code is ever lost."""

import re
from pathlib import Path

import pytest

from nightsafe.incidents.categories import CATEGORIES, GROUPS, Audience, Category
from nightsafe.incidents.follow_ups import FOLLOW_UPS
from nightsafe.incidents.headings import HEADINGS
from nightsafe.incidents.home_office import HOME_OFFICE_GROUPS
from nightsafe.incidents.priorities import PRIORITIES

# Published codes, for ever. Add to the end of a row; never take one away, never give one a second
# meaning: whoever stored it meant the first.
PUBLISHED = """
V1 Fight or assault
V2 Serious injury or weapon used
V3 Threats or intimidation
V4 Weapon found or seen
V5 Robbery
S1 Sexual assault, groping, exposure
S2 Sexual harassment
S3 Following or preying on people
S4 Spiking suspected
S5 Ask for Angela
H1 Hate abuse
A1 Partner or family abuse
E1 Exploitation or child at risk
D1 Drugs found or seized
D2 Drug use or dealing
P1 Phone, bag or pocket theft
P2 Bike or scooter stolen
P3 Damage
P4 Left without paying
B1 Rowdy or nuisance group
B2 Street drinking, urinating, litter
L1 Refused entry
L2 Refused sale
L3 Put out (ejection)
L4 Complaint (incl. noise)
L5 CCTV, search or scanner fault
L6 Police, council or 999 visit
W1 Very drunk or incapable
W2 Lost, alone, missing, stranded
W3 Ill or injured
W4 Mental distress
T1 Suspicious person or item
T2 Fire, crush, crowding
X1 Unsafe or unlicensed taxi
X2 Place feels unsafe (light, sight-line)
"""

# Code, register headings, Home Office or NSIR group, priority.
TABLE = """
V1 | ad | Violence | alcohol-related violence
V2 | ad | Violence | serious violence
V3 | d | Public order | alcohol-related violence
V4 | e | Weapons | serious violence
V5 | a | Robbery | serious violence
S1 | a | Sexual | VAWG
S2 | ac | Public order | VAWG
S3 | d | Public safety and welfare | VAWG (Project Vigilant)
S4 | a | Violence or Sexual | spiking
S5 | - | Public safety and welfare | VAWG
H1 | ac | Public order + flag | hate crime
A1 | a | flag | domestic abuse
E1 | a | Public safety and welfare | modern slavery
D1 | e | Drugs | drugs
D2 | d | Drugs | drugs
P1 | a | Theft | -
P2 | a | Theft | cycle crime
P3 | a | Criminal damage | ASB
P4 | a | Theft | -
B1 | d | ASB | ASB
B2 | - | ASB | ASB
L1 | - | - | alcohol-related violence
L2 | g | - | alcohol-related violence
L3 | b | - | alcohol-related violence
L4 | c | ASB | ASB
L5 | f | - | -
L6 | h | - | -
W1 | - | Public safety and welfare | alcohol; VAWG
W2 | - | Public safety and welfare | VAWG (safe journey)
W3 | h | Public safety and welfare | -
W4 | - | Public safety and welfare | -
T1 | - | Public safety and welfare | Prevent and Protect
T2 | h | Public safety and welfare | Prevent and Protect
X1 | - | Transport | VAWG (safe journey)
X2 | - | ASB | VAWG (safer streets)
"""

SEVERITIES = {
    4: "V2",
    3: "V4 V5 S1 S4 A1 E1 W3 T2",
    2: "V1 V3 S2 S3 S5 H1 D1 P1 P3 P4 W1 W2 W4 T1 X1 L3",
    1: "P2 D2 B1 B2 L1 L2 L4 L5 L6 X2",
}

ALL = list(CATEGORIES.values())


def codes(chosen: list[Category]) -> set[str]:
    return {each.code for each in chosen}


def test_published_codes_are_kept_with_their_meaning_and_in_their_order() -> None:
    published = [tuple(line.split(" ", 1)) for line in PUBLISHED.strip().splitlines()]
    now = [(each.code, str(each.label)) for each in ALL]
    assert now[: len(published)] == published, "retire a code, never delete or rename it"
    assert len(published) == len(now), "a new code is published: add it to PUBLISHED"


def test_nothing_is_retired_yet() -> None:
    assert not [each for each in ALL if each.retired]


@pytest.mark.parametrize("row", TABLE.strip().splitlines())
def test_a_code_has_its_headings_group_and_priority(row: str) -> None:
    code, headings, group, priority = (part.strip() for part in row.split("|"))
    category = CATEGORIES[code]
    assert "".join(sorted(category.headings)) == headings.strip("-")
    assert (category.home_office or "-") == group
    assert (category.priority or "-") == priority


@pytest.mark.parametrize(("severity", "expected"), SEVERITIES.items())
def test_a_code_has_its_severity(severity: int, expected: str) -> None:
    assert codes([each for each in ALL if each.severity == severity]) == set(expected.split())


def test_the_register_keeps_l_codes_and_b2() -> None:
    register = [each for each in ALL if each.audience is Audience.REGISTER]
    assert codes(register) == {"L1", "L2", "L3", "L4", "L5", "L6", "B2"}
    assert codes([each for each in ALL if each.audience is Audience.STATISTICS]) == set()


def test_four_codes_are_restricted() -> None:
    assert codes([each for each in ALL if each.restricted]) == {"S1", "S4", "A1", "E1"}


def test_three_codes_have_a_box_for_a_plate() -> None:
    assert codes([each for each in ALL if each.plate]) == {"X1", "P2", "V2"}


def test_keys_lead_somewhere() -> None:
    for each in ALL:
        assert each.group in GROUPS
        assert each.headings <= HEADINGS.keys()
        assert set(each.home_office_groups) <= HOME_OFFICE_GROUPS.keys()
        assert set(each.priorities) <= PRIORITIES.keys()
        assert set(each.follow_ups) <= FOLLOW_UPS.keys()


def test_every_group_and_priority_is_used() -> None:
    assert {each.group for each in ALL} == GROUPS.keys()
    assert {key for each in ALL for key in each.priorities} == PRIORITIES.keys()
    assert {key for each in ALL for key in each.home_office_groups} == HOME_OFFICE_GROUPS.keys()


def test_groups_stand_together() -> None:
    order = list(dict.fromkeys(each.group for each in ALL))
    assert order == list(GROUPS)


def test_a_tile_has_at_most_three_words() -> None:
    for each in ALL:
        assert 1 <= len(str(each.short).split()) <= 3, each.code


def test_short_names_and_icons_tell_codes_apart() -> None:
    assert len({str(each.short) for each in ALL}) == len(ALL)
    assert len({each.icon for each in ALL}) == len(ALL)


def test_every_icon_is_drawn() -> None:
    sprite = Path(__file__).parents[2] / "static/icons/sprite.svg"
    drawn = set(re.findall(r'<symbol[^>]*\bid="([^"]+)"', sprite.read_text()))
    assert {each.icon for each in ALL} <= drawn


def test_every_code_has_a_short_hint_and_words_to_find_it_by() -> None:
    for each in ALL:
        assert 3 <= len(str(each.hint).split()) <= 12, each.code
        assert str(each.words), each.code


def test_spiking_says_at_once_that_drugs_clear() -> None:
    assert "under 12 hours" in str(CATEGORIES["S4"].notice)
