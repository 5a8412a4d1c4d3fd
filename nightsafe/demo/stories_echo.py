"""What door staff write of something that happened next door or across the road."""

from nightsafe.demo.stories import Bank, Story

# One story is read as one block.
# fmt: off
ECHOES: Bank = {
    "V1": (
        Story(
            "[Fight|Scrap] outside [next door|the place opposite], [two or three|three or four] "
            "of them. [Not our customers|One had been in here earlier]. Over in [a minute|two].",
            "none", "alcohol", {"where": "street"}, (2, 4),
        ),
        Story(
            "Saw [fists flying|a man go down] across the road, their door staff [on it|already "
            "there]. Kept our queue back.",
            "police_radio", "", {"where": "street"}, (2, 3),
        ),
    ),
    "V2": (
        Story(
            "Man hurt badly [outside next door|across the road]. Sent our first aider over with "
            "the kit, [ambulance came|stayed until the crew came].",
            "first_aid ambulance", "", {"where": "street"}, (1, 3),
        ),
    ),
    "V3": (
        Story(
            "Lot of shouting [from next door's queue|across the road], [came our way|split up "
            "after]. Radioed it round.",
            "police_radio", "", {"where": "street"}, (2, 5),
        ),
    ),
    "B1": (
        Story(
            "Crowd [spilled over|drifted] from next door, [shouting|pushing]. [Doors shut for "
            "five minutes|Moved along in the end].",
            "advised", "alcohol", {}, (6, 14),
        ),
    ),
    "W1": (
        Story(
            "Put out [next door|up the road], ended up on our step. [Water and a chair|Sat with "
            "him] until [a friend came|pastors took over].",
            "first_aid", "alcohol vulnerable", {}, (1, 1),
        ),
    ),
    "W3": (
        Story(
            "Came to us with [a bleeding nose|a cut lip|a sore hand] from something outside. "
            "Cleaned up, [went home|friend took him].",
            "first_aid", "", {}, (1, 1),
        ),
    ),
    "H1": (
        Story(
            "Heard [racist|homophobic] shouting [across the road|from the next queue]. Couple "
            "came in here upset, [stayed a while|taxi called].",
            "advised transport", "[hate_race|hate_orientation]", {"where": "street"}, (2, 3),
        ),
    ),
    "S3": (
        Story(
            "Man [moved on from next door|seen up the road earlier] now [hanging round our door|"
            "watching our smokers]. Radioed to the others.",
            "police_radio", "vawg", {}, (1, 1),
        ),
    ),
}
# fmt: on
