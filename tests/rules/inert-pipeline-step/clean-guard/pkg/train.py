def main():
    return fit()


if __name__ == "__main__":
    main()
