"""The fold moves nothing and is its own end."""

from hypothesis import given
from hypothesis import strategies as st

from pipelines.normalize.text import FOLD, fold

VARIANTS = st.text(st.one_of(st.sampled_from([chr(c) for c in FOLD]), st.characters()), max_size=60)


@given(VARIANTS)
def test_fold_keeps_every_offset(raw: str) -> None:
    folded = fold(raw)
    assert len(folded) == len(raw)
    for before, after in zip(raw, folded, strict=True):
        assert after == FOLD.get(ord(before), before) or ord(after) == FOLD[ord(before)]


@given(VARIANTS)
def test_folding_twice_is_folding_once(raw: str) -> None:
    assert fold(fold(raw)) == fold(raw)


def test_each_group_of_variants_has_one_form() -> None:
    assert fold("０１９％，；：！？（）．／") == "019%,;:!?()./"
    assert fold("〔［【〖2023〗】］〕") == "[[[[2023]]]]"
    assert fold("—–－―−‐") == "------"
    assert fold("～〜∼") == "~~~"
    assert fold("・•‧·") == "····"
    assert fold("\u00a0\u3000\ufeff\u2003") == "    "
    assert fold("「」『』") == "“”“”"
    assert fold("二○二三") == "二〇二三"
    assert fold("ＡＢｃ") == "ABc"


def test_line_ends_and_chinese_stay() -> None:
    text = "一、检查\r\n\t《法》“引”、。㎡①Ⅲ〇"
    assert fold(text) == text


def test_radicals_of_pdf_text_become_characters() -> None:
    assert fold("\u2f00\u2f08\uf9e7") == "一人裏"
