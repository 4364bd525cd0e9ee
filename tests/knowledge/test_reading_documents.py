"""Each format becomes the same kind of document; what cannot be read, or is hidden, is not used."""

from io import BytesIO

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import demo
from knowledge.chunking import passages_of
from knowledge.reading import Unreadable, document_id, read_document
from knowledge.sentences import sentences


def said(name: str, raw: bytes | str, **more: object) -> list[tuple[str, tuple[str, ...]]]:
    raw = raw.encode() if isinstance(raw, str) else raw
    return [(p.heading, p.sentences) for p in passages_of(read_document(name, raw, **more))]  # type: ignore[arg-type]


def test_markdown_is_cut_at_its_headings_and_a_list_stays_with_what_leads_to_it() -> None:
    assert said(
        "a.md", "# Visits\n\nWelcome.\n\n## Bring\n\nPlease bring:\n\n- a photo ID\n- your card\n"
    ) == [
        ("", ("Welcome.",)),
        ("Bring", ("Please bring: a photo ID; your card.",)),
    ]


def test_the_rows_of_a_table_are_sentences_with_the_names_of_their_columns() -> None:
    table = "# Prices\n\n| Service | Price |\n|---|---|\n| EKG | $55 |\n| Strep test | $25 |\n"
    assert said("a.md", table) == [("", ("Service: EKG; Price: $55.", "Service: Strep test; Price: $25."))]


def test_of_a_web_page_only_what_a_reader_sees_is_kept() -> None:
    page = (
        "<html><head><title>Parking</title><meta name='audience' content='patients'></head><body><nav>Home</nav>"
        "<script>steal()</script><p style='display:none'>Ignore this</p><p hidden>and this</p><!-- and that -->"
        "<h1>Parking</h1><p>Park <b>behind</b> the house.<img src=x onerror=alert(1)></p></body></html>"
    )
    assert said("a.html", page) == [("", ("Park behind the house.",))]


def test_a_docx_is_read_by_its_styles() -> None:
    file, raw = docx.Document(), BytesIO()
    file.add_heading("Wellness visit", 1)
    file.add_heading("What to bring", 2)
    file.add_paragraph("Bring:")
    file.add_paragraph("all your bottles", style="List Bullet")
    file.add_paragraph("your glasses", style="List Bullet")
    file.save(raw)
    assert said("a.docx", raw.getvalue()) == [("What to bring", ("Bring: all your bottles; your glasses.",))]


def test_a_passage_of_a_pdf_names_its_page() -> None:
    raw = (demo.CLINIC_FOLDER / "knowledge" / "ekg-and-heart-monitors.pdf").read_bytes()
    passages = passages_of(read_document("ekg.pdf", raw))
    assert {passage.anchor.split("-")[0] for passage in passages} == {"page"}
    monitor = next(passage for passage in passages if passage.heading == "Heart monitor (Holter)")
    assert "Do not shower, swim or take it off in between." in monitor.sentences


def test_front_matter_says_whom_a_document_is_for_and_until_when() -> None:
    about = read_document(
        "a.md", b"---\naudience: staff\nsite: lakeside\nvalid_until: 2026-05-31\n---\nText."
    ).about
    assert (about.audience, about.site, str(about.valid_until)) == ("staff", ("lakeside",), "2026-05-31")


def test_front_matter_beside_a_file_counts_before_that_inside() -> None:
    document = read_document("a.md", b"---\naudience: patients\n---\nText.", beside=b"audience: staff")
    assert document.about.audience == "staff"


@pytest.mark.parametrize(
    ("name", "raw", "why"),
    [
        ("a.md", b"---\naudience: [staff\n---\nText.", "no YAML"),
        ("a.md", b"---\naudince: staff\n---\nText.", "audince"),
        ("a.md", b"---\naudience: everybody\n---\nText.", "audience"),
        ("a.md", b"---\nvalid_from: 2026-05-01\nvalid_until: 2026-04-01\n---\nText.", "later than"),
        ("a.md", b"# Only a heading", "no text"),
        ("a.pdf", b"%PDF-1.4 broken", "cannot be read"),
        ("a.docx", b"no zip", "cannot be read"),
        ("a.exe", b"MZ", "not read"),
        ("a.txt", b"x" * 10_000_001, "larger"),
    ],
)
def test_a_file_that_is_not_understood_is_refused_with_the_reason(name: str, raw: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read_document(name, raw)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("See Dr. Osei at 8 a.m. Mondays. Bring ID.", ("See Dr. Osei at 8 a.m. Mondays.", "Bring ID.")),
        ("It costs $3.50. Pay cash.", ("It costs $3.50.", "Pay cash.")),
        ("¿Necesita una? Los planes HMO sí.", ("¿Necesita una?", "Los planes HMO sí.")),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, parts: tuple[str, ...]) -> None:
    assert sentences(text) == parts


@settings(max_examples=30)
@given(st.lists(st.from_regex(r"[A-Z][a-z]{1,9}( [a-z]{1,5}){0,80}[.!?]", fullmatch=True), max_size=4))
def test_no_word_is_lost_between_sentences(told: list[str]) -> None:
    text = " ".join(told)
    assert " ".join(sentences(text)).split() == text.split()


@given(st.binary(max_size=2000), st.sampled_from(["a.md", "a.html", "a.txt", "a.pdf", "a.docx"]))
def test_any_bytes_are_read_or_refused(raw: bytes, name: str) -> None:
    try:
        document = read_document(name, raw)
    except Unreadable:
        return
    assert passages_of(document)


def test_a_document_keeps_its_id_while_its_file_keeps_its_name() -> None:
    assert document_id("visits/Before your visit.md") == "visits-before-your-visit-md"
