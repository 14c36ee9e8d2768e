def advise(model, rows):
    rows["risk_score"] = model.predict_proba(rows)[:, 1]
    return [row.card for row in rows.itertuples() if row.risk_score > 0.9]
