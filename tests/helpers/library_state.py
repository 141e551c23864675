"""Every function, method and table of the library, by where it is found: to see whether something has been replaced."""

import sys


def everything():
    found = {}
    for module_name, module in list(sys.modules.items()):
        if module_name.partition(".")[0] == "tinygrad_lr":
            for name, value in vars(module).items():
                found[module_name, name] = value
                if isinstance(value, type):
                    found.update(((module_name, name, each), v) for each, v in vars(value).items())
                if isinstance(value, dict) and not name.startswith("__"):
                    found.update(((module_name, name, str(each)), v) for each, v in value.items())
    return found


def differences(before, after):
    return {key for key in before.keys() | after.keys() if before.get(key) is not after.get(key)}
