namespace Personalization.Learning.Lifetime;

/// <summary>How far forecasts were from what came.</summary>
/// <param name="Forecast">The sum of all forecasts.</param>
/// <param name="MeanAbsolute">The mean distance of a forecast from what came.</param>
/// <param name="RootMeanSquare">The root of the mean squared distance.</param>
public sealed record ForecastError(double Forecast, double MeanAbsolute, double RootMeanSquare)
{
    /// <summary>Holds forecasts against what came, buyer by buyer.</summary>
    public static ForecastError Of(ReadOnlySpan<double> forecasts, ReadOnlySpan<double> came)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(forecasts.Length, came.Length, nameof(forecasts));
        ArgumentOutOfRangeException.ThrowIfZero(came.Length, nameof(came));
        var (sum, absolute, squares) = (0.0, 0.0, 0.0);
        for (var i = 0; i < came.Length; i++)
        {
            var off = forecasts[i] - came[i];
            sum += forecasts[i];
            absolute += Math.Abs(off);
            squares += off * off;
        }

        return new ForecastError(sum, absolute / came.Length, Math.Sqrt(squares / came.Length));
    }
}
