"""A thousand single edits of the examples' agreements and those to start from: how many relations are left open, and
how long one takes."""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

from sla_dsl.changes.relation import relate
from sla_dsl.model.change import Relation
from sla_dsl.policy import fetch
from tests.changes.relation.mutations import many

ROOT = Path(__file__).resolve().parents[3]
MOST_OPEN = 0.05
"""The share of relations that may be left open."""


def main(seed: int, count: int) -> int:
    """Prints what was left open, the share of it, and the time; gives 1 where it is too much."""
    files = sorted((*ROOT.glob("examples/*/*.sla.yaml"), *ROOT.glob("policies/*.sla.yaml")))
    agreements = [agreement for file in files if (agreement := fetch(str(file)).agreement) is not None]
    counted: Counter[Relation] = Counter()
    times = []
    for old, new, name in many(Random(seed), agreements, count):
        began = time.process_time()
        related = relate(old, new, name, name)
        times.append(time.process_time() - began)
        counted[related.relation] += 1
        if related.relation is Relation.UNPROVEN:
            print(f"unproven: {old.id} {name}: {related.why}", flush=True)  # noqa: T201
    share = counted[Relation.UNPROVEN] / count
    told = {str(relation): number for relation, number in counted.items()}
    print(f"{told}; {share:.1%} unproven; mean {sum(times) / count:.3f} s, most {max(times):.2f} s")  # noqa: T201
    return int(share > MOST_OPEN)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), int(sys.argv[2])))
