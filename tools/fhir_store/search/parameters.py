"""The search parameters as data: resource -> name -> "kind path". Adding one is adding a line.

Kinds: `token` (code, Coding, CodeableConcept, Identifier, boolean, uri), `phone` and `email` (tokens compared
without punctuation or case), `string`, `date` (date, dateTime, Period), `instant` (a date with a single
instant, cheaper to search), `reference`. A path steps into elements; `telecom[system=phone]` keeps list items
with that value; `participant.actor:Patient` keeps references to that type; `|` joins several paths. A date
path must lead to one value. Names and meanings are those of FHIR R4
(https://hl7.org/fhir/R4/searchparameter-registry.html).
"""

import hashlib
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from ..outcomes import FhirProblem

Kind = Literal["token", "phone", "email", "string", "date", "instant", "reference"]

_PERSON = {
    "identifier": "token identifier",
    "name": "string name",
    "family": "string name.family",
    "given": "string name.given",
    "telecom": "phone telecom",
    "phone": "phone telecom[system=phone]",
    "email": "email telecom[system=email]",
    "gender": "token gender",
    "active": "token active",
    "address": "string address",
    "address-postalcode": "string address.postalCode",
    "address-city": "string address.city",
    "birthdate": "date birthDate",
}

SEARCH_PARAMETERS: dict[str, dict[str, str]] = {
    "AllergyIntolerance": {
        "identifier": "token identifier",
        "patient": "reference patient",
        "clinical-status": "token clinicalStatus",
        "verification-status": "token verificationStatus",
        "code": "token code",
        "category": "token category",
        "criticality": "token criticality",
        "date": "date recordedDate",
    },
    "Appointment": {
        "identifier": "token identifier",
        "status": "token status",
        "date": "instant start",
        "actor": "reference participant.actor",
        "patient": "reference participant.actor:Patient",
        "practitioner": "reference participant.actor:Practitioner",
        "location": "reference participant.actor:Location",
        "part-status": "token participant.status",
        "slot": "reference slot",
        "service-type": "token serviceType",
        "service-category": "token serviceCategory",
        "specialty": "token specialty",
        "appointment-type": "token appointmentType",
        "reason-code": "token reasonCode",
        "based-on": "reference basedOn",
        "supporting-info": "reference supportingInformation",
    },
    "Communication": {
        "identifier": "token identifier",
        "status": "token status",
        "category": "token category",
        "medium": "token medium",
        "subject": "reference subject",
        "patient": "reference subject:Patient",
        "encounter": "reference encounter",
        "based-on": "reference basedOn",
        "part-of": "reference partOf",
        "sender": "reference sender",
        "recipient": "reference recipient",
        "sent": "date sent",
        "received": "date received",
    },
    "CommunicationRequest": {
        "identifier": "token identifier",
        "status": "token status",
        "category": "token category",
        "priority": "token priority",
        "subject": "reference subject",
        "patient": "reference subject:Patient",
        "encounter": "reference encounter",
        "based-on": "reference basedOn",
        "requester": "reference requester",
        "recipient": "reference recipient",
        "authored": "date authoredOn",
        "occurrence": "date occurrenceDateTime",
    },
    "DocumentReference": {
        "identifier": "token masterIdentifier|identifier",
        "status": "token status",
        "type": "token type",
        "category": "token category",
        "subject": "reference subject",
        "patient": "reference subject:Patient",
        "author": "reference author",
        "encounter": "reference context.encounter:Encounter",
        "related": "reference context.related",
        "date": "date date",
    },
    "Encounter": {
        "identifier": "token identifier",
        "status": "token status",
        "class": "token class",
        "type": "token type",
        "subject": "reference subject",
        "patient": "reference subject:Patient",
        "appointment": "reference appointment",
        "participant": "reference participant.individual",
        "practitioner": "reference participant.individual:Practitioner",
        "location": "reference location.location",
        "service-provider": "reference serviceProvider",
        "reason-code": "token reasonCode",
        "date": "date period",
    },
    "HealthcareService": {
        "identifier": "token identifier",
        "active": "token active",
        "name": "string name",
        "organization": "reference providedBy",
        "location": "reference location",
        "service-category": "token category",
        "service-type": "token type",
        "specialty": "token specialty",
    },
    "Location": {
        "identifier": "token identifier",
        "status": "token status",
        "name": "string name|alias",
        "address": "string address",
        "address-city": "string address.city",
        "address-postalcode": "string address.postalCode",
        "type": "token type",
        "organization": "reference managingOrganization",
        "partof": "reference partOf",
    },
    "MedicationRequest": {
        "identifier": "token identifier",
        "status": "token status",
        "intent": "token intent",
        "priority": "token priority",
        "code": "token medicationCodeableConcept",
        "subject": "reference subject",
        "patient": "reference subject:Patient",
        "requester": "reference requester",
        "encounter": "reference encounter",
        "based-on": "reference basedOn",
        "authoredon": "date authoredOn",
    },
    "Organization": {
        "identifier": "token identifier",
        "active": "token active",
        "name": "string name|alias",
        "type": "token type",
        "address": "string address",
        "partof": "reference partOf",
    },
    "Patient": {
        **_PERSON,
        "deceased": "token deceasedBoolean",
        "death-date": "date deceasedDateTime",
        "language": "token communication.language",
        "general-practitioner": "reference generalPractitioner",
        "organization": "reference managingOrganization",
        "link": "reference link.other",
    },
    "Practitioner": {**_PERSON, "communication": "token communication"},
    "PractitionerRole": {
        "identifier": "token identifier",
        "active": "token active",
        "practitioner": "reference practitioner",
        "organization": "reference organization",
        "location": "reference location",
        "service": "reference healthcareService",
        "role": "token code",
        "specialty": "token specialty",
        "telecom": "phone telecom",
        "phone": "phone telecom[system=phone]",
        "email": "email telecom[system=email]",
    },
    "Provenance": {
        "target": "reference target",
        "patient": "reference target:Patient",
        "agent": "reference agent.who",
        "agent-type": "token agent.type",
        "entity": "reference entity.what",
        "location": "reference location",
        "recorded": "instant recorded",
        "when": "date occurredDateTime",
    },
    "Questionnaire": {
        "identifier": "token identifier",
        "status": "token status",
        "url": "token url",
        "version": "token version",
        "name": "string name",
        "title": "string title",
        "code": "token item.code",
        "date": "date date",
    },
    "QuestionnaireResponse": {
        "identifier": "token identifier",
        "status": "token status",
        "questionnaire": "token questionnaire",
        "subject": "reference subject",
        "patient": "reference subject:Patient",
        "encounter": "reference encounter",
        "based-on": "reference basedOn",
        "author": "reference author",
        "source": "reference source",
        "authored": "date authored",
    },
    "RelatedPerson": {
        **_PERSON,
        "patient": "reference patient",
        "relationship": "token relationship",
    },
    "Schedule": {
        "identifier": "token identifier",
        "active": "token active",
        "actor": "reference actor",
        "service-type": "token serviceType",
        "service-category": "token serviceCategory",
        "specialty": "token specialty",
        "date": "date planningHorizon",
    },
    "ServiceRequest": {
        "identifier": "token identifier",
        "status": "token status",
        "intent": "token intent",
        "priority": "token priority",
        "category": "token category",
        "code": "token code",
        "subject": "reference subject",
        "patient": "reference subject:Patient",
        "requester": "reference requester",
        "performer": "reference performer",
        "performer-type": "token performerType",
        "encounter": "reference encounter",
        "based-on": "reference basedOn",
        "requisition": "token requisition",
        "authored": "date authoredOn",
    },
    "Slot": {
        "identifier": "token identifier",
        "status": "token status",
        "start": "instant start",
        "schedule": "reference schedule",
        "service-type": "token serviceType",
        "service-category": "token serviceCategory",
        "specialty": "token specialty",
        "appointment-type": "token appointmentType",
    },
    "Task": {
        "identifier": "token identifier",
        "status": "token status",
        "business-status": "token businessStatus",
        "intent": "token intent",
        "priority": "token priority",
        "code": "token code",
        "subject": "reference for",
        "patient": "reference for:Patient",
        "focus": "reference focus",
        "owner": "reference owner",
        "requester": "reference requester",
        "performer": "token performerType",
        "encounter": "reference encounter",
        "based-on": "reference basedOn",
        "part-of": "reference partOf",
        "group-identifier": "token groupIdentifier",
        "authored-on": "date authoredOn",
        "modified": "date lastModified",
        "period": "date executionPeriod",
    },
}

_COMMON = {"_tag": "token meta.tag", "_profile": "token meta.profile", "_security": "token meta.security"}

RESOURCE_TYPES = frozenset(SEARCH_PARAMETERS)


@dataclass(frozen=True, slots=True)
class Path:
    """Where a value lies: element names, list items kept per step, and the type a reference must have."""

    steps: tuple[tuple[str, tuple[str, str] | None], ...]
    target: str = ""


@dataclass(frozen=True, slots=True)
class SearchParameter:
    """One parameter of one resource type; `index` is its name in the search_value table."""

    name: str
    kind: Kind
    paths: tuple[Path, ...]
    index: str


@cache
def parameters_of(type_: str) -> dict[str, SearchParameter]:
    """The parameters of a resource type, by name."""
    declared = {**SEARCH_PARAMETERS[type_], **_COMMON}
    return {name: _parsed(type_, name, line) for name, line in declared.items()}


def _parsed(type_: str, name: str, line: str) -> SearchParameter:
    kind, _, paths = line.partition(" ")
    return SearchParameter(
        name, cast(Kind, kind), tuple(_path(each) for each in paths.split("|")), f"{type_}.{name}"
    )


def _path(text: str) -> Path:
    text, _, target = text.partition(":")
    steps: list[tuple[str, tuple[str, str] | None]] = []
    for step in text.split("."):
        element, _, kept = step.rstrip("]").partition("[")
        field, _, value = kept.partition("=")
        steps.append((element, (field, value) if kept else None))
    return Path(tuple(steps), target)


def fingerprint() -> str:
    """Changes whenever the table does, so that an older store's search values are made anew."""
    return hashlib.sha256(repr((SEARCH_PARAMETERS, _COMMON)).encode()).hexdigest()[:16]


_MODIFIERS: dict[Kind, frozenset[str]] = {
    "string": frozenset({"", "exact", "contains", "missing"}),
    "token": frozenset({"", "not", "missing"}),
    "phone": frozenset({"", "not", "missing"}),
    "email": frozenset({"", "not", "missing"}),
    "date": frozenset({"", "missing"}),
    "instant": frozenset({"", "missing"}),
    "reference": frozenset({"", "missing"}) | RESOURCE_TYPES,
}


def check_modifier(name: str, parameter: SearchParameter | None, modifier: str) -> None:
    """Raises FhirProblem 400 for a modifier that the parameter does not have: FHIR forbids to ignore one."""
    if modifier not in (_MODIFIERS[parameter.kind] if parameter else ("",)):
        raise FhirProblem(400, "not-supported", f"The modifier ':{modifier}' is not supported on '{name}'.")
