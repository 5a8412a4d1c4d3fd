"""How a member writes an event down: at once with two taps, later with words, or next morning."""

from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from nightsafe.demo.happenings import Happening
from nightsafe.demo.plan import Answer, PlannedEntry
from nightsafe.demo.rhythm import drawn
from nightsafe.demo.roster import Teller
from nightsafe.demo.stories import Bank, Story, settled, told
from nightsafe.demo.stories_door import DOOR
from nightsafe.demo.stories_echo import ECHOES
from nightsafe.demo.stories_licence import LICENCE
from nightsafe.demo.stories_road import CAMERAS, DRIVERS
from nightsafe.demo.stories_street import PASTORS
from nightsafe.incidents.categories import CATEGORIES
from nightsafe.nights import calendar_day, night_of, to_utc

_VENUE_BANK: Bank = {**DOOR, **LICENCE}
_BANKS: dict[str, Bank] = {
    "VS": _VENUE_BANK,
    "VM": _VENUE_BANK,
    "SF": {**_VENUE_BANK, **PASTORS},
    "SP": PASTORS,
    "CC": CAMERAS,
    "DR": DRIVERS,
}
_SPOTS = (
    "by the cash machine",
    "at the bus shelter",
    "in the alley behind the shops",
    "by the bike racks",
    "outside the shuttered kiosk",
    "under the railway bridge",
    "at the side gate",
    "by the phone box",
    "on the steps",
    "car park at the back",
)
_TAILS = {
    "VS": (
        "[Manager|Supervisor|Head of door] told.",
        "[Quiet since|All calm since|No more trouble after].",
        "[Queue was long|Queue was short|Raining hard|Just after the football] at the time.",
        "[About half full|Full|About two hundred in] at the time.",
        "[Two|Three|Four] of us on the door.",
        "[Regular|Not a regular|Never seen before].",
        "[Upstairs|Downstairs|Back bar|Front bar|Side entrance].",
    ),
    "SF": (
        "[Tea and a blanket|Hot drink|Water] first.",
        "[Quiet since|Busy hour|Second one tonight].",
        "[Two of us in|Three of us in] tonight.",
        "[Told the pastors|Noted for the morning].",
    ),
    "SP": (
        "[Team of three|Team of four], second [round|loop] of the night.",
        "[Cold and wet|Mild night|Very busy street].",
        "[Told the other team|Radioed control so they know].",
        "[Thanked us|Hugs all round|No thanks, but fine].",
    ),
    "CC": (
        "[Low|Good|Poor] light, [clear enough|hard to make out faces].",
        "[Radio time noted|Logged on the control sheet].",
        "[Doors nearby told by radio|Passed to the late shift].",
    ),
    "DR": (
        "[Last job|Second job|Third job] of the night.",
        "[Office told|Rank marshal told|Told the other drivers].",
        "[Dash camera on|No camera in this car].",
    ),
}
_AGES = {"18_25": 6.0, "26_40": 3.0, "41_over": 1.2, "unknown": 1.0}


def can_tell(role: str, code: str) -> bool:
    """Whether somebody in this role would log such a thing."""
    return code in _BANKS[role]


def entry(
    happening: Happening,
    teller: Teller,
    rng: Random,
    tz: ZoneInfo,
    *,
    key: str,
    code: str = "",
    place: str | None,
    minutes_off: int = 0,
    echo: bool = False,
    skew: timedelta = timedelta(),
) -> PlannedEntry:
    """What one member writes of one event; `echo` when they saw another's from outside."""
    code = code or happening.code
    who, work = teller
    bank = ECHOES if echo and code in ECHOES and work.role in ("VS", "VM") else _BANKS[work.role]
    story = rng.choice(bank[code])
    at = happening.at + timedelta(minutes=minutes_off)
    described = rng.random() < _described(code)
    ticked = described or rng.random() < 0.4
    flags = tuple(settled(story.flags, rng).split()) if ticked else ()
    return PlannedEntry(
        at=_received(at, code, rng, tz),
        who=who,
        work=work,
        key=key,
        event=happening.key,
        code=code,
        occurred_at=at,
        place=place,
        place_words=rng.choice(_SPOTS) if place and rng.random() < 0.12 else "",
        skew=skew,
        flags=tuple(one for one in flags if one in ("under_18", "vawg") or rng.random() < 0.8),
        actions=tuple(story.does.split()) if ticked else (),
        details=_details(story, rng) if ticked and rng.random() < 0.75 else {},
        people=_people(story, rng) if rng.random() < (0.7 if ticked else 0.15) else None,
        age=_age(story, code, rng) if described and story.people[1] and rng.random() < 0.3 else "",
        gender=_gender(rng) if ticked and story.people[1] and rng.random() < 0.25 else "",
        description=_words(story, work.role, rng) if described else "",
        police_reference=_reference(story, at, rng) if ticked else "",
        plate=_plate(rng) if CATEGORIES[code].plate and rng.random() < 0.3 else "",
    )


def received_next_morning(at: datetime, rng: Random, tz: ZoneInfo) -> datetime:
    """A moment in the morning after a night, still before its noon."""
    night = night_of(at, tz)
    morning = to_utc(calendar_day(night, time(9)), time(8, 30), tz)
    return max(morning + timedelta(minutes=rng.randrange(190)), at + timedelta(minutes=5))


def _described(code: str) -> float:
    if CATEGORIES[code].severity >= 3:
        return 0.96
    return 0.52 if code.startswith("L") else 0.68


def _received(at: datetime, code: str, rng: Random, tz: ZoneInfo) -> datetime:
    how = rng.random()
    seconds = rng.randrange(60)
    if how < 0.55:
        return at + timedelta(minutes=rng.randrange(2), seconds=seconds + 5)
    if how < 0.8:
        minutes = rng.choice((5, 5, 10, 15, 15, 30))
        return at + timedelta(minutes=minutes + rng.randrange(3), seconds=seconds)
    if how < 0.955 or CATEGORIES[code].severity >= 3:
        return at + timedelta(minutes=rng.randrange(20, 110), seconds=seconds)
    return received_next_morning(at, rng, tz)


def _words(story: Story, role: str, rng: Random) -> str:
    tails = _TAILS["VS" if role == "VM" else role]
    tail = rng.choice(tails) if rng.random() < 0.4 else ""
    return told(f"{story.text} {tail}", rng)


def _details(story: Story, rng: Random) -> Mapping[str, Answer]:
    return {
        key: settled(answer, rng) if isinstance(answer, str) else answer
        for key, answer in story.details.items()
    }


def _people(story: Story, rng: Random) -> int:
    return rng.randint(*story.people)


def _gender(rng: Random) -> str:
    return rng.choice(("woman", "man", "man", "unknown"))


def _age(story: Story, code: str, rng: Random) -> str:
    if "under_18" in story.flags:
        return "under_18"
    return "under_18" if code == "L1" and "no_id" in story.details.values() else drawn(_AGES, rng)


def _reference(story: Story, at: datetime, rng: Random) -> str:
    called = "police_999" in story.does or "police_101" in story.does
    if not called or rng.random() > 0.35:
        return ""
    return f"TN {at.astimezone(UTC):%d%m}-{rng.randrange(20, 480):03d}"


def _plate(rng: Random) -> str:
    # The letters I and Q stand on no ordinary plate in these positions, so this is nobody's.
    return f"QI{rng.randrange(51, 76)} {''.join(rng.choices('BCDFGHJK', k=3))}"
