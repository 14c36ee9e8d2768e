import numpy as np
import tensorflow as tf


def train(x, y):
    model = tf.keras.Sequential()
    model.fit(np.array(x), y)
    return model
