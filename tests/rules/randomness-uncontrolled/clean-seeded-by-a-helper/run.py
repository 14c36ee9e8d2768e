from helpers import set_everything
from net import fit

if __name__ == "__main__":
    set_everything(3)
    fit(None, None)
