def best(candidates):
    ranked = sorted(candidates, key=lambda one: -one.rank_score)
    return [one for one in ranked if one.rank_score > 0.35]
