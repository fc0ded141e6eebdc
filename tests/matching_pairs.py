"""Pairs of questions with one answer: cards that another took the place of, which are never one card, and rewordings.

Each line of REPLACED is a question with the two words that were exchanged in braces, and the answer of both.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator

REPLACED = """
What is the charge of the {sodium|potassium} ion? = +1
The {mitochondrion|nucleus} is surrounded by two membranes. = True
Is a {tomato|pumpkin} a fruit? = Yes
{Sodium|Podium} is a word of six letters. = True
The First World War began in {1914|1915}. = False
{Afferent|Efferent} nerves carry signals. = True
{Hypertension|Hypotension} is a state of blood pressure. = True
{Hyperglycaemia|Hypoglycaemia} is seen in diabetes. = True
{Mitosis|Meiosis} begins with one cell. = True
Chest muscles help to {inhale|exhale}. = True
Do muscles of the shoulder {abduct|adduct} the arm? = Yes
The {ileum|ilium} is part of the body. = True
An {alkane|alkene} burns in oxygen. = True
An {alkene|alkyne} burns in oxygen. = True
How many charges has a {sulfate|sulfite} ion? = 2
How many charges has a {nitrate|nitrite} ion? = 1
How many charges has a {chlorate|chlorite} ion? = 1
How many carbon atoms has {methane|methanol}? = 1
How many carbon atoms has {ethane|ethene}? = 2
How many carbon atoms has {propane|propene}? = 3
How many legs has a {spider|scorpion}? = 8
How many legs has an {ant|bee}? = 6
How many legs has a {horse|cow}? = 4
How many wings has a {sparrow|swallow}? = 2
How many chambers has the heart of a {dog|cat}? = 4
How many chambers has the heart of a {frog|lizard}? = 3
How many strings has a {violin|viola}? = 4
How many strings has a {guitar|lute}? = 6
How many players has a team of {baseball|cricket}? = It varies
How many sides has a {square|rhombus}? = 4
How many sides has a {pentagon|pentagram}? = 5
How many protons has {carbon-12|carbon-13}? = 6
How many protons has {uranium-235|uranium-238}? = 92
Is {Mars|Venus} a planet? = Yes
Is {Titan|Triton} a moon? = Yes
Is {gold|silver} a metal? = Yes
Is {sulfur|phosphorus} a metal? = No
Is {helium|neon} a noble gas? = Yes
Is a {whale|dolphin} a mammal? = Yes
Is a {shark|ray} a mammal? = No
Is {Python|Ruby} compiled to machine code? = No
Is {Latin|Greek} written from left to right? = Yes
Is {Arabic|Hebrew} written from right to left? = Yes
Is {Zambia|Gambia} in Africa? = Yes
Is {Niger|Nigeria} in Africa? = Yes
Is {Austria|Australia} a republic? = It depends
Is {Iran|Iraq} in Asia? = Yes
Is {Slovenia|Slovakia} in Europe? = Yes
Is {Mali|Malawi} in Africa? = Yes
Is {Dominica|Dominican Republic} an island state? = Yes
Is {Sweden|Switzerland} a member of NATO? = See the date
In which year did {Chad|Mali} become independent? = 1960
In which year did {Togo|Benin} become independent? = 1960
In which year was {Bach|Handel} born? = 1685
In which year was {Verdi|Wagner} born? = 1813
In which year was {Darwin|Lincoln} born? = 1809
In which century did {Dante|Giotto} die? = 14th
In which century did {Newton|Leibniz} die? = 18th
In which country is {Lyon|Lille}? = France
In which country is {Porto|Faro}? = Portugal
In which country is {Osaka|Kyoto}? = Japan
On which continent is {Peru|Chile}? = South America
Who painted {Guernica|The Weeping Woman}? = Pablo Picasso
Who wrote {Hamlet|Macbeth}? = William Shakespeare
Who wrote the Critique of {Pure Reason|Judgment}? = Immanuel Kant
Who wrote {Emma|Persuasion}? = Jane Austen
Who composed the {Third|Fifth} Symphony? = Ludwig van Beethoven
Who composed {Fidelio|Egmont}? = Beethoven
Who discovered {radium|polonium}? = Marie Curie
Who discovered {oxygen|ammonia}? = Joseph Priestley
Who first described {gravitation|calculus}? = Isaac Newton
Which document was {adopted in 1948|drafted under Eleanor Roosevelt}? = The Universal Declaration of Human Rights
Which body {lists threatened|studies the trade in} species? = International Union for Conservation of Nature
Which organ makes {insulin|glucagon}? = The pancreas
Which organ makes {bile|albumin}? = The liver
Which gland makes {thyroxine|calcitonin}? = The thyroid
Which hormone raises {blood pressure|heart rate}? = Adrenaline
Which vitamin is in {carrots|liver}? = A
Vitamin {A|D} is soluble in fat. = True
Vitamin {B|C} is soluble in water. = True
Hepatitis {B|C} is a virus. = True
Blood group {A|B} has one antigen. = True
World War {I|II} was fought in Europe. = True
Type {1|2} diabetes is treated with insulin. = Sometimes
{Type I|Type II} errors have a name. = Yes
Grade {IV|VI} is a real grade. = True
Phase {one|two} comes before phase three. = True
The {first|second} law of thermodynamics is about energy. = True
The {first|last} letter is a vowel. = True
The {left|right} ventricle has valves. = True
The {upper|lower} jaw has teeth. = True
The {external|internal} carotid is an artery. = True
The {anterior|posterior} pituitary makes hormones. = True
The {dorsal|ventral} root belongs to a spinal nerve. = True
The {proximal|distal} tubule is in the kidney. = True
The {medial|median} nerve is in the arm. = False
{Endothermic|Exothermic} reactions exchange heat. = True
{Prokaryotes|Eukaryotes} have ribosomes. = True
{Monocots|Dicots} have flowers. = True
{Arteries|Veins} carry blood. = True
{Stalactites|Stalagmites} are made of lime. = True
{Concave|Convex} mirrors form images. = True
{Latitude|Altitude} is measured. = True
{Emigration|Immigration} changes a population. = True
{Inductive|Deductive} reasoning uses premises. = True
{Symmetric|Asymmetric} ciphers use keys. = True
{Typical|Atypical} cells are seen here. = True
{Legal|Illegal} acts are listed here. = True
{Moral|Amoral} is an adjective. = True
{Regular|Irregular} verbs have a past tense. = True
{Synchronous|Asynchronous} motors turn. = True
{Intracellular|Extracellular} fluid holds ions. = True
{Intranet|Internet} uses TCP. = True
{Interstate|Intrastate} trade is taxed. = True
{Prenatal|Postnatal} care matters. = True
{Macroeconomics|Microeconomics} is a science. = True
{Imports|Exports} are counted in the balance. = True
{Inflation|Deflation} concerns prices. = True
{Supply|Demand} has a curve. = True
{Debit|Credit} stands on one side. = True
{Cyanide|Cyanate} contains nitrogen. = True
{Chlorine|Chloride} is a particle. = True
{Bromine|Bromide} is a particle. = True
{Purines|Pyrimidines} are bases. = True
{Adenine|Adenosine} has rings. = True
{Thymine|Thiamine} has nitrogen. = True
{Lactase|Lactose} ends in a vowel. = True
{Maltase|Maltose} ends in a vowel. = True
{Glucagon|Glycogen} begins with g. = True
{Cortisol|Cortisone} is a steroid. = True
{Ureter|Urethra} carries urine. = True
{Prostate|Prostrate} has an r. = True
{Affect|Effect} is a verb. = True
{Accept|Except} has six letters. = True
{Discreet|Discrete} is an adjective. = True
{Stationary|Stationery} has ten letters. = True
{Complement|Compliment} has ten letters. = True
{Desert|Dessert} has an s. = True
{Friction|Fiction} has an i. = True
{Infection|Inflection} has an f. = True
{Causal|Casual} is an adjective. = True
{Martial|Marital} is an adjective. = True
{Country|County} ends in y. = True
Water {boils|freezes} at one temperature under one pressure. = True
Metals {expand|contract} when the temperature changes. = True
Metals {do|do not} expand when heated. = True
A mutex {can|cannot} be held by two threads. = It depends
All squares are {rectangles|rhombi}. = True
{All|Some} birds have feathers. = True
{Every|No} prime is odd. = False
{Most|Few} acids are strong. = False
The rule is {always|never} applied. = False
Energy is {created|destroyed} in a reaction. = False
Is x {<|>} y when they are equal? = No
Is x {<=|>=} y when they are equal? = Yes
What is 2 {+|*} 2? = 4
What is {3|4} in binary, counted in ones? = 2
What is {1 + 3|2 + 2}? = 4
What is {5 - 3|5 + 3} modulo 2? = 0
What is {9 / 3|27 / 9}? = 3
What is {|-}8 squared? = 64
What is {2^6|4^3}? = 64
What is {5!|5} modulo 5? = 0
How many zeros has {10²|10³} before the point? = Some
How many metres are {5 km|5,000 m}? = 5000
How many {mg|µg} are in a gram? = Many
How many {feet|inches} are in a mile? = Many
Is 100 {°C|°F} above 30 °C? = Yes
Is {CO|Co} an element? = It depends
Is {Mg|mg} a symbol? = Yes
Is {C|C++} a programming language? = Yes
Is {C#|C} a programming language? = Yes
Does {H2O|H2O2} hold oxygen? = Yes
Does {NaCl|KCl} dissolve in water? = Yes
Does {O2|O3} absorb light? = Yes
Does {Na+|Na} hold a proton? = Yes
What is the derivative of {f(x)|f'(x)} called? = A derivative
Which port does {HTTP|FTP} use: a low one? = Yes
Does {git push|git pull} need a network? = Yes
Does {ls|cd} take a path? = Yes
Does {:w|:q} end with a letter? = Yes
Is {TCP|UDP} a protocol? = Yes
Is {==|=} an operator? = Yes
Does {malloc|calloc} return a pointer? = Yes
Is {append|extend} a method of a list? = Yes
Is {lower()|upper()} a method of a string? = Yes
Is {[0, 1)|(0, 1)} closed? = No
Is {()|[]} a literal? = Yes
Is {:=|=} an operator? = Yes
Is {std::move|std.move} a function? = Yes
Is {.gitignore|gitignore} a file? = Yes
Does {a - b|a + b} have two terms? = Yes
Can {Turkey|turkey} be a noun? = Yes
Is {news|new} a noun? = Yes
Is the argument {in valid|invalid} form? = No
What does burning {methane|ethane} give? = Carbon dioxide and water
What does the {solubility|boiling point} of a gas depend on? = On the temperature and on the pressure
Which party won the election of {1912|1916}? = The Democratic Party of the United States
Which is {the longest|the deepest} of them? = None of the above
What is {true|false} of this drug? = All of the above
¿Cuál es la capital de {Guinea|Guinea-Bisáu}? = Una ciudad
¿Es {el capital|la capital} un sustantivo? = Sí
¿Es {año|ano} una palabra? = Sí
¿Es {pero|perro} una palabra? = Sí
¿Es {hablo|habló} un verbo? = Sí
¿En qué tiempo está {hablaba|hablara}? = pasado
¿{Dónde|Cuándo} nació Cervantes? = Véase el texto
La {arteria|vena} lleva sangre. = Verdadero
El {sodio|potasio} es un metal. = Verdadero
Le {cœur|foie} est un organe. = Vrai
Le {poisson|poison} est dangereux. = Vrai
La {Seine|Loire} est un fleuve. = Vrai
Le son n'est {pas|plus} audible. = Vrai
Die {Arterie|Vene} führt Blut. = Richtig
{Der|Das} Band ist ein Substantiv. = Richtig
Ist {schon|schön} ein Wort? = Ja
Ein Atom hat {keine|eine} Ladung. = Falsch
Das {Natrium|Kalium} ist ein Metall. = Richtig
Il {fegato|cuore} è un organo. = Vero
O {fígado|coração} é um órgão. = Verdadeiro
{Натрий|Калий} является металлом. = Да
{Москва|Минск} является столицей. = Да
Ryba {jest|nie jest} ssakiem. = Fałsz
{钠|钾}离子带几个电荷？ = 一个
{北京|东京}是首都吗？ = 是
水{是|不是}元素。 = 错
{动脉|静脉}输送血液。 = 对
{東京|京都}は日本にありますか。 = はい
{りんご|みかん}は果物ですか。 = はい
{나트륨|칼륨}은 금속이다. = 참
{القاهرة|الخرطوم} مدينة عربية. = صحيح
{الصوديوم|البوتاسيوم} معدن. = صحيح
هل {الكبد|القلب} عضو؟ = نعم
{सोडियम|पोटैशियम} एक धातु है। = सही
{दिल्ली|टोक्यो} राजधानी है। = सही
{Ankara|Atina} bir başkenttir. = Doğru
"""

LONG = [
    "A lock that only one thread at a time may hold, so that the others wait until it is released.",
    "Chlorophyll breaks down in autumn, and red pigments are made from the sugar that is left behind.",
    "It compares the key with the one in the middle and goes on in the half where it must be.",
    "The moon pulls more strongly on the near side of the earth than on the far side.",
    "Bread dough rises because yeast eats sugar and gives off gas that stretches the dough.",
]
SHORT = ["True", "False", "Yes", "No", "27", "+1", "1789", "Kenya", "Nairobi", "Carbon dioxide", "Marie Curie", "-"]
QUESTIONS = [
    "Why do leaves turn red in autumn?",
    "The heart of a bird has four chambers.",
    "Which gas do plants take in during photosynthesis?",
    "When did the French Revolution begin?",
    "What is the largest city of the country?",
    "Sound travels faster in water than in air.",
    "Who received the prize for discovering radioactivity?",
    "How many bones does a human hand have?",
    "What happens when a thread releases the lock?",
    "Enzymes lower the activation energy of reactions.",
    "What is the charge of a hydrogen nucleus?",
    "Which river flows through the capital of Austria?",
    "Describe how binary search finds a key.",
    "Glaciers cover about a tenth of the land surface.",
    "Why does bread dough rise when it is left to rest?",
    "What do tides depend on besides the moon?",
    "The treaty was signed by the ministers of both kingdoms.",
    "Which instrument measures the pressure of the atmosphere?",
    "How does a semaphore differ from a barrier?",
    "Insects breathe through openings called spiracles.",
]


def replaced() -> Iterator[tuple[str, str, str]]:
    """The question before, the question of the card that took its place, and the answer of both."""
    for line in REPLACED.strip().splitlines():
        asked, _, answer = line.rpartition(" = ")
        found = re.search(r"\{([^{|}]*)\|([^{|}]*)\}", asked)
        assert found, line
        before, after = (f"{asked[: found.start()]}{word}{asked[found.end() :]}" for word in found.groups())
        yield before, after, answer


def slips(text: str, rng: random.Random) -> str:
    """The text with one slip of the pen in one of its longer words: a letter dropped, doubled or two turned."""
    word = rng.choice(list(re.finditer(r"[A-Za-z]{4,}", text)))
    at = rng.randrange(word.start() + 1, word.end() - 2)
    a, b = text[at], text[at + 1]
    changed = {"drop": b, "double": f"{a}{a}{b}", "turn": f"{b}{a}"}[rng.choice(["drop", "double", "turn"])]
    return f"{text[:at]}{changed}{text[at + 2 :]}"


def article(text: str, rng: random.Random) -> str:
    """The text with an article more or less."""
    found = re.search(r" (the|a|an) ", text)
    first, _, rest = text.partition(" ")
    return text.replace(found.group(), " ", 1) if found else f"{first} the {rest}"


def punctuation(text: str, rng: random.Random) -> str:
    """The text with another sign at its end, or none, or in quotes."""
    bare = text.rstrip("?.")
    return rng.choice([bare, f"{bare}!", f"{bare}...", f"{bare} ?", f'"{text}"', f"{bare}:"])


def case(text: str, rng: random.Random) -> str:
    """The text in other capitals."""
    return rng.choice([text.upper(), text.lower(), text.title(), text[0].lower() + text[1:]])


def plural(text: str, rng: random.Random) -> str:
    """The text with one noun in the plural, or out of it."""
    words = [word.group() for word in re.finditer(r"\b[a-z]{5,}\b", text)]
    word = rng.choice(words)
    return text.replace(word, word[:-1] if word.endswith("s") and not word.endswith("ss") else f"{word}s", 1)


def clause(text: str, rng: random.Random) -> str:
    """The text with a clause more."""
    bare = text.rstrip("?.")
    end = text[len(bare) :]
    more = ["(in short)", "(exam)", "in your own words", ", as the chapter says", "according to the lecture"]
    return rng.choice([f"Recall: {text}", *(f"{bare} {each}{end}".replace(" ,", ",") for each in more)])


REWORDINGS = {
    "slip": slips,
    "article": article,
    "punctuation": punctuation,
    "case": case,
    "plural": plural,
    "clause": clause,
}
