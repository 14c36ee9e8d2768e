# Copyright 2024 Acme Forecasts AB
LIMIT = 3
