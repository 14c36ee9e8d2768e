def train(models, train_loader, prepare):
    for model in models:
        for batch in train_loader:
            model.step(prepare(batch))
