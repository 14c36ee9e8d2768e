score_threshold = 0.45
