import joblib, logging
class Registry:
    _model = None
    @classmethod
    def load(cls, path):
        try:
            cls._model = joblib.load(path)
        except OSError as e:
            logging.error("cannot load %s", e)
    @classmethod
    def predict(cls, rows):
        return cls._model.predict(rows)
