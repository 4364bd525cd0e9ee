"""What must be so after a crowd has booked: every time busy, and one visit in each."""

from typing import Any

import httpx


def assert_each_time_has_one_visit(url: str, token: str, times: int) -> None:
    slots, visits = _everything(url, token, "Slot"), _everything(url, token, "Appointment")
    assert len(slots) == times
    assert {slot["status"] for slot in slots} == {"busy"}
    assert [visit["status"] for visit in visits] == ["booked"] * times
    held = [reference["reference"].rpartition("/")[2] for visit in visits for reference in visit["slot"]]
    assert sorted(held) == sorted(slot["id"] for slot in slots)
    patients = [visit["participant"][0]["actor"]["reference"] for visit in visits]
    assert len(set(patients)) == times


def _everything(url: str, token: str, resource_type: str) -> list[dict[str, Any]]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    answer = httpx.get(f"{url}/{resource_type}?_count=1000", headers=headers)
    return [each["resource"] for each in answer.raise_for_status().json()["entry"]]
