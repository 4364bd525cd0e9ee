"""Links to a visit's calendar file, as texts of confirmation carry them: signed, and without a name or a time in them."""

from itsdangerous import BadSignature, Signer

from clinic.errors import FrontdeskError
from clinic.models import Appointment, Assurance
from server.records.database import Database
from server.records.outbox import find_delivery
from server.settings import Settings
from tools.ehr.client import Ehr
from tools.ehr.results import Appointments
from tools.ehr.session import EhrSession


class UnknownLink(FrontdeskError):
    """The link is none of ours, or leads to a visit that is none any more."""

    code = "unknown_link"
    status = 404

    def __init__(self) -> None:
        super().__init__(
            "This link leads to no visit. Please look at the latest message from the clinic, or call it."
        )


class CalendarLinks:
    """Makes and reads them, with a key of this clinic's. `public_url` is where patients reach the service."""

    def __init__(self, secret_key: str, public_url: str) -> None:
        self._signer = Signer(secret_key, salt="calendar", sep=".")
        self._public_url = public_url

    def link(self, delivery: str) -> str:
        """To the visit that the message with this key is about."""
        return f"{self._public_url}/calendar/{self._signer.sign(delivery).decode()}.ics"

    def delivery(self, token: str) -> str:
        """Raises UnknownLink."""
        try:
            return self._signer.unsign(token).decode()
        except BadSignature:
            raise UnknownLink from None


def calendar_links(settings: Settings, secret_key: str) -> CalendarLinks | None:
    """None without FRONTDESK_PUBLIC_URL: a link has to lead somewhere."""
    return CalendarLinks(secret_key, settings.public_url) if settings.public_url else None


async def linked_visit(database: Database, ehr: Ehr, delivery: str) -> Appointment:
    """The visit as it is now. Raises UnknownLink, also where the EHR does not show it."""
    message = await database.read(lambda connection: find_delivery(connection, delivery))
    if message is None or message.about is None or message.patient_id is None:
        raise UnknownLink
    session = EhrSession(
        conversation_id="calendar",
        patient_id=message.patient_id,
        assurance=Assurance.MATCHED,
        phone_matches=True,
    )
    answer = await ehr.list_appointments(session)
    visits = answer.appointments if isinstance(answer, Appointments) else ()
    found = next((each for each in visits if each.id == message.about), None)
    if found is None:
        raise UnknownLink
    return found
