"""Turn marked-up sources (src/*.txt) into plain reports and gold: python3 build.py [--list] [NAME...]

A source is a header of `key: value` lines (the metadata), a line `---`, and the report's text with marks in place:

    ⟦text|indicator|option…⟧   a quantity; `-` for no indicator; `;;` before each further fact of the same numeral
    ⟪text|normalized⟫          a reference: a date, a document number, or (third field `index_number`) an index
                               number; normalized empty = null, `c=` in the third field lists the candidates
    ‹text|kind›                a numeral that is neither

Options: b=breakdown  id=name  part=name  v=value  vm=value_max  u=unit  bound=…  m=change|change_rate|share|rank
p=period (`p=-Q3` is short for the report year)  planned (the year after the report year unless p= says otherwise).
Value, unit and bound are read off the text where no option gives them. Bare years and numerals in 《》 need no mark.
The offsets are right by construction; what is left unmarked, unknown or unresolved is an error.
The agencies are real, their reports, figures and serial numbers are invented."""
import csv
import json
import pathlib
import re
import sys
from collections import Counter
from decimal import Decimal

HERE = pathlib.Path(__file__).resolve().parent
CATALOGUE = HERE.parents[2] / "pipelines" / "rules" / "indicators.csv"
METADATA = ("title", "agency", "function", "adcode", "level", "report_year", "document_number", "index_number",
            "published_on", "signed_on")
MARK = re.compile(r"⟦([^⟧]*)⟧|⟪([^⟫]*)⟫|‹([^›]*)›")
NUMBER = re.compile(r"([0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?)\s*([余多几]?)(万|亿|千|百)?([余多]?)(?:个(亿))?")
CHINESE = re.compile(r"([零〇一二两三四五六七八九十百千万亿]+)([余多几]?)(万|亿)?")
BARE = re.compile(r"(?<![（(第统唯万])"
                  r"[一二两三四五六七八九十百千数几]+[余多]?[^一二两三四五六七八九十百千，。、；：）\s]")
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
AT_LEAST_BEFORE = ("不少于", "不低于", "超过", "突破", "至少", "逾", "超", "达到或超过")
AT_MOST_BEFORE = ("近", "不足", "不到", "不超过", "控制在")
MEASURES = ("level", "change", "change_rate", "share", "rank")


class SourceError(ValueError):
    """A source that does not hold together; the message names the report and the mark."""


def chinese_value(text: str) -> Decimal:
    total, section, digit = 0, 0, 0
    for c in text:
        if c in DIGITS:
            digit = DIGITS[c]
        elif c in "万亿":
            total, section, digit = (total + section + digit) * SCALES[c], 0, 0
        else:
            section += (digit or 1) * SCALES[c]
            digit = 0
    return Decimal(total + section + digit)


def ascii_digits(text: str) -> str:
    return text.translate({0xFF10 + i: str(i) for i in range(10)} | {ord("．"): ".", ord("，"): None, ord(","): None})


def read_number(text: str) -> tuple[Decimal, str, bool]:
    """Value, the rest of the text (unit), and whether an inner 余/多/几 makes it a lower bound."""
    m = NUMBER.match(text)
    if m:
        value = Decimal(ascii_digits(m[1]))
        for scale in (m[3], m[5]):
            value *= SCALES.get(scale, 1)
        more = bool(m[2] or m[4])
    else:
        m = CHINESE.match(text)
        if not m:
            raise SourceError(f"no numeral at the start of {text!r}")
        value = chinese_value(m[1]) * SCALES.get(m[3], 1)
        more = bool(m[2])
    rest = text[m.end():].strip()
    if rest[:1] in ("余", "多"):
        rest, more = rest[1:], True
    return value, rest, more


def bound_of(before: str, after: str, more: bool) -> str:
    if more:
        return "at_least"
    if before.endswith("不超过") or after.startswith(("以下", "以内", "之内")):
        return "at_most"
    if before.endswith(AT_LEAST_BEFORE) or after.startswith("以上"):
        return "at_least"
    if before.endswith(AT_MOST_BEFORE):
        return "at_most"
    return "approx" if before.endswith("约") or after.startswith("左右") else "exact"


def plain(number: Decimal) -> str:
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def options(fields: list[str]) -> dict[str, str]:
    return {k: v for k, _, v in (f.partition("=") for f in fields)}


def facts_of(mark: str, start: int, before: str, after: str, year: int) -> list[dict]:
    text, _, tail = mark.partition("|")
    value, unit, more = read_number(text)
    rows = []
    for statement in tail.split(";;"):
        indicator, *fields = statement.split("|")
        given = options(fields)
        if set(given) - {"b", "id", "part", "v", "vm", "u", "bound", "m", "p", "planned"}:
            raise SourceError(f"unknown option in {mark!r}")
        period = given.get("p") or str(year + ("planned" in given))
        rows.append({
            "start": start, "end": start + len(text), "text": text,
            "value": given.get("v") or plain(value), "value_max": given.get("vm"),
            "unit": given.get("u", unit) or None,
            "bound": given.get("bound") or bound_of(before, after, more),
            "measure": given.get("m", "level"), "status": "planned" if "planned" in given else "actual",
            "period": f"{year}{period}" if period.startswith("-") else period,
            "indicator": None if indicator == "-" else indicator, "breakdown": given.get("b"),
            "part_of": given.get("part"), "id": given.get("id"),
        })
    return rows


def reference_of(mark: str, start: int) -> dict:
    text, normalized, extra = (*mark.split("|"), "")[:3]
    kind = "index_number" if extra == "index_number" else "document_number" if "〔" in normalized else "date"
    row = {"kind": kind, "start": start, "end": start + len(text), "text": text, "normalized": normalized or None}
    return row | ({"candidates": extra[2:].split(",")} if extra.startswith("c=") else {})


def parse(name: str, source: str) -> tuple[str, dict, list[dict], list[dict], list[dict]]:
    head, body = source.split("\n---\n", 1)
    given = {k.strip(): v.strip() for k, _, v in (line.partition(":") for line in head.splitlines())}
    if set(given) - set(METADATA):
        raise SourceError(f"{name}: unknown metadata {set(given) - set(METADATA)}")
    document = {"document": name} | {k: given.get(k) or None for k in METADATA}
    year = document["report_year"] = int(given["report_year"])
    raw, facts, references, numerals = "", [], [], []
    at = 0
    for m in MARK.finditer(body):
        raw += body[at:m.start()]
        at = m.end()
        mark = m[1] or m[2] or m[3]
        if m[1]:
            facts += facts_of(mark, len(raw), raw[-6:], body[at:at + 4], year)
        elif m[2]:
            references.append(reference_of(mark, len(raw)))
        else:
            text, kind = mark.split("|")
            numerals.append({"kind": kind, "start": len(raw), "end": len(raw) + len(text), "text": text})
        raw += mark.split("|")[0]
    raw += body[at:]
    owned = cover(raw, facts + references + numerals)
    for m in re.finditer(r"(?:19|20)\d\d(?=年|[-—至]+(?:19|20)\d\d年)", raw):
        if not any(owned[m.start():m.end()]):
            numerals.append({"kind": "year", "start": m.start(), "end": m.end(), "text": m.group()})
    for title in re.finditer(r"《[^》]*》", raw):
        for m in re.finditer(r"[0-9０-９]+", title.group()):
            start = title.start() + m.start()
            if not any(owned[start:start + len(m.group())]):
                numerals.append({"kind": "name", "start": start, "end": start + len(m.group()), "text": m.group()})
    numerals = list({n["start"]: n for n in sorted(numerals, key=lambda n: n["start"])}.values())
    return raw, document, facts, references, numerals


def cover(raw: str, rows: list[dict]) -> bytearray:
    owned = bytearray(len(raw))
    for row in rows:
        owned[row["start"]:row["end"]] = b"\x01" * (row["end"] - row["start"])
    return owned


def resolve_parts(name: str, facts: list[dict]) -> None:
    starts = {f["id"]: f["start"] for f in facts if f["id"]}
    for fact in facts:
        if fact["part_of"] is not None:
            if fact["part_of"] not in starts:
                raise SourceError(f"{name}: {fact['text']} is a part of {fact['part_of']!r}, which no mark is called")
            fact["part_of"] = starts[fact["part_of"]]
        del fact["id"]


def check(
    name: str, raw: str, facts: list[dict], references: list[dict], numerals: list[dict], codes: set[str]
) -> None:
    owned = cover(raw, facts + references + numerals)
    for m in re.finditer(r"[0-9０-９]+", raw):
        if not all(owned[m.start():m.end()]):
            raise SourceError(f"{name}: {raw[max(0, m.start() - 12):m.end() + 8]!r} has digits that no mark owns")
    for row in facts + references + numerals:
        if raw[row["start"]:row["end"]] != row["text"]:
            raise SourceError(f"{name}: {row['text']!r} is not what stands at {row['start']}")
    for fact in facts:
        if fact["indicator"] and fact["indicator"] not in codes:
            raise SourceError(f"{name}: {fact['text']} has the unknown indicator {fact['indicator']}")
        if fact["measure"] not in MEASURES:
            raise SourceError(f"{name}: {fact['text']} has the unknown measure {fact['measure']}")
        if not re.fullmatch(r"\d{4}(-(Q[1-4]|H[12]|\d\d(-\d\d)?))?(/\d{4}-\d\d-\d\d)?", fact["period"]):
            raise SourceError(f"{name}: {fact['text']} has the unreadable period {fact['period']}")
    if any(c in raw for c in "⟦⟧⟪⟫‹›"):
        raise SourceError(f"{name}: a mark is not closed")


def show(raw: str, facts: list[dict]) -> None:
    for f in facts:
        quoted = raw[max(0, f["start"] - 14):f["start"]] + "[" + f["text"] + "]" + raw[f["end"]:f["end"] + 6]
        tail = [f["value"], f["unit"] or "-", f["bound"], f["measure"], f["status"], f["period"],
                f["indicator"] or "null", f["breakdown"] or ""]
        tail += [f"part_of {f['part_of']}"] if f["part_of"] is not None else []
        print(f["start"], quoted.replace("\n", "⏎"), *tail, sep=" | ")
    owned = cover(raw, facts)
    left = (raw[max(0, m.start() - 3):m.end() + 2].replace("\n", "⏎") for m in BARE.finditer(raw)
            if not any(owned[m.start():m.end()]))
    print("  unmarked Chinese numerals:", *left, sep=" ¦ ")


def write_jsonl(path: pathlib.Path, rows: list[dict]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf8")


def main(arguments: list[str]) -> None:
    codes = {row["code"] for row in csv.DictReader(CATALOGUE.open(encoding="utf-8-sig"))}
    wanted = [a for a in arguments if not a.startswith("--")]
    tables: dict[str, list[dict]] = {"documents": [], "facts": [], "references": [], "numerals": []}
    counts: Counter = Counter()
    for folder in ("reports", "gold"):
        (HERE / folder).mkdir(exist_ok=True)
    for path in sorted((HERE / "src").glob("*.txt")):
        name = path.stem
        raw, document, facts, references, numerals = parse(name, path.read_bytes().decode("utf8"))
        resolve_parts(name, facts)
        check(name, raw, facts, references, numerals, codes)
        (HERE / "reports" / path.name).write_bytes(raw.encode("utf8"))
        tables["documents"].append(document)
        for table, rows in (("facts", facts), ("references", references), ("numerals", numerals)):
            tables[table] += [{"document": name} | row for row in rows]
        counts.update(f["indicator"] or "null" for f in facts)
        spans = len({f["start"] for f in facts})
        print(f"{name}: {len(raw)} characters, {spans} quantities, {len(facts)} facts, "
              f"{sum(f['indicator'] is not None for f in facts)} with an indicator, {len(references)} references")
        if "--list" in arguments and (not wanted or name in wanted):
            show(raw, facts)
    for table, rows in tables.items():
        write_jsonl(HERE / "gold" / f"{table}.jsonl", rows)
    if "--counts" in arguments:
        print(*(f"{code} {counts[code]}" for code in sorted(codes | {"null"})), sep="\n")
    print("not covered:", *sorted(codes - set(counts)))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except SourceError as error:
        sys.exit(str(error))
