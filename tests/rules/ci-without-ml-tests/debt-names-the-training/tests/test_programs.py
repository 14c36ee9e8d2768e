import os
import subprocess
import sys


def test_program_is_there():
    assert os.path.exists(os.path.join("src/shop", "train.py"))


def test_python():
    assert subprocess.run([sys.executable, "--version"], check=True).returncode == 0
