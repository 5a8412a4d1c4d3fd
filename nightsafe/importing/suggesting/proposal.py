"""A mapping proposed from the file itself: every guess with its evidence, every doubt said."""

from dataclasses import dataclass

from nightsafe.importing.suggesting.codes import propose_codes
from nightsafe.importing.suggesting.columns import Profile, Readable
from nightsafe.importing.suggesting.entries import propose_entries, propose_file
from nightsafe.importing.suggesting.flags import not_used, propose_flags
from nightsafe.importing.suggesting.places import propose_places
from nightsafe.importing.suggesting.positions import find_ground
from nightsafe.importing.suggesting.text import Section, comment, shown
from nightsafe.importing.suggesting.times import propose_times


@dataclass(frozen=True)
class Known:
    """What the network has already, by name, and its time zone."""

    areas: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    premises: tuple[str, ...] = ()
    time_zone: str = "Europe/London"


def suggest(source: Readable, known: Known) -> str:
    """The text of a mapping (TOML) for a file, to be read and corrected by a person.

    Reads the file once; a second time where no column alone names a record. What cannot be told
    stands as "?" or empty, so that `read_mapping` refuses it; every doubt is a line that begins
    "# UNSURE:". Raises what the source raises.
    """
    profile = Profile(source)
    ground = find_ground(profile, known.time_zone)
    middle = ground.middle if ground is not None and not ground.unreadable else None
    times = propose_times(profile, known, middle)
    used = set(times.used)
    if ground is not None:
        used |= {ground.latitude, ground.longitude}
    places = propose_places(profile, known, ground, used)
    used |= places.used
    flags, of_flags = propose_flags(profile, used)
    used |= of_flags
    codes = propose_codes(profile, used)
    used |= codes.used
    entries = propose_entries(profile, known, used)
    used |= entries.used
    sections = [propose_file(profile), entries, times, codes, places]
    parts = [str(each) for each in sections if each.lines]
    if flags:
        parts.append(flags)
    rest = "\n".join(not_used(profile, used))
    body = "\n".join([*parts, *([f"{rest}\n"] if rest else [])])
    return f"{_opening(profile, sections, body)}\n{body}"


def _opening(profile: Profile, sections: list[Section], body: str) -> str:
    """What the proposal is, what is still to be decided, and what to do next."""
    doubts = sum(line.startswith("# UNSURE:") for line in body.splitlines())
    undecided = [each for section in sections for each in section.undecided]
    lines = comment(
        f"Proposed from {shown(profile.source.name, 80)}: {profile.rows:,} rows, "
        f"{len(profile.columns)} columns. It is a proposal: read it from top to bottom and "
        "correct it; what a line says is what will be done."
    )
    number = "One comment begins" if doubts == 1 else f"{doubts} comments begin"
    if doubts:
        lines += comment(f"{number} with UNSURE; each tells what to make sure of.")
    if undecided:
        lines += ["# To be decided before anything can be brought along:"]
        lines += [line for each in undecided for line in comment(each, "  ")]
    lines += comment("Then try it with --dry-run, which shows what would happen and saves nothing.")
    return "\n".join(lines) + "\n"
