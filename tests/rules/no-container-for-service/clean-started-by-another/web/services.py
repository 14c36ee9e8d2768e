import subprocess

SERVICES = ("service", "tags")


def start(name: str) -> None:
    subprocess.Popen(["python", f"{name}/app.py"])
