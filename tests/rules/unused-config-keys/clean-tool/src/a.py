import yaml


def main():
    with open("params.yaml") as file:
        cfg = yaml.safe_load(file)
    print(cfg["train"]["depth_limit"], cfg["train"]["rate"])


if __name__ == "__main__":
    main()
