"""Keeps an eye on runs in the moments in which Dagster's run monitoring does not: while they start and while they end.

Run monitoring asks for the health of a run only once the run has started; before that it waits for its start timeout,
which has to be longer than EMR's slowest start. An image that cannot be pulled, a capacity that is used up or a secret
that cannot be read would show after a quarter of an hour. And a run that is terminated ends by itself, unless it hangs.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

# Says whether a run needs no watching any more.
Look = Callable[[], bool]

logger = logging.getLogger("dagster.emr_serverless")


class RunWatch:
    """Looks at each followed run every few seconds until it is settled, in a thread that lives while there are any.

    What it follows is lost when the process ends; the timeouts of run monitoring then stand in for it.
    """

    def __init__(self, every_seconds: float) -> None:
        self._every_seconds = every_seconds
        self._followed: dict[str, Look] = {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None

    def follow(self, run_id: str, look: Look) -> None:
        """Look at a run until *look* says that it is settled; a later look takes the place of an earlier one."""
        with self._lock:
            self._followed[run_id] = look
            if self._thread is None:
                self._thread = threading.Thread(target=self._watch, name="emr-run-watch", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Follow nothing any more, and wait until the thread has ended."""
        self._stopped.set()
        thread = self._thread
        if thread is not None and thread is not threading.current_thread():
            thread.join(timeout=10)

    def _watch(self) -> None:
        while not self._stopped.wait(self._every_seconds):
            with self._lock:
                followed = dict(self._followed)
            settled = {run_id for run_id, look in followed.items() if self._settled(run_id, look)}
            with self._lock:
                for run_id in settled:
                    if self._followed[run_id] is followed[run_id]:
                        del self._followed[run_id]
                if not self._followed:
                    self._thread = None
                    return

    def _settled(self, run_id: str, look: Look) -> bool:
        try:
            return look()
        except Exception:  # the database or AWS is away for now, whatever it raises then: asked again at the next turn
            logger.warning("run %s: cannot see how its EMR job stands; looking again", run_id, exc_info=True)
            return False
