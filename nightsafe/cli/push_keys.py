"""`nightsafe push-keys`: make the key that messages to browsers are signed with."""

import click

from nightsafe.cli.problems import CannotRun
from nightsafe.config import from_environment
from nightsafe.delivery.push_keys import make_key, public_key, read_key


@click.command("push-keys")
def push_keys() -> None:
    """Make the key of web push, once; browsers that subscribed are bound to it."""
    path = from_environment().push_key_path
    known = read_key(path)
    if known is not None:
        raise CannotRun(
            f"There is a key in {path} already. With another one every browser that subscribed "
            "would have to do so again: move the file away first if that is wanted."
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    made = make_key(path)
    click.echo(f"The key is in {path}: keep it with the installation's key, and in its backup.")
    click.echo(f"What browsers are told of it: {public_key(made)}")
