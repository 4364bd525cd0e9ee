"""Calls by real sound: flite speaks, pocketsphinx hears, and callers who know only what is heard book visits."""
