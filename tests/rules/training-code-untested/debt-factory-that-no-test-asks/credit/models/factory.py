from credit.models.boosted import Trainer


def kinds():
    return ["boosted"]


def make_model(kind, settings):
    if kind == "boosted":
        return Trainer(settings)
    raise ValueError(kind)
