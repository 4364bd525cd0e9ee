"""The HTTP API: patients' conversations, operation, and the demo's extras."""
