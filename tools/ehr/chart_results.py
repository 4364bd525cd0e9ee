"""What the tools beyond identification and booking answer; refusals are those of `tools.ehr.results`."""

from typing import Annotated, Literal

from pydantic import Field

from clinic.care import (
    Contact,
    CoverageOnFile,
    Dependent,
    DueVisit,
    FormQuestion,
    Medication,
    Representative,
    RequestState,
    WaitlistEntry,
)
from clinic.models import Appointment, Patient, Value
from tools.ehr.results import Refused, Unknown


class CodeSent(Value):
    """If there is such a patient with a phone, a code is on its way; good for so many minutes."""

    outcome: Literal["code_sent"] = "code_sent"
    minutes: int


class CodeVerified(Value):
    """The code was right: the patient is identified to level 2 (clinic.models.Assurance.VERIFIED)."""

    outcome: Literal["code_verified"] = "code_verified"


class WrongCode(Value):
    """It is not the code sent last, or it is used or too old."""

    outcome: Literal["wrong_code"] = "wrong_code"


class ContactUpdated(Value):
    """The particulars now on file, of those that were to be changed."""

    outcome: Literal["contact_updated"] = "contact_updated"
    contact: Contact


class RelatedPeople(Value):
    """Who acts for the patient, and for whom the patient acts."""

    outcome: Literal["related_people"] = "related_people"
    representatives: tuple[Representative, ...] = ()
    dependents: tuple[Dependent, ...] = ()


class DependentFound(Value):
    """The patient, for whom the caller may act as `representative` tells: `may` and `withheld` bound what is done.

    Not `phone_matches`: name and birthday are the representative's, the phone is none on file; nothing is to be done
    or told before a code to the phone on file (send_code for this representative) has proven the caller.
    """

    outcome: Literal["dependent_found"] = "dependent_found"
    patient: Patient
    representative: Representative
    phone_matches: bool = True


class NoDependent(Value):
    """No such patient, or the caller is not on file for them: the two are not told apart."""

    outcome: Literal["no_dependent"] = "no_dependent"


class Confirmed(Value):
    outcome: Literal["confirmed"] = "confirmed"
    appointment: Appointment


class OnWaitlist(Value):
    outcome: Literal["on_waitlist"] = "on_waitlist"
    entry: WaitlistEntry


class LeftWaitlist(Value):
    """The entries that were withdrawn; none when the patient waited for nothing."""

    outcome: Literal["left_waitlist"] = "left_waitlist"
    visit_types: tuple[str, ...] = ()


class Waitlisted(Value):
    """What the patient waits for, soonest first; empty when for nothing."""

    outcome: Literal["waitlisted"] = "waitlisted"
    entries: tuple[WaitlistEntry, ...]


class CoveragesOnFile(Value):
    """Active insurance plans as the EHR has them; empty when it has none."""

    outcome: Literal["coverages"] = "coverages"
    coverages: tuple[CoverageOnFile, ...]


class FormQuestions(Value):
    """A form in use and its questions, in order. `form_id` is what record_form takes."""

    outcome: Literal["form_questions"] = "form_questions"
    form_id: str
    title: str
    questions: tuple[FormQuestion, ...]


class Medications(Value):
    """The patient's active prescriptions, newest first."""

    outcome: Literal["medications"] = "medications"
    medications: tuple[Medication, ...]


class RequestSubmitted(Value):
    outcome: Literal["request_submitted"] = "request_submitted"
    request: RequestState


class Ordered(Value):
    """An order stands in the EHR. `reference` is its resource, "Type/id"."""

    outcome: Literal["ordered"] = "ordered"
    reference: str


class RequestSettled(Value):
    """The request as it stands now."""

    outcome: Literal["request_settled"] = "request_settled"
    request: RequestState


class Requests(Value):
    """Requests of the patient, newest first."""

    outcome: Literal["requests"] = "requests"
    requests: tuple[RequestState, ...]


class FormRecorded(Value):
    """`form_id` is that of the EHR's QuestionnaireResponse."""

    outcome: Literal["form_recorded"] = "form_recorded"
    form_id: str


class Documented(Value):
    """`document_id` is that of the EHR's DocumentReference."""

    outcome: Literal["documented"] = "documented"
    document_id: str


class VisitsDue(Value):
    """Visits by start. `next_page` goes into the next call's `page`; "" on the last one."""

    outcome: Literal["visits_due"] = "visits_due"
    visits: tuple[DueVisit, ...]
    next_page: str = ""


SendCodeResult = Annotated[CodeSent | Refused | Unknown, Field(discriminator="outcome")]
CheckCodeResult = Annotated[CodeVerified | WrongCode | Refused | Unknown, Field(discriminator="outcome")]
UpdateContactResult = Annotated[ContactUpdated | Refused | Unknown, Field(discriminator="outcome")]
RelatedPeopleResult = Annotated[RelatedPeople | Refused, Field(discriminator="outcome")]
FindDependentResult = Annotated[DependentFound | NoDependent | Refused, Field(discriminator="outcome")]
ConfirmResult = Annotated[Confirmed | Refused | Unknown, Field(discriminator="outcome")]
JoinWaitlistResult = Annotated[OnWaitlist | Refused | Unknown, Field(discriminator="outcome")]
LeaveWaitlistResult = Annotated[LeftWaitlist | Refused | Unknown, Field(discriminator="outcome")]
ListWaitlistResult = Annotated[Waitlisted | Refused, Field(discriminator="outcome")]
ListCoverageResult = Annotated[CoveragesOnFile | Refused, Field(discriminator="outcome")]
FormQuestionsResult = Annotated[FormQuestions | Refused, Field(discriminator="outcome")]
ListMedicationsResult = Annotated[Medications | Refused, Field(discriminator="outcome")]
SubmitRequestResult = Annotated[RequestSubmitted | Refused | Unknown, Field(discriminator="outcome")]
OrderResult = Annotated[Ordered | Refused | Unknown, Field(discriminator="outcome")]
SettleRequestResult = Annotated[RequestSettled | Refused | Unknown, Field(discriminator="outcome")]
RequestStatusResult = Annotated[Requests | Refused, Field(discriminator="outcome")]
RecordFormResult = Annotated[FormRecorded | Refused | Unknown, Field(discriminator="outcome")]
DocumentResult = Annotated[Documented | Refused | Unknown, Field(discriminator="outcome")]
VisitsDueResult = Annotated[VisitsDue | Refused, Field(discriminator="outcome")]
