"""The report as JUnit XML, which CI systems show: a test case a gate, failed where its aim is missed."""

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from evals.report import Report

SHOWN = 50
"""Failed lines listed with a missed gate; the JSON report has all."""


def junit(report: Report) -> str:
    suite = Element(
        "testsuite",
        name=report.suite,
        tests=str(len(report.gates)),
        failures=str(sum(not gate.met for gate in report.gates)),
        time=f"{report.seconds:g}",
        timestamp=report.started.isoformat(),
    )
    for gate in report.gates:
        case = SubElement(suite, "testcase", classname=report.suite, name=f"{gate.name} {gate.aim}")
        if not gate.met:
            failure = SubElement(case, "failure", message=f"{gate.value:g}, aim {gate.aim}")
            failure.text = "\n".join(_failed_lines(report, gate.name.removesuffix(".count")))
    indent(suite)
    return tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _failed_lines(report: Report, measure: str) -> list[str]:
    failed = [case for case in report.cases if not case.passed and case.tags[0] == measure]
    return [_printable(f"{case.id}: wanted {case.expected}, got {case.actual}") for case in failed[:SHOWN]]


def _printable(text: str) -> str:
    """XML knows no control characters; patients' lines may hold them."""
    return "".join(char if char.isprintable() else " " for char in text)
