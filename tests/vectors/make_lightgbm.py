"""Writes lightgbm.json: small models in LightGBM's text format, written by hand, and what LightGBM's rules (tree.h of
version 4: NumericalDecision, CategoricalDecision) make of some rows. Needs numpy only; does not use LightGBM."""
import json, math, os
import numpy as np


def header(objective, names, trees, per=1, extra=()):
    return "\n".join(["tree", "version=v4", f"num_class={per}", f"num_tree_per_iteration={per}", "label_index=0",
                      f"max_feature_idx={len(names) - 1}", f"objective={objective}", *extra,
                      "feature_names=" + " ".join(names), "feature_infos=" + " ".join(["[-9:9]"] * len(names)),
                      "tree_sizes=" + " ".join(["400"] * trees), "", ""])


def tree(index, **lines):
    out = [f"Tree={index}"]
    for key, value in lines.items():
        out.append(f"{key}=" + (" ".join(map(repr, value)) if isinstance(value, list) else str(value)))
    return "\n".join([*out, "is_linear=0", "shrinkage=1", "", "", ""])


NUMERIC = dict(
    num_leaves=7, num_cat=0, split_feature=[0, 1, 2, 0, 1, 2], split_gain=[9.5, 4, 3, 2, 1, 0.5],
    threshold=[0.5, -1.25, 1.0000000180025095e-35, -0.1, 0.30000000000000004, 2.0],
    # none; NaN, left; zero, right although 0 is not over the threshold; zero, left although 0 is over it; NaN, right; zero, left
    decision_type=[0, 10, 4, 6, 8, 6], left_child=[1, 3, 4, -1, -3, -4], right_child=[2, -2, 5, -5, -6, -7],
    leaf_value=[0.11, -0.52, 0.033, 0.74, -0.25, 0.66, -0.87], leaf_weight=[1] * 7, leaf_count=[40, 30, 20, 10, 25, 15, 5],
    internal_value=[0] * 6, internal_weight=[0] * 6, internal_count=[145, 95, 50, 65, 35, 15])
CATEGORICAL = dict(
    num_leaves=3, num_cat=1, split_feature=[3, 0], split_gain=[5, 1], threshold=[0, 0.25], decision_type=[1, 2],
    left_child=[1, -1], right_child=[-2, -3], cat_boundaries=[0, 2], cat_threshold=[0b10110, 0b1000],
    leaf_value=[0.4, -0.3, 0.15], leaf_weight=[1] * 3, leaf_count=[5, 6, 7],
    internal_value=[0] * 2, internal_weight=[0] * 2, internal_count=[18, 12])
CONSTANT = dict(num_leaves=1, num_cat=0, split_feature=[], split_gain=[], threshold=[], decision_type=[], left_child=[],
                right_child=[], leaf_value=[0.25], leaf_count=[])
FOOT = "end of trees\n\nfeature_importances:\na=3\n\nparameters:\n[boosting: gbdt]\nend of parameters\n\npandas_categorical:null\n"


def walk(t, row):
    if t["num_leaves"] == 1:
        return t["leaf_value"][0]
    node = 0
    while node >= 0:
        value, kind = row[t["split_feature"][node]], t["decision_type"][node]
        if kind & 1:
            bounds, low = t["cat_boundaries"], int(t["threshold"][node])
            bits = t["cat_threshold"][bounds[low]:bounds[low + 1]]
            code = -1 if math.isnan(value) else int(value)
            left = 0 <= code < 32 * len(bits) and bits[code // 32] >> (code % 32) & 1
        else:
            missing = kind >> 2 & 3
            if math.isnan(value) and missing != 2:
                value = 0.0
            if (missing == 1 and abs(value) <= float(np.float32(1e-35))) or (missing == 2 and math.isnan(value)):
                left = kind & 2
            else:
                left = value <= t["threshold"][node]
        node = t["left_child"][node] if left else t["right_child"][node]
    return t["leaf_value"][~node]


random = np.random.default_rng(20240103)
corners = [math.nan, 0.0, 1e-36, -1e-36, 1e-34, -1e-34, 0.5, 0.25, -0.1, 0.3, -1.25, 1.0, 2.0, -3.0, 35.0, 4.0]
rows = np.array([[random.choice(corners) for _ in range(4)] for _ in range(300)]).astype(np.float32).astype(float)
names = ["a", "b", "c", "größe"]
every = [NUMERIC, CATEGORICAL, CONSTANT]
sums = np.array([[walk(t, row) for t in every] for row in rows])
text = lambda: "".join(tree(i, **t) for i, t in enumerate(every)) + FOOT
softmax = np.exp(sums) / np.exp(sums).sum(axis=1, keepdims=True)
cases = [
    ("binary sigmoid:1", 1, (), 1 / (1 + np.exp(-sums.sum(axis=1)))),
    ("binary sigmoid:0.5", 1, (), 1 / (1 + np.exp(-0.5 * sums.sum(axis=1)))),
    ("regression", 1, (), sums.sum(axis=1)),
    ("regression", 1, ("average_output",), sums.mean(axis=1)),
    ("tweedie tweedie_variance_power:1.3", 1, (), np.exp(sums.sum(axis=1))),
    ("multiclass num_class:3", 3, (), softmax),
]
vectors = [{"model": header(objective, names, 3, per, extra) + text(), "expected": np.asarray(expected).ravel().tolist()}
           for objective, per, extra, expected in cases]
with open(os.path.join(os.path.dirname(__file__), "lightgbm.json"), "w") as file:
    json.dump({"rows": [[None if math.isnan(v) else v for v in row] for row in rows], "cases": vectors}, file,
              separators=(",", ":"))
    file.write("\n")
