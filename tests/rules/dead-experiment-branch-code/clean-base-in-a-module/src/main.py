from wrappers import Captions, Notes, Pages

if __name__ == "__main__":
    print(Captions().build({}), Pages().build({}), Notes().build({}))
