"""Summaries that a sequence-to-sequence model such as BART-large-CNN writes: its settings, engine and beam search."""
