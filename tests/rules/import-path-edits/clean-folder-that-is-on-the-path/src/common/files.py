import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent))

from common.settings import ROOT


def listed() -> list[str]:
    return [ROOT]
