"""`python -m server.cli`: the command line where the `frontdesk` script is not installed."""

from server.cli import main

main()
