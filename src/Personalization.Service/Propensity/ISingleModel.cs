using Personalization.Domain.Decisions;
using Personalization.Domain.Propensity;
using Personalization.Service.Propensity.Reports;
using Personalization.Storage.Propensity;

namespace Personalization.Service.Propensity;

/// <summary>How a training run ended.</summary>
/// <param name="Version">The version that was saved; null where the log could not teach one.</param>
/// <param name="Promoted">Whether it serves now.</param>
/// <param name="Message">Why, or why not.</param>
internal sealed record TrainingOutcome(int? Version, bool Promoted, string? Message)
{
    /// <summary>Why the log could teach nothing; null where it did.</summary>
    internal string? Refusal => Version is null ? Message : null;
}

/// <summary>What to train such a model on.</summary>
/// <param name="Until">The first instant that does not count; null: none.</param>
/// <param name="By">Who wants it.</param>
/// <param name="Promotion">Whether the new version is to serve.</param>
internal sealed record SingleOrder(DateTimeOffset? Until, string By, PromotionRule Promotion = PromotionRule.IfBetter);

/// <summary>
/// A kind of model that there is one of: lifetime value, clusters. Listing, promoting, training, checking and reporting
/// go by its name as they do by those of propensities.
/// </summary>
internal interface ISingleModel
{
    /// <summary>Its name in routes, commands and the store.</summary>
    string Name { get; }

    /// <summary>What it says of customers, to be read after "says".</summary>
    string Says { get; }

    /// <summary>Whether a version can be scored beside the active one.</summary>
    bool HasShadows { get; }

    /// <summary>Replays the log, trains, compares, saves and perhaps promotes.</summary>
    Task<TrainingOutcome> TrainAsync(SingleOrder order, ITrainingWatch watch, CancellationToken stop);

    /// <summary>What the list says of a version.</summary>
    ListModels.ModelVersionSummary Describe(ModelDocumentVersion version);

    /// <summary>Adds to a version's report what only this kind knows.</summary>
    ReadReport.ModelReport Complete(ReadReport.ModelReport report, byte[] metadata);

    /// <summary>Prints what a version is, for people.</summary>
    void Print(byte[] metadata, TextWriter output);

    /// <summary>How the version that serves is checked on live customers; null when none does.</summary>
    Task<ModelLook?> LookAsync(CatalogueSource serving, DateTimeOffset end, CancellationToken stop);
}

/// <summary>A look at live customers by one version.</summary>
/// <param name="Version">The version.</param>
/// <param name="Add">Takes one customer's timeline after the other.</param>
/// <param name="See">What was seen of all of them.</param>
internal sealed record ModelLook(WatchedVersion Version, Action<CustomerTimeline> Add, Func<SeenCustomers> See);
