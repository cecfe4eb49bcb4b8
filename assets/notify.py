"""Tell people that a night failed: one line to the log, and one JSON POST where a webhook is set. Free of Dagster.

Slack and what speaks its form take ``{"text": …}``; 企业微信 and 钉钉 take
``{"msgtype": "text", "text": {"content": …}}``; 飞书 takes ``{"msg_type": "text", "content": {"text": …}}``. The form
follows from the host of the address, or from the second variable where a relay of one's own stands between.

Whoever knows the address of a webhook can post to it, so it is never logged, nor anything that could hold it.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Thread
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

log = logging.getLogger("fazhi")

#: Environment variables: the address of the webhook, and its form where the host does not tell it.
ADDRESS, FORM = "FAZHI_WEBHOOK", "FAZHI_WEBHOOK_FORM"
#: Hosts whose form is not that of Slack.
FORMS = {"qyapi.weixin.qq.com": "wecom", "oapi.dingtalk.com": "wecom", "open.feishu.cn": "feishu"}
#: Seconds after which a webhook is given up, whatever it is doing.
PATIENCE = 10.0
#: Bytes of UTF-8 in a message: 企业微信 takes 2,048.
LONGEST = 2000


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where to post, in which form. The address is a secret and shows in no representation."""

    address: str = field(repr=False)
    form: str = "slack"
    patience: float = PATIENCE


def webhook(environment: Mapping[str, str] = os.environ) -> Webhook | None:
    """The webhook that the environment names, or None.

    >>> webhook({"FAZHI_WEBHOOK": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k"})
    Webhook(form='wecom', patience=10.0)
    >>> webhook({}) is None
    True
    """
    address = environment.get(ADDRESS, "").strip()
    if not address:
        return None
    form = environment.get(FORM, "").strip() or FORMS.get(_host(address), "slack")
    return Webhook(address, form)


def tell_failure(message: str, hook: Webhook | None) -> bool:
    """Log *message* as one line and post it to *hook*; whether it was posted. Nothing is raised, whatever happens."""
    log.error("%s", _line(message))
    return post_failure(message, hook)


def post_failure(message: str, hook: Webhook | None) -> bool:
    """Post *message* to *hook*, for whoever has said it already; whether it was posted. Nothing is raised."""
    if hook is None:
        return False
    problem = _posted(_line(message), hook)
    if problem:
        log.warning("通知未送达 (the webhook did not take the message): %s", problem)
    return not problem


def _line(message: str) -> str:
    return " ".join(message.split())


def body(message: str, form: str) -> dict[str, Any]:
    """What is posted, in one of the forms ``slack``, ``wecom`` and ``feishu``.

    >>> body("失败 <b>", "slack")
    {'text': '失败 &lt;b&gt;'}
    >>> body("失败", "wecom")
    {'msgtype': 'text', 'text': {'content': '失败'}}

    Raises:
        ValueError: no such form.
    """
    text = _cut(message)
    if form == "slack":
        # `<!channel>` in a report must not call the whole channel.
        return {"text": text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")}
    if form == "wecom":
        return {"msgtype": "text", "text": {"content": text}}
    if form == "feishu":
        return {"msg_type": "text", "content": {"text": text}}
    raise ValueError(f"{FORM}: slack, wecom or feishu")


def _host(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


def _cut(message: str) -> str:
    data = message.encode()
    return message if len(data) <= LONGEST else data[: LONGEST - 3].decode(errors="ignore") + "…"


def _posted(message: str, hook: Webhook) -> str:
    """What went wrong, in words that hold no part of the address; empty where nothing did."""
    outcome = [f"no answer within {hook.patience:g} s"]

    def post() -> None:
        outcome[0] = _post(message, hook)

    # The time-out of a socket is for each of its steps; a server that sends a byte now and then would hold us for ever.
    thread = Thread(target=post, daemon=True, name="webhook")
    thread.start()
    thread.join(hook.patience)
    return outcome[0]


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _post(message: str, hook: Webhook) -> str:
    try:
        if urlsplit(hook.address).scheme not in ("http", "https"):
            return f"{ADDRESS} is no http or https address"
        request = Request(
            hook.address,
            json.dumps(body(message, hook.form), ensure_ascii=False).encode(),
            {"Content-Type": "application/json; charset=utf-8"},
        )
        with build_opener(_NoRedirect).open(request, timeout=hook.patience) as answer:
            return _refusal(answer.read(4096))
    except HTTPError as error:
        return f"HTTP status {error.code}"
    except ValueError as error:
        return str(error) if str(error).startswith(FORM) else f"{ADDRESS} is no address"
    except Exception as error:  # a night must never fail for its messenger
        return type(getattr(error, "reason", error)).__name__


def _refusal(answer: bytes) -> str:
    """企业微信, 钉钉 and 飞书 answer 200 also when they refuse, with a code that is not 0."""
    try:
        said = json.loads(answer)
    except ValueError:
        return ""
    code = (said.get("errcode") or said.get("code") or 0) if isinstance(said, dict) else 0
    return f"refused with code {code}" if isinstance(code, int) and code else ""
