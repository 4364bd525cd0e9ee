"""How pages are made: Jinja templates, the console's words, and times as people say them."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import yaml
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from server.frontdesk import Frontdesk
from server.staff import Session

HERE = Path(__file__).parent
WORDS: dict[str, dict[str, str]] = yaml.safe_load((HERE / "words.yaml").read_text(encoding="utf-8"))
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""As the edge has it for all pages, and forms may be sent to ourselves."""


def word(group: str, key: str | None) -> str:
    """What people call it; what has no word yet is shown in plain letters rather than not at all."""
    known = WORDS[group].get(key or "")
    return known if known is not None else (key or "").replace("_", " ").capitalize()


def span(length: timedelta) -> str:
    """A length of time in its largest unit: "5 min", "3 h", "2 days"."""
    minutes = int(abs(length).total_seconds() // 60)
    if minutes < 60:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h"
    return f"{minutes // (24 * 60)} days"


def due_in_words(due: datetime | None, now: datetime) -> str:
    if due is None:
        return "no deadline"
    return f"{span(due - now)} late" if due < now else f"due in {span(due - now)}"


_ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.globals.update(word=word, due_in_words=due_in_words, span=span)


def render(name: str, frontdesk: Frontdesk, session: Session | None, **values: Any) -> str:
    """A template with what every page needs: who is signed in, the time, and the clinic's zone."""
    clinic, now = frontdesk.clinic, frontdesk.clock.now()

    def local(at: datetime, form: str = "%b %-d, %H:%M") -> str:
        """An instant as clocks at the clinic show it."""
        return at.astimezone(clinic.zone).strftime(form)

    return _ENVIRONMENT.get_template(name).render(
        clinic=clinic, now=now, session=session, local=local, demo=frontdesk.settings.demo, **values
    )


def page(
    name: str, frontdesk: Frontdesk, session: Session | None, *, status: int = 200, **values: Any
) -> HTMLResponse:
    headers = {"Content-Security-Policy": POLICY}
    return HTMLResponse(render(name, frontdesk, session, **values), status_code=status, headers=headers)
