"""`frontdesk bench`: performance figures, measured on this machine against a service of its own."""
