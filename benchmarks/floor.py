"""What no program can save (下限): unzip and parse the workbook, run Jinja, deflate the documents.

Nothing is checked, computed or traced. ``python benchmarks/floor.py BOOK…`` prints one JSON line
per workbook with the CPU seconds of reading, of rendering and of packing.
"""

import argparse
import json
import time
import zipfile
from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from xml.parsers import expat

from zeropark.batch import Order, Workshop, judge
from zeropark.plan import plan
from zeropark.report import context
from zeropark.standard import find


def main() -> None:
    """Print the floor of every workbook given."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("books", nargs="+", type=Path)
    given = parser.parse_args()
    workshop = Workshop.open(Order(find()))
    for book in given.books:
        print(json.dumps(_floor(workshop, book.read_bytes(), book.name)), flush=True)


def _floor(workshop: Workshop, data: bytes, name: str) -> dict[str, float]:
    _, _, evaluation = judge(workshop, data, name)
    if evaluation is None:
        raise SystemExit(name)
    made = plan(evaluation)
    facts = context(evaluation, made)
    documents = workshop.documents[evaluation.standard.id]
    whole = documents.render(evaluation, made)
    parts = [part for template in documents.templates.values() for part in template._parts]
    return {
        "read": _best(lambda: _parse(data)),
        "render": _best(lambda: [part.template.render(facts) for part in parts]),
        "pack": _best(lambda: [_pack(document) for document in map(_unpacked, whole.values())])
        - _best(lambda: [_unpacked(document) for document in whole.values()]),
    }


def _best(work: Callable[[], object], rounds: int = 5) -> float:
    costs = []
    for _ in range(rounds):
        start = time.process_time()
        work()
        costs.append(time.process_time() - start)
    return sorted(costs)[rounds // 2]


def _parse(data: bytes) -> None:
    for name, content in _unpacked(data).items():
        if name.endswith((".xml", ".rels")):
            expat.ParserCreate().Parse(content, True)


def _unpacked(data: bytes) -> Mapping[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _pack(parts: Mapping[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


if __name__ == "__main__":
    main()
