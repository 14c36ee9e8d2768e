from sklearn.datasets import fetch_california_housing
from torchvision.datasets import MNIST

x = fetch_california_housing()
y = MNIST("data", download=True)
