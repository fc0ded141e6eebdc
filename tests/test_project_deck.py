"""The project's own deck in, the nine cards of the page and three added ones in real Anki out."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from anki_bench import Bench, Outcome

from generator import lint, pipeline, stages
from generator.deck import open_deck

ROOT = Path(__file__).parents[1]
SLUG = "production-ml-systems"
QUESTIONS = [
    "What is concept drift?",
    "What types of concept drift exist?",
    "What are the two main types of distributed training architectures?",
    "What are two common approaches to data parallelism?",
    "What happens in one step of synchronous training with all-reduce?",
    "What happens in one step of an asynchronous parameter server's worker, and what is the price?",
    "When do you choose synchronous all-reduce, and when an asynchronous parameter server?",
    "What is model parallelism?",
    "What are the four main TensorFlow distributed training strategies?",
    "How does MirroredStrategy work?",
    "How does MultiWorkerMirroredStrategy work?",
    "How does TPUStrategy work?",
]


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    bench = Bench(tmp_path_factory.mktemp("anki"))
    assert bench.import_package(ROOT / f"dist/{SLUG}.apkg") == Outcome(new=12, updated=0, duplicate=0, conflicting=0)
    return bench


def test_the_cards_in_page_order(bench: Bench) -> None:
    """Anki introduces the nine cards as they stand on the page, the added ones beside the one they part, all once."""
    assert [note["Question"] for note in bench.notes()] == QUESTIONS
    assert len(bench.cards()) == 12
    assert bench.deck_names() == ["Production Machine Learning systems"]


def test_every_answer_reads_as_it_should(bench: Bench) -> None:
    """Every card has an answer and a source, no typo of the page is left, no markup shows."""
    for note in bench.notes():
        back = note.cards()[0].answer()
        assert note["Answer"]
        assert note["Source"]
        assert note["Source"] in back
        written = re.sub(r'<section class="dw-simulation".*?</section>', "", back, flags=re.DOTALL)
        visible = re.sub(r"<(style|script)>.*?</\1>|<[^>]+>", "", written, flags=re.DOTALL)
        assert not re.search(r"necesseraly|architecutres|Synchonous|paramteres|distirbuted|\*\*|\]\(|\$|`", visible)


def test_the_missing_answer_is_complete(bench: Bench) -> None:
    """The second card names all four types of drift."""
    answer = bench.notes()[1]["Answer"]
    assert re.findall(r"<strong>(\w+)</strong>", answer) == ["Sudden", "Gradual", "Incremental", "Recurring"]


def test_nothing_is_wrong_with_it() -> None:
    """The project's own deck has no problem left."""
    assert _prepare(ROOT / "source_cards" / SLUG).problems == ()


def test_the_committed_package_is_what_the_sources_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """dist/ is current, byte for byte, whatever the folder it is built in."""
    monkeypatch.chdir(tmp_path)  # beside the deck itself, a copy of it is refused
    deck = tmp_path / "elsewhere" / SLUG
    shutil.copytree(ROOT / "source_cards" / SLUG, deck)
    (tmp_path / "dist" / SLUG).mkdir(parents=True)
    (tmp_path / "dist" / SLUG / "preview.html").touch()
    pipeline.write(_prepare(deck), tmp_path / "dist")
    for path in (f"{SLUG}.apkg", f"{SLUG}/cards.json", f"{SLUG}/preview.html"):
        assert (tmp_path / "dist" / path).read_bytes() == (ROOT / "dist" / path).read_bytes(), path
    assert (deck / "cards.lock").read_bytes() == (ROOT / "source_cards" / SLUG / "cards.lock").read_bytes()


def _prepare(folder: Path) -> stages.Prepared:
    return pipeline.prepare(open_deck(folder, lint.SWITCHABLE), now=1_900_000_000)
