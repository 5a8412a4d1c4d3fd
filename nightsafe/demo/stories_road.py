"""What CCTV operators and drivers write."""

from nightsafe.demo.stories import Bank, Story

_STREET = {"method": "body", "where": "street"}

# One story is read as one block.
# fmt: off
CAMERAS: Bank = {
    "V1": (
        Story(
            "Camera [four|seven|eleven|twelve|nineteen]: [fight|scuffle], [two|three|four] "
            "involved, [officers sent|dispersed before officers]. Recording kept.",
            "tracked footage_saved police_radio", "", _STREET, (2, 5),
        ),
        Story(
            "Seen on camera [six|nine|fourteen]: man pushed to the ground, [got up and walked|"
            "helped up by friends].",
            "footage_saved", "alcohol", _STREET, (2, 2),
        ),
    ),
    "V2": (
        Story(
            "Camera [three|eight|twelve]: person down and not moving, crowd round. Ambulance and "
            "police sent. [Attacker followed to the station|Lost from view].",
            "tracked footage_saved police_999 ambulance", "", _STREET, (2, 4),
        ),
    ),
    "V3": (
        Story(
            "Camera [two|ten]: [man|two men] squaring up to the [queue|door], [walked away|"
            "officers had a word].",
            "tracked police_radio", "", {"where": "street"}, (1, 4),
        ),
    ),
    "V4": (
        Story(
            "Camera [five|sixteen]: [metal object|something like a knife] passed between two men. "
            "Tracked, officers sent.",
            "tracked police_radio footage_saved", "", {}, (2, 2),
        ),
    ),
    "V5": (
        Story(
            "Camera [four|thirteen]: phone [grabbed by a rider|taken by two on a scooter], victim "
            "pushed. Direction passed to officers.",
            "tracked police_radio footage_saved", "", _STREET, (2, 3),
        ),
    ),
    "B1": (
        Story(
            "Group of [about ten|fifteen or so] moving along, [cones thrown|bins over]. Watched "
            "until they [split up|left the area].",
            "tracked", "", {}, (8, 15),
        ),
    ),
    "W1": (
        Story(
            "[Woman|Man] [sitting in the road|lying on the pavement]. [Pastors|Door staff] asked "
            "to help, [helped up|taken to the Safe Place].",
            "tracked", "alcohol vulnerable", {}, (1, 1),
        ),
    ),
    "D2": (
        Story(
            "[Exchange|Several exchanges] by the [phone box|bike racks|steps], same [rider|man] "
            "as last week. Passed on.",
            "tracked footage_saved police_radio", "drugs repeat", {}, (1, 3),
        ),
    ),
    "P1": (
        Story(
            "Pair working the [queue|bus stop], [one distracts, one reaches|phone taken on "
            "camera]. Description passed to doors.",
            "tracked footage_saved", "repeat", {}, (2, 2),
        ),
    ),
    "P2": (
        Story(
            "[Lock cut with|Two men with] [bolt cutters|a grinder] at the racks, [gone in under "
            "a minute|officers found one bike].",
            "footage_saved police_radio", "", {}, (1, 2),
        ),
    ),
    "S3": (
        Story(
            "Same man walking [slowly|back and forth] past [people leaving alone|the taxi queue] "
            "for an hour. Officers spoke to him.",
            "tracked police_radio footage_saved", "vawg repeat", {}, (1, 1),
        ),
    ),
    "B2": (
        Story(
            "[Urinating in a doorway|Drinking on the steps], camera [one|fifteen].",
            "none", "alcohol", {}, (1, 4),
        ),
    ),
    "T1": (
        Story(
            "[Bag|Case] left by the [bollards|shelter] for [ten|twelve] minutes, [owner came "
            "back|checked by officers, clothes].",
            "tracked police_radio", "", {}, (0, 1),
        ),
    ),
    "X1": (
        Story(
            "[Dark saloon|Silver estate] without plates picking up away from the rank, [second "
            "time|three pick-ups seen].",
            "tracked footage_saved", "repeat", {}, (1, 1),
        ),
    ),
}

DRIVERS: Bank = {
    "V3": (
        Story(
            "[Swearing and threats|Kept shouting at me] [over the fare|about the route|when I "
            "would not take five]. [Got out at the lights|Left at the next corner].",
            "none", "staff_targeted alcohol", {"where": "transport"}, (1, 4),
        ),
        Story(
            "[Kicked the seat|Banged on the window] and threatened me. [Stopped, they got out|"
            "Drove to the rank and they left].",
            "police_101", "staff_targeted", {"where": "transport"}, (1, 3),
        ),
    ),
    "V1": (
        Story(
            "[Grabbed round the neck|Punched on the shoulder] from the back seat. Stopped under "
            "a light, [they ran|others pulled him off]. [Bruise|Shaken, otherwise fine].",
            "police_999 footage_saved", "staff_targeted alcohol",
            {"method": "body", "where": "transport"}, (1, 3),
        ),
    ),
    "P4": (
        Story(
            "[Ran off|Got out at the lights and ran] without paying, [eighteen|twenty six|about "
            "thirty] pounds. [Camera in the car|].",
            "footage_saved", "", {}, (1, 4),
        ),
        Story(
            "[Card declined|No money at the door], said they would fetch it and [did not come "
            "back|locked the door].",
            "none", "", {}, (1, 2),
        ),
    ),
    "P3": (
        Story(
            "[Sick in the back|Drink all over the seat|Chips trodden in]. Off the road for "
            "[an hour|the rest of the night].",
            "none", "alcohol", {}, (1, 2),
        ),
        Story(
            "[Wing mirror|Door] kicked [as they left|while I was on the rank].",
            "footage_saved", "staff_targeted", {}, (1, 3),
        ),
    ),
    "H1": (
        Story(
            "[Racist|Anti-Muslim] abuse [the whole way|when I asked them to stop eating|over the "
            "fare]. [Got them out at the rank|Told them to leave].",
            "none", "[hate_race|hate_religion] staff_targeted alcohol",
            {"where": "transport"}, (1, 4),
        ),
    ),
    "W1": (
        Story(
            "Passenger [fell asleep|could not say the address], very drunk. [Found a housemate|"
            "Took him to the Safe Place|Waited until she was through the door].",
            "safe_place", "alcohol vulnerable", {}, (1, 1),
        ),
    ),
    "W2": (
        Story(
            "[Young woman|Student] with no [money|phone], [last bus gone|alone at the stop]. "
            "[Took her home anyway|Called the firm, taken home].",
            "transport", "vulnerable", {}, (1, 1),
        ),
    ),
    "X1": (
        Story(
            "[Car with no plate|Car with another town's plate] picking up [ahead of the rank|at "
            "the stop]. [Third time|Regular by now].",
            "none", "repeat", {}, (1, 1),
        ),
    ),
    "V5": (
        Story(
            "[Two passengers|Man in the back] wanted the takings and [showed something like a "
            "knife|held my arm]. Gave it, they ran.",
            "police_999 footage_saved", "staff_targeted",
            {"method": "other", "where": "transport"}, (1, 2),
        ),
    ),
    "E1": (
        Story(
            "Fare paid by phone for a [girl|boy] of about [fourteen|fifteen], late, to a house "
            "[where several men waited|I have been sent to before]. Told police.",
            "police_101 safeguarding", "under_18 vulnerable", {}, (1, 1),
        ),
    ),
    "B1": (
        Story(
            "[Six or seven|A group] [banging on cars|lying across the bonnet] at the rank. "
            "[Moved off|Marshal dealt with it].",
            "none", "alcohol", {}, (6, 9),
        ),
    ),
    "X2": (
        Story(
            "Rank light [out|flickering], passengers [wait round the corner|ask to be picked up "
            "elsewhere].",
            "none", "", {}, (0, 0),
        ),
    ),
}
# fmt: on
