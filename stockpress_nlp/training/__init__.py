"""How the entity model is made: labelled sentences in, a small ONNX model with its figures out.

Only the commands ``stockpress train-ner`` and ``stockpress export-ner`` and the benchmarks use this; the
graph never does. Needs the dependency group ``train``, except for the modules that read and score labelled sentences.
"""
