"""One conversation: begun on the website, gone on with by text after a code, finished on the phone, one thread."""

from collections.abc import Callable
from pathlib import Path

import httpx
from phone_office import MARIA, SERVICE_TOKEN, Office, opened_office

from evals.standins.twilio_server import ACCOUNT_SID, AUTH_TOKEN, Handset, running_twilio_server

STAFF = {"Authorization": f"Bearer {SERVICE_TOKEN}"}


class Website:
    """The patient's browser, as the chat talks to the service."""

    def __init__(self, http: httpx.AsyncClient, opened: dict[str, str]) -> None:
        self.id = opened["id"]
        self._http = http
        self._bearer = {"Authorization": f"Bearer {opened['token']}"}

    async def says(self, text: str) -> str:
        answer = (await self.post("messages", text=text)).raise_for_status().json()
        return "\n".join(each["text"] for each in answer["messages"])

    async def post(self, path: str, **body: str) -> httpx.Response:
        url = f"/v1/conversations/{self.id}/{path}"
        return await self._http.post(url, json=body, headers=self._bearer)


async def open_website(office: Office) -> Website:
    opened = await office.http.post("/v1/conversations", json={"channel": "web", "language": "en"})
    return Website(office.http, opened.json())


async def settled(office: Office) -> None:
    assert office.frontdesk.texts is not None
    await office.frontdesk.texts.settled()


async def test_a_booking_goes_from_the_website_over_texts_to_the_phone(
    new_folder: Callable[[], Path],
) -> None:
    with running_twilio_server() as twilio:
        given = {
            "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
            "twilio_base_url": twilio.url,
        }
        async with opened_office(new_folder(), **given) as office:
            website = await open_website(office)
            await website.says("I need a follow-up visit with Dr. Osei next week")
            offered = await website.says("Maria Alvarez, March 14, 1985, 212-555-0123")
            assert "Which one suits you" in offered

            own = str(office.frontdesk.clinic.phone).replace(" ", "").replace("-", "")
            phone = Handset(twilio, office.http, number=MARIA, clinic_number=own, public_url=office.url)
            assert (await website.post("doors", phone=MARIA)).status_code == 202
            await settled(office)
            (code,) = phone.reads()
            assert (await website.post("doors/confirm", phone=MARIA, code=code[:6])).status_code == 204

            await phone.texts("the second one")
            await settled(office)
            (reply,) = phone.reads()
            assert "March 9 at 1:00 PM" in reply

            caller = office.caller(auth_token=AUTH_TOKEN)
            await caller.dial()
            await caller.says("Hi, I want to book a visit")
            await caller.says("Maria Alvarez, March 14 1985")
            asked = await caller.says("this number")
            assert "You left the booking unfinished by text" in asked.words
            await caller.says("yes")
            went_on = await caller.hears()
            assert "Shall I book this: follow-up visit for Maria Alvarez on Monday" in went_on.words
            assert "It is booked" in (await caller.says("yes please")).words
            assert await office.booked("patient-maria-alvarez") == ["2026-03-09T13:00:00-04:00"]

            thread = (await office.http.get(f"/v1/staff/conversations/{website.id}", headers=STAFF)).json()[
                "thread"
            ]
            said = [
                (line["channel"], line["message"]["text"])
                for line in thread
                if line["message"]["role"] == "patient"
            ]
            assert said == [
                ("web", "I need a follow-up visit with Dr. Osei next week"),
                ("web", "Maria Alvarez, March 14, 1985, 212-555-0123"),
                ("sms", "the second one"),
                ("voice", "Hi, I want to book a visit"),
                ("voice", "Maria Alvarez, March 14 1985"),
                ("voice", "this number"),
                ("voice", "yes"),
                ("voice", "yes please"),
            ]
