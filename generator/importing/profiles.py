"""The platform in, the collections of its Anki profiles out, the one used last first."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path


def collections(home: Path, environment: Mapping[str, str], platform: str = sys.platform) -> tuple[Path, ...]:
    """Every collection.anki2 where Anki keeps its profiles on this platform; none where Anki was never started."""
    found = {path.resolve() for base in _bases(home, environment, platform) for path in base.glob("*/collection.anki2")}
    return tuple(sorted(found, key=lambda path: (-path.stat().st_mtime, str(path))))


def _bases(home: Path, environment: Mapping[str, str], platform: str) -> tuple[Path, ...]:
    """Where Anki's manual says profiles are: Linux (also as Flatpak), macOS, Windows; ANKI_BASE wins."""
    if base := environment.get("ANKI_BASE"):
        return (Path(base),)
    if platform == "darwin":
        return (home / "Library/Application Support/Anki2",)
    if platform == "win32":
        return (Path(environment.get("APPDATA") or home / "AppData/Roaming") / "Anki2",)
    data = Path(environment.get("XDG_DATA_HOME") or home / ".local/share")
    return (data / "Anki2", home / ".var/app/net.ankiweb.Anki/data/Anki2")
