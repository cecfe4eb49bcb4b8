"""What others cost on the same text: a ratio to them means the same on any machine, a number of seconds does not."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

from pipelines.normalize.numerals import NUMERAL

#: Seconds of CPU that one pass over all texts costs.
Pass = Callable[[], float]

JIEBA, NUMERALS, JIONLP = "jieba.lcut, HMM off", "one regex pass for numerals", "JioNLP, time + money"


@contextmanager
def yardsticks(texts: Sequence[str], jionlp: Path | None) -> Iterator[dict[str, Pass]]:
    """The yardsticks over *texts* by name; JioNLP only where *jionlp*, a Python that has it, is given.

    Raises:
        subprocess.SubprocessError: that Python ended at once.
    """
    found: dict[str, Pass] = {JIEBA: _jieba(texts), NUMERALS: _numerals(texts)}
    if jionlp is None:
        yield found
        return
    with TemporaryDirectory() as folder:
        listed = Path(folder) / "texts.json"
        listed.write_text(json.dumps(list(texts)), encoding="utf-8")
        with _worker(jionlp, listed) as ask:
            yield found | {JIONLP: ask}


def _jieba(texts: Sequence[str]) -> Pass:
    import logging

    import jieba

    jieba.setLogLevel(logging.ERROR)
    tokenizer = jieba.Tokenizer()
    tokenizer.initialize()

    def run() -> float:
        start = process_time()
        for text in texts:
            tokenizer.lcut(text, HMM=False)
        return process_time() - start

    return run


def _numerals(texts: Sequence[str]) -> Pass:
    def run() -> float:
        start = process_time()
        for text in texts:
            for _ in NUMERAL.finditer(text):
                pass
        return process_time() - start

    return run


@contextmanager
def _worker(python: Path, listed: Path) -> Iterator[Pass]:
    script = Path(__file__).with_name("jionlp_pass.py")
    with subprocess.Popen(
        [python, script, listed], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdin and process.stdout
        asked, answers = process.stdin, process.stdout

        def run() -> float:
            print("go", file=asked, flush=True)
            return float(answers.readline())

        yield run
        asked.close()


def has_jionlp(python: Path) -> bool:
    """Whether *python* can import JioNLP.

    >>> import sys
    >>> has_jionlp(Path(sys.executable))
    False
    """
    try:
        return subprocess.run([python, "-c", "import jionlp"], capture_output=True, check=False).returncode == 0
    except OSError:
        return False
