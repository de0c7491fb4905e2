"""What the embedded server does with a command: carry it out, put it on the disk, then answer.

mongo-java-server writes a document into one map of H2's store and its key into another, and H2 commits both from a
thread of its own: a server that is killed loses what it had acknowledged and may keep half a document. Here each
command that writes is one commit, alone and before its answer.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import jpype

# The commands that write, as the server spells them in its switch, in small letters.
WRITES = frozenset(
    {"insert", "update", "delete", "findandmodify", "aggregate", "create", "createindexes", "drop", "dropdatabase"}
    | {"dropindexes", "renamecollection"}
)


def open_store(file: str) -> Any:
    """Open H2's store, compressed and without commits of its own; raises jpype.JException."""
    store_class = jpype.JClass("org.h2.mvstore.MVStore")
    return store_class.Builder().fileName(file).compress().autoCommitDisabled().autoCommitBufferSize(0).open()


def durable_backend(store: Any, failed: Callable[[str], None]) -> Any:
    """Return a MongoBackend over *store*; *failed* is called with the cause once a commit was not possible."""
    inner = jpype.JClass("de.bwaldvogel.mongo.backend.h2.H2Backend")(store)
    writing = threading.Lock()

    def commit() -> None:
        try:
            store.commit()
        except jpype.JException as error:
            failed(str(error.getMessage()))
            raise

    def handle_message(message: Any) -> Any:
        command = str(message.getDocument().keySet().iterator().next())
        if command.lower() not in WRITES:
            return inner.handleMessage(message)
        with writing:
            try:
                return inner.handleMessage(message)
            finally:
                commit()

    interface = jpype.JClass("de.bwaldvogel.mongo.MongoBackend")
    methods = {str(method.getName()) for method in interface.class_.getMethods()}
    handlers = {name: getattr(inner, name) for name in methods}
    return jpype.JProxy(interface, dict={**handlers, "handleMessage": handle_message})
