"""Source code and the name of its language in, HTML with Pygments' classes out; the only door to Pygments."""

from __future__ import annotations

import html


def highlight(code: str, language: str, _attributes: str) -> str:
    """`code` as <pre>; an unknown language is shown uncoloured."""
    inner = _coloured(code, language) if language else html.escape(code, quote=False)
    return f'<pre><code class="hl">{inner}</code></pre>'


def _coloured(code: str, language: str) -> str:
    """Import Pygments here alone: it costs a tenth of a second that most decks need not pay."""
    from pygments import highlight as colour
    from pygments.formatters import HtmlFormatter
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        lexer = get_lexer_by_name(language, stripnl=False)
    except ClassNotFound:
        return html.escape(code, quote=False)
    return colour(code, lexer, HtmlFormatter(nowrap=True))
