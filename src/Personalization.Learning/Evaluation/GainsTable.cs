namespace Personalization.Learning.Evaluation;

/// <summary>One part of the rows, the best scores in part 1.</summary>
/// <param name="Part">1 for the best scores.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="Positives">How many of them have label 1; of ties at a border each counts in proportion.</param>
/// <param name="Rate">The rate of 1 in it.</param>
/// <param name="MeanScore">The mean of its scores: what the rate should be if scores are probabilities.</param>
/// <param name="Lift">Its rate over the rate of all rows; 0 where no row has label 1.</param>
/// <param name="Gain">The share of all 1s in this part and the better ones: the gains curve.</param>
public readonly record struct GainsPart(
    int Part, int Rows, double Positives, double Rate, double MeanScore, double Lift, double Gain);

/// <summary>Rows by rank in equal parts, such as deciles: how concentrated label 1 is among the best scores.</summary>
public static class GainsTable
{
    /// <summary>Makes so many parts of as equal a number of rows as can be; fewer where there are fewer rows.</summary>
    public static IReadOnlyList<GainsPart> Of(RankedOutcomes ranked, int parts = 10)
    {
        ArgumentNullException.ThrowIfNull(ranked);
        ArgumentOutOfRangeException.ThrowIfLessThan(parts, 1);
        parts = Math.Min(parts, ranked.Rows);
        var all = ranked.InTop(ranked.Rows).Positives;
        var rate = all / ranked.Rows;
        var table = new GainsPart[parts];
        (double Positives, double Scores) before = (0, 0);
        var from = 0;
        for (var part = 1; part <= parts; part++)
        {
            var to = (int)((long)ranked.Rows * part / parts);
            var until = ranked.InTop(to);
            var positives = until.Positives - before.Positives;
            table[part - 1] = new GainsPart(
                part,
                to - from,
                positives,
                positives / (to - from),
                (until.Scores - before.Scores) / (to - from),
                all > 0 ? positives / (to - from) / rate : 0,
                all > 0 ? until.Positives / all : 0);
            (before, from) = (until, to);
        }

        return table;
    }
}
