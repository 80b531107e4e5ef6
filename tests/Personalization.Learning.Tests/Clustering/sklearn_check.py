"""Holds clusters found in C# against scikit-learn's.

rfm RETAIL.csv.gz OUT.csv: recency (days), frequency (invoices) and monetary value of Online Retail's customers.
check DIR: DIR/points.csv are scaled points, DIR/labels.csv their clusters, DIR/measures.csv k, inertia, silhouette
and Davies-Bouldin, a line each k. Fails where ours are worse or differ.
"""
import sys

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import davies_bouldin_score, silhouette_score


def rfm(retail, out):
    rows = pd.read_csv(retail, parse_dates=["InvoiceDate"], dtype={"InvoiceNo": str})
    rows = rows[rows.CustomerID.notna() & (rows.Quantity > 0) & (rows.UnitPrice > 0)]
    rows["Value"] = rows.Quantity * rows.UnitPrice
    end = pd.Timestamp("2011-12-10")
    table = rows.groupby("CustomerID").agg(
        recency=("InvoiceDate", lambda dates: (end - dates.max()).total_seconds() / 86400),
        frequency=("InvoiceNo", "nunique"),
        monetary=("Value", "sum"))
    table.to_csv(out, index=False)


def check(folder):
    points = np.loadtxt(folder + "/points.csv", delimiter=",")
    labels = np.loadtxt(folder + "/labels.csv", delimiter=",", dtype=int)
    for row, (k, inertia, silhouette, davies_bouldin) in enumerate(np.loadtxt(folder + "/measures.csv", delimiter=",")):
        best = KMeans(n_clusters=int(k), n_init=10, random_state=0).fit(points).inertia_
        of = labels[row]
        theirs = silhouette_score(points, of), davies_bouldin_score(points, of)
        print(f"k {k:.0f}: inertia {inertia:.3f}, scikit-learn's best of ten {best:.3f}; "
              f"silhouette {silhouette - theirs[0]:.1e} apart, Davies-Bouldin {davies_bouldin - theirs[1]:.1e} apart")
        assert inertia <= 1.01 * best, "worse inertia"
        assert abs(silhouette - theirs[0]) < 1e-6, "another silhouette"
        assert abs(davies_bouldin - theirs[1]) < 1e-6, "another Davies-Bouldin index"


if __name__ == "__main__":
    {"rfm": rfm, "check": check}[sys.argv[1]](*sys.argv[2:])
