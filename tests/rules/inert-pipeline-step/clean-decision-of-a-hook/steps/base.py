class Hooks:
    def should_deploy(self, rmse):
        return True


def should_release():
    return True
