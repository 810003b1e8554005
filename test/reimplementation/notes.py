"""Signed notes, checkpoints, policies and Merkle trees (VERIFY.md, 0, 3 and 4)."""

import hashlib
import re

import ed25519
from formats import MAX_INTEGER, Bad, from_base64

ED25519, COSIGNATURE = 1, 4


def sha256(*parts):
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def is_key_name(name):
    return name != "" and not any(c.isspace() or c == "+" or c < " " for c in name)


class Key:
    """A verifier key: name+hex(key id)+base64(type || public key)."""

    def __init__(self, text):
        parts = text.split("+", 2)
        if len(parts) != 3 or not is_key_name(parts[0]) or not re.fullmatch("[0-9a-f]{8}", parts[1]):
            raise Bad("not a verifier key")
        data = from_base64(parts[2])
        self.text, self.name, self.type, self.public = text, parts[0], data[0] if data else 0, data[1:]
        if len(data) != 33 or self.type not in (ED25519, COSIGNATURE) or is_low_order(self.public):
            raise Bad("not a verifier key of a known type")
        self.id = sha256(self.name.encode(), b"\n", data)[:4]
        if self.id.hex() != parts[1]:
            raise Bad("the key id is another")

    def time_of(self, text, signature):
        """Time of a cosignature, 0 for a plain signature, None when it does not hold."""
        if self.type == ED25519:
            return 0 if ed25519.verify(self.public, text, signature) else None
        time = int.from_bytes(signature[:8], "big")
        message = f"cosignature/v1\ntime {time}\n".encode() + text
        good = len(signature) == 72 and 0 < time <= MAX_INTEGER and ed25519.verify(self.public, message, signature[8:])
        return time if good else None


LOW_ORDER = [
    bytes(32),
    (1).to_bytes(32, "little"),
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    *[(ed25519.P + offset).to_bytes(32, "little") for offset in (-1, 0, 1)],
]


def is_low_order(public):
    return public[:31] + bytes([public[31] & 0x7F]) in LOW_ORDER


def parse_note(note):
    """(text, [(name, key id, signature)])"""
    if len(note.encode("utf-16-be")) > 2_000_000 or re.search(r"[\x00-\x09\x0b-\x1f]", note) or not note.endswith("\n"):
        raise Bad("not a note")
    at = note.rfind("\n\n")
    if at < 0:
        raise Bad("no empty line")
    signatures = []
    for line in note[at + 2 : -1].split("\n"):
        match = re.fullmatch("\u2014 ([^ ]+) ([^ ]+)", line)
        data = from_base64(match[2]) if match and is_key_name(match[1]) else b""
        if len(data) < 5:
            raise Bad("not a signature line")
        signatures.append((match[1], data[:4], data[4:]))
    if len(signatures) > 100:
        raise Bad("too many signatures")
    return note[: at + 1], signatures


def open_note(note, keys):
    """{key text: time} of the known keys that signed. Raises when a known key's signature is wrong or none is known."""
    text, signatures = parse_note(note)
    times = {}
    for name, key_id, signature in signatures:
        key = next((key for key in keys if key.name == name and key.id == key_id), None)
        if key is None:
            continue
        time = key.time_of(text.encode(), signature)
        if time is None:
            raise Bad("a known key's signature is wrong")
        times[key.text] = max(time, times.get(key.text, 0))
    if not times:
        raise Bad("no signature by a known key")
    return times


def parse_count(text):
    if not re.fullmatch("0|[1-9][0-9]{0,15}", text) or int(text) > MAX_INTEGER:
        raise Bad("not a count")
    return int(text)


def parse_checkpoint(text):
    """(origin, size, root)"""
    lines = text[:-1].split("\n")
    if len(lines) < 3 or not lines[0]:
        raise Bad("not a checkpoint")
    size, root = parse_count(lines[1]), from_base64(lines[2])
    if len(root) != 32 or len(lines) > 3:
        raise Bad("another root, or a further line")
    return lines[0], size, root


class Policy:
    """C2SP tlog-policy."""

    def __init__(self, text):
        self.logs, self.witnesses, self.groups, self.quorum, quorums = [], {}, {}, None, 0
        for line in text.split("\n"):
            if re.search(r"[\x00-\x08\x0a-\x1f\x7f]", line):
                raise Bad("a control character in the policy")
            keyword, *rest = [word for word in re.split("[ \t]+", line) if word] or ["#"]
            if keyword.startswith("#"):
                continue
            if keyword == "log" and len(rest) in (1, 2):
                self.add_log(Key(rest[0]))
            elif keyword == "witness" and len(rest) in (2, 3):
                self.add_witness(rest[0], Key(rest[1]))
            elif keyword == "group" and len(rest) >= 3:
                self.add_group(rest[0], rest[1], rest[2:])
            elif keyword == "quorum" and len(rest) == 1 and quorums == 0 and (rest[0] == "none" or self.known(rest[0])):
                self.quorum, quorums = None if rest[0] == "none" else rest[0], 1
            else:
                raise Bad(f"policy line: {line}")
        if quorums != 1:
            raise Bad("no quorum line")

    def known(self, name):
        return name in self.witnesses or name in self.groups

    def add_log(self, key):
        if key.type != ED25519 or any(key.public == other.public for other in self.logs):
            raise Bad("a log key of another type, or twice")
        self.logs.append(key)

    def add_witness(self, name, key):
        if key.type != COSIGNATURE or any(key.public == other.public for other in self.witnesses.values()):
            raise Bad("a witness key of another type, or twice")
        if name == "none" or self.known(name):
            raise Bad("the name is taken")
        self.witnesses[name] = key

    def add_group(self, name, threshold, members):
        needed = {"all": len(members), "any": 1}.get(threshold)
        if needed is None:
            needed = int(threshold) if re.fullmatch("[1-9][0-9]{0,5}", threshold) else 0
        taken = [member for _, group in self.groups.values() for member in group]
        bad = any(not self.known(m) or m in taken or members.count(m) > 1 for m in members)
        if name == "none" or self.known(name) or bad or not 1 <= needed <= len(members):
            raise Bad("not a group")
        self.groups[name] = (needed, members)

    def keys(self):
        return [*self.logs, *self.witnesses.values()]

    def met(self, times, not_before=0, quorum=...):
        """(is the quorum met, number of witnesses counted) by cosignatures of that time or later."""
        quorum = self.quorum if quorum is ... else quorum
        met = {name for name, key in self.witnesses.items() if times.get(key.text, -1) >= max(not_before, 1)}
        counted = len(met)
        for name, (needed, members) in self.groups.items():
            if sum(member in met for member in members) >= needed:
                met.add(name)
        return quorum is None or quorum in met, counted

    def signer(self, times):
        return next((key.name for key in self.logs if key.text in times), None)


class Trust:
    """A trust file: keys of reports and writers, a policy, and perhaps a known head after a line ---."""

    def __init__(self, text):
        match = re.search("^---\n", text, re.MULTILINE)
        lines = (text[: match.start()] if match else text).split("\n")
        self.known_head = text[match.start() + 4 :] if match else None
        self.report_keys, self.writer_keys = [], []
        self.root_keys, quorums = [], []
        if self.known_head is not None and self.known_head.strip() == "":
            raise Bad("a checkpoint must follow")
        for i, line in enumerate(lines):
            words = [word for word in re.split("[ \t]+", line.strip()) if word]
            if words[:1] in (["report-key"], ["writer-key"]):
                if len(words) != 2 or Key(words[1]).type != ED25519:
                    raise Bad(f"{words[0]} VKEY")
                (self.report_keys if words[0] == "report-key" else self.writer_keys).append(words[1])
                lines[i] = ""
            elif words[:1] == ["root-log"]:
                if len(words) not in (2, 3) or Key(words[1]).type != ED25519:
                    raise Bad("root-log VKEY [URL]")
                self.root_keys.append(Key(words[1]))
                lines[i] = ""
            elif words[:1] == ["root-quorum"]:
                if len(words) != 2 or quorums:
                    raise Bad("root-quorum NAME")
                quorums.append(words[1])
                lines[i] = ""
            elif words[:1] == ["tsa"]:
                # Time-stamps are not checked here.
                lines[i] = ""
        self.policy = Policy("\n".join(lines))
        self.root_quorum = self.read_root(quorums)

    def read_root(self, quorums):
        """3d: the witness or group of the policy that must have cosigned the heads of the root log."""
        names = {key.name for key in self.root_keys}
        if not names and quorums:
            raise Bad("root-quorum without root-log")
        if len(names) > 1 or any(key.name in names for key in self.policy.logs):
            raise Bad("two root logs, or a log that is its own")
        name = quorums[0] if quorums else self.policy.quorum
        if name not in (None, "none") and not self.policy.known(name):
            raise Bad("root-quorum of an unknown name")
        return None if name == "none" else name


def leaf_hash(entry):
    return sha256(b"\0", entry)


def levels(leaves):
    """levels[h][i]: the hash of the i-th complete subtree of height h."""
    rows = [leaves]
    while len(rows[-1]) > 1:
        row = rows[-1]
        rows.append([sha256(b"\1", row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)])
    return rows


def root_of(rows, size):
    """Root over the first `size` leaves: complete subtrees from right to left."""
    root, at = None, size
    for height, row in enumerate(rows):
        if size >> height & 1:
            at = (size >> (height + 1)) << 1
            root = row[at] if root is None else sha256(b"\1", row[at], root)
    return sha256(b"") if root is None else root


def root_from_proof(index, size, leaf, proof):
    """RFC 9162, 2.1.3.2."""
    if index >= size:
        raise Bad("index beyond the tree")
    fn, sn, node = index, size - 1, leaf
    for sibling in proof:
        if sn == 0:
            raise Bad("the proof is too long")
        if fn & 1 or fn == sn:
            node = sha256(b"\1", sibling, node)
            while not fn & 1 and fn != 0:
                fn, sn = fn >> 1, sn >> 1
        else:
            node = sha256(b"\1", node, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        raise Bad("the proof is too short")
    return node


def entries_follow(after, index, size, proof):
    """3d: each hash of the proof right of the path is the root over the entries after the leaf that stand below it."""
    if len(after) != size - index - 1:
        return False
    start, end, rest = 0, size, list(proof)
    while end - start > 1:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        sibling = rest.pop()
        if index >= middle:
            start = middle
            continue
        below = [leaf_hash(entry) for entry in after[middle - index - 1 : end - index - 1]]
        if root_of(levels(below), len(below)) != sibling:
            return False
        end = middle
    return True


def parse_proof(text):
    """A C2SP tlog-proof: (extra data or None, index, hashes, note)"""
    head, found, note = text.partition("\n\n")
    lines, extra = head.split("\n"), None
    if not found or lines.pop(0) != "c2sp.org/tlog-proof@v1":
        raise Bad("not a proof")
    if lines and lines[0].startswith("extra "):
        extra = from_base64(lines.pop(0)[6:])
    if not lines or not lines[0].startswith("index "):
        raise Bad("no index")
    index, hashes = parse_count(lines[0][6:]), [from_base64(line) for line in lines[1:]]
    if len(hashes) > 63 or any(len(value) != 32 for value in hashes):
        raise Bad("not the hashes of a proof")
    return extra, index, hashes, note


def tile_number(n):
    groups = [f"{n % 1000:03d}"]
    while n >= 1000:
        n //= 1000
        groups.append(f"x{n % 1000:03d}")
    return "/".join(reversed(groups))


def tile_path(level, n, width):
    return f"tile/{level}/{tile_number(n)}" + ("" if width == 256 else f".p/{width}")
