"""Detects facts in Markdown that need a source: numbers, dates and quotations.

`states_facts` knows English; `states_values` only finds what looks the same in many languages.
Numbers in names (`Section 232`, `Windows 11`), references and addresses aren't facts, and neither
are words in quotation marks that nobody is said to have spoken, such as a button's label.
"""

from __future__ import annotations

import re
from itertools import islice
from unicodedata import decimal

from explainer.patterns import lazy_pattern

_DIGIT = lazy_pattern(r"\d")
_MAY_STATE = lazy_pattern(r"[\d\"“‘]")
# Text that isn't read: what it contains is no statement of the page's.
_NOT_TEXT = lazy_pattern(
    r"!\[[^\[\]]*\]\([^()]*\)"  # a picture, with its text and caption
    r"|\]\([^()]*\)"  # a link's address
    r"|\]\[[^\[\]]*\]"
    r"|\[\^[^\[\]]*\]"
    r"|`[^`]*`"
    r"|<[^<>]*>"
    r"|\{[:{%][^{}]*\}"
    r"|(?:https?://|www\.)\S+"
    r"|(?<![\w.+-])[\w.+-]++@[\w-]+\.\S+"
)
# Numbering: of a list, before each item in a sentence, or in brackets, as in (2).
_NUMBERING = lazy_pattern(
    r"^[ \t]*\d+[.)]\s|(?<=[:;,] )\d{1,2}[.)] |[(\[]\d{1,2}[)\]]", re.MULTILINE
)
# A free-standing number, such as 75,000, 25% or 2026, or a decade, but not H200, 3A090 or 20-year.
_NUMBER = lazy_pattern(
    r"(?<![\w\-/#.,:§])(?<!\w\+)"
    r"(?:(?:1[5-9]|20)\d0s\b|\d++(?:[.,:/\-–]\d++)*+(?!\w|[.\-/][^\W\d_]))"
)
_PHONE = lazy_pattern(r"\+?\(?\d[\d ()\-]{7,18}\d")
_KNOWN_NAME = lazy_pattern(r"24/7|9/11|7/7|50[/-]50|20/20|7/24|\d+\.\d+\.\d[\d.]*")
_VALUE = lazy_pattern(
    r"\s?(?:%|‰|°|per ?cents?\b|percent|(?:hundred|thousand|million|billion|trillion|dozen|bn|mn)\b)"
    r"|(?:\s|-)(?:seconds?|minutes?|hours?|days?|weeks?|months?|years?|times|people|percentage|points"
    r"|dollars?|euros?|yuan|pounds?|yen|kilomet\w+|km|met(?:re|er)s?|miles?|feet|tonnes?|tons?"
    r"|kilograms?|kg|watts?|[GMk]?W|degrees?|BC|AD|CE|BCE)\b",
    re.IGNORECASE,
)
_STATUS_CODE = lazy_pattern(r"\s(?:errors?|pages?|status|response|redirects?|not found)\b")
# Nobody counts in 2.0 of anything.
_VERSION = lazy_pattern(r"\d{1,2}\.0")
_AFTER_VERSION = lazy_pattern(r"\s(?:alpha|beta|candidate|release|rc)\b")
_STREET = lazy_pattern(
    r"(?:\s[A-Z][\w’'-]*){1,4}?\s(?:Street|St|Road|Rd|Avenue|Ave|Lane|Square|Drive|Boulevard|Way|Quay"
    r"|Place|Terrace|Court|Row)\b"
)
_THOUSANDS = lazy_pattern(r"\d{1,3}(?:,\d{3})+$")
_CURRENCY = lazy_pattern(r"[$€£¥₹₽₩]\s?$|\b(?:USD|EUR|GBP|CNY|RMB|JPY|CHF|AUD|CAD|INR|Rs)\.?\s$")
# "the Lamp Act of 1986" is a name.
_NAME_OF = lazy_pattern(r"\s[A-Z][a-z]\w* of $")
_WORD_BEFORE = lazy_pattern(r"([^\W\d_][\w’'&-]*+)(\.?)[ \u00a0]$")
# Words after which a number is a name: its kind of thing is numbered.
_NUMBERED = frozenset(
    """act amendment annex appendix art article build bug case category ch chap chapter chapters class
    clause division edition eq equation exhibit fig figs figure figures flight footnote form gate grade
    group highway interstate issue issues item items league level line lines mark model module no nos
    note number option page pages para paragraph part parts phase platform point port post pp pr
    principle question release resolution room route row rule section sections sec series sheet slide
    slides stage standard step steps table tables task terminal ticket tier title track tracks type
    unit version versions vol volume zone""".split()
)
# Words with a capital letter after which a number is a number: at the start of a sentence, in dates.
_ORDINARY = frozenset(
    """a about above across after all almost already also although among an and another approximately
    are around as at average barely because been before behind below beside between beyond both but by
    contains costs counting despite down due during each earlier early either end ended even every
    exactly except few fewer finally for from further had has have hence hers his how if in including
    inside into is it its just last late later least less like mid more most my near nearly next nor not
    now of off on once one only onto or our out outside over past per perhaps plus precisely roughly
    since some still such than that the their then there these they this those though through
    throughout till to today together total toward towards under until up upon was we were what when
    where whereas which while who with within without you your
    january february march april may june july august september october november december
    jan feb mar apr jun jul aug sept sep oct nov dec
    monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun
    spring summer autumn fall winter easter christmas""".split()
)
# A whole sentence of a word and a number, such as "Over 5.", is no name.
_ONE_WORD = lazy_pattern(r"[\s*_]*(?!(?i:{})\b)[^\W\d_]+\s".format("|".join(sorted(_NUMBERED))))
_QUOTATION = lazy_pattern(
    r"(?<!\w)\"([^\"\s][^\"]*)\"(?!\w)|“([^“”\s][^“”]*)”|(?<!\w)‘([^‘’\s][^‘’]*(?:’\w[^‘’]*)*)’(?!\w)"
)
# Somebody is said to have said it, shortly before or after.
_SAID = lazy_pattern(
    r"(?<!I )\b(?:said|sa(?:y|ys|ying)|wrote|writes?|written|told|tells?|asked|asks|repl(?:y|ied)"
    r"|answered|stated?|states|statement|announce[ds]|warn(?:s|ed)|adds|added|argue[ds]|claim(?:s|ed)?"
    r"|call(?:s|ed|ing)?\s(?![\"“‘])|describ\w+|declare[ds]|insist\w*|accus\w+|denie[ds]|promis\w+"
    r"|explain(?:s|ed)|conclude[ds]|according|quote[ds]?|demand(?:s|ed)|complain(?:s|ed)|admit(?:s|ted)"
    r"|note[ds]|spoke|speaks|shouted|joked|testified|pledge[ds]|vow(?:s|ed)|dismiss(?:es|ed)"
    r"|condemn(?:s|ed)|criticis\w+|criticiz\w+|praise[ds]|remark(?:s|ed)|comment(?:s|ed))\b",
    re.IGNORECASE,
)
# The words in quotation marks stand on a screen.
_LABELLED = lazy_pattern(
    r"\b(?:button|buttons|click\w*|press\w*|select\w*|tab|menu|option|field|fields|checkbox|indicator"
    r"|prompt|dialog|dropdown|drop-down|icon|screen|column|label\w*|heading|error|message|titled|named"
    r"|link|issue|topic|feedback)\b",
    re.IGNORECASE,
)
# A clause that introduces direct speech ends like this.
_INTRODUCES = lazy_pattern(r"[^\W\d_][,:]\s$")
_REACH, _SHORT_REACH = 60, 40  # characters, for sentences and for a few words
_WORD = lazy_pattern(r"[\w’'-]+")
_MIN_SENTENCE = 5  # words
_MAX_NUMBERS = 200  # a text of so many numbers in names is no prose
_DATE = lazy_pattern(
    r"\d{4}-\d{2}(?:-\d{2})?|\d{1,2}[./]\d{1,2}[./]\d{4}|(?:1[5-9]|20)\d{2}s?|(?:1[5-9]|20)\d{2}[-–/]\d{2,4}"
)
_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b"
)
_BEFORE_MONTH = lazy_pattern(rf"\s(?:of )?{_MONTH}")
_AFTER_MONTH = lazy_pattern(rf"\b{_MONTH}\.?\s$")
# What is counted follows: "75 lamps", "3 *new* lamps", "40 of them", "12 Northport lamps".
_COUNTED = lazy_pattern(r"[\s*_]+(?:[A-Z][\w’'-]*[\s*_]+){0,3}?([a-z][\w’'-]*)")
_NOT_COUNTED = frozenset(
    """a an and as at b because but by can cannot could did didn't do does doesn't don't for from
    has i if in into is isn't it it's its may might must not on onto or shall should since so than that
    the then this to under until was wasn't we when where which while who will with without would
    you""".split()
)
# A number at the end of a clause is a value after such a word, or where something is measured.
_MEASURED = lazy_pattern(
    r"\b(?:than|about|over|under|above|below|nearly|almost|around|roughly|approximately|only|just"
    r"|least|most|exactly|reach(?:ed|es)?|total(?:s|led|ed|ling)?|numbered|counted|scored)[\s*_]+$",
    re.IGNORECASE,
)
_MEASURES = lazy_pattern(
    r"\b(?:rose|rises?|risen|fell|falls?|fallen|grew|grow[ns]?|cut|raised?s?|lower\w*|increas\w+|decreas\w+"
    r"|doubl\w+|tripl\w+|dropp?\w*|climb\w*|total\w*|counts?|numbers?|prices?|amounts?|limits?|rates?"
    r"|shares?|averages?|ratios?|population|costs?|sold|was|were|between)\b[^.;:()#]{0,40}[\s*_]$",
    re.IGNORECASE,
)
_CLAUSE_END = lazy_pattern(
    r"[*_”\"’)\]]*(?:[.,;!?]|\s*[–—]|\s*$|\s(?:and|or|to|in|on|by|from|for|at)\b)"
)
_LABEL = lazy_pattern(r"\"[^\"\n]{1,80}\"|“[^“”\n]{1,80}”")


# What is a value or a date in any language: percentages, money, thousands, days and years, and
# numbers before the most usual Chinese and Japanese measure words; 第 makes a number a name.
_VALUE_ANYWHERE = lazy_pattern(
    r"\d\s?[%‰٪％]|[$€£¥￥₹₽₩]\s?\d|\d\s?[€£¥￥₹₽₩]"
    r"|(?<![\w.,/-])\d{1,3}(?:[.,'’٬\u00a0\u202f]\d{3})+(?![\w.,]?\d)"
    r"|(?<![\d.-])\d{4}-\d{2}-\d{2}(?![\d-])|(?<![\d./])\d{1,2}([./])\s?\d{1,2}\1\s?\d{4}(?!\d)"
    r"|(?<![A-Za-z\d第._#/-])\d[\d.,]*\s?(?:年|月|日|万|亿|萬|億|元|美元|円|人|倍|吨|噸|公里|公斤|岁|歳)"
    r"|(?<![A-Za-z\d第_\-/#.:,§])(?<!§ )(?:1[5-9]|20)\d{2}(?![A-Za-z\d_\-/]|[.,]\d|:\w)"
)


def states_values(markdown: str) -> bool:
    """Return whether the text contains a value or a date that is recognisable in any language."""
    if not _DIGIT.search(markdown):
        return False
    text = _NUMBERING.sub(" ", _NOT_TEXT.sub(" ", markdown).replace("\\#", "#"))
    if not text.isascii():
        # Other digits, such as Arabic ones.
        text = _DIGIT.sub(lambda digit: str(decimal(digit[0])), text)
    return bool(_VALUE_ANYWHERE.search(_PHONE.sub(_without_phone, text)))


def states_facts(markdown: str) -> bool:
    """Return whether the text contains a free-standing number, a date or a quotation."""
    return bool(first_fact(markdown))


def first_fact(markdown: str) -> str:
    """Return the text's first quotation, or else the first number or date that is no name, or ""."""
    if not _MAY_STATE.search(markdown):
        return ""
    text = _NUMBERING.sub(" ", _NOT_TEXT.sub(" ", markdown).replace("\\#", "#"))
    for quotation in _QUOTATION.finditer(text):
        if _is_quotation(text, quotation):
            return quotation[0]
    if not _DIGIT.search(text):
        return ""
    text = _PHONE.sub(_without_phone, _LABEL.sub(" ", text))
    numbers = islice(_NUMBER.finditer(text), _MAX_NUMBERS)
    return next((number[0] for number in numbers if _is_fact(text, number)), "")


def _without_phone(match: re.Match[str]) -> str:
    """Return a space for a telephone number, which has at least nine digits, else the text."""
    digits = sum(sign.isdigit() for sign in match[0])
    groups = re.split(r"[ ()\-]+", match[0].strip("+() "))
    is_years = all(len(group) == 4 and group[:2] in {"18", "19", "20"} for group in groups)
    return " " if digits >= 9 and len(groups) > 1 and not is_years else match[0]


def _is_fact(text: str, number: re.Match[str]) -> bool:
    """Return whether a number in the text is a value or a date, and not part of a name."""
    before, after = text[max(0, number.start() - 60) : number.start()], text[number.end() :][:60]
    if _KNOWN_NAME.fullmatch(number[0]):
        return False
    if _CURRENCY.search(before) or _VALUE.match(after) or _THOUSANDS.match(number[0]):
        return True
    if _AFTER_MONTH.search(before) or _BEFORE_MONTH.match(after):
        return True
    if len(number[0]) == 3 and number[0][0] in "345" and _STATUS_CODE.match(after):
        return False
    if _VERSION.fullmatch(number[0]) or _AFTER_VERSION.match(after) or _STREET.match(after):
        return False
    rest = text[number.end() :].strip(" *_|\n")
    if rest in {".", "!"} and _ONE_WORD.fullmatch(text[: number.start()]):
        return True
    if _ends_name(before) or _is_named_after_year(before):
        return False
    if number[0].isdigit() and rest in {"", ".", "!"}:
        return True
    return bool(_DATE.fullmatch(number[0])) or _is_value(before, after)


def _is_named_after_year(before: str) -> bool:
    name_of = _NAME_OF.search(before)
    return bool(name_of) and not _AFTER_MONTH.search(before.removesuffix("of "))


def _ends_name(before: str) -> bool:
    """Return whether the text before a number ends with a word that makes it a name: `Section `."""
    word = _WORD_BEFORE.search(before)
    if word is None:
        return False
    name = word[1].casefold()
    if name in _NUMBERED:
        # "no 40 lamps" is about none of them, and "no. 40" names one.
        return word[1] != "no" or bool(word[2])
    is_ordinary = name in _ORDINARY or word[1].endswith(("'s", "’s", "s'", "s’")) or word[2]
    return not is_ordinary and any(letter.isupper() for letter in word[1])


def _is_value(before: str, after: str) -> bool:
    """Return whether the words around a number say what it counts or measures."""
    counted = _COUNTED.match(after)
    if counted and counted[1].replace("’", "'") not in _NOT_COUNTED:
        return True
    is_end = bool(_CLAUSE_END.match(after))
    return is_end and bool(_MEASURED.search(before) or _MEASURES.search(before))


def _is_quotation(text: str, match: re.Match[str]) -> bool:
    """Return whether words in quotation marks are what somebody said, and no label, term or title."""
    quoted = next(filter(None, match.groups()))
    words = _WORD.findall(quoted)
    if len(words) < 2:
        return False
    names = [word for word in words if word[0].isupper() or word[0].isdigit()]
    if len(names) >= len(words) - sum(word in _ORDINARY for word in words):
        return False  # a title
    reach = _REACH if len(words) >= _MIN_SENTENCE else _SHORT_REACH
    before, after = text[max(0, match.start() - reach) : match.start()], text[match.end() :][:reach]
    if _LABELLED.search(before) or _LABELLED.search(after[:20]):
        return False
    if _SAID.search(before) or _SAID.search(after):
        return True
    return len(words) >= _MIN_SENTENCE and bool(_INTRODUCES.search(before))
