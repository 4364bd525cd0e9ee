"""The specialists of a conversation, one folder each, and the understanding step."""
