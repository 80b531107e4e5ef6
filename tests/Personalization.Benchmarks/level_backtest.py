#!/usr/bin/python3
"""Which forecast of an outcome's level comes nearest to what happens, on several shops, origins rolling through time.

    level_backtest.py DATA_FOLDER [personalization.db ...]

DATA_FOLDER has online_retail.csv.gz and CDNOW_master.txt; databases are embedded stores of simulated shops (`demo`).
Of Online Retail only outcomes that were over by 2011-09-10 are looked at. Needs numpy and scikit-learn.

The model is a ridge logistic regression on 16 features of orders, as in the product: cut-offs every 10 days, recent
rows weighing more. Forecasts of the share that orders within h days of t, each from what was known at t:

  own    the model's own mean                         rate  the newest complete rate
  (33)   equation (33) of docs/learning.md            holt  damped linear trend of the rate's log-odds (0.5, 0.1, 0.9)
  last14, last28  (33) with one part of so many days  life  period life table of the newest 28 days
  half   the middle of own and (33) on the log-odds

Histories of 3 to 4 horizons are told apart: the product has nothing to calibrate on there and serves `own`.
"""
import collections
import csv
import gzip
import json
import math
import sqlite3
import sys
from datetime import datetime

import numpy as np
from sklearn.linear_model import LogisticRegression

METHODS = ["own", "(33)", "rate", "holt", "life", "last14", "last28", "half"]
WINDOWS = [7, 14, 30, 60, 90, 180]
DAY = 86400


class Shop:
    """Orders by customer as (days, values), both ascending in time."""

    def __init__(self, rows, end=None):
        orders = collections.defaultdict(list)
        for customer, day, value in rows:
            orders[customer].append((day, value))
        self.orders = [tuple(np.array(side) for side in zip(*sorted(one))) for one in orders.values()]
        self.first = min(days[0] for days, _ in self.orders)
        self.end = end or max(days[-1] for days, _ in self.orders)
        self.looks = {}

    def look(self, at, recent_only):
        """Features and days until the next order of everybody who ordered before (within 180 days, if so asked)."""
        if at not in self.looks:
            self.looks[at] = self._look(at)
        features, until, recency = self.looks[at]
        kept = recency <= 180 if recent_only else np.ones(len(recency), bool)
        return features[kept], until[kept]

    def _look(self, at):
        features, until, recency = [], [], []
        for days, values in self.orders:
            count = np.searchsorted(days, at)
            if count == 0:
                continue
            past, since = days[:count], at - days[count - 1]
            gaps = np.diff(past)
            gap = gaps.mean() if count > 1 else np.nan
            row = [since, count, values[:count].sum(), at - past[0], gap, gaps.std() if count > 2 else np.nan,
                   since / gap if gap > 0 else np.nan, values[:count].mean()]
            row += [count - np.searchsorted(past, at - window) for window in WINDOWS]
            row += [values[np.searchsorted(past, at - window):count].sum() for window in (30, 90)]
            features.append(row)
            until.append(days[count] - at if count < len(days) else np.inf)
            recency.append(since)
        return np.array(features, float), np.array(until), np.array(recency)


def online_retail(path):
    invoices = {}
    with gzip.open(path, "rt", encoding="utf8", errors="replace") as file:
        for row in csv.DictReader(file):
            if row["CustomerID"] and not row["InvoiceNo"].startswith("C"):
                key = row["CustomerID"], row["InvoiceNo"]
                at = (datetime.fromisoformat(row["InvoiceDate"]) - datetime(2010, 12, 1)).total_seconds() / DAY
                day, value = invoices.get(key, (at, 0))
                invoices[key] = day, value + float(row["Quantity"]) * float(row["UnitPrice"])
    return Shop(((key[0], *order) for key, order in invoices.items()), end=283)


def cdnow(path):
    cells = [line.split() for line in open(path)]
    rows = [(one[0], (datetime.strptime(one[1], "%Y%m%d") - datetime(1997, 1, 1)).days + 0.5, float(one[3]))
            for one in cells if len(one) == 4 and one[0].isdigit()]
    kept = set(np.random.RandomState(0).choice(sorted({row[0] for row in rows}), 6000, replace=False))
    return Shop(row for row in rows if row[0] in kept)


def simulated(path):
    rows = sqlite3.connect(path).execute(
        "SELECT customer, happened_at, body, (SELECT min(happened_at) FROM customer_event) FROM customer_event"
        " WHERE name = 'Order Completed' AND customer LIKE 'u:%'")
    return Shop((who, (at - start) / (DAY * 1e6), float(json.loads(body)["properties"]["total"]))
                for who, at, body, start in rows)


def fit(shop, at, horizon, churn):
    """The complete cut-offs, newest first, and the chance to order within the horizon as a function of features."""
    cuts = [at - horizon - 10 * k for k in range(24) if at - 2 * horizon - 10 * k >= shop.first]
    looks = [shop.look(cut, churn) for cut in cuts]
    x = np.arcsinh(np.vstack([features for features, _ in looks]))
    y = np.concatenate([until < horizon for _, until in looks])
    weights = np.concatenate([np.full(len(look[1]), 2.0 ** ((cut - cuts[0]) / horizon)) for cut, look in zip(cuts, looks)])
    mean, deviation = np.nanmean(x, 0), np.nanstd(x, 0)
    deviation[~(deviation > 1e-5)] = np.inf
    model = LogisticRegression(C=1 / 20, max_iter=200)
    model.fit(np.nan_to_num((x - mean) / deviation), y, sample_weight=weights / weights.mean())
    return cuts, lambda f: model.predict_proba(np.nan_to_num((np.arcsinh(f) - mean) / deviation))[:, 1]


def log_factor(chances, share):
    """Equation (32): the factor of everybody's rate with which the share comes true, as its logarithm."""
    survival, low, high = np.log1p(-chances), -8.0, 8.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if (1 - np.exp(survival * math.exp(middle))).mean() < share else (low, middle)
    return (low + high) / 2


def newest_level(shop, at, horizon, churn, model, parts):
    """Equation (33)."""
    cuts, chance = model
    known = [shop.look(cut, churn) for cut in cuts[:2]]
    chances = np.concatenate([chance(features) for features, _ in known])
    until = np.concatenate([days for _, days in known])
    moved = []
    for days in parts:
        features, newest = shop.look(at - days, churn)
        now = log_factor(chance(features), (newest < days).mean())
        moved.append(now - log_factor(chances, (until < days).mean()))
    factor = math.exp(log_factor(chances, (until < horizon).mean()) + np.mean(moved))
    return (1 - np.exp(np.log1p(-chance(shop.look(at, churn)[0])) * factor)).mean()


def damped_trend(rates, steps):
    odds = [math.log(rate / (1 - rate)) for rate in np.clip(rates, 1e-4, 1 - 1e-4)]
    if len(odds) < 2:
        return rates[-1]
    level, trend = odds[0], odds[1] - odds[0]
    for value in odds[1:]:
        before, level = level, 0.5 * value + 0.5 * (level + 0.9 * trend)
        trend = 0.1 * (level - before) + 0.9 * 0.9 * trend
    return 1 / (1 + math.exp(-level - trend * sum(0.9 ** step for step in range(1, steps + 1))))


def life_table(shop, at, horizon, churn, otherwise, bins=40):
    edges = np.linspace(0, horizon, bins + 1)
    events, exposure = np.zeros(bins), np.zeros(bins)
    cut = at - 7
    while cut >= max(shop.first + 30, at - horizon - 28):
        until = shop.look(cut, churn)[1]
        starts, ends = np.maximum(edges[:-1], at - 28 - cut), np.minimum(edges[1:], at - cut)
        for i in np.flatnonzero(ends > starts):
            exposure[i] += np.clip(np.minimum(until, ends[i]) - starts[i], 0, None).sum()
            events[i] += ((until >= starts[i]) & (until < ends[i])).sum()
        cut -= 7
    seen = np.flatnonzero(exposure > 0)
    if len(seen) == 0:
        return otherwise
    hazard = np.interp(np.arange(bins), seen, events[seen] / exposure[seen])
    return 1 - math.exp(-hazard.sum() * horizon / bins)


def forecasts(shop, at, horizon, churn):
    model = cuts, chance = fit(shop, at, horizon, churn)
    step = min(10, horizon / 3)
    parts = [k * step for k in range(1, 200) if horizon / 3 - 1e-6 <= k * step <= 2 * horizon / 3 + 1e-6]
    rates = [(shop.look(cut, churn)[1] < horizon).mean() for cut in cuts]
    own = chance(shop.look(at, churn)[0]).mean()
    of33 = newest_level(shop, at, horizon, churn, model, parts)
    half = math.sqrt(own / (1 - own) * of33 / (1 - of33))
    last = [newest_level(shop, at, horizon, churn, model, [min(days, 2 * horizon / 3)]) for days in (14, 28)]
    return [own, of33, rates[0], damped_trend(rates[::-1], round(horizon / 10)),
            life_table(shop, at, horizon, churn, rates[0]), *last, half / (1 + half)]


def main():
    folder, databases = sys.argv[1], sys.argv[2:]
    shops = {"online": online_retail(f"{folder}/online_retail.csv.gz"), "cdnow": cdnow(f"{folder}/CDNOW_master.txt")}
    shops |= {f"sim{i + 1}": simulated(path) for i, path in enumerate(databases)}
    errors = {"short": {}, "long": {}}
    for name, shop in shops.items():
        online = name == "online"
        asked = [(True, h) for h in ((15, 20, 30, 45, 60) if online else (30, 45, 60, 90))]
        for churn, horizon in asked + [(False, h) for h in ((15, 30) if online else (30,))]:
            at = math.ceil(shop.first + 3 * horizon)
            while at + horizon <= shop.end:
                came = (shop.look(at, churn)[1] < horizon).mean()
                series = errors["short" if at - shop.first < 4 * horizon else "long"]
                series.setdefault((name, churn, horizon), []).append(
                    [abs(one - came) for one in forecasts(shop, at, horizon, churn)])
                at += 10
        shop.looks.clear()
    for regime, present in (("short", 0), ("long", 1)):
        means = {key: np.mean(rows, 0) for key, rows in errors[regime].items()}
        print(f"\n{regime}: {sum(map(len, errors[regime].values()))} origins; mean error in points")
        for (name, churn, horizon), mean in means.items():
            print(f"{name:7}{'churn' if churn else 'purchase'}{horizon:<4}",
                  "  ".join(f"{method} {100 * one:.1f}" for method, one in zip(METHODS, mean)))
        for i, method in enumerate(METHODS):
            logs = {name: np.mean([math.log(mean[i] / mean[present]) for key, mean in means.items() if key[0] == name])
                    for name in shops}
            better = np.mean([mean[i] < mean[present] for mean in means.values()])
            print(f"{method:7} over {METHODS[present]}: {math.exp(np.mean(list(logs.values()))):.2f}, better in {better:.0%};",
                  "  ".join(f"{name} {math.exp(one):.2f}" for name, one in logs.items()))


if __name__ == "__main__":
    np.seterr(all="ignore")
    main()
