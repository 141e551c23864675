"""Write `nn.json`: what the installed torch tells in every scene of torch.nn.

python tests/golden/make_nn.py
"""

import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))


def main() -> None:
    import nn_scenes
    import torch
    from scenes import scenes_of, told

    torch.set_warn_always(True)  # else torch gives some warnings once per process only
    everything = {scene.__name__: told(scene, torch) for scene in scenes_of(vars(nn_scenes))}
    version = torch.__version__.split("+")[0]
    (HERE / "nn.json").write_text(json.dumps({"torch": version, "told": everything}, indent=1) + "\n")
    print(len(everything), "scenes")


if __name__ == "__main__":
    main()
