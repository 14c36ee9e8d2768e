"""Scores of a service, none of a model."""


def verdict(overall_score: float, uptime_score: float, encryption_score: float, failure_prob: float) -> str:
    if overall_score >= 0.9:
        return "pass"
    if uptime_score < 0.99 or encryption_score < 0.95:
        return "fail"
    if failure_prob > 0.7:
        return "retry"
    return "warn"


class Gate:
    def __init__(self, score_threshold: float):
        self.score_threshold = score_threshold

    def opens(self, score: float) -> bool:
        """The caller decides; nothing is fixed here."""
        return score > self.score_threshold
