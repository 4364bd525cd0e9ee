"""How a call is answered: the conversation that is opened for it, its greeting, and words that recognition expects."""

from collections.abc import Iterable
from pathlib import Path

from agents.spoken import speakable
from agents.wording import Catalog, load_catalog
from clinic.settings import ClinicSettings
from server.frontdesk import Frontdesk
from server.phone import twiml
from server.phone.call import Call
from server.phone.references import CallReference
from server.problems import UnknownConversation
from server.records import find_access
from server.records.conversations import Access
from server.records.threads import thread_of

HERE = Path(__file__).parent


def words_of(clinic: ClinicSettings) -> Catalog:
    return load_catalog(clinic.zone, clinic.country, HERE)


async def open_call(frontdesk: Frontdesk, call_sid: str, caller: str) -> CallReference:
    """The conversation of a call that comes in; the same one when Twilio sends the webhook again.

    `caller` is E.164 or "", and proves nothing: limits count by it.
    """
    language = frontdesk.clinic.languages[0]
    conversation_id = frontdesk.phone.conversations.get(call_sid)
    if conversation_id is None:
        access, _, _ = await frontdesk.runner.open(channel="voice", language=language, caller=caller)
        conversation_id = frontdesk.phone.belongs_to(call_sid, access.conversation_id)
    return CallReference(conversation_id=conversation_id, call_sid=call_sid, language=language)


async def access_of(frontdesk: Frontdesk, reference: CallReference) -> Access:
    """Who may speak in the conversation in which the call goes on. Raises UnknownConversation."""
    goes_on_in = await frontdesk.database.read(lambda c: thread_of(c, reference.conversation_id)[0])
    access = await find_access(frontdesk.database, goes_on_in)
    if access is None:
        raise UnknownConversation
    return access.model_copy(update={"channel": "voice"})


async def call_of(frontdesk: Frontdesk, reference: CallReference) -> Call:
    """The call of a reference, as it is known here, or anew after a restart."""
    line = frontdesk.phone
    call = line.calls.get(reference.call_sid)
    if call is None:
        call = line.calls[reference.call_sid] = Call(
            await access_of(frontdesk, reference),
            reference.call_sid,
            reference.language,
            clinic=frontdesk.clinic,
            words=words_of(frontdesk.clinic),
            runner=frontdesk.runner,
            database=frontdesk.database,
            events=frontdesk.events,
            references=line.references,
            greeting="" if reference.dropped else greeting(frontdesk.clinic, reference.language),
            sleep=line.sleep,
        )
    return call


def connected(frontdesk: Frontdesk, reference: CallReference, base_url: str, *, greeting: str) -> str:
    """TwiML that opens the relay into the call's conversation. `base_url` is where Twilio reaches us."""
    clinic, token = frontdesk.clinic, frontdesk.phone.references.sign(reference)
    scheme, _, host = base_url.partition("://")
    return twiml.connect(
        clinic.calls,
        relay_url=f"{'wss' if scheme == 'https' else 'ws'}://{host}/twilio/relay/{token}",
        action_url=f"{base_url}/twilio/voice/ended/{token}",
        greeting=greeting,
        language=reference.language,
        languages=clinic.languages,
        hints=hints(clinic),
    )


def greeting(clinic: ClinicSettings, language: str) -> str:
    """The clinic's words, and how to go on in its other language, said before the question that ends them."""
    words = clinic.calls.greeting.get(language) or clinic.greeting.get(language)
    catalog = words_of(clinic)
    if not words:
        words = catalog.render(
            "reception.default_greeting", language, clinic=clinic.name, number=clinic.emergency.medical
        )
    spoken = speakable(words, language)
    others = [catalog.render("phone.in_spanish", language)] if len(clinic.languages) > 1 else []
    if "español" in spoken.casefold() and language == "en":
        others = []
    head, stop, question = spoken.rpartition(". ")
    return (
        " ".join([f"{head}{stop}".strip(), *others, question]).strip()
        if stop
        else " ".join([spoken, *others])
    )


def hints(clinic: ClinicSettings) -> str:
    """Names that recognition would not expect: clinicians, sites, kinds of visit, and the clinic's list."""
    names: Iterable[str] = [
        *(each.name for each in clinic.clinicians.values()),
        *(each.name for each in clinic.sites.values()),
        *(words for each in clinic.visit_types.values() for words in each.name.values()),
        *clinic.calls.hints,
    ]
    text = ""
    for name in dict.fromkeys(name.replace(",", " ") for name in names):
        if len(text) + len(name) + 1 > twiml.LONGEST_HINTS:
            break
        text = f"{text},{name}" if text else name
    return text
