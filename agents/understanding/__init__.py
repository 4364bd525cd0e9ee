"""From a patient's words to typed commands."""
