"""The scenarios suite: callers who know only their sheet talk to a running service; its end state is judged."""
