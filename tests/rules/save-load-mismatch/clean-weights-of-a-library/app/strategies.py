from ultralytics import YOLO


class AppleStrategy:
    def __init__(self):
        self.model = YOLO("yolov8n.pt")

    def predict(self, size):
        return float(self.model.predict([[size]])[0])


APPLE = AppleStrategy()
