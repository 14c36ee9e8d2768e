def risk(answers: list[int]) -> dict[str, float]:
    # For now, calculate mock risk score based on responses
    return {"risk": sum(answers) / 10}
