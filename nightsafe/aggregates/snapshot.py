"""What the ledger keeps of a release at each step: state, number, a digest of all that it says."""

import hashlib
from typing import Any

from nightsafe.aggregates.models import Release
from nightsafe.aggregates.releases import State
from nightsafe.ledger.crypto import canonical


def snapshot(release: Release) -> dict[str, Any]:
    """A release as its newest row in the ledger has it; how far a check has come is in none."""
    return {
        "state": str(release.state),
        "version": release.version,
        "number": release.number,
        "quarter": release.quarter.isoformat(),
        "prepared_by": release.prepared_by,
        "returned_by": release.returned_by,
        "approved_by": release.approved_by,
        "digest": digest(release),
    }


def digest(release: Release) -> str:
    """The SHA-256, in hex, of what was asked for, the tables, the certificate and the words."""
    checking = release.state == State.CHECKING
    said = {
        "wanted": release.wanted,
        "tables": release.tables,
        "certificate": {} if checking else release.certificate,
        "words": release.words,
        "returned_why": release.returned_why,
    }
    return hashlib.sha256(canonical(said)).hexdigest()
