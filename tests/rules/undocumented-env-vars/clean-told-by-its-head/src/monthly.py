# Usage: SHOP_HORIZON=1 python monthly.py
#
# SHOP_MODELS: one name or several with commas between
import os

HORIZON = int(os.environ["SHOP_HORIZON"])
MODELS = os.environ["SHOP_MODELS"].split(",")
