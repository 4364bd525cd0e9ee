"""Lines about the talk itself: silence, waiting, repeating, robots, children, other languages; and what is none."""

import pytest
from understanding_lines import told

ASKED = {"kind": "slot", "slot": "date", "active_task": "book"}
EITHER = [
    (
        "unclear silence",
        {
            "en": ["", "...", "[silence]", "(no speech)", "<pause>"],
            "es": ["…", "[silencio]", "(sin respuesta)"],
        },
    ),
    (
        "unclear noise",
        {
            "en": ["(cough)", "[inaudible]", "*dog barking*", "[background noise] [music]"],
            "es": ["(tos)", "[ruido]"],
        },
    ),
    (
        "unclear wait",
        {
            "en": [
                "hold on",
                "one moment please",
                "just a sec",
                "let me get my card",
                "bear with me",
                "ok hang on a minute",
            ],
            "es": [
                "un momento",
                "espere tantito",
                "déjeme buscar mi tarjeta",
                "un segundito por favor",
                "permítame",
            ],
        },
    ),
    (
        "unclear already_told",
        {
            "en": [
                "I already told you",
                "I said that twice",
                "as I said",
                "same as before",
                "you asked me that already",
            ],
            "es": [
                "ya se lo dije",
                "como le dije",
                "lo mismo de siempre",
                "ya me preguntó eso",
                "ya le di mi número",
            ],
        },
    ),
    (
        "unclear misunderstood",
        {
            "en": [
                "that's not what I asked",
                "you misunderstood me",
                "you didn't answer my question",
                "not what I meant",
            ],
            "es": ["eso no es lo que pregunté", "me entendió mal", "no le pedí eso", "usted se equivocó"],
        },
    ),
    (
        "unclear child",
        {
            "en": [
                "my mommy is sleeping",
                "daddy's in the shower",
                "I'm six years old",
                "should I go get my mom",
            ],
            "es": [
                "mi mami está dormida",
                "mi papá no está aquí",
                "tengo siete años",
                "voy a llamar a mi mamá",
            ],
        },
    ),
    (
        "unclear unsure",
        {
            "en": [
                "I don't know",
                "that's above my pay grade",
                "not a clue",
                "I couldn't tell you",
                "beats me",
            ],
            "es": ["no sé", "ni la menor idea", "quién sabe", "no sabría decirle", "estoy indecisa"],
        },
    ),
    (
        "unclear other_language",
        {
            "en": [
                "do you speak Mandarin?",
                "bonjour je voudrais un rendez-vous",
                "preciso marcar uma consulta amanhã",
                "我想预约医生",
            ],
            "es": [
                "¿habla portugués?",
                "ich brauche bitte einen Termin",
                "мне нужен врач",
                "mwen bezwen yon randevou",
            ],
        },
    ),
    (
        "small_talk other robot",
        {
            "en": [
                "are you a robot?",
                "am I talking to a real person or a machine",
                "who built you",
                "what are you exactly",
            ],
            "es": [
                "¿es usted un robot?",
                "¿estoy hablando con una máquina?",
                "¿quién te programó?",
                "¿con quién hablo?",
            ],
        },
    ),
    (
        "small_talk other capabilities",
        {
            "en": ["what can you do?", "what can you help me with", "how can you help me"],
            "es": ["¿qué puede hacer?", "¿en qué me puede ayudar?", "¿para qué sirve esto?"],
        },
    ),
    (
        "small_talk other profanity",
        {
            "en": [
                "what the hell",
                "damn it",
                "this is bullshit",
                "you stupid machine",
                "are you kidding me",
            ],
            "es": ["qué mierda", "carajo", "esto no sirve para nada", "maldita sea"],
        },
    ),
    (
        "repeat slower",
        {
            "en": [
                "slower please",
                "you're talking too fast",
                "could you speak a bit more slowly",
                "slow down",
            ],
            "es": ["más despacio por favor", "no hable tan rápido", "¿puede hablar más lento?"],
        },
    ),
    (
        "repeat faster",
        {
            "en": ["can you talk faster", "speed it up", "you're too slow"],
            "es": ["más rápido", "¿puede ir más rápido?"],
        },
    ),
    (
        "repeat louder",
        {
            "en": ["speak up please", "I can't hear you", "louder"],
            "es": ["más fuerte por favor", "no lo oigo bien"],
        },
    ),
    (
        "repeat simpler",
        {
            "en": [
                "I don't understand",
                "what do you mean by that",
                "can you explain that",
                "I'm confused",
                "in plain English",
            ],
            "es": ["no entiendo", "¿qué quiere decir?", "explíqueme eso otra vez", "estoy confundida"],
        },
    ),
    (
        "repeat",
        {
            "en": ["what?", "say that again", "run that by me again", "let's try that again", "?"],
            "es": ["¿cómo?", "repítalo por favor", "otra vez"],
        },
    ),
    ("small_talk greeting", {"en": ["aloha", "how's life treating you"], "es": ["qué onda", "muy buenas"]}),
    (
        "small_talk thanks",
        {
            "en": ["thank ya kindly", "I can't thank you enough", "god bless you"],
            "es": ["mil gracias", "muy amable"],
        },
    ),
    (
        "small_talk goodbye",
        {
            "en": ["take it easy", "ta-ta for now", "I gotta run", "this was a nice chat"],
            "es": ["ahí nos vemos", "cuídese mucho"],
        },
    ),
    (
        "cancel_task",
        {
            "en": ["shhh", "forget the whole thing", "let's drop it"],
            "es": ["olvídelo", "siempre no", "ya basta"],
        },
    ),
]


@pytest.mark.parametrize(
    ("command", "language", "line"),
    [(command, language, line) for command, by in EITHER for language, lines in by.items() for line in lines],
)
def test_a_line_about_the_talk(say, command, language, line):
    assert told(say(line, language=language, **ASKED)) == [command]


@pytest.mark.parametrize(
    ("line", "slot", "commands"),
    [
        ("as I said, Tuesday", "date", ["set_slot date 2026-03-03"]),
        ("hold on... Thursday", "date", ["set_slot date 2026-03-05"]),
        ("Tuesday, damn it", "date", ["set_slot date 2026-03-03"]),
        ("sorry (cough) Tuesday", "date", ["set_slot date 2026-03-03"]),
        ("it's the first of April, like I said", "date", ["set_slot date 2026-04-01"]),
        ("ya le dije, el martes", "date", ["set_slot date 2026-03-03"]),
        ("I already told you, 212 555 0123", "phone", ["set_slot phone +12125550123"]),
        ("José Luis Peña", "first_name", ["set_slot first_name José Luis", "set_slot last_name Peña"]),
        ("Olly Murs", "first_name", ["set_slot first_name Olly", "set_slot last_name Murs"]),
    ],
)
def test_a_line_that_also_answers_is_read_for_the_answer(say, line, slot, commands):
    assert told(say(line, "slot", slot, active_task="book")) == commands


@pytest.mark.parametrize(
    "line", ["hold on", "one moment", "I don't know", "un momento", "I already told you", "(cough)"]
)
def test_none_of_them_is_a_yes_or_a_no(say, line):
    [command] = say(line, "confirm", active_task="book").commands
    assert command.command == "unclear"


@pytest.mark.parametrize(
    "line",
    [
        "you've messed up my request",
        "that's not what I asked",
        "I would say the date is wrong",
        "se equivocó",
        "la fecha está mal",
    ],
)
def test_at_a_read_back_a_misunderstanding_is_a_no(say, line):
    language = "es" if "se " in line or "la fecha" in line else "en"
    assert told(say(line, "confirm", active_task="book", language=language)) == ["deny"]


@pytest.mark.parametrize(
    "line", ["you got that exactly right", "no changes needed", "that's how I want it", "good answer"]
)
def test_praise_of_what_was_understood_is_a_yes(say, line):
    assert told(say(line, "confirm", active_task="book")) == ["affirm"]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("I wouldn't mind either way", "en"),
        ("it's all the same to me", "en"),
        ("just pick one for me", "en"),
        ("dealer's choice", "en"),
        ("me da igual", "es"),
        ("la que usted prefiera", "es"),
        ("no importa cuál", "es"),
    ],
)
def test_whatever_takes_the_first_offer(say, line, language):
    assert told(say(line, "choose", active_task="book", language=language)) == ["choose 0"]


@pytest.mark.parametrize(
    "line",
    [
        "when does my flight leave",
        "I need a new credit card",
        "what's the weather tomorrow",
        "order a pizza for tonight",
        "¿a qué hora sale mi vuelo?",
        "necesito cambiar las llantas",
    ],
)
def test_what_is_another_trades_starts_nothing(say, line):
    language = "es" if "vuelo" in line or "llantas" in line else "en"
    assert not any(command.command == "start_task" for command in say(line, language=language).commands)


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("get rid of my booking on Friday", "en"),
        ("please clear out all my appointments", "en"),
        ("make sure my Thursday visit is cancelled", "en"),
        ("quíteme la cita del viernes", "es"),
        ("déle de baja a mi consulta", "es"),
    ],
)
def test_a_visit_is_cancelled_in_many_words(say, line, language):
    assert told(say(line, language=language))[0] == "start_task cancel_appointment"
