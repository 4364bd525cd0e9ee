"""The trained classifier: it belongs to the examples, and what it is unsure of it says so."""

import yaml

from agents.understanding.classifier import load_classifier
from agents.understanding.training.examples import example_files, examples_hash, load_examples
from agents.understanding.urgency import find_emergency


def test_the_artefact_was_made_from_these_examples():
    assert load_classifier().examples_hash == examples_hash(load_examples()), (
        "run `make train` and commit the artefact"
    )


def test_no_example_stands_twice_in_a_label_and_all_are_text():
    for path in example_files():
        for label, locales in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader).items():
            for locale, lines in locales.items():
                assert locale in ("en", "es")
                assert len(lines) == len({line.lower() for line in lines}), (path, label, locale)


def test_lines_that_nobody_trained_on_are_told_apart():
    read = load_classifier().read
    unseen = {
        "I was hoping someone could see my son's elbow on Wednesday": "book",
        "we won't make it tomorrow, kindly take us off the calendar": "cancel_appointment",
        "my tablets for cholesterol are nearly gone": "refill",
        "has the lab sent back what they found": "results",
        "why does my statement say I owe sixty dollars": "billing",
        "mi receta ya se terminó": "refill",
    }
    assert {line: read(line).best()[0] for line in unseen} == unseen


def test_danger_without_trigger_words_is_asked_about():
    classifier = load_classifier()
    flags = classifier.read("my words come out wrong and I keep dropping my cup").red_flags
    assert 1 - flags["benign"] > classifier.ask_from


def test_what_only_the_lexicon_hears_is_asked_about():
    classifier = load_classifier()
    alone = find_emergency("is the suicide hotline banner still on your website", "en", None)
    both = find_emergency("is the suicide hotline banner still on your website", "en", classifier)
    assert alone is not None
    assert both is not None
    assert (alone.sure, both.sure) == (True, False)
    assert find_emergency("my chest hurts and I'm sweating", "en", classifier) == find_emergency(
        "my chest hurts and I'm sweating", "en", None
    )


def test_ordinary_short_words_are_no_danger():
    classifier = load_classifier()
    lines = [
        "y",
        "I can't do that",
        "he's my boss",
        "perfect go ahead and book",
        "volveré el día siguiente",
        "bye bye",
    ]
    assert [
        line for line in lines if 1 - classifier.read(line).red_flags["benign"] >= classifier.ask_from
    ] == []


def test_the_encoder_is_left_alone_where_ngrams_are_asked():
    reading = load_classifier().read("I need to cancel my appointment")
    assert max(reading.cheap_intents, key=lambda label: reading.cheap_intents[label]) == "cancel_appointment"
    assert "intents" not in vars(reading)


def test_probabilities_of_a_head_add_up_to_one():
    reading = load_classifier().read("my refill, is it ready?")
    assert abs(sum(reading.intents.values()) - 1) < 1e-6
    assert abs(sum(reading.red_flags.values()) - 1) < 1e-6
