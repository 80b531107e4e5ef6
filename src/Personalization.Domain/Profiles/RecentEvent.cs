using Personalization.Domain.Events;

namespace Personalization.Domain.Profiles;

/// <summary>One of a profile's newest events.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Milliseconds">When, in milliseconds since year 1.</param>
/// <param name="Subject">The product, campaign, page or event name that the kind is about.</param>
/// <param name="Category">The product's or list's category.</param>
public readonly record struct RecentEvent(EventKind Kind, long Milliseconds, string? Subject, string? Category)
{
    /// <summary>When it happened, to the millisecond.</summary>
    public DateTimeOffset At => Instants.FromMilliseconds(Milliseconds);

    /// <summary>The product it was about.</summary>
    public string? ProductId => EventVocabulary.IsAboutProduct(Kind) ? Subject : null;

    /// <summary>The promotion or e-mail campaign it was about.</summary>
    public string? CampaignId => EventVocabulary.IsAboutCampaign(Kind) ? Subject : null;

    /// <summary>The name of an event outside the vocabulary.</summary>
    public string? Name => Kind == EventKind.Other ? Subject : null;

    /// <summary>The name of a page or screen, else its path.</summary>
    public string? Page => Kind is EventKind.PageViewed or EventKind.ScreenViewed ? Subject : null;

    internal static RecentEvent Of(CustomerEvent happened, long milliseconds)
    {
        var about = EventVocabulary.IsAboutProduct(happened.Kind);
        var (product, productCategory) = about && happened.Lines.Length > 0
            ? (happened.Lines[0].ProductId, happened.Lines[0].Category)
            : (null, null);
        var subject = about ? Limits.Id(product)
            : EventVocabulary.IsAboutCampaign(happened.Kind) ? Limits.Id(happened.CampaignId)
            : happened.Kind == EventKind.Other ? Limits.Cut(happened.Name, Limits.TextBytes)
            : Limits.Cut(happened.Page, Limits.TextBytes);
        var category = Limits.Cut(about ? productCategory : happened.Category, Limits.TextBytes);
        return new RecentEvent(happened.Kind, milliseconds, subject, category);
    }

    /// <summary>
    /// By time, then by content, so that which events are the newest never depends on their order of arrival.
    /// </summary>
    internal readonly struct Order : IComparer<RecentEvent>
    {
        public int Compare(RecentEvent x, RecentEvent y)
        {
            var order = x.Milliseconds.CompareTo(y.Milliseconds);
            order = order != 0 ? order : x.Kind.CompareTo(y.Kind);
            order = order != 0 ? order : string.CompareOrdinal(x.Subject, y.Subject);
            return order != 0 ? order : string.CompareOrdinal(x.Category, y.Category);
        }
    }
}
