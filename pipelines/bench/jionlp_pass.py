"""One pass of JioNLP over texts, run by a Python that has it and nothing of ours: ``python jionlp_pass.py TEXTS.json``.

For each line on stdin one pass over all texts is made, and what it cost in seconds of CPU is one line on stdout.
"""

import json
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path


def main() -> None:
    """Answer each line on stdin with the cost of one pass."""
    with redirect_stdout(sys.stderr):  # it greets on stdout
        import jionlp
    texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    jionlp.ner.extract_time("2023年")
    jionlp.ner.extract_money("3万元")
    for _ in sys.stdin:
        start = time.process_time()
        for text in texts:
            jionlp.ner.extract_time(text)
            jionlp.ner.extract_money(text)
        print(time.process_time() - start, flush=True)


if __name__ == "__main__":
    main()
