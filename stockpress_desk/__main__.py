"""``python -m stockpress_desk``: the console program where it is not installed as a script."""

from stockpress_desk.cli import main

main(prog_name="stockpress")
