"""What a code carries, and whom its entries are for."""

from dataclasses import dataclass
from enum import StrEnum

from flask_babel import LazyString

from nightsafe.incidents.home_office import in_words
from nightsafe.incidents.priorities import PRIORITIES


class Audience(StrEnum):
    """Who an entry is for: shown before sending, stamped on it at save."""

    REVIEW = "review"
    REGISTER = "register"
    STATISTICS = "statistics"


@dataclass(frozen=True, eq=False)
class Category:
    """One kind of incident. `severity` and `audience` are where rules begin, not where they end."""

    code: str
    label: LazyString
    hint: LazyString
    icon: str
    group: str
    severity: int
    headings: frozenset[str] = frozenset()
    home_office_groups: tuple[str, ...] = ()
    home_office_flag: bool = False
    priorities: tuple[str, ...] = ()
    follow_ups: tuple[str, ...] = ()
    audience: Audience = Audience.REVIEW
    restricted: bool = False
    plate: bool = False
    photo: bool = False  # there is a thing to be photographed: a weapon, a drink, damage
    notice: LazyString | None = None  # to be said at once, before anything is asked
    tile: LazyString | None = None  # for a button whose label has more than three words
    words: LazyString | str = ""  # what else people call it, for the search box
    retired: bool = False

    @property
    def short(self) -> LazyString:
        """At most three words, for a tile."""
        return self.tile or self.label

    @property
    def home_office(self) -> str | None:
        """The suggested Home Office or NSIR group in words, or None."""
        return in_words(self.home_office_groups, self.home_office_flag)

    @property
    def priority(self) -> str | None:
        """The partnership's priorities it counts towards, in words, or None."""
        return "; ".join(str(PRIORITIES[each]) for each in self.priorities) or None
