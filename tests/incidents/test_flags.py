"""The flags that may stand beside any code."""

from nightsafe.incidents.flags import FLAGS, HATE_STRANDS


def test_keys_are_kept() -> None:
    assert set(FLAGS) == {
        "alcohol",
        "drugs",
        "hate_disability",
        "hate_race",
        "hate_religion",
        "hate_orientation",
        "hate_transgender",
        "domestic",
        "vawg",
        "under_18",
        "student",
        "vulnerable",
        "repeat",
        "staff_targeted",
        "prevented",
    }


def test_hate_has_five_strands() -> None:
    assert len(HATE_STRANDS) == 5


def test_every_flag_says_when_to_tick_it() -> None:
    for key, flag in FLAGS.items():
        assert str(flag.label), key
        assert str(flag.hint).endswith("."), key
