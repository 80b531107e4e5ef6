using System.Diagnostics.Metrics;
using Personalization.Domain.Propensity;
using Personalization.Service.Operations;

namespace Personalization.Service.Propensity;

/// <summary>The newest checks as instruments.</summary>
internal sealed class ModelGauges
{
    private volatile IReadOnlyList<ModelCheck> _checks = [];

    public ModelGauges(Telemetry telemetry)
    {
        telemetry.Meter.CreateObservableGauge(
            "personalization.model.score_drift", () => Of(check => check.Score?.Index), "{index}",
            "Stability index of a model's scores against training.");
        telemetry.Meter.CreateObservableGauge(
            "personalization.model.feature_drift", () => Of(check => check.Features.Max(drift => (double?)drift.Index)),
            "{index}",
            "Greatest stability index of a model's inputs against training.");
        telemetry.Meter.CreateObservableGauge(
            "personalization.model.calibration_error",
            () => Of(check => check.Past?.CalibrationError ?? check.Orders?.Error), "{index}",
            "Mean distance of past probabilities and what came true, over deciles; of lifetime value, of expected and "
            + "real orders, as a share of those expected.");
        telemetry.Meter.CreateObservableGauge(
            "personalization.model.alerts", () => Of(check => check.Alerts.Count), "{alert}",
            "What is out of its band.");
    }

    /// <summary>Shows these checks from now on.</summary>
    public void Show(IReadOnlyList<ModelCheck> checks) => _checks = checks;

    private IEnumerable<Measurement<double>> Of(Func<ModelCheck, double?> value)
    {
        foreach (var check in _checks)
        {
            if (value(check) is { } measured)
            {
                yield return new Measurement<double>(
                    measured, new KeyValuePair<string, object?>("model", check.Name));
            }
        }
    }
}
