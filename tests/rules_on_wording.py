"""Tables of what the rules on words, numbers, formulas and files report, and of what they must leave alone."""

from __future__ import annotations

Cards = list[tuple[str, str | None]]

LONG = " ".join(["word"] * 151)
ENGLISH = "the name of the thing that is in the text"
THAT_ENDS = "One of the largest and best known rivers of the continent is the"

REPORTED: list[tuple[str, Cards, str, list[str]]] = [
    (
        "near-duplicate",
        [("What is busy waiting?", "A loop"), ("What is meant by busy-waiting?", "It loops")],
        "",
        [
            'scraped.txt:23: this asks nearly the same as d/scraped.txt:3, "What is busy waiting?"; tell the two '
            'apart in edits.md, or keep both with allow="near-duplicate: the reason" [near-duplicate]'
        ],
    ),
    (
        "near-duplicate",
        [
            ("Capital of France, seat of the government?", "Paris, on the river Seine, since long ago"),
            ("Capital of France, the seat of government today?", "Paris, on the river Seine, since long ago"),
        ],
        "",
        ["scraped.txt:23: this asks nearly the same as d/scraped.txt:3, "],
    ),
    (
        "near-duplicate",
        [("Find the shortest paths", "a"), ("Find shortest path", "b")],
        "",
        ["scraped.txt:23: "],
    ),
    (
        "near-duplicate",
        [("What is drift?", "a"), ("Q2", "b")],
        "## Define drift {#q2}\n",
        ["edits.md:1: "],
    ),
    ("near-duplicate", [("List the sea ports", "a"), ("What are sea ports?", "b")], "", ["scraped.txt:23: "]),
    (
        "enumeration-mismatch",
        [("What are the four types of drift?", "- sudden\n- gradual\n- recurring")],
        "",
        [
            "scraped.txt:10: the question asks for 4 and the answer lists 3; put one of the two right in edits.md "
            "[enumeration-mismatch]"
        ],
    ),
    (
        "enumeration-mismatch",
        [("Name 4 fruits.", "apple, pear and fig")],
        "",
        ["scraped.txt:10: the question asks for 4"],
    ),
    ("enumeration-mismatch", [("Name 3 fruits.", "apple, pear")], "", ["scraped.txt:10: the question asks for 3 and"]),
    (
        "enumeration-mismatch",
        [("What are the two seas?", "1. Red\n2. Dead\n3. Black")],
        "",
        ["scraped.txt:10: "],
    ),
    (
        "enumeration-mismatch",
        [("Stages of sleep (5)", "one\ntwo\nthree")],
        "",
        ["scraped.txt:10: "],
    ),
    (
        "enumeration-mismatch",
        [("List the two", "x")],
        "## List three seas {#list-the-two}\n\nRed and Dead\n",
        ["edits.md:3:"],
    ),
    (
        "truncated-answer",
        [("Which river?", THAT_ENDS)],
        "",
        [
            'scraped.txt:10: the answer ends with "est known rivers of the continent is the", as if it was cut off; '
            "complete it in edits.md [truncated-answer]"
        ],
    ),
    ("truncated-answer", [("Q1", f"{ENGLISH}, where in the last sce...")], "", ["scraped.txt:10: the answer ends"]),
    ("truncated-answer", [("Q1", f"{ENGLISH}, and then one day …")], "", ["scraped.txt:10: the answer ends with"]),
    ("truncated-answer", [("Q1", f"first line\n{ENGLISH}\nRead more")], "", ["scraped.txt:12: the answer ends with"]),
    ("truncated-answer", [("Q1", f"{ENGLISH},")], "", ["scraped.txt:10: the answer ends with"]),
    (
        "overlong-answer",
        [("Q1", LONG)],
        "",
        [
            "scraped.txt:10: the answer has 151 words, more than anybody can grade; split the card with .added cards, "
            "or hide its key words with type=cloze [overlong-answer]"
        ],
    ),
    ("overlong-answer", [("Q1", "水" * 151)], "", ["scraped.txt:10: the answer has 151 words"]),
    (
        "answer-in-question",
        [("What is the Nile river in Egypt called?", "The Nile")],
        "",
        [
            'scraped.txt:6: the question holds its answer, "The Nile"; ask for it in other words in edits.md '
            "[answer-in-question]"
        ],
    ),
    (
        "answer-in-question",
        [("Where is Lake Chad found?", "lake chad.")],
        "",
        ["scraped.txt:6: "],
    ),
    (
        "misspelling",
        [("What is the purpose of it?", "It is recieved by the user and is not necesseraly read.")],
        "",
        [
            'scraped.txt:10: "necesseraly" is probably "necessarily"; put it right with deckwright check --fix, or add '
            "it to words in deck.toml [misspelling]",
            'scraped.txt:10: "recieved" is probably "received"; ',
        ],
    ),
    ("misspelling", [("Q1", "x")], "## {#q1}\n\nThe answer is in\nthe adress of the user\n", ["edits.md:4:"]),
    ("misspelling", [("The \0 of it is in the text", "é\u2028 is the adress\r of it")], "", ["scraped.txt:10:"]),
    ("misspelling", [("The use of this analyis", "It is the analysis of the text")], "", ["scraped.txt:6:"]),
    ("misspelling", [("The code of it", "```\nx\n```\nis the adress of")], "", ["scraped.txt:13:"]),
    (
        "misspelling",
        [("The use of the distirbuted state", "x")],
        "",
        ['scraped.txt:6: "distirbuted" is probably "distribute" or "distributed"; put it right in edits.md, or add it'],
    ),
    (
        "misspelling",
        [("What is the countrys capital if youre in it?", "It is the womens and the Companys one.")],
        "",
        [
            'scraped.txt:6: "countrys" is probably "country\'s" or "countries"; put it right in edits.md',
            'scraped.txt:6: "youre" is probably "you\'re" or "your"; put it right in edits.md',
            'scraped.txt:10: "womens" is probably "women\'s" or "women"; put it right in edits.md',
        ],
    ),
    ("misspelling", [("The use of the (*adress*) in the text", "x")], "", ["scraped.txt:6: "]),
    ("misspelling", [("Synchonous updates of the state", "These are of use to the user")], "", ["scraped.txt:6: "]),
    ("misspelling", [("The one that is in the list", "  • Adress of the user in the list")], "", ["scraped.txt:10: "]),
    (
        "suspicious-characters",
        [("The p\u0430ypal of it", "Ε-mail\nΤhe \u0421at")],
        "",
        [
            'scraped.txt:6: "p\u0430ypal" has U+0430 (CYRILLIC SMALL LETTER A) among Latin letters; write the word '
            "anew in edits.md if that is not meant [suspicious-characters]",
            'scraped.txt:11: "Τhe" has',
            'scraped.txt:11: "\u0421at" has',
        ],
    ),
    (
        "unbalanced-math",
        [("Q1", "A1")],
        "## {#q1}\n\n$\\frac{1}{2$ and $x$\n",
        ['edits.md:1: the formula "\\frac{1}{2" has a brace too many or too few [unbalanced-math]'],
    ),
    ("unbalanced-math", [("Q1", "A1")], "## {#q1}\n\nIt is\n$\\alpha + 1\n", ['edits.md:4: "$\\alpha + 1" begins a f']),
    (
        "price-as-math",
        [("Q1", "A1")],
        "## {#q1}\n\nIt costs $5 or 10 apples$.\n",
        ['edits.md:1: "$5 or 10 apples$" is shown as a formula; if it is about money, write \\$ for each dollar'],
    ),
    (
        "unknown-simulation",
        [("Q1", "A1")],
        "## {#q1 simulation=drift}\n",
        ['edits.md:1: simulations/ has no snippet "drift.py". Write it, or take simulation= away [unknown-simulation]'],
    ),
]

LEFT_ALONE: list[tuple[str, Cards, str]] = [
    ("duplicate-question", [("BEGIN", "a block at the start"), ("begin", "a block"), ("I", "1"), ("i", "2")], ""),
    ("near-duplicate", [("log(a/b)?", "log a - log b"), ("log(ab)?", "log a + log b")], ""),
    ("near-duplicate", [("What is i?", "insert"), ("What is I?", "insert"), ("d$", "x"), ("d^", "x"), ("d", "x")], ""),
    ("near-duplicate", [("When did it fall?", "1"), ("Why did it fall?", "2"), ("How did it fall?", "3")], ""),
    ("near-duplicate", [("How does MirroredStrategy work?", "a"), ("How does TPUStrategy work?", "b")], ""),
    ("near-duplicate", [("Translate to French: bread", "pain"), ("Translate from French: bread", "x")], ""),
    (
        "near-duplicate",
        [
            ("Best case of selection sort?", "It is always the square of the number"),
            ("Worst case of selection sort?", "It is always the square of the number"),
        ],
        "",
    ),
    (
        "near-duplicate",
        [
            ("What is the purpose of the method get_form?", "To make the form that is shown"),
            ("What is the purpose of the method get_form_class?", "To make the form that is shown"),
        ],
        "",
    ),
    ("near-duplicate", [("The square root of 1 is", "1"), ("What is the square root of -1?", "i")], ""),
    ("near-duplicate", [("Same words", "1"), ("same  words", "2")], ""),
    ("near-duplicate", [("What is a future?", "a promise"), ("What does a future do?", "it waits")], ""),
    ("near-duplicate", [("Session", "a set of windows"), ("List sessions", "tmux ls")], ""),
    ("near-duplicate", [("什么是水?", "a"), ("什么是火?", "b")], ""),
    ("enumeration-mismatch", [("What are the two modes?", "kernel mode and user mode")], ""),
    ("enumeration-mismatch", [("What is Fib(3)?", "1, 1, 2, 3, 5")], ""),
    ("enumeration-mismatch", [("What 2 things happen?", "It rains, and then, when it is cold, it snows.")], ""),
    ("enumeration-mismatch", [("Name at least 2 seas", "Red, Dead, Black")], ""),
    ("enumeration-mismatch", [("What are 2 hours in minutes?", "a, b, c")], ""),
    ("enumeration-mismatch", [("Name three seas", "Red, Dead and Black."), ("List 4 colours", "a, b, c & d")], ""),
    (
        "enumeration-mismatch",
        [("Name two pairs", "salt and pepper, oil and vinegar"), ("Name 4", "a or b, c or d")],
        "",
    ),
    ("enumeration-mismatch", [("Name two seas.", "1. Red\n2. Dead\n3. Black"), ("Give any 2 days", "Mo, Tu, We")], ""),
    ("enumeration-mismatch", [("What are 2 of the 3 seas?", "Red, Dead, Black"), ("List 3", "Ash, Gar And Dyke")], ""),
    ("enumeration-mismatch", [("What are the 3 parts?", "Head Thorax & Abdomen")], ""),
    ("enumeration-mismatch", [("Which two towns?", "Crystal City, Texas and Chester, Illinois")], ""),
    ("enumeration-mismatch", [("Name 5 commands", "ls, wc, dd, df, du, ps, cd ...")], ""),
    ("enumeration-mismatch", [("List five things", "* a\n  * b\n  * c\n  * d\n  * e")], ""),
    ("enumeration-mismatch", [("Name 3 seas", "- Red\n  - warm\n  - salty\n- Dead\n- Black")], ""),
    ("enumeration-mismatch", [("Name two parts", "1. a\n2. b\n\nEach has:\n1. c\n2. d")], ""),
    ("enumeration-mismatch", [("What are two kinds?", "One is red: it is warm.\nThe other is cold.\nBoth float.")], ""),
    ("enumeration-mismatch", [("The 3 seas?", "Red, Dead"), ("Who were the 12?", "men"), ("Name 3", "a, b")], ""),
    ("truncated-answer", [("J'ai ... faim", "J'ai très faim, et toi, tu as aussi faim que moi …")], ""),
    (
        "truncated-answer",
        [("Which?", "and so on..."), ("What ends?", "the"), ("Where to?", "It is for what it is for.")],
        "",
    ),
    ("truncated-answer", [("Q1", f"{ENGLISH}: sockets, cores, ..."), ("Q2", f"{ENGLISH}\n- red\n- blue\n...")], ""),
    ("truncated-answer", [("Q1", f"{ENGLISH} where it came from"), ("Q2", f"{ENGLISH} which it SELECTS ...")], ""),
    ("truncated-answer", [("Q1", f"{ENGLISH}: ls, wc, dd, cd ..."), ("Q2", f"{ENGLISH} necessary ....")], ""),
    ("truncated-answer", [("Q1", f"{ENGLISH}\n- red,\n- blue,"), ("Q2", f"{ENGLISH} (a)")], ""),
    ("overlong-answer", [("Q1", " ".join(["word"] * 150))], ""),
    ("overlong-answer", [("Q1", f"See http://x.example/{LONG.replace(' ', '/')}")], ""),
    ("overlong-answer", [("Q1", f"For example:\n```python\n{LONG}\n```\nand `{LONG}`")], ""),
    ("overlong-answer", [("Q1", f"Thus:\n  ~~~\n{LONG}\n```\n{LONG}\n  ~~~\nand so on")], ""),
    ("overlong-answer", [("Q1", "A1")], f"## {{{{c1::x}}}} {{#q1 type=cloze}}\n\n{LONG}\n"),
    ("answer-in-question", [("Is it red or blue?", "blue"), ("True or false: it rains", "true")], ""),
    ("answer-in-question", [("Which is it?\na) rain\nb) snow", "rain"), ("Day/night: which is dark?", "night")], ""),
    ("answer-in-question", [("How do you see your shell history?", "history"), ("Sort the lines", "`:sort`")], ""),
    ("answer-in-question", [("Which island is Papua New Guinea on?", "New Guinea")], ""),
    ("answer-in-question", [("Which of them, Red Sea and Dead Sea, is saltier?", "Dead Sea")], ""),
    ("answer-in-question", [("Which one is there?\n\n* Red Sea\n* Dead Lake", "Red Sea")], ""),
    ("answer-in-question", [("It ended in May 1945. When did it begin?", "May 1945")], ""),
    ("answer-in-question", [("Of the chef, the mail man, and the maid, who was it?", "The mail man")], ""),
    ("answer-in-question", [('Who? ("George Cracker", "Tom Smith", "John Bell")', "Tom Smith")], ""),
    ("answer-in-question", [('Who? "Ann Boe" - "Tom Smith" - "John Bell"', "Tom Smith")], ""),
    ("answer-in-question", [("Who is no king: Red John, Big Tom, Old Dick?", "Old Dick")], ""),
    (
        "answer-in-question",
        [("What is printed?\n```\nprint('so be it')\n```", "so be it"), ("git version?", "git --version")],
        "",
    ),
    (
        "answer-in-question",
        [("Which selects the first child of it?", ":first-child"), ("Read csv files?", "read.csv()")],
        "",
    ),
    ("answer-in-question", [("Inversion: perfect", "Perfect"), ("Where is Zug in Zug?", "Zug")], ""),
    ("answer-in-question", [("The a of b", "a"), ("What is raining?", "rain"), ("Echo", "Echo")], ""),
    ("misspelling", [("The word that is misspelt", "It is an occurrence of the calendar")], ""),
    ("misspelling", [("El oficial de la nave", "Las decisiones de los argumentos que se ven en la clase")], ""),
    ("misspelling", [("oficial", "decisiones"), ("clase", "argumentos")], ""),
    ("misspelling", [("The `recieve` of it", "It is in http://x.example/recieve or foo_recieve or RECIEVE")], ""),
    ("misspelling", [("The drug for torsades de pointes", "It is the levator palpebrae superioris of the eye")], ""),
    (
        "misspelling",
        [("The code of it is in the text", "```\nrecieve\n```\nand it is `recieve`\n~~~\nrecieve")],
        "",
    ),
    ("misspelling", [("Ambien (zolpidem) is used", "Handel"), ("Which of the rivers is it?", "Oder (Odra)")], ""),
    ("misspelling", [("Who is Dr. N. Furter in the text?", "A right hander with the Japanese word hime")], ""),
    ("misspelling", [("The **P**(rocess) **M**(anager) of it", "It is the **R**esource of the text")], ""),
    ("misspelling", [("What is a Facter in the text?", "Facter is a tool of the user")], ""),
    ("misspelling", [("The aardvark of the house is Orycteropus afer", "It is makin and nothin of it")], ""),
    ("misspelling", [('What is the name "alle" of the space?', "It is the name 'alle' of it")], ""),
    ("misspelling", [("The user of the house", "It is the one by Mr Adress in the street")], ""),
    ("misspelling", [("The use of nd and ba", "It is in the hel of the ot")], ""),
    ("suspicious-characters", [("ΔG, μm, πr, αβ, IT-специалист", "3D-модель Ω Хлеб и сыр, Αθήνα, naïve")], ""),
    ("unbalanced-math", [("$\\frac{1}{2$", "\\(x{\\) $\\alpha")], ""),
    ("unbalanced-math", [("Q1", "A1")], "## {#q1}\n\n$\\{x\\}$, $\\frac{1}{2}$, `$\\alpha`, $5, \\$\\alpha\n"),
    ("price-as-math", [("$5 and 10 dollars$", "$5 and $10")], ""),
    ("price-as-math", [("Q1", "A1")], "## {#q1}\n\n$5 and $10, $2 x$, $3 \\text{ apples}$, $5$\n"),
    ("unknown-simulation", [("Q1", "A1")], "## {#q1 tags=drift}\n"),
]
