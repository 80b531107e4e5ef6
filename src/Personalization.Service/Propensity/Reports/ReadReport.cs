using System.Text;
using Microsoft.Extensions.Options;
using Personalization.Domain.Clusters;
using Personalization.Domain.LifetimeValue;
using Personalization.Domain.Propensity;
using Personalization.Service.Hosting;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Propensity.Reports;

/// <summary>GET /models/{name}/report: what a version was learnt from, how good it is and how it does now.</summary>
internal sealed class ReadReport(
    ModelStore models,
    IEnumerable<ISingleModel> singles,
    ModelChecking checking,
    ShadowScoring shadows,
    IOptions<PropensityOptions> options)
{
    /// <summary>
    /// The report of one version; without quantiles and reference, which only scoring and checking need.
    /// </summary>
    /// <remarks>
    /// Of a propensity there are target, parameters, features and report; of the lifetime model <c>lifetime</c>, of
    /// clusters <c>clusters</c>. <c>summary</c> is what the list has: who saved and promoted it, when and why.
    /// </remarks>
    internal sealed record ModelReport(
        string Name,
        int Version,
        bool Active,
        DateTimeOffset SavedAt,
        DateTimeOffset Until,
        ListModels.ModelVersionSummary Summary)
    {
        /// <summary>What a propensity predicts.</summary>
        public PropensityTarget? Target { get; init; }

        /// <summary>How it was grown.</summary>
        public TrainingParameters? Parameters { get; init; }

        /// <summary>Its inputs.</summary>
        public IReadOnlyList<string>? Features { get; init; }

        /// <summary>What it was learnt from, and how good it was.</summary>
        public TrainingReport? Report { get; init; }

        /// <summary>Of a model that is no propensity: what it says of customers.</summary>
        public string? Says { get; init; }

        /// <summary>All that a lifetime model is, and how good it was.</summary>
        public LifetimeMetadata? Lifetime { get; init; }

        /// <summary>The clusters, how far they are apart, and a picture.</summary>
        public ClusterMetadata? Clusters { get; init; }

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
        .WithDescription(
            "JSON, or with format=html or Accept: text/html a page with plots that needs nothing else. Of a "
            + "propensity there are target, report and curves; of the lifetime model lifetime, of clusters clusters.")
        .Produces<ModelReport>()
        .WithExample(response: """
            { "name": "purchase", "version": 1, "active": true,
              "savedAt": "2026-01-05T09:00:00Z", "until": "2026-01-05T08:59:12Z",
              "summary": { "number": 1, "active": true,
                "savedAt": "2026-01-05T09:00:00Z", "until": "2026-01-05T08:59:12Z",
                "rows": 67498, "positives": 18151, "promotionReason": "No version scored before." },
              "target": { "name": "purchase", "outcome": "orders", "horizonDays": 30, "includesAnonymous": false },
              "features": ["recency_days", "orders_30d"],
              "report": {
                "cutOffs": [ { "at": "2025-12-06T08:59:12Z", "role": "test", "rows": 3761, "positives": 1103 } ],
                "rows": 67498, "positives": 18151, "customerShare": 1, "trees": 143,
                "test": { "rows": 3761, "positives": 1103, "auc": 0.737, "logLoss": 0.522, "brier": 0.172,
                          "liftAtTenPercent": 2.58 },
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

        var stored = await models.DocumentsAsync(name, stop);
        var found = stored.FirstOrDefault(one => version is null ? one.Active : one.Document.Version == version);
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
        ModelDocumentVersion found, IReadOnlyList<ModelDocumentVersion> stored, CancellationToken stop)
    {
        var check = found.Active
            ? (await checking.ReadAsync(stop)).FirstOrDefault(check => check.Name == found.Document.Name)
            : null;
        return Describe(found) with
        {
            Check = check,
            FeatureBand = options.Value.Bands.FeatureIndex,
            Shadow = await ShadowAsync(found, stored, stop),
        };
    }

    private ModelReport Describe(ModelDocumentVersion found)
    {
        var document = found.Document;
        if (singles.FirstOrDefault(single => single.Name == document.Name) is { } single)
        {
            var report = Begin(found, single.Describe(found)) with { Says = single.Says };
            return single.Complete(report, document.Metadata);
        }

        var version = ModelVersion.Of(found);
        var metadata = version.Metadata;
        return Begin(found, ListModels.Describe(version)) with
        {
            Target = metadata.Target,
            Parameters = metadata.Parameters,
            Features = metadata.Features,
            Report = metadata.Report,
            Verdict = metadata.Verdict,
            Curves = metadata.Curves,
        };
    }

    private static ModelReport Begin(ModelDocumentVersion found, ListModels.ModelVersionSummary summary) =>
        new(found.Document.Name, summary.Number, summary.Active, summary.SavedAt, summary.Until, summary);

    // Both the active version and the shadow tell of their pair.
    private async Task<ShadowComparison?> ShadowAsync(
        ModelDocumentVersion found, IReadOnlyList<ModelDocumentVersion> stored, CancellationToken stop)
    {
        var active = stored.FirstOrDefault(one => one.Active)?.Document.Version;
        var shadow = stored.FirstOrDefault(one => one.Shadow)?.Document.Version;
        return active is not null && shadow is not null && (found.Active || found.Shadow)
            ? await shadows.CompareAsync(found.Document.Name, active.Value, shadow.Value, stop)
            : null;
    }
}
