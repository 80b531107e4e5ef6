"""Talks to the real XGBoost for XgboostInterchangeTests.

    xgboost_check.py predict FOLDER   loads FOLDER/model.json, predicts FOLDER/rows.f32 (rows x features, little-endian
                                      float32, NaN missing), writes FOLDER/predictions.f32, contributions.f32 and
                                      importance.json
    xgboost_check.py train FOLDER     trains models of several kinds; for each writes FOLDER/KIND/{model.json,rows.f32,
                                      predictions.f32,contributions.f32}
"""
import json
import os
import sys

import numpy as np
import xgboost


def write(booster, matrix, folder):
    booster.predict(matrix).astype("<f4").tofile(os.path.join(folder, "predictions.f32"))
    booster.predict(matrix, pred_contribs=True).astype("<f4").tofile(os.path.join(folder, "contributions.f32"))


def predict(folder):
    booster = xgboost.Booster()
    booster.load_model(os.path.join(folder, "model.json"))
    names = booster.feature_names
    rows = np.fromfile(os.path.join(folder, "rows.f32"), "<f4").reshape(-1, len(names))
    write(booster, xgboost.DMatrix(rows, feature_names=names), folder)
    with open(os.path.join(folder, "importance.json"), "w", encoding="utf-8") as file:
        json.dump(booster.get_score(importance_type="total_gain"), file)


def train(folder):
    random = np.random.RandomState(7)
    rows = random.randn(3000, 7).astype(np.float32)
    rows[:, 5] = random.randint(0, 4, 3000)
    rows[:, 6] = 0.5
    labels = rows[:, 0] + rows[:, 1] * rows[:, 2] + (rows[:, 5] > 1) + random.randn(3000) > 0.3
    rows[random.rand(*rows.shape) < 0.1] = np.nan
    kinds = {
        "hist": dict(tree_method="hist", max_depth=5),
        "exact": dict(tree_method="exact", max_depth=4, base_score=0.2),
        "leafwise": dict(tree_method="hist", max_depth=0, max_leaves=20, grow_policy="lossguide"),
        "pruned": dict(tree_method="exact", max_depth=6, gamma=3.0),
        "forest": dict(tree_method="hist", max_depth=4, num_parallel_tree=3, subsample=0.5),
        "unnamed": dict(tree_method="approx", max_depth=3, alpha=1.0),
    }
    for kind, options in kinds.items():
        names = None if kind == "unnamed" else [f"größe {c}" for c in range(7)]
        matrix = xgboost.DMatrix(rows, labels, feature_names=names)
        booster = xgboost.train({"objective": "binary:logistic", "nthread": 1, **options}, matrix, 25)
        os.makedirs(os.path.join(folder, kind))
        booster.save_model(os.path.join(folder, kind, "model.json"))
        rows.tofile(os.path.join(folder, kind, "rows.f32"))
        write(booster, matrix, os.path.join(folder, kind))


if __name__ == "__main__":
    {"predict": predict, "train": train}[sys.argv[1]](sys.argv[2])
