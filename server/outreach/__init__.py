"""Outreach: what is due to patients of the clinic's own accord, put into the outbox once, and explained."""

from server.outreach.calendar_links import CalendarLinks, calendar_links
from server.outreach.reconciler import Reconciler
from server.outreach.report import Line, Report
from server.outreach.rounds import reconciled_regularly

__all__ = ["CalendarLinks", "Line", "Reconciler", "Report", "calendar_links", "reconciled_regularly"]
