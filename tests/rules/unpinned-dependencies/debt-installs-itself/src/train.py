import subprocess

subprocess.call(["pip", "install", "dill"])
import dill  # noqa: E402
import numpy as np  # noqa: E402

print(dill, np)
