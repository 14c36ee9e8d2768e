import bases


class Captions(bases.WrapperBase):
    """Of images."""

    def feed(self, image):
        return image

    def steps(self, state):
        return state


class Pages(bases.ReaderBase):
    """Of books."""

    def feed(self, image):
        return image


class Notes(bases.WriterBase):
    """Of margins."""

    def feed(self, image):
        return image
