"""`verify` finds what was moved to another batch, renamed, or taken away behind the product."""

from pathlib import Path

import pytest
from sqlalchemy import text

from nightsafe.database import db
from tests.importing.past import FIGHT, THEFT, faults, mapped, past, run

pytestmark = pytest.mark.usefixtures("city")


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE imported_entries SET batch_id = 2", "is not in the batch it came with"),
        ("UPDATE imported_entries SET key = :key", "is not the record of theirs"),
        ("DELETE FROM imported_entries", "is not in the batch it came with"),
        ("UPDATE entries SET source = 'Another'", "does not come from where it says"),
        ("UPDATE entries SET source = NULL", "does not come from where it says"),
        ("UPDATE import_batches SET added = 7", "made 1 entries and says 7"),
        ("UPDATE import_batches SET source = 'Another'", "differs from its rows in the ledger"),
        ("UPDATE import_batches SET rejected = 5", "differs from its rows in the ledger"),
        ("UPDATE import_batches SET audience = 'review'", "differs from its rows in the ledger"),
        ("UPDATE import_batches SET undone_at = started_at", "differs from its rows"),
        ("UPDATE import_batches SET file_digest = 'x'", "differs from its rows in the ledger"),
        ("UPDATE events SET source = NULL", "differs from what its entries tell: source"),
    ],
)
def test_a_change_behind_the_product_is_found(tmp_path: Path, statement: str, found: str) -> None:
    mapping = mapped(tmp_path)
    run(past(tmp_path, FIGHT), mapping)
    run(past(tmp_path, THEFT, name="more.csv"), mapping)
    assert faults() == []
    db.session.execute(text(statement), {"key": bytes(16)} if ":key" in statement else {})
    db.session.commit()
    db.session.expire_all()
    assert any(found in one for one in faults())
