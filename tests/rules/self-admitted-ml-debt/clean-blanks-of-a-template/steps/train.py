from sklearn.linear_model import SGDRegressor


def estimator_fn():
    # FIXME::OPTIONAL: return a scikit-learn-compatible regression estimator with fine-tuned
    # hyperparameters.
    return SGDRegressor(random_state=42)
