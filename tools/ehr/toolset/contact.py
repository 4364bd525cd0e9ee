"""Tool: change how a patient is reached."""

from clinic.care import Address, Contact
from clinic.models import Assurance
from tools.ehr.arguments import IdempotencyKey, InvalidArgument, a_key, a_phone, a_text, an_email
from tools.ehr.capabilities import unsupported
from tools.ehr.chart_results import UpdateContactResult
from tools.ehr.policy import write_tool
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import Desk, patient_id_of

_LONGEST_LINE = 100
_MOST_LINES = 3


class ContactTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @write_tool(assurance=Assurance.VERIFIED, destructive=True)
    async def update_contact(
        self,
        session: EhrSession,
        idempotency_key: IdempotencyKey,
        phone: str = "",
        email: str = "",
        street: list[str] = [],  # noqa: B006 the schema's default; never changed
        city: str = "",
        state: str = "",
        postal_code: str = "",
    ) -> UpdateContactResult:
        """Change the patient's mobile phone, e-mail or home address; what is empty stays as it is.

        The new value becomes the first one, the old one stays in the record, marked as old; numbers at work stay. An
        address needs `street` (up to three lines), `city` and `postal_code`.

        Assurance: level 2, because one-time codes go to the phone on file. Refused: `not_allowed`, `not_found` (the
        record is gone), `changed_meanwhile`, `not_supported`, `invalid_argument`, `ehr_unavailable`. `unknown`: try
        again with the same key. FHIR: reads Patient, updates it with If-Match.
        """
        key = a_key(idempotency_key)
        contact = Contact(
            phone=a_phone(phone, self._desk.settings.country) if phone else "",
            email=an_email(email),
            address=_address(street, city, state, postal_code),
        )
        if contact == Contact():
            raise InvalidArgument("phone, email, street: one of them is needed")
        if (cannot := unsupported(self._desk.port.capabilities, "update_contact")) is not None:
            return cannot
        return await self._desk.chart.change_contact(patient_id_of(session), contact, self._desk.today(), key)


def _address(street: list[str], city: str, state: str, postal_code: str) -> Address | None:
    if not (street or city or state or postal_code):
        return None
    if len(street) > _MOST_LINES:
        raise InvalidArgument(f"street: at most {_MOST_LINES} lines")
    lines = tuple(line for each in street if (line := a_text("street", each, _LONGEST_LINE)))
    told = {
        name: a_text(name, value, _LONGEST_LINE)
        for name, value in (("city", city), ("state", state), ("postal_code", postal_code))
    }
    if not lines or not told["city"] or not told["postal_code"]:
        raise InvalidArgument("street, city, postal_code: an address needs all of them")
    return Address(lines=lines, **told)
