import pytorch_lightning as pl
import torch


class Net(pl.LightningModule):
    def validation_step(self, batch, i):
        x, y = batch
        return torch.nn.functional.mse_loss(self.net(x), y)
