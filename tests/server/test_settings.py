"""Settings: read from the environment, refused as a whole with what to do when they cannot be used."""

from pathlib import Path

import pytest

from clinic.errors import InvalidConfiguration
from server.settings import Settings, load_settings

SECRET = "b7e0c1d2f3a495867788990a1b2c3d4e"
PRODUCTION = {
    "FRONTDESK_MODE": "production",
    "FRONTDESK_CLINIC": "/etc/clinic",
    "FRONTDESK_SECRET_KEY": SECRET,
}


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import os

    for name in os.environ:
        if name.startswith(("FRONTDESK_", "OPENAI_", "TWILIO_")):
            monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)  # no .env of the developer's


def settings_of(monkeypatch: pytest.MonkeyPatch, environment: dict[str, str]) -> Settings:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return load_settings()


def test_the_example_environment_file_names_settings_that_exist() -> None:
    example = Path(__file__).parents[2] / ".env.example"
    names = [line.lstrip("# ").partition("=")[0] for line in example.read_text().splitlines() if "=" in line]
    known = {f"FRONTDESK_{name.upper()}" for name in Settings.model_fields} | {
        str(field.validation_alias) for field in Settings.model_fields.values() if field.validation_alias
    }

    assert set(names) <= known
    assert {name for name in known if "_OPENAI_" not in name and "_TWILIO_A" not in name} == set(names)


def test_a_demo_needs_no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    settings = settings_of(monkeypatch, {"FRONTDESK_MODE": "demo"})

    assert settings.records_url == f"sqlite+aiosqlite:///{tmp_path}/data/frontdesk.sqlite"
    assert settings.checkpoints_url == f"sqlite:///{tmp_path}/data/checkpoints.sqlite"
    assert (settings.clinic_folder / "clinic.yaml").exists()


def test_checkpoints_live_beside_the_records(monkeypatch: pytest.MonkeyPatch) -> None:
    records = "postgresql+psycopg://me@db/frontdesk"
    settings = settings_of(monkeypatch, PRODUCTION | {"FRONTDESK_DATABASE_URL": records})

    assert settings.checkpoints_url == "postgresql://me@db/frontdesk"


def test_a_dotenv_file_is_read_and_the_environment_wins(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text(
        "FRONTDESK_MODE=demo\nFRONTDESK_LLM_MODEL=small\nOPENAI_API_KEY=sk-x\nOTHER=1\n"
    )
    settings = settings_of(monkeypatch, {"FRONTDESK_LLM_MODEL": "large"})

    assert (settings.mode, settings.llm_model) == ("demo", "large")
    assert settings.openai_api_key is not None
    assert settings.openai_api_key.get_secret_value() == "sk-x"


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    secret_settings = {
        "OPENAI_API_KEY": SECRET,
        "TWILIO_ACCOUNT_SID": "AC1",
        "TWILIO_AUTH_TOKEN": SECRET,
        "FRONTDESK_PUBLIC_URL": "https://front.clinic.example",
        "FRONTDESK_SERVICE_TOKEN": SECRET,
    }
    settings = settings_of(monkeypatch, PRODUCTION | secret_settings)

    assert SECRET not in repr(settings)


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"FRONTDESK_SECRET_KEY": ""}, "FRONTDESK_SECRET_KEY"),
        ({"FRONTDESK_SECRET_KEY": "change-me"}, "FRONTDESK_SECRET_KEY"),
        ({"FRONTDESK_SECRET_KEY": "a" * 64}, "FRONTDESK_SECRET_KEY"),
        ({"FRONTDESK_CLINIC": ""}, "FRONTDESK_CLINIC"),
        ({"FRONTDESK_CLOCK": "2026-03-02T08:00:00-05:00"}, "FRONTDESK_CLOCK"),
        ({"FRONTDESK_PUBLIC_URL": "http://clinic.example"}, "FRONTDESK_PUBLIC_URL"),
        ({"FRONTDESK_SERVICE_TOKEN": "letmein"}, "FRONTDESK_SERVICE_TOKEN"),
        ({"FRONTDESK_DATABASE_URL": "mysql://db/x"}, "FRONTDESK_DATABASE_URL"),
        ({"FRONTDESK_CHECKPOINT_URL": "mongodb://db/x"}, "FRONTDESK_CHECKPOINT_URL"),
        ({"FRONTDESK_EHR_URL": "ehr.example/fhir"}, "FRONTDESK_EHR_URL"),
        ({"FRONTDESK_EHR_VENDOR": "cerner"}, "FRONTDESK_EHR_VENDOR"),
        ({"FRONTDESK_LLM_TIMEOUT": "0"}, "FRONTDESK_LLM_TIMEOUT"),
        ({"OPENAI_BASE_URL": "localhost:1234"}, "OPENAI_BASE_URL"),
        ({"FRONTDESK_MODE": "test"}, "FRONTDESK_MODE"),
        ({"FRONTDESK_REDIS_URL": "redis://localhost"}, "FRONTDESK_REDIS_URL"),
        ({"FRONTDESK_ENCRYPTION_KEYS": SECRET}, "FRONTDESK_ENCRYPTION_KEYS"),
        ({"FRONTDESK_EHR_CLIENT_ID": "abc"}, "FRONTDESK_EHR_CLIENT_ID"),
    ],
)
def test_production_refuses_what_is_not_safe_and_names_it(
    monkeypatch: pytest.MonkeyPatch, changed: dict[str, str], named: str
) -> None:
    with pytest.raises(InvalidConfiguration) as refused:
        settings_of(monkeypatch, PRODUCTION | changed)

    assert named in refused.value.message
    assert len(refused.value.message.splitlines()) <= 3, "nothing else is complained about"


def test_everything_that_is_wrong_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidConfiguration) as refused:
        settings_of(monkeypatch, {"FRONTDESK_PUBLIC_URL": "http://clinic.example"})

    lines = refused.value.message.splitlines()
    assert [line.split()[0] for line in lines[1:4]] == [
        "FRONTDESK_CLINIC",
        "FRONTDESK_SECRET_KEY",
        "FRONTDESK_PUBLIC_URL",
    ]
    assert "FRONTDESK_MODE=demo" in lines[-1]


def test_a_refusal_does_not_repeat_the_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InvalidConfiguration) as refused:
        settings_of(monkeypatch, PRODUCTION | {"FRONTDESK_SECRET_KEY": "hunter2-hunter2"})

    assert "hunter2" not in refused.value.message


@pytest.mark.parametrize("clock", ["2026-03-02T08:00:00", "yesterday"])
def test_a_pinned_clock_needs_an_instant_with_its_zone(monkeypatch: pytest.MonkeyPatch, clock: str) -> None:
    with pytest.raises(InvalidConfiguration, match="FRONTDESK_CLOCK"):
        settings_of(monkeypatch, {"FRONTDESK_MODE": "demo", "FRONTDESK_CLOCK": clock})
