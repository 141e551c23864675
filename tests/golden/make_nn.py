"""Write `nn.json`: what the installed torch tells in every transcript of torch.nn.

python -m tests.golden.make_nn
"""

import json
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    import torch

    from tests.helpers import nn_transcripts
    from tests.helpers.transcripts import told, transcripts_of

    torch.set_warn_always(True)  # else torch gives some warnings once per process only
    everything = {transcript.__name__: told(transcript, torch) for transcript in transcripts_of(vars(nn_transcripts))}
    version = torch.__version__.split("+")[0]
    (HERE / "nn.json").write_text(json.dumps({"torch": version, "told": everything}, indent=1) + "\n")
    print(len(everything), "transcripts")


if __name__ == "__main__":
    main()
