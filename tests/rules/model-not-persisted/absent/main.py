if __name__ == "__main__":
    print("no model here")
