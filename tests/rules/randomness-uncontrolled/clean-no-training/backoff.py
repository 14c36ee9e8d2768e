import random
import time


def wait(attempt):
    time.sleep(random.uniform(0, 2 ** attempt))
