"""How well callers are told apart: labelled pairs of what a caller says and who it is, with realistic slips."""
