from tensorflow.keras.datasets import cifar10

(x, y), _ = cifar10.load_data()
