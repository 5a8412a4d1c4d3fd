"""The invented premises of the demo city: venues, Safe Places and offices, and who runs them."""

from dataclasses import dataclass

from nightsafe.demo.streets import ABINGDON, DIDCOT, EAST, OXFORD, STREET, WITNEY

PUB, BAR, CLUB = "pub", "bar", "club"
FOOD, STUDENTS, REFUGE = "late food", "students' bar", "safe place"

PASTORS_OXFORD = "Lamplighters street pastors"
PASTORS_TOWNS = "Riverside night angels"
TAXIS = "Quicksilver Cars"
CABS = "Spindle Street Cabs"
BUSES = "Nightjar Buses"
CAMERAS = "CCTV control room"
POLICE = "Night-time Economy Team"
COUNCIL = "Community Safety"
SAFEGUARDING = "Harbour Safeguarding Service"

GROUPS = {
    "Nightfold Leisure": ("Underquarter", "Ravelin", "Lowlight"),
    "Portmanteau Bars": ("The Blue Portmanteau", "Foxglove Yard"),
    "Meridian Nights": ("Moth & Meridian", "Ninety Steps", "The Shuttle Room"),
    "Wayfarer Inns": (
        "The Thirsty Cartographer",
        "The Gilded Heron",
        "The Weathercock's Rest",
        "The Bargeman's Whistle",
        "The Cinder Track",
        "The Teasel & Thread",
    ),
    "Sundial Bars": ("Sundial Social", "Understudy"),
    BUSES: ("Night Desk",),
    PASTORS_OXFORD: ("Lamplight Hall", "The Quiet Room"),
}

_SAFE = {
    "The Lantern",
    "Sundial Social",
    "Tambourine",
    "The Brass Thimble",
    "Lamplight Hall",
    "Night Desk",
    "Kindling Café",
    "St Elwin's Church",
    "The Quiet Room",
    "Tollgate Café",
    "The Waiting Room",
    "St Orrin's Hall",
}
_GROUP_OF = {name: group for group, names in GROUPS.items() for name in names}


@dataclass(frozen=True)
class Venue:
    """Premises: who runs them, on which street, how many people they may hold."""

    name: str
    kind: str
    street: str
    lat: float
    lon: float
    capacity: int

    @property
    def operator(self) -> str:
        """The organisation that runs it: a group, or one of its own name."""
        return _GROUP_OF.get(self.name, self.name)

    @property
    def safe_place(self) -> bool:
        """Whether somebody in need is taken in here."""
        return self.name in _SAFE

    @property
    def area(self) -> str:
        return STREET[self.street].area


VENUES = (
    Venue("The Lantern", BAR, "George Street", 51.7538, -1.2609, 320),
    Venue("Velvet Otter", BAR, "Magdalen Street", 51.7547, -1.2591, 190),
    Venue("Underquarter", CLUB, "Cornmarket Street", 51.7529, -1.2583, 480),
    Venue("Ravelin", CLUB, "Park End Street", 51.7525, -1.2668, 900),
    Venue("The Blue Portmanteau", BAR, "Park End Street", 51.7527, -1.2659, 240),
    Venue("The Midnight Skillet", FOOD, "Park End Street", 51.7526, -1.2662, 45),
    Venue("Moth & Meridian", CLUB, "Hythe Bridge Street", 51.7536, -1.2652, 650),
    Venue("The Tin Astronomer", BAR, "Hythe Bridge Street", 51.7534, -1.2661, 220),
    Venue("The Paper Boat", BAR, "Worcester Street", 51.7545, -1.2636, 150),
    Venue("The Thirsty Cartographer", PUB, "Gloucester Green", 51.7541, -1.2627, 200),
    Venue("Chip & Comet", FOOD, "George Street", 51.7537, -1.2616, 30),
    Venue("Sundial Social", STUDENTS, "New Inn Hall Street", 51.7528, -1.2606, 400),
    Venue("Parchment", STUDENTS, "Little Clarendon Street", 51.7577, -1.2620, 180),
    Venue("The Gilded Heron", PUB, "High Street", 51.7526, -1.2538, 140),
    Venue("The Weathercock's Rest", PUB, "St Aldate's", 51.7504, -1.2570, 160),
    Venue("The Wren & Compass", PUB, "Broad Street", 51.7545, -1.2569, 130),
    Venue("Saltmarsh", BAR, "St Michael's Street", 51.7533, -1.2600, 110),
    Venue("The Bellringer's Elbow", PUB, "Ship Street", 51.7536, -1.2575, 120),
    Venue("Foxglove Yard", BAR, "Castle Street", 51.7515, -1.2615, 260),
    Venue("The Signal Lamp", PUB, "Botley Road", 51.7529, -1.2738, 150),
    Venue("The Inkhorn", STUDENTS, "Walton Street", 51.7590, -1.2643, 210),
    Venue("The Plain Speaker", PUB, "The Plain", 51.7506, -1.2423, 130),
    Venue("Tambourine", CLUB, "Cowley Road, Plain end", 51.7490, -1.2387, 450),
    Venue("The Marmalade Cat", PUB, "Cowley Road, Plain end", 51.7493, -1.2394, 150),
    Venue("Papaya Moon", BAR, "Cowley Road, Manzil Way end", 51.7471, -1.2338, 160),
    Venue("Lowlight", CLUB, "Cowley Road, Manzil Way end", 51.7468, -1.2330, 350),
    Venue("Saffron Midnight", FOOD, "Cowley Road, Manzil Way end", 51.7469, -1.2333, 40),
    Venue("Understudy", STUDENTS, "Cowley Road, Magdalen Road end", 51.7448, -1.2285, 300),
    Venue("The Second Violin", PUB, "Magdalen Road", 51.7429, -1.2328, 110),
    Venue("The Painted Kettle", PUB, "St Clement's Street", 51.7513, -1.2390, 120),
    Venue("The Brass Thimble", PUB, "Market Place, Abingdon", 51.6707, -1.2821, 180),
    Venue("The Bargeman's Whistle", PUB, "Bridge Street, Abingdon", 51.6698, -1.2801, 140),
    Venue("Quarterjack", BAR, "Stert Street, Abingdon", 51.6717, -1.2814, 170),
    Venue("Ninety Steps", CLUB, "High Street, Abingdon", 51.6703, -1.2840, 300),
    Venue("Batter & Bloom", FOOD, "Ock Street, Abingdon", 51.6698, -1.2872, 25),
    Venue("The Cinder Track", PUB, "Broadway, Didcot", 51.6063, -1.2410, 170),
    Venue("The Points Lever", BAR, "Station Road, Didcot", 51.6094, -1.2421, 150),
    Venue("Junction Twelve", CLUB, "Broadway, Didcot", 51.6061, -1.2398, 320),
    Venue("The Teasel & Thread", PUB, "Corn Street, Witney", 51.7837, -1.4879, 160),
    Venue("Copper Bee", BAR, "High Street, Witney", 51.7864, -1.4848, 140),
    Venue("The Shuttle Room", CLUB, "Welch Way, Witney", 51.7857, -1.4876, 340),
    Venue("The Late Plate", FOOD, "Bridge Street, Witney", 51.7889, -1.4833, 28),
)

REFUGES = (
    Venue("Lamplight Hall", REFUGE, "St Michael's Street", 51.7534, -1.2602, 60),
    Venue("Night Desk", REFUGE, "Gloucester Green bus station", 51.7544, -1.2629, 20),
    Venue("Kindling Café", REFUGE, "Cowley Road, Manzil Way end", 51.7473, -1.2341, 35),
    Venue("St Elwin's Church", REFUGE, "St Clement's Street", 51.7515, -1.2399, 80),
    Venue("The Quiet Room", REFUGE, "Park End Street", 51.7526, -1.2666, 18),
    Venue("Tollgate Café", REFUGE, "Stert Street, Abingdon", 51.6719, -1.2812, 30),
    Venue("The Waiting Room", REFUGE, "Station Road, Didcot", 51.6098, -1.2422, 25),
    Venue("St Orrin's Hall", REFUGE, "Church Green, Witney", 51.7824, -1.4851, 70),
)

# What kind of organisation each is that is not simply a venue or a Safe Place.
ORGANISATION_KINDS = {
    PASTORS_OXFORD: "pastors",
    PASTORS_TOWNS: "pastors",
    TAXIS: "drivers",
    CABS: "drivers",
    BUSES: "drivers",
    CAMERAS: "cctv",
    POLICE: "police",
    COUNCIL: "council",
    SAFEGUARDING: "safeguarding",
}

PREMISES = VENUES + REFUGES
VENUE = {one.name: one for one in PREMISES}
SAFE_PLACES = tuple(one for one in PREMISES if one.safe_place)

TEAMS = {
    PASTORS_OXFORD: (OXFORD, EAST),
    PASTORS_TOWNS: (ABINGDON, DIDCOT, WITNEY),
}
DRIVERS_OF = {
    TAXIS: (OXFORD, EAST),
    CABS: (ABINGDON, DIDCOT, WITNEY),
    BUSES: (OXFORD, EAST),
}


def organisation_kind(name: str) -> str:
    """The network's kind of an organisation of the demo city."""
    only_refuges = all(one.kind == REFUGE for one in PREMISES if one.operator == name)
    return ORGANISATION_KINDS.get(name, "safe-place" if only_refuges else "venue")


def organisations() -> tuple[str, ...]:
    """The names of all organisations, each once: operators first, then teams and offices."""
    return tuple(dict.fromkeys([one.operator for one in PREMISES] + list(ORGANISATION_KINDS)))


def premises_of(area: str) -> tuple[Venue, ...]:
    """The venues of an area, without the halls and cafés that are Safe Places only."""
    return tuple(one for one in VENUES if one.area == area)
