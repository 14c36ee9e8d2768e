class Recommender:
    def __init__(self) -> None:
        self.user_profiles: dict[int, list[int]] = {}

    def fit(self, rows):
        for user, item in rows:
            self.user_profiles.setdefault(user, []).append(item)
        return self

    def predict(self, user: int) -> list[int]:
        return self.user_profiles.get(user, [])[:10]
