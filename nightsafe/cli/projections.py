"""How each feature's screens can be read back as what the ledger keeps of them."""

from nightsafe.accounts.projection import PROJECTION as GRANTS
from nightsafe.aggregates.erasing import PROJECTION as COUNTED
from nightsafe.aggregates.projection import PROJECTION as RELEASES
from nightsafe.alerts.projection import PROJECTION as ALERTS
from nightsafe.api.projection import PROJECTION as CONSUMERS
from nightsafe.briefings.projection import PROJECTION as BRIEFINGS
from nightsafe.importing.projection import PROJECTION as IMPORTS
from nightsafe.incidents.grouping_projection import PROJECTION as MOVES
from nightsafe.incidents.photo_projection import PROJECTION as PHOTOS
from nightsafe.incidents.projection import PROJECTION as ENTRIES
from nightsafe.incidents.word_index_check import PROJECTION as WORDS
from nightsafe.ledger.verify import Projection
from nightsafe.referrals.projection import PROJECTION as REFERRALS
from nightsafe.review.export_projection import PROJECTION as EXPORTS
from nightsafe.review.projection import PROJECTIONS as REVIEW
from nightsafe.shifts.projection import PROJECTION as QUIET_NIGHTS
from nightsafe.submissions.projection import PROJECTION as HELD
from nightsafe.visits.projection import PROJECTION as VISITS

# What points at a row comes before it, so that an erasure can take both away.
PROJECTIONS: tuple[Projection, ...] = (
    *REVIEW,
    REFERRALS,
    MOVES,
    PHOTOS,
    COUNTED,
    ENTRIES,
    VISITS,
    QUIET_NIGHTS,
    ALERTS,
)

# What `nightsafe verify` compares: what is held, grants, consumers and imports too, no records.
COMPARED: tuple[Projection, ...] = (
    *PROJECTIONS,
    HELD,
    GRANTS,
    CONSUMERS,
    IMPORTS,
    EXPORTS,
    RELEASES,
    BRIEFINGS,
    WORDS,
)
