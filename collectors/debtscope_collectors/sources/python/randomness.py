"""Which calls draw random numbers and which set seeds, library by library."""

from __future__ import annotations

from typing import Final

from debtscope.model.regex import regex

ALL: Final = ("numpy", "python", "torch", "tensorflow")
SEEDS: Final[dict[str, tuple[str, ...]]] = {
    "numpy.random.seed": ("numpy",), "random.seed": ("python",), "torch.manual_seed": ("torch",),
    "torch.cuda.manual_seed": ("torch",), "torch.cuda.manual_seed_all": ("torch",), "torch.random.manual_seed": ("torch",),
    "tensorflow.random.set_seed": ("tensorflow",), "tensorflow.set_random_seed": ("tensorflow",),
    "tensorflow.compat.v1.set_random_seed": ("tensorflow",), "tensorflow.compat.v1.random.set_random_seed": ("tensorflow",),
    "keras.utils.set_random_seed": ALL, "tensorflow.keras.utils.set_random_seed": ALL, "tf_keras.utils.set_random_seed": ALL,
    "pytorch_lightning.seed_everything": ALL, "lightning.seed_everything": ALL, "lightning.pytorch.seed_everything": ALL,
    "pytorch_lightning.utilities.seed.seed_everything": ALL, "transformers.set_seed": ALL, "transformers.trainer_utils.set_seed": ALL,
    "accelerate.utils.set_seed": ALL, "fastai.torch_core.set_seed": ALL, "h2o.init": (),
}  # fmt: skip
SEEDING_NAME: Final = regex(
    r"^(?:seed_everything|set_(?:all_|global_|random_|the_)?seeds?|fix_(?:random_)?seeds?|seed_all|setup_seeds?|init_seeds?|seed_torch|reset_seeds?)$"
)
"""Helpers of other projects by their usual names."""
STATED: Final = regex(
    r"^(?:train_test_split|ShuffleSplit|StratifiedShuffleSplit|GroupShuffleSplit|Repeated\w*KFold|RandomForest\w+|ExtraTrees?\w*"
    r"|RandomTreesEmbedding|GradientBoosting\w+|SGD\w+|MLP(?:Classifier|Regressor)|KMeans|MiniBatchKMeans|Bagging\w+|AdaBoost\w+"
    r"|IsolationForest|RandomizedSearchCV|HalvingRandomSearchCV|TruncatedSVD|LatentDirichletAllocation|GaussianMixture|FastICA"
    r"|BayesianGaussianMixture|GaussianRandomProjection|SparseRandomProjection|Nystroem|RBFSampler|resample|shuffle|BernoulliRBM)$"
)
"""sklearn's names whose result depends on `random_state` as they are called by default."""
SHUFFLED: Final = frozenset({"KFold", "StratifiedKFold", "StratifiedGroupKFold", "GroupKFold"})
"""Random only with `shuffle=True`."""
IMBLEARN: Final = regex(
    r"^(?:\w*SMOTE\w*|ADASYN|Random(?:Over|Under)Sampler|Balanced\w+|EasyEnsembleClassifier|RUSBoost\w*)$"
)
SPLITTERS: Final = frozenset(
    {"train_test_split", "random_split", "randomSplit", "ShuffleSplit", "StratifiedShuffleSplit", "KFold"}
)
_DRAWS: Final = frozenset(
    {
        "rand", "randn", "randint", "random", "random_sample", "ranf", "sample", "choice", "shuffle", "permutation", "uniform", "normal",
        "standard_normal", "binomial", "poisson", "exponential", "beta", "gamma", "multinomial", "multivariate_normal", "dirichlet",
        "lognormal", "laplace", "random_integers", "bytes", "choices", "randrange", "gauss", "triangular", "betavariate",
        "expovariate", "normalvariate", "getrandbits",
    }
)  # fmt: skip
_TORCH: Final = frozenset(
    {
        "torch.rand", "torch.randn", "torch.randint", "torch.randperm", "torch.multinomial", "torch.bernoulli", "torch.normal",
        "torch.rand_like", "torch.randn_like",
    }
)  # fmt: skip
DRAWING: Final = _DRAWS.union(
    [name.rpartition(".")[2] for name in _TORCH], ("normal", "uniform", "shuffle", "truncated_normal", "categorical")
)
"""Last words of every call that `drawn_by` knows."""


def seeded_by(name: str) -> tuple[str, ...] | None:
    """The libraries that a call seeds; None where it seeds none."""
    if name in SEEDS:
        return SEEDS[name] or None
    return ALL if SEEDING_NAME.match(name.rpartition(".")[2]) else None


def drawn_by(name: str) -> str | None:
    """The library from whose global generator a call draws; None for other calls."""
    head, _, last = name.rpartition(".")
    if head == "numpy.random" and last in _DRAWS:
        return "numpy"
    if head == "random" and last in _DRAWS:
        return "python"
    if name in _TORCH:
        return "torch"
    if head == "tensorflow.random" and last in ("normal", "uniform", "shuffle", "truncated_normal", "categorical"):
        return "tensorflow"
    return None
