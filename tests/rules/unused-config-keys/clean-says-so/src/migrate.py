import argparse


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--execute", action="store_true", help="Move the files")
    parser.add_argument("--dry-run", action="store_true", help="Show what would be moved (default)")
    parser.add_argument("--workers", type=int, help="Deprecated, has no effect")
    args = parser.parse_args()
    print("moves" if args.execute else "would move")


if __name__ == "__main__":
    main()
