"""The codes of what happened, one entry each: what the button says and what follows from it.

To add a kind, add one entry. A published code is stored for ever: retire it (`retired=True`),
never delete it or give it a second meaning.
"""

from flask_babel import lazy_gettext as _l

from nightsafe.incidents.category import Audience, Category
from nightsafe.incidents.follow_ups import (
    ATTENDANCE,
    EJECTION,
    REFUSAL,
    SEIZURE,
    SPIKING,
    VIOLENCE,
)

__all__ = ["CATEGORIES", "GROUPS", "Audience", "Category"]

GROUPS = {
    "violence": _l("Violence and weapons"),
    "sexual": _l("Sexual safety and spiking"),
    "abuse": _l("Hate, abuse, exploitation"),
    "drugs": _l("Drugs"),
    "property": _l("Theft and damage"),
    "nuisance": _l("Nuisance"),
    "licence": _l("Door, bar and licence"),
    "welfare": _l("Someone needs help"),
    "danger": _l("Suspicion, fire, crowding"),
    "travel": _l("Taxis and places"),
}

# One entry is read as one block.
# fmt: off
_ALL = (
    Category(
        "V1", _l("Fight or assault"), _l("Hitting, pushing, a brawl; hurt or not"),
        "fight", "violence", 2, frozenset("ad"), ("violence",), priorities=("alcohol_violence",),
        follow_ups=VIOLENCE,
        words=_l("punch punched kick kicked brawl scrap scuffle headbutt slapped attack attacked"),
    ),
    Category(
        "V2", _l("Serious injury or weapon used"), _l("Stabbed, glassed, knocked out, badly hurt"),
        "injury", "violence", 4, frozenset("ad"), ("violence",), priorities=("serious_violence",),
        follow_ups=VIOLENCE, plate=True, photo=True, tile=_l("Serious injury, weapon"),
        words=_l("knife stab stabbed glassed bottled unconscious knocked out blood bleeding gun"),
    ),
    Category(
        "V3", _l("Threats or intimidation"), _l("Shouting, squaring up, abuse; nobody touched"),
        "threat", "violence", 2, frozenset("d"), ("public_order",),
        priorities=("alcohol_violence",), follow_ups=("where",),
        words=_l("threatened abuse abusive aggressive aggro verbal shouting swearing squaring up"),
    ),
    Category(
        "V4", _l("Weapon found or seen"), _l("On a person, in a search, left behind"),
        "weapon", "violence", 3, frozenset("e"), ("weapons",), priorities=("serious_violence",),
        follow_ups=SEIZURE, photo=True, tile=_l("Weapon found"),
        words=_l("knife blade gun bat hammer knuckleduster machete screwdriver search seized"),
    ),
    Category(
        "V5", _l("Robbery"), _l("Taken by force or by threat"),
        "robbery", "violence", 3, frozenset("a"), ("robbery",), priorities=("serious_violence",),
        follow_ups=VIOLENCE,
        words=_l("mugged mugging robbed snatched force steaming"),
    ),
    Category(
        "S1", _l("Sexual assault, groping, exposure"), _l("Any sexual touching or exposure"),
        "stop-hand", "sexual", 3, frozenset("a"), ("sexual",), priorities=("vawg",),
        follow_ups=("where",), restricted=True, tile=_l("Sexual assault, groping"),
        words=_l("rape raped groped touched flashing flasher indecent upskirting kissed"),
    ),
    Category(
        "S2", _l("Sexual harassment"), _l("Comments, gestures, not taking no for an answer"),
        "speech", "sexual", 2, frozenset("ac"), ("public_order",), priorities=("vawg",),
        words=_l("catcalling comments pestering creepy creep leering unwanted advances"),
    ),
    Category(
        "S3", _l("Following or preying on people"), _l("Watching, trailing, picking out the drunk"),
        "eye", "sexual", 2, frozenset("d"), ("public_safety",), priorities=("vigilant",),
        tile=_l("Following, preying"),
        words=_l("followed stalking stalker predator prowling loitering watching vigilant lone"),
    ),
    Category(
        "S4", _l("Spiking suspected"), _l("By drink, needle or vape; suspicion is enough"),
        "flask", "sexual", 3, frozenset("a"), ("violence", "sexual"), priorities=("spiking",),
        follow_ups=SPIKING, restricted=True, photo=True,
        notice=_l(
            "Some drugs leave the body in under 12 hours. If the person agrees, get them to A&E "
            "or police soon for a test. Keep the drink. Do not leave them alone."
        ),
        words=_l("spiked drugged needle injected injection drink roofie rohypnol ghb vape"),
    ),
    Category(
        "S5", _l("Ask for Angela"), _l("Someone used the code words to ask for help"),
        "lifebuoy", "sexual", 2, home_office_groups=("public_safety",), priorities=("vawg",),
        words=_l("angela date help code word safe uncomfortable"),
    ),
    Category(
        "H1", _l("Hate abuse"), _l("Because of race, religion, disability, orientation, gender"),
        "heart-broken", "abuse", 2, frozenset("ac"), ("public_order",), home_office_flag=True,
        priorities=("hate_crime",), follow_ups=("where",),
        words=_l(
            "racist racism racial homophobic homophobia transphobic islamophobic antisemitic "
            "disability slur hate crime"
        ),
    ),
    Category(
        "A1", _l("Partner or family abuse"), _l("By a partner, an ex or a relative"),
        "partner", "abuse", 3, frozenset("a"), home_office_flag=True,
        priorities=("domestic_abuse",), follow_ups=VIOLENCE, restricted=True,
        tile=_l("Partner, family abuse"),
        words=_l("domestic violence girlfriend boyfriend husband wife ex controlling da dv"),
    ),
    Category(
        "E1", _l("Exploitation or child at risk"), _l("Somebody is being used or controlled"),
        "chain", "abuse", 3, frozenset("a"), ("public_safety",), priorities=("modern_slavery",),
        restricted=True, tile=_l("Exploitation, child"),
        words=_l(
            "slavery trafficking trafficked grooming county lines cuckooing forced minor child "
            "safeguarding"
        ),
    ),
    Category(
        "D1", _l("Drugs found or seized"), _l("In a search, on the floor, handed in"),
        "pill", "drugs", 2, frozenset("e"), ("drugs",), priorities=("drugs",), follow_ups=SEIZURE,
        photo=True, tile=_l("Drugs found"),
        words=_l("cocaine coke ketamine mdma cannabis weed pills wrap baggie amnesty search"),
    ),
    Category(
        "D2", _l("Drug use or dealing"), _l("Seen taking, selling or passing"),
        "smoke", "drugs", 1, frozenset("d"), ("drugs",), priorities=("drugs",),
        tile=_l("Drug use, dealing"),
        words=_l("dealer dealing selling smoking weed cannabis coke toilets nitrous balloons"),
    ),
    Category(
        "P1", _l("Phone, bag or pocket theft"), _l("Taken without force, or gone from a table"),
        "bag", "property", 2, frozenset("a"), ("theft",), tile=_l("Phone, bag theft"),
        words=_l("stolen stole pickpocket dipper wallet purse coat mobile handbag snatch"),
    ),
    Category(
        "P2", _l("Bike or scooter stolen"), _l("Taken, or somebody cutting a lock"),
        "bike", "property", 1, frozenset("a"), ("theft",), priorities=("cycle_crime",), plate=True,
        photo=True, tile=_l("Bike, scooter stolen"),
        words=_l("bicycle cycle moped e-scooter ebike motorbike theft lock bolt cutters"),
    ),
    Category(
        "P3", _l("Damage"), _l("Broken, sprayed, soiled; a venue, a car, the street"),
        "crack", "property", 2, frozenset("a"), ("criminal_damage",), priorities=("asb",),
        photo=True,
        words=_l("vandalism window smashed graffiti broken soiled soiling vomit sick taxi car"),
    ),
    Category(
        "P4", _l("Left without paying"), _l("A bill, a tab or a fare"),
        "receipt", "property", 2, frozenset("a"), ("theft",),
        words=_l("fare runner dodger bilking bilked bill tab non-payment did a runner dine dash"),
    ),
    Category(
        "B1", _l("Rowdy or nuisance group"), _l("Loud, blocking, spoiling for trouble"),
        "group", "nuisance", 1, frozenset("d"), ("asb",), priorities=("asb",),
        tile=_l("Rowdy group"),
        words=_l("gang youths stag hen chanting football antisocial behaviour disorder asb"),
    ),
    Category(
        "B2", _l("Street drinking, urinating, litter"), _l("Outside, or on your doorstep"),
        "bottle", "nuisance", 1, home_office_groups=("asb",), priorities=("asb",),
        audience=Audience.REGISTER, tile=_l("Street drinking, litter"),
        words=_l("peeing weeing urine bottles cans rubbish begging fouling vomit asb"),
    ),
    Category(
        "L1", _l("Refused entry"), _l("Turned away at the door"),
        "no-entry", "licence", 1, priorities=("alcohol_violence",), follow_ups=REFUSAL,
        audience=Audience.REGISTER,
        words=_l("turned away knocked back no id banned barred dress code queue too drunk"),
    ),
    Category(
        "L2", _l("Refused sale"), _l("Not served at the bar"),
        "no-glass", "licence", 1, frozenset("g"), priorities=("alcohol_violence",),
        follow_ups=REFUSAL, audience=Audience.REGISTER,
        words=_l("refusal not served cut off no id challenge 25 underage proxy service bar"),
    ),
    Category(
        "L3", _l("Put out (ejection)"), _l("Asked or made to leave"),
        "door-out", "licence", 2, frozenset("b"), priorities=("alcohol_violence",),
        follow_ups=EJECTION, audience=Audience.REGISTER, tile=_l("Put out"),
        words=_l("ejected bounce bounced bouncer kicked out thrown out chucked removed escorted"),
    ),
    Category(
        "L4", _l("Complaint (incl. noise)"), _l("From a customer, a neighbour or a passer-by"),
        "megaphone", "licence", 1, frozenset("c"), ("asb",), priorities=("asb",),
        audience=Audience.REGISTER, tile=_l("Complaint or noise"),
        words=_l("complained neighbour music loud resident noise"),
    ),
    Category(
        "L5", _l("CCTV, search or scanner fault"), _l("Anything your licence wants working"),
        "camera", "licence", 1, frozenset("f"), audience=Audience.REGISTER,
        photo=True, tile=_l("Equipment fault"),
        words=_l("broken camera down recorder id scanner wand metal detector arch radio offline"),
    ),
    Category(
        "L6", _l("Police, council or 999 visit"), _l("An officer, a crew or an inspector came"),
        "badge", "licence", 1, frozenset("h"), follow_ups=ATTENDANCE, audience=Audience.REGISTER,
        tile=_l("Police, council visit"),
        words=_l(
            "inspection inspector licensing officer fire brigade ambulance paramedic sia check"
        ),
    ),
    Category(
        "W1", _l("Very drunk or incapable"), _l("Cannot look after themselves"),
        "glass", "welfare", 2, home_office_groups=("public_safety",),
        priorities=("alcohol", "vawg"), tile=_l("Very drunk"),
        words=_l("drink intoxicated pissed wasted passed out collapsed vomiting sick legless"),
    ),
    Category(
        "W2", _l("Lost, alone, missing, stranded"), _l("No friends, no phone, no way home"),
        "compass", "welfare", 2, home_office_groups=("public_safety",),
        priorities=("safe_journey",), tile=_l("Lost or alone"),
        words=_l("vulnerable passenger separated friends no money no taxi battery dead missing"),
    ),
    Category(
        "W3", _l("Ill or injured"), _l("A fall, a fit, an overdose, chest pain"),
        "cross", "welfare", 3, frozenset("h"), ("public_safety",), follow_ups=ATTENDANCE,
        words=_l(
            "medical ambulance first aid collapsed unconscious overdose seizure fell fall cut "
            "bleeding hurt accident"
        ),
    ),
    Category(
        "W4", _l("Mental distress"), _l("Very upset, at risk of harm, out of touch"),
        "cloud", "welfare", 2, home_office_groups=("public_safety",),
        words=_l("suicidal suicide self-harm panic attack crying upset anxiety mental health"),
    ),
    Category(
        "T1", _l("Suspicious person or item"), _l("Left bag, filming exits, odd questions"),
        "question", "danger", 2, home_office_groups=("public_safety",), priorities=("protect",),
        photo=True, tile=_l("Suspicious person, item"),
        words=_l("terrorism bomb package hostile reconnaissance unattended bag drone prevent hot"),
    ),
    Category(
        "T2", _l("Fire, crush, crowding"), _l("Smoke, a surge, a blocked exit, over capacity"),
        "flame", "danger", 3, frozenset("h"), ("public_safety",), priorities=("protect",),
        follow_ups=ATTENDANCE, photo=True,
        words=_l("smoke alarm evacuation crowd queue surge overcrowded capacity exit blocked"),
    ),
    Category(
        "X1", _l("Unsafe or unlicensed taxi"), _l("A tout, no plate, a driver who worried someone"),
        "car", "travel", 2, home_office_groups=("transport",), priorities=("safe_journey",),
        plate=True, tile=_l("Unsafe taxi"),
        words=_l("minicab tout private hire cab driver plying rogue bogus uber"),
    ),
    Category(
        "X2", _l("Place feels unsafe (light, sight-line)"), _l("Dark, hidden, overgrown, broken"),
        "lamp", "travel", 1, home_office_groups=("asb",), priorities=("safer_streets",),
        photo=True, tile=_l("Place feels unsafe"),
        words=_l("dark lighting street light out alley path underpass bushes blind corner"),
    ),
)
# fmt: on

CATEGORIES: dict[str, Category] = {each.code: each for each in _ALL}
