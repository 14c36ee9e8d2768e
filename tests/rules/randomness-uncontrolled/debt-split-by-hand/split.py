"""Parts the pictures into the folders of training and validation."""

import random
import shutil
from pathlib import Path


def split(source: Path, target: Path, share: float = 0.8) -> None:
    for label in source.iterdir():
        pictures = sorted(label.glob("*.jpg"))
        random.shuffle(pictures)
        at = int(len(pictures) * share)
        train, val = pictures[:at], pictures[at:]
        for name, part in (("train", train), ("val", val)):
            for one in part:
                shutil.copy(one, target / name / label.name / one.name)


if __name__ == "__main__":
    split(Path("raw"), Path("data"))
