"""Countermove: reads news reports and writes down who did and said what to whom."""

__version__ = "0.1.0"
