# Copyright 2016 Other Works Ltd. All Rights Reserved.

x = 1
