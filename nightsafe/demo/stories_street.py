"""What street pastors and city angels write."""

from nightsafe.demo.stories import Bank, Story

_STREET = {"method": "body", "where": "street"}

# One story is read as one block.
# fmt: off
PASTORS: Bank = {
    "W1": (
        Story(
            "[Sitting on the kerb|Lying on a bench|Leaning on a shop front], [very drunk|hardly "
            "awake]. Water and [flip-flops|a foil blanket], [stayed until a friend came|walked to "
            "the Safe Place].",
            "first_aid safe_place", "alcohol vulnerable", {}, (1, 1),
        ),
        Story(
            "[Student|Young man|Young woman] sick and alone. [Rang a housemate|Found the address "
            "on a key fob], [taxi home|housemate came on foot].",
            "transport advised", "alcohol student vulnerable", {}, (1, 1),
        ),
        Story(
            "[Barefoot|One shoe], [crying|laughing and crying], too drunk to say where home is. "
            "Flip-flops, water, [sat half an hour|friends found by phone].",
            "reunited", "alcohol vulnerable", {}, (1, 1),
        ),
    ),
    "W2": (
        Story(
            "[Lost friends|Separated from a group], [phone dead|phone gone]. [Charged it|Lent "
            "ours], [met friends at the rank|walked to the bus].",
            "reunited", "vulnerable", {}, (1, 1),
        ),
        Story(
            "[Visitor|First-year] who [missed the last train|did not know the way]. Walked to the "
            "[rank|night bus].",
            "transport", "", {}, (1, 2),
        ),
        Story(
            "[Man sleeping in a doorway|Woman in a doorway], [cold|soaked]. Hot drink, [blanket|"
            "poncho], outreach told.",
            "safeguarding", "vulnerable", {}, (1, 1),
        ),
    ),
    "W3": (
        Story(
            "[Tripped on the kerb|Came off a scooter|Fell on the steps], [grazed knees|cut chin|"
            "sore wrist]. Cleaned and dressed.",
            "first_aid", "", {}, (1, 1),
        ),
        Story(
            "[Hit his head|Not making sense after a fall]. Kept still, ambulance called, [waited "
            "with him|crew took over after twenty minutes].",
            "first_aid ambulance", "alcohol", {"came": ("ambulance",)}, (1, 1),
        ),
    ),
    "W4": (
        Story(
            "[In tears on a bench|Very low, sitting on the kerb|Shaking, could not settle]. "
            "Talked for [half an hour|an hour], [family came|crisis line called together].",
            "safeguarding", "vulnerable", {}, (1, 1),
        ),
    ),
    "V1": (
        Story(
            "[Two lads|Two groups] fighting by the [kebab van|cash machine|bus stop], [over "
            "before we crossed|calmed down when we came up]. [One nosebleed|Nobody hurt].",
            "separated first_aid", "alcohol", _STREET, (2, 6),
        ),
    ),
    "V3": (
        Story(
            "[Man|Group] shouting at [passers-by|people in the queue]. [Talked to him|Stood "
            "between], he [walked off|sat down in the end].",
            "separated", "alcohol", {"where": "street"}, (1, 5),
        ),
    ),
    "B1": (
        Story(
            "[Large group|A dozen or so] singing and [blocking the pavement|kicking cans]. "
            "[Good-natured|On the edge of turning]. Lollies handed out.",
            "advised", "alcohol", {}, (8, 16),
        ),
    ),
    "B2": (
        Story(
            "[Broken bottles|Glass] across the [pavement|cycle lane], [cleared|swept up, about "
            "fifteen bottles].",
            "none", "", {}, (0, 0),
        ),
        Story(
            "[Street drinking|Four with cans] on the [steps|benches]. [Friendly|A little loud].",
            "advised", "alcohol", {}, (3, 6),
        ),
    ),
    "S3": (
        Story(
            "Man following [two women|a woman on her own] for [two streets|some time], turned off "
            "when he saw us. We walked them to the [rank|door].",
            "police_radio", "vawg", {}, (1, 3),
        ),
    ),
    "H1": (
        Story(
            "[Racist|Homophobic] shouting at [a couple|two students|a rough sleeper]. Stayed with "
            "them, told them how to report it.",
            "advised", "[hate_race|hate_orientation]", {"where": "street"}, (2, 4),
        ),
    ),
    "E1": (
        Story(
            "[Girl of about fifteen|Two very young girls] with a much older man, [frightened of "
            "him|would not talk]. Police told at once.",
            "police_999 safeguarding", "under_18 vulnerable", {}, (2, 3),
        ),
    ),
    "X2": (
        Story(
            "[Lamp out|Two lamps out] [by the alley|along the path], [women in twos cross over|"
            "nobody can see round the corner].",
            "none", "vawg", {}, (0, 0),
        ),
        Story(
            "[Hedge|Scaffolding] makes a dark corner, [people drink there|smelt of drugs].",
            "none", "", {}, (0, 0),
        ),
    ),
}
# fmt: on
