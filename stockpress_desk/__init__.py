"""The desk on one machine: the console program and the parts it brings with it, from Java to the database.

The top room: may import every other part; no other part imports it.
"""
