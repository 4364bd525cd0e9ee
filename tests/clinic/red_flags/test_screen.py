"""The lexicon of red flags: what it recognises, and what its guards find harmless."""

import time
from importlib.resources import files

import pytest
import yaml

from clinic.red_flags import screen, without_harmless


@pytest.mark.parametrize(
    ("line", "language", "kind"),
    [
        ("I have crushing chest pain", "en", "medical"),
        ("my chest feels really tight", "en", "medical"),
        ("pain in my cheast and sweating", "en", "medical"),
        (
            "My father's speech is slurred and his arm is weak, can I get an appointment tomorrow?",
            "en",
            "medical",
        ),
        ("his face is drooping", "en", "medical"),
        ("she can't catch her breath", "en", "medical"),
        ("he is having a siezure", "en", "medical"),
        ("the bleeding won't stop", "en", "medical"),
        ("I'm pregnant and I'm bleeding", "en", "medical"),
        ("my throat is closing up after the shrimp", "en", "medical"),
        ("me duele mucho el pecho", "es", "medical"),
        ("no puede respirar", "es", "medical"),
        ("se le torció la boca", "es", "medical"),
        ("I want to kill myself", "en", "crisis"),
        ("i dont want to be here anymore", "en", "crisis"),
        ("quiero dormir y no despertar", "es", "crisis"),
        ("she took too many pills", "en", "poison"),
        ("mi hijo se tomó cloro", "es", "poison"),
        ("my husband hits me", "en", "abuse"),
        ("mi esposo me pega", "es", "abuse"),
    ],
)
def test_words_of_danger_are_recognised_for_sure(line, language, kind):
    flag = screen(line, language)
    assert flag is not None
    assert (flag.kind, flag.sure) == (kind, True)
    assert flag.evidence
    assert flag.source


@pytest.mark.parametrize(
    "line",
    [
        "I had a stroke in 2019 and need a checkup",
        "my dad had a heart attack years ago",
        "no chest pain, just a cough",
        "I don't have chest pain or fever",
        "is my chest x-ray result back? I had pain",
        "I'm dying to see the doctor",
        "my phone died",
        "the wait is killing me",
        "my cat was poisoned, I need to reschedule",
        "who runs the suicide loss support group",
        "this is not an emergency",
        "please update my emergency contact",
        "I need to book an appointment for tomorrow",
        "me muero de hambre",
        "tuve un infarto hace diez años",
        "no tengo dolor de pecho",
    ],
)
def test_history_idioms_administration_and_negation_are_harmless(line):
    assert screen(line, "es" if line[:2] in ("me", "tu", "no") and "chest" not in line else "en") is None


def test_history_that_is_happening_again_is_not_history():
    flag = screen("I had a heart attack in 2019 and the chest pain is back right now")
    assert flag is not None
    assert flag.sure


def test_either_language_is_heard_whatever_is_spoken():
    flag = screen("no puedo respirar", "en")
    assert flag is not None
    assert flag.kind == "medical"


def test_what_may_be_one_is_asked_about():
    flag = screen("my heart is racing")
    assert flag is not None
    assert not flag.sure


def test_every_entry_names_a_source_and_both_languages():
    lexicon = yaml.safe_load((files("clinic.red_flags") / "lexicon.yaml").read_text(encoding="utf-8"))
    for entry in lexicon["entries"]:
        assert entry["source"] in lexicon["sources"], entry["id"]
        assert entry["en"], entry["id"]
        assert entry["es"], entry["id"]


def test_a_long_text_is_screened_without_delay():
    begun = time.perf_counter()
    screen("I would like to come in on Tuesday if that is possible. " * 300)
    assert time.perf_counter() - begun < 2


@pytest.mark.parametrize(
    "line",
    ["heart attak i think", "she is unconsciuos", "he had a seizur and won't wake up", "he swalowed bleach"],
)
def test_misspelt_words_of_danger_are_heard(line):
    flag = screen(line)
    assert flag is not None
    assert flag.sure


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("I fainted last week and want someone to look at me", "en"),
        ("she had a seizure three days ago", "en"),
        ("me desmayé la semana pasada", "es"),
    ],
)
def test_what_happened_on_a_day_gone_by_is_asked_about(line, language):
    flag = screen(line, language)
    assert flag is not None
    assert not flag.sure


@pytest.mark.parametrize(
    "line",
    [
        "he fainted yesterday and is confused",
        "I have had chest pain since yesterday",
        "she took too many pills last night",
    ],
)
def test_what_goes_on_or_cannot_wait_is_sure_whenever_it_began(line):
    flag = screen(line)
    assert flag is not None
    assert flag.sure


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("no fever or trouble breathing", "en"),
        ("no fever, cough or chest pain", "en"),
        ("without fever nor chest pain", "en"),
        ("sin fiebre ni dolor de pecho", "es"),
    ],
)
def test_a_negation_reaches_over_a_list(line, language):
    assert screen(line, language) is None


def test_a_negation_does_not_reach_over_but():
    flag = screen("no fever but my chest hurts")
    assert flag is not None
    assert without_harmless("no fever, and chest pain since noon").strip().endswith("chest pain since noon")


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("he choked on his own words at the wedding", "en"),
        ("I blacked out the wrong box on the form", "en"),
        ("I collapsed the folder by mistake", "en"),
        ("the battery is dying on me so be quick", "en"),
        ("my laptop just passed out", "en"),
        ("she nearly fainted when she saw the price", "en"),
        ("he got over the overdose of last year", "en"),
        ("se me está muriendo el celular", "es"),
        ("se me murió el carro, necesito cambiar la cita", "es"),
        ("me pegó mucho el sol ayer", "es"),
        ("me pega el frío en las rodillas", "es"),
        ("en la sala de espera le falta aire acondicionado", "es"),
        ("se ahogó en papeleo", "es"),
        ("ya se recuperó de la intoxicación del verano pasado", "es"),
        ("mi jefe me mata si vuelvo a llegar tarde", "es"),
        ("prefiero morirme que hacer fila otra vez", "es"),
        ("su mensaje dice que llame al 911 si es emergencia, no lo es, quiero una cita", "es"),
        ("hace años intenté quitarme la vida, ahora estoy bien y quiero mi receta", "es"),
        ("I nearly fainted when they told me the deductible", "en"),
        ("this traffic gave me a heart attack", "en"),
        ("he had a fit over the new schedule", "en"),
        ("that manager, she's a pain in the chest", "en"),
        ("I'm drowning in laundry", "en"),
        ("which carbon monoxide alarm should I buy", "en"),
        ("your reminder says to call if I have chest pain, I don't", "en"),
        ("the form asks whether I ever had a seizure, I never have", "en"),
        ("casi me desmayo cuando me dijeron el precio", "es"),
        ("ese recibo me va a sacar un infarto", "es"),
        ("la hoja pregunta si me he desmayado, nunca", "es"),
        ("¿dan cursos para cuando alguien se atraganta?", "es"),
    ],
)
def test_words_of_danger_with_a_harmless_subject_or_object_are_no_flag(line, language):
    assert screen(line, language) is None


@pytest.mark.parametrize(
    ("line", "language", "kind"),
    [
        ("my phone died and I can't breathe", "en", "medical"),
        ("he choked on his steak and turned blue", "en", "medical"),
        ("I blacked out in the shower", "en", "medical"),
        ("me pegó el sol y me desmayé", "es", "medical"),
        ("se me está muriendo mi papá", "es", "medical"),
        ("le falta mucho el aire", "es", "medical"),
        ("me pegó mi esposo", "es", "abuse"),
        ("no se recuperó de la intoxicación", "es", "poison"),
        ("el dolor de cabeza más fuerte de mi vida, me pegó de golpe", "es", "medical"),
        ("prefiero morirme que seguir así", "es", "crisis"),
    ],
)
def test_a_figure_of_speech_hides_nothing_beside_it(line, language, kind):
    flag = screen(line, language)
    assert flag is not None
    assert (flag.kind, flag.sure) == (kind, True)


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("I'm not suicidal", "en"),
        ("I don't want to kill myself but it won't stop", "en"),
        ("no quiero matarme", "es"),
    ],
)
def test_a_denial_is_asked_about_at_most(line, language):
    flag = screen(line, language)
    assert flag is not None
    assert flag.denied
    assert not flag.sure


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("I'm not suicidal or anything, I just want to talk to a therapist", "en"),
        ("i dont want to kill myself. i need an appointment", "en"),
        ("no quiero matarme, nada más quiero renovar mi receta", "es"),
    ],
)
def test_a_denial_beside_a_wish_for_the_office_is_no_flag(line, language):
    assert screen(line, language) is None


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("I'm not suicidal but I want to die", "en"),
        ("I'm not going to hurt myself, I need an appointment, I just don't want to live", "en"),
        ("I can't say I'm not suicidal", "en"),
        ("no voy a matarme pero no quiero vivir", "es"),
    ],
)
def test_a_denial_takes_back_nothing_else_that_is_said(line, language):
    flag = screen(line, language)
    assert flag is not None
    assert (flag.kind, flag.sure) == ("crisis", True)


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("my collapsed lung was two winters ago", "en"),
        ("I overdosed in 2016, today I'm well and want to see my counselor again", "en"),
        ("I was suicidal in my thirties, these days I'm fine", "en"),
        ("I had bleeding in my first pregnancy, that girl is nine now", "en"),
        ("that chest pain last fall was only heartburn, the bill still says emergency", "en"),
        ("I had a mini stroke, nothing since", "en"),
        ("hace como doce años tuve una sobredosis, hoy estoy sano", "es"),
        ("a los veinte quise quitarme la vida, ahora vivo feliz", "es"),
        ("de chico me daban convulsiones", "es"),
        ("mis tíos murieron de infarto", "es"),
        ("la intoxicación fue en julio", "es"),
        ("es mi visita después del derrame", "es"),
    ],
)
def test_what_is_settled_is_history_though_the_line_says_now_or_again(line, language):
    assert screen(line, language) is None


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("I had a stroke two winters ago and now my face is drooping", "en"),
        ("today I'm fine but my dad is having a stroke", "en"),
        ("he's having a seizure over there by the door", "en"),
        ("he is eight now and having a seizure", "en"),
        ("she is two weeks old now and has a fever", "en"),
        ("the carbon monoxide alarm is going off", "en"),
        ("your reminder says to call if I have chest pain, I have it", "en"),
        ("I passed out when they told me she died", "en"),
        ("it's the same squeezing as my heart attack in 2012", "en"),
        ("fine since lunch, then he collapsed", "en"),
        ("hoy estoy bien pero mi papá no puede respirar", "es"),
        ("casi me desmayo cuando me paré", "es"),
        ("tuvo un derrame a los cincuenta y otra vez se le torció la boca", "es"),
        ("el recordatorio dice que llame si me duele el pecho, y me duele mucho", "es"),
        ("¿dan clases? mi bebé no respira", "es"),
        ("no alcanzo a llegar al carro de lo que me ahogo", "es"),
    ],
)
def test_what_goes_on_is_heard_beside_history_and_figures_of_speech(line, language):
    flag = screen(line, language)
    assert flag is not None
    assert flag.sure
