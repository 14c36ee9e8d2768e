import os
import subprocess

import numpy as np

subprocess.run(["pip", "install", "-r", "requirements.txt"], check=True)
subprocess.run(["pip", "install", "dill==0.3.8"], check=True)
os.system("pip install -e .")
os.system("pip install ./wheels/own-1.0-py3-none-any.whl")
os.system("pip install --upgrade pip")
print(np)
