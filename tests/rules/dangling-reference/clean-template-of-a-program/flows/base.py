class Workflow:
    @classmethod
    def from_dict(cls, given):
        return cls()

    def compile(self):
        return self
