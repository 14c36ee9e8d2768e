from checks import Validation


def run_validation(path):
    checker = Validation()
    status = checker.validate_columns(path)
    print(status)
    return status
