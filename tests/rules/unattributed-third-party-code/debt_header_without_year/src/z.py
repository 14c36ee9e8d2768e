# Copyright (c) 2026 Example Telco

x = 1
