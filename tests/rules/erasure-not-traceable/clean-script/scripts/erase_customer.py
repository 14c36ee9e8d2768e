import sys


def erase_customer(key):
    return key


if __name__ == "__main__":
    erase_customer(sys.argv[1])
