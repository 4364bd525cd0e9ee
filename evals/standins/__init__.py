"""Stand-ins for the outside world, over the real protocols: for tests and for the bench."""
