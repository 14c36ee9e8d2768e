from src.utils.scoring import *
