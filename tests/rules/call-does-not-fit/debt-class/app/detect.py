class Detector:
    def __init__(self, name, labels, stop):
        self.name, self.labels, self.stop = name, labels, stop
