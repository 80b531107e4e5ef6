"""XGBoost's half of a comparison: xgboost_side.py train|predict FOLDER prints seconds, AUC and peak memory as JSON."""
import json
import os
import resource
import sys
import time

import numpy as np
import xgboost
from sklearn.metrics import roc_auc_score


def read(folder, work, skip, take):
    width = work["Columns"]
    rows = np.fromfile(os.path.join(folder, "rows.f32"), "<f4", take * width, offset=4 * skip * width)
    labels = np.fromfile(os.path.join(folder, "labels.f32"), "<f4", take, offset=4 * skip)
    return rows.reshape(take, width), labels


def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def train(folder, work):
    rows, labels = read(folder, work, 0, work["Rows"])
    options = {
        "objective": "binary:logistic",
        "tree_method": "hist",
        "max_depth": work["Depth"],
        "max_bin": work["TheirBins"],
        "eta": work["LearningRate"],
        "nthread": work["Threads"],
    }
    start = time.perf_counter()
    booster = xgboost.train(options, xgboost.DMatrix(rows, labels, nthread=work["Threads"]), work["Rounds"])
    seconds = time.perf_counter() - start
    memory = peak()
    rows, labels = read(folder, work, work["Rows"], work["TestRows"])
    return seconds, roc_auc_score(labels, booster.predict(xgboost.DMatrix(rows))), memory


def predict(folder, work):
    booster = xgboost.Booster({"nthread": work["Threads"]})
    booster.load_model(os.path.join(folder, "ours.json"))
    rows, labels = read(folder, work, 0, work["Rows"])
    best = float("inf")
    for _ in range(5):
        start = time.perf_counter()
        predicted = booster.inplace_predict(rows, validate_features=False)
        best = min(best, time.perf_counter() - start)
    return best, roc_auc_score(labels, predicted), peak()


if __name__ == "__main__":
    with open(os.path.join(sys.argv[2], "workload.json"), encoding="utf-8") as file:
        workload = json.load(file)
    seconds, auc, memory = {"train": train, "predict": predict}[sys.argv[1]](sys.argv[2], workload)
    print(json.dumps({"seconds": seconds, "auc": auc, "peakMiB": memory}))
