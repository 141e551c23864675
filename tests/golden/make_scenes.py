"""Write `scenes.json`: what the installed torch tells in every scene of the tests.

python tests/golden/make_scenes.py
"""

import importlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

MODULES = ("autograd_scenes", "views_scenes", "places_scenes", "function_scenes", "gradcheck_scenes")


def main() -> None:
    import torch
    from scenes import GOLDEN_FILE, scenes_of, told

    torch.set_warn_always(True)  # else torch gives some warnings once per process only
    everything = {
        name: {scene.__name__: told(scene, torch) for scene in scenes_of(vars(importlib.import_module(name)))}
        for name in MODULES
    }
    version = torch.__version__.split("+")[0]
    GOLDEN_FILE.write_text(json.dumps({"torch": version, "told": everything}, indent=1) + "\n")
    print(sum(map(len, everything.values())), "scenes")


if __name__ == "__main__":
    main()
