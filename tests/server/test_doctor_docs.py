"""The operator's guide says what is true: settings exist, commands run, figures are those of the code."""

import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from server.cli import build
from server.settings import Settings
from tools import kept
from tools.fhir_client import breaker, connection, exchange, retrying
from tools.fhir_client.needs import IN_USE
from tools.smart import backend_services, scopes_for, tokens

GUIDE = (Path(__file__).parents[2] / "docs/operator/ehr.md").read_text()


def test_every_setting_that_is_named_exists():
    named = set(re.findall(r"FRONTDESK_[A-Z_]+", GUIDE))
    assert named <= {f"FRONTDESK_{name.upper()}" for name in Settings.model_fields}


@pytest.mark.parametrize("options", sorted(set(re.findall(r"frontdesk doctor((?: --\w+)*)", GUIDE))))
def test_every_command_is_one(options: str):
    result = CliRunner().invoke(build(), ["doctor", *options.split(), "--help"])
    assert result.exit_code == 0, result.output


def test_the_scopes_are_those_that_we_ask_for_by_stage():
    stages = {need.stages[:1] for need in IN_USE}
    assert len(stages) == 5
    for stage in stages:
        of_stage = [need for need in IN_USE if need.stages[:1] == stage]
        name = f"`{stage[0]}`" if stage else "every stage"
        assert f"| {name} | `{scopes_for(of_stage, version=2)}` |" in GUIDE


@pytest.mark.parametrize(
    "said",
    [
        f"| requests at once | {exchange.AT_ONCE};",
        f"| one operation | {connection.DEADLINE:g} s",
        f"up to {retrying.LONGEST_WAIT:g} s;",
        f"after {breaker.FAILURES} operations in a row that failed the EHR is left alone for {breaker.RECOVERY:g} s",
        f"(`tools.kept`) | one copy a process, for all vendors | {kept.FRESH_FOR:g} s |",
        f"(`graph.directory`) | one copy a clinic.yaml in force | another {kept.FRESH_FOR:g} s |",
        f"not tried again for {backend_services.REST_AFTER_REFUSAL:g} s",
    ],
)
def test_the_figures_are_those_of_the_code(said: str):
    assert said in GUIDE


def test_tokens_are_renewed_in_the_last_fifth_of_their_life():
    assert "the last fifth of their life" in GUIDE
    assert pytest.approx(1 / 5) == tokens.EARLY
