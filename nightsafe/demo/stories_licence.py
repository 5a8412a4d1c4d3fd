"""What venues write for their register, and about people who need help."""

from nightsafe.demo.stories import Bank, Story

# One story is read as one block.
# fmt: off
LICENCE: Bank = {
    "L1": (
        Story(
            "[Too drunk|Unsteady, could not say where he had been|Slurring, held up by a friend]. "
            "[Offered water|Took it well|Argued a bit, then left].",
            "refused_entry", "alcohol", {"refusal_reason": "drunk"}, (1, 2),
        ),
        Story(
            "No ID, [looked about seventeen|would not say a date of birth|photo on a phone only]. "
            "[Friends came in without|The whole group left].",
            "refused_entry", "", {"refusal_reason": "no_id"}, (1, 3),
        ),
        Story(
            "ID [not theirs|scanned as used earlier tonight|with the edge peeling]. "
            "[Kept for handing in|Given back, refused].",
            "refused_entry item_kept", "", {"refusal_reason": "false_id"}, (1, 1),
        ),
        Story(
            "[Barred since last month|On the barred list|Put out of here last week], tried again "
            "with [a cap on|a different group].",
            "refused_entry", "repeat", {"refusal_reason": "banned"}, (1, 1),
        ),
        Story(
            "[Would not be searched|Would not open the bag|Argued about the search].",
            "refused_entry", "", {"refusal_reason": "behaviour"}, (1, 2),
        ),
        Story(
            "[Rude to the door|Swearing at the queue|Pushing in and would not go back]. "
            "[Told to try elsewhere|Sent away].",
            "refused_entry advised", "", {"refusal_reason": "behaviour"}, (1, 4),
        ),
        Story(
            "[Group of six|Group of eight], half of them [well gone|already shouting]. [All "
            "turned away|Let the sober ones in, they chose to stay together].",
            "refused_entry", "alcohol", {"refusal_reason": "drunk"}, (6, 8),
        ),
        Story(
            "[Drink in a water bottle|Can up the sleeve], refused until it was gone. Did not "
            "[come back|want to wait].",
            "refused_entry", "alcohol", {"refusal_reason": "behaviour"}, (1, 2),
        ),
    ),
    "L2": (
        Story(
            "[Had had enough|Swaying at the bar|Could not count the change]. Water offered, "
            "[friend took over|took it with a shrug].",
            "refused_sale", "alcohol",
            {"refusal_reason": "drunk", "customer": "[Man in his|Woman in her] [twenties|forties]"},
            (1, 1),
        ),
        Story(
            "Buying for [a friend already refused|someone with no ID at the table]. Told why.",
            "refused_sale advised", "", {"refusal_reason": "proxy"}, (2, 2),
        ),
        Story(
            "No ID, [looked young|could be eighteen, could be sixteen]. [Soft drink instead|Left].",
            "refused_sale", "",
            {"refusal_reason": "no_id", "customer": "[Young man|Young woman], [dark|fair] hair"},
            (1, 2),
        ),
        Story(
            "Wanted [doubles all round|four shots] at [closing|last orders]. Not served, "
            "[grumbled|laughed it off].",
            "refused_sale", "alcohol", {"refusal_reason": "drunk"}, (1, 4),
        ),
    ),
    "L3": (
        Story(
            "[Asleep on the table|Sick by the bar|Falling into people]. [Friends took her home|"
            "Walked out to fresh air, friend with him].",
            "ejected", "alcohol",
            {"ejection_reason": "drunk", "left_with": "friends", "fit_to_travel": "yes"}, (1, 1),
        ),
        Story(
            "[Kept pestering a table|Would not leave a group alone] after [one warning|two "
            "warnings]. Out by the front.",
            "ejected advised", "",
            {"ejection_reason": "harassment", "left_with": "alone", "fit_to_travel": "yes"}, (1, 1),
        ),
        Story(
            "[Climbing on the stage|Standing on the furniture|Throwing ice|Spraying drink about]. "
            "[Went quietly|Went after some arguing].",
            "ejected", "alcohol", {"ejection_reason": "rules", "left_with": "friends"}, (1, 3),
        ),
        Story(
            "[Smoking inside|Vaping on the dance floor] for the [second|third] time. Out.",
            "ejected advised", "", {"ejection_reason": "rules", "left_with": "alone"}, (1, 2),
        ),
        Story(
            "[Shoving|Squaring up] [by the cloakroom|at the bar], put out before it came to "
            "anything.",
            "ejected separated", "alcohol prevented",
            {"ejection_reason": "fighting", "left_with": "friends"}, (1, 2),
        ),
        Story(
            "Caught [with a wrap|rolling up] in the toilets. [Out, barred for the month|Out].",
            "ejected", "drugs", {"ejection_reason": "drugs", "left_with": "alone"}, (1, 2),
        ),
        Story(
            "Very drunk, [put in a taxi by us|sat with until the taxi came]. [Driver content to "
            "take him|Friend went along].",
            "ejected transport", "alcohol",
            {"ejection_reason": "drunk", "left_with": "taxi", "fit_to_travel": "yes"}, (1, 1),
        ),
    ),
    "L4": (
        Story(
            "Neighbour [rang|came down] about [the bass|people talking outside|bottles going in "
            "the bin]. [Turned down, door kept shut|Moved the smokers round].",
            "advised", "", {}, (1, 1),
        ),
        Story(
            "Customer unhappy with [how he was searched|being refused|how a friend was put out]. "
            "[Manager spoke to him|Told how to write to us].",
            "advised", "", {}, (1, 1),
        ),
    ),
    "L5": (
        Story(
            "[Camera by the fire exit|Camera over the bar|Door camera] [not recording|blurred]. "
            "[Engineer booked|Restarted, works again].",
            "none", "", {}, (0, 0),
        ),
        Story(
            "[ID scanner|Search wand] [would not start|dead, battery on charge]. [By hand until "
            "it was back|Spare from the office].",
            "none", "", {}, (0, 0),
        ),
    ),
    "L6": (
        Story(
            "[Two officers|Licensing officer|Council officer] [walked through|looked in], "
            "[register shown|all in order|checked the door team's badges].",
            "none", "", {"came": ("police",)}, (1, 2),
        ),
        Story(
            "Ambulance for [a customer who felt faint|someone outside], crew used our entrance.",
            "ambulance", "", {"came": ("ambulance",)}, (1, 1),
        ),
    ),
    "W1": (
        Story(
            "[Could not stand|Head on the bar|Sat on the step, not making sense]. [Water and a "
            "chair|Sat with her] until [friends came|the taxi came|she could walk].",
            "first_aid transport", "alcohol vulnerable", {}, (1, 1),
        ),
        Story(
            "Found [in the toilets|on the back stairs], [sick|asleep]. [Friends took over|Walked "
            "to the Safe Place].",
            "first_aid safe_place", "alcohol vulnerable", {}, (1, 1),
        ),
        Story(
            "[Young woman|Young man] [alone|without a coat], very drunk. [Kept inside in the warm|"
            "Sat by the door with us] until [a flatmate came|friends were found].",
            "reunited", "alcohol vulnerable student", {}, (1, 1),
        ),
        Story(
            "Very drunk and [arguing with the wall|trying other people's cars]. Pastors took "
            "[him|her] on.",
            "advised", "alcohol", {}, (1, 1),
        ),
    ),
    "W2": (
        Story(
            "Lost [her|his] friends, [battery dead|no idea where the flat is]. [Charged the "
            "phone here|Rang a friend from ours], [picked up|in a taxi].",
            "reunited transport", "vulnerable", {}, (1, 1),
        ),
        Story(
            "No money, [last bus gone|card swallowed]. [Waited inside|Sent to the Safe Place].",
            "safe_place", "student", {}, (1, 2),
        ),
    ),
    "W3": (
        Story(
            "[Slipped on the stairs|Turned an ankle dancing|Fell off a stool]. [Ice and a chair|"
            "Strapped up], [taxi to hospital|would see in the morning].",
            "first_aid", "", {}, (1, 1),
        ),
        Story(
            "[Fainted in the queue|Short of breath|Seizure, known condition]. Ambulance called, "
            "[crew checked and left|taken in].",
            "first_aid ambulance", "", {"came": ("ambulance",)}, (1, 1),
        ),
        Story(
            "Cut hand on [broken glass|a bottle top]. [Cleaned and dressed|Pressure, dressed].",
            "first_aid", "", {}, (1, 1),
        ),
    ),
    "W4": (
        Story(
            "[Panic attack|In tears, said everything was too much] [in the toilets|by the "
            "cloakroom]. [Sat with her|Quiet corner, water], [friend took her home|pastors came].",
            "first_aid", "vulnerable", {}, (1, 1),
        ),
        Story(
            "Customer said he [did not want to be here any more|would do something stupid]. "
            "Stayed with him, [ambulance|police and ambulance] called.",
            "police_999 ambulance", "vulnerable", {}, (1, 1),
        ),
    ),
    "S1": (
        Story(
            "Customer reported being touched without consent [in the crowd|at the bar]. Taken to "
            "a quiet room, believed, [police called with her agreement|did not want police yet].",
            "safe_place footage_saved safeguarding", "vawg", {"where": "inside"}, (2, 2),
        ),
        Story(
            "Member of the public reported a man exposing himself [by the side door|near the "
            "queue]. [Gone on arrival|Left towards the main road].",
            "police_101 footage_saved", "vawg", {"where": "outside"}, (1, 1),
        ),
    ),
    "S2": (
        Story(
            "[Kept on at|Would not stop commenting on] [two women at the bar|a woman at the next "
            "table] after being told no. [Put out|Warned, then put out].",
            "ejected advised", "vawg alcohol", {}, (1, 2),
        ),
        Story(
            "[Remarks|Gestures] at [bar staff|a glass collector] all evening. [Manager spoke to "
            "him|Not served again], left.",
            "advised", "vawg staff_targeted", {}, (1, 1),
        ),
    ),
    "S3": (
        Story(
            "Man on his own [approaching women who are drunk|walking behind people leaving "
            "alone], [third time this month|offering lifts]. [Photo from the camera kept|Radioed].",
            "police_radio footage_saved", "vawg repeat", {}, (1, 1),
        ),
    ),
    "S4": (
        Story(
            "Customer suddenly very unwell after [one drink|two drinks], friends sure it is not "
            "the alcohol. Drink kept, [friend stayed with her|ambulance called].",
            "item_kept footage_saved ambulance", "vawg",
            {"spiked_by": "drink", "drink_kept": "yes", "cctv_saved": "yes"}, (1, 1),
        ),
        Story(
            "Customer felt a [scratch|sting] on the [arm|back] and then dizzy. Told about the "
            "twelve hours, [friends took him to hospital|ambulance came].",
            "first_aid footage_saved ambulance", "",
            {"spiked_by": "needle", "cctv_saved": "yes", "police_told": "yes"}, (1, 1),
        ),
    ),
    "S5": (
        Story(
            "Asked for Angela at the bar. [Date would not take no|First meeting, felt uneasy]. "
            "[Out by the back, taxi called|Waited in the office until he had gone].",
            "transport safe_place", "vawg", {}, (1, 2),
        ),
    ),
    "H1": (
        Story(
            "[Racist|Homophobic|Anti-Muslim] abuse at [door staff|a customer|another table]. "
            "[Put out|Refused and told why]. [Several heard it|].",
            "ejected footage_saved", "[hate_race|hate_orientation|hate_religion] alcohol",
            {}, (1, 2),
        ),
    ),
    "A1": (
        Story(
            "Argument between partners, one held the other by the [wrist|arm]. Separated, spoken "
            "to apart. [Left with a friend|Number of the helpline given].",
            "separated safeguarding", "domestic", {"where": "inside"}, (2, 2),
        ),
    ),
    "E1": (
        Story(
            "[Very young girl|Boy of maybe fifteen] with an older group, [being told what to say|"
            "no phone of her own]. Stayed near, police told.",
            "police_101 safeguarding", "under_18 vulnerable", {}, (1, 4),
        ),
    ),
    "X1": (
        Story(
            "Car without a plate [touting|offering lifts] outside at closing. [Sent off|Two "
            "customers talked out of it].",
            "advised", "", {}, (1, 1),
        ),
    ),
    "X2": (
        Story(
            "[Street lamp|Light over the alley] out [again|for a week], people [walk in the road|"
            "avoid it].",
            "none", "", {}, (0, 0),
        ),
    ),
}
# fmt: on
