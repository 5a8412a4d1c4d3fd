"""How each feature's screens can be read back as what the ledger keeps of them."""

from nightsafe.incidents.projection import PROJECTION as ENTRIES
from nightsafe.ledger.verify import Projection

PROJECTIONS: tuple[Projection, ...] = (ENTRIES,)
