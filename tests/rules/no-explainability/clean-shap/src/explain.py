import shap


def reasons(model, row):
    return shap.TreeExplainer(model).shap_values(row)
