"""``tools/bench forecast``: every predictor of a wait against recorded days, each day predicted from the days before."""
