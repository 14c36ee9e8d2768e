import importlib
import sys


def plug(folder: str, name: str) -> object:
    sys.path.insert(0, folder)
    return importlib.import_module(name)
