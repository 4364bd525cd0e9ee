"""Readers of values as people say them: dates, times, phones, names, numbers, choices, yes and no."""
