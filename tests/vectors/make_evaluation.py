"""Writes evaluation.json: measures of made-up rows as scikit-learn 1.2 defines them. Run with python3-sklearn."""
import json, os
import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve

random = np.random.default_rng(20240101)


def binary(rows, digits, weighted):
    labels = (random.random(rows) < 0.35).astype(int)
    labels[:2] = [0, 1]
    scores = 1 / (1 + np.exp(-(1.5 * labels - 1 + random.normal(size=rows))))
    scores = np.clip(np.round(scores, digits), 0.001, 0.999)
    weights = np.round(random.random(rows) * 24 + 1) / 8 if weighted else None
    taken = (scores >= 0.5).astype(int)
    fpr, tpr, _ = metrics.roc_curve(labels, scores, sample_weight=weights, drop_intermediate=False)
    precision, recall, _ = metrics.precision_recall_curve(labels, scores, sample_weight=weights)
    case = {
        "scores": scores.tolist(), "labels": labels.tolist(), "weights": [] if weights is None else weights.tolist(),
        "auc": metrics.roc_auc_score(labels, scores, sample_weight=weights),
        "averagePrecision": metrics.average_precision_score(labels, scores, sample_weight=weights),
        "logLoss": metrics.log_loss(labels, scores, sample_weight=weights),
        "brier": metrics.brier_score_loss(labels, scores, sample_weight=weights),
        "accuracy": metrics.accuracy_score(labels, taken, sample_weight=weights),
        "precision": metrics.precision_score(labels, taken, sample_weight=weights),
        "recall": metrics.recall_score(labels, taken, sample_weight=weights),
        "f1": metrics.f1_score(labels, taken, sample_weight=weights),
        "roc": np.column_stack([fpr, tpr]).round(12).tolist(),
        "precisionRecall": np.column_stack([recall, precision]).round(12)[-2::-1].tolist(),
    }
    if weights is None:
        for name, strategy in (("equalWidth", "uniform"), ("equalCount", "quantile")):
            rate, mean = calibration_curve(labels, scores, n_bins=10, strategy=strategy)
            case[name] = np.column_stack([mean, rate]).tolist()
    return case


def regression(rows, weighted):
    labels = np.round(random.gamma(1.2, 3, rows) * 8) / 8
    labels[: rows // 4] = 0
    predictions = np.round(np.exp(random.normal(size=rows)) + 0.3 * labels, 6)
    weights = np.round(random.random(rows) * 24 + 1) / 8 if weighted else None
    case = {
        "predictions": predictions.tolist(), "labels": labels.tolist(),
        "weights": [] if weights is None else weights.tolist(),
        "rmse": metrics.mean_squared_error(labels, predictions, sample_weight=weights, squared=False),
        "mae": metrics.mean_absolute_error(labels, predictions, sample_weight=weights),
        "r2": metrics.r2_score(labels, predictions, sample_weight=weights),
        "poisson": metrics.mean_poisson_deviance(labels, predictions, sample_weight=weights),
        "tweedie15": metrics.mean_tweedie_deviance(labels, predictions, power=1.5, sample_weight=weights),
        "gammaOfLabelsPlus1": metrics.mean_tweedie_deviance(labels + 1, predictions, power=2, sample_weight=weights),
        "tweedie3OfLabelsPlus1": metrics.mean_tweedie_deviance(labels + 1, predictions, power=3, sample_weight=weights),
    }
    return case


def classes(rows, count, weighted):
    labels = random.integers(0, count, rows)
    raw = random.random((rows, count)) + 0.8 * np.eye(count)[labels]
    probabilities = raw / raw.sum(axis=1, keepdims=True)
    weights = np.round(random.random(rows) * 24 + 1) / 8 if weighted else None
    return {
        "probabilities": probabilities.ravel().tolist(), "labels": labels.tolist(),
        "weights": [] if weights is None else weights.tolist(),
        "logLoss": metrics.log_loss(labels, probabilities, sample_weight=weights, labels=list(range(count))),
        "accuracy": metrics.accuracy_score(labels, probabilities.argmax(axis=1), sample_weight=weights),
    }


vectors = {
    "binary": [binary(60, 1, False), binary(60, 1, True), binary(150, 4, False), binary(80, 2, True)],
    "regression": [regression(60, False), regression(60, True)],
    "classes": [classes(40, 3, False), classes(40, 5, True)],
}
with open(os.path.join(os.path.dirname(__file__), "evaluation.json"), "w") as file:
    json.dump(vectors, file, indent=None, separators=(",", ":"))
    file.write("\n")
