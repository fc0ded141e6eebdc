"""Old cards and a new scrape in; which card is which note out: never a wrong one, and few doubts."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import pytest

from generator.cards import Origin, SourceCard
from generator.lock import Identified, Lock, LockedNote, identify

Cards = Sequence[tuple[str, str | None]]

DECK: Cards = [
    ("How Mirrored strategy works for distributed training?", "It is used on a single machine with several GPUs."),
    ("How Multi-worker Mirrored strategy works for distributed training?", "There are now several machines with GPUs."),
    ("How TPU strategy works for distributed training?", "The workload is split between TPU cores of one pod."),
    ("What is the capital of Kenya?", "Nairobi"),
    ("What is the capital of Chad?", "N'Djamena"),
    ("Is a tomato a fruit?", "Yes"),
    ("Is rhubarb a fruit?", "No"),
    (
        "What are precision and recall?",
        "Precision: share of found that is right. Recall: share of right that is found.",
    ),
    ("Why do leaves turn red in autumn?", "Chlorophyll breaks down and anthocyanins are made from the sugar left."),
    ("Who wrote the Critique of Pure Reason?", "Immanuel Kant, in 1781; a second edition followed in 1787."),
]


def lock_of(cards: Cards) -> Lock:
    """The lock after a build of these cards: note k3 is the third."""
    notes = [
        LockedNote(f"k{at}", f"g{at}", 1, "s", "w", question, answer, "deckwright Q&A", (), f"k{at - 1}", retired=False)
        for at, (question, answer) in enumerate(cards, 1)
    ]
    return Lock(tuple(sorted(notes, key=lambda note: note.key)))


def match(old: Cards, new: Cards) -> Identified:
    cards = [SourceCard(question, answer, Origin("p", at)) for at, (question, answer) in enumerate(new, 1)]
    return identify(cards, "deck", lock_of(old))


def keys(found: Identified, size: int) -> list[str]:
    """For each new card its note's key, "new", or "?" in doubt."""
    known = {card.source.origin.line: card.key for card in found.cards}
    return ["?" if at not in known else known[at] if known[at][1:].isdecimal() else "new" for at in range(1, size + 1)]


def changed(at: int, question: str | None = None, answer: str | None = None) -> list[tuple[str, str | None]]:
    cards = list(DECK)
    cards[at - 1] = (question or cards[at - 1][0], answer or cards[at - 1][1])
    return cards


SAME = [f"k{at}" for at in range(1, 11)]
CASES: dict[str, tuple[Cards, list[str]]] = {
    "nothing": (DECK, SAME),
    "question edited": (changed(1, "How does MirroredStrategy for distributed training work?"), SAME),
    "typo put right": (changed(9, "Why do the leaves turn red in autumn?"), SAME),
    "answer edited": (changed(9, answer="Something else entirely."), SAME),
    "both edited": (
        changed(
            9, "Why do leaves go red in autumn?", "Chlorophyll breaks down; anthocyanins are made from sugar left."
        ),
        SAME,
    ),
    "one of a family reworded": (
        changed(2, "How Multi-worker Mirrored strategies work for distributed training?"),
        SAME,
    ),
    "two swapped": ([DECK[1], DECK[0], *DECK[2:]], ["k2", "k1", *SAME[2:]]),
    "reversed": (DECK[::-1], SAME[::-1]),
    "inserted at the top": ([("Which gas do plants take in?", "Carbon dioxide"), *DECK], ["new", *SAME]),
    "removed": (DECK[1:], SAME[1:]),
    "replaced by another": (changed(9, "Which gas do plants take in?", "Carbon dioxide"), [*SAME[:8], "new", "k10"]),
    "replaced in a family": (
        [*DECK[:3], ("What is the capital of Mali?", "Bamako"), *DECK[4:]],
        [*SAME[:3], "?", *SAME[4:]],
    ),
    "answer vanished": ([*DECK[:8], (DECK[8][0], None), DECK[9]], SAME),
    "split in two": (
        [
            *DECK[:7],
            ("What is precision?", "Share of found that is right."),
            ("What is recall?", "Share of right that is found."),
            *DECK[8:],
        ],
        [*SAME[:7], "?", "?", *SAME[8:]],
    ),
    "merged": (
        [*DECK[:3], ("What are the capitals of Kenya and of Chad?", "Nairobi, N'Djamena"), *DECK[5:]],
        [*SAME[:3], "?", *SAME[5:]],
    ),
}


@pytest.mark.parametrize(("new", "expected"), CASES.values(), ids=CASES)
def test_each_kind_of_change(new: Cards, expected: list[str]) -> None:
    """What people do to a page between two scrapes, and which card is which afterwards."""
    found = match(DECK, new)
    assert keys(found, len(new)) == expected, list(found.problems("deck"))


def test_duplicate_questions_go_by_their_answers() -> None:
    """Cards with one question are told apart by the answer, wherever they stand."""
    old = [("Define.", "one"), ("Define.", "two"), ("Define.", "three")]
    assert keys(match(old, [old[2], old[0], old[1]]), 3) == ["k3", "k1", "k2"]
    assert keys(match(old, [old[0], old[2]]), 2) == ["k1", "k3"]


def test_a_twin_that_changed_is_known_by_what_is_left() -> None:
    """Of two cards with one question, one changes its answer: it is the one the other is not."""
    old = [
        ("Define a mutex.", "A lock that one thread holds."),
        ("Define a mutex.", "A short name for mutual exclusion."),
    ]
    new = [old[0], ("Define a mutex.", "Mutual exclusion, abbreviated.")]
    assert keys(match(old, new), 2) == ["k1", "k2"]


def test_a_retired_card_comes_back_as_itself() -> None:
    """The same question revives the note; a similar one does not."""
    lock = lock_of([("What is a mutex?", "A lock.")])
    (note,) = lock.notes
    retired = Lock((LockedNote(**{**{name: getattr(note, name) for name in note.__slots__}, "retired": True}),))
    card = SourceCard("What is a mutex?", "Another answer", Origin("p", 1))
    assert [known.guid for known in identify([card], "deck", retired).cards] == ["g1"]


def test_new_cards_get_keys_and_guids_of_their_own() -> None:
    """Unique in the deck, of [a-z0-9-], and the same on every machine."""
    cards = [
        SourceCard(q, "a", Origin("p", at)) for at, q in enumerate(["Same?", "Same?", "何ですか", "???", "Ähm – so?"])
    ]
    known = identify(cards, "deck", Lock()).cards
    assert [card.key for card in known] == ["same", "same-2", known[2].key, known[3].key, "ahm-so"]
    assert len({card.guid for card in known}) == 5
    assert all(set(card.key) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for card in known)
    assert known == identify(cards, "deck", Lock()).cards
    assert {card.guid for card in known}.isdisjoint(card.guid for card in identify(cards, "other", Lock()).cards)


TOPICS = (
    *("mutex", "semaphore", "barrier", "futex", "spinlock", "monitor", "condition"),
    *("channel", "actor", "future", "promise", "latch", "fence", "queue"),
)
FORMS = ["What is a {}?", "When would you use a {}?", "Name one danger of a {}.", "How is a {} released after use?"]
ENDS = [
    "is held by one thread at a time",
    "lets a fixed number pass",
    "makes all wait for the last",
    "spins until it is free",
]


def family(rng: random.Random) -> list[tuple[str, str | None]]:
    """Cards much alike: every form of question with every topic, and answers built from few parts."""
    pairs = [
        (form.format(topic), f"A {topic} {rng.choice(ENDS)}; see chapter {rng.randint(1, 30)}.")
        for topic in TOPICS
        for form in FORMS
    ]
    rng.shuffle(pairs)
    return list(pairs)


def reworded(rng: random.Random, question: str, answer: str | None) -> tuple[str, str | None]:
    """One of the small things people do to a card."""
    at = rng.randrange(2, len(question) - 3)
    return rng.choice(
        [
            (question[:at] + question[at + 1 :], answer),
            (question.replace("What is", "What exactly is").replace("When", "In which case"), answer),
            (question + " (exam!)", answer),
            (question.replace("?", "").replace(".", ""), f"{answer} Mind the order."),
        ]
    )


def test_never_a_wrong_match_in_a_family_of_cards_alike() -> None:
    """40 updates of 37 cards out of a family of 56, half of them reworded, some gone, some new: none wrong."""
    told: Counter[str] = Counter()
    for seed in range(40):
        rng = random.Random(seed)
        cards = family(rng)
        old, spare = cards[:37], cards[37:]
        new: list[tuple[str, str | None]] = []
        truth: list[str] = []
        for at, (question, answer) in enumerate(old, 1):
            chance = rng.random()
            if chance < 0.5:
                new.append(reworded(rng, question, answer) if chance < 0.4 else (question, answer))
                truth.append(f"k{at}")
            elif chance > 0.9:
                new.append(spare.pop())
                truth.append("new")
        for expected, got in zip(truth, keys(match(old, new), len(new)), strict=True):
            told["right" if got == expected else "doubt" if got == "?" else f"{expected} taken for {got}"] += 1
    assert set(told) <= {"right", "doubt"}, told
    assert told["doubt"] < 0.2 * told.total(), told


def test_matching_grows_with_the_deck_and_no_faster() -> None:
    """Twice the reworded cards cost at most three times the time of the processor; all with all would be four times."""
    times = {size: min(_time(size) for _ in range(3)) for size in (700, 1400)}
    assert times[1400] < 3 * times[700], times


@pytest.mark.long
def test_ten_thousand_changed_cards_match_in_a_minute() -> None:
    """Every one of 10,000 reworded cards finds its note among 10,000."""
    assert _time(10_000) < 60


def _time(size: int) -> float:
    rng = random.Random(size)
    words = ["".join(rng.choices("abcdefghijklmnop", k=rng.randint(3, 9))) for _ in range(size // 2)]
    old = [(f"What is {' '.join(rng.choices(words, k=7))}?", " ".join(rng.choices(words, k=50))) for _ in range(size)]
    cards = [SourceCard(f"{q} Say.", f"{a} more", Origin("p", at)) for at, (q, a) in enumerate(old, 1)]
    lock = lock_of(old)
    start = time.process_time()
    found = identify(cards, "deck", lock)
    spent = time.process_time() - start
    assert [card.key for card in found.cards] == [f"k{at}" for at in range(1, size + 1)]
    return spent


def test_cards_that_say_the_same_keep_the_order_they_stood_in() -> None:
    """Two cards alike to the letter are who they were, whatever their keys; the next build changes nothing."""
    cards = [("Define a mutex.", "A lock."), ("What else?", "Nothing."), ("Define a mutex.", "A lock.")]
    stood = dict(zip(["k3", "k2", "k1"], ["", "k3", "k2"], strict=True))
    notes = [replace(note, follows=stood[note.key]) for note in lock_of(cards).notes]
    sources = [SourceCard(question, answer, Origin("p", at)) for at, (question, answer) in enumerate(cards, 1)]
    assert keys(identify(sources, "deck", Lock(tuple(notes))), 3) == ["k3", "k2", "k1"]
