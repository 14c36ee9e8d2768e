import json

import numpy as np


def population_stability_index(expected, actual):
    return sum((a - e) * np.log(a / e) for e, a in zip(expected, actual))


def watch(old, new):
    found = {name: population_stability_index(old[name], new[name]) for name in old}
    with open("reports/watch.json", "w", encoding="utf-8") as out:
        json.dump(found, out)
