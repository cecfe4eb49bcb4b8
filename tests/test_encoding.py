"""The encoding of a report is told by evidence, and what is no text is refused with a reason."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.read.encoding import ENCODINGS, UndecodableError, chineseness, decode

PROSE = "2023年,本局共检查企业1,280家次，责令整改隐患342项，罚款56.8万元；“双随机”抽查覆盖率达到100％。\r\n"
MARKS = {
    "utf-8": codecs.BOM_UTF8,
    "utf-16-le": codecs.BOM_UTF16_LE,
    "utf-16-be": codecs.BOM_UTF16_BE,
    "utf-32-le": codecs.BOM_UTF32_LE,
    "gb18030": b"\x84\x31\x95\x33",
}
COMMON = "".join(bytes((row, cell)).decode("gb2312") for row in range(0xB0, 0xD7) for cell in range(0xA1, 0xFF))
REPORT_LIKE = st.text(
    alphabet=st.sampled_from(COMMON + "，。、；：（）《》" * 40 + "0123456789.% \n" * 40), min_size=12
)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_same_words_in_any_encoding_give_the_same_text(encoding: str) -> None:
    decoded = decode(PROSE.encode(encoding))
    assert (decoded.text, decoded.encoding) == (PROSE, encoding)


@pytest.mark.parametrize("encoding", MARKS)
def test_a_byte_order_mark_decides_and_is_no_part_of_the_text(encoding: str) -> None:
    decoded = decode(MARKS[encoding] + PROSE.encode(encoding))
    assert (decoded.text, decoded.encoding) == (PROSE, encoding)


@pytest.mark.parametrize("words", ["模式", "模范", "司法", "联通", "检查120家次", "法治", "一名", "罚款5万元。"])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_short_texts_that_other_codecs_read_too(words: str, encoding: str) -> None:
    assert decode(words.encode(encoding)).text == words


def test_the_accident_is_real() -> None:
    # Without weighing the readings the first codec that decodes would win these.
    assert "模式".encode("gbk").decode("utf-8") == "ģʽ"
    assert "检查企业".encode("gbk").decode("utf-16-le")
    assert "法治".encode("utf-16-le").decode("gb18030")


def test_utf16_full_of_digits_is_no_binary() -> None:
    text = "2024-11-28 16:30  3.38  12,400  区\n"
    assert decode(text.encode("utf-16-le")).text == text
    assert decode(text.encode("utf-16-be")).text == text


def test_utf8_of_another_script_is_not_taken_for_gb18030() -> None:
    assert decode("Привет, мир".encode()).encoding == "utf-8"
    assert decode(b"Bush hid the facts").text == "Bush hid the facts"


def test_traditional_characters() -> None:
    text = "開展法治政府建設工作，檢查企業一百二十家次，作出行政處罰三件。"
    assert decode(text.encode("gbk")).text == decode(text.encode()).text == text


@given(text=REPORT_LIKE.filter(lambda text: len(set(text) & set(COMMON)) > 5), encoding=st.sampled_from(ENCODINGS))
def test_law_decoding_undoes_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


@given(text=REPORT_LIKE.filter(lambda text: len(set(text) & set(COMMON)) > 5), encoding=st.sampled_from(ENCODINGS))
def test_law_a_file_cut_inside_a_character_is_refused_as_cut(text: str, encoding: str) -> None:
    with pytest.raises(UndecodableError, match="cut in the middle of a character"):
        decode((text + "元").encode(encoding)[:-1])


@given(st.binary(max_size=300))
def test_law_any_bytes_end_as_text_or_as_a_reason(data: bytes) -> None:
    try:
        decoded = decode(data)
    except UndecodableError as reason:
        assert "\n" not in str(reason)
    else:
        assert isinstance(decoded.text, str)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "not text but PDF"),
        (b"PK\x03\x04\x14\x00", "not text but ZIP"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "not text but PNG"),
        (bytes(range(256)) * 40, "binary"),
        (b"\x00" * 512, "binary"),
        (codecs.BOM_UTF8 + PROSE.encode()[:-4], "cut in the middle"),
        (codecs.BOM_UTF16_LE + PROSE.encode("utf-16-le")[:-1], "cut in the middle"),
        (PROSE.encode() + b"\xff" + PROSE.encode(), "damaged, not a character: utf-8, byte 136"),
        (PROSE.encode("gbk") + b"\xff" + PROSE.encode("gbk"), "damaged, not a character: gb18030"),
    ],
)
def test_what_is_no_text_is_refused_with_a_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UndecodableError, match=reason):
        decode(data)


def test_the_right_reading_stands_far_above_the_wrong_ones() -> None:
    for right in ENCODINGS:
        data = PROSE.encode(right)
        wrong = [chineseness(data.decode(other, "replace")) for other in ENCODINGS if other != right]
        assert chineseness(data.decode(right)) > 0.9 > 0.3 > max(wrong)
