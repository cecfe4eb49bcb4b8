"""A client of Superset's REST API: logs in, imports the bundle, asks."""

from __future__ import annotations

import json
from collections.abc import Mapping
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import HTTPCookieProcessor, ProxyHandler, Request, build_opener
from uuid import uuid4


class SupersetRefuses(Exception):
    """Superset answers with an error; the message says to what."""


class Client:
    """One user, logged in at the Superset at *address*.

    Raises:
        SupersetRefuses: the login, or anything asked later, is answered with an error.
    """

    def __init__(self, address: str, user: str, password: str) -> None:
        self._address = address
        # The session cookie belongs to the token against forged requests.
        self._opener = build_opener(ProxyHandler({}), HTTPCookieProcessor(CookieJar()))
        self._headers: dict[str, str] = {"Referer": address}
        login = {"username": user, "password": password, "provider": "db", "refresh": False}
        self._headers["Authorization"] = f"Bearer {self.post('/api/v1/security/login', login)['access_token']}"
        self._headers["X-CSRFToken"] = self.get("/api/v1/security/csrf_token/")["result"]

    def get(self, path: str) -> Any:
        """The JSON that stands at *path*."""
        return self._answer(Request(self._address + path, headers=self._headers))

    def post(self, path: str, body: object) -> Any:
        """What Superset answers to *body*, sent as JSON."""
        headers = self._headers | {"Content-Type": "application/json"}
        return self._answer(Request(self._address + path, json.dumps(body).encode(), headers, method="POST"))

    def import_assets(self, archive: bytes) -> None:
        """Import a bundle; what is there already under the same identity is replaced."""
        self._upload("/api/v1/assets/import/", "bundle", archive)

    def import_dashboards(self, archive: bytes) -> None:
        """Import dashboards as the button of Superset's page does: what they need is added where it is missing."""
        self._upload("/api/v1/dashboard/import/", "formData", archive)

    def _upload(self, path: str, field: str, archive: bytes) -> None:
        edge = uuid4().hex
        fields: Mapping[str, tuple[str, bytes]] = {
            f'name="{field}"; filename="fazhi.zip"': ("application/zip", archive),
            'name="overwrite"': ("text/plain", b"true"),
        }
        body = b"".join(
            f"--{edge}\r\nContent-Disposition: form-data; {name}\r\nContent-Type: {kind}\r\n\r\n".encode()
            + data
            + b"\r\n"
            for name, (kind, data) in fields.items()
        )
        headers = self._headers | {"Content-Type": f"multipart/form-data; boundary={edge}"}
        whole = body + f"--{edge}--\r\n".encode()
        self._answer(Request(self._address + path, whole, headers, method="POST"))

    def _answer(self, request: Request) -> Any:
        try:
            with self._opener.open(request, timeout=120) as answer:
                return json.load(answer)
        except HTTPError as error:
            said = " ".join(error.read().decode(errors="replace").split())[:600]
            raise SupersetRefuses(
                f"Superset 拒绝 (Superset refuses) {request.selector}: {error.code} {said}"
            ) from error
        except (URLError, OSError, ValueError) as error:
            raise SupersetRefuses(f"Superset 无应答 (no answer) {request.full_url}: {error}") from error
