from app.detect import Detector as Finder

if __name__ == "__main__":
    print(Finder("cats", ["cat"]))
