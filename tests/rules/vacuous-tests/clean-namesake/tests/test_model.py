import json
import subprocess


def score(folder):
    done = subprocess.run(["python", "-m", "model", folder], check=True, capture_output=True, text=True)
    told = json.loads(done.stdout)
    return told


def test_score(tmp_path):
    assert score(str(tmp_path)) == [0.5]
