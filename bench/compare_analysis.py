"""The analysis of Good Offices and of NegMAS on the same scenarios, alternating in one run.

usage: python bench/compare_analysis.py PEER [--sizes 10000,1000000] [--rounds 3]

PEER is a folder with the peer's `common.py` (seeded scenarios, `tables` and `SHAPES`); the Python that runs
this needs `pip install negmas`. Build first: cargo build --release -p goodoffices-bench --bin analysis_cells
"""
import argparse
import json
import pathlib
import statistics
import subprocess
import sys
import time


def main():
    p = argparse.ArgumentParser()
    p.add_argument("peer")
    p.add_argument("--sizes", default="10000,1000000")
    p.add_argument("--rounds", type=int, default=3)
    a = p.parse_args()
    sys.path.insert(0, a.peer)
    from common import SHAPES, scenario, tables
    from negmas.outcomes import make_os
    from negmas.preferences import ops

    binary = pathlib.Path(__file__).resolve().parent.parent / "target/release/analysis_cells"
    for size in map(int, a.sizes.split(",")):
        issues, ufuns = scenario(size)
        os_ = make_os(issues)
        outcomes = list(os_.enumerate_or_sample())
        cell = {"outcomes": size, "sizes": SHAPES[size], "parties": [tables(SHAPES[size], 1, k) for k in (0, 1)]}
        ratios, ours_all, peer_all = {}, {}, []
        for _ in range(a.rounds):
            start = time.perf_counter()
            f, _ = ops.pareto_frontier(ufuns, outcomes, sort_by_welfare=True)
            ops.nash_points(ufuns, f, outcome_space=os_)
            ops.kalai_points(ufuns, f, outcome_space=os_)
            peer = time.perf_counter() - start
            peer_all.append(peer)
            out = subprocess.run([binary], input=json.dumps(cell), capture_output=True, text=True, check=True)
            for line in out.stdout.splitlines():
                row = json.loads(line)
                if row["what"] in ("merged", "enumerated"):  # the same utilities, so the same frontier
                    assert row["frontier"] == len(f), (row, len(f))
                ours_all.setdefault(row["what"], []).append(row["s_median"])
                ratios.setdefault(row["what"], []).append(peer / row["s_median"])
        for what, r in ratios.items():
            print(json.dumps({
                "outcomes": size, "what": what, "frontier": len(f), "rounds": a.rounds,
                "peer_s": statistics.median(peer_all), "ours_s": statistics.median(ours_all[what]),
                "ratio_median": round(statistics.median(r)), "ratio_min": round(min(r)),
            }), flush=True)


if __name__ == "__main__":
    main()
