"""The understanding suite: lines with known meanings are read, and what is understood is held against them."""
