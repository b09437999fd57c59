"""Forecasts that learn from past days: formulas, history of the pace, an optional boosting correction, calibration."""
