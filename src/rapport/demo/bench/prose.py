"""Words for very many items: paragraphs drawn from a seed, with three words whose rarity is known."""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Final

from rapport.lib import words
from rapport.search.domain import blind

RARE: Final = "zebrawood"
MID: Final = "relocation"
COMMON: Final = "interview"
ONE_IN: Final = {RARE: 20_000, MID: 250, COMMON: 4}

FIRST: Final = tuple(
    """
    Diana Omar Priya Jonas Hana Mateo Lena Yusuf Amara Chen Sofia Pavel Noor Ines Tariq Mina Oskar Leila Bruno
    Aiko Rosa Samir Greta Kofi Elif Marta Ravi Zoë Nils Farah
    """.split()  # noqa: SIM905
)
LAST: Final = tuple(
    """
    Allen Khalil Raman Weber Sato Rojas Novak Haddad Mensah Wu Costa Orlov Aziz Ferreira Mahmoud Lindqvist Berg
    Nasser Conti Tanaka Vega Fahmy Koch Asante Demir Kovacs Iyer Brandt Holm Saleh
    """.split()  # noqa: SIM905
)
_STEMS: Final = tuple(
    """
    about after again agree answer arrange ask bar begin board bring brief call career case change client close
    common company contract counsel court date decide detail draft early evening every expect experience explain
    family figure firm first follow form forward found friday friend future general glad group hear help hour
    house idea interest join judge kind knowledge later law lead learn leave letter level line litigation long
    manager market matter meet member mention message month morning move name need negotiate next notice offer
    office open order part partner people period person phone place plan point practice prefer prepare present
    price private process project question quick read reason receive record refer reply report review role salary
    say school second see send senior serve share show sign small speak staff start state step story strong study
    summer support talk team tell term thank think time today together travel trial understand university visit
    wait want week welcome whole wish woman word work world write year young
    """.split()  # noqa: SIM905
)
_ENDS: Final = ("", "s", "ing", "er", "ly", "able", "ation", "ment", "ful", "less", "wise", "ship")
PARAGRAPHS: Final = 4000


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph with its words."""

    text: str
    tokens: frozenset[int]


@dataclass(frozen=True, slots=True)
class Letter:
    """What an item says, with the sorted tokens of subject and body."""

    subject: str
    body: str
    tokens: tuple[int, ...]


class Prose:
    """Texts of a seed; the blind tokens of every paragraph are worked out once."""

    def __init__(self, seed: int, key: bytes) -> None:
        self.random = random.Random(seed)
        self.key = key
        # Few words are frequent and many are rare, as in letters.
        vocabulary = [stem + end for end in _ENDS for stem in _STEMS]
        weights = [1 / (place + 3) for place in range(len(vocabulary))]
        self.pieces = [
            self.piece(" ".join(self.random.choices(vocabulary, weights, k=self.random.randint(18, 60))))
            for _ in range(PARAGRAPHS)
        ]
        self.subjects = [
            self.piece(" ".join(self.random.choices(vocabulary, weights, k=self.random.randint(3, 8))))
            for _ in range(PARAGRAPHS // 8)
        ]
        self.marks = {word: self.piece(f"We spoke of {word}.") for word in ONE_IN}

    def piece(self, text: str) -> Piece:
        sentence = text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")
        return Piece(sentence, frozenset(blind(words.tokens(sentence), self.key)))

    def letter(self) -> Letter:
        one, two = self.random.choice(self.pieces), self.random.choice(self.pieces)
        subject = self.random.choice(self.subjects)
        texts, tokens = [one.text, two.text], subject.tokens | one.tokens | two.tokens
        for word, rarity in ONE_IN.items():
            if self.random.randrange(rarity) == 0:
                texts.insert(1, self.marks[word].text)
                tokens |= self.marks[word].tokens
        return Letter(subject.text, "\n\n".join(texts), tuple(sorted(tokens)))

    def name(self, number: int) -> str:
        first, last = self.random.choice(FIRST), self.random.choice(LAST)
        return f"{first} {last} {number}" if number % 7 == 0 else f"{first} {last}"
