"""The doctor's findings as a table for the terminal."""

from collections.abc import Iterator

from server.doctor.findings import Examination, Finding

_WORDS = {"ok": "ok", "warning": "warning", "missing": "MISSING", "skipped": "-"}
_INDENT = " " * 12


def table(examination: Examination) -> Iterator[str]:
    """Lines: areas with their checks, what to do under what is missing, and the outcome."""
    area = ""
    for finding in examination.findings:
        if finding.area != area:
            if area:
                yield ""
            area = finding.area
            yield area
        yield from _lines(finding)
    missing = sum(each.status == "missing" for each in examination.findings)
    yield ""
    yield (
        "All is there."
        if examination.healthy
        else f"{missing} {'thing is' if missing == 1 else 'things are'} missing."
    )


def _lines(finding: Finding) -> Iterator[str]:
    yield f"  {_WORDS[finding.status]:<8}  {finding.check:<24}  {finding.found}"
    for label, text in (("to do", finding.to_do), ("instead", finding.instead)):
        for number, line in enumerate(text.splitlines()):
            yield f"{_INDENT}{label + ':' if number == 0 else '':<9} {line.strip()}"
