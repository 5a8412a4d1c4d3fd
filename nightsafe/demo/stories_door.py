"""What door staff, bar staff and managers write about trouble: violence, disorder, drugs, theft."""

from nightsafe.demo.stories import Bank, Story

_HAND = {"method": "body"}
_IN = {**_HAND, "where": "inside"}
_OUT = {**_HAND, "where": "outside"}
_GLASS = {"method": "glass", "where": "inside"}

# One story is read as one block.
# fmt: off
DOOR: Bank = {
    "V1": (
        Story(
            "[Two men|Two lads|Two women] [squared up|started on each other|swinging] "
            "[by the bar|on the dance floor|near the toilets|by the pool table]. "
            "[Pulled apart|Separated|Got between them], [both put out by different doors|one "
            "put out, the other stayed with friends].",
            "separated ejected", "alcohol", _IN, (2, 2),
        ),
        Story(
            "Punch thrown in the [smoking area|garden|yard] [over a spilt drink|over a lighter|"
            "over nothing much]. [One split lip|Nobody hurt|Red mark, no more]. "
            "[Customer did not want police|Did not want it taken further].",
            "separated first_aid", "alcohol", _OUT, (2, 3),
        ),
        Story(
            "[Group of four|Group of five|Two groups] pushing in the queue, [one swung at another|"
            "it went to fists for a moment]. [All turned away|Line moved back, sorted quickly].",
            "separated refused_entry", "", _OUT, (4, 6),
        ),
        Story(
            "[Man|Woman|Lad] being put out [punched|kicked|lashed out at] door staff. "
            "[Held until calm|Restrained to the door], [walked off towards town|friends took "
            "him away]. [Staff all right|Sore jaw, otherwise all right].",
            "ejected footage_saved", "alcohol staff_targeted", _OUT, (1, 1),
        ),
        Story(
            "Slap during an argument [between friends|between two women who knew each other] "
            "[at the bar|in the booth]. [Calmed down|Both apologised], [stayed on separate sides|"
            "left with their friends].",
            "separated advised", "", _IN, (2, 2),
        ),
        Story(
            "[Headbutt|Shove that turned into a scuffle] outside after [chucking-out|closing]. "
            "[Police radioed, van came past|Gone before police got here]. [Footage kept|].",
            "police_radio footage_saved", "alcohol", _OUT, (2, 4),
        ),
        Story(
            "Could see it coming between two tables [all evening|for half an hour]. [Moved one "
            "table|Had a word with each], [no blows|it fizzled out].",
            "separated advised", "prevented", _IN, (3, 6),
        ),
    ),
    "V2": (
        Story(
            "Glass thrown [in the queue|across the bar], one person cut above the [eye|brow]. "
            "[Pressure on it until the ambulance came|First aid by door staff, ambulance called].",
            "first_aid ambulance police_999 footage_saved", "alcohol", _GLASS, (2, 4),
        ),
        Story(
            "Man knocked down outside and [hit his head on the kerb|did not get up for a minute]. "
            "[Kept still and warm|Recovery position], [ambulance took him|ambulance came quickly].",
            "first_aid ambulance police_999", "alcohol", _OUT, (2, 3),
        ),
        Story(
            "Bottle used [as a weapon|across somebody's arm] by the [bar|door]. Area [taped|roped] "
            "off, bottle left where it fell. [One person to hospital|Deep cut, to hospital].",
            "first_aid ambulance police_999 scene_preserved", "", _GLASS, (2, 2),
        ),
    ),
    "V3": (
        Story(
            "Refused at the door and [said he would come back with mates|said he would wait for "
            "us at closing|shouted threats from across the road]. [Did not come back|].",
            "refused_entry", "staff_targeted alcohol", {}, (1, 2),
        ),
        Story(
            "[Man|Woman] threatened [bar staff|the barman|a glass collector] after being told "
            "[last orders had gone|no more tonight]. [Put out|Walked to the door by two of us].",
            "ejected", "staff_targeted alcohol", {}, (1, 1),
        ),
        Story(
            "[Two customers|A couple of lads] [threatening|squaring up to] another table. "
            "[Spoken to, left on their own|Told to leave, went with bad grace].",
            "advised separated", "", {}, (2, 4),
        ),
        Story(
            "Said he had [something in his bag|a blade], nothing seen. [Police told by radio|"
            "Radioed], he left [on foot|on an e-scooter] towards [the station|the shops].",
            "police_radio refused_entry", "", {}, (1, 1),
        ),
    ),
    "V4": (
        Story(
            "[Lock knife|Small folding knife|Kitchen knife in a sock] found [in the search|in a "
            "coat|behind the cistern]. [Owner|Customer] [made no fuss|said it was for work].",
            "item_kept police_radio refused_entry", "",
            {"seized": ("weapon",), "bag_number": "[B|C]-[2|3|4][1|5|8]"}, (1, 1),
        ),
        Story(
            "Handle of something showing in [a waistband|a jacket] in the queue. He [saw us look "
            "and left|ran when asked]. Police told.",
            "police_999 refused_entry", "", {}, (1, 2),
        ),
    ),
    "V5": (
        Story(
            "Customer came back in saying [two lads|someone on a bike] [took her phone by force|"
            "pushed him over and took his wallet] [round the corner|at the cash machine].",
            "police_999 safe_place", "vulnerable", {}, (2, 3),
        ),
    ),
    "D1": (
        Story(
            "[Small bag of white powder|Two small bags|A wrap|A few pills in cling film] found "
            "[in the search|in the toilets|on the floor by the stairs]. [Bagged and in the safe|"
            "In the drugs box].",
            "item_kept", "drugs",
            {"seized": ("drugs",), "bag_number": "[A|B]-[10|11|12][3|4|7]"}, (0, 1),
        ),
        Story(
            "[Bag of herbal|A bit of cannabis|Two joints] [handed over|found] in the door search. "
            "[Refused entry|Taken off him, refused].",
            "item_kept refused_entry", "drugs",
            {"seized": ("drugs",), "bag_number": "[A|D]-[20|21][1|6|9]"}, (1, 1),
        ),
    ),
    "D2": (
        Story(
            "[Two|Three] in one cubicle, [asked to leave|put out]. [Surface wiped|Traces on the "
            "cistern]. [Nothing found on them|].",
            "ejected", "drugs", {}, (2, 3),
        ),
        Story(
            "Same man going [in and out of the toilets|from table to table], short chats, hands "
            "under the table. [Put out|Left when he saw us watching]. [Footage kept|].",
            "ejected footage_saved", "drugs repeat", {}, (1, 1),
        ),
        Story(
            "[Balloons|Canisters] [outside by the bins|in the smoking area]. [Moved on|Told to "
            "stop, they went].",
            "advised", "drugs", {}, (2, 5),
        ),
        Story(
            "Dealing [across the road|by the bike racks] again, [lad on a bike|grey hood, black "
            "rucksack], [people going over from our queue|two sales seen].",
            "police_101", "drugs repeat", {}, (1, 3),
        ),
    ),
    "P1": (
        Story(
            "Phone [taken off the table|gone from a back pocket|gone from an open bag] [on the "
            "dance floor|at the bar]. [Located by a friend's phone, already across town|Told "
            "her how to block it].",
            "advised", "", {}, (1, 1),
        ),
        Story(
            "[Coat and bag|Handbag|Rucksack] gone from [the booth|under the table]. [Found empty "
            "in the toilets|Not found]. [Footage being looked at|Footage kept].",
            "footage_saved", "", {}, (1, 1),
        ),
        Story(
            "[Third phone tonight|Second phone in an hour], same [corner|end of the bar]. "
            "Watching [two men|a pair] who [bump into people|keep dancing close to strangers].",
            "footage_saved police_radio", "repeat", {}, (2, 3),
        ),
    ),
    "P2": (
        Story(
            "Customer's bike gone from [the rack outside|the railings], lock [cut|left behind "
            "in two pieces].",
            "advised", "", {}, (1, 1),
        ),
    ),
    "P3": (
        Story(
            "[Toilet door kicked in|Hand dryer pulled off the wall|Mirror broken in the gents|"
            "Soap dispenser ripped off]. [Nobody seen|One put out for it].",
            "footage_saved", "alcohol", {}, (0, 1),
        ),
        Story(
            "[Window|Front pane|Glass in the side door] [cracked|broken] by [a bottle|a kick] "
            "from outside. [Boarded up|Swept up, glazier in the morning].",
            "footage_saved police_101", "", {}, (0, 2),
        ),
    ),
    "P4": (
        Story(
            "[Table of four|Table of six|Two men] left without paying, about [forty|sixty|eighty "
            "five|a hundred and ten] pounds. [Card on file did not work|Footage kept].",
            "footage_saved", "", {}, (2, 6),
        ),
        Story(
            "Walked off with the [food|round] while [the card machine was out|staff were turned "
            "away]. [Around fifteen pounds|Small sum].",
            "none", "", {}, (1, 3),
        ),
    ),
    "B1": (
        Story(
            "[Eight or nine|About a dozen|Group of] lads [chanting|shouting at people|climbing on "
            "the tables outside]. [Asked to move on, went in the end|Moved on after ten minutes].",
            "advised", "alcohol", {}, (8, 15),
        ),
        Story(
            "[Stag party|Works do|Birthday group] too loud, [glasses on the floor|standing on "
            "seats]. [Last warning, then fine|Split up and half of them left].",
            "advised", "alcohol", {}, (7, 14),
        ),
        Story(
            "Teenagers [kicking the bins about|throwing chips at the window|riding scooters "
            "through the queue]. [Gone when we came out|Told to go, they went].",
            "advised", "repeat", {}, (4, 8),
        ),
    ),
    "B2": (
        Story(
            "[Urinating|Two urinating] [in our doorway|against the side wall]. [Told off|Sent on "
            "their way].",
            "advised", "alcohol", {}, (1, 2),
        ),
        Story(
            "[Cans and glass|Takeaway boxes and bottles] all over the [pavement|steps] after "
            "closing. [Swept up|Cleared by us].",
            "none", "", {}, (0, 0),
        ),
    ),
    "T1": (
        Story(
            "[Rucksack|Holdall] left by the [door|coats], nobody claimed it for [ten minutes|a "
            "quarter of an hour]. [Owner turned up|Customer came back for it].",
            "advised", "", {}, (0, 1),
        ),
        Story(
            "Man [filming the door and the searches|asking how many staff and when we change "
            "over], would not say why. [Left when asked|Walked off].",
            "police_101 footage_saved", "", {}, (1, 1),
        ),
    ),
    "T2": (
        Story(
            "Crush at the [front barrier|bottom of the stairs], doors held for [five|ten] minutes "
            "and the queue moved back. [Nobody hurt|One faint, fine after water].",
            "first_aid", "prevented", {}, (0, 2),
        ),
        Story(
            "Bin [alight|smouldering] [in the yard|by the fire door], put out with an "
            "extinguisher. [Fire service checked it|Fire service not needed].",
            "none", "", {}, (0, 0),
        ),
    ),
}
# fmt: on
