"""Write `optim.json`: what the installed torch tells in every scene of torch.optim and torch.utils.data.

python tests/golden/make_optim.py
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))


def main() -> None:
    import data_scenes
    import optim_scenes
    import torch
    from scenes import scenes_of, told

    torch.set_warn_always(True)  # else torch gives some warnings once per process only
    told_in = {
        module.__name__: {scene.__name__: told(scene, torch) for scene in scenes_of(vars(module))}
        for module in (optim_scenes, data_scenes)
    }
    everything = {"torch": torch.__version__.split("+")[0], **told_in}
    (HERE / "optim.json").write_text(json.dumps(everything, indent=1) + "\n")
    print(sum(len(told) for told in told_in.values()), "scenes")


if __name__ == "__main__":
    main()
