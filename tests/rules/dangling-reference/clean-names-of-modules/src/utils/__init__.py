from src.utils.scoring import LIMIT
