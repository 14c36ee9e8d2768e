import numpy as np
from acme.training.chat import templates


def main() -> None:
    print(np.mean([len(one) for one in templates]))


if __name__ == "__main__":
    main()
