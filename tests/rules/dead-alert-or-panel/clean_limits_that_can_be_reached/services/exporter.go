package main

var names = []string{"churn_auc", "churn_accuracy_percent", "churn_probability", "churn_recall"}
