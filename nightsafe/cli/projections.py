"""Every feature whose records the ledger keeps: for verify and erase."""

from nightsafe.incidents import projection as incidents
from nightsafe.ledger.verify import Projection

PROJECTIONS: tuple[Projection, ...] = (incidents.PROJECTION,)
