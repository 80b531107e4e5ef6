using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Personalization.Domain.Clusters;
using Personalization.Domain.LifetimeValue;
using Personalization.Domain.Propensity;
using Personalization.Service.Hosting;
using Personalization.Storage.Configuration;

namespace Personalization.Service.Propensity;

/// <summary>
/// Every target there is: the built-in and configured ones, over them those that were put by the API.
/// </summary>
internal sealed class TargetBook(ConfigurationStore store, IOptions<PropensityOptions> options)
{
    /// <summary>The kind of the documents in the store.</summary>
    internal const string Kind = "model";

    /// <summary>The configured targets in their order, then the others by name.</summary>
    public async Task<IReadOnlyList<PropensityTarget>> AllAsync(CancellationToken stop)
    {
        var put = (await store.ListAsync(Kind, stop)).ToDictionary(
            document => document.Key, Read, StringComparer.Ordinal);
        var configured = options.Value.All();
        return
        [
            .. configured.Select(target => put.GetValueOrDefault(target.Name) ?? target),
            .. put.Values
                .Where(target => configured.All(other => other.Name != target.Name))
                .OrderBy(target => target.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>One target; null when there is none of that name.</summary>
    public async Task<PropensityTarget?> FindAsync(string name, CancellationToken stop) =>
        (await AllAsync(stop)).FirstOrDefault(target => target.Name == name);

    /// <summary>
    /// The answer to who takes a name for a target's that is none: of a model without a target, or of none.
    /// </summary>
    public static ProblemHttpResult NotTarget(string name) => name is LifetimeArtifact.Name or ClusterArtifact.Name
        ? Problem.Of(
            StatusCodes.Status409Conflict,
            $"Model '{name}' predicts no outcome: it is neither defined nor uploaded, only trained with "
            + $"POST /models/{name}/train, which says what is missing.")
        : ListModels.NotFound(name);

    /// <summary>Whether the target is in the service's configuration, so that it cannot be deleted.</summary>
    public bool IsConfigured(string name) => options.Value.All().Any(target => target.Name == name);

    private static PropensityTarget Read(ConfigurationDocument document) =>
        JsonSerializer.Deserialize(document.Body, PropensityApiJson.Default.PropensityTarget)
        ?? throw new JsonException($"The target '{document.Key}' is not a JSON object.");
}
