"""How the artefacts of local understanding are made: `python -m agents.understanding.training`. Not used at run time."""
