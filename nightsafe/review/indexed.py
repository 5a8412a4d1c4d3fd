"""What reviewers and reporters write to each other, found by its words like an entry."""

from uuid import UUID

from nightsafe.incidents.stems import of_number, stems
from nightsafe.incidents.word_index import index_stems
from nightsafe.review.models import Question
from nightsafe.review.written import Asked, Noted


def index_finding(event_id: UUID, noted: Noted) -> None:
    """Let an event be found by its police reference and by what reviewers noted about it."""
    index_stems(event_id, stems_of_finding(noted))


def index_question(question: Question, asked: Asked) -> None:
    """Let an event be found by a question about one of its entries, and by the answers."""
    index_stems(question.id, stems_of_question(asked), anew=question.version > 1)


def stems_of_finding(noted: Noted) -> set[str]:
    """The stems of what stands in a finding."""
    return stems(noted.note, *noted.thrive.values()) | of_number(noted.police_reference)


def stems_of_question(asked: Asked) -> set[str]:
    """The stems of a question and its answers."""
    return stems(asked.text, *(one["text"] for one in asked.answers))
