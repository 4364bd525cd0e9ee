"""Preconditions: If-Match and If-None-Match against the newest version of a resource."""

import re
from collections.abc import Mapping

from .outcomes import FhirProblem
from .versions import Stored

_TAG = re.compile(r'(?:W/)?"([^"]*)"|([^",\s]+)')


def versions(header: str) -> list[str]:
    """The versions in an If-Match or If-None-Match header: weak, strong or bare tags, or `*`."""
    return [quoted or bare for quoted, bare in _TAG.findall(header)]


def check_if_match(headers: Mapping[str, str], current: Stored | None) -> None:
    """Raises FhirProblem 412 when the version the client read is no longer the newest."""
    wanted = headers.get("if-match")
    if wanted is not None:
        tags = versions(wanted)
        if current is None or current.deleted or not ("*" in tags or str(current.version) in tags):
            etag = {"ETag": current.etag} if current else {}
            raise FhirProblem(412, "conflict", "The resource changed since it was read (If-Match).", (), etag)
    if headers.get("if-none-match", "").strip() == "*" and current and not current.deleted:
        raise FhirProblem(412, "duplicate", "The resource exists (If-None-Match: *).")


def is_unchanged(headers: Mapping[str, str], stored: Stored) -> bool:
    """Whether a read may be answered with 304."""
    tags = versions(headers.get("if-none-match", ""))
    return str(stored.version) in tags
