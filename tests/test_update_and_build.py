"""`update`, `diff` and `build` say the same of a deck: what is new, changed, doubtful, back, gone and left out."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from deck_maker import deck, page
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.cli import group

Cards = Sequence[tuple[str, str | None]]

LEAVES = ("Why do leaves turn red in autumn?", "Chlorophyll breaks down, and anthocyanins are made.")
GAS = ("Which gas do plants take in by day?", "Carbon dioxide, through the stomata of their leaves.")
CHAD = ("What is the capital of Chad?", "N'Djamena")
MALI = ("What is the capital of Mali?", "Bamako")
KANT = ("Who wrote the Critique of Pure Reason?", "Immanuel Kant, in 1781; a second edition followed.")
CAVE = ("What are stalactites and stalagmites?", "Stalactites hang from the roof. Stalagmites grow from the floor.")
CARDS: Cards = [LEAVES, GAS, CHAD, MALI, KANT, CAVE]
KEYS = {
    LEAVES: "why-do-leaves-turn-red-in-autumn",
    GAS: "which-gas-do-plants-take-in-by-day",
    CHAD: "what-is-the-capital-of-chad",
    MALI: "what-is-the-capital-of-mali",
    KANT: "who-wrote-the-critique-of-pure-reason",
    CAVE: "what-are-stalactites-and-stalagmites",
}
TREES = Path("source_cards/trees")


def run(*words: str) -> Result:
    return CliRunner().invoke(group, list(words))


def start(cards: Cards = CARDS, edits: str = "") -> None:
    """A deck that was built once, as a user would start it."""
    Path("trees.txt").write_text(page(cards), "utf-8")
    assert run("new", "trees.txt").exit_code == 0
    (TREES / "edits.md").write_text(edits, "utf-8")
    assert "written" in run("build").stdout


def update(cards: Cards) -> Result:
    Path("again.txt").write_text(page(cards), "utf-8")
    return run("update", "trees", "again.txt", "--anything")


def foretold(updated: Result) -> str:
    return next(line for line in updated.stdout.splitlines() if line.startswith("The next build makes ")).partition(
        "makes "
    )[2]


def words(updated: Result, word: str) -> list[str]:
    """The questions that update calls so."""
    lines = [line.split(None, 1) for line in updated.stdout.splitlines() if line.startswith("  ")]
    return [line[1] for line in lines if line[0] == word]


def assert_agree(updated: Result) -> Result:
    """Build, and see that it says what update and diff said."""
    assert "Updated source_cards/trees" in updated.stdout, updated.output
    compared = run("diff", "trees")
    built = run("build")
    counted = next(line for line in built.stdout.splitlines() if line.startswith('"Things": '))
    assert counted == foretold(updated)
    doubts = re.findall(r'"([^"]*)" may be a card you know', built.stderr)
    assert sorted(words(updated, "doubtful")) == sorted(doubts)
    left_out = re.search(r"(\d+) left out", counted)
    shown = re.search(r"(\d+) left out", compared.stdout.splitlines()[-1])
    assert shown
    assert shown.group(1) == (left_out.group(1) if left_out else "0")
    return built


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A project of its own."""
    monkeypatch.chdir(tmp_path)


def kept(card: tuple[str, str | None]) -> str:
    """A section that keeps a card as the user's own."""
    return f"## {card[0]} {{#{KEYS[card]} .added}}\n\n{card[1]}\n\n"


def test_a_card_of_ones_own_is_neither_back_nor_doubtful() -> None:
    """It left the page and was kept; what the page has now that is like it is a card for itself."""
    start()
    assert words(update([card for card in CARDS if card != KANT]), "gone") == [KANT[0]]
    (TREES / "edits.md").write_text(kept(KANT), "utf-8")
    run("build")
    updated = update([*[card for card in CARDS if card != KANT], ("Who wrote the Critique of Judgement?", KANT[1])])
    assert (words(updated, "back"), words(updated, "gone")) == ([], [])
    assert_agree(updated)


def test_a_card_of_ones_own_that_is_like_one_on_the_page() -> None:
    """An edit that adds a card has no part in what the page's cards are."""
    start(CARDS[:4], "## What is the capital of Niger? {#niger .added}\n\nNiamey\n")
    updated = update([*CARDS[:4], ("What is the capital of Niger today?", "Niamey")])
    assert words(updated, "back") == []
    assert_agree(updated)


def test_a_retired_card_comes_back_or_stays_retired() -> None:
    """It is back where the build takes it for the same note."""
    start()
    assert_agree(update(CARDS[:5]))
    updated = update(CARDS)
    assert words(updated, "back") == [CAVE[0]]
    assert_agree(updated)


def test_a_change_below_an_edit_changes_no_note() -> None:
    """The edit ships; update and build both say unchanged, and warn of the edit."""
    start(edits=f"## {{#{KEYS[CHAD]}}}\n\nMy answer.\n")
    updated = update([LEAVES, GAS, (CHAD[0], "N'Djamena, formerly Fort-Lamy"), *CARDS[3:]])
    assert words(updated, "changed") == []
    assert "[stale-edit]" in updated.stderr
    assert foretold(updated) == '"Things": 6 notes (6 unchanged)'
    assert_agree(updated)


def test_an_answer_that_went_is_left_out_everywhere() -> None:
    """Build, update and diff count the same cards as left out, new ones too."""
    start()
    updated = update([LEAVES, GAS, (CHAD[0], None), MALI, KANT, CAVE, ("What is new here?", None)])
    assert "2 left out" in foretold(updated)
    compared = run("diff", "trees")
    assert "left out     what-is-new-here: not in the package now\n" in compared.stdout
    assert f"left out     {KEYS[CHAD]}: not in the package now; in Anki it stays as it is\n" in compared.stdout
    assert_agree(updated)


def test_a_lost_lock_is_taken_from_the_package() -> None:
    """As build does, so a reworded card is changed and not new."""
    start()
    (TREES / "cards.lock").unlink()
    updated = update([("Why do leaves become red in autumn?", LEAVES[1]), *CARDS[1:]])
    assert (words(updated, "new"), words(updated, "gone")) == ([], [])
    assert_agree(updated)


def test_several_pages_are_read_in_their_order() -> None:
    """What a card is may depend on its neighbours, so the new page stands where the old one stood."""
    deck(TREES, CARDS)
    (TREES / "scraped").mkdir()
    (TREES / "scraped.txt").unlink()
    for name, cards in (("a", CARDS[:3]), ("b", CARDS[3:])):
        (TREES / f"scraped/{name}.txt").write_text(page(cards), "utf-8")
    assert "6 new" in run("build", "--new-lock").stdout
    Path("a.txt").write_text(page([GAS, LEAVES, ("What is Chad's capital city?", "N'Djamena")]), "utf-8")
    assert_agree(run("update", "trees", "a.txt"))


WAYS = ("same", "out", "no answer", "other answer", "reworded", "rewritten")
EDITS = ("none", "answer", "all", "kept")


@pytest.mark.long
@settings(max_examples=40)
@given(
    st.lists(st.tuples(st.sampled_from(WAYS), st.sampled_from(EDITS)), min_size=6, max_size=6), st.permutations(CARDS)
)
def test_whatever_changes_update_and_build_agree(ways: list[tuple[str, str]], order: Cards) -> None:
    """Pages, edits and own cards in every mixture."""
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        start()
        edits = "".join(_edit(card, edit, way) for card, (way, edit) in zip(CARDS, ways, strict=True))
        (TREES / "edits.md").write_text(edits, "utf-8")
        pages = {card: way for card, (way, _) in zip(CARDS, ways, strict=True) if way != "out"}
        updated = update([_changed(card, pages[card]) for card in order if card in pages] or [("What is x?", "y")])
        if "Updated" in updated.stdout:
            assert_agree(updated)
        else:
            assert updated.exit_code == 1


def _changed(card: tuple[str, str | None], way: str) -> tuple[str, str | None]:
    question, answer = card
    return {
        "same": card,
        "no answer": (question, None),
        "other answer": (question, f"In short: {answer}"),
        "reworded": (f"Say: {question}", answer),
        "rewritten": (" ".join(sorted(question.rstrip("?.").split())), answer),
    }[way]


def _edit(card: tuple[str, str | None], edit: str, way: str) -> str:
    if edit == "kept" and way == "out":
        return kept(card)
    if edit == "all":
        return f"## Mine? {{#{KEYS[card]}}}\n\nMine.\n\n"
    return f"## {{#{KEYS[card]}}}\n\nMine.\n\n" if edit == "answer" else ""
