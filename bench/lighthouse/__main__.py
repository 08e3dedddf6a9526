"""See the package."""

import json
import sys
from pathlib import Path

import httpx

from bench.lighthouse import measure, table


def main() -> None:
    """Sign in as two people of the demo, measure, print."""
    site = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
    accounts = json.loads(Path("var/demo/accounts.json").read_text("utf-8"))
    cookies = {}
    for app, person in (("worker", "worker"), ("desk", "community")):
        signed = httpx.post(
            f"{site}/api/v1/session", json={"username": person, "password": accounts[person]}, trust_env=False
        )
        signed.raise_for_status()
        cookies[app] = f"wangge_session={signed.json()['token']}"
    print(table(measure(site, cookies)))


if __name__ == "__main__":
    main()
