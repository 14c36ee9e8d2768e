import os


def download(name: str, path: str) -> None:
    os.system(f"kaggle datasets download -d {name} --unzip")
    os.system(f"kaggle competitions download -c {name}")
    os.system(f"mv train.csv {path}")
