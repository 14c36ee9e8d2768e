from schema import FEATURES
