from src.plugins import anything
from src.stars import LIMIT as MOST
from src.utils import LIMIT
from src.utils.scoring import LOWER, NAME, STATE, json, override

try:
    from src.utils.scoring import quick
except ImportError:
    quick = None

print(anything, MOST, LIMIT, LOWER, NAME, STATE, json, override, quick)
