"""Forecasts of the next periods, beside simple baselines and scored in the past."""

from countermove.models.forecast.model import Settings, forecast
from countermove.models.forecast.result import Ahead, Forecast, Scored

__all__ = ["Ahead", "Forecast", "Scored", "Settings", "forecast"]
