"""From free times to the few that are offered: spans that fit a visit, a sensible choice, and signed offer ids."""

from tools.ehr.offering.openings import Opening, Room
from tools.ehr.offering.search import SlotSearch, Wish
from tools.ehr.offering.tokens import OfferTokens, Ticket

__all__ = ["OfferTokens", "Opening", "Room", "SlotSearch", "Ticket", "Wish"]
