"""Fold the many shapes of one character into one, without moving any other.

Every offset found in the folded text is an offset of the raw text, so the fold is a table of one code point to one
code point and nothing else. Unicode's NFKC is no use here as a whole: it makes several characters of one (``①`` keeps,
``㎡`` becomes ``m2``). Its one-to-one part is taken: full-width forms, small forms, and the CJK radicals and
compatibility ideographs that text taken from PDF files is full of (Unicode Standard Annex 15).
"""

from __future__ import annotations

import unicodedata

_SPACES = "".join(map(chr, (0xA0, 0x1680, *range(0x2000, 0x200C), 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF, 0xFFFC)))
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u2501\ufe58\ufe63\uff0d"
_TILDES = "\u223c\u301c\uff5e"
_DOTS = "\u2022\u2027\u2219\u22c5\u30fb\u2024\u0387\uff65"
_GROUPS = (
    (_SPACES, " "),
    (_DASHES, "-"),
    (_TILDES, "~"),
    (_DOTS, "\u00b7"),
    ("\u3014\uff3b\u3010\u3016\ufe5d\u3018", "["),
    ("\u3015\uff3d\u3011\u3017\ufe5e\u3019", "]"),
    ("\u300c\u300e\u301d\u201f", "\u201c"),
    ("\u300d\u300f\u301e\u301f", "\u201d"),
    ("\u25cb\u25ef\u3007", "\u3007"),
    ("\u2236\ufe30", ":"),
    ("\ufe61\u2217", "*"),
    ("\uff05\ufe6a\u066a", "%"),
    ("\u2329\u27ea", "\u300a"),
    ("\u232a\u27eb", "\u300b"),
)
#: Blocks of which every character with a one-to-one compatibility form is folded to it.
_BLOCKS = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0xFE50, 0xFE6F), (0xFF01, 0xFFE6), (0x2F800, 0x2FA1F))


def _table() -> dict[int, int]:
    table: dict[int, int] = {}
    for first, last in _BLOCKS:
        for code in range(first, last + 1):
            plain = unicodedata.normalize("NFKC", chr(code))
            if len(plain) == 1 and ord(plain) != code:
                table[code] = ord(plain)
    for variants, form in _GROUPS:
        table.update(dict.fromkeys(map(ord, variants), ord(form)))
    # A form that is itself folded would make the second fold differ from the first.
    return {code: table.get(to, to) for code, to in table.items() if code != table.get(to, to)}


FOLD = _table()


def fold(raw: str) -> str:
    """*raw* with every variant of a character in its plain form, the length and every offset unchanged.

    Full-width letters, digits and punctuation become ASCII; brackets 〔［【〖 become ``[``; dashes ``-``; wave dashes
    ``~``; middle dots ``·``; spaces of any width a space; corner quotes curly ones. Line ends, tabs, ``、``, ``。``,
    ``《》``, ``“”`` and all Chinese stay.

    >>> fold("〔２０２３〕１５号，占比３５％")
    '[2023]15号,占比35%'
    >>> len(fold("— ㎡ ①")) == len("— ㎡ ①")
    True
    """
    return raw.translate(FOLD)
