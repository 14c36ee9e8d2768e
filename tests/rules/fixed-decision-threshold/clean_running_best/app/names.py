def best(prompts, model):
    matching_score, matching = 0, None
    for prompt in prompts:
        _score = 0.4
        if _score >= matching_score:
            matching_score = _score
            matching = prompt
    return matching
