"""The tests, file for file beside the package; helpers for all of them lie at the top."""

import pytest

# Their assertions then tell what they compared, as those of a test do.
pytest.register_assert_rewrite("tests.factories", "tests.page", "tests.people")
