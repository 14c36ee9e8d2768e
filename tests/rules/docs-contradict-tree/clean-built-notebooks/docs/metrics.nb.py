# % [markdown]
# Metrics
