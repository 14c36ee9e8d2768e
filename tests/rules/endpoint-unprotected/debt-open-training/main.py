from training import run

if __name__ == "__main__":
    run()
