namespace Personalization.Learning.Boosting;

/// <summary>Squared error, reported as its root: equation (B1) of docs/learning.md.</summary>
internal sealed class SquaredLoss : Loss
{
    public override string? Fault(float label) =>
        float.IsFinite(label) ? null : "labels must be finite numbers";

    public override float BaseScore(LossRows rows) => (float)MeanLabel(rows);

    public override double Margin(double baseScore) => baseScore;

    public override double Predict(double margin) => margin;

    protected override void DeriveBlock(LossRows rows, GradientPair[][] into, int from, int to)
    {
        for (; from < to; from++)
        {
            var weight = rows.Weight(from);
            into[0][from] = new(weight * (rows.Margins[0][from] - rows.Labels[from]), weight);
        }
    }

    protected override double SumBlock(LossRows rows, int from, int to)
    {
        var sum = 0.0;
        for (; from < to; from++)
        {
            var error = (double)rows.Margins[0][from] - rows.Labels[from];
            sum += rows.Weight(from) * error * error;
        }

        return sum;
    }

    protected override double Reported(double mean) => Math.Sqrt(mean);
}
