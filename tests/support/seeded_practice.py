"""The demo clinic's people and open times in a vendor's book, made once a process and copied for each test."""

import pickle
from datetime import timedelta
from functools import cache

import demo
from clinic.scheduling import span
from evals.standins.practice import Book, load_practice


@cache
def _seeded() -> bytes:
    settings = demo.demo_settings()
    kinds = {
        kind.service_type: int(span(settings, key).total_seconds() // 60)
        for key, kind in settings.visit_types.items()
    }
    book = load_practice(demo.demo_resources(demo.DEMO_NOW.date()), settings.zone, kinds)
    book.forget_after(demo.DEMO_NOW + timedelta(days=14))
    return pickle.dumps(book)


def seeded_book() -> Book:
    book: Book = pickle.loads(_seeded())
    return book
