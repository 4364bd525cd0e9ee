"""What all tests share: no settings leak in from the machine, and servers that are started on demand."""

import os

import pytest

pytest_plugins = ["postgres"]


@pytest.fixture(autouse=True, scope="session")
def clean_environment() -> None:
    """Settings of whoever runs the tests must not reach the service under test."""
    for name in list(os.environ):
        if name.startswith(("FRONTDESK_", "OPENAI_", "TWILIO_", "LANGSMITH_", "LANGCHAIN_")):
            del os.environ[name]
