"""Write `messages.json`: what the installed torch says to every record of `messages_table.py`.

    python -m tests.golden.make_messages

Records that need a GPU keep what an earlier run on a machine with one wrote, or the text they quote.
"""

import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def torch_says() -> dict[str, Any]:
    """Every record that this machine can provoke, by name."""
    import torch

    from tests.helpers.messages_table import RECORDS, cannot, observe

    before = torch.is_warn_always_enabled()
    torch.set_warn_always(True)  # else torch gives some warnings once per process only
    try:
        return {record.name: observe(record, torch) for record in RECORDS if not cannot(record, torch)}
    finally:
        torch.set_warn_always(before)


def main() -> None:
    import torch

    from tests.helpers.messages_table import RECORDS

    path = HERE / "messages.json"
    earlier = json.loads(path.read_text())["seen"] if path.exists() else {}
    now = torch_says()
    seen = {}
    for record in RECORDS:
        quoted = {"exception": list(record.quoted or ())}
        seen[record.name] = now.get(record.name) or earlier.get(record.name, quoted)
        if record.kind not in seen[record.name] and record.kind + "s" not in seen[record.name]:
            raise SystemExit(f"{record.name}: expected {record.kind}, torch shows {seen[record.name]}")
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(what)}" for name, what in seen.items())
    version = torch.__version__.split("+")[0]
    path.write_text(f'{{\n "torch": "{version}",\n "seen": {{\n{lines}\n }}\n}}\n')
    print(f"{len(seen)} records, {len(now)} measured now")


if __name__ == "__main__":
    main()
