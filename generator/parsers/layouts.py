"""Every layout that can be read, with what tells whether its own file is worth loading for a page."""

from __future__ import annotations

from generator.parsers.layout import Layout

PARSERS = (
    Layout(
        "brainscape",
        "Brainscape page text",
        'for each card a number, a line "Q", the question, a line "A", the answer',
        "brainscape",
    ),
    Layout(
        "brainscape-unmarked",
        "Brainscape text without marks",
        "the page's title, then questions that ask, each with its answer below, or terms and definitions by turns",
        "brainscape_unmarked",
        sure=False,
    ),
    Layout(
        "quizlet",
        "Quizlet page text",
        'a line like "Terms in this set (199)", then terms and definitions by turns',
        "quizlet",
        signs=("terms in this set (", "like this study set?"),
    ),
    Layout(
        "knowt",
        "Knowt page text",
        'a line like "106 Terms", then a number, "New cards", a term and a definition for each card',
        "knowt",
        signs=("new cards", "name | mastery | learn |"),
    ),
    Layout(
        "cram",
        "Cram page text",
        'a line like "26 Cards in this Set", Front and Back, then the sides by turns',
        "cram",
        signs=("in this set",),
    ),
    Layout(
        "studystack",
        "StudyStack page text",
        'StudyStack\'s lines above, like "Remaining cards (0)", then a row of two cells for each card',
        "studystack",
    ),
    Layout(
        "flashcard-machine",
        "Flashcard Machine page text",
        "lines Term and Definition above the two sides of each card",
        "flashcard_machine",
        signs=("definition",),
    ),
    Layout(
        "easy-notecards",
        "Easy Notecards page text",
        'lines "front 1" and "back 1" above the two sides of each card',
        "easy_notecards",
        signs=("front ",),
    ),
    Layout(
        "anki",
        "Anki text export",
        "lines like #separator:tab above, or cells of HTML parted by tabs",
        "anki_export",
    ),
    Layout(
        "csv",
        "CSV or TSV",
        "a first line like Question,Answer, then a row for each card",
        "spreadsheet",
    ),
    Layout(
        "separated",
        "Quizlet text export",
        'a line for each card, its sides parted by a tab, "/////", "---" or the like; longer cards end with a blank '
        'line, or with a mark like "*****"',
        "separated",
    ),
    Layout(
        "terms",
        "List of terms",
        'a line for each card, a short term and its definition parted by " - ", " = ", ": ", "=>", "|", ";" or ","',
        "terms",
        sure=False,
    ),
    Layout(
        "line-pairs",
        "Pairs of lines",
        "a short line with the term, then a longer one with its definition, and so on",
        "line_pairs",
        sure=False,
    ),
    Layout(
        "qa",
        "Questions and answers as typed",
        'lines that begin with "Q:" and "A:", or with "Question:" and "Answer:"',
        "typed",
    ),
    Layout(
        "numbered",
        "Numbered questions",
        'lines like "1. What …?", numbered from 1, each with its answer below',
        "numbered",
        sure=False,
    ),
    Layout(
        "markdown",
        "Markdown with questions as headings",
        "headings that end with a question mark, each with its answer below",
        "headings",
        sure=False,
    ),
    Layout(
        "deckwright",
        "Export of deckwright",
        "CSV, JSON or Markdown that deckwright build --also wrote",
        "exported",
    ),
)
"""Every layout that can be read from text, one file each; the last is our own, which is asked first."""

MARKED_UP = (
    Layout(
        "brainscape-html",
        "Brainscape page saved as HTML",
        "its cards stand in elements of the class flashcard-row",
        "brainscape_html",
    ),
)
"""Every layout that is known by a saved page's markup; a saved page of another site is read as the text it shows."""

FORMATS = tuple(layout.name for layout in (*PARSERS, *MARKED_UP))
"""What --format and deck.toml may name."""


def named(name: str) -> Layout:
    """The layout that --format calls so; raises ValueError for one that is none of FORMATS."""
    return (*PARSERS, *MARKED_UP)[FORMATS.index(name)]
