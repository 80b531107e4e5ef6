using System.Text;
using Microsoft.Extensions.Options;
using Personalization.Domain.Propensity;
using Personalization.Service.Hosting;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Propensity.Reports;

/// <summary>GET /models/{name}/report: what a version was learnt from, how good it is and how it does now.</summary>
internal sealed class ReadReport(
    ModelStore models, ModelChecking checking, ShadowScoring shadows, IOptions<PropensityOptions> options)
{
    /// <summary>The report of one version; without quantiles and reference, which only scoring and checking need.</summary>
    internal sealed record ModelReport(
        string Name,
        int Version,
        bool Active,
        DateTimeOffset SavedAt,
        DateTimeOffset Until,
        PropensityTarget Target,
        TrainingParameters Parameters,
        IReadOnlyList<string> Features,
        TrainingReport Report)
    {
        /// <summary>Who saved and promoted it, when and why.</summary>
        public ListModels.ModelVersionSummary? Summary { get; init; }

        /// <summary>How it did against the baselines and the version that scored when it was trained.</summary>
        public Verdict? Verdict { get; init; }

        /// <summary>Probabilities beside outcomes on held-out time.</summary>
        public TestCurves? Curves { get; init; }

        /// <summary>How it does on live customers; of the active version only.</summary>
        public ModelCheck? Check { get; init; }

        /// <summary>The stability index from which a feature is taken to have drifted.</summary>
        public double FeatureBand { get; init; }

        /// <summary>The shadow's scores beside the active version's, if there is one.</summary>
        public ShadowComparison? Shadow { get; init; }
    }

    internal void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/models/{name}/report", ReadAsync)
        .WithName("ReadModelReport").WithTags(Audience.Marketing).RequireScope(Scope.Admin)
        .WithSummary("How good a model's active (or the named) version is: on held-out time, against others, and now.")
        .WithDescription("JSON, or with format=html or Accept: text/html a page with plots that needs nothing else.")
        .Produces<ModelReport>()
        .WithExample(response: """
            { "name": "purchase", "version": 1, "active": true, "savedAt": "2026-01-05T09:00:00Z", "until": "2026-01-05T08:59:12Z",
              "target": { "name": "purchase", "outcome": "orders", "horizonDays": 30, "includesAnonymous": false },
              "features": ["recency_days", "orders_30d"],
              "report": { "cutOffs": [ { "at": "2025-12-06T08:59:12Z", "role": "test", "rows": 3761, "positives": 1103 } ],
                "rows": 67498, "positives": 18151, "customerShare": 1, "trees": 143,
                "test": { "rows": 3761, "positives": 1103, "auc": 0.737, "logLoss": 0.522, "brier": 0.172, "liftAtTenPercent": 2.58 },
                "importance": [ { "feature": "recency_days", "share": 0.31 } ], "missing": [] },
              "featureBand": 0.25 }
            """)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound);

    private async Task<IResult> ReadAsync(
        string name, int? version, string? format, HttpContext http, CancellationToken stop)
    {
        if (format is not (null or "json" or "html"))
        {
            return Problem.Of(StatusCodes.Status400BadRequest, "format must be json or html.");
        }

        var stored = await models.ListAsync(name, stop);
        var found = stored.FirstOrDefault(one => version is null ? one.Active : one.Version == version);
        if (found is null)
        {
            return Problem.Of(StatusCodes.Status404NotFound, version is null
                ? $"Model '{name}' has no active version. Train it with POST /models/{name}/train."
                : $"Model '{name}' has no version {version}. GET /models/{name} lists its versions.");
        }

        var report = await DescribeAsync(found, stored, stop);
        var wantsPage = format == "html"
            || (format is null && http.Request.GetTypedHeaders().Accept is [{ MediaType.Value: "text/html" }, ..]);
        if (!wantsPage)
        {
            return TypedResults.Ok(report);
        }

        // The page runs nothing and loads nothing, whatever a model's name or a feature's may be.
        http.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        return TypedResults.Text(ReportPage.Of(report), "text/html; charset=utf-8", Encoding.UTF8);
    }

    private async Task<ModelReport> DescribeAsync(
        ModelVersion found, IReadOnlyList<ModelVersion> stored, CancellationToken stop)
    {
        var metadata = found.Metadata;
        var check = found.Active
            ? (await checking.ReadAsync(stop)).FirstOrDefault(check => check.Name == found.Name)
            : null;
        return new ModelReport(
            found.Name,
            found.Version,
            found.Active,
            found.SavedAt,
            metadata.Until,
            metadata.Target,
            metadata.Parameters,
            metadata.Features,
            metadata.Report)
        {
            Summary = ListModels.Describe(found),
            Verdict = metadata.Verdict,
            Curves = metadata.Curves,
            Check = check,
            FeatureBand = options.Value.Bands.FeatureIndex,
            Shadow = await ShadowAsync(found, stored, stop),
        };
    }

    // Both the active version and the shadow tell of their pair.
    private async Task<ShadowComparison?> ShadowAsync(
        ModelVersion found, IReadOnlyList<ModelVersion> stored, CancellationToken stop)
    {
        var active = stored.FirstOrDefault(one => one.Active);
        var shadow = stored.FirstOrDefault(one => one.Shadow);
        return active is not null && shadow is not null && (found.Active || found.Shadow)
            ? await shadows.CompareAsync(found.Name, active.Version, shadow.Version, stop)
            : null;
    }
}
