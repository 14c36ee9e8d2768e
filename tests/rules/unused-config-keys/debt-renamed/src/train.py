from yaml import safe_load as read


def main():
    with open("params.yaml") as file:
        cfg = read(file)
    print(cfg["train"]["depth_limit"], cfg["train"]["rate"])


if __name__ == "__main__":
    main()
