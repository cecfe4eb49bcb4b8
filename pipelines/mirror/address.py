"""The address of a PostgreSQL database, and how it may be shown: without its password."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import parse_qs, unquote, urlsplit

from pipelines.mirror.errors import AddressWrong

_SCHEMES = ("postgresql", "postgres")
#: Seconds after which a server that does not answer counts as down, unless the address says otherwise.
_TIMEOUT = 10


@dataclass(frozen=True, slots=True)
class Address:
    """Where to connect: the address for the driver, how it is shown, and what must never be shown."""

    uri: str = field(repr=False)
    shown: str
    secrets: tuple[str, ...] = field(repr=False)

    def without_secrets(self, text: str) -> str:
        """*text*, or nothing of it where a password stands in it."""
        return "…" if any(secret in text for secret in self.secrets) else text


def parse_address(text: str) -> Address:
    """The address in *text*.

    >>> address = parse_address("postgresql://bi:s3cret@db.example:5433/reports")
    >>> address.shown, address
    ('bi@db.example:5433/reports', Address(shown='bi@db.example:5433/reports'))

    Raises:
        AddressWrong: it is none; the message does not repeat it, since a password may stand anywhere in it.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise AddressWrong("端口或主机有误 (wrong port or host)") from error
    if parts.scheme not in _SCHEMES:
        raise AddressWrong("须以 postgresql:// 开头 (it must begin with postgresql://)")
    if not parts.netloc and not parts.query and parts.path in ("", "/"):
        raise AddressWrong("没有主机和数据库 (no host and no database)")
    asked = parse_qs(parts.query)
    secrets = {parts.password or "", unquote(parts.password or ""), *asked.get("password", [])}
    secrets |= {*asked.get("sslpassword", [])}
    place = (parts.hostname or ",".join(asked.get("host", ()))) + (f":{port}" if port else "")
    user = unquote(parts.username or "")
    shown = f"{user}@{place}{unquote(parts.path)}" if user else f"{place}{unquote(parts.path)}"
    query = parts.query if "connect_timeout" in asked else f"{parts.query}&connect_timeout={_TIMEOUT}".lstrip("&")
    uri = f"postgresql://{parts.netloc}{parts.path or '/'}?{query}"
    return Address(uri, shown, tuple(sorted(secrets - {""})))
