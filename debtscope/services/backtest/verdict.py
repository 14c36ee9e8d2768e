"""What a backtest means, in plain words; never more than the repairs that were seen allow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from debtscope.model.backtest import FEWEST_FIXES, OURS, Cut, Estimate
from debtscope.model.frozen import frozen

LEAST_AUC = 0.65
ELASTICITY = (0.8, 1.3)
RATIO = (0.5, 2.0)
LEAST_WITHIN = 0.6

Table = Mapping[str, Mapping[str, Estimate]]


@frozen(kw_only=False)
class Verdict:
    """A sentence for each question."""

    is_calibrated: bool
    sentences: tuple[str, ...]


def verdict(cuts: Sequence[Cut], means: Table, gains: Table, ratio: Estimate | None) -> Verdict:
    """Judges ranking, totals and scale; with too few repairs it judges none of them."""
    fixes = sum(cut.fixes for cut in cuts)
    if fixes < FEWEST_FIXES or OURS not in means or ratio is None:
        some = f"only {fixes} corrective commit{'s' if fixes != 1 else ''} followed" if fixes else "no repair followed"
        return Verdict(False, (f"Too little to judge by: {some} over {len(cuts)} cuts, and it takes {FEWEST_FIXES}.",))
    within = sum(cut.is_within for cut in cuts)
    told = [_ranking(means[OURS]), *_against(gains), _totals(ratio, within, len(cuts)), _scale(means[OURS])]
    holds = (
        means[OURS]["auc"].value >= LEAST_AUC
        and ELASTICITY[0] <= means[OURS]["elasticity"].value <= ELASTICITY[1]
        and RATIO[0] <= ratio.value <= RATIO[1]
        and within >= LEAST_WITHIN * len(cuts)
    )
    told.append(
        f"By {fixes} repairs the hours are calibrated to this repository's past."
        if holds
        else f"By {fixes} repairs the hours are not calibrated here: use the order, and mistrust the hours."
    )
    return Verdict(holds, tuple(told))


def _ranking(ours: Mapping[str, Estimate]) -> str:
    auc, top = ours["auc"], ours["top20"]
    word = "well" if auc.low >= LEAST_AUC else "fairly" if auc.value >= LEAST_AUC else "poorly"
    return (
        f"It ranks {word}: a file that was then repaired stood above one that was not in {auc.value:.0%} of the pairs "
        f"({auc.low:.0%} to {auc.high:.0%}), and the twenty highest files took {top.value:.0%} of the repairs."
    )


def _against(gains: Table) -> Iterator[str]:
    """Whether anything simpler does as well."""
    ahead = [name for name, gain in gains.items() if gain["auc"].low > 0]
    behind = [name for name, gain in gains.items() if gain["auc"].high < 0]
    even = [name for name in gains if name not in ahead and name not in behind]
    parts = [
        f"{words} {_listed(names)}"
        for words, names in (("surely better than", ahead), ("not told apart from", even), ("worse than", behind))
        if names
    ]
    if parts:
        yield f"At ranking it is {'; '.join(parts)}."


def _totals(ratio: Estimate, within: int, cuts: int) -> str:
    if RATIO[0] <= ratio.value <= RATIO[1]:
        word = f"{ratio.value:.2f} repairs were expected for each that came"
    else:
        word = f"the total is {'too high' if ratio.value > 1 else 'too low'}: {ratio.value:.2f} expected for each that came"
    return (
        f"In sum {word} ({ratio.low:.2f} to {ratio.high:.2f}); {within} of {cuts} windows ended within their interval."
    )


def _scale(ours: Mapping[str, Estimate]) -> str:
    power = ours["elasticity"]
    if ELASTICITY[0] <= power.value <= ELASTICITY[1]:
        word = "repairs grow in proportion to the score"
    elif power.value < ELASTICITY[0]:
        word = "the highest files are overstated"
    else:
        word = "the highest files are understated"
    return f"Scale: {word} (elasticity {power.value:.2f}, {power.low:.2f} to {power.high:.2f})."


def _listed(names: Sequence[str]) -> str:
    return " and ".join(names) if len(names) < 3 else f"{', '.join(names[:-1])} and {names[-1]}"
