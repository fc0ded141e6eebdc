"""Split a text into words, and tell which words carry what a card is about.

Another article or a plural leaves a question the same. Another number, sign, single letter or "not" does not, however
alike the letters are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from generator.normal_form import nfc

LIGHT = frozenset(
    "a an the is are was were am be been do does did has have had 's 're exactly please briefly just also then really "
    "simply el la los las una unos unas le les l' des du une qu' der die das den dem ein eine einen einem einer "
    "eines il gli uno lo het een um uma uns umas 的 了 吗 呢 啊 吧 嗎".split()
)
"""Words that may come or go without another meaning: articles, forms of "be" and "do", words for emphasis."""

ALIKE = tuple(
    frozenset(group.split())
    for group in ("a an the", "what which", "is are am 's 're", "was were", "do does", "has have", "and &")
)
"""Words that may stand for each other."""

NEGATIONS = frozenset(
    "not no never none nor neither nothing nobody without except unless non nunca sin ni jamás ningún ninguna ninguno "
    "ne n' pas jamais sans aucun aucune nicht kein keine keinen keiner keinem nie niemals ohne weder mai senza nessun "
    "nessuna né não sem nem niet geen nooit zonder не нет ни никогда без нельзя bez inte ingen inget ikke değil "
    "不 没 沒 無 无 非 未 否 別 别 नहीं न 안 못 \u05dc\u05d0 \u05d0\u05d9\u05df \u0644\u0627 \u0644\u064a\u0633 "
    "\u0644\u064a\u0633\u062a \u0644\u0645 \u0644\u0646 \u063a\u064a\u0631 \u0628\u062f\u0648\u0646".split()
)
"""Words that turn a statement round; Arabic and Hebrew by number, since editors show their order turned."""

NUMBERS = frozenset(
    "zero one two three four five six seven eight nine ten eleven twelve dozen twenty thirty forty fifty sixty seventy "
    "eighty ninety hundred thousand million billion half third quarter double triple single uno dos tres cuatro cinco "
    "seis siete ocho nueve diez cien mil deux trois quatre cinq sept huit neuf dix cent mille eins zwei drei vier fünf "
    "sechs sieben acht neun zehn hundert tausend".split()
)
JOINING = frozenset(
    "of and or in on at to by for with from it its they them their this that these those which who as into than when "
    "while where because so if but de y o en con por para que et ou dans avec pour und oder in auf mit für von zu e di "
    "da con per и в на с к по".split()
)
"""Words that join others: an answer is no longer for having many."""

QUANTITIES = frozenset(
    "all some any every each most least only always usually sometimes often rarely first last both either more less "
    "fewer many few main major minor max min maximum minimum higher lower larger smaller left right todo todos todas "
    "algunos solo siempre alle einige immer nur tous toutes quelques toujours seulement".split()
)
OPENERS = frozenset(
    "in on at by from during while when where which because after before since through via using with within under "
    "according en dans pour con por durante desde mit bei während nach auf im am".split()
)
"""Words with which a clause is added to a sentence; "of" and "for" say what the sentence is about."""

_NUMBER = r"(?:(?<!\w)[-+−±])?\d+(?:[.,:/⁄]\d+)*(?!\w)"
_ROMAN = re.compile("[IVX]{1,5}")
_ENGLISH = re.compile(r"(?P<can>\bcan(?:['’]t|not)\b)|(?P<will>\bwon['’]t\b)|n['’]t\b", re.IGNORECASE)
_BLANKLESS = "㐀-䶿一-鿿豈-﫿぀-ヿ\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\U00020000-\U0003ffff"
"""Chinese, Japanese, Thai, Lao, Burmese and Khmer, which put no blanks between words."""
_ARABIC = re.compile("[\u0600-\u06ff]")
_ARABIC_MARKS = re.compile("[\u0610-\u061a\u064b-\u065f\u0670\u0640]")
_ARABIC_ARTICLE = "\u0627\u0644"
_FAR = 80
"""Letters in which a parenthesis is looked at; a longer one holds words."""
_WORDS = re.compile(r"[^\W\d_]{2}|[^\x00-\u02ff]")
_TELLING_SIGNS = "%&#@/\\*‰′″†‡§[]{}"
_SENTENCE = (".", ":", "!", "?", "…")
_QUOTES = "\"'’“”„«»*_`"


class Word(NamedTuple):
    """One word or sign: as it is compared, as it stands, and the sign before it that parts clauses ("" for none)."""

    folded: str
    shown: str
    parted: str = ""

    @property
    def is_light(self) -> bool:
        """Whether the word may come or go without another meaning."""
        return self.folded in LIGHT

    @property
    def is_telling(self) -> bool:
        """Whether the word changes the meaning wherever it comes, goes or changes."""
        return self.is_strict or self.folded in QUANTITIES or (len(self.folded) == 1 and not self.is_light)

    @property
    def is_strict(self) -> bool:
        """Whether no likeness of all else makes up for another word in this place: numbers, signs, negations."""
        is_sign = not any(map(str.isalnum, self.folded))
        is_number = any(map(str.isnumeric, self.folded)) and not is_blankless(self.folded)
        is_letter = bool(_ROMAN.fullmatch(self.shown)) or (len(self.folded) == 1 and self.folded.isupper())
        return is_sign or is_number or is_letter or self.folded in NEGATIONS or self.folded in NUMBERS


@lru_cache(maxsize=65_536)
def words(text: str) -> tuple[Word, ...]:
    """Return the words and telling signs of a text, without the punctuation that only parts them."""
    found: list[Word] = []
    parted = ""
    plain = _ENGLISH.sub(_written_out, nfc(text))
    for match in _token().finditer(plain):
        shown, at = match.group(), match.start()
        if _is_punctuation(shown, plain, at):
            is_inside = plain[at - 1 : at].isalnum() and plain[at + 1 : at + 2].isalnum()
            parted = parted if is_inside or shown in _QUOTES else shown
            continue
        found.append(Word(_fold(shown), shown, parted))
        parted = ""
    return tuple(found if _is_title(found) else (*found[:1], *map(_as_symbol, found[1:])))


@lru_cache(maxsize=65_536)
def folded(text: str) -> tuple[str, ...]:
    """Return the words and telling signs of a text as they are compared."""
    return tuple(word.folded for word in words(text))


def is_blankless(word: str) -> bool:
    """Tell whether this is one letter of a script that puts no blanks between words."""
    return len(word) == 1 and bool(re.match(f"[{_BLANKLESS}]", word))


def _written_out(short: re.Match[str]) -> str:
    """Write an English negation in two words."""
    return "can not" if short["can"] else "will not" if short["will"] else " not"


def _fold(word: str) -> str:
    """Take away what changes no meaning: case, and the vowel signs and the article of Arabic."""
    low = word.casefold().replace("’", "'").replace("−", "-")
    if not _ARABIC.match(low):
        return low
    bare = _ARABIC_MARKS.sub("", low)
    return bare.removeprefix(_ARABIC_ARTICLE) if len(bare) > len(_ARABIC_ARTICLE) + 2 else bare


def _is_title(found: Sequence[Word]) -> bool:
    """Tell whether every longer word after the first has a capital, so that capitals say nothing."""
    longer = [word.shown for word in found[1:] if len(word.shown) > 3]
    is_loud = len(found) > 2 and all(word.shown == word.shown.upper() for word in found)
    return is_loud or (bool(longer) and all(shown[0] != shown[0].lower() for shown in longer))


def _as_symbol(word: Word) -> Word:
    """Keep a single capital in mid-sentence: it is a name, as in "vitamin A", and no article."""
    is_symbol = len(word.shown) == 1 and word.shown.isupper() and word.parted not in _SENTENCE
    return word._replace(folded=word.shown) if is_symbol else word


@cache
def _token() -> re.Pattern[str]:
    r"""Compile what a word is: a run of letters, digits and the marks on them; in scripts without blanks, one letter.

    Python's `\w` ends at a vowel sign of Hindi, so what ends a word is looked up in Unicode's tables.
    """
    ends = "".join(re.escape(chr(at)) for at in range(0x10000) if unicodedata.category(chr(at))[0] in "PSZC")
    elided = r"\b[^\W\d_]['’](?=[^\W\d_]{2})"
    return re.compile(rf"{_NUMBER}|['’](?:s|re)\b|{elided}|[{_BLANKLESS}]|[^{ends}\s{_BLANKLESS}]+|\S", re.IGNORECASE)


def _is_punctuation(sign: str, text: str, at: int) -> bool:
    """Tell whether this sign only parts words where it stands: the "!" of "5!" and the "-" of "-x" do more."""
    if len(sign) != 1 or unicodedata.category(sign)[0] not in "PZC":
        return False
    before, after = text[at - 1 : at] if at else "", text[at + 1 : at + 2]
    is_telling = sign in _TELLING_SIGNS or any(map(_is_sign, (before, after)))
    if sign in "()":
        is_telling = is_telling or _is_call(text, at if sign == "(" else text.rfind("(", 0, at))
    elif sign == "-":
        is_minus = not before.isalnum() and after.isalnum()
        is_telling = is_telling or is_minus or text[at - 2 : at - 1].isdigit() or text[at + 2 : at + 3].isdigit()
    elif sign in "'’!" and before.isalnum():  # the dash of "f'", and "5!" or "n!"
        is_lone = not text[max(0, at - 2) : at - 1].isalnum()
        is_telling = is_telling or is_lone or (sign == "!" and before.isdigit())
    elif sign in ":.;!?":
        is_name = after.isalnum() and not before.strip()
        is_telling = is_telling or is_name or (sign == ":" and ":" in (before, after))
    return not is_telling


def _is_sign(letter: str) -> bool:
    return bool(letter) and unicodedata.category(letter)[0] == "S"


def _is_call(text: str, at: int) -> bool:
    """Tell whether the parenthesis at this place is one of code or of a formula: "f(x)", "(0, 1)", "()"."""
    if at < 0:
        return False
    inside = text[at + 1 : at + 1 + _FAR].partition(")")[0]
    return (at > 0 and text[at - 1].isalnum()) or not _WORDS.search(inside)
