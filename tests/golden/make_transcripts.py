"""Write `transcripts.json`: what the installed torch tells in every transcript of the tests.

python -m tests.golden.make_transcripts
"""

import importlib
import json

MODULES = (
    "autograd_transcripts",
    "views_transcripts",
    "nodes_transcripts",
    "function_transcripts",
    "gradcheck_transcripts",
)


def main() -> None:
    import torch

    from tests.helpers.transcripts import GOLDEN_FILE, told, transcripts_of

    torch.set_warn_always(True)  # else torch gives some warnings once per process only
    everything = {
        name: {
            transcript.__name__: told(transcript, torch)
            for transcript in transcripts_of(vars(importlib.import_module(f"tests.helpers.{name}")))
        }
        for name in MODULES
    }
    version = torch.__version__.split("+")[0]
    GOLDEN_FILE.write_text(json.dumps({"torch": version, "told": everything}, indent=1) + "\n")
    print(sum(map(len, everything.values())), "transcripts")


if __name__ == "__main__":
    main()
