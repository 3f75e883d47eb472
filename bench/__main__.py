"""`make bench`: all figures in one run."""

from bench import core

core.run()
