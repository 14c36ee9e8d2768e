score_threshold = 0.45
min_tenure      = 3
