"""Pages kept by night and address, so that what many ask is worked out once; bounded in bytes."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock


class PageCache:
    """The bodies last used, as many as fit.

    >>> cache = PageCache(4)
    >>> cache.put("a", b"aaa"); cache.put("b", b"bb")
    >>> cache.get("a"), cache.get("b")
    (None, b'bb')
    """

    def __init__(self, size: int) -> None:
        """*size* in bytes, of the bodies alone."""
        self._size = size
        self._held = 0
        self._bodies: OrderedDict[object, bytes] = OrderedDict()
        self._lock = Lock()

    def get(self, key: object) -> bytes | None:
        """The body kept under *key*."""
        with self._lock:
            body = self._bodies.get(key)
            if body is not None:
                self._bodies.move_to_end(key)
            return body

    def put(self, key: object, body: bytes) -> None:
        """Keep *body*, and let go of those not used for longest until all fit."""
        with self._lock:
            self._held += len(body) - len(self._bodies.pop(key, b""))
            self._bodies[key] = body
            while self._held > self._size:
                self._held -= len(self._bodies.popitem(last=False)[1])
