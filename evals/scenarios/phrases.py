"""The few phrases that scripted callers use, by language."""

PHRASES: dict[str, dict[str, str]] = {
    "en": {
        "yes": "yes",
        "no": "no, not now",
        "done": "no, that is all, thank you",
        "unknown": "I don't know that",
        "any_day": "any day is fine",
        "first_visit": "yes, all of that is right and it is my first visit",
        "been_there": "I have been there before",
        "ordinals": "the first one|the second one|the third one|the fourth one|the fifth one|number 6|number 7|number 8",
        "born": "{month} {day}, {year}",
        "months": "January February March April May June July August September October November December",
    },
    "es": {
        "yes": "sí",
        "no": "no, ahora no",
        "done": "no, eso es todo, gracias",
        "unknown": "no sé",
        "any_day": "cualquier día",
        "first_visit": "sí, todo es correcto y es mi primera visita",
        "been_there": "ya he estado antes",
        "ordinals": "la primera|la segunda|la tercera|la cuarta|la quinta|la número 6|la número 7|la número 8",
        "born": "{day} de {month} de {year}",
        "months": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    },
}
