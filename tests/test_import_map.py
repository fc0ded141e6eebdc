"""Every room imports only what the plan of the house allows, and each outside library has one door."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).parents[1] / "generator"

LEAVES = {"cards", "errors", "normal_form"}
ROOMS: dict[str, set[str]] = {
    "cards": set(),
    "errors": set(),
    "normal_form": set(),
    "slugs": {"names"},
    "names": {"normal_form"},
    "exchange": set(),
    "beside": set(),
    "ownership": set(),
    "system": {"errors"},
    "files": {"errors", "system"},
    "archive": {"errors"},
    "packed": {"cards"},
    "deck": LEAVES | {"names", "system"},
    "exports": {"cards", "exchange"},
    "parsers": LEAVES | {"exchange", "packed"},
    "lock": LEAVES | {"slugs", "names", "files"},
    "edits": LEAVES | {"names"},
    "completion": LEAVES,
    "lint": LEAVES | {"system"},
    "rendering": {"cards", "normal_form"},
    "notetype": {"cards"},
    "packaging": LEAVES | {"notetype", "archive"},
    "structured": {"cards"},
    "comparison": {"cards"},
    "formats": {"cards", "__version__"},
    "accounting": {"cards"},
    "importing": LEAVES | {"notetype", "system"},
    "clipboard": {"errors", "system"},
    "simulation": LEAVES | {"files", "names", "system"},
    "preview": {"cards", "comparison", "notetype"},
    "watching": set(),
    "serving": {"plain_pages"},
    "plain_pages": set(),
}
ORCHESTRATORS = {
    "stages": LEAVES | {"deck", "edits", "lint", "lock", "simulation"},
    "given": LEAVES | {"deck", "lint", "lock", "names", "notetype", "stages"},
    "standing": LEAVES | {"deck", "files", "lint", "packed", "system"},
    "siblings": LEAVES | {"deck", "files", "lock"},
    "reading": LEAVES | {"deck", "lock", "parsers", "siblings", "simulation", "stages"},
    "remembering": LEAVES | {"deck", "edits", "lock", "packaging", "recovering", "siblings", "stages", "system"},
    "stamps": LEAVES | {"deck", "lock", "notetype", "packaging", "remembering"},
    "recovering": LEAVES | {"deck", "edits", "lock", "packaging", "rendering", "siblings", "stages"},
    "shelf": LEAVES | {"notetype", "simulation"},
    "exporting": LEAVES | {"system", "stages", "exports", "exchange", "rendering", "deck"},
    "previewing": LEAVES | {"preview", "comparison", "deck", "stages"},
    "shipping": LEAVES
    | {"previewing", "preview", "files", "ownership", "system"}
    | {"deck", "exporting", "lock", "packaging", "rendering", "shelf", "stages", "structured"},
    "placing": {"beside", "files", "stages"},
    "pipeline": set(ROOMS) | {"given", "stages", "reading", "remembering", "shipping", "siblings", "placing"},
    "building": LEAVES
    | {"beside", "deck", "edits", "exchange", "files", "lint", "lock", "packaging", "rendering", "structured"}
    | {"pipeline", "reading", "remembering", "shipping", "stages", "standing"},
    "retouching": LEAVES
    | {"beside", "deck", "edits", "files", "lint", "lock", "packaging", "parsers", "rendering", "structured"}
    | {"building", "pipeline", "placing", "reading", "remembering", "shipping", "stages", "standing"},
    "intake": LEAVES | {"deck", "parsers", "lock", "files", "names", "slugs", "system"},
    "copying": LEAVES | {"deck", "edits", "files", "intake", "lock", "rendering", "slugs", "system"},
    "rescraping": LEAVES | {"deck", "files", "intake", "lock", "pipeline", "slugs", "stages"},
    "editing": LEAVES | {"stages", "deck", "edits", "rendering", "files", "slugs"},
    "drafting": LEAVES | {"deck", "edits", "rendering", "completion", "editing", "files"},
    "fixing": LEAVES | {"stages", "lint", "editing"},
    "decisions": LEAVES | {"pipeline", "stages", "deck", "edits", "lock", "files"},
    "last_import": LEAVES | {"files", "lock"},
    "forecast": {"cards", "comparison", "delivery", "lock", "stages"},
    "arrived": {"cards", "delivery", "destination", "forecast", "importing", "last_import"},
    "adoption": {"cards", "comparison", "importing", "normal_form", "packaging"},
    "delivery": LEAVES
    | {"comparison", "deck", "edits", "last_import", "lint", "lock", "packaging", "pipeline", "remembering", "stages"},
    "safeguard": LEAVES | {"delivery", "importing", "packaging"},
    "claims": {"cards", "comparison", "delivery", "lock"},
    "destination": LEAVES | {"delivery", "importing", "packaging", "safeguard"},
    "deck_moves": set(),
    "closed_collection": LEAVES | {"adoption", "claims", "deck", "delivery", "destination", "importing", "packaging"},
    "cli": LEAVES
    | {
        "pipeline",
        "reading",
        "remembering",
        "stages",
        "stamps",
        "intake",
        "copying",
        "rescraping",
        "decisions",
        "comparison",
    }
    | {"closed_collection", "deck_moves"}
    | {"formats", "accounting", "deck", "lint", "packaging", "importing", "files", "clipboard", "parsers"}
    | {
        "completion",
        "editing",
        "edits",
        "drafting",
        "fixing",
        "simulation",
        "shipping",
        "preview",
        "previewing",
        "watching",
        "serving",
        "exchange",
        "building",
        "retouching",
        "siblings",
        "standing",
        "adoption",
        "claims",
        "delivery",
        "destination",
        "arrived",
        "forecast",
        "last_import",
    },
}
DOORS = {
    "anki": {"importing"},
    "anyascii": {"slugs"},
    "chardet": {"deck"},
    "click": {"cli"},
    "deflate": {"archive"},
    "filelock": {"system"},
    "ftfy": {"lint"},
    "genanki": {"packaging"},
    "httpx2": {"completion"},
    "lxml": {"parsers", "simulation"},
    "markdown_it": {"rendering"},
    "mdit_py_plugins": {"rendering"},
    "nbformat": {"simulation"},
    "nh3": {"rendering"},
    "pygments": {"rendering"},
    "rapidfuzz": {"lock"},
    "rich": {"cli"},
    "http": {"serving", "importing"},
    "sqlite3": {"packaging", "importing"},
    "subprocess": {"importing", "clipboard", "lint", "simulation"},
    "watchfiles": {"watching"},
    "tomllib": {"deck", "simulation"},
}


def _files() -> Iterator[tuple[str, Path]]:
    for path in sorted(HOUSE.rglob("*.py")):
        inside = path.relative_to(HOUSE)
        yield inside.parts[0].removesuffix(".py"), path


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize(("room", "path"), list(_files()), ids=lambda value: str(getattr(value, "name", value)))
def test_a_room_imports_only_its_neighbours(room: str, path: Path) -> None:
    """`generator.x` may be imported where the plan says so, and within x itself."""
    allowed = {**ROOMS, **ORCHESTRATORS, "__init__": set()}[room] | {room, "__version__"}
    used = {name.split(".")[1] for name in _imports(path) if name.startswith("generator.")}
    assert used <= allowed, f"{path.name} of {room} imports {sorted(used - allowed)}"


@pytest.mark.parametrize(("library", "rooms"), DOORS.items())
def test_a_library_has_one_door(library: str, rooms: set[str]) -> None:
    """What stands outside is imported in one room, so that it can be replaced there."""
    users = {room for room, path in _files() if any(name.split(".")[0] == library for name in _imports(path))}
    assert users <= rooms


def test_rooms_are_small() -> None:
    """A file over 200 lines has more than one job, with few exceptions that say which."""
    long = {path.name for _, path in _files() if len(path.read_text("utf-8").splitlines()) > 200}
    assert long <= {"sections.py", "cards.py"}
