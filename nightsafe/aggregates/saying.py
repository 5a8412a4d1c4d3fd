"""What can be said of an evaluation, in sentences: never that it worked, nor that it did not."""

from flask_babel import format_date, format_decimal, ngettext
from flask_babel import gettext as _

from nightsafe.aggregates.evaluation import FEWEST, WORTH, Estimate
from nightsafe.aggregates.helping import Evaluation, Period, Verdict

# From here on, "times as many" is easier to read than a percentage.
DOUBLE, TEN = 2, 10
# Weekends of ten years: a longer wait is none.
LONG = 520
# Under this sum, the interval is rough.
ROUGH = 5


def amount(ratio: float) -> str:
    """A rate ratio as people say it: "38% fewer", "as many", "2.4 times as many"."""
    if ratio >= DOUBLE:
        return _(
            "%(times)s times as many", times=format_decimal(ratio, "0.#" if ratio < TEN else "0")
        )
    percent = min(99, round(100 * abs(1 - ratio)))
    if not percent:
        return _("as many")
    if ratio < 1:
        return _("%(percent)s%% fewer", percent=percent)
    return _("%(percent)s%% more", percent=percent)


def headline(found: Evaluation) -> str:
    """The one sentence that comes first."""
    words = {
        Verdict.TOO_EARLY: _("It is too early to say anything."),
        Verdict.TOO_FEW: _("There are too few weekends with figures to say anything."),
        Verdict.NOTHING: _("Too little was counted to say anything."),
        Verdict.UNCLEAR: _("These figures are too few to tell whether it helped."),
        Verdict.FEWER: _("There were fewer events than the comparison leads one to expect."),
        Verdict.MORE: _("There were more events than the comparison leads one to expect."),
    }
    return words[found.verdict]


def sentences(found: Evaluation) -> list[str]:
    """What follows the first sentence."""
    if found.estimate is not None:
        return _measured(found, found.estimate)
    if found.verdict == Verdict.NOTHING:
        assert found.four is not None
        if not any(cell.total for cell in found.four.cells):
            return [_("No event of this kind was counted in any of these weekends.")]
        return [
            _(
                "One of the four sums below is 0, and to nothing there is no ratio. Choose more "
                "kinds of events, larger areas, or more weekends."
            )
        ]
    return _waiting(found)


def _waiting(found: Evaluation) -> list[str]:
    before, after = (len(found.used(period)) for period in (Period.BEFORE, Period.AFTER))
    said = [
        _(
            "Weekends with figures: %(before)s before, %(after)s after. At least %(least)s of each "
            "are needed.",
            before=before,
            after=after,
            least=FEWEST,
        )
    ]
    if found.says_on:
        said.append(
            _(
                "Come back on %(day)s: by then there can be enough, if people report on both sides "
                "each weekend.",
                day=format_date(found.says_on, "EEEE d MMMM yyyy"),
            )
        )
    elif before < FEWEST:
        said.append(
            _(
                "What nobody recorded before it cannot be made up for. Ask for more weekends "
                "before, or compare with areas where people have logged for longer."
            )
        )
    elif found.brought:
        said.append(_("What was brought along ends too early, and logging here began too late."))
    else:
        said.append(_("Note it once more and ask for more weekends after."))
    return said


def _measured(found: Evaluation, estimate: Estimate) -> list[str]:
    low, high = amount(estimate.low), amount(estimate.high)
    guess = amount(estimate.ratio)
    if found.verdict == Verdict.UNCLEAR:
        said = [
            _(
                "Beside what the comparison leads one to expect, they fit anything from %(low)s to "
                "%(high)s; the best guess is %(guess)s.",
                low=low,
                high=high,
                guess=guess,
            ),
            _("That is neither a sign that it helped nor a sign that it did nothing."),
        ]
    else:
        said = [
            _(
                "The best guess is %(guess)s; anything from %(low)s to %(high)s fits these "
                "figures.",
                guess=guess,
                low=low,
                high=high,
            ),
            _("This fits with it having helped. It proves nothing: read what else it can be.")
            if found.verdict == Verdict.FEWER
            else _(
                "This does not fit with it having helped; but a place that logs more looks the "
                "same. Read what else it can be."
            ),
        ]
    said.append(_seen(estimate))
    if found.verdict == Verdict.UNCLEAR:
        said.append(_needed(estimate))
    if found.four and min(cell.total for cell in found.four.cells) < ROUGH:
        said.append(_("One of the four sums is under %(least)s: the range is rough.", least=ROUGH))
    return said


def _seen(estimate: Estimate) -> str:
    if estimate.noticeable is None:
        return _(
            "Not even a fall to nothing would have shown four times in five with figures so small."
        )
    return _(
        "The smallest fall that figures like these show four times in five is %(percent)s%%.",
        percent=round(100 * (1 - estimate.noticeable)),
    )


def _needed(estimate: Estimate) -> str:
    worth = round(100 * WORTH)
    if estimate.weekends > LONG:
        return _(
            "To show a fall of %(worth)s%% four times in five, more than ten years before and as "
            "many after would be needed: ask a larger question, of more areas or kinds of events.",
            worth=worth,
        )
    return ngettext(
        "To show a fall of %(worth)s%% four times in five, about %(num)s weekend before and as "
        "many after would be needed.",
        "To show a fall of %(worth)s%% four times in five, about %(num)s weekends before and as "
        "many after would be needed.",
        estimate.weekends,
        worth=worth,
    )
