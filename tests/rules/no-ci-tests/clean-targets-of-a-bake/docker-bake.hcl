group "default" { targets = ["shop"] }
target "builder" { target = "builder" }
target "lint-flake8" { target = "lint-flake8" }
target "pytest" { target = "pytest" }
target "shop" { target = "shop" }
