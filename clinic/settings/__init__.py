"""clinic.yaml: its schema and its loader."""
