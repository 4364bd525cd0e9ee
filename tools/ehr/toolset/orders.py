"""Tools for staff alone: carry out what somebody at the clinic has decided about a patient's request."""

from clinic.care import Approver, ReferralOrder, RefillOrder, RequestStatus
from tools.ehr.arguments import IdempotencyKey, InvalidArgument, a_key, a_text, is_fhir_id
from tools.ehr.chart_results import OrderResult, SettleRequestResult
from tools.ehr.policy import write_tool
from tools.ehr.session import EhrSession
from tools.ehr.toolset.desk import NOT_THEIRS, Desk, patient_id_of

_LONGEST_REPLY = 4000
_MOST_REFILLS = 12
_LARGEST_QUANTITY = 1000


class OrderTools:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    @write_tool(assurance="medicines", roles=("staff", "service"))
    async def order_refill(
        self, session: EhrSession, order: RefillOrder, approver: Approver, idempotency_key: IdempotencyKey
    ) -> OrderResult:
        """Renew a prescription of the session's patient, as somebody with the right to do so has decided.

        What `order` leaves out stays as it was prescribed before. The same key again answers with the order that it
        made; with other contents it is `changed_meanwhile`, and nothing is written.
        Assurance: none beyond the role; staff and services only.
        Refused: `not_allowed` (also for a medicine that is not this patient's), `not_bookable` (it was
        stopped meanwhile), `changed_meanwhile`, `not_supported`, `invalid_argument`, `ehr_unavailable`. `unknown`:
        try again with the same key.
        FHIR: MedicationRequest (intent order, basedOn and priorPrescription the one before) with If-None-Exist.
        """
        if not is_fhir_id(order.medication_id):
            return NOT_THEIRS
        if order.quantity is not None and not 0 < order.quantity <= _LARGEST_QUANTITY:
            raise InvalidArgument(f"quantity: above 0, at most {_LARGEST_QUANTITY}")
        if order.refills is not None and not 0 <= order.refills <= _MOST_REFILLS:
            raise InvalidArgument(f"refills: 0 to {_MOST_REFILLS}")
        return await self._desk.chart.order_refill(
            patient_id_of(session), order, approver, a_key(idempotency_key)
        )

    @write_tool(assurance="medicines", roles=("staff", "service"))
    async def order_referral(
        self, session: EhrSession, order: ReferralOrder, approver: Approver, idempotency_key: IdempotencyKey
    ) -> OrderResult:
        """Refer the session's patient to a specialist, as a clinician has decided.

        Assurance: none beyond the role; staff and services only.
        Refused: `not_allowed`, `changed_meanwhile` (the key made another referral), `not_supported`,
        `invalid_argument`, `ehr_unavailable`. `unknown`: try again with the same key.
        FHIR: ServiceRequest (intent order, status active) with If-None-Exist.
        """
        if not order.specialty.strip():
            raise InvalidArgument("specialty: is needed")
        return await self._desk.chart.order_referral(
            patient_id_of(session), order, approver, a_key(idempotency_key)
        )

    @write_tool(assurance="medicines", roles=("staff", "service"))
    async def settle_request(
        self, session: EhrSession, request_id: str, status: RequestStatus, reply: str = ""
    ) -> SettleRequestResult:
        """Say how a request of the session's patient stands now; `reply` is what the patient may read of it.

        Assurance: none beyond the role; staff and services only.
        Refused: `not_allowed` (also for an id that is none of this patient's requests), `not_supported`,
        `changed_meanwhile`, `ehr_unavailable`. `unknown`: try again; the same again changes nothing.
        FHIR: updates Task (status, output) with If-Match.
        """
        words = a_text("reply", reply, _LONGEST_REPLY)
        return await self._desk.chart.settle(patient_id_of(session), a_key(request_id), status, words)
