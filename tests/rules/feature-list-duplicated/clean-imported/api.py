from schema import FEATURES

OTHER_COLUMNS = ["a", "b", "c", "d"]
