"""What the page says, in Chinese and in English: one key, two wordings, in ``labels/*.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

FOLDER = Path(__file__).parent / "labels"
#: The languages of the page, the first unless a reader chooses; a label lists its wordings in this order.
LANGUAGES = ("zh", "en")


class LabelUnknown(KeyError):
    """A key that no file of labels holds: a defect of the page."""


@cache
def labels() -> Mapping[str, tuple[str, ...]]:
    """Every label: key → its wordings in the order of `LANGUAGES`.

    >>> labels()["nav.search"]
    ('检索', 'Search')
    """
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted(FOLDER.glob("*.yaml")):
        for key, wordings in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            found[key] = tuple(wordings)
    return MappingProxyType(found)


def label(key: str, language: str) -> str:
    """The wording of *key*.

    >>> label("nav.search", "en")
    'Search'

    Raises:
        LabelUnknown: there is none.
    """
    try:
        return labels()[key][LANGUAGES.index(language)]
    except KeyError as error:
        raise LabelUnknown(key) from error
