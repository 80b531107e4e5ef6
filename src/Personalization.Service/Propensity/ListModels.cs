using Microsoft.AspNetCore.Http.HttpResults;
using Personalization.Domain.Propensity;
using Personalization.Service.Hosting;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Propensity;

/// <summary>GET /models and GET /models/{name}: what is predicted, and by which versions.</summary>
internal sealed class ListModels(ModelStore models, TargetBook targets, IEnumerable<ISingleModel> singles)
{
    /// <summary>
    /// A model with its versions, newest first. Without versions it is configured but not trained yet.
    /// </summary>
    internal sealed record Model(
        string Name, PropensityTarget? Target, int? ActiveVersion, IReadOnlyList<ModelVersionSummary> Versions)
    {
        /// <summary>Of a model that is no propensity, and so has no target: what it says of customers.</summary>
        public string? Says { get; init; }

        /// <summary>The version that is scored beside the active one, if any.</summary>
        public int? ShadowVersion { get; init; }
    }

    /// <summary>
    /// One version: what it knows, how good it was on time it had not seen, and who made it serve why.
    /// </summary>
    /// <remarks>
    /// <c>rows</c> are customers at cut-off dates, of which <c>positives</c> had the outcome; of lifetime value and
    /// clusters, which have no outcome to be measured by, customers with an order. Their <c>measures</c> have names.
    /// </remarks>
    internal sealed record ModelVersionSummary(
        int Number,
        bool Active,
        DateTimeOffset SavedAt,
        DateTimeOffset Until,
        int Rows,
        int? Positives,
        BinaryQuality? Test)
    {
        /// <summary>How good it is, by name, where that is not said by <c>test</c>.</summary>
        public IReadOnlyDictionary<string, double?>? Measures { get; init; }

        /// <summary>Whether it is scored beside the active one.</summary>
        public bool Shadow { get; init; }

        /// <summary>Who saved it.</summary>
        public string? SavedBy { get; init; }

        /// <summary>Where it comes from.</summary>
        public ModelOrigin Origin { get; init; }

        /// <summary>The oldest instant it was learnt from.</summary>
        public DateTimeOffset? From { get; init; }

        /// <summary>How many trees it has.</summary>
        public int Trees { get; init; }

        /// <summary>How many inputs it has.</summary>
        public int Features { get; init; }

        /// <summary>Names the list of inputs.</summary>
        public string? FeatureHash { get; init; }

        /// <summary>When it was last promoted.</summary>
        public DateTimeOffset? PromotedAt { get; init; }

        /// <summary>By whom.</summary>
        public string? PromotedBy { get; init; }

        /// <summary>Why.</summary>
        public string? PromotionReason { get; init; }

        /// <summary>Why training promoted it or did not; null for uploads.</summary>
        public string? Verdict { get; init; }

        /// <summary>The version that scored before it.</summary>
        public int? Replaces { get; init; }

        /// <summary>What to know before trusting it.</summary>
        public IReadOnlyList<string>? Warnings { get; init; }
    }

    /// <summary>One model, as Swagger shows it.</summary>
    internal const string Example = """
        { "name": "purchase",
          "target": { "name": "purchase", "outcome": "orders", "horizonDays": 30, "includesAnonymous": false },
          "activeVersion": 1, "versions": [ { "number": 1, "active": true,
            "savedAt": "2026-01-05T09:00:00Z", "until": "2026-01-05T08:59:12Z", "rows": 67498, "positives": 18151,
            "savedBy": "train", "origin": "trained", "trees": 143, "features": 92, "featureHash": "3f0c8a1be2d45f77",
            "promotedAt": "2026-01-05T09:00:00Z", "promotedBy": "train", "promotionReason": "No version scored before.",
            "test": { "rows": 3761, "positives": 1103, "auc": 0.737, "logLoss": 0.522, "brier": 0.172,
              "liftAtTenPercent": 2.58 } } ] }
        """;

    internal void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/models", ListAsync)
            .WithName("ListModels").WithTags(Audience.Marketing).RequireScope(Scope.Admin)
            .WithSummary("Every model with its versions, by name: propensities, lifetime value and clusters.")
            .WithDescription(ListPage.Rule).ProducesProblem(StatusCodes.Status400BadRequest)
            .WithExample(response: $$"""{ "items": [ {{Example}} ], "next": null }""");
        routes.MapGet("/models/{name}", GetAsync)
            .WithName("GetModel").WithTags(Audience.Marketing).RequireScope(Scope.Admin)
            .WithSummary("One model with its versions.")
            .WithExample(response: Example)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    /// <summary>One model; null when it is neither defined nor stored.</summary>
    internal async Task<Model?> FindAsync(string name, CancellationToken stop)
    {
        if (singles.FirstOrDefault(single => single.Name == name) is { } single)
        {
            return Describe(single, await models.DocumentsAsync(name, stop));
        }

        var versions = await models.ListAsync(name, stop);
        var target = await targets.FindAsync(name, stop) ?? (versions.Count > 0 ? versions[^1].Metadata.Target : null);
        return target is null ? null : Describe(target, versions);
    }

    internal static ProblemHttpResult NotFound(string name) => Problem.Of(
        StatusCodes.Status404NotFound, $"There is no model '{name}'. GET /models lists what there is.");

    /// <summary>What a version of any kind has in common with all others.</summary>
    internal static ModelVersionSummary Describe(ModelDocumentVersion version, DateTimeOffset until, int rows) => new(
        version.Document.Version, version.Active, version.SavedAt, until, rows, Positives: null, Test: null)
    {
        Shadow = version.Shadow,
        SavedBy = version.SavedBy.Length > 0 ? version.SavedBy : null,
        Origin = ModelOrigin.Trained,
        PromotedAt = version.PromotedAt,
        PromotedBy = version.PromotedBy,
        PromotionReason = version.PromotionReason,
        Replaces = version.Replaces,
    };

    internal static ModelVersionSummary Describe(ModelVersion version)
    {
        var metadata = version.Metadata;
        var report = metadata.Report;
        return Describe(version.Stored, metadata.Until, report.Rows) with
        {
            Positives = report.Positives,
            Test = report.Test,
            Origin = metadata.Origin ?? ModelOrigin.Trained,
            From = metadata.From,
            Trees = report.Trees,
            Features = metadata.Features.Count,
            FeatureHash = metadata.FeatureHash,
            Verdict = metadata.Verdict?.Reason,
            Warnings = metadata.Warnings,
        };
    }

    private async Task<Results<Ok<EntityList<Model>>, ProblemHttpResult>> ListAsync(
        [AsParameters] ListPage page, CancellationToken stop)
    {
        var versions = (await models.ListAsync(null, stop)).ToLookup(version => version.Name, StringComparer.Ordinal);
        var defined = await targets.AllAsync(stop);
        var others = versions
            .Where(group => defined.All(target => target.Name != group.Key))
            .Select(group => group.Last().Metadata.Target);
        var items = defined.Concat(others).Select(target => Describe(target, versions[target.Name])).ToList();
        foreach (var single in singles)
        {
            items.Add(Describe(single, await models.DocumentsAsync(single.Name, stop)));
        }

        return page.TryCut(items, model => model.Name, out var cut, out var problem) ? TypedResults.Ok(cut) : problem;
    }

    private async Task<Results<Ok<Model>, ProblemHttpResult>> GetAsync(string name, CancellationToken stop) =>
        await FindAsync(name, stop) is { } model ? TypedResults.Ok(model) : NotFound(name);

    private static Model Describe(PropensityTarget target, IEnumerable<ModelVersion> stored) =>
        Describe(target.Name, stored.Select(Describe)) with { Target = target };

    private static Model Describe(ISingleModel single, IEnumerable<ModelDocumentVersion> stored) =>
        Describe(single.Name, stored.Select(single.Describe)) with { Says = single.Says };

    private static Model Describe(string name, IEnumerable<ModelVersionSummary> described)
    {
        var versions = described.OrderByDescending(version => version.Number).ToArray();
        return new Model(
            name, Target: null, versions.FirstOrDefault(version => version.Active)?.Number, versions)
        {
            ShadowVersion = versions.FirstOrDefault(version => version.Shadow)?.Number,
        };
    }
}
