"""How right the answers from documents are: found, supported, refused where nothing supports one, never advice."""
