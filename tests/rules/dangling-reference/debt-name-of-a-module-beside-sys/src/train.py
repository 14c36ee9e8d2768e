from src.scoring import score, weigh


print(score([1]), weigh([1]))
