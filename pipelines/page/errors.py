"""What a visitor can get wrong, each with its HTTP status and one sentence in both languages."""

from __future__ import annotations


class PageError(Exception):
    """Anything that a visitor is told on a page of its own: `status` is that of HTTP."""

    status = 400


class NotThere(PageError):
    """The warehouse holds no such thing (404); *kind* is a key of the labels: indicator, agency, report, fact, view."""

    status = 404

    def __init__(self, kind: str, name: str) -> None:
        super().__init__(kind, name)
        self.kind, self.name = kind, name


class ValueRefused(PageError):
    """A value in the address that cannot be meant (400): *parameter* is its name there."""

    def __init__(self, parameter: str, value: str) -> None:
        super().__init__(parameter, value)
        self.parameter, self.value = parameter, value
