"""Answers for many packs in one process, for the comparison test. Frames on stdin: a line of JSON, then the bytes it counts.

{"schemas": FOLDER} once, then {"trust": TEXT or null, "now": ms, "zip": true, "sizes": [n]} or {..., "paths": [...], "sizes": [...]}.
"""

import functools
import json
import sys

import ed25519
import verify
from formats import Bad


def main():
    stdin = sys.stdin.buffer
    schemas = verify.Schemas(json.loads(stdin.readline())["schemas"])
    # Most records and signatures come again and again: the same answers, sooner.
    ed25519.verify = functools.lru_cache(maxsize=None)(ed25519.verify)
    read = verify.read_record
    cached = functools.lru_cache(maxsize=100_000)(lambda entry: read(entry, schemas.records))
    verify.read_record = lambda entry, _: dict(cached(entry))
    for line in stdin:
        frame = json.loads(line)
        bodies = [stdin.read(size) for size in frame["sizes"]]
        if frame.get("zip"):
            files, problem = verify.open_zip(bodies[0])
        else:
            files, problem = verify.refuse_paths(dict(zip(frame["paths"], bodies)))
        try:
            report = verify.verify(files, problem, frame["trust"], frame["now"], schemas)
        except Bad as error:
            report = {"result": "USAGE", "steps": {}, "says": str(error)}
        sys.stdout.write(json.dumps(report) + "\n")
        sys.stdout.flush()


main()
