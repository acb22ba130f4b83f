r"""The grammar of a rule as `iptables-save` prints it, for what one expression can't cut.

Quoting follows `xtables_save_string` of iptables' libxtables/xtables.c: a word with a character
out of the ordinary stands in double quotes, and `"`, `'` and `\` in it are escaped by a backslash.
"""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from parsers.iptables_shape import (
    CHAIN,
    COUNTERS,
    DESTINATION,
    DPORT,
    IN,
    JUMP,
    OUT,
    PROBABILITY,
    PROTOCOL,
    REST,
    SAID,
    SOURCE,
    TARGET,
    TARGET_OPTIONS,
    Row,
)  # fmt: skip
from parsers.iptables_words import Option, options, words

if TYPE_CHECKING:
    import pyparsing

FIELDS = {"s": SOURCE, "d": DESTINATION, "i": IN, "o": OUT, "p": PROTOCOL}
RULE_HEAD = re.compile(r"(?:\[(\d+:\d+)\] )?-A (\S+)(?= |$)")
ADDRESS = re.compile(r"[\d./]+")


@functools.cache
def grammar() -> pyparsing.ParserElement:
    """Return the grammar: counters, `-A` chain, words."""
    import pyparsing as pp  # 70 ms, and most dumps do without

    counters = pp.Regex(r"\[\d+:\d+\]")
    escaped = pp.QuotedString('"', esc_char="\\", convert_whitespace_escapes=False)
    word = escaped | pp.Regex(r'(?:[^\s"\\]|\\.)+')
    chain = pp.Suppress(pp.Keyword("-A")) + pp.Regex(r"\S+")("chain")
    rule = pp.Suppress(pp.Optional(counters)) + chain + pp.ZeroOrMore(word)("words")
    return rule.parse_with_tabs()


def parse_rule(text: str) -> tuple[Row, tuple[Option, ...]]:
    """Return a rule's row and its further matches; raises ValueError for what is no rule."""
    found = RULE_HEAD.match(text)
    if not found:
        raise ValueError(f"not a rule: {text}")
    if "\\" not in text:
        return row_of(found[1] or "", found[2], options(words(text[found.end() :])))
    import pyparsing as pp

    try:
        parsed = grammar().parse_string(text, parse_all=True)
    except pp.ParseException as error:
        raise ValueError(str(error)) from error
    spoken = [str(word) for word in parsed.as_dict().get("words", ())]
    return row_of(found[1] or "", found[2], options(spoken))


def row_of(counters: str, chain: str, every: tuple[Option, ...]) -> tuple[Row, tuple[Option, ...]]:
    """Sort a rule's options into the places that the expression gives them."""
    row = [""] * (REST + 1)
    row[COUNTERS], row[CHAIN] = counters, chain
    more: list[Option] = []
    for index, option in enumerate(every):
        value = " ".join(option.values)
        if option.name in {"j", "g", "jump", "goto"}:
            row[JUMP], row[TARGET] = option.name[0], (option.values or ("",))[0]
            row[TARGET_OPTIONS] = " ".join(spell(after) for after in every[index + 1 :])
            break
        place = FIELDS.get(option.name)
        if place and not row[place] and (option.name not in "sd" or ADDRESS.fullmatch(value)):
            row[place] = f"{' !' * option.negated} -{option.name} {value}"
        elif option.name == "comment" and not row[SAID]:
            row[SAID] = f'"{value}"'
        elif option.name == "dport" and value.isdigit() and not option.negated:
            row[DPORT] = value
        elif option.name == "probability":
            row[PROBABILITY] = value
        elif option.name != "m" and not (option.name == "mode" and value == "random"):
            more.append(option)
    return tuple(row), tuple(more)


def spell(option: Option) -> str:
    """Print a target's option so that it can be cut again."""
    dashes = "-" if len(option.name) == 1 else "--"
    quoted = (f'"{v.replace(chr(34), "")}"' if " " in v else v for v in option.values)
    return " ".join((dashes + option.name, *(v.replace("\\", "") for v in quoted)))
