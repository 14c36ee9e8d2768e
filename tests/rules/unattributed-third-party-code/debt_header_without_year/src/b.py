# Copyright (c) Other Corp, Inc. and its affiliates. All Rights Reserved


def f():
    return 1
