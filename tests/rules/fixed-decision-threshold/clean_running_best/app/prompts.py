def best(prompts, model):
    matching_score, matching = 0.0, None
    for prompt in prompts:
        if prompt.model == model:
            matching_score, matching = 1.0, prompt
    matching_score = 0.2
    for prompt in prompts:
        found_score = prompt.compare(model)
        if found_score >= matching_score:
            matching_score = found_score
            matching = prompt
    return matching
