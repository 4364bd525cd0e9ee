"""JSON Patch (RFC 6902) on a resource."""

import base64
import binascii
import copy
from typing import Any, cast

import jsonpatch
import orjson

from .exchange import FhirRequest
from .outcomes import FhirProblem
from .transaction import MOST_RESOURCE_BYTES
from .versions import Stored

JSON_PATCH = "application/json-patch+json"
MOST_OPERATIONS = 500


def patched(stored: Stored, request: FhirRequest) -> dict[str, Any]:
    """The resource after the operations. Raises FhirProblem 400 for no patch, 422 when it cannot apply."""
    resource = orjson.loads(stored.body)
    operations = _operations(request)
    try:
        result = _applied(copy.deepcopy(resource), operations)
    except jsonpatch.JsonPatchTestFailed:
        raise FhirProblem(422, "processing", "A test of the patch does not hold.") from None
    except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException, TypeError, KeyError) as error:
        status = 400 if isinstance(error, jsonpatch.InvalidJsonPatch) else 422
        raise FhirProblem(status, "processing", "The patch cannot be applied to this resource.") from None
    same = isinstance(result, dict) and all(result.get(n) == resource[n] for n in ("resourceType", "id"))
    if not same:
        raise FhirProblem(422, "value", "A patch must leave resourceType and id as they are.")
    return cast(dict[str, Any], result)


def _applied(resource: Any, operations: list[Any]) -> Any:
    """One by one, so that copies of copies are stopped before they fill the memory."""
    patch = jsonpatch.JsonPatch(operations)
    for operation in patch.patch:
        resource = jsonpatch.JsonPatch([operation]).apply(resource, in_place=True)
        if operation["op"] == "copy" and len(orjson.dumps(resource)) > MOST_RESOURCE_BYTES:
            raise FhirProblem(413, "too-long", f"A resource may have {MOST_RESOURCE_BYTES} bytes.")
    return resource


def _operations(request: FhirRequest) -> list[Any]:
    operations = request.json()
    if isinstance(operations, dict) and operations.get("resourceType") == "Binary":
        operations = _from_binary(operations)
    elif isinstance(operations, dict) and operations.get("resourceType") == "Parameters":
        raise FhirProblem(415, "not-supported", "FHIRPath Patch is not supported: send JSON Patch.")
    if not isinstance(operations, list) or len(operations) > MOST_OPERATIONS:
        raise FhirProblem(
            400, "structure", f"A JSON Patch is an array of up to {MOST_OPERATIONS} operations."
        )
    return operations


def _from_binary(binary: dict[str, Any]) -> Any:
    """In a Bundle a JSON Patch travels base64-encoded in a Binary."""
    try:
        return orjson.loads(base64.b64decode(binary["data"], validate=True))
    except (KeyError, TypeError, binascii.Error, orjson.JSONDecodeError):
        raise FhirProblem(400, "structure", "The Binary holds no base64-encoded JSON Patch.") from None
