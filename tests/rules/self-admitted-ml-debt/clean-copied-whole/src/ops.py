# Copyright 2017 The TensorFlow Authors. All Rights Reserved.
#
# Licensed under the Apache License, Version 2.0 (the "License");
"""Operations on boxes."""


def area(box):
    # TODO: wrong for rotated boxes, the model needs them
    return box[0] * box[1]
