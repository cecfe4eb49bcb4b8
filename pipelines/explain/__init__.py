"""One report explained: every annotation in its text, with what it says and the rule that made it.

``fazhi explain`` and the page share what stands here: `annotated` is what is explained, read from a file or by
`stored` from the warehouse; `passages` cuts the text, `details` puts an annotation into words, `html` renders both.
"""

from pipelines.explain.characters import visible

__all__ = ["visible"]
