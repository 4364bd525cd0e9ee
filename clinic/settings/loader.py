"""Loads a clinic folder: clinic.yaml, checked as a whole, becomes ClinicSettings or a list of problems."""

from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from clinic.settings.cross_checks import cross_check
from clinic.settings.explain import findings_of
from clinic.settings.problems import InvalidClinic, Problem
from clinic.settings.schema import ClinicSettings
from clinic.settings.source import Finding, Source, read_source

CLINIC_FILE = "clinic.yaml"


def load_clinic(folder: Path) -> ClinicSettings:
    """The settings of the clinic in `folder`.

    Raises InvalidClinic with every mistake that the file has, each with its line.
    """
    file = folder / CLINIC_FILE
    try:
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise InvalidClinic([_unreadable(file, error)]) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problem = Problem(file, line, 1, "", "this line is not UTF-8 text", "save the file as UTF-8")
        raise InvalidClinic([problem]) from error
    return parse_clinic(text, file)


@lru_cache(maxsize=4)
def parse_clinic(text: str, file: Path = Path(CLINIC_FILE)) -> ClinicSettings:
    """Settings from YAML that is already read; `file` is what problems name. Raises InvalidClinic.

    The same text is parsed once (0.1 s): settings never change.
    """
    source = read_source(text)
    findings = list(source.findings)
    settings: ClinicSettings | None = None
    if source.data is None and not findings:
        findings.append(Finding((), "the file is empty", "`frontdesk init` writes one to start from"))
    elif source.data is not None and not isinstance(source.data, dict):
        findings.append(Finding((), "expected fields such as 'name: …' at the start of a line", ""))
    elif source.data is not None:
        try:
            settings = ClinicSettings.model_validate(source.data)
        except ValidationError as error:
            findings.extend(findings_of(error))
        findings.extend(cross_check(source.data))
    if settings is None or findings:
        raise InvalidClinic(_placed(findings, source, file))
    return settings


def clinic_json_schema() -> dict[str, Any]:
    """JSON Schema of clinic.yaml, for editors that complete and check while one writes."""
    schema = ClinicSettings.model_json_schema()
    period = {"type": "string", "pattern": r"^\d{1,2}:\d{2}-\d{1,2}:\d{2}$", "examples": ["08:00-12:00"]}
    schema["$defs"]["OpenPeriod"] = {"title": "OpenPeriod", **period}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}


def _placed(findings: list[Finding], source: Source, file: Path) -> list[Problem]:
    problems = []
    for finding in findings:
        place = finding.place or source.place_of(finding.path)
        path = ".".join(str(part) for part in finding.path)
        problems.append(Problem(file, place.line, place.column, path, finding.message, finding.suggestion))
    return problems


def _unreadable(file: Path, error: OSError) -> Problem:
    if not file.parent.exists():
        return Problem(
            file.parent, 0, 0, "", "there is no such folder", "give the folder that holds clinic.yaml"
        )
    if file.parent.is_file():
        return Problem(file.parent, 0, 0, "", "this is a file", "give the folder that holds clinic.yaml")
    if not file.exists():
        return Problem(
            file, 0, 0, "", "there is no clinic.yaml in this folder", "`frontdesk init` writes one"
        )
    return Problem(file, 0, 0, "", f"cannot be read: {error.strerror}", "check its permissions")
