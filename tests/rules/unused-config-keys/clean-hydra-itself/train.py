import hydra


@hydra.main(config_path="conf", config_name="config")
def main(cfg):
    print(hydra.utils.instantiate(cfg.model), cfg.full_path, cfg.run.dir)


main()
