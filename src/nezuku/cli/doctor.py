"""`nezuku doctor`: what keeps the product from running well, in plain words with what to do."""

from __future__ import annotations

import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """This will describe the options of the command."""
    parser.add_argument("--json", action="store_true", help="JSON")


def run(args: argparse.Namespace) -> int:
    """This will run every check and print what it found. Gives 1 when something fails."""
    raise NotImplementedError
