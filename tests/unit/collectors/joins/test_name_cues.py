"""Patterns of called names are only tried on names that hold a cue: the cues must let every kind of match through."""

from __future__ import annotations

import re

import pytest

from debtscope_collectors.joins import people_evidence, validation
from debtscope_collectors.joins.mltest import data, infrastructure, model, monitoring
from debtscope_collectors.sources.python.lookup import matching

MATCHES = [
    (model, "_TUNES", ("optuna.create_study hyperopt.fmin ray.tune.run keras_tuner.Hyperband skopt.gp_minimize flaml.AutoML nni.get_next_parameter"
     " wandb.sweep wandb.agent sklearn.model_selection.GridSearchCV sklearn.experimental.enable_halving_search_cv")),
    (model, "_BACKTESTS", "BackTest run_backtests darts.Model.historical_forecasts"),
    (model, "_SIMPLE", "sklearn.dummy.DummyClassifier NaiveForecaster darts.Baseline_Model DUMMY_regressor"),
    (model, "_SLICES", ("fairlearn.metrics.MetricFrame giskard.scan sliceline.Slicefinder domino.explore snorkel.SlicingFunction"
     " tensorflow_model_analysis.SlicingSpec tensorflow_model_analysis.run_model_analysis")),
    (model, "_FAIRNESS", "fairlearn.metrics.x aif360.metrics.y aequitas.Group fairness_indicators.z tensorflow_model_analysis.a.fairness responsibleai.RAI"),
    (monitoring, "_FINITE", "numpy.isfinite isnan math.isinf check_array assert_all_finite numpy.nan_to_num torch.detect_anomaly check_numerics"),
    (data, "_IMPORTANCE", "permutation_importance shap.Explainer m.feature_importance m.get_feature_importance xgb.plot_importance eli5.show xgboost.Booster.get_score"),
    (data, "_REDACTS", "presidio_analyzer.X scrubadub.clean piicatcher.scan redact_text Anonymise pseudonymize_all mask_pii scrub_pii Remove_PII"),
    (infrastructure, "_GATED", "mlflow.validate_evaluation_results validate_evaluation_results check_metrics check-metric quality_gate quality-gate"),
    (infrastructure, "_EXPLAINS", "shap.x lime.y eli5.z alibi.explainers.Anchor captum.attr.IG interpret.show dalex.Explainer"),
    (people_evidence, "_FAIR_NAMES", ("Fairness demographic_parity equalized_odds equalised_odds equal_opportunity disparate_impact disparity MetricFrame by_group"
     " subgroup bias_audit bias_metric adverse_impact four_fifths")),
    (people_evidence, "_EXPLAIN_NAMES", ("Explainer shap_values reason_codes adverse_action feature_contribution top_factors top_reasons top_features"
     " permutation_importance plot_importance get_feature_importance booster.get_score feature_importance")),
    (people_evidence, "_MASK_NAMES", "redact_pii mask_emails scrub_user_data anonymize pseudonymise_customer strip_names remove_personal sanitise_log redact"),
    (validation, "VALIDATES", ("pandera.check great_expectations.get tensorflow_data_validation.infer_schema deepchecks.x.integrity soda.scan"
     " x.run_checkpoint x.run_validation x.validate_statistics")),
]  # fmt: skip


@pytest.mark.parametrize(("module", "name", "names"), MATCHES, ids=[name for _, name, _ in MATCHES])
def test_cues_let_every_kind_of_match_through(module: object, name: str, names: str) -> None:
    pattern: re.Pattern[str] = getattr(module, name)
    cues: tuple[str, ...] = getattr(module, f"{name}_CUES")
    every = names.split()
    assert [one for one in every if not pattern.search(one)] == []
    assert matching([*every, "print", "df.head"], cues, pattern) == set(every)


@pytest.mark.parametrize(
    "name",
    [
        "pandera.check",
        "model_validate",
        "x.validate_python",
        "parse_obj_as",
        "cerberus.V",
        "jsonschema.validate",
        "frictionless.F",
        "whylogs.core.constraints.C",
        "validate_data",
        "check_columns",
        "verify_schema",
        "assert_types",
        "ensure_ranges",
        "DataValidator",
        "FrameQuality",
        "SchemaChecker",
        "initiate_data_validation",
        "data_validation_step",
    ],
)
def test_cues_let_every_tool_of_validation_through(name: str) -> None:
    assert validation.tools_of([name, "print"]).keys() == {name}


def test_a_letter_without_a_small_form_of_its_own_costs_no_name() -> None:
    assert matching(["İ", "Shap.x", "y"], ("shap",), re.compile("shap", re.IGNORECASE)) == {"Shap.x"}
