"""Generated pages in, how long deckwright takes on them beside a plain loop out; RESULTS.md keeps what came of it."""
