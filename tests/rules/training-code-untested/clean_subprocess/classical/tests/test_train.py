import os
import subprocess


def test_train():
    out = "/tmp/model"
    cmd = f"python src/train/train.py --model_output={out}"
    subprocess.Popen(cmd, shell=True).communicate()
    assert os.path.exists(os.path.join(out, "model.pkl"))
