"""How each feature's screens can be read back as what the ledger keeps of them."""

from nightsafe.incidents.projection import PROJECTION as ENTRIES
from nightsafe.ledger.verify import Projection
from nightsafe.shifts.projection import PROJECTION as QUIET_NIGHTS
from nightsafe.visits.projection import PROJECTION as VISITS

PROJECTIONS: tuple[Projection, ...] = (ENTRIES, VISITS, QUIET_NIGHTS)
