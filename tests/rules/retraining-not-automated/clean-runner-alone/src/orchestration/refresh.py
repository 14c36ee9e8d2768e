import subprocess
import sys


def main() -> None:
    subprocess.run([sys.executable, "-m", "src.train", "--days", "30"], check=True)


if __name__ == "__main__":
    main()
