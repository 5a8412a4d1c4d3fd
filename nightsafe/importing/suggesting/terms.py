"""What police and councils call things when they record them, and which of our codes says it.

The first that fits a text counts, so the particular stands above the general. A doubtful one
says why. Nothing here is applied by itself: it is proposed, and somebody decides.
"""

import re
from dataclasses import dataclass

from nightsafe.importing.mapping import LEAVE_OUT, UNDECIDED


@dataclass(frozen=True)
class Term:
    """Words as a pattern over a text in small letters, and what they are proposed to become."""

    pattern: re.Pattern[str]
    code: str
    why: str = ""  # what is doubtful about it; "" when nothing is
    flags: tuple[str, ...] = ()


def _term(pattern: str, code: str, why: str = "", *flags: str) -> Term:
    return Term(re.compile(rf"\b(?:{pattern})"), code, why, flags)


_OFFICE = "the work of the office itself"
_PAPER = "fraud and the like"
_ROAD = "traffic and vehicles"
_HOME = "from shops, buildings and vehicles"
_FOUND = "lost or found property"
_THEFT = "theft of any kind?"
_DRUGS = "or D1, drugs found?"
_BIKE = "bicycle|bike|cycle|scooter|moped"
_BOTH = "several of our codes in one"

TERMS: tuple[Term, ...] = (
    # Several things at once, or nothing in particular: nobody can tell from the words.
    _term(r"violence and sexual", UNDECIDED, _BOTH),
    _term(r"other crime|misc\w* (?:non )?criminal call", UNDECIDED, "says nothing in particular"),
    # Work of the office.
    _term(r"assist(?:ed|s)? (?:agency|other agency|on prev)", LEAVE_OUT, _OFFICE),
    _term(r"(?:assist|misc\w*)(?: citizen)?(?: misc)?$", UNDECIDED, "says nothing in particular"),
    _term(r"warrant|field interview|stop w|stop and search|comm\w* relations", LEAVE_OUT, _OFFICE),
    _term(r"crime prevent|problem solving|tactical crime|juvenile invest", LEAVE_OUT, _OFFICE),
    _term(r"civil (?:problem|matter|dispute)|impersonating|false report", LEAVE_OUT, _OFFICE),
    _term(r"(?:fire )?alarm|open door|police information", LEAVE_OUT, _OFFICE),
    # The road.
    _term(r"tow(?:ed|ing)?\b|hit and run|abandoned vehicle|parking|speeding", LEAVE_OUT, _ROAD),
    _term(r"(?:vehicle|road) (?:accident|collision)|accident|rtc\b|traffic", LEAVE_OUT, _ROAD),
    _term(
        r"dui\b|dwi\b|driving under|drunk driv|drink driv",
        UNDECIDED,
        "none of our codes says drink-driving",
    ),
    # Paper, and what is far from the night.
    _term(r"fraud|forgery|counterfeit|embezz|bad check", LEAVE_OUT, _PAPER),
    _term(r"identity theft|extort|blackmail", LEAVE_OUT, _PAPER),
    _term(r"computer crime|stolen property", LEAVE_OUT, _PAPER),
    _term(r"unauthori[sz]ed use", LEAVE_OUT, _ROAD),
    _term(r"animal|dog bite|wildlife|stray", LEAVE_OUT, "about animals"),
    _term(
        r"(?:lost|found|recovered)(?: (?:or|and))? ?(?:found|recovered)? ?prop", LEAVE_OUT, _FOUND
    ),
    _term(r"runaway", LEAVE_OUT, "gone from home"),
    _term(
        r"phone calls?|(?:malicious|nuisance) (?:calls?|communications)", LEAVE_OUT, "by telephone"
    ),
    _term(r"death|sudden death|deceased|body found", LEAVE_OUT, "a death, mostly at home"),
    _term(r"porno", LEAVE_OUT, "pictures, not a place"),
    # Sexual; before assault, whose word it shares.
    _term(r"spik(?:ed|ing)|drink drugged|drugged drink|needle (?:attack|injection)", "S4"),
    _term(r"(?:statutory|child) rape|sex\w* offen[cs]e statutory", "E1", "or S1?"),
    _term(r"rape|indecent|sexual (?:battery|touch)|sex\w* (?:offen[cs]e|assault)", "S1"),
    _term(r"grop|fondl|sodomy|expos(?:ure|ed|ing)|voyeur|upskirt", "S1"),
    _term(r"sexual harass|cat ?call", "S2"),
    _term(r"stalk|prowl|peeping|being followed|followed by", "S3"),
    _term(r"prostitut|solicit\w* (?:for )?(?:sex|prost)|kerb crawl", UNDECIDED, "E1?"),
    _term(r"solicitation|curfew|loiter|vagran|pedlar|street trading", "B1", "was it a nuisance?"),
    _term(r"ask for angela|angela", "S5"),
    _term(r"bomb", "T1", "a threat, mostly by telephone"),
    # Hate, home, children.
    _term(r"hate|racial|racis|homophob|transphob|islamophob|antisem", "H1"),
    _term(r"non domestic", "B1"),
    _term(r"domestic (?!animal)|domestic$|partner (?:abuse|violence)", "A1", "", "domestic"),
    _term(
        r"family (?:offen|abuse|viol|disturb|fight)", "A1", "of families, of what kind?", "domestic"
    ),
    _term(r"child ab contr|delinquency", "E1", "led astray, or exploited?", "under_18"),
    _term(r"child (?:ab|neg|expl|cruel|at risk|protection|sexual)", "E1", "", "under_18"),
    _term(r"traffick|modern slavery|exploit|grooming|cuckoo|county line", "E1"),
    _term(r"kidnap|abduct|false imprison", UNDECIDED, "A1, E1 or V2?"),
    # Violence.
    _term(r"homicide|murder|manslaughter|stab|glassing|glassed|shot\b|shooting", "V2"),
    _term(r"(?:gbh|grievous|wounding|malicious wound|attempted murder|serious assault)", "V2"),
    _term(r"aggravated assault|assault aggravated|felonious assault", "V2"),
    _term(r"shots? fired|gunfire", "V2", "or V4, nobody hurt?"),
    _term(r"assault (?:intimidat|by threat|threat)|intimidat|threat(?! of fire)|menac", "V3"),
    _term(r"strong ?arm|robber|mugg|carjack", "V5"),
    _term(r"weapon|firearm|knife|knives|bladed|offensive weapon|gun\b", "V4"),
    _term(r"(?:simple|common|minor) assault|assault|abh\b|battery|affray|fight|brawl", "V1"),
    _term(r"violence with(?:out)? injury|violence against the person|bodily harm", "V1"),
    _term(r"harass", "V3", "or S2, sexual, or S3, followed?"),
    # Drugs and drink.
    _term(r"overdos", "W3", "", "drugs"),
    _term(r"drug (?:find|found|seiz)|drugs? (?:found|seized|recovered)", "D1"),
    _term(r"narcot|drug|cannabis|marij|cocaine|heroin|controlled substance", "D2", _DRUGS),
    _term(r"drunk ?(?:en|in)|drunk|intoxic|public intox|dip\b|incapable", "W1", "", "alcohol"),
    _term(r"liquor|licensing offen|underage|alcohol (?:viol|offen)", UNDECIDED, "B2, L2 or W1?"),
    _term(
        r"street drink|open container|public urin|urinat|litter|fly ?tip|begg|illegal dump", "B2"
    ),
    # Theft and damage.
    _term(rf"(?:{_BIKE})\b.*(?:theft|stol)|(?:theft|stolen|larceny).*\b(?:{_BIKE})\b", "P2"),
    _term(
        r"making off|make off|bilk|fare (?:dodg|evas|dispute|jump)|non ?payment|dine and dash", "P4"
    ),
    _term(r"pocket ?pick|pick ?pocket|purse|theft from (?:the )?person", "P1"),
    _term(r"handbag|phone (?:theft|snatch)|theft of (?:mobile|phone|wallet|bag)", "P1"),
    _term(
        r"shop ?lif|shop theft|retail theft|burgl|break(?:ing)? (?:and|&) enter", LEAVE_OUT, _HOME
    ),
    _term(r"(?:motor )?vehicle (?:theft|crime|interf)|twoc\b", LEAVE_OUT, _HOME),
    _term(r"(?:theft|larceny)\b.*\b(?:veh\w*|building|coin)\b", LEAVE_OUT, _HOME),
    _term(r"larceny|theft|stolen|stealing", "P1", _THEFT),
    _term(
        r"vandal|criminal damage|graffiti|malicious mischief|destruction|damage to property", "P3"
    ),
    _term(r"(?<!not )arson", "T2", "or P3, damage?"),
    # Nuisance.
    _term(r"trespass", UNDECIDED, "L3, would not leave, or B1, a group?"),
    _term(r"noise|loud music|loud party", "L4"),
    _term(r"firework", "B1", "thrown about, or in a garden?"),
    _term(r"disorder|breach of (?:the )?peace|rowdy|nuisance|anti ?social|asb\b|disturb", "B1"),
    _term(r"public order|order offen", "B1", "or V3, threats?"),
    # People who need help.
    _term(r"suicid|mental|self harm|psych|crisis|tdo\b|eco\b|section 136", "W4"),
    _term(r"missing (?:person )?(?:juv|child|minor)", "W2", "missing from home?", "under_18"),
    _term(r"missing", "W2", "missing from home?"),
    _term(r"lost (?:person|child)|strand", "W2"),
    _term(
        r"welfare check|check (?:the )?welfare|concern for (?:safety|welfare)",
        "W2",
        "or W3, or W4?",
    ),
    _term(r"medical|ambulance|ill(?:ness)?\b|sick person|injur(?:y|ed) person|collapsed", "W3"),
    # Suspicion, fire.
    _term(r"suspicious|suspect package|unattended (?:bag|item)", "T1"),
    _term(r"fire|smoke|crowd|crush", "T2"),
    # The door and the bar.
    _term(r"eject|removed from premises|put out", "L3"),
    _term(r"refus\w* (?:of )?(?:entry|admission)|entry refus|denied entry", "L1"),
    _term(r"refus\w* (?:of )?(?:sale|service)|sale refus", "L2"),
    _term(r"(?:taxi|minicab|private hire).*(?:tout|unlicen|plying)|tout", "X1"),
    _term(r"street ?light|lighting|poorly lit", "X2"),
)


def term_of(text: str) -> Term | None:
    """The first term that fits a text; None when none does."""
    plain = plain_words(text)
    return next((term for term in TERMS if term.pattern.search(plain)), None)


def plain_words(text: str) -> str:
    """A text in small letters, with single spaces for whatever is neither letter nor digit."""
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))
