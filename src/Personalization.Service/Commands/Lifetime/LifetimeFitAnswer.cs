using System.Text.Json.Serialization;
using Personalization.Learning.Lifetime;

namespace Personalization.Service.Commands.Lifetime;

/// <summary>What <c>lifetime fit</c> found; times in weeks.</summary>
/// <param name="Customers">Customers who ordered by the end of the calibration.</param>
/// <param name="RepeatCustomers">Those of them with a repeat order.</param>
/// <param name="LogLikelihood">Of r, alpha, a and b: the BG/NBD model of orders.</param>
/// <param name="P">With q and gamma the Gamma-Gamma model of order values; null where all are worth the same.</param>
/// <param name="MeanOrderValue">The order value of a customer of whom nothing is known.</param>
/// <param name="Seconds">How long the fitting took, without reading the file.</param>
internal sealed record LifetimeFitAnswer(
    int Customers,
    int RepeatCustomers,
    DateOnly From,
    DateOnly CalibrationEnd,
    double R,
    double Alpha,
    double A,
    double B,
    double LogLikelihood,
    double? P,
    double? Q,
    double? Gamma,
    double? ValueLogLikelihood,
    double? MeanOrderValue,
    bool Converged,
    double Seconds,
    LeftOutRows LeftOut,
    Holdout? Holdout);

/// <summary>Rows that are not orders.</summary>
internal sealed record LeftOutRows(int WithoutCustomer, int Negative);

/// <summary>What came after the calibration, and how well it was foretold.</summary>
internal sealed record Holdout(double Weeks, Foretold Orders, Foretold? Value);

/// <summary>A sum that came, the model's forecasts, and those of going on at each customer's past rate.</summary>
internal sealed record Foretold(double Actual, ForecastError Model, ForecastError Naive);

/// <summary>The JSON of the command.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LifetimeFitAnswer))]
internal sealed partial class LifetimeCommandJson : JsonSerializerContext;
