"""A press with its own stories, served on a free port, and readers of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sample_press.serve import running_press
from stockpress_spiders.sample_press.story import Story
from tests.spiders.sample_press.reader import NAME, PASSWORD, Reader


@pytest.fixture
def press() -> Press:
    """The press with the stories that ship with it."""
    return Press.from_stories(username=NAME, password=PASSWORD)


@pytest.fixture
def home(press: Press) -> Iterator[str]:
    """The address of the running press."""
    with running_press(press) as url:
        yield url


@pytest.fixture
def stranger(home: str) -> Reader:
    """A reader who is not signed in."""
    return Reader(home)


@pytest.fixture
def subscriber(home: str) -> Reader:
    """A reader who is signed in."""
    reader = Reader(home)
    assert reader.sign_in().status == 303
    return reader


@pytest.fixture
def story(press: Press) -> Story:
    """The first story of the press, which has nothing odd about it."""
    return press.stories[0]
