"""What patients tell of a medicine in their own words is heard, and ordinary requests are left alone."""

import time

import pytest

from clinic.refills.problems import problems_in

TOLD = [
    ("I think I have side effects from the metformin", ["side_effect"]),
    ("refill my lisinopril but it gives me a terrible cough", ["side_effect"]),
    ("Since I started the new pills I've been so dizzy", ["side_effect"]),
    ("they make me nauseous", ["side_effect"]),
    ("I got a rash from it", ["side_effect"]),
    ("it doesn't agree with me", ["side_effect"]),
    ("Tengo efectos secundarios con la metformina", ["side_effect"]),
    ("la pastilla me da mareos", ["side_effect"]),
    ("desde que la tomo tengo mucha comezón", ["side_effect"]),
    ("me caen mal esas pastillas", ["side_effect"]),
    ("my inhaler isn't helping anymore", ["not_working"]),
    ("the pills stopped working", ["not_working"]),
    ("ya no me hace efecto", ["not_working"]),
    ("can I get a higher dose of sertraline?", ["other_dose"]),
    ("I've been taking double what the label says", ["other_dose"]),
    ("quiero subir la dosis", ["other_dose"]),
    ("I lost my pills on the trip", ["lost_or_stolen"]),
    ("somebody stole my medication", ["lost_or_stolen"]),
    ("me robaron las pastillas", ["lost_or_stolen"]),
    ("I'm three months pregnant, is that a problem?", ["pregnant"]),
    ("I am breastfeeding", ["pregnant"]),
    ("estoy embarazada", ["pregnant"]),
    ("I'm pregnant and it makes me sick", ["side_effect", "pregnant"]),
]
HARMLESS = [
    "refill my lisinopril please",
    "I need all of my medicines, I have two days left",
    "no side effects, it works well",
    "I haven't had any side effects",
    "the website isn't working so I'm asking here",
    "I lost my insurance card",
    "I lost 10 pounds",
    "I'm not pregnant",
    "same dose as before",
    "can you send it to the pharmacy on Elm Street",
    "quiero renovar mi receta de metformina",
    "sin efectos secundarios, gracias",
    "la página no funciona",
    "me quedan dos pastillas",
    "no estoy embarazada",
    "perdí mi cita de ayer",
    "",
]


@pytest.mark.parametrize(("text", "problems"), TOLD)
def test_trouble_with_a_medicine_is_heard(text: str, problems: list[str]) -> None:
    assert list(problems_in(text)) == problems


@pytest.mark.parametrize("text", HARMLESS)
def test_an_ordinary_request_is_left_alone(text: str) -> None:
    assert problems_in(text) == ()


def test_a_denial_does_not_hide_what_comes_beside_it() -> None:
    assert problems_in("No side effects at first. Now it makes me dizzy") == ("side_effect",)
    assert problems_in("no side effects but it gives me a rash") == ("side_effect",)


def test_a_long_text_is_looked_at_in_no_time() -> None:
    began = time.perf_counter()
    problems_in("it makes me feel that i take took been taking " * 400)
    assert time.perf_counter() - began < 2
