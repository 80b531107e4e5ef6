using Personalization.Domain.Decisions;
using Personalization.Service.Propensity;

namespace Personalization.Service.Decisions;

/// <summary>
/// What those who write a configuration may name: also the models that no version was trained of yet.
/// </summary>
internal sealed class KnownNames(CatalogueHolder catalogue, TargetBook targets)
{
    /// <summary>What the current catalogue was built from, with the names of all models there are.</summary>
    public async Task<CatalogueSource> SourceAsync(CancellationToken stop)
    {
        var defined = (await targets.AllAsync(stop)).Select(target => target.Name);
        var source = catalogue.Source;
        return source with { ModelNames = [.. defined.Union(source.Models.Select(model => model.Name))] };
    }

    /// <summary>
    /// What is whole in one configuration and would not be in another, and what would be wrong with the entity that
    /// differs.
    /// </summary>
    public static IEnumerable<CatalogueError> BrokenBy(
        CatalogueSource before, CatalogueSource after, (string Kind, string Key) changed)
    {
        var known = Catalogue.Build(before).Errors.Select(error => (error.Kind, error.Key)).ToHashSet();
        known.Remove(changed);
        return Catalogue.Build(after).Errors.Where(error => !known.Contains((error.Kind, error.Key)));
    }
}
