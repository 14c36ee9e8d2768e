from platform_sdk import deploy


def main():
    deploy(predict_function="steps.serve.custom_predict")


if __name__ == "__main__":
    main()
