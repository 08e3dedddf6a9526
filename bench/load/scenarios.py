"""The scenarios: each takes the stage and what was asked, prints its table and gives its raw result."""

import asyncio
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.load.burst import LONG, RATES, SHORT, bursty
from bench.load.caller import spread
from bench.load.importing import import_tenths
from bench.load.lifecycle import closed_loop, reports_only, trivial, users_of
from bench.load.lists import questions, read
from bench.load.stage import Stage, served

Scenario = Callable[[Stage, Any], dict[str, Any]]
PEERS = {
    "a comparable open platform, as published": "37 full lifecycles/s up to 100,000 cases, 6.3 at 1.0 million "
    "(p95 3.34 s) on 16 vCPU and 32 GB; in its bursty run 4.3-4.7 % succeed and it never recovers",
    "the nearest relative, as published": "create 18.5/s with 47 statements; first page of the queue 4.2/s with 296 "
    "statements, p50 1.9 s, at 224,000 cases on two cores",
}
WARM = 3.0


def cast_of(ground: Stage, lives: int, **how: Any) -> tuple[dict[str, Any], Path]:
    """Who acts in this run and how, and the file that says so."""
    run = f"{int(time.time()) % 10**7:x}"
    cast = ground.say("bench.load.ground", "cast", run, str(lives)) | how
    file = Path(ground.environ["WANGGE_VAR"]) / "cast.json"
    file.write_text(json.dumps(cast))
    file.chmod(0o600)
    return cast, file


def checked(ground: Stage, run: str) -> dict[str, int]:
    """What the database says of a run, by key: commands answered, reports among them, and any that stand double."""
    return ground.say("bench.load.keys", run)


def lifecycle(ground: Stage, asked: Any) -> dict[str, Any]:
    """Closed loop, beside the same SQL raw and the server's simplest view."""
    pictures = int((asked.seconds + WARM) * 5 * asked.rounds) + 20
    cast, file = cast_of(ground, pictures, in_one_go=asked.in_one_go, page=asked.page)
    statements: dict[str, list[str]] = ground.say("bench.load.raw", "statements", str(file))
    rounds: list[dict[str, Any]] = []
    threads = asked.threads or 4
    with served(ground, asked.workers, asked.threads) as running:
        users = users_of(cast)[: asked.users]
        for number in range(asked.rounds):
            database, (server, worker) = ground.database_cpu(), running.cpu()
            sheet, lives, took = asyncio.run(closed_loop(users, asked.seconds, WARM))
            after, spent = running.cpu(), ground.database_cpu() - database
            whole = max(1, lives) * (took + WARM) / took
            health = asyncio.run(trivial("/health", 3, asked.users))
            rounds.append({
                "lives_a_second": round(lives / took, 1), "calls": sheet.figures(), "broken": sheet.broken[:5],
                "put_off": dict(sheet.put_off), "server_ms": round(1000 * (after[0] - server) / whole, 2),
                "worker_ms": round(1000 * (after[1] - worker) / whole, 2),
                "generator_ms": round(1000 * sheet.cpu() / max(1, lives), 2), "health_a_second": round(health),
            })  # fmt: skip
            rounds[-1]["postgresql_ms"] = round(1000 * spent / whole, 2)
            print(f"  round {number + 1}: {rounds[-1]['lives_a_second']} lives/s", flush=True)
    raw: list[dict[str, Any]] = []
    if ground.engine == "postgresql":
        for number in range(asked.rounds):
            database = ground.database_cpu()
            words = (str(file), str(threads * asked.workers), str(asked.seconds / 2), str(number))
            row = ground.say("bench.load.raw", "replay", *words)
            raw.append(row | {"postgresql_ms": round(1000 * (ground.database_cpu() - database) / row["lives"], 2)})
    found = {"statements": {name: len(sent) for name, sent in statements.items()}, "sql": statements,
             "rounds": rounds, "raw": raw, "keys": checked(ground, cast["run"]), "peers": PEERS}  # fmt: skip
    _tell(found)
    return found


def middle(rows: list[dict[str, Any]], name: str) -> float:
    """The median of a figure over the rounds."""
    return float(statistics.median(row[name] for row in rows)) if rows else 0.0


def _tell(found: dict[str, Any]) -> None:
    rounds, raw, counts = found["rounds"], found["raw"], found["statements"]
    calls = {name: [r["calls"].get(name, {}) for r in rounds] for name in counts}
    print("\n| call | statements | p50 ms | p95 ms | p99 ms |\n|---|---|---|---|---|")
    for name, every in calls.items():
        mid = [statistics.median(e.get(p, 0) for e in every) for p in ("p50", "p95", "p99")]
        print(f"| {name} | {counts.get(name)} | " + " | ".join(f"{m:.0f}" for m in mid) + " |")
    lives, limit = middle(rounds, "lives_a_second"), middle(raw, "lives_a_second")
    every = " ".join(str(r["lives_a_second"]) for r in rounds)
    print(f"\nlives a second: {lives:.1f} ({every}), of {len(counts)} calls "
          f"and {sum(counts.values())} statements each")  # fmt: skip
    print(f"CPU ms a life: server {middle(rounds, 'server_ms')}, PostgreSQL {middle(rounds, 'postgresql_ms')}, "
          f"worker {middle(rounds, 'worker_ms')}, generator {middle(rounds, 'generator_ms')}")  # fmt: skip
    if raw:
        print(f"the same SQL raw: {limit:.1f} lives/s ({lives / limit:.0%} of it), "
              f"{middle(raw, 'cpu_ms'):.2f} ms ours, {middle(raw, 'postgresql_ms')} ms PostgreSQL")  # fmt: skip
    print(f"/health: {middle(rounds, 'health_a_second'):.0f} calls/s; put off: {[r['put_off'] for r in rounds]}; "
          f"broken: {sum(len(r['broken']) for r in rounds)}; by key: {found['keys']}")  # fmt: skip
    for row in rounds:
        for line in row["broken"][:2]:
            print("  ", line)


def burst(ground: Stage, asked: Any) -> dict[str, Any]:
    """Lives that begin at a rate, with peaks far above what the server can do."""
    length = SHORT if asked.short else LONG
    cast, _ = cast_of(ground, int(sum(RATES) * length / asked.users) + 160)
    with served(ground, asked.workers, asked.threads) as running:
        users = users_of(cast)[: asked.users]
        asyncio.run(closed_loop(users[:4], 2, 3))
        database, (server, worker) = ground.database_cpu(), running.cpu()
        found = asyncio.run(bursty(users, length))
        after, spent = running.cpu(), ground.database_cpu() - database
    lives = found["lives"]
    found |= {
        "server_ms": round(1000 * (after[0] - server) / lives, 2), "postgresql_ms": round(1000 * spent / lives, 2),
        "worker_ms": round(1000 * (after[1] - worker) / lives, 2), "keys": checked(ground, cast["run"]), "peers": PEERS,
    }  # fmt: skip
    print("\n| lives/s | report p50 | p95 | moves p50 | p95 | queue p50 | p95 |  ms, waiting included")
    print("|---|---|---|---|---|---|---|")
    for row in found["phases"]:
        cells = [row[what].get(p, "") for what in ("report", "moves", "queue") for p in ("p50", "p95")]
        print(f"| {row['rate']} | " + " | ".join(str(cell) for cell in cells) + " |")
    print(
        f"\n{lives} lives: {found['ended']}; put off by call: {found['put_off']}, told within {found['turned_ms']} ms"
    )
    print(f"by key in the database (with those of the warming up): {found['keys']}; broken {found['broken_in_all']}")
    print(f"normal again {found['until_normal_s']} s after the last peak; all done {found['after_the_phases_s']:.0f} s "
          f"after the phases; CPU ms a life: server {found['server_ms']}, PostgreSQL {found['postgresql_ms']}, "
          f"worker {found['worker_ms']}, generator {found['generator_ms']:.2f}")  # fmt: skip
    for line in found["broken"]:
        print("  ", line)
    return found


def lists(ground: Stage, asked: Any) -> dict[str, Any]:
    """What is read all day, by eight users of restricted posts."""
    cast, _ = cast_of(ground, 1)
    long = ground.say("bench.load.ground", "long")
    with served(ground, asked.workers, asked.threads) as running:
        database, (server, _) = ground.database_cpu(), running.cpu()
        rows = asyncio.run(read(questions(cast, long), asked.seconds))
        spent, after = ground.database_cpu() - database, running.cpu()[0] - server
    print("\n| question | calls/s | p50 ms | p95 ms | p99 ms | KB |\n|---|---|---|---|---|---|")
    for name, row in rows.items():
        times = " | ".join(str(row.get(p, "")) for p in ("p50", "p95", "p99"))
        print(
            f"| {name} | {row['a_second']} | {times} | {row['bytes'] / 1000:.0f} |{' BROKEN' if row['broken'] else ''}"
        )
    print(f"CPU s in all: server {after:.1f}, PostgreSQL {spent:.1f}")
    return {"rows": rows, "server_s": after, "postgresql_s": spent, "peers": PEERS}


def intake(ground: Stage, asked: Any) -> dict[str, Any]:
    """Reports only, closed loop."""
    cast, _ = cast_of(ground, 1)
    rounds = []
    with served(ground, asked.workers, asked.threads) as running:
        users = users_of(cast)[: asked.users]
        for number in range(asked.rounds):
            database, (server, worker) = ground.database_cpu(), running.cpu()
            sheet, took = asyncio.run(reports_only(users, f"{number}", asked.seconds))
            after, count = running.cpu(), max(1, len(sheet.took["report"]))
            rounds.append({
                "reports_a_second": round(count / took, 1), "report": spread(sheet.took["report"]),
                "put_off": dict(sheet.put_off), "broken": sheet.broken[:3],
                "server_ms": round(1000 * (after[0] - server) / count, 2),
                "worker_ms": round(1000 * (after[1] - worker) / count, 2),
                "postgresql_ms": round(1000 * (ground.database_cpu() - database) / count, 2),
            })  # fmt: skip
            print(f"  round {number + 1}: {rounds[-1]}", flush=True)
    return {"rounds": rounds, "keys": checked(ground, cast["run"]), "peers": PEERS}


def imports(ground: Stage, asked: Any) -> dict[str, Any]:
    """``wangge import reports`` of as many messages as take some seconds, the first tenth against the last."""
    found = import_tenths(ground, int(asked.seconds * 250))
    slowest, first, last = max(found["tenths"]), found["tenths"][0], found["tenths"][-1]
    rate = found["messages"] / found["seconds"]
    print(f"{found['messages']:,} messages in {found['seconds']:.1f} s: {rate:.0f} a second; "
          f"tenths of it in seconds: {found['tenths']}; last tenth at {first / last:.0%} of the first one's rate, "
          f"the slowest {slowest} s")  # fmt: skip
    return found


SCENARIOS: dict[str, Scenario] = {
    "lifecycle": lifecycle,
    "burst": burst,
    "lists": lists,
    "intake": intake,
    "import": imports,
}
