from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score


class Chooser:
    def choose(self):
        best = 0
        for m in (RandomForestClassifier(n_estimators=50, random_state=1), LogisticRegression(C=0.5)):
            m.fit(self.X_train, self.y_train)
            score = f1_score(self.y_test, m.predict(self.X_test))
            if score > best:
                best = score
                self.best_model = m
        return best
