"""Write `optim.json`: what the installed torch tells in every transcript of torch.optim and torch.utils.data.

python -m tests.golden.make_optim
"""

import json
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    import torch

    from tests.helpers import data_transcripts, optim_transcripts
    from tests.helpers.transcripts import told, transcripts_of

    torch.set_warn_always(True)  # else torch gives some warnings once per process only
    told_in = {
        module.__name__.rpartition(".")[2]: {
            transcript.__name__: told(transcript, torch) for transcript in transcripts_of(vars(module))
        }
        for module in (optim_transcripts, data_transcripts)
    }
    everything = {"torch": torch.__version__.split("+")[0], **told_in}
    (HERE / "optim.json").write_text(json.dumps(everything, indent=1) + "\n")
    print(sum(len(told) for told in told_in.values()), "transcripts")


if __name__ == "__main__":
    main()
