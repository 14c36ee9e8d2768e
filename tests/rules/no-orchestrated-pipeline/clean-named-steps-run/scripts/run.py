import ingest_data
import preprocess_data
import train

if __name__ == "__main__":
    for step in (ingest_data, preprocess_data, train):
        step.main()
