"""What an edit may hold that would like to act: the Markdown by name, and what a learner reads instead."""

from __future__ import annotations

AS_TYPED = {
    "raw html": "<script>alert(1)</script> <b onclick=pycmd('ease4')>x</b>",
    "html block": "<div>\n<script>\nalert(1)\n</script>\n\n<style>.card{display:none}</style>",
    "html in html": "<<b>script>alert(1)<</b>/script>",
    "html comment": "a <!-- b --> c <!--[if IE]><script>alert(1)</script><![endif]-->",
    "cdata": "a <![CDATA[<script>alert(1)</script>]]> <?php x ?> <%x%> <!--#include file=x -->",
    "style": "a <p style=\"width:expression(alert(1))\">b</p> <style>@import'//evil.example';</style>",
    "our placeholders": '<wbr class="sound x.mp3"> <span class="tex-inline">x</span> <wbr class="cloze-close">',
    "indented code": "a\n\n    <script>alert(1)</script> {{c1::x}} [sound:x.mp3] \\(x\\)",
    "address": "javascript:alert(1) https://evil.example/ www.evil.example a@b.example",
    "sound fullwidth": "［sound:x.mp3］ [sou\u200bnd:x.mp3]",
    "tts": "[anki:tts lang=en_US]x[/anki:tts] [anki:play:q:0] {{tts en_US:Answer}}",
    "mathjax environment": "\\begin{equation}\\href{javascript:alert(1)}{x}\\end{equation}",
    "type box": "[[type:Answer]] {{type:Answer}}",
    "fields": "{{Answer}} {{{Answer}}} {{#Key}}x{{/Key}} {{&Answer}} {{FrontSide}} {{=<% %>=}}",
    "table alignment": '| a | b |\n|:"onclick=alert(1):|--|\n| c | d |',
}
"""Markdown in which nothing is Markdown: shown as typed."""

READ = {
    "html in emphasis": (
        "**<img src=x onerror=alert(1)>** _<svg/onload=alert(1)>_",
        "<img src=x onerror=alert(1)> <svg/onload=alert(1)>",
    ),
    "placeholder in code": (
        '`<wbr class="sound x.mp3">` `<span class="tex-inline">x</span>`',
        '<wbr class="sound x.mp3"> <span class="tex-inline">x</span>',
    ),
    "entities": (
        "&lt;script&gt;alert(1)&lt;/script&gt; &#60;b&#62; &amp;lt;i&amp;gt;",
        "<script>alert(1)</script> <b> &lt;i&gt;",
    ),
    "fence": (
        "```html\n<script>alert(1)</script>\n</code></pre><img src=x onerror=alert(1)>\n```",
        "<script>alert(1)</script>\n</code></pre><img src=x onerror=alert(1)>",
    ),
    "fence language": ('```"><script>alert(1)</script>\nx\n```', "x"),
    "fence attributes": ("```python {onclick=alert(1)} class=x\nx = 1\n```", "x = 1"),
    "code": (
        "`{{c1::x}} {{Answer}} [sound:x.mp3] \\(x\\) [latex]x[/latex]`",
        "{{c1::x}} {{Answer}} [sound:x.mp3] \\(x\\) [latex]x[/latex]",
    ),
    "js link": ("[x](java&Tab;script:alert(1)) [y](&#106;avascript:alert(1)) [z](javascript&colon;alert(1))", "x y z"),
    "pycmd link": ("[x](pycmd:ease4)", "x"),
    "other links": (
        "[a](vbscript:x) [b](data:text/html,<script>alert(1)</script>) [c](file:///etc/passwd) [d](//evil.example)",
        "a b c d",
    ),
    "angle link": ('[x](<javascript:alert(1)>) [y](<https://a.example/" onclick="alert(1)>)', "x y"),
    "quote in link": ('[x](https://a.example/"onmouseover="alert(1)) [y](https://a.example/\'>)', "x y"),
    "link title": ('[x](https://a.example "t\\" onmouseover=alert(1) [sound:x.mp3] {{c1::x}}")', "x"),
    "link words": (
        "[<script>alert(1)</script>](https://a.example) [[sound:x.mp3]](https://a.example)",
        "<script>alert(1)</script> [sound:x.mp3]",
    ),
    "link with braces": ("[x](https://a.example/{{Answer}}[sound:x.mp3]\\(y\\))", "x"),
    "reference link": (
        "[x][r] [s]\n\n[r]: javascript:alert(1)\n[s]: data:text/html,x 'title\"onclick=alert(1)'",
        "x s",
    ),
    "autolink": (
        '<javascript:alert(1)> <https://a.example/?a="onclick=alert(1)> <pycmd:ans>',
        'javascript:alert(1) https://a.example/?a="onclick=alert(1) pycmd:ans',
    ),
    "mail": ("[x](mailto:a@b.example?body=<script>) <a@b.example>", "x a@b.example"),
    "sound": (
        "[sound:x.mp3] \\[sound:x.mp3\\] [sound:x.mp3][] **[sound:**x.mp3]",
        "[sound:x.mp3] [sound:x.mp3] [sound:x.mp3][] **[sound:**x.mp3]",
    ),
    "escaped sound": (
        "&#91;sound:x.mp3&#93; &lbrack;sound:x.mp3&rbrack; &amp;#91;sound:x.mp3]",
        "[sound:x.mp3] [sound:x.mp3] &#91;sound:x.mp3]",
    ),
    "sound reference": ("[sound:x.mp3]\n\n[sound:x.mp3]: https://a.example", "sound:x.mp3"),
    "sound from pieces": (
        "[`sound:x.mp3`] [*sound*:x.mp3] \\[sou&ZeroWidthSpace;nd:x.mp3]",
        "[sound:x.mp3] [sound:x.mp3] [sou\u200bnd:x.mp3]",
    ),
    "latex": (
        "[latex]\\input{/etc/passwd}[/latex] [$]x[/$] [$$]x[/$$] [LaTeX]x[/LATEX]",
        "[latex]\\input{/etc/passwd}[/latex] [\\(]x[/\\)] [\\[]x[/\\]] [LaTeX]x[/LATEX]",
    ),
    "latex reference": ("[latex]x[/latex]\n\n[latex]: https://a.example\n[/latex]: https://a.example", "latexx/latex"),
    "mathjax": (
        "\\\\(x\\\\) \\\\[x\\\\] &#92;(x&#92;) \\\\&#40;x\\\\) **\\\\**(x\\\\)",
        "\\(x\\) \\[x\\] \\(x\\) \\(x\\) \\(x\\)",
    ),
    "clozes": (
        "{{c1::a}} {{c1::a {{c2::b::c}} d}} {{c1::**x**::hint}}",
        "{{c1::a}} {{c1::a {{c2::b::c}} d}} {{c1::x::hint}}",
    ),
    "clozes in link and code": (
        '[{{c1::x}}](https://a.example "{{c1::y}}") `{{c1::z}}`\n\n> {{c1::x}}',
        "{{c1::x}} {{c1::z}}\n\n{{c1::x}}",
    ),
    "footnote name": (
        'a[^<script>x</script>] b[^"onclick=alert(1)]\n\n[^<script>x</script>]: c\n[^"onclick=alert(1)]: d',
        "a[1] b[2]\n\nc ↩︎\n\nd ↩︎",
    ),
    "footnote inline": (
        "a^[<script>alert(1)</script> [sound:x.mp3]]",
        "a[1]\n\n<script>alert(1)</script> [sound:x.mp3] ↩︎",
    ),
    "heading id": ('### x {#"onclick=alert(1) style=x}\n\ny', 'x {#"onclick=alert(1) style=x}\n\ny'),
    "table": (
        "| <script>alert(1)</script> | [sound:x.mp3] |\n|:-:|--:|\n| {{c1::x}} | \\\\(x\\\\) |",
        "<script>alert(1)</script>\t[sound:x.mp3]\n{{c1::x}}\t\\(x\\)",
    ),
    "task": ("- [x] <script>alert(1)</script>\n- [ ] [sound:x.mp3]", "<script>alert(1)</script>\n [sound:x.mp3]"),
    "list start": ("999999999. x\n\n1) y", "x\ny"),
    "rule": ("a\n\n---\n\n***\n\nb <hr id=answer>", "a\n\nb <hr id=answer>"),
    "strikethrough": ("~~<script>~~alert(1)~~</script>~~", "<script>alert(1)</script>"),
    "hard break": ("[sound:  \nx.mp3] \\\n(x)", "[sound:\nx.mp3]\n(x)"),
    "refused formula": (
        "$\\href{javascript:alert(1)}{x}$ $\\class{card}{x}$ $\\cssId{answer}{x}$ $\\unicode{x3c}$",
        "\\href{javascript:alert(1)}{x} \\class{card}{x} \\cssId{answer}{x} \\unicode{x3c}",
    ),
    "formula bomb": (
        "$\\def\\x{\\x\\x}\\x$ $\\newcommand{\\y}{\\y\\y}\\y$ $\\let\\a=\\b$ $\\require{html}$",
        "\\def\\x{\\x\\x}\\x \\newcommand{\\y}{\\y\\y}\\y \\let\\a=\\b \\require{html}",
    ),
    "formula that ends": (
        "$a\\)<img src=x onerror=alert(1)>\\($ $x\\]y$ $</script><script>alert(1)</script>$",
        "a\\)<img src=x onerror=alert(1)>\\( x\\]y \\(</script><script>alert(1)</script>\\)",
    ),
    "controls": (
        "a\x00b \x1b[2J <scr\x00ipt> [so\x00und:x.mp3]",
        "a\ufffdb \ufffd[2J <scr\ufffdipt> [so\ufffdund:x.mp3]",
    ),
    "hidden": ("safe\u202egnp.exe <\u200bscript> \\\u200b(x\\)", "safe\u202egnp.exe <\u200bscript> \\\u200b(x)"),
    "nested quote": (
        "> > > <script>alert(1)</script>\n> > - [sound:x.mp3]",
        "<script>alert(1)</script>\n\n[sound:x.mp3]",
    ),
}
"""Markdown, and what is shown of it."""
