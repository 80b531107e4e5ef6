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
    types = ["c" if kind == "c" else "float" for kind in booster.feature_types or ["float"] * len(names)]
    matrix = xgboost.DMatrix(rows, feature_names=names, feature_types=types, enable_categorical="c" in types)
    write(booster, matrix, folder)
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
        "squared": dict(objective="reg:squarederror", tree_method="hist", max_depth=5),
        "poisson": dict(objective="count:poisson", tree_method="hist", max_depth=4, base_score=1.3),
        "tweedie": dict(objective="reg:tweedie", tweedie_variance_power=1.3, tree_method="hist", max_depth=4),
        "classes": dict(objective="multi:softprob", num_class=3, tree_method="hist", max_depth=4, num_parallel_tree=2),
        "categories": dict(tree_method="hist", max_depth=4, max_cat_to_onehot=2),
    }
    counts = random.poisson(np.exp(0.3 * np.nan_to_num(rows[:, 0])))
    labels_of = {"squared": 3 + counts * 1.5, "poisson": counts, "tweedie": counts * 1.7, "classes": counts.clip(0, 2)}
    for kind, options in kinds.items():
        names = None if kind == "unnamed" else [f"größe {c}" for c in range(7)]
        types = ["float"] * 5 + ["c" if kind == "categories" else "float"] + ["float"]
        matrix = xgboost.DMatrix(
            rows, labels_of.get(kind, labels), feature_names=names, feature_types=types, enable_categorical=True)
        booster = xgboost.train({"objective": "binary:logistic", "nthread": 1, **options}, matrix, 25)
        os.makedirs(os.path.join(folder, kind))
        booster.save_model(os.path.join(folder, kind, "model.json"))
        rows.tofile(os.path.join(folder, kind, "rows.f32"))
        write(booster, matrix, os.path.join(folder, kind))


if __name__ == "__main__":
    {"predict": predict, "train": train}[sys.argv[1]](sys.argv[2])
