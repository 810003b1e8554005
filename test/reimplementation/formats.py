"""Formats of VERIFY.md that are not about packs: base64, JSON, canonical JSON, a small JSON Schema, zip."""

import base64
import json
import re
import zlib


class Bad(Exception):
    """What is being read is not what it should be."""


def from_base64(text):
    if not re.fullmatch(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", text):
        raise Bad("not base64")
    data = base64.b64decode(text)
    if base64.b64encode(data).decode() != text:
        raise Bad("not base64 in its one form")
    return data


def from_base64url(text):
    if not re.fullmatch(r"[A-Za-z0-9_-]*", text) or len(text) % 4 == 1:
        raise Bad("not base64url")
    data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if to_base64url(data) != text:
        raise Bad("not base64url in its one form")
    return data


def to_base64url(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def utf8(data):
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Bad("not UTF-8") from error


MAX_INTEGER = 2**53 - 1


def strict_json(text, depth=64):
    """VERIFY.md, "Words used on this page": no duplicate keys, no integer beyond 2^53 - 1, no half surrogates, bounded depth."""

    def pairs(items):
        if len({key for key, _ in items}) != len(items):
            raise Bad("duplicate key")
        return dict(items)

    def integer(digits):
        value = int(digits)
        if abs(value) > MAX_INTEGER:
            raise Bad("unsafe integer")
        return value

    def number(digits):
        value = float(digits)
        if value in (float("inf"), float("-inf")) or (value.is_integer() and abs(value) > MAX_INTEGER):
            raise Bad("unsafe number")
        return value

    def constant(_):
        raise Bad("not JSON")

    try:
        value = json.loads(
            text, object_pairs_hook=pairs, parse_int=integer, parse_float=number, parse_constant=constant
        )
        text.encode("utf-8")
    except (ValueError, RecursionError) as error:
        raise Bad("not JSON") from error
    check_value(value, depth)
    return value


def check_value(value, depth):
    if isinstance(value, (dict, list)):
        if depth == 0:
            raise Bad("too deep")
        for item in value if isinstance(value, list) else [*value.keys(), *value.values()]:
            check_value(item, depth - 1)
    elif isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError as error:
            raise Bad("half a surrogate pair") from error


def canonical(value):
    """RFC 8785 for what records hold: objects, lists, strings, booleans and integers."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    raise Bad("a value that records do not hold")


TYPES = {
    "object": lambda v: isinstance(v, dict),
    "array": lambda v: isinstance(v, list),
    "string": lambda v: isinstance(v, str),
    "boolean": lambda v: isinstance(v, bool),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "number": lambda v: isinstance(v, (int, float)) and not isinstance(v, bool),
}


def same(a, b):
    return type(a) is type(b) and a == b


def fits(schema, value):
    """True when the value fits a JSON Schema of the few keywords that record.schema.json uses. An unknown keyword raises."""
    for keyword, rule in schema.items():
        if keyword in ("$schema", "$id", "title", "description"):
            continue
        if keyword == "oneOf" or keyword == "anyOf":
            good = any(fits(option, value) for option in rule)
        elif keyword == "type":
            good = TYPES[rule](value)
        elif keyword == "const":
            good = same(value, rule)
        elif keyword == "enum":
            good = any(same(value, option) for option in rule)
        elif keyword in ("minimum", "maximum"):
            good = not TYPES["number"](value) or (value >= rule if keyword == "minimum" else value <= rule)
        elif isinstance(value, str) and keyword in ("minLength", "maxLength", "pattern"):
            good = string_fits(keyword, rule, value)
        elif isinstance(value, list) and keyword in ("minItems", "maxItems", "items"):
            good = list_fits(keyword, rule, value)
        elif isinstance(value, dict) and keyword in ("properties", "required", "additionalProperties", "propertyNames"):
            good = object_fits(keyword, rule, value, schema)
        elif keyword in KEYWORDS:
            good = True
        else:
            raise KeyError(f"the schema uses {keyword}")
        if not good:
            return False
    return True


KEYWORDS = {
    "minLength", "maxLength", "pattern", "minItems", "maxItems", "items",
    "properties", "required", "additionalProperties", "propertyNames",
}  # fmt: skip


def string_fits(keyword, rule, value):
    if keyword == "pattern":
        pattern = rule.replace(r"\p{Cc}", r"\x00-\x1f\x7f-\x9f")
        pattern = re.sub(r"\$$", r"\\Z", pattern)
        return re.search(pattern, value, re.ASCII) is not None
    units = len(value.encode("utf-16-be")) // 2
    return units >= rule if keyword == "minLength" else units <= rule


def list_fits(keyword, rule, value):
    if keyword == "items":
        return all(fits(rule, item) for item in value)
    return len(value) >= rule if keyword == "minItems" else len(value) <= rule


def object_fits(keyword, rule, value, schema):
    if keyword == "required":
        return all(name in value for name in rule)
    if keyword == "propertyNames":
        return all(fits(rule, name) for name in value)
    if keyword == "properties":
        return all(fits(rule[name], item) for name, item in value.items() if name in rule)
    others = [item for name, item in value.items() if name not in schema.get("properties", {})]
    if isinstance(rule, bool):
        return rule or not others
    return all(fits(rule, item) for item in others)


def path_problem(path):
    segments = path.split("/")
    if not 0 < len(path) <= 240 or len(segments) > 12:
        return True
    return any(not re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._-]*", part) or part.endswith(".") for part in segments)


def little(data, at, length):
    if at < 0 or at + length > len(data):
        raise Bad("cut short")
    return int.from_bytes(data[at : at + length], "little")


def read_zip(data):
    """Files of an archive that can be read in one way only (VERIFY.md, 1)."""
    end = len(data) - 22
    if end < 0 or little(data, end, 4) != 0x06054B50:
        raise Bad("no end record at the end")
    count, size, start = little(data, end + 10, 2), little(data, end + 12, 4), little(data, end + 16, 4)
    directory_end = end
    if count == 0xFFFF or size == 0xFFFFFFFF or start == 0xFFFFFFFF:
        directory_end, (count, size, start) = read_zip64_end(data, end, (count, size, start))
    if little(data, end + 4, 4) != 0 or little(data, end + 8, 2) != little(data, end + 10, 2) or little(data, end + 20, 2):
        raise Bad("several disks or a comment")
    if start + size != directory_end:
        raise Bad("the directory does not end where the end record begins")
    files, at, local = {}, start, 0
    for _ in range(count):
        name, method, header, at = read_central(data, at, local)
        body, local = read_local(data, local, name, method, header, start)
        if name in files:
            raise Bad("a name stands twice")
        files[name] = body
    if at != directory_end or local != start:
        raise Bad("hidden bytes")
    return files


def read_zip64_end(data, end, short):
    """Where the directory ends, and the numbers that the end record cannot hold."""
    at = end - 76
    if little(data, end - 20, 4) != 0x07064B50 or little(data, end - 16, 4) or little(data, end - 4, 4) != 1:
        raise Bad("no zip64 locator")
    if little(data, end - 12, 8) != at or little(data, at, 4) != 0x06064B50 or little(data, at + 4, 8) != 44:
        raise Bad("no zip64 end record")
    count, size, start = (little(data, at + offset, 8) for offset in (32, 40, 48))
    if little(data, at + 16, 8) or little(data, at + 24, 8) != count:
        raise Bad("several disks")
    if short != (min(count, 0xFFFF), min(size, 0xFFFFFFFF), min(start, 0xFFFFFFFF)):
        raise Bad("two end records that disagree")
    return at, (count, size, start)


def read_central(data, at, local):
    if little(data, at, 4) != 0x02014B50:
        raise Bad("no directory header")
    flags, method = little(data, at + 8, 2), little(data, at + 10, 2)
    length = little(data, at + 28, 2)
    if little(data, at + 30, 2) or little(data, at + 32, 2) or little(data, at + 34, 2):
        raise Bad("extra field, comment or other disk")
    if little(data, at + 38, 4) >> 28 not in (0, 8) or flags & ~0x0806 or method not in (0, 8):
        raise Bad("not a plain file")
    header = [little(data, at + offset, 4) for offset in (16, 20, 24)]
    if method == 0 and header[1] != header[2]:
        raise Bad("two sizes")
    if little(data, at + 42, 4) != local or at + 46 + length > len(data):
        raise Bad("hidden or shared bytes")
    return data[at + 46 : at + 46 + length], method, header, at + 46 + length


def read_local(data, at, name, method, header, limit):
    if little(data, at, 4) != 0x04034B50 or little(data, at + 6, 2) & ~0x0806 or little(data, at + 28, 2):
        raise Bad("no plain local header")
    body = at + 30 + little(data, at + 26, 2)
    if data[at + 30 : body] != name or little(data, at + 8, 2) != method:
        raise Bad("headers disagree")
    if [little(data, at + offset, 4) for offset in (14, 18, 22)] != header:
        raise Bad("headers disagree")
    end = body + header[1]
    if end > limit:
        raise Bad("data reaches into the directory")
    packed = data[body:end]
    if method == 8:
        inflater = zlib.decompressobj(-15)
        try:
            packed = inflater.decompress(packed, header[2] + 1)
        except zlib.error as error:
            raise Bad("damaged") from error
        if not inflater.eof or inflater.unused_data or inflater.unconsumed_tail:
            raise Bad("bytes before or after the data")
    if len(packed) != header[2] or zlib.crc32(packed) != header[0]:
        raise Bad("another size or checksum")
    return packed, end
