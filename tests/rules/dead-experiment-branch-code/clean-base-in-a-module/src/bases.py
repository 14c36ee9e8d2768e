class WrapperBase:
    """What all wrappers do."""

    def build(self, config):
        self.config = config
        return self

    def restore(self, path):
        self.path = path
        return self.path

    def feed(self, image):
        raise NotImplementedError

    def steps(self, state):
        raise NotImplementedError

    def close(self):
        self.config = None


class ReaderBase:
    """What all readers do."""

    def build(self, config):
        self.config = config
        return self

    def restore(self, path):
        self.path = path
        return self.path

    def feed(self, image):
        raise NotImplementedError

    def steps(self, state):
        raise NotImplementedError

    def close(self):
        self.config = None


class WriterBase:
    """What all writers do."""

    def build(self, config):
        self.config = config
        return self

    def restore(self, path):
        self.path = path
        return self.path

    def feed(self, image):
        raise NotImplementedError

    def steps(self, state):
        raise NotImplementedError

    def close(self):
        self.config = None
