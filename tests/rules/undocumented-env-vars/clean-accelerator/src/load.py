import os

print(os.getenv("SHOP_MODE", "z"))
