r"""The grammar of a rule as `iptables-save` prints it, for what one expression can't cut.

Quoting follows `xtables_save_string` of iptables' libxtables/xtables.c: a word with a character
out of the ordinary stands in double quotes, and `"`, `'` and `\` in it are escaped by a backslash.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from parsers.iptables_rule import Row
from parsers.iptables_words import Option, options, words

if TYPE_CHECKING:
    import pyparsing

FIELDS = {"s": 3, "d": 5, "i": 7, "o": 9, "p": 11}
ADDRESS = re.compile(r"[\d./]+")


@functools.cache
def grammar() -> pyparsing.ParserElement:
    """Return the grammar: counters, `-A` chain, words."""
    import pyparsing as pp  # noqa: PLC0415 - 70 ms, and most dumps do without

    number = pp.Word(pp.nums)
    counters = pp.Suppress("[") + number("packets") + pp.Suppress(":") + number("bytes")
    escaped = pp.QuotedString(
        '"', esc_char="\\", unquote_results=True, convert_whitespace_escapes=False
    )
    word = escaped | pp.Regex(r'(?:[^\s"\\]|\\.)+')
    rule = (
        pp.Optional(counters + pp.Suppress("]"))
        + pp.Suppress(pp.Keyword("-A"))
        + pp.Regex(r"\S+")("chain")
        + pp.ZeroOrMore(word)("words")
    )
    return rule.parse_with_tabs()


def parse_rule(text: str) -> tuple[Row, tuple[Option, ...]]:
    """Return a rule's row and its further matches; raises ValueError for what is no rule."""
    if "\\" not in text:
        head, chain, rest = cut(text)
        return row_of(head, chain, options(words(rest)))
    import pyparsing as pp  # noqa: PLC0415

    try:
        found = grammar().parse_string(text, parse_all=True)
    except pp.ParseException as error:
        raise ValueError(str(error)) from error
    parts = found.as_dict()
    head = (str(parts.get("packets", "")), str(parts.get("bytes", "")))
    return row_of(head, str(parts["chain"]), options([str(w) for w in parts.get("words", ())]))


def cut(text: str) -> tuple[tuple[str, str], str, str]:
    """Cut a rule into its counters, its chain and the rest."""
    found = re.fullmatch(r"(?:\[(\d+):(\d+)\] )?-A (\S+)(.*)", text)
    if not found:
        raise ValueError(f"not a rule: {text}")
    return (found[1] or "", found[2] or ""), found[3], found[4]


def row_of(
    counters: tuple[str, str], chain: str, every: tuple[Option, ...]
) -> tuple[Row, tuple[Option, ...]]:
    """Sort a rule's options into the places that the expression gives them."""
    row = [""] * 23
    row[0], row[1], row[2] = *counters, chain
    more: list[Option] = []
    for index, option in enumerate(every):
        value = " ".join(option.values)
        if option.name in {"j", "g", "jump", "goto"}:
            row[20], row[21] = option.name[0], (option.values or ("",))[0]
            row[22] = " ".join(spell(after) for after in every[index + 1 :])
            break
        place = FIELDS.get(option.name)
        if place and not row[place + 1] and (option.name not in "sd" or ADDRESS.fullmatch(value)):
            row[place], row[place + 1] = " !" * option.negated, value
        elif option.name == "comment" and not row[13]:
            row[13] = value
        elif option.name == "dport" and value.isdigit() and not option.negated:
            row[15] = value
        elif option.name == "probability":
            row[18] = value
        elif option.name != "m" and not (option.name == "mode" and value == "random"):
            more.append(option)
    return tuple(row), tuple(more)


def spell(option: Option) -> str:
    """Print a target's option so that it can be cut again."""
    dashes = "-" if len(option.name) == 1 else "--"
    quoted = (f'"{v}"' if " " in v else v.replace('"', "") for v in option.values)
    return " ".join((dashes + option.name, *quoted))
