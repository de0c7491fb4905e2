"""The two kinds of models that the desk reads articles with, by the names of their assets and registry entries.

What is said of a kind is what the registry has to know: which model of it comes with this package, which folder has
one, and how a version is called that our present code makes of a model's files.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from stockpress_nlp.model import ENTITIES, ENTITY_CODE, PACKAGED, ModelMissing
from stockpress_nlp.summariser_folder import SUMMARY_CODE, require_summariser

SUMMARIES = PACKAGED / "summaries"


@dataclass(frozen=True, slots=True)
class Kind:
    """Models for one task. ``packaged`` is the folder of the one that comes with this package, ``title`` its name.

    ``code`` is raised when our code makes something else of the same files. ``require`` raises ModelMissing for a
    folder without such a model. ``loader`` is the module that reads one as a pyfunc model, where it is applied as such.
    """

    name: str
    title: str
    packaged: Path
    code: str
    require: Callable[[Path], None]
    loader: str | None = None

    def version(self, digest: str) -> str:
        """Return the version that results carry, of a model whose files have this *digest*."""
        return f"{self.code}-{digest}"


def _require_entity_model(folder: Path) -> None:
    for file in ("model.onnx", "assets/vocab.txt", "assets/labels.txt"):
        if not (folder / file).is_file():
            raise ModelMissing(f"{folder / file}: expected a file of an entity model, found none")


KINDS = {
    kind.name: kind
    for kind in (
        Kind("entity_model", "stockpress-entities", ENTITIES, ENTITY_CODE, _require_entity_model),
        Kind(
            "summary_model",
            "stockpress-extractive",
            SUMMARIES,
            SUMMARY_CODE,
            require_summariser,
            "stockpress_nlp.summariser_folder",
        ),
    )
}
