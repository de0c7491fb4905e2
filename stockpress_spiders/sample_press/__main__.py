"""Runs the Sample Press until SIGTERM or Ctrl-C: ``python -m stockpress_spiders.sample_press --port 8643``."""

from __future__ import annotations

import signal
import threading

import click

from stockpress.article import InvalidRecord
from stockpress.settings import InvalidSetting, Settings
from stockpress_spiders.sample_press.press import Press
from stockpress_spiders.sample_press.serve import running_press


@click.command(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--port", default=8643, show_default=True, help="Where to listen on 127.0.0.1; 0 takes a free port.")
@click.option("--switchboard", is_flag=True, help="Let programs on this machine cause faults at /switchboard.")
def main(port: int, switchboard: bool) -> None:
    """Run the Sample Press, a publisher of invented stories behind a sign-in.

    Its one subscriber is STOCKPRESS_SAMPLE_PRESS_USERNAME with STOCKPRESS_SAMPLE_PRESS_PASSWORD.
    """
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    try:
        subscriber = Settings.from_environment().credentials("sample_press")
        press = Press.from_stories(subscriber.username, subscriber.password)
        with running_press(press, port, switchboard=switchboard) as url:
            click.echo(f"The Sample Press is on {url}; Ctrl-C ends it.")
            ended.wait()
    except (InvalidSetting, InvalidRecord) as error:
        raise click.ClickException(str(error)) from error
    except OSError as error:
        raise click.ClickException(
            f"port {port}: expected it free for the Sample Press, found: {error.strerror}; choose another with --port"
        ) from error


if __name__ == "__main__":
    main()
