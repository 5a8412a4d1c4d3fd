"""What was done: keys that are stored, in one order."""

from nightsafe.incidents.deeds import ACTIONS, BRINGS_SOMEBODY, POLICE_TOLD, tidied


def test_keys_are_kept() -> None:
    assert list(ACTIONS) == [
        "advised",
        "separated",
        "first_aid",
        "refused_entry",
        "refused_sale",
        "ejected",
        "safe_place",
        "transport",
        "reunited",
        "tracked",
        "footage_saved",
        "scene_preserved",
        "item_kept",
        "police_radio",
        "police_101",
        "police_999",
        "ambulance",
        "safeguarding",
        "none",
    ]
    assert ACTIONS.keys() >= POLICE_TOLD | BRINGS_SOMEBODY


def test_they_come_in_one_order_and_once() -> None:
    assert tidied(["ambulance", "advised", "ambulance"]) == ("advised", "ambulance")


def test_none_gives_way_to_something_done() -> None:
    assert tidied(["none", "ejected"]) == ("ejected",)
    assert tidied(["none"]) == ("none",)
    assert tidied([]) == ()


def test_an_unknown_key_is_not_hidden_from_whoever_checks_it() -> None:
    assert tidied(["danced", "none"]) == ("danced",)
