"""What all tests share: the golden switch and the shipped standard."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

from zeropark.model import Standard
from zeropark.standard import find, load

# A busy machine is no fault of the code: examples may take the time they take.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

Golden = Callable[[Path, str], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden", action="store_true", help="write golden files anew; read the diff"
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compares text with a golden file, or writes it under ``--update-golden``."""
    update = request.config.getoption("--update-golden")

    def compare(path: Path, text: str) -> None:
        if update:
            path.write_text(text, encoding="utf-8")
        expected = path.read_text(encoding="utf-8") if path.exists() else ""

        assert text.splitlines() == expected.splitlines()

    return compare


@pytest.fixture(scope="session")
def shanxi() -> Standard:
    """The shipped standard of Shanxi."""
    return load(find() / "sx-zero-carbon-park-2024")
