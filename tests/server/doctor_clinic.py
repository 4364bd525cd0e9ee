"""A clinic whose EHR is a server of its own behind SMART, for the doctor to look at; each part can be spoiled."""

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

import demo
from clinic.clock import PinnedClock
from clinic.settings import load_clinic
from evals.standins.smart_server import SmartServer, running_smart_server
from server.doctor import Examination, Finding, examine
from tools.fhir_store import FhirStore, create_store
from tools.smart import KeyFile


class MeddledStore:
    """The store, with what a lesser server would do: `refuses` answers a status to a resource type."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.refuses: dict[str, int] = {}
        self.ignores_versions = False
        self.writes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = scope["path"].removeprefix(scope.get("root_path", "")).strip("/").partition("/")[0]
        self.writes += scope["method"] in ("PUT", "PATCH", "DELETE")
        if kind in self.refuses:
            await Response(status_code=self.refuses[kind])(scope, receive, send)
            return
        if self.ignores_versions:
            headers = [each for each in scope["headers"] if each[0] != b"if-match"]
            scope = {**scope, "headers": headers}
        await self._app(scope, receive, send)


class DoctorClinic:
    """The demo clinic in a folder of its own, its settings in the environment, its EHR over HTTP."""

    def __init__(self, folder: Path, server: SmartServer, store: FhirStore, meddled: MeddledStore) -> None:
        self.folder = folder
        self.server = server
        self.store = store
        self.meddled = meddled
        self.key_path = folder / "ehr-key.pem"
        self.environment = {
            "FRONTDESK_MODE": "demo",
            "FRONTDESK_CLOCK": demo.DEMO_NOW.isoformat(),
            "FRONTDESK_CLINIC": str(folder),
            "FRONTDESK_DATA_DIR": str(folder / "data"),
            "FRONTDESK_EHR_URL": server.fhir_url,
            "FRONTDESK_EHR_CLIENT_ID": server.client_id,
            "FRONTDESK_EHR_KEY_FILE": str(self.key_path),
        }

    def new_key(self) -> None:
        key = ec.generate_private_key(ec.SECP384R1())
        self.key_path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        self.key_path.chmod(0o600)

    def register_key(self) -> None:
        self.server.jwks = KeyFile(self.key_path).published()

    def rewrite(self, old: str, new: str) -> None:
        """Change what is written once in clinic.yaml."""
        file = self.folder / "clinic.yaml"
        content = file.read_text()
        assert content.count(old) == 1, old
        file.write_text(content.replace(old, new))

    async def examined(self, *, write: bool = False) -> Examination:
        own = {name: value for name, value in os.environ.items() if not name.startswith("FRONTDESK_")}
        before = dict(os.environ)
        os.environ.clear()
        os.environ.update(own | self.environment)
        try:
            return await examine(write=write)
        finally:
            os.environ.clear()
            os.environ.update(before)


@contextmanager
def doctor_clinic(folder: Path, seeded: Path) -> Iterator[DoctorClinic]:
    shutil.copy(demo.CLINIC_FOLDER / "clinic.yaml", folder)
    shutil.copy(seeded, folder / "ehr.sqlite")
    zone = load_clinic(folder).zone
    with create_store(folder / "ehr.sqlite", PinnedClock(demo.DEMO_NOW), zone=zone) as store:
        meddled = MeddledStore(store.app)
        with running_smart_server(meddled) as server:
            clinic = DoctorClinic(folder, server, store, meddled)
            clinic.new_key()
            clinic.register_key()
            yield clinic


def found(examination: Examination, check: str, area: str = "") -> Finding:
    (finding,) = [
        each for each in examination.findings if each.check == check and (not area or each.area == area)
    ]
    return finding


def missing(examination: Examination) -> list[str]:
    return [each.check for each in examination.findings if each.status == "missing"]


def as_json(examination: Examination) -> str:
    return json.dumps(examination.model_dump(mode="json"))
