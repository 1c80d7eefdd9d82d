#!/usr/bin/env python3
"""Item statistics and learning gain a second time, from the definitions alone.

Reads what tests/unit/items_peer.c writes: lines "attempt ITEM:MARK ..." and "most M ...", or "pair PRE POST".
Prints NAME NUMBER lines; nan where nothing can be said.
"""
import math
import statistics as st
import sys

attempts, most, pairs = [], [], []
for line in open(sys.argv[1], encoding="ascii"):
    word, *rest = line.split()
    if word == "attempt":
        attempts.append([(int(i), float(m)) for i, m in (p.split(":") for p in rest)])
    elif word == "most":
        most = [float(m) for m in rest]
    elif word == "pair":
        pairs.append((float(rest[0]), float(rest[1])))


def say(name, value):
    print(name, "nan" if value is None else repr(float(value)))


def var(x):
    return st.variance(x) if len(x) > 1 else None


def central(x, k):
    m = st.fmean(x)
    return math.fsum((v - m) ** k for v in x) / len(x)


def shape(x):
    n, v = len(x), var(x)
    if n < 2 or v < 1e-12:
        return None, None
    g1 = g2 = None
    if n > 2:  # adjusted Fisher-Pearson
        g1 = math.sqrt(n * (n - 1)) / (n - 2) * central(x, 3) / central(x, 2) ** 1.5
    if n > 3:
        g2 = (n - 1) / ((n - 2) * (n - 3)) * ((n + 1) * (central(x, 4) / central(x, 2) ** 2 - 3) + 6)
    return g1, g2


if attempts:
    totals = [math.fsum(m for _, m in t) for t in attempts]
    roots = {}
    for item in range(len(most)):
        x = [dict(t)[item] for t in attempts if item in dict(t)]
        whole = [total for t, total in zip(attempts, totals) if item in dict(t)]
        rest = [total - mark for total, mark in zip(whole, x)]
        say(f"facility{item}", st.fmean(x) / most[item] if x else None)
        varied = len(x) > 1 and var(x) > 1e-12 and var(rest) > 1e-12
        say(f"discrimination{item}", 100 * st.correlation(x, rest) if varied else None)
        best = st.covariance(sorted(x), sorted(rest)) if varied else None
        say(f"efficiency{item}", 100 * st.covariance(x, rest) / best if varied and best > 1e-12 else None)
        say(f"sd{item}", st.stdev(x) if len(x) > 1 else None)
        if len(x) > 1:
            cov = st.covariance(x, whole)
            roots[item] = math.sqrt(cov) if cov >= 0 else None
    together = math.fsum(r for r in roots.values() if r)
    for item in range(len(most)):
        root = roots.get(item)
        say(f"weight{item}", 100 * root / together if root is not None and together > 0 else None)
    n = len(totals)
    say("mean", st.fmean(totals))
    say("median", st.median(totals))
    say("sd", st.stdev(totals) if n > 1 else None)
    g1, g2 = shape(totals)
    say("skewness", g1)
    say("kurtosis", g2)
    alpha = None
    lengths = {len(t) for t in attempts}
    if n > 2 and len(lengths) == 1 and len(attempts[0]) > 1 and var(totals) > 1e-12:
        p = len(attempts[0])
        if all(sorted(i for i, _ in t) == list(range(len(most))) for t in attempts):
            parts = [[dict(t)[i] for t in attempts] for i in range(p)]
        else:
            parts = [[t[j][1] for t in attempts] for j in range(p)]
        alpha = 100 * p / (p - 1) * (1 - math.fsum(var(x) for x in parts) / var(totals))
    say("alpha", alpha)
    error = None if alpha is None else 100 * math.sqrt(1 - alpha / 100)
    say("error_ratio", error)
    say("standard_error", None if error is None else error * st.stdev(totals) / 100)


def density(t, df):
    return math.exp(math.lgamma((df + 1) / 2) - math.lgamma(df / 2)) / math.sqrt(df * math.pi) * (
        1 + t * t / df
    ) ** (-(df + 1) / 2)


def quantile(df):  # of 0.975: Simpson's rule, then bisection; tan() brings the long tail near
    def share(t, steps=4000):
        end = math.atan(t)
        h = end / steps
        f = lambda u: density(math.tan(u), df) / math.cos(u) ** 2
        return 0.5 + h / 3 * math.fsum(
            (1 if i in (0, steps) else 4 if i % 2 else 2) * f(i * h) for i in range(steps + 1)
        )

    low, high = 0.5, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        if share(middle) < 0.975:
            low = middle
        else:
            high = middle
    return (low + high) / 2


if pairs:
    d = [post - pre for pre, post in pairs]
    say("gain", st.fmean(d))
    half = quantile(len(d) - 1) * st.stdev(d) / math.sqrt(len(d)) if len(d) > 1 else None
    say("low", None if half is None else st.fmean(d) - half)
    say("high", None if half is None else st.fmean(d) + half)
