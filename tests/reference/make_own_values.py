"""Makes own_values.json: made-up series and what numpy, scipy, statsmodels and pymannkendall say of them.

Same form as the large reference file, so that the same test reads both. Needs
numpy 2.2.0, scipy 1.16.3, statsmodels 0.14 or later, pymannkendall 1.4.3; run: python make_own_values.py > own_values.json
"""

import json
import math
import sys

import numpy as np
import pymannkendall
import scipy
import scipy.stats as st
import statsmodels
import statsmodels.api as sm
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.tsa.stattools import acf


def series():
    """Made-up minutes: a wave, a rise with noise from a fixed recipe, a step, days with few values."""
    noise = lambda i: math.sin(12.9898 * i + 4.1) * 43758.5453 % 1.0 - 0.5
    rise = [round(200 + 1.1 * i + 24 * noise(i), 3) for i in range(36)]
    step = [round((240 if i < 30 else 262) * math.exp(0.3 * noise(i + 100)), 3) for i in range(54)]
    weeks = [round(180 - 22 * (i % 7 >= 5) + 0.4 * i + 9 * noise(i + 200), 3) for i in range(56)]
    ties = [float(round(6 + 5 * noise(i + 300))) for i in range(25)]
    outcomes = [int(noise(i + 400) > 0.32 or (60 <= i < 70)) for i in range(160)]
    runs = [6 + (i * 5) % 9 for i in range(28)]
    failures = [min(runs[i], int(runs[i] * (0.08 + 0.006 * i) + noise(i + 500) + 0.5)) for i in range(28)]
    def entry(kind, values, **more):
        return {"kind": kind, "n": len(values), "values": values, **more}
    return {
        "rise36": entry("duration_s", rise),
        "step54": entry("duration_s", step),
        "weeks56": entry("daily_value", weeks),
        "ties25": entry("duration_s", ties),
        "outcomes160": entry("binary", outcomes),
        "days28": entry("daily_counts", failures, day=list(range(28)), runs=runs),
    }


SERIES = series()
CASES = []


def y(name):
    return np.array(SERIES[name]["values"], dtype=float)


def plain(value):
    if isinstance(value, dict):
        return {key: plain(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(entry) for entry in value]
    if isinstance(value, np.integer):
        return int(value)
    return float(value) if isinstance(value, np.floating) else value


def case(group, function, given, expected, reference, params=None, tolerance=1e-9):
    number = 1 + sum(1 for entry in CASES if entry["fn"] == function)
    CASES.append({
        "id": f"{group}.{function}.{number:02}", "group": group, "fn": function, "input": given,
        "params": params or {}, "expected": plain(expected), "tol": {"rel": tolerance, "abs": 1e-12},
        "reference": reference, "note": "",
    })


def descriptive():
    for name in ["rise36", "ties25"]:
        x = y(name)
        levels = [0, 0.05, 0.25, 0.5, 0.9, 0.95, 1]
        case("descriptive", "summary", {"series": name}, {
            "n": len(x), "mean": x.mean(), "var": x.var(ddof=1), "std": x.std(ddof=1), "median": np.median(x),
            "quantiles": np.quantile(x, levels),
        }, "numpy", {"quantile_type": 7, "q": levels})


def trends():
    for name in ["rise36", "weeks56"]:
        values = y(name)
        x = np.arange(len(values), dtype=float)
        line = st.linregress(x, values)
        case("trend", "ols", {"series": name}, {
            "slope": line.slope, "intercept": line.intercept, "r": line.rvalue, "slope_stderr": line.stderr,
            "intercept_stderr": line.intercept_stderr, "p": line.pvalue,
        }, "scipy", {"level": 0.95})
        robust = st.theilslopes(values, x, 0.95)
        case("trend", "theil_sen", {"series": name}, {
            "slope": robust.slope, "intercept": robust.intercept, "slope_lo": robust.low_slope,
            "slope_hi": robust.high_slope,
        }, "scipy", {"level": 0.95})
    for name in ["rise36", "ties25", "step54"]:
        found = pymannkendall.original_test(y(name))
        case("trend", "mann_kendall", {"series": name}, {
            "s": int(found.s), "var_s": found.var_s, "z": found.z, "p": found.p, "sens_slope": found.slope,
            "trend": found.trend,
        }, "pymannkendall", {"alpha": 0.05})
        corrected = pymannkendall.yue_wang_modification_test(y(name), lag=1)
        case("trend", "mann_kendall_yue_wang", {"series": name}, {
            "s": int(corrected.s), "var_s_corrected": corrected.var_s, "z": corrected.z, "p": corrected.p,
        }, "pymannkendall", {"alpha": 0.05, "lag": 1})


def rates():
    for k, n in [(0, 7), (3, 40), (37, 40), (55, 610)]:
        interval = lambda method: proportion_confint(k, n, 0.05, method)
        beta = lambda q: st.beta.ppf(q, k + 0.5, n - k + 0.5)
        case("rates", "proportion_ci", {"k": k, "n": n}, {
            "p_hat": k / n, "wilson": interval("wilson"), "clopper_pearson": interval("beta"),
            "agresti_coull": interval("agresti_coull"), "jeffreys": [beta(0.025), beta(0.975)],
        }, "statsmodels, scipy", {"level": 0.95})
    for k1, n1, k2, n2 in [(4, 90, 15, 95), (30, 300, 21, 280)]:
        pooled = sm.stats.proportions_ztest([k2, k1], [n2, n1])
        case("rates", "two_proportions", {"k1": k1, "n1": n1, "k2": k2, "n2": n2}, {
            "diff": k2 / n2 - k1 / n1, "z": pooled[0], "p_z": pooled[1],
            "p_fisher": st.fisher_exact([[k1, n1 - k1], [k2, n2 - k2]])[1],
            "newcombe_ci_diff": confint_proportions_2indep(k2, n2, k1, n1, method="newcomb"),
        }, "statsmodels, scipy")
    counts = SERIES["days28"]
    design = sm.add_constant(np.array(counts["day"], dtype=float))
    k, n = y("days28"), np.array(counts["runs"], dtype=float)
    fit = sm.GLM(np.column_stack([k, n - k]), design, family=sm.families.Binomial()).fit(tol=1e-14)
    case("rates", "logistic_trend", {"series": "days28"}, {
        "intercept": fit.params[0], "slope": fit.params[1], "se": fit.bse, "deviance": fit.deviance,
        "null_deviance": fit.null_deviance, "pearson_chi2": fit.pearson_chi2,
    }, "statsmodels", tolerance=1e-7)


def comparisons():
    step = y("step54")
    before, after = step[:30], step[30:]
    test = st.mannwhitneyu(after, before, alternative="two-sided", method="asymptotic")
    welch = st.ttest_ind(after, before, equal_var=False)
    brunner = st.brunnermunzel(before, after)
    given = {"x": {"series": "step54", "slice": [0, 30]}, "y": {"series": "step54", "slice": [30, 54]}}
    case("compare", "two_samples", given, {
        "u_y": test.statistic, "p_asymptotic_cc": test.pvalue, "a12_y_gt_x": test.statistic / (30 * 24),
        "hodges_lehmann": np.median(np.subtract.outer(after, before)), "welch_t": welch.statistic,
        "welch_p": welch.pvalue, "brunner_munzel_stat": brunner.statistic, "brunner_munzel_p": brunner.pvalue,
        "ks_d": st.ks_2samp(before, after).statistic,
    }, "scipy", {"level": 0.95})


def seasons():
    weeks = y("weeks56")
    case("seasonality", "acf", {"series": "weeks56"},
         {"acf": acf(weeks, nlags=10, fft=False), "band95": 1.959963984540054 / math.sqrt(56)}, "statsmodels",
         {"nlags": 10})
    box = acorr_ljungbox(weeks, lags=[7, 14])
    case("seasonality", "ljung_box", {"series": "weeks56"}, {"stat": list(box["lb_stat"]), "p": list(box["lb_pvalue"])},
         "statsmodels", {"lags": [7, 14]})
    test = st.kruskal(*[weeks[phase::7] for phase in range(7)])
    case("seasonality", "kruskal_wallis_by_phase", {"series": "weeks56"}, {"h": test.statistic, "p": test.pvalue},
         "scipy", {"period": 7})


def many():
    p = [0.001, 0.2, 0.012, 0.04, 0.8, 0.011, 0.5]
    adjusted = lambda method: {"p_adj": multipletests(p, 0.05, method)[1], "reject": multipletests(p, 0.05, method)[0].tolist()}
    case("multiple", "p_adjust", {"p": p}, {
        "bh": adjusted("fdr_bh"), "by": adjusted("fdr_by"), "holm": adjusted("holm"),
    }, "statsmodels", {"alpha": 0.05})


for make in [descriptive, trends, rates, comparisons, seasons, many]:
    make()
json.dump({
    "meta": {
        "label": "own", "schema": "ci-analytics-reference-values/1", "n_series": len(SERIES), "n_cases": len(CASES),
        "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__,
                     "pymannkendall": pymannkendall.__version__},
    },
    "series": SERIES,
    "cases": CASES,
}, sys.stdout, indent=1)
print()
