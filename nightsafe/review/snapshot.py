"""A finding, and all questions of an entry, as the ledger keeps them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from nightsafe.review.models import Finding, Question
from nightsafe.review.written import Asked, Noted, read_asked


def of_finding(finding: Finding, noted: Noted) -> dict[str, Any]:
    """The canonical value of a finding's present version."""
    return {
        "version": finding.version,
        "first_seen_at": _iso(finding.first_seen_at),
        "seen_at": _iso(finding.seen_at),
        "seen_by": finding.seen_by,
        "outcome": finding.outcome,
        "home_office": finding.home_office,
        "decided_at": _iso(finding.decided_at),
        "decided_by": finding.decided_by,
        "closed_at": _iso(finding.closed_at),
        "closed_by": finding.closed_by,
        "reopened_at": _iso(finding.reopened_at),
        "changed_at": _iso(finding.changed_at),
        "written": noted.as_json(),
    }


def of_questions(questions: Iterable[Question]) -> dict[str, Any]:
    """The canonical value of all questions about one entry, in the order they were asked."""
    told = sorted(questions, key=lambda one: (one.asked_at, one.id))
    return {"questions": [_question(one, read_asked(one)) for one in told]}


def _question(question: Question, asked: Asked) -> dict[str, Any]:
    return {
        "id": str(question.id),
        "version": question.version,
        "asked_by": question.asked_by,
        "asked_at": _iso(question.asked_at),
        "answered_at": _iso(question.answered_at),
        "written": asked.as_json(),
    }


def _iso(instant: datetime | None) -> str | None:
    return instant.isoformat(timespec="microseconds") if instant else None
