"""A graph on ONNX Runtime, which is imported where it is used: not every environment has it."""

from __future__ import annotations

from pathlib import Path
from typing import Any


def load_graph(file: Path, threads: int, keeps_memory: bool = True) -> Any:
    """Return the session of the graph in *file*; with *keeps_memory* what a run took stays for the next one."""
    from onnxruntime import InferenceSession, SessionOptions  # pyright: ignore[reportAttributeAccessIssue]

    options = SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.enable_cpu_mem_arena = keeps_memory
    return InferenceSession(file, options, providers=["CPUExecutionProvider"])
