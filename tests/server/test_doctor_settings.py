"""The settings of the EHR: what belongs together is asked for together, before anything starts."""

from pathlib import Path

import pytest

import demo
from clinic.errors import InvalidConfiguration
from clinic.settings import load_clinic
from server.settings import Settings

CLIENT = {"ehr_client_id": "frontdesk", "ehr_key_file": Path("key.pem")}
EHR = {"ehr_url": "https://ehr.example/fhir"}
TOKEN = {"ehr_token": "a-token"}


@pytest.mark.parametrize(
    "given",
    [
        {},
        EHR,
        EHR | TOKEN,
        EHR | CLIENT,
        EHR | CLIENT | {"ehr_scopes": "system/*.rs"},
        EHR | CLIENT | TOKEN | {"ehr_mcp_url": "https://tools.example/mcp"},
    ],
)
def test_these_go_together(given: dict[str, object]):
    assert Settings(_env_file=None, mode="demo", **given).ehr_url == given.get("ehr_url")


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (EHR | {"ehr_client_id": "frontdesk"}, "FRONTDESK_EHR_KEY_FILE"),
        (EHR | {"ehr_key_file": Path("key.pem")}, "FRONTDESK_EHR_CLIENT_ID"),
        (CLIENT, "FRONTDESK_EHR_URL"),
        (EHR | CLIENT | TOKEN, "unset the one"),
    ],
)
def test_these_do_not(given: dict[str, object], says: str):
    with pytest.raises(ValueError, match=says):
        Settings(_env_file=None, mode="demo", **given)


async def test_a_key_file_that_is_missing_is_told_before_anything_starts(tmp_path: Path):
    from server.fhir_server import open_authorization
    from tools.smart import KeyUnusable

    settings = Settings(
        _env_file=None, mode="demo", **EHR, **CLIENT | {"ehr_key_file": tmp_path / "none.pem"}
    )
    with pytest.raises(KeyUnusable, match=r"none\.pem"):
        async with open_authorization(settings, load_clinic(demo.CLINIC_FOLDER)):
            pass


def test_the_public_keys_need_a_key_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from server.doctor.published import public_keys

    monkeypatch.chdir(tmp_path)
    with pytest.raises(InvalidConfiguration, match="FRONTDESK_EHR_KEY_FILE"):
        public_keys()
