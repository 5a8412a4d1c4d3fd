"""`nightsafe verify`: is the ledger whole, and do the screens show what it says?"""

import re

import click

from nightsafe.cli.few_holders import warn_of_few_holders
from nightsafe.cli.opening import open_installation
from nightsafe.cli.problems import CannotRun
from nightsafe.cli.projections import COMPARED
from nightsafe.config import from_environment
from nightsafe.ledger.verify import problems

Head = tuple[int, bytes]

# Said each time: who trusts this has to know where it does not look.
NOT_COVERED = (
    "Compared with the ledger: entries, photos, events, visits, quiet nights, findings, questions, "
    "referrals, grants, what phones sent that is held, files that left, releases of figures, "
    "briefings, warnings, tokens of programs, and from which records of others an entry was made. "
    "Not compared: people, memberships, duties, notices, places and organisations. Each change of "
    "theirs through the product is a row, but what stands in their tables is not rebuilt."
)


class HeadType(click.ParamType[Head]):
    """A head of the chain as `verify` prints it: number, colon, 64 hexadecimal figures."""

    name = "number:digest"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> Head:
        """The number and the digest."""
        found = re.fullmatch(r"(\d+):([0-9a-f]{64})", str(value))
        if found is None:
            self.fail("write it as verify printed it: NUMBER:DIGEST", param, ctx)
        return int(found[1]), bytes.fromhex(found[2])


@click.command()
@click.option(
    "--head",
    type=HeadType(),
    help="An earlier head that was kept outside: rows cut off since then are found too.",
)
def verify(head: Head | None) -> None:
    """Check the ledger's chain, and every screen's rows against it; print the head to keep.

    Exit code 1 and a line for each fault when anything was changed, removed or reordered. People
    and their memberships are not compared with the ledger.
    """
    app = open_installation(from_environment())
    with app.app_context():
        found, (number, digest) = problems(COMPARED, head)
    for problem in found:
        where = f"row {problem.seq}: " if problem.seq is not None else ""
        click.echo(f"{where}{problem.what}", err=True)
    if found:
        raise CannotRun(f"{len(found)} faults in {number} rows: the ledger is not as it was.")
    click.echo(f"{number} rows, all in order.")
    warn_of_few_holders(app)
    click.echo(NOT_COVERED)
    click.echo(f"Head, to be kept outside: {number}:{digest.hex()}")
