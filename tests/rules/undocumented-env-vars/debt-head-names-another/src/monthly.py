# Usage: SHOP_HORIZON=1 python monthly.py
#
# reads SHOP_MODELS and the table
import os

HORIZON = int(os.environ["SHOP_HORIZON"])
MODELS = os.environ["SHOP_MODELS"].split(",")
