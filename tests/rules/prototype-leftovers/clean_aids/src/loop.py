import pdb

import torch


class Loop:
    def check_for_nan(self, tensor):
        if torch.isnan(tensor).any():
            print("NaN")
            pdb.set_trace()
