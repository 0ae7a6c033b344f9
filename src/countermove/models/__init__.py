"""Models of series, one file a family: each gives a frozen result that says what was asked and what came out."""

from countermove.models.result import Caution, Result, SubPeriod

__all__ = ["Caution", "Result", "SubPeriod"]
