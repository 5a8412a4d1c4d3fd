"""What a program can be refused for, in words for whoever reads its log."""

from flask import Response

from nightsafe import errors

REALM = 'Bearer realm="nightsafe"'


class Problem(Exception):
    """A refusal as a program reads it: a status, what happened, what to do."""

    def __init__(self, status: int, title: str, detail: str, **headers: str) -> None:
        super().__init__(title)
        self.status, self.title, self.detail, self.headers = status, title, detail, headers

    def answer(self) -> Response:
        """The answer that says it."""
        return errors.problem(self.status, self.title, self.detail, **self.headers)


def no_token() -> Problem:
    """Nothing was sent that could be a token."""
    return Problem(
        401,
        "A token is needed",
        "Send it in the header Authorization, as: Bearer nightsafe_... "
        "The coordinator of the network makes one.",
        **{"WWW-Authenticate": REALM},
    )


def no_such_token() -> Problem:
    """A token that opens nothing: whether there ever was such a one is not said."""
    return Problem(
        401,
        "This token does not work",
        "It is not known, or it has ended, or it was revoked. Ask the coordinator for a new one.",
        **{"WWW-Authenticate": f'{REALM}, error="invalid_token"'},
    )


def not_in_scope(scope: str) -> Problem:
    """A token that works, for something else."""
    return Problem(
        403,
        "This token is not for that",
        f"It has not the scope {scope}. Ask the coordinator for a token that has.",
        **{"WWW-Authenticate": f'{REALM}, error="insufficient_scope", scope="{scope}"'},
    )


def too_often(seconds: int) -> Problem:
    """A token that was used too often within a minute."""
    return Problem(
        429,
        "Too many requests",
        f"Wait {seconds} seconds and ask again. A release never changes: keep what you fetched.",
        **{"Retry-After": str(seconds)},
    )


def nothing_there(what: str) -> Problem:
    """No such release, table or page; `what` says which, and where to look."""
    return Problem(404, "There is nothing here", what)


def not_understood(what: str) -> Problem:
    """A parameter that is none of ours, or cannot be read."""
    return Problem(400, "The address has something in it that we do not know", what)
