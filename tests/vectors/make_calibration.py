"""Writes calibration.json: isotonic and Platt calibrations by scikit-learn 1.2. Run with python3-sklearn."""
import json, os
import numpy as np
from scipy.optimize import minimize
from sklearn.calibration import _SigmoidCalibration
from sklearn.isotonic import IsotonicRegression

random = np.random.default_rng(20240102)
cases = []
for rows, digits, weighted in ((40, 1, False), (300, 2, False), (300, 6, True), (12, 6, False)):
    true = random.random(rows)
    labels = (random.random(rows) < true).astype(int)
    labels[:2] = [0, 1]
    scores = np.clip(np.round(true ** 1.7 * 0.8 + 0.1 * random.random(rows), digits), 0.01, 0.99)
    weights = np.round(random.random(rows) * 24 + 1) / 8 if weighted else None
    at = np.concatenate([np.linspace(0.001, 0.999, 41), scores[:20]])
    logits, at_logits = np.log(scores / (1 - scores)), np.log(at / (1 - at))
    isotonic = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip").fit(scores, labels, sample_weight=weights)
    platt = _SigmoidCalibration().fit(logits, labels, sample_weight=weights)
    # scikit-learn stops its minimiser early; the same function minimised to the end is the sharper figure.
    one = np.ones(rows) if weights is None else weights
    positives, negatives = (one * labels).sum(), (one * (1 - labels)).sum()
    targets = np.where(labels > 0, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    loss = lambda c: (one * (np.logaddexp(0, c[0] * logits + c[1]) - targets * (c[0] * logits + c[1]))).sum()
    exact = minimize(loss, [1.0, 0.0], method="Nelder-Mead", options={"xatol": 1e-11, "fatol": 1e-14, "maxiter": 9999}).x
    cases.append({
        "scores": scores.tolist(), "labels": labels.tolist(), "weights": [] if weights is None else weights.tolist(),
        "at": at.tolist(), "isotonic": isotonic.predict(at).tolist(), "platt": platt.predict(at_logits).tolist(),
        "slope": exact[0], "intercept": exact[1],
    })
with open(os.path.join(os.path.dirname(__file__), "calibration.json"), "w") as file:
    json.dump({"cases": cases}, file, separators=(",", ":"))
    file.write("\n")
