"""Tools: prove who one is by a one-time code to the phone on file."""

import re

from clinic.care import Representative
from clinic.models import Assurance
from clinic.one_time_codes import DIGITS, LIFETIME
from clinic.phones import phone_e164
from tools.ehr.arguments import IdempotencyKey, InvalidArgument, a_key
from tools.ehr.chart_results import CheckCodeResult, CodeSent, CodeVerified, SendCodeResult, WrongCode
from tools.ehr.code_port import CodeOutcome, CodeParty
from tools.ehr.policy import write_tool
from tools.ehr.port import PatientRecord
from tools.ehr.results import Refused
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import Desk

_CODE = re.compile(rf"\d{{{DIGITS}}}")
_NO_CODES = Refused(code="not_supported", detail="no channel for one-time codes is set up")
_TOO_MANY = Refused(code="too_many_attempts", detail="one-time codes")


class CodeTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @write_tool(assurance=Assurance.ANONYMOUS)
    async def send_code(
        self, session: EhrSession, idempotency_key: IdempotencyKey, phone: str = "", language: str = "en"
    ) -> SendCodeResult:
        """Send a six-digit code by text message to the patient's phone on file, good for ten minutes and once.

        Where a representative speaks for the patient, it goes to the phone on file of the representative.

        `phone` picks one of several numbers on file; any other is not used. The answer is the same whether or not
        there is such a patient and such a phone. An earlier code of the conversation is good no more.

        Assurance: none. Refused: `too_many_attempts` (codes sent to a patient, asked for in a conversation or by a
        caller, within a day), `not_supported` (no text messages are set up), `ehr_unavailable`. FHIR: reads Patient;
        searches RelatedPerson by patient for a representative.
        """
        codes = self._desk.codes
        if codes is None:
            return _NO_CODES
        key = a_key(idempotency_key)
        number = await self._number_on_file(session, phone)
        outcome = await codes.send(_party(session), phone=number, language=language, key=key)
        return _TOO_MANY if outcome == "too_many" else CodeSent(minutes=int(LIFETIME.total_seconds() // 60))

    @write_tool(assurance=Assurance.ANONYMOUS)
    async def check_code(
        self, session: EhrSession, code: str, idempotency_key: IdempotencyKey
    ) -> CheckCodeResult:
        """Check the code that was sent last in this conversation, and use it up. `code_verified` is level 2.

        Assurance: none. Refused: `too_many_attempts` (wrong codes for a patient, in a conversation or from a caller,
        within a day: the code was not looked at, and a new one changes nothing), `invalid_argument`, `not_supported`.
        FHIR: nothing.
        """
        codes = self._desk.codes
        if codes is None:
            return _NO_CODES
        key = a_key(idempotency_key)
        if not _CODE.fullmatch(code):
            raise InvalidArgument(f"code: has {DIGITS} digits")
        return _answer(await codes.check(_party(session), code=code, key=key))

    async def _number_on_file(self, session: EhrSession, named: str) -> str | None:
        record = await self._desk.port.patient(session.patient_id) if session.patient_id else None
        if record is None or not record.active or record.deceased:
            return None
        phones = record.patient.phones
        if session.representative is not None:
            phones = await self._phones_of(session.representative, record)
        number = phone_e164(named, self._desk.settings.country) if named else None
        return number if number in phones else next(iter(phones), None)

    async def _phones_of(self, who: Representative, patient: PatientRecord) -> tuple[str, ...]:
        """Those on file of somebody who speaks for the patient; none where they are on file no more."""
        relations = await self._desk.chart.representatives_of(patient)
        if isinstance(relations, Refused):
            return ()
        return next((each.phones for each in relations if each.id == who.id), ())


def _party(session: EhrSession) -> CodeParty:
    return CodeParty(
        patient_id=session.patient_id, caller=session.caller, conversation_id=session.conversation_id
    )


def _answer(outcome: CodeOutcome) -> CodeVerified | WrongCode | Refused:
    match outcome:
        case "done":
            return CodeVerified()
        case "wrong":
            return WrongCode()
        case "too_many":
            return _TOO_MANY
