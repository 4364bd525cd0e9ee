"""Somebody of the clinic in the console, as a browser without JavaScript sends its forms."""

import re

import httpx


class Person:
    def __init__(self, url: str, email: str, password: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=60, follow_redirects=True)
        answer = self.http.post("/staff/login", data={"email": email, "password": password})
        assert answer.status_code == 200, answer.text
        self.page = answer.text

    def opens(self, path: str) -> str:
        answer = self.http.get(path)
        assert answer.status_code == 200, answer.text
        self.page = answer.text
        return self.page

    def sends(self, path: str, **fields: str) -> httpx.Response:
        """A form of the page that is open, with its hidden fields."""
        hidden = {
            name: found.group(1)
            for name in ("csrf", "version")
            if (found := re.search(rf'name="{name}" value="([^"]*)"', self.page))
        }
        answer = self.http.post(path, data=hidden | fields)
        self.page = answer.text
        return answer

    def decides(self, request_id: str, action: str, **fields: str) -> httpx.Response:
        return self.sends(f"/staff/requests/{request_id}/decide", action=action, **fields)
