"""A second verifier of Remit evidence packs, written from VERIFY.md alone: Python's standard library, no package of ours.

    python3 verify.py PACK --trust FILE [--now RFC3339] [--schemas FOLDER]

PACK is a zip file or a folder. Prints each step and the result; exit code 0 PASS, 1 FAIL, 2 INCOMPLETE. The steps
"scopes", "decisions", "derived" and "timestamps" are the optional depth of VERIFY.md and are not carried out here.
"""

import argparse
import datetime
import hashlib
import json
import os
import re
import sys

from formats import Bad, canonical, fits, from_base64, from_base64url, path_problem, read_zip, strict_json, to_base64url, utf8
from notes import (
    ED25519, Key, Trust, entries_follow, leaf_hash, levels, open_note, parse_checkpoint, parse_count, parse_note, parse_proof,
    root_from_proof, root_of, sha256, tile_path,
)  # fmt: skip

OK, FAIL, INCOMPLETE, NONE = "ok", "fail", "incomplete", "not-applicable"
RULES = ("remit.projection/1", "remit.projection/2")
TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
MANIFEST, SIGNATURE = "03_manifest.json", "03_manifest.dsse.json"
NEEDS = (INCOMPLETE, "not reached")


def milliseconds(text):
    try:
        moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError as error:
        raise Bad("not a time") from error
    return round((moment - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)) / datetime.timedelta(milliseconds=1))


class State:
    """What the steps have found so far."""

    def __init__(self, files, container, trust, now, schemas):
        self.files, self.container, self.trust, self.now, self.schemas = files, container, trust, now, schemas
        self.manifest = self.note = self.head = self.times = self.entries = self.rows = self.records = self.rooted = None


def trust(s):
    return (OK, "given") if s.trust else (INCOMPLETE, "no trust file")


def container(s):
    return s.container or ((OK, f"{len(s.files)} files") if s.files else (FAIL, "no files"))


# 2. Manifest


def plain(value):
    return isinstance(value, str) and 0 < len(value) <= 256 and not re.search(r"[\x00-\x1f\x7f-\x9f]", value)


def count(value, most=2**53 - 1):
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def is_time(text):
    return milliseconds(text) is not None


def read_manifest(data):
    root = strict_json(utf8(data))
    if not isinstance(root, dict) or root.get("schema") != "remit.evidence-pack/1":
        raise Bad("not a manifest")
    inputs, generator, files = root.get("inputs"), root.get("generator"), root.get("files")
    if not isinstance(generator, dict) or not isinstance(generator.get("projection"), str):
        raise Bad("no projection")
    if not isinstance(inputs, dict) or not isinstance(files, list):
        raise Bad("no inputs or files")
    known = generator["projection"] in RULES
    good = plain(inputs.get("origin")) and plain(inputs.get("software")) and count(inputs.get("size"))
    good = good and ("system" not in inputs or plain(inputs["system"]))
    good = good and inputs.get("final", True) is True
    good = good and (not known or inputs.get("catalogue", "32024R1689@2026-07-27") == "32024R1689@2026-07-27")
    times = [inputs.get(name) for name in ("from", "to", "now")]
    good = good and all(isinstance(time, str) and TIME.fullmatch(time) for time in times)
    if "sample" in inputs:
        sample = inputs["sample"]
        good = good and isinstance(sample, dict) and plain(sample.get("seed")) and count(sample.get("n"), 100_000)
    if not good or not all(map(is_time, times)) or inputs["from"] >= inputs["to"]:
        raise Bad("bad inputs")
    if "signer" in inputs and (not isinstance(inputs["signer"], str) or Key(inputs["signer"]).type != ED25519):
        raise Bad("bad signer")
    for file in files:
        good = isinstance(file, dict) and all(isinstance(file.get(k), str) for k in ("path", "sha256", "mediaType", "role"))
        if not good or path_problem(file["path"]) or not count(file.get("bytes")):
            raise Bad("bad file in the list")
        if not re.fullmatch("[0-9a-f]{64}", file["sha256"]):
            raise Bad("bad digest in the list")
    return root


def manifest(s):
    s.manifest = read_manifest(s.files.get(MANIFEST, b""))
    listed = {file["path"]: file for file in s.manifest["files"]}
    if len(listed) != len(s.manifest["files"]):
        return FAIL, "a path is listed twice"
    for path, file in listed.items():
        data = s.files.get(path)
        if data is None or len(data) != file["bytes"] or hashlib.sha256(data).hexdigest() != file["sha256"]:
            return FAIL, f"{path}: not as listed"
    if set(s.files) - set(listed) - {MANIFEST, SIGNATURE}:
        return FAIL, "a file is not listed"
    if s.manifest["generator"]["projection"] not in RULES:
        return INCOMPLETE, "written by other rules; get a verifier of that version"
    return OK, f"{len(listed)} files"


# 3. Checkpoint, origin, witnesses


def checkpoint(s):
    note = utf8(s.files.get("12_integrity/checkpoint", b""))
    head = parse_checkpoint(parse_note(note)[0])
    s.note, s.head = note, head
    if not s.trust:
        return INCOMPLETE, "no trust file"
    times = open_note(note, s.trust.policy.keys())
    if s.trust.policy.signer(times) is None:
        return FAIL, "no log key signed"
    s.times = times
    return OK, "signed by the log"


def origin(s):
    if s.head is None or s.manifest is None:
        return NEEDS
    inputs = s.manifest["inputs"]
    signer = s.trust.policy.signer(s.times) if s.trust and s.times else None
    if (inputs["origin"], inputs["size"]) != s.head[:2] or signer not in (None, s.head[0]):
        return FAIL, "another origin or size"
    return (OK, s.head[0]) if signer else NEEDS


# 3d. The root log


def entry_head(s, entry):
    """The head of an entry of the root log that a log key of the trust file signed. Raises when it is none."""
    note = utf8(entry)
    open_note(note, s.trust.policy.logs)
    return parse_checkpoint(parse_note(note)[0])


def root_log(s):
    if not s.trust or not s.trust.root_keys:
        return NONE, "no root log in the trust file"
    if s.head is None or s.times is None:
        return NEEDS
    if "12_integrity/root.tlog-proof" not in s.files:
        return INCOMPLETE, "no proof of the root log"
    entry, index, hashes, note = parse_proof(utf8(s.files["12_integrity/root.tlog-proof"]))
    if entry is None or entry_head(s, entry) != s.head:
        return FAIL, "the entry is another head"
    keys = s.trust.root_keys
    times = open_note(note, [*keys, *s.trust.policy.witnesses.values()])
    name, size, root = parse_checkpoint(parse_note(note)[0])
    if name != keys[0].name or not any(key.text in times for key in keys):
        return FAIL, "not a head of the root log"
    if root_from_proof(index, size, leaf_hash(entry), hashes) != root:
        return FAIL, "not an entry of the root log"
    tail = s.files.get("12_integrity/root-tail")
    after = [] if tail is None else read_bundle(tail)
    if tail is not None and not entries_follow(after, index, size, hashes):
        return FAIL, "other entries follow"
    newer = False
    for later in after:
        try:
            head = entry_head(s, later)
        except Bad:
            continue
        if head[0] != s.head[0]:
            continue
        if head[1] < s.head[1] or (head[1] == s.head[1] and head != s.head):
            return FAIL, "another head of this log follows"
        newer = newer or head[1] > s.head[1]
    met, counted = s.trust.policy.met(times, quorum=s.trust.root_quorum)
    if newer or tail is None or not met or counted == 0:
        return INCOMPLETE, "a newer head, no entries after it, or not enough witnesses"
    s.rooted = (quorum_time(s.trust.policy, times, s.trust.root_quorum),)
    return OK, f"entry {index} of {name}"


def earlier_head_good(s, data):
    """3c: a cosigned head that the pack carries because its own head is not cosigned."""
    note = utf8(data)
    times = open_note(note, s.trust.policy.keys())
    name, size, root = parse_checkpoint(parse_note(note)[0])
    if s.trust.policy.signer(times) is None or name != s.head[0] or size > s.head[1]:
        return False
    return root_of(levels([leaf_hash(entry) for entry in read_entries(s)[0]]), size) == root


def witnesses(s):
    data = s.files.get("12_integrity/witnessed-checkpoint")
    if data is not None and s.trust and s.head is not None and not earlier_head_good(s, data):
        return FAIL, "the earlier head is not of this log"
    if not s.trust or s.times is None:
        return NEEDS
    met, counted = s.trust.policy.met(s.times)
    if not met or (counted == 0 and s.trust.known_head is None and s.rooted is None):
        return INCOMPLETE, "not enough witnesses"
    return (NONE, "none asked for") if counted == 0 else (OK, f"{counted} witnesses")


# 4. Tree


def read_bundle(data):
    entries, at = [], 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        if at + 2 + length > len(data):
            raise Bad("cut short")
        entries.append(data[at + 2 : at + 2 + length])
        at += 2 + length
    return entries


def tile(level, n, width):
    return f"12_integrity/{tile_path(level, n, width)}"


def read_entries(s):
    """(entries, paths of their bundles)"""
    size, entries, known = s.head[1], [], set()
    for n in range((size + 255) // 256):
        width = min(256, size - 256 * n)
        path = tile("entries", n, width)
        if path not in s.files:
            raise Bad(f"{path}: missing")
        bundle = read_bundle(s.files[path])
        if len(bundle) != width:
            raise Bad(f"{path}: of another width")
        known.add(path)
        entries += bundle
    return entries, known


def tree(s):
    if s.manifest is None or s.head is None:
        return NEEDS
    size = s.head[1]
    entries, known = read_entries(s)
    rows = levels([leaf_hash(entry) for entry in entries])
    if s.manifest["generator"]["projection"] in RULES:
        s.disclosures = read_disclosures(s.files)
    s.entries, s.rows = entries, rows
    if root_of(rows, size) != s.head[2]:
        return FAIL, "another root"
    for level in range(0, (len(rows) + 7) // 8):
        row = rows[8 * level]
        for n in range((len(row) + 255) // 256):
            part = row[256 * n : 256 * n + 256]
            path = tile(level, n, len(part))
            known.add(path)
            if s.files.get(path) != b"".join(part):
                return FAIL, f"{path}: does not follow from the entries"
    if any(path.startswith("12_integrity/tile/") and path not in known for path in s.files):
        return FAIL, "a file is no tile"
    return (OK, f"{size} entries") if size >= 2 else (INCOMPLETE, "nothing to verify")


# 5. Known head and freshness


def open_known_head(s):
    times = open_note(s.trust.known_head, s.trust.policy.keys())
    if s.trust.policy.signer(times) is None:
        raise Bad("not signed by the log")
    return times, parse_checkpoint(parse_note(s.trust.known_head)[0])


def known_head(s):
    if not s.trust or s.trust.known_head is None:
        return NONE, "none held"
    if s.entries is None:
        return NEEDS
    try:
        origin_, size, root = open_known_head(s)[1]
    except Bad as problem:
        return INCOMPLETE, f"the known head is not usable: {problem}"
    if origin_ != s.head[0] or size > len(s.entries) or root_of(s.rows, size) != root:
        return FAIL, "the log does not continue the known head"
    return OK, f"{size} records as known"


def quorum_time(policy, times, quorum=...):
    for time in sorted(set(times.values()), reverse=True):
        met, counted = policy.met(times, time, quorum)
        if met and counted > 0:
            return time
    return None


def freshness(s):
    if not s.trust or s.times is None or s.manifest is None:
        return NEEDS
    held = s.trust.known_head is not None
    seen = [quorum_time(s.trust.policy, s.times), *(s.rooted or ())]
    if held:
        try:
            times, head = open_known_head(s)
            if head[1] == s.head[1]:
                seen.append(quorum_time(s.trust.policy, times))
        except Bad:
            pass
    seen = [time for time in seen if time is not None]
    if not seen:
        good = held and not s.trust.policy.witnesses
        return (OK, "no witness time") if good else (INCOMPLETE, "no quorum says when")
    first, last = max(seen) * 1000, max(seen) * 1000 + 999
    newest = max((record["ts"] for record in s.records), default=None) if s.records else None
    late = last < milliseconds(s.manifest["inputs"]["to"])
    old = not held and s.now - last > 7 * 24 * 3600 * 1000
    future = first > s.now + 300_000 or (newest is not None and milliseconds(newest) > last + 300_000)
    return (INCOMPLETE, "late, old or in the future") if late or old or future else (OK, "seen after the period")


# 6. Records


def read_record(entry, schema):
    if len(entry) > 65_535:
        raise Bad("too long")
    text = utf8(entry)
    record = strict_json(text, 16)
    if canonical(record) != text:
        raise Bad("not canonical")
    if not isinstance(record, dict) or not isinstance(record.get("t"), str) or record["t"] not in schema:
        raise Bad("not a known type")
    if not fits(schema[record["t"]], record):
        raise Bad("not a record of its type")
    return record


def records(s):
    if s.entries is None or s.manifest["generator"]["projection"] not in RULES:
        return NEEDS
    schema = s.schemas.records
    read = [read_record(entry, schema) for entry in s.entries]
    if len({record["id"] for record in read}) != len(read):
        return FAIL, "an id stands twice"
    if any(record["org"] != s.manifest["inputs"]["origin"] for record in read):
        return FAIL, "a record of another log"
    for record, leaf in zip(read, s.rows[0] if read else []):
        record["leaf"] = to_base64url(leaf)
    s.records = read
    s.at = {record["leaf"]: i for i, record in enumerate(read)}
    return OK, f"{len(read)} records"


def continues_good(records):
    told = {"from": [], "to": []}
    for index, record in enumerate(records):
        if record["t"] == "continues":
            told[record["cnt"]["dir"]].append((index, record["cnt"]))
    after, parts = records[0]["gen"].get("after"), ("org", "size", "root")
    if after is not None or told["from"]:
        if after is None or [index for index, _ in told["from"]] != [1]:
            return False
        if any(told["from"][0][1].get(part) != after[part] for part in parts):
            return False
    if len(told["to"]) > 1:
        return False
    end = told["to"][0][0] if told["to"] else len(records)
    return all(record["t"] in ("erasure", "registry.change", "gap") for record in records[end + 1 :])


def genesis(s):
    if s.records is None:
        return NEEDS
    if not s.records or [i for i, r in enumerate(s.records) if r["t"] == "genesis"] != [0]:
        return FAIL, "record 0, and no other, must be the genesis"
    if not continues_good(s.records):
        return FAIL, "the log it goes on from, or its end"
    if not s.trust:
        return NEEDS
    named = s.records[0]["gen"]["vkey"]
    return (OK, "names the log key") if named in [key.text for key in s.trust.policy.logs] else (FAIL, "another key")


def key_spans(records):
    """[vkey, after, until] of each key of the log, and whether the records about them follow from each other."""
    if not records or records[0]["t"] != "genesis":
        return [], True
    spans, good = [[records[0]["gen"]["vkey"], 0, None]], True
    for index, record in enumerate(records):
        if record["t"] != "key.rotate":
            continue
        rot, open_ = record["rot"], len(spans) > 1 and spans[-2][2] is None
        fresh = rot["next"] not in [span[0] for span in spans]
        if rot["phase"] == "begin" and not open_ and spans[-1][0] == rot["prev"] and fresh:
            spans.append([rot["next"], index, None])
        elif rot["phase"] == "end" and open_ and (spans[-2][0], spans[-1][0]) == (rot["prev"], rot["next"]):
            spans[-2][2] = index
        else:
            good = False
    return spans, good


def key_history(s):
    if s.records is None or not s.trust or s.times is None:
        return NEEDS
    heads = [(s.head[1], s.times)]
    for name in s.files if s.manifest["generator"]["projection"] != RULES[0] else []:
        if re.fullmatch(r"12_integrity/anchors/[0-9a-f]{64}\.checkpoint", name):
            heads += signed_head(utf8(s.files[name]), s.trust)
    heads += signed_head(s.trust.known_head, s.trust) if s.trust.known_head is not None else []
    spans, good = key_spans(s.records)
    for size, times in heads:
        for key in s.trust.policy.logs:
            may = any(v == key.text and size > after and (until is None or size <= until) for v, after, until in spans)
            good = good and (key.text not in times or may)
    return (OK, f"{len(spans)} keys") if good else (FAIL, "a key outside its time, or a change that does not follow")


def signed_head(note, trust_):
    try:
        return [(parse_checkpoint(parse_note(note)[0])[1], open_note(note, trust_.policy.keys()))]
    except Bad:
        return []


def writer_seals(s):
    if s.records is None:
        return NEEDS
    first_seal = next((i for i, record in enumerate(s.records) if record["t"] == "writer.seal"), None)
    if first_seal is None:
        return NONE, "no writer seals"
    pinned = s.trust.writer_keys if s.trust else []
    writers, wrong, unsealed = {}, [], []
    for index, record in enumerate(s.records):
        writers.setdefault(record["w"]["id"], []).append((index, record))
    for writer, own in writers.items():
        seals = [record for _, record in own if record["t"] == "writer.seal"]
        if seals:
            key = seals[0]["seal"]["key"]
            good = writer_good(s, writer, own, seals, first_seal) and (not pinned or key in pinned)
            wrong += [] if good else [writer]
        elif own[0][0] >= first_seal and not admits(own, len(s.records)):
            unsealed.append(writer)
    if wrong or (unsealed and pinned):
        return FAIL, f"writers {wrong + unsealed}"
    return (INCOMPLETE, f"no seals of {unsealed}") if unsealed else (OK, "sealed")


def admits(own, size):
    index, record = own[0]
    gap = record["t"] == "gap" and record["gap"]["kind"] == "unacknowledged-commit"
    end = record["t"] == "continues" and record["cnt"]["dir"] == "to" and index == size - 1
    return len(own) == 1 and (gap or end)


def writer_good(s, writer, own, seals, first_seal):
    key = Key(seals[0]["seal"]["key"])
    opening = next((record for _, record in own if record["t"] != "genesis"), None)
    if own[0][0] > first_seal and (opening is None or opening["t"] != "writer.seal"):
        return False
    by_number = {record["w"]["n"]: from_base64url(record["leaf"]) for _, record in own}
    end, prev = 0, None
    for record in seals:
        seal = record["seal"]
        follows = seal["first"] == end and seal.get("prev") == prev and end <= seal["end"] <= record["w"]["n"]
        numbers = range(seal["first"], seal["end"])
        if seal["key"] != key.text or not follows or any(n not in by_number for n in numbers):
            return False
        leaves = [by_number[n] for n in numbers]
        if to_base64url(root_of(levels(leaves), len(leaves))) != seal["root"]:
            return False
        parts = [s.manifest["inputs"]["origin"], writer, seal["first"], seal["end"], seal["root"], prev or "-"]
        text = "remit writer-seal/1\n" + "".join(f"{part}\n" for part in parts)
        if key.time_of(text.encode(), from_base64(seal["sig"])) is None:
            return False
        end, prev = seal["end"], record["leaf"]
    tail = [record for _, record in own if record["w"]["n"] >= end and record["t"] != "writer.seal"]
    return len(tail) <= 4_096


def sequences(s):
    if s.records is None:
        return NEEDS
    writers, sessions, holes, repeats = {}, {}, 0, 0
    for record in s.records:
        w, last = record["w"], writers.get(record["w"]["id"], -1)
        repeats += w["n"] <= last
        holes += w["n"] > last + 1
        writers[w["id"]] = max(w["n"], last)
        if "s" in record:
            sessions.setdefault(record["s"]["id"], []).append(record["s"]["n"])
    for numbers in sessions.values():
        repeats += len(set(numbers)) != len(numbers)
        holes += max(numbers) + 1 != len(set(numbers))
    return (FAIL, "a number repeats") if repeats else (INCOMPLETE, "a number is missing") if holes else (OK, "dense")


def causes(s):
    if s.records is None:
        return NEEDS
    good = all(s.at.get(leaf, i) < i for i, record in enumerate(s.records) for leaf in record.get("cause", []))
    return (OK, "all found") if good else (FAIL, "a cause is no earlier record")


# 7. Pairing


class Call:
    def __init__(self, decision):
        self.decisions, self.outcome, self.gap = [decision], False, False

    def last(self):
        return self.decisions[-1]

    def closed(self):
        pol = self.last()["pol"]
        return self.outcome or self.gap or (pol["dec"] == "deny" and pol.get("enforced") is not False)


def group_calls(records):
    calls, by_leaf, orphans = [], {}, 0
    for record in records:
        call = next((by_leaf[leaf] for leaf in record.get("cause", []) if leaf in by_leaf), None)
        if record["t"] == "mcp.decision":
            if call and call.last()["pol"]["dec"] == "escalate":
                call.decisions.append(record)
            else:
                call = Call(record)
                calls.append(call)
            by_leaf[record["leaf"]] = call
        elif record["t"] in ("mcp.outcome", "approval"):
            orphans += call is None
            if call and record["t"] == "mcp.outcome":
                call.outcome = True
        elif record["t"] == "gap" and call:
            call.gap = True
    return calls, orphans


def pairing(s):
    if s.records is None:
        return NEEDS
    calls, orphans = group_calls(s.records)
    if orphans:
        return FAIL, "an outcome or approval of no call"
    due = [c for c in calls if not c.closed() and c.decisions[0]["ts"] < s.manifest["inputs"]["to"]]
    return (INCOMPLETE, "an open call") if due else (OK, f"{len(calls)} calls")


def report_decisions(s):
    """Decisions of the calls of this report (VERIFY.md, 11)."""
    inputs = s.manifest["inputs"]
    systems = {}
    for record in s.records:
        if record["t"] == "scope.declare":
            data = s.files.get(f"06_declared_scopes/{record['scope']['sha']}.yaml", b"")
            if hashlib.sha256(data).hexdigest() == record["scope"]["sha"]:
                systems[record["scope"]["sha"]] = record["dcl"]["system"]
    for call in group_calls(s.records)[0]:
        of = systems.get(call.last().get("scope", {}).get("sha"))
        in_period = inputs["from"] <= call.decisions[0]["ts"] < inputs["to"]
        if in_period and ("system" not in inputs or of is None or of == inputs["system"]):
            yield from call.decisions


# 8. Commitments and proofs


def read_disclosures(files):
    found = {}
    data = files.get("12_integrity/disclosures.jsonl")
    for line in (missing() if data is None else utf8(data)).split("\n")[:-1]:
        item = strict_json(line, 2)
        good = isinstance(item, dict) and isinstance(item.get("record"), str) and item.get("field") == "ctx"
        if not good or not isinstance(item.get("disclosure"), str) or item["record"] in found:
            raise Bad("not a disclosure line")
        found[item["record"]] = item["disclosure"]
    return found


def missing():
    raise Bad("a file is missing")


def context_good(commitment, disclosure):
    if commitment is None or disclosure is None:
        return commitment is None and disclosure is None
    try:
        if to_base64url(sha256(disclosure.encode("ascii"))) != commitment:
            return False
        parts = strict_json(utf8(from_base64url(disclosure)), 4)
    except (Bad, UnicodeEncodeError):
        return False
    good = isinstance(parts, list) and len(parts) == 3 and isinstance(parts[0], str) and parts[1] == "ctx"
    flat = good and isinstance(parts[2], dict) and "__proto__" not in parts[2]
    return flat and all(isinstance(value, (str, bool, int)) for value in parts[2].values())


def erased_contexts(s):
    erased, keys = set(), set()
    for index, record in enumerate(s.records):
        if record["t"] == "registry.change" and record["chg"]["what"] == "key.create":
            keys.add(record["chg"].get("of"))
        if record["t"] != "erasure":
            continue
        ers = record["ers"]
        by = set(ers["by"])
        if len(by) < 2 or by - keys or by & set(ers.get("of", [])) or ers["org"] != record["org"] or ers["n"] >= ers["parts"]:
            raise Bad(f"record {index}: not a good erasure")
        for item in ers["at"]:
            rising = all(a < b for a, b in zip(item["i"], item["i"][1:]))
            if not rising or any(target >= index for target in item["i"]):
                raise Bad(f"record {index}: erases what does not stand before it")
            for target in (s.records[at] for at in item["i"]):
                if "ev" in item:
                    good = target["t"] == "ingest.batch" and all(e < target["ing"]["tree"]["size"] for e in item["ev"])
                else:
                    good = all(field in target.get("c", {}) for field in item["f"])
                if not good:
                    raise Bad(f"record {index}: erases what a record does not hold")
            if "ev" not in item and "ctx" in item["f"]:
                erased.update(item["i"])
    return erased


def commitments(s):
    if s.records is None:
        return NEEDS
    decisions = list(report_decisions(s))
    try:
        erased = erased_contexts(s)
    except Bad as problem:
        return FAIL, str(problem)
    for record in decisions:
        commitment, disclosure = record.get("c", {}).get("ctx"), s.disclosures.get(record["id"])
        if s.at[record["leaf"]] in erased and disclosure is None:
            continue
        if s.at[record["leaf"]] in erased or not context_good(commitment, disclosure):
            return FAIL, f"record {record['id']}: missing or altered"
    if set(s.disclosures) - {record["id"] for record in decisions}:
        return FAIL, "a disclosure for no decision of this report"
    return OK, f"{len(decisions)} decisions"


def proof_good(s, record):
    text = utf8(s.files.get(f"12_integrity/proofs/{record['id']}.tlog-proof") or missing())
    head, found, note = text.partition("\n\n")
    lines = head.split("\n")
    if not found or lines.pop(0) != "c2sp.org/tlog-proof@v1":
        return False
    if lines and lines[0].startswith("extra "):
        from_base64(lines.pop(0)[6:])
    index = s.at[record["leaf"]]
    if not lines or not lines[0].startswith("index ") or parse_count(lines.pop(0)[6:]) != index or note != s.note:
        return False
    hashes = [from_base64(line) for line in lines]
    good = all(len(value) == 32 for value in hashes)
    return good and root_from_proof(index, len(s.entries), s.rows[0][index], hashes) == root_of(s.rows, len(s.entries))


def proofs(s):
    if s.records is None:
        return NEEDS
    decisions = list(report_decisions(s))
    for record in decisions:
        if not proof_good(s, record):
            return FAIL, f"record {record['id']}: its proof"
    return (OK, f"{len(decisions)} proofs") if decisions else (NONE, "no decision in the period")


# 8b. Ingested batches


def ingest_trees(s):
    if s.records is None:
        return NEEDS
    inputs, folders = s.manifest["inputs"], set()
    for record in s.records:
        if record["t"] != "ingest.batch":
            continue
        ing = record["ing"]
        if "from" in ing and "to" in ing and not (ing["from"] < inputs["to"] and ing["to"] >= inputs["from"]):
            continue
        folder = f"11_sources/{record['id']}/"
        folders.add(folder)
        names = sorted(p for p in s.files if re.fullmatch(re.escape(folder) + r"events-[0-9]{5}\.jsonl", p))
        leaves = [leaf for name in names for leaf in lines_of(s.files[name])]
        for n, leaf in enumerate(leaves):
            event = strict_json(utf8(leaf))
            if not fits(s.schemas.event, event) or event["n"] != n:
                return FAIL, f"{folder}: leaf {n}"
        root = root_of(levels([leaf_hash(leaf) for leaf in leaves]), len(leaves))
        if len(leaves) != ing["tree"]["size"] or to_base64url(root) != ing["tree"]["root"]:
            return FAIL, f"{folder}: another tree"
    if any(p.startswith("11_sources/") and p[: p.rfind("/") + 1] not in folders for p in s.files):
        return FAIL, "a file of no batch"
    return (OK, f"{len(folders)} batches") if folders else (NONE, "none")


def lines_of(data):
    lines = data.split(b"\n")
    return lines[:-1] if lines[-1] == b"" else lines


# 2b. Signature of the manifest


def dsse(s):
    if s.manifest is None:
        return NEEDS
    signer, data = s.manifest["inputs"].get("signer"), s.files.get(SIGNATURE)
    if signer is None:
        return (NONE, "unsigned") if data is None else (FAIL, "a signature and no signer")
    if data is None:
        return INCOMPLETE, "the signature is missing"
    envelope = strict_json(utf8(data), 8)
    kind, signatures = envelope["payloadType"], envelope["signatures"]
    payload = loose_base64(envelope["payload"])
    message = b"DSSEv1 %d %s %d " % (len(kind), kind.encode(), len(payload)) + payload
    good = [signature for signature in signatures if Key(signer).time_of(message, loose_base64(signature["sig"])) == 0]
    statement = strict_json(utf8(payload), 8)
    digests = [subject["digest"]["sha256"] for subject in statement["subject"] if subject.get("name") == MANIFEST]
    right = kind == "application/vnd.in-toto+json" and statement["_type"] == "https://in-toto.io/Statement/v1"
    right = right and statement["predicateType"] == "urn:remit:evidence-pack:1"
    if not good or not right or digests[:1] != [hashlib.sha256(s.files[MANIFEST]).hexdigest()]:
        return FAIL, "not a signature over this manifest"
    if s.trust and s.trust.report_keys and signer not in s.trust.report_keys:
        return FAIL, "no report key of the trust file"
    return OK, "signed"


def loose_base64(text):
    plain_ = text.replace("-", "+").replace("_", "/").rstrip("=")
    return from_base64(plain_ + "=" * (-len(plain_) % 4))


STEPS = {
    "trust": trust, "container": container, "manifest": manifest, "checkpoint": checkpoint, "origin": origin,
    "root-log": root_log, "witnesses": witnesses, "tree": tree, "known-head": known_head, "records": records, "freshness": freshness,
    "genesis": genesis, "key-history": key_history, "sequences": sequences, "writer-seals": writer_seals, "causes": causes, "pairing": pairing, "commitments": commitments,
    "proofs": proofs, "ingest-trees": ingest_trees, "dsse": dsse,
}  # fmt: skip


class Schemas:
    """record.schema.json and imported-event.schema.json."""

    def __init__(self, folder):
        with open(os.path.join(folder, "record.schema.json"), encoding="utf-8") as file:
            options = json.load(file)["oneOf"]
        self.records = {option["properties"]["t"]["const"]: option for option in options}
        with open(os.path.join(folder, "imported-event.schema.json"), encoding="utf-8") as file:
            self.event = json.load(file)


def open_pack(path):
    """(files, what is wrong with the container)"""
    if os.path.isdir(path):
        return open_folder(path)
    with open(path, "rb") as file:
        return open_zip(file.read())


def open_zip(data):
    try:
        files = {name.decode("ascii"): body for name, body in read_zip(data).items()}
    except (Bad, UnicodeDecodeError) as problem:
        return {}, (FAIL, str(problem))
    return refuse_paths(files)


def open_folder(folder):
    files, odd = {}, False
    for here, folders, names in os.walk(folder):
        odd = odd or any(os.path.islink(os.path.join(here, name)) for name in folders)
        for name in names:
            path = os.path.join(here, name)
            odd = odd or os.path.islink(path) or not os.path.isfile(path)
            if not odd:
                with open(path, "rb") as file:
                    files[os.path.relpath(path, folder).replace(os.sep, "/")] = file.read()
    return ({}, (FAIL, "a link or a device")) if odd else refuse_paths(files)


def refuse_paths(files):
    if any(path_problem(path) for path in files) or len({path.lower() for path in files}) != len(files):
        return {}, (FAIL, "a path that packs do not hold")
    return files, None


def verify(files, problem, trust_text, now, schemas):
    """{"result": ..., "steps": {name: [status, what]}}. Raises Bad only for a trust file that cannot be used."""
    state = State(files, problem, Trust(trust_text) if trust_text is not None else None, now, schemas)
    steps = {}
    for name, step in STEPS.items():
        try:
            steps[name] = step(state)
        except (Bad, KeyError, TypeError, AttributeError, IndexError, ValueError) as error:
            steps[name] = (FAIL, f"{type(error).__name__}: {error}")
    statuses = [status for status, _ in steps.values()]
    result = "FAIL" if FAIL in statuses else "INCOMPLETE" if INCOMPLETE in statuses else "PASS"
    return {"result": result, "steps": steps}


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    parser = argparse.ArgumentParser()
    parser.add_argument("pack")
    parser.add_argument("--trust")
    parser.add_argument("--now")
    parser.add_argument("--schemas", default=here)
    args = parser.parse_args()
    trust_text = None
    if args.trust:
        with open(args.trust, encoding="utf-8", newline="") as file:
            trust_text = file.read()
    now = args.now or datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds")
    report = verify(*open_pack(args.pack), trust_text, milliseconds(now), Schemas(args.schemas))
    for name, (status, says) in report["steps"].items():
        print(f"{status:15}{name}: {says}")
    print(report["result"], "(scopes, decisions and derived files: not carried out by this verifier)")
    return {"PASS": 0, "FAIL": 1, "INCOMPLETE": 2}[report["result"]]


if __name__ == "__main__":
    sys.exit(main())
