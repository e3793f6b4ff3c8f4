"""What a language tag (BCP 47), such as `zh-Hans`, says: its language, and how it's written."""

from __future__ import annotations

# ISO 639 codes of languages written from right to left.
_RIGHT_TO_LEFT = frozenset(
    "ar arc arz azb ckb dv fa glk he iw ji ks lrc mzn nqo pnb ps sd syr ug ur yi".split()
)
# ISO 15924 codes of scripts written from right to left. A script in a tag decides, as in `az-Arab`.
_RIGHT_TO_LEFT_SCRIPTS = frozenset("adlm arab aran hebr mand nkoo rohg samr syrc thaa".split())
_SCRIPT_LENGTH = 4


def primary_language(tag: str) -> str:
    """Return the first part of a language tag in lower case, for example `zh` for `zh-Hans`."""
    return tag.partition("-")[0].lower()


def is_right_to_left(tag: str) -> bool:
    """Return whether the language is written from right to left."""
    for part in tag.lower().split("-")[1:]:
        if len(part) == _SCRIPT_LENGTH and part.isalpha():
            return part in _RIGHT_TO_LEFT_SCRIPTS
    return primary_language(tag) in _RIGHT_TO_LEFT
