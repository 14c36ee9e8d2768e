from jobs.watch import drifted

if __name__ == "__main__":
    drifted("data/train.csv", "data/today.csv")
