"""What QA runs from the outside: performance figures, and the eval suites as they come."""
