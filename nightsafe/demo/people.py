"""The invented people of the demo city, and where each of them works in which role."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from nightsafe.demo.venues import (
    BUSES,
    CABS,
    CAMERAS,
    COUNCIL,
    PASTORS_OXFORD,
    PASTORS_TOWNS,
    POLICE,
    SAFEGUARDING,
    TAXIS,
)


@dataclass(frozen=True)
class Work:
    """One membership to be: premises or an organisation by name, and a role's two letters."""

    where: str
    role: str
    leads: bool = False


@dataclass(frozen=True)
class Citizen:
    """Somebody of the demo city; their name is their key."""

    name: str
    works: tuple[Work, ...]


STAFF = {
    "The Lantern": ("Marcus Delaney", "Joana Ximenes"),
    "Velvet Otter": ("Priya Nair",),
    "Underquarter": ("Tomasz Zielak",),
    "Ravelin": ("Dean Hollis", "Adaeze Okafor", "Tomasz Zielak"),
    "The Blue Portmanteau": ("Leila Haddadin",),
    "Moth & Meridian": ("Gareth Pryce",),
    "The Tin Astronomer": ("Ewan Birkett",),
    "The Paper Boat": ("Chloe Ansell",),
    "The Thirsty Cartographer": ("Ray Tuffnell",),
    "Sundial Social": ("Beatriz Sarmento", "Imran Qadri"),
    "Parchment": ("Hal Winterbourne",),
    "The Gilded Heron": ("Stefan Dumitrescu",),
    "The Weathercock's Rest": ("Stefan Dumitrescu",),
    "The Wren & Compass": ("Olivia Farrant",),
    "Saltmarsh": ("Yusuf Demirel",),
    "The Bellringer's Elbow": ("Patrick Noonan",),
    "Foxglove Yard": ("Zainab Sheikh", "Ewan Birkett"),
    "The Signal Lamp": ("Colin Eastoe",),
    "The Inkhorn": ("Hal Winterbourne",),
    "The Plain Speaker": ("Jack Seddon",),
    "Tambourine": ("Delroy Pinnock", "Amina Begum"),
    "The Marmalade Cat": ("Jack Seddon",),
    "Papaya Moon": ("Fátima Guterres",),
    "Lowlight": ("Adaeze Okafor",),
    "Understudy": ("Imran Qadri",),
    "The Second Violin": ("Siobhan Rafferty",),
    "The Painted Kettle": ("Siobhan Rafferty",),
    "The Brass Thimble": ("Kelly Marchbanks", "Lee Standish"),
    "The Bargeman's Whistle": ("Lee Standish",),
    "Quarterjack": ("Natasha Orlova",),
    "Ninety Steps": ("Wayne Duckett",),
    "The Cinder Track": ("Sandra Pocock",),
    "The Points Lever": ("Ashok Gurung",),
    "Junction Twelve": ("Craig Mellors",),
    "The Teasel & Thread": ("Hannah Wilcockson",),
    "Copper Bee": ("Piotr Wolniak",),
    "The Shuttle Room": ("Darren Fettiplace",),
}

MANAGERS = {
    "Rosalind Pike": ("The Lantern",),
    "Anton Vasilev": ("Ravelin", "Underquarter", "Lowlight"),
    "Camilla Strand": ("The Blue Portmanteau", "Foxglove Yard"),
    "Jerome Baptiste": ("Moth & Meridian",),
    "Denise Hallam": ("The Thirsty Cartographer", "The Gilded Heron", "The Weathercock's Rest"),
    "Felix Amory": ("Sundial Social", "Understudy", "The Inkhorn"),
    "Shabnam Akhtar": ("Parchment", "Velvet Otter"),
    "Niall Kinsella": ("The Wren & Compass", "The Bellringer's Elbow", "The Signal Lamp"),
    "Orla Devane": ("Saltmarsh", "The Paper Boat", "The Tin Astronomer"),
    "Cherelle Boothe": ("Tambourine",),
    "Alan Pritchett": ("The Plain Speaker", "The Marmalade Cat", "The Painted Kettle"),
    "Lucinda Vaz": ("Papaya Moon", "The Second Violin"),
    "Trevor Lidgate": ("The Brass Thimble", "The Bargeman's Whistle", "Quarterjack"),
    "Samira Kaddouri": ("Ninety Steps", "The Shuttle Room"),
    "Phil Garraway": ("The Cinder Track", "The Points Lever", "Junction Twelve"),
    "Jenny Maudsley": ("The Teasel & Thread", "Copper Bee"),
    "Hamid Rostami": ("The Midnight Skillet",),
    "Suleyman Aksoy": ("Chip & Comet",),
    "Nasreen Chowdhury": ("Saffron Midnight",),
    "Ken Lau": ("Batter & Bloom",),
    "Baris Yildirim": ("The Late Plate",),
}

HOSTS = {
    "The Lantern": ("Joana Ximenes",),
    "Sundial Social": ("Beatriz Sarmento",),
    "Tambourine": ("Amina Begum",),
    "The Brass Thimble": ("Kelly Marchbanks",),
    "Lamplight Hall": ("Dorothy Ainscough", "Margaret Osei"),
    "Night Desk": ("Vikram Solanki",),
    "Kindling Café": ("Tess Ballinger",),
    "St Elwin's Church": ("Clive Haddow",),
    "The Quiet Room": ("Grace Mutasa", "Dorothy Ainscough"),
    "Tollgate Café": ("Wendy Purslow",),
    "The Waiting Room": ("Ibrahim Sesay",),
    "St Orrin's Hall": ("Jean Tolhurst",),
}

PASTORS = {
    PASTORS_OXFORD: (
        "Margaret Osei",
        "Peter Langrish",
        "Blessing Adeyinka",
        "Simon Threlkeld",
    ),
    PASTORS_TOWNS: ("Malcolm Vickery", "Esther Kamara", "Jean Tolhurst"),
}

DRIVERS = {
    TAXIS: ("Tariq Mehmood-Shah", "Gordon Blakey", "Elias Tesfaye", "Rehana Kausar-Dean"),
    CABS: ("Steve Orpwood", "Marek Kowalik"),
    BUSES: ("Angela Twining", "Babatunde Fashola-Reed"),
}

OFFICES = {
    (CAMERAS, "CC"): ("Linda Scrivens", "Owen Trahearne", "Rukhsana Jabeen"),
    (POLICE, "PR"): ("Tom Hathersage", "Nadia Rehmani"),
    (POLICE, "PS"): ("Alex Marlow", "Kirsty Bellweather", "Bronagh Tierney"),
    (POLICE, "AN"): ("Daniel Okonjo",),
    (COUNCIL, "CO"): ("Helen Applegarth",),
    (COUNCIL, "AU"): ("Robert Quennell",),
    (SAFEGUARDING, "SG"): ("Ruth Adebayo-Finch", "Iain Colquhoun"),
}

# Whom a visitor to the demo is most likely to sign in as.
DOORMAN = "Marcus Delaney"
HOST = ("Dorothy Ainscough", Work("Lamplight Hall", "SF"))
COORDINATOR = "Helen Applegarth"
REVIEWERS = (
    ("Tom Hathersage", Work(POLICE, "PR")),
    ("Nadia Rehmani", Work(POLICE, "PR")),
)
# Who holds the grant for restricted records and reviews them.
GRANTED = ("Kirsty Bellweather", Work(POLICE, "PS"))

LEADS = {"Peter Langrish", "Malcolm Vickery"}


def _works() -> Iterator[tuple[str, Work]]:
    for venue, names in STAFF.items():
        yield from ((name, Work(venue, "VS")) for name in names)
    for name, venues in MANAGERS.items():
        yield from ((name, Work(venue, "VM")) for venue in venues)
    for place, names in HOSTS.items():
        yield from ((name, Work(place, "SF")) for name in names)
    for team, names in PASTORS.items():
        yield from ((name, Work(team, "SP", name in LEADS)) for name in names)
    for firm, names in DRIVERS.items():
        yield from ((name, Work(firm, "DR")) for name in names)
    for (office, role), names in OFFICES.items():
        yield from ((name, Work(office, role)) for name in names)


def _people() -> tuple[Citizen, ...]:
    works: dict[str, list[Work]] = {}
    for name, work in _works():
        works.setdefault(name, []).append(work)
    return tuple(Citizen(name, tuple(held)) for name, held in works.items())


PEOPLE = _people()
PERSON = {one.name: one for one in PEOPLE}


@cache
def workers(where: str, *roles: str) -> tuple[str, ...]:
    """The names of those who work at a place or for an organisation, in these roles."""
    return tuple(
        one.name
        for one in PEOPLE
        if any(work.where == where and work.role in roles for work in one.works)
    )
