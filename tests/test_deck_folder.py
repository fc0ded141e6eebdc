"""A deck folder on disk in, its pages and pictures or one sentence out."""

from __future__ import annotations

import functools
import hashlib
import os
from pathlib import Path

import pytest
from deck_maker import NINE, deck, page, prepare

from generator.deck import decode, find_decks, open_deck, page_files, read_page, read_pictures
from generator.errors import DeckwrightError
from generator.intake import Arrival, start
from generator.lint import SWITCHABLE
from generator.rescraping import replace

TEXT = "Déjà vu\nzwei 日本\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every test runs in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def stopped(call: object, *arguments: object) -> str:
    """The sentence with which a call stops."""
    with pytest.raises(DeckwrightError) as error:
        call(*arguments)  # type: ignore[operator]
    return str(error.value)


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        b"\xff\xfe" + TEXT.encode("utf-16-le"),
        b"\xfe\xff" + TEXT.encode("utf-16-be"),
        TEXT.encode("utf-32"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace("\n", "\r\n").encode("utf-16"),
    ],
    ids=["utf-8", "utf-8 mark", "utf-16-le", "utf-16-be", "utf-32", "crlf", "cr", "utf-16 crlf"],
)
def test_a_page_reads_the_same_however_it_was_saved(data: bytes) -> None:
    """Byte order marks and the line ends of every system leave no trace in the text."""
    Path("p.txt").write_bytes(data)
    assert read_page(Path("p.txt"), "p.txt").text == TEXT


def other(encoding: str, words: str) -> str:
    """What is said where one encoding stands out."""
    return f'it is probably {encoding} ("{words}"). Save it as UTF-8, or say --encoding {encoding} to new or update.'


BINARY = "the file is binary, not text. Save the page as plain text and use that file."
DAMAGED = "the file is damaged. Save the page again, as UTF-8."
NOT_TEXT = {
    "latin-1": (b"caf\xe9", f"p.txt:1: byte 4 (0xE9) is not UTF-8; {other('windows-1252', 'café')}"),
    "latin-1 below": (
        b"one\r\ntwo\r\ncaf\xe9\r\n",
        f"p.txt:3: byte 14 (0xE9) is not UTF-8; {other('windows-1252', 'café')}",
    ),
    "latin-1, old Mac": (
        b"one\rtwo\rcaf\xe9",
        f"p.txt:3: byte 12 (0xE9) is not UTF-8; {other('windows-1252', 'café')}",
    ),
    "lone surrogate": (b"a\xed\xa0\x80b", f"p.txt:1: byte 2 (0xED) is not UTF-8; {other('cesu-8', 'ab')}"),
    "behind a mark": (b"\xef\xbb\xbfa\xff", f"p.txt:1: byte 5 (0xFF) is not UTF-8; {DAMAGED}"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", f"p.txt:1: byte 1 (0x89) is not UTF-8; {BINARY}"),
    "utf-16 without a mark": (
        "What?\n".encode("utf-16-le"),
        f"p.txt:1: byte 2 (0x00) is of no text in UTF-8; {other('utf-16-le', 'What?')}",
    ),
    "cut utf-16": (b"\xff\xfea\0\n\0b\0c", f"p.txt:2: byte 9 (0x63) is not UTF-16-LE; {DAMAGED}"),
    "utf-16 surrogate": (b"\xff\xfe\n\x0a\0\xd8a\0", f"p.txt:1: byte 5 (0x00) is not UTF-16-LE; {DAMAGED}"),
}


@pytest.mark.parametrize(("data", "sentence"), NOT_TEXT.values(), ids=NOT_TEXT)
def test_what_is_not_text_is_named_by_line_and_byte(data: bytes, sentence: str) -> None:
    """The sentence says which byte it is and what the file may be."""
    assert stopped(decode, data, "p.txt") == sentence


def test_a_page_that_is_no_plain_file_is_refused_at_once(here: Path) -> None:
    """A folder, a fifo, a device or nothing at all is a sentence, and nobody waits."""
    (here / "folder.txt").mkdir()
    os.mkfifo(here / "fifo.txt")
    (here / "link.txt").symlink_to("/dev/zero")
    expected = {
        "folder.txt": "p: this is a folder; name the file that holds the scraped text.",
        "fifo.txt": "p: this is not a plain file; save the scraped text to a file first.",
        "/dev/zero": "p: this is not a plain file; save the scraped text to a file first.",
        "link.txt": "p: this is not a plain file; save the scraped text to a file first.",
        "gone.txt": "p: cannot be read (No such file or directory); check the name.",
        "x" * 300: "p: cannot be read (File name too long); check the name.",
    }
    assert {name: stopped(read_page, Path(name), "p") for name in expected} == expected


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["scraped.txt"], ["scraped.txt"]),
        (["scraped.HTML", "edits.md", "deck.toml"], ["scraped.HTML"]),
        (["scraped.md"], ["scraped.md"]),
        (["scraped/b.txt", "scraped/a.csv", "scraped/c.tsv"], ["scraped/a.csv", "scraped/b.txt", "scraped/c.tsv"]),
        (["scraped/only.txt"], ["scraped/only.txt"]),
        (["scraped.txt", "scraped.txt.bak", "scraped.json"], ["scraped.txt"]),
    ],
    ids=str,
)
def test_the_pages_of_a_deck(here: Path, names: list[str], found: list[str]) -> None:
    """One file called scraped, or all pages of the folder scraped/, by name."""
    _touch(here / "deck", names)
    assert [path.relative_to(here / "deck").as_posix() for path in page_files(here / "deck")] == found


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ([], "deck: no scraped page; put it there as scraped.txt, or in scraped/."),
        (["scraped.pdf"], "deck: no scraped page; put it there as scraped.txt, or in scraped/."),
        (["scraped.txt", "scraped.html"], "deck: scraped.html, scraped.txt: which is the page? Keep one, or move all"),
        (["scraped.txt", "scraped/a.txt"], "deck: scraped.txt, scraped/a.txt: which is the page? Keep one, or move"),
    ],
    ids=str,
)
def test_no_page_or_two_is_a_sentence(here: Path, names: list[str], sentence: str) -> None:
    """Which file is the page is never guessed."""
    _touch(here / "deck", names)
    assert stopped(page_files, here / "deck").startswith(sentence)


def test_a_deck_is_found_by_slug_by_folder_and_by_itself(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name is a folder in source_cards/, or any folder with a deck.toml; no name is all of source_cards/."""
    deck(here / "source_cards/one")
    deck(here / "source_cards/two")
    deck(here / "elsewhere/three")
    (here / "source_cards/notes").mkdir()
    assert _slugs() == ["one", "two"]
    assert _slugs("two") == ["two"]
    assert _slugs("one", "two", "one", "source_cards/two/") == ["one", "two"]
    assert _slugs("elsewhere/three", str(here / "source_cards/one")) == ["three", "one"]
    monkeypatch.chdir(here / "source_cards/one")
    assert _slugs(".") == ["one"]
    monkeypatch.chdir(here / "elsewhere")
    assert _slugs("three") == ["three"]


def test_a_name_that_means_no_deck_is_a_sentence(here: Path) -> None:
    """The nearest deck there is, or how to start one."""
    assert stopped(find_decks, (), SWITCHABLE) == (
        "There is no deck in source_cards/ here. Start one from a scraped page: deckwright new page.txt"
    )
    deck(here / "source_cards/capitals")
    (here / "empty").mkdir()
    starts = {
        "capitols": 'There is no deck "capitols" here. Did you mean "capitals"? A deck is a folder in source_cards/;',
        "x" * 300: f'There is no deck "{"x" * 300}" here. A deck is a folder in source_cards/;',
        "./empty": "empty: no deck.toml, so no deck. Start one from a scraped page: deckwright new page.txt",
        "": "source_cards: no deck.toml, so no deck.",
    }
    for name, start_ in starts.items():
        assert stopped(find_decks, [name], SWITCHABLE).startswith(start_), name


def test_a_deck_knows_where_its_files_lie(here: Path) -> None:
    """The slug is the folder's name, and the settings are read."""
    found = open_deck(deck(here / "things"), SWITCHABLE)
    assert (found.slug, found.settings.name) == ("things", "Things")
    assert [path.name for path in (found.edits, found.lock, found.media)] == ["edits.md", "cards.lock", "media"]


@pytest.mark.parametrize("name", ["<img src=x onerror=alert(1)>", "my deck", "a\x1fb", "{{c1::x}}", "[sound:a.mp3]"])
def test_a_folder_name_that_could_act_on_a_card_is_refused(here: Path, name: str) -> None:
    """The slug stands in every note's Key, so it holds nothing that Anki would act on."""
    sentence = stopped(open_deck, deck(here / name), SWITCHABLE)
    assert sentence.startswith(f'{name}: the folder\'s name "{name}" has other characters than A-Z')
    assert sentence.endswith("; rename the folder.")


def test_every_page_of_a_new_deck_can_be_read_again(here: Path) -> None:
    """`new` keeps each page under its own name, and under an ending by which it is found."""
    pages = [
        Arrival("Unit 1.txt", page([("Q1?", "A1")]).encode(), "Unit 1.txt"),
        Arrival("unit-2.scrape", page([("Q2?", "A2")]).encode(), "unit-2.scrape"),
    ]
    folder = start(pages, "Units", digits="09af31c7")
    assert [path.name for path in page_files(folder)] == ["unit-1.txt", "unit-2.txt"]
    assert [card.question.value for card in prepare(folder).cards] == ["Q1?", "Q2?"]


def test_new_refuses_two_pages_of_one_name(here: Path) -> None:
    """The second would replace the first without a word."""
    pages = [
        Arrival(name, page(NINE).encode(), f"{at}/{name}") for at, name in enumerate(["Unit 1.txt", "unit-1.html"])
    ]
    assert stopped(functools.partial(start, digits="09af31c7"), pages, "Units") == (
        "1/unit-1.html: this page would have the same name as 0/Unit 1.txt; rename one of the two files."
    )
    assert not Path("source_cards").exists()


def test_update_keeps_the_deck_readable_whatever_the_file_is_called(here: Path) -> None:
    """A new scrape with an unknown ending takes the old page's place under the old page's ending."""
    folder = start([Arrival("p.txt", page(NINE).encode(), "p.txt")], "Things", digits="09af31c7")
    replace(open_deck(folder, SWITCHABLE), [Arrival("again.log", page(NINE[:8]).encode(), "again.log")])
    assert [path.name for path in page_files(folder)] == ["scraped.txt"]
    replace(open_deck(folder, SWITCHABLE), [Arrival("again.HTML", page(NINE[:7]).encode(), "again.HTML")])
    assert [path.name for path in page_files(folder)] == ["scraped.html"]
    assert len(prepare(folder).cards) == 7


def test_update_refuses_two_files_for_one_page(here: Path) -> None:
    """Two scrapes of one name cannot both take the page's place; neither does."""
    first, second = page([("Q1?", "A1")]).encode(), page([("Q2?", "A2")]).encode()
    folder = start(
        [Arrival("one.txt", first, "one.txt"), Arrival("two.txt", second, "two.txt")], "Both", digits="09af31c7"
    )
    again = [Arrival("one.txt", second, "a/one.txt"), Arrival("One.txt", second, "b/One.txt")]
    sentence = stopped(replace, open_deck(folder, SWITCHABLE), again)
    assert sentence == "b/One.txt: this page would have the same name as a/one.txt; rename one of the two files."
    assert (folder / "scraped/one.txt").read_bytes() == first


def test_every_file_of_media_has_a_name_from_its_content(here: Path) -> None:
    """Files are known by path, packaged by hash: whatever their own name, and twins of one name keep apart."""
    files = {
        "one/f.png": b"1",
        "two/f.png": b"2",
        "a b.PNG": b"3",
        'a"b.png': b"4",
        "con.png": b"5",
        "-rf.png": b"6",
        "[sound].png": b"7",
        "_x.mp3": b"8",
        "same.png": b"1",
        "日本.webp": b"9",
    }
    _touch(here / "media", files)
    _touch(here / "media", [".DS_Store", "one/Thumbs.db", ".gitkeep"])
    found = read_pictures(here / "media", "media")
    assert {path: picture.data for path, picture in found.items()} == {f"media/{n}": data for n, data in files.items()}
    assert {path: picture.name for path, picture in found.items()} == {
        f"media/{name}": f"dw-{hashlib.sha256(data).hexdigest()[:20]}{Path(name).suffix.lower()}"
        for name, data in files.items()
    }


def test_no_folder_media_is_no_pictures(here: Path) -> None:
    """Most decks have none."""
    assert read_pictures(here / "media", "media") == {}


@pytest.mark.parametrize("name", ["x.html", "x.js", "x.pdf", "x.svgz", "noending", "x.png.exe"])
def test_a_file_that_is_no_media_is_refused(here: Path, name: str) -> None:
    """What Anki could run or show as a page is not packaged."""
    _touch(here / "media", [name])
    assert stopped(read_pictures, here / "media", "d/media").startswith(f"d/media/{name}: no picture, sound or film (")


def test_a_link_out_of_media_is_refused(here: Path) -> None:
    """Neither a file, nor nothing, nor a fifo, nor the whole folder leads elsewhere."""
    (here / "secret.png").write_bytes(b"secret")
    out = "d/media/link.png: this leads out of media/; put the file itself there."
    odd = "d/media/link.png: this is not a plain file, nor a link to one; put the file itself there."
    for target in ("../secret.png", str(here / "secret.png"), "/etc/passwd", "gone.png", "link.png"):
        media = here / "deck/media"
        _touch(media, [])
        (media / "link.png").symlink_to(target)
        assert stopped(read_pictures, media, "d/media") == (odd if target in ("gone.png", "link.png") else out)
        (media / "link.png").unlink()
    os.mkfifo(media / "link.png")
    assert stopped(read_pictures, media, "d/media") == odd
    (media / "link.png").unlink()
    media.rmdir()
    media.symlink_to(here)
    assert stopped(read_pictures, media, "d/media") == (
        "d/media: this leads out of the deck's folder; put the files themselves there."
    )


def test_two_names_that_read_the_same_are_refused(here: Path) -> None:
    """Accents written together and apart are one name for edits.md, so one file would hide the other."""
    _touch(here / "media", {"\u00fc.png": b"1", "u\u0308.png": b"2"})
    said = stopped(read_pictures, here / "media", "media")
    assert said.endswith("two files have this name, written differently; rename one.")


def test_a_link_within_media_is_followed(here: Path) -> None:
    """Two names for one file are one file."""
    _touch(here / "media", {"a.png": b"1"})
    (here / "media/b.png").symlink_to("a.png")
    found = read_pictures(here / "media", "media")
    assert found["media/a.png"] == found["media/b.png"]


INERT = {
    "shapes": '<circle r="5" fill="red"/><text>on load</text>',
    "link inside": '<defs><g id="a"/></defs><use href="#a"/><use xlink:href="#a"/>',
    "gradient": '<rect fill="url(#g)" style="filter: url(&quot;#f&quot;)"/>',
    "style": "<style>.a { fill: url('#g'); stroke: #fff }</style>",
    "embedded picture": '<image href="data:image/png;base64,iVBORw0KGgo="/>',
    "moving": '<circle r="5"><animate attributeName="r" values="1;5" dur="1s"/></circle>',
    "editor's own": '<g xmlns:i="http://inkscape.example" i:export="C:\\\\x\\\\y.png" id="a"/>',
    "licence": '<metadata xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><l r:resource="https://x"/></metadata>',
}


@pytest.mark.parametrize("inside", INERT.values(), ids=INERT)
@pytest.mark.parametrize(
    "start_", ["", "\ufeff", '<?xml version="1.0" encoding="UTF-8"?>\n'], ids=["bare", "bom", "xml"]
)
def test_a_plain_drawing_is_taken_as_it_is(here: Path, inside: str, start_: str) -> None:
    """Shapes, links within the drawing and embedded pictures do nothing."""
    drawing = (start_ + SVG.format(inside)).encode()
    _touch(here / "media", {"x.svg": drawing})
    assert read_pictures(here / "media", "media")["media/x.svg"].data == drawing


ACTIVE = {
    "script": ("<script>alert(1)</script>", "<script>"),
    "second link": ('<use href="#a" xlink:href="http://evil.example"/>', "a link to http://evil.example"),
    "script, other case": ("<g><SCRIPT/></g>", "<script>"),
    "onload": ('<g onload="alert(1)"/>', "the attribute onload"),
    "onclick in capitals": ('<g ONCLICK="x"/>', "the attribute onclick"),
    "foreignObject": ("<foreignObject/>", "<foreignobject>"),
    "web page inside": ('<b xmlns="http://www.w3.org/1999/xhtml" srcset="http://x 2x"/>', "parts of a web page"),
    "external picture": ('<image href="http://evil.example/t.png"/>', "a link to http://evil.example/t.png"),
    "external picture, old": ('<image xlink:href="//evil.example/t.png"/>', "a link to //evil.example/t.png"),
    "file": ('<use href="file:///etc/passwd"/>', "a link to file:///etc/passwd"),
    "script address": ('<a href="javascript:alert(1)"/>', "a link to javascript:alert(1)"),
    "drawing in a drawing": ('<use href="data:image/svg+xml,x"/>', "a link to data:image/svg+xml,x"),
    "link set later": ('<a><set attributeName="href" to="javascript:x"/></a>', "an animation of href"),
    "handler set later": ('<animate attributeName="onload" to="x"/>', "an animation of onload"),
    "style url": ("<style>a{fill:url(http://evil.example)}</style>", "a style that fetches something"),
    "style url in quotes": ("<style>a{fill:url( 'http://evil.example')}</style>", "a style that fetches something"),
    "style import": ('<style>@import "x.css";</style>', "a style that fetches something"),
    "style behind an element": ('<style><a/>@import "x.css";</style>', "a style that fetches something"),
    "style escaped": (r"<style>a{fill:u\72l(http://evil.example)}</style>", "a style that fetches something"),
    "style image-set": ('<style>a{fill:image-set("http://x" 1x)}</style>', "a style that fetches something"),
    "style attribute": ('<g style="fill:url(//evil.example)"/>', "a style that fetches something"),
    "fill attribute": ('<g fill="url(http://evil.example#g)"/>', "a style that fetches something"),
    "other base": ('<g xml:base="http://evil.example/"/>', "a link to http://evil.example/"),
}


@pytest.mark.parametrize(("inside", "wrong"), ACTIVE.values(), ids=ACTIVE)
def test_an_active_drawing_is_refused(here: Path, inside: str, wrong: str) -> None:
    """What could run or fetch anything is named."""
    _touch(here / "media", {"x.svg": SVG.format(inside).encode()})
    assert stopped(read_pictures, here / "media", "media") == (
        f"media/x.svg: a drawing with {wrong} is refused; save it as plain SVG without it."
    )


BOMB = '<!DOCTYPE svg [<!ENTITY a "x"><!ENTITY b "&a;&a;">]>' + SVG.format("<text>&b;</text>")
SHEET = '<?xml-stylesheet href="http://evil.example/x.css"?>' + SVG.format("")
NO_DRAWING = {
    "doctype": (BOMB.encode(), "a drawing with a DOCTYPE is refused"),
    "doctype in utf-16": (BOMB.encode("utf-16"), "a drawing is read as UTF-8 only"),
    "style sheet": (SHEET.encode(), "a drawing with a style sheet of its own is refused"),
    "other encoding": (b'<?xml version="1.0" encoding="cp037"?>' + SVG.encode(), "a drawing is read as UTF-8 only"),
    "encoding nobody knows": (b"<?xml version='1.0' encoding='nope'?><svg/>", "a drawing is read as UTF-8 only"),
    "latin-1": (SVG.format("é").encode("latin-1"), "a drawing is read as UTF-8 only"),
    "cut": (SVG.format("").encode()[:-3], "this is not a drawing that can be read ("),
    "web page": (b"<html><svg></html>", "this is not a drawing that can be read ("),
    "empty": (b"", "this is not a drawing that can be read ("),
}


@pytest.mark.parametrize(("data", "sentence"), NO_DRAWING.values(), ids=NO_DRAWING)
def test_what_is_no_plain_svg_is_refused(here: Path, data: bytes, sentence: str) -> None:
    """Entities, other encodings and style sheets hide things; what cannot be read cannot be judged."""
    _touch(here / "media", {"x.svg": data})
    assert stopped(read_pictures, here / "media", "media").startswith(f"media/x.svg: {sentence}")


def _slugs(*names: str) -> list[str]:
    return [found.slug for found in find_decks(names, SWITCHABLE)]


def _touch(folder: Path, files: list[str] | dict[str, bytes]) -> None:
    """Make the files, with their content where it is given."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in files:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(files[name] if isinstance(files, dict) else b"")
