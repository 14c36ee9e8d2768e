import argparse
import os

import uvicorn


def logger() -> object:
    if url := os.environ.get("SHOP_LOGGER_URL"):
        return url
    return None


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--ssl", action="store_true", help="Encrypts. Needs the variable SHOP_KEYFILE.")
    args = parser.parse_args()
    uvicorn.run("shop:app", ssl_keyfile=os.environ["SHOP_KEYFILE"] if args.ssl else None, kind=os.environ["DTYPE"])
