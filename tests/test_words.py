"""The words around a number: the same as jieba's own, and no number among them."""

from __future__ import annotations

import re
import tempfile
from pathlib import Path

import pytest

from pipelines.extract.words import cut, head_of, whole_words

RAW = sorted(Path("data/raw").glob("*.txt"))


@pytest.fixture(scope="module")
def reference() -> object:
    import jieba

    tokenizer = jieba.Tokenizer()
    tokenizer.tmp_dir = tempfile.mkdtemp()
    return tokenizer


@pytest.mark.parametrize("path", RAW, ids=lambda path: path.stem)
def test_the_words_are_those_of_jieba(path: Path, reference: object) -> None:
    for clause in re.split(r"[,。;:、\n\s]+", path.read_text(encoding="utf-8")):
        assert cut(clause) == list(reference.cut(clause, HMM=False))  # type: ignore[attr-defined]


def test_words_joined_are_the_text() -> None:
    text = "对危险化学品、烟花爆竹等重点行业领域的企业开展了专项检查"
    assert "".join(cut(text)) == text


def test_a_limit_never_cuts_a_word() -> None:
    words = cut("危险化学品建设项目安全设施设计审查")
    for limit in range(1, 18):
        kept = whole_words("".join(words), limit)
        assert kept in {"".join(words[:n]) for n in range(len(words) + 1)} or len(words[0]) > limit


@pytest.mark.parametrize(
    ("phrase", "head"),
    [
        ("安全生产许可证", "许可证"),
        ("“双随机”抽查企业数", "企业"),
        ("行政复议案件", "案件"),
        ("在岗执法人员", "执法人员"),
    ],
)
def test_the_head_is_what_is_counted(phrase: str, head: str) -> None:
    assert head_of(phrase) == head
