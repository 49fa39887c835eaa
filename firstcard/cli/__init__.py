"""The command line `firstcard`: parse, one call inward, present.

Exit codes: 0 done, 1 refused, 2 wrong usage or bad input, 70 a mistake of the program, 130 stopped
by the user. A refusal is one line on stderr (several mistakes, one line each), never a traceback.
What is slow to import is imported by the command that uses it.
"""

from firstcard.cli.app import main

__all__ = ["main"]
