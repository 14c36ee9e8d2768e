def check(facts, context):
    threshold = 0.4
    entailment_score = context["entailment_score"]
    if entailment_score >= threshold:
        block = True
        context["blocked"] = block
    return context
