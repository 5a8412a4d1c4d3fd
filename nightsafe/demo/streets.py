"""The areas and public places of the demo city: real streets, no real premises."""

from dataclasses import dataclass

OXFORD = "Oxford centre"
EAST = "Cowley Road and The Plain"
ABINGDON = "Abingdon"
DIDCOT = "Didcot"
WITNEY = "Witney"

AREAS = (OXFORD, EAST, ABINGDON, DIDCOT, WITNEY)


@dataclass(frozen=True)
class Street:
    """A public place: its name and kind, where it is, how many addresses it stands for."""

    name: str
    area: str
    kind: str
    lat: float
    lon: float
    addresses: int


STREETS = (
    Street("George Street", OXFORD, "street", 51.7537, -1.2612, 64),
    Street("Cornmarket Street", OXFORD, "street", 51.7531, -1.2584, 58),
    Street("Queen Street", OXFORD, "street", 51.7516, -1.2596, 52),
    Street("High Street", OXFORD, "street", 51.7525, -1.2530, 142),
    Street("Broad Street", OXFORD, "street", 51.7544, -1.2566, 55),
    Street("St Aldate's", OXFORD, "street", 51.7500, -1.2568, 96),
    Street("Magdalen Street", OXFORD, "street", 51.7546, -1.2590, 26),
    Street("Park End Street", OXFORD, "street", 51.7526, -1.2664, 40),
    Street("Hythe Bridge Street", OXFORD, "street", 51.7535, -1.2655, 34),
    Street("New Road", OXFORD, "street", 51.7522, -1.2630, 22),
    Street("Worcester Street", OXFORD, "street", 51.7546, -1.2634, 38),
    Street("Beaumont Street", OXFORD, "street", 51.7550, -1.2615, 36),
    Street("St Giles", OXFORD, "street", 51.7572, -1.2597, 60),
    Street("Walton Street", OXFORD, "street", 51.7592, -1.2645, 168),
    Street("Little Clarendon Street", OXFORD, "street", 51.7577, -1.2619, 44),
    Street("New Inn Hall Street", OXFORD, "street", 51.7528, -1.2607, 30),
    Street("St Michael's Street", OXFORD, "street", 51.7533, -1.2598, 42),
    Street("Ship Street", OXFORD, "street", 51.7536, -1.2574, 18),
    Street("Market Street", OXFORD, "street", 51.7530, -1.2572, 24),
    Street("King Edward Street", OXFORD, "street", 51.7520, -1.2555, 20),
    Street("Blue Boar Street", OXFORD, "street", 51.7514, -1.2562, 12),
    Street("Pembroke Street", OXFORD, "street", 51.7507, -1.2581, 28),
    Street("Castle Street", OXFORD, "street", 51.7514, -1.2613, 24),
    Street("Paradise Street", OXFORD, "street", 51.7517, -1.2633, 26),
    Street("Oxpens Road", OXFORD, "street", 51.7497, -1.2660, 16),
    Street("Becket Street", OXFORD, "street", 51.7519, -1.2691, 20),
    Street("Botley Road", OXFORD, "street", 51.7528, -1.2745, 210),
    Street("Frideswide Square", OXFORD, "street", 51.7530, -1.2686, 14),
    Street("Gloucester Green", OXFORD, "street", 51.7542, -1.2625, 48),
    Street("Bonn Square", OXFORD, "street", 51.7518, -1.2604, 12),
    Street("Carfax", OXFORD, "street", 51.7520, -1.2580, 10),
    Street("Oxford railway station", OXFORD, "station", 51.7535, -1.2701, 8),
    Street("Gloucester Green bus station", OXFORD, "station", 51.7544, -1.2630, 10),
    Street("Taxi rank, St Aldate's", OXFORD, "rank", 51.7508, -1.2572, 12),
    Street("Taxi rank, Gloucester Green", OXFORD, "rank", 51.7540, -1.2619, 12),
    Street("Taxi rank, Oxford station", OXFORD, "rank", 51.7533, -1.2697, 8),
    Street("Night bus stops, High Street", OXFORD, "station", 51.7526, -1.2520, 16),
    Street("Night bus stops, Magdalen Street", OXFORD, "station", 51.7549, -1.2593, 10),
    Street("The Plain", EAST, "street", 51.7505, -1.2427, 22),
    Street("Cowley Road, Plain end", EAST, "street", 51.7492, -1.2392, 120),
    Street("Cowley Road, Manzil Way end", EAST, "street", 51.7470, -1.2335, 140),
    Street("Cowley Road, Magdalen Road end", EAST, "street", 51.7447, -1.2282, 130),
    Street("St Clement's Street", EAST, "street", 51.7514, -1.2395, 110),
    Street("Iffley Road", EAST, "street", 51.7463, -1.2394, 280),
    Street("James Street", EAST, "street", 51.7478, -1.2362, 76),
    Street("Jeune Street", EAST, "street", 51.7498, -1.2390, 60),
    Street("Princes Street", EAST, "street", 51.7491, -1.2372, 64),
    Street("Rectory Road", EAST, "street", 51.7491, -1.2352, 58),
    Street("Marston Street", EAST, "street", 51.7485, -1.2385, 54),
    Street("Magdalen Road", EAST, "street", 51.7428, -1.2330, 180),
    Street("Hurst Street", EAST, "street", 51.7456, -1.2352, 170),
    Street("Divinity Road", EAST, "street", 51.7473, -1.2290, 150),
    Street("Manzil Way", EAST, "street", 51.7476, -1.2322, 18),
    Street("Magdalen Bridge", EAST, "street", 51.7515, -1.2456, 9),
    Street("South Park", EAST, "park", 51.7522, -1.2325, 12),
    Street("Taxi rank, Cowley Road", EAST, "rank", 51.7482, -1.2362, 24),
    Street("Night bus stops, The Plain", EAST, "station", 51.7503, -1.2421, 14),
    Street("Market Place, Abingdon", ABINGDON, "street", 51.6706, -1.2819, 30),
    Street("High Street, Abingdon", ABINGDON, "street", 51.6702, -1.2838, 44),
    Street("Stert Street, Abingdon", ABINGDON, "street", 51.6718, -1.2813, 50),
    Street("East St Helen Street, Abingdon", ABINGDON, "street", 51.6694, -1.2816, 62),
    Street("West St Helen Street, Abingdon", ABINGDON, "street", 51.6693, -1.2835, 40),
    Street("Ock Street, Abingdon", ABINGDON, "street", 51.6697, -1.2880, 150),
    Street("Bath Street, Abingdon", ABINGDON, "street", 51.6721, -1.2845, 48),
    Street("Bridge Street, Abingdon", ABINGDON, "street", 51.6697, -1.2800, 26),
    Street("Bury Street, Abingdon", ABINGDON, "street", 51.6711, -1.2829, 36),
    Street("Stratton Way, Abingdon", ABINGDON, "station", 51.6723, -1.2838, 14),
    Street("Abbey Meadows, Abingdon", ABINGDON, "park", 51.6700, -1.2770, 8),
    Street("Taxi rank, High Street, Abingdon", ABINGDON, "rank", 51.6703, -1.2832, 16),
    Street("Broadway, Didcot", DIDCOT, "street", 51.6062, -1.2405, 120),
    Street("Station Road, Didcot", DIDCOT, "street", 51.6095, -1.2420, 46),
    Street("High Street, Didcot", DIDCOT, "street", 51.6054, -1.2330, 58),
    Street("Wantage Road, Didcot", DIDCOT, "street", 51.6067, -1.2545, 130),
    Street("Park Road, Didcot", DIDCOT, "street", 51.6042, -1.2452, 140),
    Street("Hitchcock Way, Didcot", DIDCOT, "street", 51.6083, -1.2378, 14),
    Street("Cow Lane, Didcot", DIDCOT, "street", 51.6098, -1.2398, 10),
    Street("Lydalls Road, Didcot", DIDCOT, "street", 51.6087, -1.2462, 70),
    Street("Didcot Parkway station", DIDCOT, "station", 51.6110, -1.2430, 9),
    Street("Taxi rank, Didcot Parkway", DIDCOT, "rank", 51.6107, -1.2425, 9),
    Street("High Street, Witney", WITNEY, "street", 51.7866, -1.4847, 118),
    Street("Market Square, Witney", WITNEY, "street", 51.7843, -1.4855, 42),
    Street("Corn Street, Witney", WITNEY, "street", 51.7836, -1.4888, 156),
    Street("Bridge Street, Witney", WITNEY, "street", 51.7890, -1.4832, 74),
    Street("Welch Way, Witney", WITNEY, "street", 51.7856, -1.4879, 30),
    Street("Langdale Gate, Witney", WITNEY, "street", 51.7838, -1.4836, 24),
    Street("Church Green, Witney", WITNEY, "street", 51.7822, -1.4853, 56),
    Street("Witan Way, Witney", WITNEY, "street", 51.7850, -1.4824, 18),
    Street("Mill Street, Witney", WITNEY, "street", 51.7884, -1.4850, 40),
    Street("The Leys, Witney", WITNEY, "park", 51.7803, -1.4858, 10),
    Street("Taxi rank, Market Square, Witney", WITNEY, "rank", 51.7845, -1.4852, 18),
)

STREET = {one.name: one for one in STREETS}


def streets_of(area: str, *kinds: str) -> tuple[Street, ...]:
    """The public places of an area, of these kinds when any are named."""
    return tuple(one for one in STREETS if one.area == area and (not kinds or one.kind in kinds))
