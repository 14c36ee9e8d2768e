import argparse
import json

import boto3

if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--endpoint")
    parser.add_argument("--test-results-output")
    args = parser.parse_args()
    answer = boto3.client("sagemaker").describe_endpoint(EndpointName=args.endpoint)
    assert answer["EndpointStatus"] == "InService"
    with open(args.test_results_output, "w") as file:
        json.dump({"status": "passed"}, file)
