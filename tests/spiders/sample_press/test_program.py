"""The press as a program of its own, and its switchboard over HTTP."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest

from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sample_press.serve import running_press
from stockpress_spiders.sample_press.story import Story
from tests.spiders.sample_press.reader import NAME, PASSWORD, Reader

SUBSCRIBER = {"STOCKPRESS_SAMPLE_PRESS_USERNAME": NAME, "STOCKPRESS_SAMPLE_PRESS_PASSWORD": PASSWORD}
COMMAND = [sys.executable, "-m", "stockpress_spiders.sample_press"]


@pytest.fixture
def remote(press: Press) -> Iterator[Reader]:
    """A reader of a press whose switchboard answers over HTTP."""
    with running_press(press, switchboard=True) as home:
        yield Reader(home)


@contextlib.contextmanager
def program(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run the press on a free port and yield it with its address."""
    with subprocess.Popen(
        [*COMMAND, "--port", "0", *arguments],
        env={**os.environ, **SUBSCRIBER},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line.startswith("The Sample Press is on http://127.0.0.1:"), process.stderr and process.stderr.read()
            yield process, line.split()[5].rstrip(";")
        finally:
            process.kill()


def run(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("STOCKPRESS_SAMPLE_PRESS_")}
    return subprocess.run(
        [*COMMAND, *arguments], env={**clean, **environment}, capture_output=True, text=True, timeout=30, check=False
    )


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_in_silence_until_it_is_told_to_end(number: int):
    with program() as (process, home):
        reader = Reader(home)
        assert reader.sign_in().status == 303
        assert reader.get("/switchboard").status == 404
        assert reader.post_json("/switchboard", {"turn": "captcha"}).status == 404
        process.send_signal(number)
        output, errors = process.communicate(timeout=10)
    assert (process.returncode, output, errors) == (0, "", "")


def test_with_its_switchboard_on_another_process_can_turn_it():
    with program("--switchboard") as (_, home):
        reader = Reader(home)
        assert reader.post_json("/switchboard", {"turn": "server_error", "times": 1, "on": "/feed.rss"}).status == 200
        assert [reader.get("/feed.rss").status for _ in range(2)] == [500, 200]


def test_without_credentials_it_names_the_variables():
    ended = run({})
    assert ended.returncode == 1
    assert "STOCKPRESS_SAMPLE_PRESS_USERNAME" in ended.stderr and "Traceback" not in ended.stderr


def test_a_port_that_is_taken_is_named_with_what_to_do(home: str):
    port = home.rpartition(":")[2]
    ended = run(SUBSCRIBER, "--port", port)
    assert ended.returncode == 1
    assert f"port {port}" in ended.stderr and "--port" in ended.stderr and "Traceback" not in ended.stderr


def test_the_switchboard_is_closed_over_http_unless_it_was_asked_for(stranger: Reader):
    assert stranger.get("/switchboard").status == 404
    assert stranger.post_json("/switchboard", {"turn": "reset"}).status == 404


def test_every_switch_can_be_turned_over_http(remote: Reader, story: Story):
    turns: list[dict[str, Any]] = [
        {"turn": "rate_limit", "times": 1, "retry_after": 1},
        {"turn": "server_error", "times": 1},
        {"turn": "slow", "seconds": 0, "times": 1},
        {"turn": "cut_off", "times": 1},
        {"turn": "expire_sessions", "after_pages": 3},
        {"turn": "captcha", "on": True},
        {"turn": "break_year", "year": 2025},
        {"turn": "publish_now", "headline": "Acme opens a plant"},
        {"turn": "change", "slug": story.slug, "body": "Everything is different."},
        {"turn": "withdraw", "slug": story.slug},
        {"turn": "reset"},
    ]
    answers = [remote.post_json("/switchboard", turn) for turn in turns]
    assert [answer.status for answer in answers] == [200] * len(turns), [answer.text for answer in answers]
    assert json.loads(answers[8].text) == {"slug": story.slug, "path": story.path}


def test_a_whole_story_can_be_published_over_http(remote: Reader, press: Press):
    story = {
        "slug": "acme-opens-plant",
        "published": "2026-11-20T07:05:00Z",
        "section": "Companies",
        "authors": ["Hannah Okafor"],
        "topics": ["Acme"],
        "headline": "Acme opens a plant",
        "standfirst": "It is the first.",
        "body": "Acme opened a plant.",
    }
    answer = remote.post_json("/switchboard", {"turn": "publish", "story": story})
    assert json.loads(answer.text) == {"slug": "acme-opens-plant", "path": "/story/2026/11/20/acme-opens-plant"}
    assert press.story("acme-opens-plant").headline == "Acme opens a plant"


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"turn": "explode"}, "expected one of rate_limit"),
        ({"turn": "_clear"}, "expected one of rate_limit"),
        ([1], "expected one of rate_limit"),
        ({"turn": ["reset"]}, "expected one of rate_limit"),
        ({"turn": "rate_limit", "often": 3}, "rate_limit: expected times, on, retry_after, found often"),
        ({"turn": "rate_limit", "times": "three"}, "rate_limit, times: expected int, found 'three'"),
        ({"turn": "rate_limit", "times": True}, "rate_limit, times: expected int, found True"),
        ({"turn": "rate_limit", "times": 0}, "expected times >= 1"),
        ({"turn": "slow", "seconds": "1"}, "slow, seconds: expected int or float"),
        ({"turn": "slow"}, "seconds"),
        ({"turn": "captcha", "on": 1}, "captcha, on: expected bool"),
        ({"turn": "reset", "all": True}, "reset: expected nothing else, found all"),
        ({"turn": "withdraw", "slug": "no-such-story"}, "no-such-story"),
        ({"turn": "publish", "story": {"slug": "x"}}, "story: expected the keys"),
        ({"turn": "publish"}, "story: expected a mapping"),
    ],
)
def test_a_turn_that_is_not_understood_says_what_was_expected(remote: Reader, asked: Any, told: str):
    answer = remote.post_json("/switchboard", asked)
    assert answer.status == 400 and told in json.loads(answer.text)["error"]


def test_a_form_of_another_site_cannot_turn_a_switch(remote: Reader):
    assert remote.post("/switchboard", turn="captcha").status == 415


def test_what_was_asked_and_answered_can_be_seen_over_http(remote: Reader):
    remote.get("/feed.rss")
    seen = json.loads(remote.get("/switchboard").text)
    assert seen["requests"]["/feed.rss"] == 1 and seen["answers"]["200"] == 1


def test_the_press_is_gone_when_its_block_ends(press: Press):
    with running_press(press) as home:
        assert Reader(home).get("/").status == 200
    with pytest.raises(OSError, match="refused"):
        Reader(home).get("/")


def test_a_press_ends_at_once_though_an_answer_is_still_slow(press: Press, story: Story):
    press.switchboard.slow(60)
    with running_press(press) as home:
        host, _, port = home.removeprefix("http://").partition(":")
        waiting = socket.create_connection((host, int(port)))
        waiting.sendall(f"GET {story.path} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        while story.path not in press.requests:
            time.sleep(0.01)
        ended = time.monotonic()
    waiting.close()
    assert time.monotonic() - ended < 5


def test_a_port_can_be_served_again_at_once(press: Press):
    with running_press(press) as home:
        Reader(home).get("/")
        port = int(home.rpartition(":")[2])
    with running_press(press, port) as again:
        assert again == home and Reader(again).get("/").status == 200
